"""``/s/<stream>/profile``: what is measured of this stream's work, what stands out, and what is missing?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from headrace.report.dimensions import profile_measures, profile_record, profile_sentences
from headrace.report.dimensions.profile_picture import profile_chart
from headrace.report.dimensions.profile_view import Dimension, ProfileView
from headrace.web.answers import Answers, about
from headrace.web.place import Links, Place
from headrace.web.render import drawn, page, stream_frame, without_banner
from headrace.web.routes.asking import Asked, Here, controls, settled
from headrace.web.routes.downloads import download, offered, refuse_unknown

if TYPE_CHECKING:
    from markupsafe import Markup

    from headrace.report.dimensions.profile_measures import Written

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """One measured line: as written, with its small chart and what it leads to."""

    written: Written
    chart: Markup | None
    href: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """One dimension: its measured lines, and those that are missing."""

    dimension: Dimension
    href: str | None
    shown: tuple[Shown, ...]
    missing: tuple[Written, ...]


@router.get("/s/{stream}/profile", response_class=HTMLResponse)
def profile_page(request: Request, asked: Asked, place: Here, window: str = "", shown: str = "") -> Response:
    """Show all dimensions side by side."""
    here = settled(request, asked, place, window, shown)
    if isinstance(here, RedirectResponse):
        return here
    view = read(asked, here)
    links = Links(here)
    head = stream_frame(
        f"{view.name}: all that is measured",
        f"What is measured of the work that passes through {view.name}, and what stands out?",
        profile_sentences.profile_headline(view),
        here,
        "profile",
        view,
    )
    values = controls(view, here, window, "profile") | {
        "facts": () if view.missing else without_banner(profile_sentences.profile_facts(view)),
        "measured": [section(each, links) for each in view.measured],
        "unmeasured": [section(each, links) for each in view.unmeasured],
        "table": drawn(profile_measures.profile_table(view).html(links)),
        "formats": offered(here, "profile"),
    }
    return page("profile.html", head, values)


@router.get("/s/{stream}/profile.{suffix}")
def profile_file(request: Request, asked: Asked, place: Here, suffix: str) -> Response:
    """Send the measures as a file to keep."""
    refuse_unknown(request, suffix, "The profile does not come")
    view = read(asked, place)
    return download(view, "profile", suffix, profile_record.profile_csv, profile_record.profile_record)


def read(asked: Answers, place: Place) -> ProfileView:
    """Return the profile at a place. Raises ``NotFound`` when there is no such stream."""
    with about(asked, place):
        return asked.profile(place.stream, window=place.asked_window, kind=place.kind or None)


def section(dimension: Dimension, links: Links) -> Section:
    """Return a dimension as a page shows it."""
    written = [profile_measures.written_line(dimension, line) for line in dimension.lines]
    missing = tuple(each for each in written if dimension.refusal or not each.line.measured)
    shown = tuple(
        Shown(each, _chart(each), profile_measures.address(each.line, links))
        for each in written
        if each not in missing
    )
    href = links("page", dimension.page) if dimension.page else None
    return Section(dimension, href, shown, missing)


def _chart(written: Written) -> Markup | None:
    if written.line.series is None:
        return None
    said = profile_sentences.chart_words(written.dimension, written.line)
    return drawn(profile_chart(written.line.series, said)) or None
