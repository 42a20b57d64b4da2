"""``headrace check``: what can be asked for, and what it is compared with."""

from __future__ import annotations

import pytest

from headrace.cli.check import LIMITS, Part, limit, measured, only
from headrace.errors import BadRequest
from headrace.eventlog.coverage import LinkCoverage
from headrace.report.trust.trust_view import (
    CheckView,
    CrossingLine,
    RuleLine,
    SourceLine,
    StageLine,
    StreamTrust,
)


def a_check() -> CheckView:
    """Return a check with 6 of 8 references matched and one of two rules matching nothing."""
    return CheckView(
        sources=(SourceLine("git", 0, 10, 20, 0, 1, 0, 0),),
        links=(
            LinkCoverage("key in commit message", "commit", False, 6, 5, 1, 0, (), ()),
            LinkCoverage("closes #n", "commit", True, 2, 1, 0, 1, (), ()),
        ),
        rules=(
            RuleLine("s", "Build", "working", "item.status=Open", 4, 2),
            RuleLine("s", "Test", "working", "item.status=Tset", 0, 0),
        ),
        oddities=(),
        not_portable=("something",),
        data_to=1,
        made_up=False,
        stages=(
            StageLine("s", "Ask", 0, 10, 0, 8, True, ("it has no rule",)),
            StageLine("s", "Build", 10, 10, 8, 8, False, ()),
            StageLine("s", "Test", 0, 10, 0, 8, False, ("no source tells of it",)),
        ),
        crossings=(CrossingLine("s", "Tracker", "Code", 6, 8),),
        wholes=(StreamTrust("s", 10, 9, 2),),
    )


@pytest.mark.parametrize(
    ("text", "share"), [("linked=90%", 0.9), ("linked = 0.9", 0.9), ("rules=100 %", 1.0)]
)
def test_a_limit_is_read_as_share(text: str, share: float) -> None:
    """A share may be written in per cent or between 0 and 1."""
    assert limit(text)[1] == pytest.approx(share)


@pytest.mark.parametrize(
    "text", ["linked", "linked=", "linked=many", "linked=120%", "linked=-1", "lnked=90%"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    """Anything else is refused with what is allowed."""
    with pytest.raises(BadRequest):
        limit(text)


def test_shares_are_over_all_kinds_together() -> None:
    """Shares count over all links and streams; stages that are only estimated are none; every name is measured."""
    shares = measured(a_check())
    assert set(shares) == set(LIMITS)
    assert shares == {
        "linked": 0.75, "rules": 0.5, "read": 1.0, "stages": 0.5, "started": 0.9, "crossed": 0.75, "agreeing": 0.8
    }  # fmt: skip


def test_nothing_to_measure_is_missing_not_zero() -> None:
    """Without links, rules and sources there is no share."""
    empty = only(a_check(), set())
    assert set(measured(empty).values()) == {None}


def test_a_part_is_shown_alone() -> None:
    """Only what was asked for is left in the view."""
    view = only(a_check(), {Part.RULES})
    assert view.rules == a_check().rules
    assert (view.sources, view.links, view.oddities, view.not_portable) == ((), (), (), ())
