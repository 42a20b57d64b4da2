"""``POST /s/<stream>/steps``: a step that no tool records, written down or taken back on an item's page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from headrace.connectors.ground.receiving import NotUnderstood
from headrace.errors import BadRequest
from headrace.web.routes.asking import Asked, Here

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.web.place import Place

_LARGEST = 8_192
"""Bytes of a form."""

router = APIRouter(include_in_schema=False)


@router.post("/s/{stream}/steps")
async def note(request: Request, asked: Asked, place: Here) -> RedirectResponse:
    """Keep the step and show its item again. Only a page of this server may send the form."""
    return await _sent(request, place, asked.note, "Nothing was written down.")


@router.post("/s/{stream}/steps/take-back")
async def take_back(request: Request, asked: Asked, place: Here) -> RedirectResponse:
    """Take a step back and show its item again. Only a page of this server may send the form."""
    return await _sent(request, place, asked.take_back, "Nothing was taken back.")


async def _sent(
    request: Request, place: Place, do: Callable[[list[tuple[str, str, str, str]]], object], nothing: str
) -> RedirectResponse:
    """Do something with the step that a form names.

    Raises:
        BadRequest: the form comes from elsewhere, or does not name a step; ``nothing`` says what was done.
    """
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    if not host or urlsplit(origin).netloc != host:
        raise BadRequest(
            "This form was not sent from a page of this server.",
            nothing,
            ["Open the item's page here and send it from there."],
        )
    body = await request.body()
    if len(body) > _LARGEST:
        raise BadRequest("A step has a few words.", nothing)
    given = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    item, step, at, by = (given.get(name, "").strip() for name in ("item", "step", "at", "by"))
    if not (item and step and at):
        back = f"{place.item(item)} Back to the item"
        raise BadRequest("A step needs what happened and when.", nothing, [back])
    try:
        await run_in_threadpool(do, [(item, step, at, by)])
    except NotUnderstood as problem:
        raise BadRequest(problem.fact, nothing, problem.remedies) from problem
    return RedirectResponse(place.item(item), 303)
