"""What waits of real records go with: the same waits as the ledger's, and what is known of these records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headrace.report.window import ALWAYS

if TYPE_CHECKING:
    from headrace.report.waiting.waiting_view import WaitingView
    from tests.data_sets import Made

pytestmark = pytest.mark.data


def share(view: WaitingView, key: str, cause: str) -> float:
    """Return which share of the waits at a hand-off goes with a cause."""
    place = next(each for each in view.places if each.key == key)
    return next(each.share or 0.0 for each in place.parts if each.cause == cause)


@pytest.mark.parametrize("name", ["helpdesk", "duracloud", "volvo-incidents", "sevendigital", "receipt"])
def test_parts_are_the_waits_of_the_ledger(made: Made, name: str) -> None:
    """At every hand-off of every stream, the parts add up to the days that the ledger has there."""
    workspace = made(name)
    for stream in workspace.catalogue.value_streams:
        ledger = workspace.handoffs(stream, window=ALWAYS)
        view = workspace.waiting(stream, window=ALWAYS)
        found = {each.key: sum(part.days or 0.0 for part in each.parts) for each in view.places}
        lines = (*ledger.boundaries, *ledger.inside)
        expected = {each.key: each.whole.days for each in lines if each.whole.days}
        assert found == pytest.approx(expected)
        assert view.days == pytest.approx(sum(expected.values()))


def test_what_waits_for_a_release_leaves_together(made: Made) -> None:
    """DuraCloud's finished work waits until a release takes all of it at once."""
    view = made("duracloud").waiting("idea-released", window=ALWAYS)
    assert share(view, "engineering~operations", "together") > 0.9


def test_office_hours_of_a_help_desk(made: Made) -> None:
    """The help desk starts work on weekdays from about six to six, UTC."""
    view = made("helpdesk").waiting("question-answered", window=ALWAYS)
    place = next(each for each in view.places if each.receiver == "Help desk")
    assert place.known.open_hours is not None
    assert 50 <= place.known.open_hours <= 70
    assert 0.1 < share(view, place.key, "hours") < 0.4


def test_incidents_that_change_lines_come_back(made: Made) -> None:
    """What the second line hands to the first has been further on before."""
    view = made("volvo-incidents").waiting("service-restored", window=ALWAYS)
    assert share(view, "2nd-line~1st-line", "rework") == pytest.approx(1.0)
