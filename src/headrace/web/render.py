"""Templates into pages: the frame that all pages share, and what a template may say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from headrace.report import window as windows
from headrace.report import words
from headrace.report.wording import phrases
from headrace.web.place import Links, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headrace.report.headline import Headline
    from headrace.report.view import Window

STATIC = Path(str(files("headrace.web") / "static"))
STYLE = Path(str(files("headrace.report") / "style"))


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the navigation. ``key`` follows ``g`` on the keyboard."""

    name: str
    says: str
    href: str
    key: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page's own content."""

    title: str
    question: str
    tabs: tuple[Tab, ...]
    crumb: str = ""  # the stream's name, empty on pages about all streams
    made_up: bool = False
    data_to: int | None = None
    headline: Markup = field(default_factory=Markup)
    note: str = ""


class OfStream(Protocol):
    """What a page's frame says of the stream that it is about."""

    @property
    def name(self) -> str:
        """The stream's name."""
        ...

    @property
    def made_up(self) -> bool:
        """Whether the records are made up."""
        ...

    @property
    def data_to(self) -> int:
        """The end of the records, µs UTC."""
        ...


class Windowed(OfStream, Protocol):
    """A view of one stream in one window."""

    @property
    def stream(self) -> str:
        """The stream's id."""
        ...

    @property
    def window(self) -> Window:
        """The days that it is about."""
        ...


def frame(
    title: str,
    question: str,
    headline: Headline,
    tabs: tuple[Tab, ...],
    links: Links,
    **rest: Any,
) -> Frame:
    """Return a page's frame with its headline said."""
    said = Markup(headline.html(links))  # noqa: S704 - report escapes what it says
    return Frame(title, question, tabs, headline=said, note=headline.note, **rest)


def stream_frame(
    title: str, question: str, headline: Headline, place: Place, tab: str, view: OfStream
) -> Frame:
    """Return the frame of one stream's page; ``tab`` is the entry of the navigation it belongs to."""
    return frame(
        title, question, headline, stream_tabs(place, tab), Links(place),
        crumb=view.name, made_up=view.made_up, data_to=view.data_to,
    )  # fmt: skip


def stream_tabs(place: Place, current: str) -> tuple[Tab, ...]:
    """Return the navigation of one stream's pages."""
    return (
        Tab("Map", "how work flows", place.map(), "m", current == "map"),
        Tab("Hand-offs", "where it sticks", place.page("handoffs"), "h", current == "handoffs"),
        Tab("Flow", "how much, how long", place.page("flow"), "w", current == "flow"),
        Tab("Profile", "all that is measured", place.page("profile"), "p", current == "profile"),
        Tab("Forecast", "what, by when", place.forecast(), "f", current == "forecast"),
        Tab("Items", "the evidence", place.items(), "i", current == "items"),
        Tab("Data", "can we trust it", place.data(), "d", current == "data"),
    )


def home_tabs(current: str) -> tuple[Tab, ...]:
    """Return the navigation of the pages about all streams."""
    return (
        Tab("Value streams", "where work flows", "/", "s", current == "streams"),
        Tab("Portfolio", "what it is for", "/portfolio", "o", current == "portfolio"),
        Tab("Data", "can we trust it", "/data", "d", current == "data"),
    )


def page(template: str, frame: Frame, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """Return the page that ``template`` makes of its frame and values."""
    html = _environment().get_template(template).render(frame=frame, **values)
    return HTMLResponse(html, status_code=status)


def drawn(svg_or_table: str) -> Markup:
    """Mark what ``report`` drew as safe: it escapes every word that comes from data."""
    return Markup(svg_or_table)  # noqa: S704 - the one place where it is said


def web_address(url: str | None) -> str | None:
    """Return ``url`` when it leads to a page on the web, ``None`` for every other scheme."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def without_banner(facts: Iterable[str]) -> list[str]:
    """Return the facts without what the page's own banner says already: that the data is made up."""
    return [fact for fact in facts if fact != phrases.text("facts.made_up")]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("headrace.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "web_address": web_address,
        "count": words.grouped,
        "day": words.day,
        "days": lambda days: words.scale_for(days).words(days),
        "percent": words.percent,
        "moment": words.moment,
        "plural": words.plural,
        "short": words.short_key,
        "span": windows.span,
        "window": windows.text,
        "first_day": windows.first_day,
        "last_day": windows.last_day,
    }
    environment.globals |= {"asset": asset}
    return environment


@cache
def asset(path: str) -> str:
    """Return the address of a shipped file, with a mark of its content so that a browser may keep it."""
    folder, _, name = path.partition("/")
    content = ({"static": STATIC, "style": STYLE}[folder] / name).read_bytes()
    return f"/{path}?v={hashlib.sha256(content).hexdigest()[:12]}"
