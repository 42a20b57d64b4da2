"""The records that most work of the made-up company leaves, and the steps that are alike everywhere."""

from __future__ import annotations

from headrace.eventlog.link_rules import KEY_IN_TEXT
from headrace.world.process import Back, ByKind, Hold, Paper, Spell, Stage, Train, Wait

CAPABILITY, IMPROVEMENT, FIX, RISK = "New capability", "Improvement", "Fix", "Risk"
KINDS = (CAPABILITY, IMPROVEMENT, FIX, RISK)

TUESDAY_AND_THURSDAY = Train((1, 3))

CARD_ON_IDEA = "card on the idea"
IDEA_IN_TICKET = "idea named in the ticket"
CARD_IN_TICKET = "card named in the ticket"
KEY_IN_FILE_NAME = "key in file name"
CHANGE_BUILT = "change built"
BUILD_DEPLOYED = "build deployed"
CARD_IN_REGISTER = "card in the register"
CAUSE_DECLARED = "cause declared"


def by_kind(capability: float, improvement: float, fix: float, risk: float) -> ByKind:
    """Return one number for each of the four kinds of work."""
    return {CAPABILITY: capability, IMPROVEMENT: improvement, FIX: fix, RISK: risk}


def card(prefix: str) -> Paper:
    """Return the tracker's card, which flows."""
    return Paper("item", "item", "tracker", prefix)


def idea(names: str = "item") -> Paper:
    """Return the idea, which the tracker's card was made from."""
    return Paper("idea", "idea", "ideas", "IDEA", names, CARD_ON_IDEA, followed=0.98)


def signal(followed: float) -> Paper:
    """Return the ticket in which a customer's need was first heard; it names the idea, if anything."""
    return Paper("signal", "ticket", "helpdesk", "T", "idea", IDEA_IN_TICKET, followed)


def notice(followed: float) -> Paper:
    """Return the ticket with which customers are told."""
    return Paper("notice", "ticket", "helpdesk", "T", "item", CARD_IN_TICKET, followed)


def drawing(followed: float) -> Paper:
    """Return the design file."""
    return Paper("design", "design", "design", "DES", "item", KEY_IN_FILE_NAME, followed)


def code(names: str = "item", followed: float = 0.96) -> tuple[Paper, Paper, Paper]:
    """Return change, build and deployment, each naming the one before."""
    return (
        Paper("change", "change", "code", "PR", names, KEY_IN_TEXT, followed, opened_by="change.opened"),
        Paper("build", "build", "ci", "BUILD", "change", CHANGE_BUILT, 0.995, opened_by="change.merged"),
        Paper(
            "deployment", "deployment", "deploys", "DEP", "build", BUILD_DEPLOYED, 0.99, "deployment.started"
        ),
    )


def refine(wait: Wait, work: float, *backs: Back) -> Stage:
    """Return the step in which Product and others agree on what to build."""
    return Stage(
        "Refine",
        "Product",
        Spell(work),
        waiting=("item.status=To refine",),
        working=("item.status=Refining",),
        wait=wait,
        backs=backs,
    )


def build(wait: Wait, work: Spell, *backs: Back, hold: Hold | None = None) -> Stage:
    """Return the step in which Engineering makes it; a card is flagged while something is missing."""
    return Stage(
        "Build",
        "Engineering",
        work,
        waiting=("item.status=Ready",),
        working=("item.status=In Progress",),
        blocked=("item.flagged",) if hold else (),
        resumed=("item.unflagged",) if hold else (),
        wait=wait,
        hold=hold,
        backs=backs,
    )


def review(wait: Wait, work: float, *backs: Back) -> Stage:
    """Return the step in which a second engineer reads the change."""
    return Stage(
        "Review",
        "Engineering",
        Spell(work),
        waiting=("change.opened",),
        working=("change.review started",),
        wait=wait,
        backs=backs,
    )


def test(wait: Wait, work: float, *backs: Back) -> Stage:
    """Return the step in which Quality tries it."""
    return Stage(
        "Test",
        "Quality",
        Spell(work),
        waiting=("change.merged", "item.status=Ready for test"),
        working=("item.status=In test",),
        wait=wait,
        backs=backs,
    )


BY_TRAIN = Spell(0.8, 0.3)
"""A release that leaves at ten and is done the same day, mostly: six of ten working hours."""


def release(wait: Wait, work: Spell, *backs: Back, after_review: bool = False) -> Stage:
    """Return the step in which Operations brings it to where customers are."""
    merged = ("change.merged",) if after_review else ()
    return Stage(
        "Release",
        "Operations",
        work,
        waiting=(*merged, "item.status=Ready for release"),
        working=("deployment.started",),
        wait=wait,
        backs=backs,
    )
