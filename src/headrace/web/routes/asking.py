"""The URL's query, read and made canonical, so that one picture has one address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import Depends, Request
from starlette.responses import RedirectResponse

from headrace.report import window as windows
from headrace.web.answers import Answers, about
from headrace.web.place import Place, address

if TYPE_CHECKING:
    from headrace.web.render import Windowed

OTHER = "other"
_DEFAULTS = {"detail": "stages", "sort": "slowest", "page": "1"}


def answers(request: Request) -> Answers:
    """Return the workspace that this application shows."""
    return cast("Answers", request.app.state.answers)


def place(
    stream: str,
    window: str = "",
    kind: str = "",
    detail: str = "",
    at: str = "",
    sort: str = "",
) -> Place:
    """Return where the reader is."""
    return Place(stream, "" if window == OTHER else window, kind, detail, at, sort).check()


Asked = Annotated[Answers, Depends(answers)]
Here = Annotated[Place, Depends(place)]


def canonical(request: Request) -> RedirectResponse | None:
    """Return a redirect to the one address of what a form asked for, ``None`` when this is it already.

    Empty and default values go; ``window=other`` with ``from`` and ``to`` becomes a window.
    """
    given = dict(request.query_params)
    wanted = {n: v for n, v in given.items() if v and _DEFAULTS.get(n) != v}
    first, last = wanted.pop("from", ""), wanted.pop("to", "")
    if wanted.get("window") == OTHER and first and last:
        wanted["window"] = f"{first}..{last}"
    if wanted.get("window") != OTHER:
        wanted.pop("shown", None)
    if wanted == given:
        return None
    return redirect(request, wanted)


def settled(
    request: Request, asked: Answers, place: Place, window: str, shown: str
) -> Place | RedirectResponse:
    """Return where the reader is, or a redirect to the one address of it.

    Args:
        window: as it stands in the query: ``all``, and ``other`` while dates are chosen, are no windows yet.
        shown: the window that is shown while dates are chosen.
    """
    moved = all_time(request, asked, place) if window == "all" else canonical(request)
    return moved or (place.with_window(shown) if window == OTHER and shown else place)


def controls(view: Windowed, place: Place, window: str, part: str) -> dict[str, Any]:
    """Return what the controls of one of a stream's pages need to know, as ``stream_page.html`` has them.

    Args:
        window: as it stands in the query.
        part: the page, such as ``flow``.
    """
    return {
        "action": place.page(part).partition("?")[0],
        "whole": place.with_window("all").page(part),
        "view": view,
        "place": place,
        "presets": windows.presets(view.data_to, view.window, named=bool(place.window)),
        "shown": view.window,
        "choosing": window == OTHER,
    }


def all_time(request: Request, asked: Answers, place: Place) -> RedirectResponse:
    """Return a redirect from ``window=all`` to the days from the oldest item's start to the data's end."""
    with about(asked, place):
        oldest = asked.items(place.stream, window=windows.ALWAYS, order="oldest", per_page=1)
    began = oldest.strips[0].started_at if oldest.strips else oldest.data_to
    whole = windows.text(windows.everything(began, oldest.data_to))
    return redirect(request, {**request.query_params, "window": whole})


def redirect(request: Request, query: dict[str, str]) -> RedirectResponse:
    """Return a redirect to the same page with another query."""
    return RedirectResponse(address(request.url.path, **query), status_code=303)
