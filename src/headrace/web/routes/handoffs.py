"""``/s/<stream>/handoffs``: where is the friction between functions, and is it the same for all kinds of work?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.handoffs import (
    handoff_closely,
    handoff_words,
    handoffs_measures,
    handoffs_picture,
    handoffs_record,
    handoffs_sentences,
)
from headrace.report.handoffs.handoffs_asked import HandoffsAsked
from headrace.report.handoffs.handoffs_view import HandoffsView
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import FORMATS, download, offered, refuse_unknown

if TYPE_CHECKING:
    from typing import Any

router = APIRouter(include_in_schema=False)

UNITS = (("days", "days"), ("working-days", "working days"))


def _question(
    split: Annotated[str, Query(description="An attribute to compare by; the kind of work by default.")] = "",
    handoff: Annotated[str, Query(description="A hand-off to look at closely, as engineering~quality.")] = "",
    unit: Annotated[str, Query(description="days, or working-days: Monday to Friday.")] = "",
) -> HandoffsAsked:
    return HandoffsAsked(split or None, handoff or None, unit or "days")


Question = Annotated[HandoffsAsked, Depends(_question)]
"""What a query asks of the hand-offs."""


@router.get("/s/{stream}/handoffs", response_class=HTMLResponse)
def handoffs_page(
    request: Request, asked: Asked, place: Here, question: Question, window: str = "", shown: str = ""
) -> Response:
    """Show what hand-offs cost."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here, question)
    links = _Links(here, question)
    head = stream_frame(
        f"{view.name}: where it sticks",
        "Where is the friction, and is it the same for all kinds of work?",
        handoffs_sentences.handoffs_headline(view),
        here,
        "handoffs",
        view,
    )
    untold = view.refusal in ("missing", "nothing")
    table = handoffs_measures.handoffs_table(view).html(links) if view.boundaries else ""
    values = controls(view, here, window, "handoffs") | {
        "facts": without_banner(handoffs_sentences.handoffs_facts(view)),
        "notes": handoffs_sentences.handoffs_notes(view),
        "picture": drawn("" if untold else handoffs_picture.handoffs_picture(view, links)),
        "axis": handoffs_picture.axis_words(view),
        "table": drawn(table),
        "inside": drawn(handoffs_measures.inside_table(view).html(links)) if view.inside else None,
        "units": UNITS,
        "formats": offered(here, "handoffs", FORMATS, **links.query),
        "closely": None if untold else _closely(view, links),
    }
    return page("handoffs.html", head, values)


def _closely(view: HandoffsView, links: _Links) -> dict[str, Any] | None:
    """Return what the page shows of the hand-off that is looked at closely; ``None`` for none."""
    line = handoff_words.chosen_line(view)
    if line is None or view.chosen is None:
        return None
    return {
        "title": handoff_words.goes_title(view),
        "said": handoff_words.goes_said(view),
        "goes": drawn(handoff_closely.goes_figure(view)),
        "table": drawn(handoff_words.goes_table(view).html(links)) if view.chosen.goes_with else None,
        "trend_title": handoff_words.trend_title(view),
        "trend_said": handoff_words.trend_said(line),
        "trend": drawn(handoff_closely.trend_figure(view, line)),
        "items": links("handoff", line.key),
    }


class _Links(Links):
    """Where parts of this page lead to; a boundary to itself, looked at closely, split and counted as before."""

    def __init__(self, place: Place, question: HandoffsAsked) -> None:
        super().__init__(place)
        self.query = {"split": question.split or "", "unit": "" if question.unit == "days" else question.unit}

    def __call__(self, kind: str, key: str) -> str | None:
        """Return the address for a kind of part and its key, ``None`` when it leads nowhere."""
        if kind == "boundary":
            return f"{self.place.page('handoffs', handoff=key, **self.query)}#closely"
        return super().__call__(kind, key)


@router.get("/s/{stream}/handoffs.{suffix}")
def handoffs_file(request: Request, asked: Asked, place: Here, suffix: str, question: Question) -> Response:
    """Send the ledger as a file to keep."""
    refuse_unknown(request, suffix, "The hand-offs do not come")
    view = read(asked, place, question)
    return download(view, "handoffs", suffix, handoffs_record.handoffs_csv, handoffs_record.handoffs_record)


def read(asked: Answers, place: Place, question: HandoffsAsked) -> HandoffsView:
    """Return the hand-offs at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.handoffs(
            place.stream, window=place.asked_window, kind=place.kind or None, asked=question
        )
