"""``POST /ingest/NAME``: messages that tools send, answered only once they are kept."""

from __future__ import annotations

import zlib

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from headrace.connectors.ground.receiving import NotSigned
from headrace.errors import BadConfiguration, BadRequest, HeadraceError, StoreUnavailable

LARGEST = 16 * 1024 * 1024
"""Bytes of a message, unpacked."""

_PROTOBUF = "application/x-protobuf"

_STATUS: tuple[tuple[type[HeadraceError], int], ...] = (
    (NotSigned, 401),
    (BadRequest, 404),
    (BadConfiguration, 503),
    (StoreUnavailable, 503),
)

router = APIRouter()


class TooLarge(Exception):
    """The message has more bytes than are taken."""


@router.post("/ingest/{source}", tags=["ingest"], summary="Keep a message for a source that takes them")
@router.post("/ingest/{source}/{rest:path}", include_in_schema=False)
async def ingest(request: Request, source: str, rest: str = "") -> Response:
    """Keep a message: 200 when it is durable, 401 unsigned, 404 no such source, 413 too large, 422 not understood.

    ``rest`` is what an exporter of OpenTelemetry adds, ``v1/traces``; OTLP wants 400 where others get 422.

    The sender proves that it knows the source's secret by a bearer token, GitLab's token header, or GitHub's
    signature of the body.
    """
    try:
        body = await _body(request)
    except TooLarge:
        return _refusal(413, f"A message may have {LARGEST // 1024 // 1024} MB.", "Nothing was kept.")
    except zlib.error:
        return _refusal(
            _bad_data(rest),
            "The message says that it is gzip and is not, or is cut off.",
            "Nothing was kept.",
        )
    headers = {name.lower(): text for name, text in request.headers.items()}
    try:
        new = await run_in_threadpool(request.app.state.answers.receive, source, headers, body)
    except HeadraceError as problem:
        status = next((code for kind, code in _STATUS if isinstance(problem, kind)), _bad_data(rest))
        return _refusal(status, problem.fact, problem.meaning, problem.remedies)
    if headers.get("content-type", "").startswith(_PROTOBUF):  # OTLP answers in the form that it was asked in
        return Response(b"", 200, {"Cache-Control": "no-store"}, _PROTOBUF)
    return JSONResponse({"kept": new}, 200, headers={"Cache-Control": "no-store"})


def _bad_data(rest: str) -> int:
    return 400 if rest else 422


async def _body(request: Request) -> bytes:
    """Return the body, unpacked when it is gzip; raises :class:`TooLarge`, and ``zlib.error`` when it is not."""
    unpacker = zlib.decompressobj(wbits=31) if request.headers.get("content-encoding") == "gzip" else None
    content = bytearray()
    async for part in request.stream():
        content += unpacker.decompress(part, LARGEST + 1) if unpacker else part
        if len(content) > LARGEST:
            raise TooLarge
    if unpacker and not unpacker.eof:
        raise zlib.error
    return bytes(content)


def _refusal(status: int, fact: str, meaning: str, remedies: tuple[str, ...] = ()) -> JSONResponse:
    told = {"fact": fact, "meaning": meaning, "remedies": list(remedies)}
    return JSONResponse(told, status, headers={"Cache-Control": "no-store"})
