"""Reads the analyses of a project from the newest known on, each with its gate and measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headrace.connectors.ground.contract import Document
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client

METRICS = (
    *("alert_status", "ncloc", "coverage", "duplicated_lines_density", "complexity", "cognitive_complexity"),
    *("bugs", "vulnerabilities", "security_hotspots", "code_smells", "sqale_index"),
    *("reliability_rating", "security_rating", "security_review_rating", "sqale_rating"),
    *("tests", "test_failures", "test_errors", "skipped_tests"),
)
"""Measures that are read; ``alert_status`` is the quality gate."""

_PER_PAGE = 500
_KEPT = ("key", "date", "projectVersion", "revision", "detectedCI")


def collect(client: Client, project: str, cursor: Cursor) -> Iterator[tuple[list[Document], Cursor]]:
    """Yield analyses, with the cursor behind them; the newest known is read again, in case it was incomplete."""
    since = cursor.get("date")
    asked = {"project": project, **({"from": since} if since else {})}
    listed = [
        one for page in _pages(client, "api/project_analyses/search", asked, "analyses") for one in page
    ]
    if not listed:
        yield [], cursor
        return
    # Measures are asked for after the analyses, so that each analysis listed has its own by then.
    measures: dict[int, dict[str, str]] = {}
    asked = {"component": project, "metrics": ",".join(METRICS), **({"from": since} if since else {})}
    for page in _pages(client, "api/measures/search_history", asked, "measures"):
        for measure in page:
            for point in measure.get("history") or ():
                if point.get("value") not in (None, ""):
                    measures.setdefault(_at(point), {})[measure["metric"]] = str(point["value"])
    newest = max(listed, key=_at)["date"]
    documents = [
        _document(project, one, measures.get(_at(one), {})) for one in {a["key"]: a for a in listed}.values()
    ]
    yield documents, {"date": newest}


def _pages(client: Client, path: str, asked: Mapping[str, Any], inside: str) -> Iterator[list[Any]]:
    number = 1
    while True:
        body = client.get(path, {**asked, "p": number, "ps": _PER_PAGE}).body
        yield list(body.get(inside) or ())
        paging = body.get("paging") or {}
        if number * int(paging.get("pageSize") or _PER_PAGE) >= int(paging.get("total") or 0):
            return
        number += 1


def _document(project: str, analysis: Mapping[str, Any], measures: Mapping[str, str]) -> Document:
    body = {name: analysis[name] for name in _KEPT if analysis.get(name) is not None}
    return Document("analysis", str(analysis["key"]), {**body, "project": project, "measures": measures})


def _at(told: Mapping[str, Any]) -> int:
    return parse(told["date"])[0]
