"""``POST /s/<stream>/steps``: a step that no tool records, written down or taken back on an item's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from headrace.connectors.ground.receiving import NotUnderstood
from headrace.errors import BadRequest
from headrace.web.routes.asking import Asked, Here
from headrace.web.routes.forms import read_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.web.place import Place

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
    given = await read_form(
        request, nothing=nothing, page="the item's page", too_much="A step has a few words."
    )
    item, step, at, by = (given.get(name, "").strip() for name in ("item", "step", "at", "by"))
    if not (item and step and at):
        back = f"{place.item(item)} Back to the item"
        raise BadRequest("A step needs what happened and when.", nothing, [back])
    try:
        await run_in_threadpool(do, [(item, step, at, by)])
    except NotUnderstood as problem:
        raise BadRequest(problem.fact, nothing, problem.remedies) from problem
    return RedirectResponse(place.item(item), 303)
