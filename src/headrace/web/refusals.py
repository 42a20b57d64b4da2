"""What a page says when it cannot show what was asked: what is so, what it means, what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from headrace.errors import BadConfiguration, BadRequest, HeadraceError, SourceUnavailable, StoreUnavailable
from headrace.web.answers import NotFound
from headrace.web.render import Frame, home_tabs, page
from headrace.web.security import HEADERS

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

_STATUS: tuple[tuple[type[HeadraceError], int], ...] = (
    (NotFound, 404),
    (BadRequest, 400),
    (StoreUnavailable, 503),
    (SourceUnavailable, 502),
    (BadConfiguration, 500),
)
log = logging.getLogger("headrace.web")


def install(app: FastAPI) -> None:
    """Make ``app`` answer every refusal and failure in one voice: a page, or JSON under ``/api/``."""
    app.add_exception_handler(HeadraceError, _named)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


def refuse(request: Request, status: int, error: HeadraceError) -> Response:
    """Return the refusal as a page, or as ``application/problem+json`` under ``/api/``."""
    if request.url.path.startswith("/api/"):
        body = {
            "type": "about:blank",
            "status": status,
            "title": error.fact,
            "detail": error.meaning,
            "remedies": list(error.remedies),
        }
        return JSONResponse(body, status_code=status, media_type="application/problem+json")
    frame = Frame(
        title=error.fact, question=_QUESTIONS.get(status, "This page cannot be shown"), tabs=home_tabs("")
    )
    return page("refusal.html", frame, {"error": error}, status=status)


_QUESTIONS = {
    400: "The address cannot be understood",
    404: "Nothing is here",
    503: "This page cannot be shown yet",
}


async def _named(request: Request, error: Exception) -> Response:
    assert isinstance(error, HeadraceError)  # noqa: S101 - installed for this type
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return refuse(request, status, error)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - installed for this type
    if error.status_code == 404:
        missing = NotFound(f"There is no page at {request.url.path}.", "", ["/", "/data"])
        return refuse(request, 404, missing)
    refusal = refuse(request, error.status_code, BadRequest(f"{error.detail}.", "Nothing was changed."))
    refusal.headers.update(error.headers or {})
    return refusal


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - installed for this type
    first = error.errors()[0]
    name = str(first["loc"][-1])
    fact = f'{name}="{first.get("input", "")}" cannot be understood: {first["msg"]}.'
    return refuse(request, 400, BadRequest(fact, "Nothing was looked up."))


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("%s failed", request.url.path, exc_info=error)
    fault = HeadraceError(
        "This page could not be made: a fault in Headrace, not in your data.",
        "Nothing was changed. The fault is described where headrace serve runs.",
        ["/"],
    )
    refusal = refuse(request, 500, fault)
    refusal.headers.update(HEADERS)  # such answers are made outside the Guard
    return refusal
