"""The map as one self-contained page: nothing is asked from anywhere, so it can be sent and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.drawing import stylesheet
from headrace.report.drawing.svg import words
from headrace.report.links import nowhere
from headrace.report.maps.map_figure import figure
from headrace.report.maps.map_sentences import map_facts, map_headline, provenance
from headrace.report.maps.map_table import map_table
from headrace.report.wording.phrases import text

if TYPE_CHECKING:
    from headrace.report.view import MapView

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:400 var(--t-15)/1.5 var(--sans)}
main{max-width:1432px;margin:0 auto;padding:var(--s-5) clamp(16px,3vw,44px)}
h1{font:500 var(--t-31)/1.2 var(--serif);margin:4px 0 0;max-width:43em;text-wrap:pretty}
.facts{font-size:var(--t-13);color:var(--ink2);margin:8px 0 14px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:var(--t-13)}
td,th{padding:5px 16px 5px 0;border-top:1px solid var(--rule)}
td,th{text-align:left;font-weight:400;vertical-align:top}
thead th{color:var(--ink2);border:0}
.r{text-align:right;font-variant-numeric:tabular-nums lining-nums}
tfoot>tr>*{font-weight:600}
details{margin-top:var(--s-4)}
summary{cursor:pointer;color:var(--ink2);font-size:var(--t-13);padding:4px 0;width:max-content}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
footer{margin-top:var(--s-6);padding-top:var(--s-3);border-top:1px solid var(--rule)}
footer{font-size:var(--t-12);color:var(--ink3)}
@media screen and (max-width:760px){h1{font-size:1.4375rem}}
@media print{@page{size:A4 landscape;margin:12mm}main{max-width:none;padding:0}h1{font-size:18pt}}
@media print{details{display:none}}
"""


def static_page(view: MapView) -> str:
    """Return the page as an HTML document."""
    said = map_headline(view)
    note = f'<p class="facts">{words(said.note)}</p>' if said.note else ""
    table = ""
    if view.blocks and not view.missing:
        summary = f"<summary>{words(text('page.table'))}</summary>"
        rows = map_table(view).html(nowhere)
        table = f'<details>{summary}<div class="scroll">{rows}</div></details>'
    title = words(text("picture.title", {"name": view.name}))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{title}</title>
<style>{stylesheet.self_contained()}{_STYLE}</style>
</head>
<body>
<main>
<p class="facts">{words(view.name)}</p>
<h1>{said.html(nowhere)}</h1>
{note}
<p class="facts">{words(" · ".join(map_facts(view)))}</p>
{figure(view, nowhere)}
{table}
<footer>{words(" · ".join(provenance(view)))}</footer>
</main>
</body>
</html>
"""
