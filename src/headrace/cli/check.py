"""``headrace check``: can the maps be trusted? Sources, links, rules, and what is irregular in the data."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.cli.options import Ascii
from headrace.errors import BadRequest, CheckFailed, nearest

if TYPE_CHECKING:
    from headrace.report.trust.trust_view import CheckView


class Part(StrEnum):
    """A part of the check that can be shown alone."""

    SOURCES = "sources"
    LINKS = "links"
    STAGES = "stages"
    RULES = "rules"
    CONTRADICTIONS = "contradictions"
    ODDITIES = "oddities"
    GAPS = "gaps"


LIMITS = {
    "linked": "references between records that were matched to exactly one record",
    "rules": "rules of the value streams that match at least one event",
    "read": "sources read without leaving a line out",
    "stages": "stages of the value streams in which at least one item ever was",
    "started": "items whose start was recorded: neither only their end, nor a beginning midway",
    "crossed": "items that can be followed from one tool into the next",
    "agreeing": "items whose records contradict neither each other nor themselves",
}
"""What ``--fail-under`` can ask for: the share of …"""


@command(
    "headrace check",
    "headrace check --show links",
    "headrace check --show contradictions --show oddities",
    "headrace check --fail-under linked=90% --fail-under rules=100%",
    "headrace check --fail-under stages=80% --fail-under agreeing=95%",
)
def check(
    invocation: Invocation,
    show: Annotated[list[Part] | None, typer.Option("--show", help="Only this part.")] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under",
            metavar="WHAT=SHARE",
            help="Leave with exit code 1 when this share is lower, as in linked=90%; see below.",
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Also tell what works on this engine only.")
    ] = False,
    ascii_only: Ascii = False,
) -> None:
    """Show what can be trusted: sources, links, stages, rules, contradictions and oddities.

    Each kind of link comes with how much is matched, how much points nowhere and how much is ambiguous;
    each stage with the share of the items that ever were in it; each rule with what it matches, or why it matches
    nothing and what would mend that; each contradiction and oddity with how its items are counted and what to do;
    and each measure that has no input with what would mend that.

    The shares that --fail-under knows: linked (references that lead to one record), rules (that match anything),
    read (sources with no line left out), stages (in which any item ever was), started (items whose start was
    recorded), crossed (items followed from one tool into the next), agreeing (items without a contradiction).
    """
    limits = [limit(text) for text in fail_under or []]
    whole = invocation.workspace().check()
    view = only(whole, set(show)) if show else whole
    if invocation.json:
        print(document(view))
    else:
        from headrace.report.terminal import check_lines

        invocation.say(*check_lines(view, invocation.screen(ascii_only=ascii_only), verbose=verbose))
    _judge(whole, limits)
    invocation.next(("headrace streams", "what flows, and what belongs to no stream"))


def only(view: CheckView, parts: set[Part]) -> CheckView:
    """Return the view with nothing but the parts asked for."""
    return dataclasses.replace(
        view,
        sources=view.sources if Part.SOURCES in parts else (),
        links=view.links if Part.LINKS in parts else (),
        stages=view.stages if Part.STAGES in parts else (),
        crossings=view.crossings if Part.STAGES in parts else (),
        rules=view.rules if Part.RULES in parts else (),
        contradictions=view.contradictions if Part.CONTRADICTIONS in parts else (),
        oddities=view.oddities if Part.ODDITIES in parts else (),
        gaps=view.gaps if Part.GAPS in parts else (),
        not_portable=(),
        wholes=(),
    )


def limit(text: str) -> tuple[str, float]:
    """Read ``linked=90%`` as what and how much of it.

    Raises:
        BadRequest: it is not of that form, or nothing of that name can be asked for.
    """
    name, _, share = (part.strip() for part in text.partition("="))
    example = "Write it as in:   --fail-under linked=90%"
    if name not in LIMITS:
        fact = f'"{name}" is nothing --fail-under can ask for. {nearest(name, LIMITS)}'.rstrip()
        raise BadRequest(fact, "It knows:", [f"{key:<9} share of {words}" for key, words in LIMITS.items()])
    try:
        value = float(share.removesuffix("%")) / 100 if share.endswith("%") else float(share)
    except ValueError:
        raise BadRequest(f'"{share}" is not a share.', "", [example]) from None
    if not 0 <= value <= 1:
        raise BadRequest(f'"{share}" does not lie between 0 % and 100 %.', "", [example])
    return name, value


def measured(view: CheckView) -> dict[str, float | None]:
    """Return the shares that ``--fail-under`` compares; ``None`` where there is nothing to measure."""
    references = sum(line.references for line in view.links)
    items = sum(whole.items for whole in view.wholes)
    ruled = [line for line in view.stages if line.items or not line.estimated]
    return {
        "linked": _share(sum(line.matched for line in view.links), references),
        "rules": _share(sum(line.events > 0 for line in view.rules), len(view.rules)),
        "read": _share(sum(line.skipped == 0 for line in view.sources), len(view.sources)),
        "stages": _share(sum(line.items > 0 for line in ruled), len(ruled)),
        "started": _share(sum(whole.started for whole in view.wholes), items),
        "crossed": _share(
            sum(line.items for line in view.crossings), sum(line.of for line in view.crossings)
        ),
        "agreeing": _share(items - sum(whole.contradicted for whole in view.wholes), items),
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _judge(view: CheckView, limits: list[tuple[str, float]]) -> None:
    """Raise ``CheckFailed`` when a share is below its limit, or is not there to be compared."""
    shares = measured(view)
    failed = []
    for name, least in limits:
        share = shares[name]
        if share is None:
            failed.append(f"{name}: nothing to measure, {least:.0%} was asked for")
        elif share < least:
            failed.append(f"{name}: {share:.1%}, {least:.0%} was asked for")
    if failed:
        raise CheckFailed("; ".join(failed) + ".", remedies=["See which:   headrace check"])
