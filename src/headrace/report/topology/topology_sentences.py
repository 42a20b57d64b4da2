"""Which sentence the topology page says, by rule: refused, or how much is inside the aligned team and what drifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.headline import Headline
from headrace.report.wording.phrases import parts, text
from headrace.report.words import listed, percent, scale_for, span, unit_words

if TYPE_CHECKING:
    from headrace.report.flow.flow_view import Likely
    from headrace.report.topology.topology_view import InteractionLine, MoveLine, TopologyView

MISSING = "–"
_SETTLED = ("as-declared", "drift")


def topology_headline(view: TopologyView) -> Headline:
    """Return what the topology page says first."""
    if view.refusal:
        return _refused(view)
    slots = {
        **unit_words(view.unit),
        "team": team_words(view),
        "inside": share_words(view.inside),
        "between": share_words(view.between_share),
    }
    said = parts("topology.inside", slots)
    meant = [each for each in view.interactions if each.declared]
    drifts = [each for each in meant if each.verdict == "drift"]
    if drifts:
        first = drifts[0]
        more = {
            "one": first.one,
            "other": first.other,
            "mode": mode_words(first.declared),
            "looks": mode_words(first.looks, short=True),
        }
        return Headline("topology.drift", said + parts("topology.drift", more, number=len(drifts)))
    if not meant:
        return Headline("topology.none_declared", said + parts("topology.none_declared"))
    if all(each.verdict == "as-declared" for each in meant):
        return Headline("topology.as_declared", said + parts("topology.as_declared", number=len(meant)))
    return Headline("topology.open", said + parts("topology.open"))


def topology_facts(view: TopologyView) -> tuple[str, ...]:
    """Return the facts line under the headline: n, the window, how the parts add up, and what to know beside them."""
    if view.refusal in ("missing", "nothing"):
        return (text("facts.made_up"),) if view.made_up else ()
    facts = [text("topology.facts.finished", {"span": span(view.observed)}, number=view.n_finished)]
    if view.kind:
        facts.append(text("facts.kind", {"kind": view.kind}))
    if view.refusal != "undeclared":
        facts.append(_sum(view))
    if view.inside is not None and view.inside.low is not None and not view.refusal:
        facts.append(text("topology.facts.likely", _range(view.inside)))
    if view.kept is not None:
        slots = {"share": percent(view.kept.value), "team": team_words(view)}
        facts.append(text("topology.facts.kept", slots))
    outside = [each.name for each in view.functions if each.team is None]
    if outside and view.refusal != "undeclared":
        facts.append(text("topology.facts.no_team", {"functions": listed(outside)}, number=len(outside)))
    if view.refusal not in ("undeclared", "one"):
        facts.append(text("topology.facts.whose"))
    return (*facts, text("facts.made_up")) if view.made_up else tuple(facts)


def interaction_words(line: InteractionLine) -> str:
    """Return whether two teams interact as declared, and by what that is told."""
    slots = {"mode": mode_words(line.declared), "looks": mode_words(line.looks)}
    if line.verdict == "few":
        return text("topology.said.few", number=line.wait.items)
    if line.verdict in ("undeclared", "no-team") and line.looks is None:
        slots["evidence"] = _evidence(line, "again")
        return text(f"topology.said.{line.verdict}.open", slots)
    slots["evidence"] = _evidence(line, line.why or "again")
    return text(f"topology.said.{line.verdict}", slots)


def move_words(view: TopologyView) -> list[str]:
    """Return what would let the aligned team do it alone, in sentences; none where nothing can be told."""
    if view.into is None or view.refusal:
        return []
    said = next((each for each in view.moves if each.enough), None)
    if said is None:
        waits = any(each.days for each in view.crossings)
        return [text("topology.moves.negative" if waits else "topology.moves.none", {"team": view.into})]
    slots = {
        "functions": listed(said.functions),
        "team": view.into,
        "days": days_words(said.each.value) if said.each else MISSING,
        "range": _range_words(said.each, of_days=True),
        "kept": percent(said.kept.value) if said.kept else MISSING,
    }
    lines = [text("topology.moves", slots), text("topology.moves.note")]
    return lines if view.exact else [*lines, text("topology.moves.greedy")]


def move_each(move: MoveLine) -> tuple[str, str]:
    """Return the days per item that go with a move, and their range."""
    if move.each is None:
        return MISSING, ""
    if move.each.low is None or move.each.high is None:
        return days_words(move.each.value), ""
    slots = {"low": days_words(move.each.low), "high": days_words(move.each.high)}
    return days_words(move.each.value), text("flow.likely", slots)


def mode_words(mode: str | None, *, short: bool = False) -> str:
    """Return how a mode of interaction is called in a sentence."""
    if mode is None:
        return text("topology.mode.none")
    return text(f"topology.mode.{mode}.short" if short and mode == "dependency" else f"topology.mode.{mode}")


def looks_words(line: InteractionLine) -> str:
    """Return what two teams' working together looks like, in a cell."""
    if line.verdict == "few":
        return text("topology.looks.few")
    return text("topology.looks.open") if line.looks is None else mode_words(line.looks, short=True)


