"""Which sentence the delivery page says, by rule: how soon, how often, and what it broke; or what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.dimensions.profile_measures import in_unit
from headrace.report.flow.flow_sentences import plain
from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import grouped, span

if TYPE_CHECKING:
    from headrace.report.delivery.delivery_view import DeliveryView
    from headrace.report.dimensions.profile_view import MeasureLine


def delivery_headline(view: DeliveryView) -> Headline:
    """Return what the delivery page says first."""
    if view.missing:
        return Headline(
            "delivery.missing", parts("delivery.missing", {"sentence": view.missing}), view.remedy
        )
    lead, often, failed = (measure(view, key) for key in ("lead_half", "frequency", "fail_rate"))
    if not lead.measured and not often.measured:
        slots = {"name": view.name, "why": (often.missing or "").lower().rstrip(".") + "."}
        return Headline("delivery.unread", parts("delivery.unread", slots), often.remedy)
    key, slots = "delivery.lead.none", {"half": "", "name": view.name}
    if lead.measured:
        opened = text("delivery.beside.opened") in lead.note
        key = ("delivery.lead.opened" if opened else "delivery.lead") + (".far" if lead.said else "")
        slots["half"] = lead.said or in_unit(lead, lead.value.value if lead.value else 0.0)
    said = parts(key, slots)
    if often.measured and often.value is not None:
        often_key = "delivery.often" if view.mode == "strict" else "delivery.often.days"
        slots["often"] = text(often_key, {"number": plain(often.value.value)})
        said += parts("delivery.deploys", slots)
    else:
        said += parts("delivery.deploys.none")
    if failed.measured and view.mode == "strict":
        slots["of"] = grouped(failed.n)
        failures = view.n_failed or 0
        some = "delivery.failed" if failures else "delivery.failed.none"
        said += parts(some, slots, number=failures)
    return Headline(key, said, "" if lead.measured else lead.remedy)


def delivery_facts(view: DeliveryView) -> tuple[str, ...]:
    """Return the facts line under the headline: n, the window, and what could not be linked."""
    if view.missing:
        return ()
    facts = []
    if view.n_changes is not None:
        facts.append(text("delivery.facts.changes", {"span": span(view.observed)}, number=view.n_changes))
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    if view.n_deployments is not None:
        facts.append(text("delivery.facts.deployments", number=view.n_deployments))
    if view.mode == "devlake":
        facts.append(text("delivery.facts.mode"))
    elif measure(view, "lead_half").measured:
        facts.append(text("delivery.facts.censored"))
    unlinked = view.unlinked
    if unlinked.changes and view.n_deployments is not None:
        slots = {"number": grouped(unlinked.changes), "of": grouped(unlinked.merged)}
        facts.append(text("delivery.facts.unlinked", slots))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def measure(view: DeliveryView, key: str) -> MeasureLine:
    """Return one of the measures by its key; raises ``StopIteration`` for one that the mode does not have."""
    return next(each for each in view.dimension.lines if each.key == key)


def behind_fact(view: DeliveryView) -> str:
    """Return of how many changes one part is negative; ``""`` when of none."""
    return text("delivery.behind", number=view.behind) if view.behind else ""
