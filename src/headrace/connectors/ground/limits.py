"""When a tool wants to be asked again: what its answers say about limits, whichever way it says it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_EPOCH_SECONDS = 1_000_000_000
_EPOCH_MILLISECONDS = 100_000_000_000
_UNTOLD = 60.0
"""Seconds to wait when a limit is used up and nothing says for how long."""

_WAYS = (
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
    ("x-ratelimit-requests-remaining", "x-ratelimit-requests-reset"),
    ("x-ratelimit-complexity-remaining", "x-ratelimit-complexity-reset"),
)
"""Headers that say what is left, and when there will be more: at a time, or in so many seconds."""

_USED_UP = ("RATE_LIMITED", "RATELIMITED")
"""What GraphQL's errors call it: GitHub's type, Linear's code."""


def asked_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, which is a number or a date."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    moment = _read(text)
    return None if moment is None else max(0.0, moment - _there(headers, now))


def welcome_at(status: int, headers: Mapping[str, str], body: Any, now: float) -> float | None:
    """Return when the next request is welcome, in seconds since 1970; ``None`` when at once."""
    asked = asked_to_wait(headers, now)
    if asked is not None and status in (403, 429, 503):
        return now + asked
    for remaining, reset in _WAYS:
        if headers.get(remaining, "").strip() == "0":
            try:
                return now + _seconds(float(headers.get(reset, "")), _there(headers, now))
            except ValueError:
                continue
    return now + _UNTOLD if refuses_for_its_limit(body) or _refuses_in_words(status, body) else None


def refuses_for_its_limit(body: Any) -> bool:
    """Tell whether a GraphQL answer, whatever its status, says that the limit is used up."""
    errors = body.get("errors") if isinstance(body, dict) else None
    return any(
        isinstance(error, dict)
        and (error.get("type") in _USED_UP or (error.get("extensions") or {}).get("code") in _USED_UP)
        for error in (errors if isinstance(errors, list) else ())
    )


def _refuses_in_words(status: int, body: Any) -> bool:
    """Tell whether a refusal says only in its text that there were too many requests (GitHub's secondary limit)."""
    said = body.get("message") if isinstance(body, dict) else None
    return status == 403 and isinstance(said, str) and "rate limit" in said.lower()


def _there(headers: Mapping[str, str], now: float) -> float:
    """Return the time on the clock that an answer was written by: ours may be wrong."""
    moment = _read(headers.get("date", ""))
    return now if moment is None else moment


def _read(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


def _seconds(reset: float, there: float) -> float:
    """Return the seconds until a limit is lifted, which is told as such or as a moment."""
    if reset > _EPOCH_MILLISECONDS:
        return reset / 1000 - there
    return reset - there if reset > _EPOCH_SECONDS else reset
