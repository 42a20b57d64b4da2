"""An answer as one JSON document: the fields of the view, as they are."""

from __future__ import annotations

import dataclasses
import json
from typing import Any


def document(value: Any) -> str:
    """Return a view (or plain values) as JSON; what is missing is ``null``, never zero.

    Paths become text. Durations are calendar days, shares lie between 0 and 1, times are microseconds
    since 1970 in UTC.
    """
    plain = (
        dataclasses.asdict(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type)
        else value
    )
    return json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False, default=str)
