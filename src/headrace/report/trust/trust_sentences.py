"""What the data page says first, and how the reading of a live source stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import grouped, moment, percent

if TYPE_CHECKING:
    from headrace.report.headline import Part
    from headrace.report.trust.trust_view import CheckView, ScopeLine


def check_headline(view: CheckView) -> Headline:
    """Return what the data page says first."""
    if not view.sources:
        return Headline("check.none", parts("check.none"), text("check.none.note"))
    links = [link for link in view.links if link.references]
    if not links:
        events = sum(source.events for source in view.sources)
        said = parts("check.unlinked", {"events": grouped(events)}, number=len(view.sources))
        return Headline("check.unlinked", said + _unmatched(view))
    matched = sum(link.matched for link in links)
    references = sum(link.references for link in links)
    weakest = min(links, key=lambda link: link.matched / link.references)
    key = "check.linked" if matched < references else "check.linked.all"
    slots = {
        "matched": grouped(matched),
        "references": grouped(references),
        "weakest": weakest.rule,
        "share": percent(weakest.matched / weakest.references),
    }
    return Headline(key, parts(key, slots) + _unmatched(view))


def _unmatched(view: CheckView) -> tuple[Part, ...]:
    number = sum(1 for rule in view.rules if not rule.events)
    return parts("check.unmatched_rules", number=number) if number else ()


def scope_state(line: ScopeLine) -> str:
    """Return how the reading of one part of a live source stands."""
    if line.failure is not None and line.failed_at is not None:
        return text("live.failed", {"moment": moment(line.failed_at), "why": line.failure})
    return text("live.under_way" if line.under_way else "live.good")
