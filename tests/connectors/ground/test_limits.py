"""When a tool wants to be asked again, whichever way it says it."""

from __future__ import annotations

from typing import Any

import pytest

from headrace.connectors.ground.limits import refuses_for_its_limit, welcome_at

NOW = 1_800_000_000.0
USED_UP = {"errors": [{"message": "Rate limit exceeded", "extensions": {"code": "RATELIMITED"}}]}


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (429, {"retry-after": "7"}, None, NOW + 7),
        (200, {"retry-after": "7"}, None, None),
        (503, {"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT"}, None, NOW + 60),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000030"}, None, NOW + 30),
        (200, {"ratelimit-remaining": "0", "ratelimit-reset": "30"}, None, NOW + 30),
        (200, {"x-ratelimit-remaining": "1", "x-ratelimit-reset": "1800000030"}, None, None),
        (400, {"x-ratelimit-complexity-remaining": "0", "x-ratelimit-complexity-reset": "1800000090000"}, USED_UP,
         NOW + 90),
        (400, {}, USED_UP, NOW + 60),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, None, None),
        (403, {}, {"message": "You have exceeded a secondary rate limit."}, NOW + 60),
        (403, {}, {"message": "Must have admin rights."}, None),
        (503, {"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT",
               "date": "Fri, 15 Jan 2027 08:00:50 GMT"}, None, NOW + 10),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000030",
               "date": "Fri, 15 Jan 2027 07:59:50 GMT"}, None, NOW + 40),
    ],
)  # fmt: skip
def test_every_way_of_saying_it_is_understood(
    status: int, headers: dict[str, str], body: Any, expected: float | None
) -> None:
    """Seconds, dates and moments in seconds or milliseconds; a used-up limit without a word waits a minute.

    Moments are told by the tool's clock, so they are compared with that one.
    """
    assert welcome_at(status, headers, body, NOW) == expected


@pytest.mark.parametrize(
    "body", [None, [], {"errors": "none"}, {"errors": ["x"]}, {"errors": [{"extensions": None}]}]
)
def test_other_errors_are_no_limit(body: Any) -> None:
    """Whatever shape the errors have, only the one code says that the limit is used up."""
    assert not refuses_for_its_limit(body)