def type_words(kind: str | None) -> str:
    """Return how a type of team is called."""
    return text(f"topology.type.{kind or 'none'}")


def team_words(view: TopologyView) -> str:
    """Return the aligned teams by their names."""
    return listed([each.name for each in view.teams if each.aligned]) or view.into or ""


def share_words(share: Likely | None) -> str:
    """Return a share in per cent."""
    return MISSING if share is None else percent(share.value)


def likely_words(likely: Likely | None) -> str:
    """Return the 95 % range of a share; ``""`` where there are too few for one."""
    return "" if likely is None or likely.low is None else text("flow.likely", _range(likely))


def days_words(days: float) -> str:
    """Return a time per item, also where it is less than nothing."""
    words = scale_for(abs(days)).words(abs(days))
    return f"−{words}" if days < 0 else words


def _sum(view: TopologyView) -> str:
    scale = scale_for(view.flow_days)
    inside = sum(each.days for each in view.teams if each.aligned)
    slots = {
        "total": scale.with_unit(scale.exact(view.flow_days)),
        "inside": scale.exact(inside),
        "outside": scale.exact(view.flow_days - view.between_days - inside),
        "between": scale.exact(view.between_days),
    }
    return text("topology.facts.sum" if view.inside is not None else "topology.facts.sum.unaligned", slots)


def _evidence(line: InteractionLine, why: str) -> str:
    share = {"again": line.again, "once": line.once, "passed": line.passed, "waits": line.waits}[why]
    slots = {
        "share": share_words(share),
        "items": text("topology.items", number=line.wait.items),
        "range": _range_words(line.longer, of_days=True) if why == "waits" else _range_words(share),
        "rounds": MISSING if line.rounds is None else f"{line.rounds.value:.1f}",
        "days": MISSING if line.longer is None else days_words(line.longer.value),
        "provider": line.provider,
    }
    return text(f"topology.why.{why}", slots)


def _range_words(likely: Likely | None, *, of_days: bool = False) -> str:
    if likely is None or likely.low is None or likely.high is None:
        return text("topology.range.none")
    if not of_days:
        return text("topology.range", _range(likely))
    return text("topology.range", {"low": days_words(likely.low), "high": days_words(likely.high)})


def _range(likely: Likely) -> dict[str, str]:
    return {"low": percent(likely.low or 0.0), "high": percent(likely.high or 0.0)}


def _refused(view: TopologyView) -> Headline:
    slots = {
        **unit_words(view.unit),
        "sentence": view.missing or "",
        "remedy": view.remedy,
        "stream": view.stream,
        "team": team_words(view),
        "between": share_words(view.between_share),
    }
    number = {
        "undeclared": len(view.functions),
        "unaligned": sum(each.key is not None for each in view.teams),
    }.get(view.refusal or "", view.n_finished)
    key = f"topology.{view.refusal}"
    return Headline(key, parts(key, slots, number=number), text(f"{key}.note", slots))
