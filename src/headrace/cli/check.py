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
    from headrace.report.trust_view import CheckView


class Part(StrEnum):
    """A part of the check that can be shown alone."""

    SOURCES = "sources"
    LINKS = "links"
    RULES = "rules"
    ODDITIES = "oddities"


LIMITS = {
    "linked": "references between records that were matched to exactly one record",
    "rules": "rules of the value streams that match at least one event",
    "read": "sources read without leaving a line out",
}
"""What ``--fail-under`` can ask for: the share of …"""


@command(
    "headrace check",
    "headrace check --show links",
    "headrace check --fail-under linked=90% --fail-under rules=100%",
)
def check(
    invocation: Invocation,
    show: Annotated[list[Part] | None, typer.Option("--show", help="Only this part.")] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under",
            metavar="WHAT=SHARE",
            help="Leave with exit code 1 when this share is lower: linked, rules or read, as in linked=90%.",
        ),
    ] = None,
    ascii_only: Ascii = False,
) -> None:
    """Show what can be trusted: sources, links, rules and oddities.

    Each kind of link comes with how much is matched, how much points nowhere and how much is ambiguous;
    each rule with what it matches; each oddity with what is done about it and how many items it touches.
    """
    limits = [limit(text) for text in fail_under or []]
    whole = invocation.workspace().check()
    view = only(whole, set(show)) if show else whole
    if invocation.json:
        print(document(view))
    else:
        from headrace.report.terminal import check_lines

        invocation.say(*check_lines(view, invocation.screen(ascii_only=ascii_only)))
    _judge(whole, limits)
    invocation.next(("headrace streams", "what flows, and what belongs to no stream"))


def only(view: CheckView, parts: set[Part]) -> CheckView:
    """Return the view with nothing but the parts asked for."""
    return dataclasses.replace(
        view,
        sources=view.sources if Part.SOURCES in parts else (),
        links=view.links if Part.LINKS in parts else (),
        rules=view.rules if Part.RULES in parts else (),
        oddities=view.oddities if Part.ODDITIES in parts else (),
        not_portable=(),
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
        raise BadRequest(fact, "It knows:", [f"{key:<8} share of {words}" for key, words in LIMITS.items()])
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
    return {
        "linked": _share(sum(line.matched for line in view.links), references),
        "rules": _share(sum(line.events > 0 for line in view.rules), len(view.rules)),
        "read": _share(sum(line.skipped == 0 for line in view.sources), len(view.sources)),
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
