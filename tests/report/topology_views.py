"""Build TopologyViews for tests: an own team and three others, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.flow.flow_view import Likely
from headrace.report.topology.topology_view import (
    CrossingLine,
    FunctionLine,
    InteractionLine,
    MoveLine,
    TeamLine,
    TeamWait,
    TopologyView,
)
from headrace.report.view import Window

DAY = 86_400_000_000
START = 20_089 * DAY  # 1 Jan 2025
END = START + 181 * DAY
HOSTILE = "Quality <b>& Co</b>"


def a_team(
    key: str | None, name: str, kind: str | None, days: tuple[float, float, float], *functions: str
) -> TeamLine:
    """Return a team with its days worked on, waiting and blocked."""
    share = sum(days) / 960
    return TeamLine(
        key=key, name=name, type=kind, aligned=key == "shops", functions=functions, elsewhere=("Archive",), items=96,
        working_days=days[0], waiting_days=days[1], blocked_days=days[2], arrival_days=0.0,
        share=Likely(share, share * 0.9, min(share * 1.1, 1.0)),
    )  # fmt: skip


def a_wait(items: int, mean: float) -> TeamWait:
    """Return the waits of so many items."""
    return TeamWait(items, items, items * mean, mean, mean * 0.8, mean * 1.2, mean * 1.7, mean * 2)


def an_interaction(  # noqa: PLR0917 - two teams, and what is said of them
    one: str,
    other: str,
    declared: str | None,
    verdict: str,
    looks: str | None,
    why: str | None,
    mean: float,
    items: int = 96,
) -> InteractionLine:
    """Return two teams between which so many items waited."""
    names = {"shops": "Shops", "quality": HOSTILE, "ground": "Ground", "": "in no team"}
    return InteractionLine(
        one=names[one],
        other=names[other],
        one_key=one,
        other_key=other or None,
        declared=declared,
        verdict=verdict,
        looks=looks,
        why=why,
        provider=names[other],
        wait=a_wait(items, mean),
        there=a_wait(items, mean),
        back=TeamWait(0, 0, 0.0, None, None, None, None, None),
        passed=Likely(1.0, 0.96, 1.0),
        again=Likely(0.7, 0.6, 0.79),
        once=Likely(0.3, 0.21, 0.4),
        rounds=Likely(2.4, 2.0, 2.8),
        sent_back=Likely(0.2, 0.13, 0.29),
        returns=21,
        longer=Likely(3.2, 2.1, 4.3),
        waits=Likely(0.2, 0.18, 0.22),
    )


def a_topology(**changes: object) -> TopologyView:
    """Return First payment by its teams; ``changes`` replace fields."""
    teams = (
        a_team("shops", "Shops", "stream-aligned", (300.0, 100.0, 8.0), "Product", "Engineering"),
        a_team("quality", HOSTILE, "enabling", (100.0, 0.0, 0.0), "Quality"),
        a_team("ground", "Ground", "platform", (50.0, 2.0, 0.0), "Operations"),
        a_team(None, "in no team", None, (16.0, 0.0, 0.0), "Legal"),
    )
    interactions = (
        an_interaction("shops", "quality", "x-as-a-service", "drift", "collaboration", "again", 2.0),
        an_interaction("shops", "ground", "collaboration", "as-declared", "collaboration", "once", 1.0),
        an_interaction("shops", "", None, "no-team", None, None, 0.5, 12),
        an_interaction("quality", "ground", None, "undeclared", "dependency", "waits", 0.9),
    )
    between = sum(each.wait.days for each in interactions)
    flow_days = sum(each.days for each in teams) + between
    view = TopologyView(
        stream="first-payment",
        name="First payment",
        customer="a new shop",
        unit="change",
        window=Window(START, END),
        observed=Window(START, END),
        kind=None,
        kinds=(("New capability", 84), ("Fix", 12)),
        refusal=None,
        missing=None,
        remedy="",
        n_finished=96,
        flow_days=flow_days,
        between_days=between,
        between_share=Likely(between / flow_days, 0.3, 0.5),
        inside=Likely(408 / flow_days, 0.35, 0.5),
        kept=Likely(0.1, 0.05, 0.18),
        teams=teams,
        functions=(
            FunctionLine("Product", "shops", 100.0),
            FunctionLine("Engineering", "shops", 200.0),
            FunctionLine("Quality", "quality", 100.0),
            FunctionLine("Operations", "ground", 50.0),
            FunctionLine("Legal", None, 16.0),
        ),
        interactions=interactions,
        crossings=(
            CrossingLine("engineering~quality", "Engineering", "Quality", "Shops", HOSTILE, 96, 120, 150.0),
        ),
        into="Shops",
        moves=(
            MoveLine(("Quality",), 192.0, Likely(2.0, 1.6, 2.4), Likely(0.3, 0.2, 0.4), enough=True),
            MoveLine(
                ("Quality", "Operations"), 240.0, Likely(2.5, 2.0, 3.0), Likely(0.9, 0.8, 0.95), enough=False
            ),
        ),
        exact=True,
        proposal="",
        data_to=END - DAY,
        sources=("jira",),
        made_up=True,
    )
    return replace(view, **changes)  # type: ignore[arg-type]
