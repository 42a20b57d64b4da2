"""The pages as one ASGI application over a workspace."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.staticfiles import StaticFiles

from headrace.web import refusals
from headrace.web.answers import InTurn
from headrace.web.freshness import Unchanged
from headrace.web.render import STATIC, STYLE
from headrace.web.routes import (
    api,
    bottleneck,
    contention,
    data,
    delivery,
    flow,
    forecast,
    handoffs,
    ingest,
    items,
    map,
    portfolio,
    profile,
    segments,
    start,
    steps,
    topology,
    waiting,
)
from headrace.web.security import Guard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi.telemetry import TelemetryConfig

    from headrace.web.answers import Answers

# Nothing leaves this machine, whatever OpenTelemetry variables the environment holds.
_SILENT: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}


_FRESH = ("/static/", "/style/", "/healthz", "/data", "/api/v1/check", "/ingest/")
"""Addresses whose answers may change although the log and the definitions do not, or that have their own tags."""


def create_app(answers: Answers, *, hosts: Iterable[str] = ()) -> FastAPI:
    """Return the application: pages, files, JSON API and ``/healthz``.

    Args:
        answers: the workspace whose streams are shown.
        hosts: names, besides those of this machine, that may stand in the Host header.
    """
    app = FastAPI(
        title="Headrace",
        summary="How work flows from a customer's need to a customer's use.",
        version=version("headrace"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        telemetry=_SILENT,
    )
    app.state.answers = InTurn(answers)
    for part in (
        start,
        portfolio,
        map,
        handoffs,
        waiting,
        contention,
        bottleneck,
        flow,
        profile,
        delivery,
        forecast,
        segments,
        topology,
        items,
        data,
        api,
        ingest,
        steps,
    ):
        app.include_router(part.router)
    app.add_api_route("/healthz", _health, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/style", StaticFiles(directory=STYLE), name="style")
    refusals.install(app)
    app.add_middleware(Unchanged, state=answers.state, except_under=_FRESH)
    app.add_middleware(Guard, hosts=tuple(hosts))
    return app


def _health() -> JSONResponse:
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
