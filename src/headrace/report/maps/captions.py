"""What a screen reader says of each part of a picture: a full sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.report.items.items_sentences import by_mode
from headrace.report.wording.phrases import text
from headrace.report.words import listed, percent, scale_for
from headrace.value_streams.consistency import IN_USE

if TYPE_CHECKING:
    from headrace.report.view import Block, ItemStrip, MapView, Return, Wall
    from headrace.report.words import Scale

_RARELY_SKIPPED = 0.95
_SHARED = 0.15


def wall_said(wall: Wall, scale: Scale) -> str:
    """Return the sentence for a wait."""
    facts = [text("said.wait", {"days": scale.words(wall.wait_days)})]
    if wall.waiting_now:
        facts.append(text("said.now", number=wall.waiting_now))
        if wall.oldest_days is not None:
            oldest = scale_for(wall.oldest_days).words(wall.oldest_days)
            facts.append(text("said.oldest", {"days": oldest}))
    if wall.estimated:
        facts.append(text("said.estimated"))
    slots = {
        "from_stage": wall.from_stage or "",
        "to_stage": wall.to_stage,
        "sender": wall.from_function or "",
        "receiver": wall.to_function,
        "facts": ", ".join(facts),
    }
    if wall.from_function is None or wall.from_stage is None:
        return text("said.wall.first", slots)
    return text("said.wall.inside" if wall.inside else "said.wall", slots)


def block_said(block: Block, scale: Scale) -> str:
    """Return the sentence for a stage."""
    facts = [text("picture.no_work")]
    if block.work_days > 0:
        facts = [text("said.work", {"days": scale.words(block.work_days)})]
    if block.inside_wait_days:
        facts.append(text("said.inside", {"days": scale.words(block.inside_wait_days)}))
    if block.blocked_days:
        facts.append(text("said.blocked", {"days": scale.words(block.blocked_days)}))
    if block.right_first_time is not None:
        key = "said.right.surveyed" if block.surveyed else "said.right"
        facts.append(text(key, {"share": percent(block.right_first_time)}))
    if block.working_now:
        facts.append(text("said.working", number=block.working_now))
    if block.visited_share < _RARELY_SKIPPED:
        facts.append(text("said.visited", {"share": percent(block.visited_share)}))
    others = [f"{function} ({percent(share)})" for function, share in block.also_in if share >= _SHARED]
    if others:
        facts.append(text("said.also", {"functions": listed(others)}))
    if block.folded:
        facts.append(text("said.folded", {"stages": listed(block.folded)}))
    if block.estimated:
        facts.append(text("said.estimated"))
    slots = {"stage": block.stage, "function": block.function, "facts": ", ".join(facts)}
    return text("said.block", slots)


def origin(sent: Return) -> str:
    """Return where work was sent back from, so that it can stand after "from"."""
    return text("picture.from_use") if sent.from_stage == IN_USE else sent.from_stage


def return_words(sent: Return, scale: Scale) -> str:
    """Return what is written of work sent back, where the stage it came from stands beside."""
    slots = {"share": percent(sent.share), "stage": sent.to_stage}
    if sent.days_each is None:
        return text("picture.return.no_days", slots)
    return text("picture.return", {**slots, "days": scale.brief(sent.days_each)})


def return_said(sent: Return, scale: Scale) -> str:
    """Return the sentence for work sent back."""
    days = ""
    if sent.days_each is not None:
        days = text("said.return.days", {"days": scale.words(sent.days_each)})
    slots = {
        "share": percent(sent.share),
        "from_stage": origin(sent),
        "to_stage": sent.to_stage,
        "days": days,
    }
    return text("said.return", slots, number=sent.items)


def strip_said(item: ItemStrip) -> str:
    """Return the sentence for one item's ladder."""
    scale = scale_for(item.total_days)
    days = by_mode(item)
    blocked = ""
    if days["blocked"]:
        blocked = text("said.strip.blocked", {"blocked": scale.words(days["blocked"])})
    slots = {
        "label": item.key,
        "days": scale.words(item.total_days),
        "work": scale.words(days["working"]),
        "wait": scale.words(days["waiting"]),
        "blocked": blocked,
    }
    return text("said.strip", slots)


def outcome_words(view: MapView) -> str:
    """Return what stands beside the full ring: what came of it for the customer, or that nobody measures it."""
    if view.outcome is None:
        return text("picture.no_outcome")
    return text("picture.outcome", {"share": percent(view.outcome.share), "name": called(view.outcome.name)})


def called(name: str) -> str:
    """Return the name of an outcome as words: ``paid-within-a-day`` is paid within a day."""
    return name.replace("-", " ").replace("_", " ")


def in_use(view: MapView) -> str:
    """Return what stands where the flow comes back to the customer: who gets what.

    A value written as a whole sentence stands alone: it names who it is for.
    """
    if view.value[:1].isupper():
        return view.value
    customer = view.customer[:1].upper() + view.customer[1:]
    return text("picture.use", {"Customer": customer, "value": view.value})
