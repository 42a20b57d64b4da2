"""An answer for another program: one JSON document, or CSV."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Any, TypeVar

from headrace.cli.options import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.cli.invocation import Invocation

_View = TypeVar("_View")


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


def written(
    invocation: Invocation,
    form: Format,
    view: _View,
    record: Callable[[_View], Any],
    csv: Callable[[_View], bytes],
) -> bool:
    """Write a view as JSON or as CSV when that is asked for; return whether it was."""
    if invocation.json or form is Format.JSON:
        print(document(record(view)))
    elif form is Format.CSV:
        sys.stdout.write(csv(view).decode())
    else:
        return False
    return True
