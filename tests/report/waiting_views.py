"""Build WaitingViews for tests: two hand-offs and a wait inside a function, with whatever is to be different."""

from __future__ import annotations

from dataclasses import replace

from headrace.report.view import Window
from headrace.report.waiting.waiting_view import KnownOf, WaitingView, WaitItem, WaitPart, WaitPlace

DAY = 86_400_000_000
START = 20_089 * DAY  # 1 Jan 2025
END = START + 181 * DAY

CAUSES = ("outside", "rework", "hours", "together", "overtaken", "busy", "busy_elsewhere", "rest")
KNOWN = KnownOf(45, "Mon–Fri 8–17 (UTC)", 900, 5, 1_204)


def part(cause: str, days: float | None, of: float, untold: str | None = None) -> WaitPart:
    """Return a part of so many days' waiting, or one that cannot be told."""
    if days is None:
        return WaitPart(cause, None, None, None, None, 0, 0, untold, ())
    share = days / of
    longest = (WaitItem("tracker:item:SHOP-7", "SHOP-7", days / 4),) if days else ()
    low, high = max(share - 0.05, 0.0), min(share + 0.05, 1.0)
    return WaitPart(cause, days, share, low, high, round(days), round(days / 2), None, longest)


def parts(*days: float | None) -> tuple[WaitPart, ...]:
    """Return parts in the order of :data:`CAUSES`; ``None`` cannot be told."""
    of = sum(each or 0.0 for each in days)
    return tuple(
        part(cause, each, of, "undeclared" if cause == "outside" else "few")
        for cause, each in zip(CAUSES, days, strict=True)
    )


def place(sender: str | None, receiver: str, *days: float | None) -> WaitPlace:
    """Return a hand-off with its parts."""
    whole = sum(each or 0.0 for each in days)
    key = f"{(sender or 'customer').lower()}~{receiver.lower()}"
    return WaitPlace(key, sender, receiver, whole, whole / 700, 120, 80, parts(*days), KNOWN)


def some_waiting(**changes: object) -> WaitingView:
    """Return what waits of First payment go with; ``changes`` replace fields."""
    places = (
        place("Engineering", "Quality <b>& Co</b>", None, 40.0, 60.0, 0.0, 20.0, 250.0, 30.0, 100.0),
        place(None, "Product", None, 0.0, 20.0, 60.0, 10.0, None, None, 60.0),
        place("Engineering", "Engineering", None, 10.0, 10.0, 0.0, 0.0, 10.0, 0.0, 20.0),
    )
    view = WaitingView(
        stream="first-payment",
        name="First payment",
        customer="a new shop",
        unit="change",
        window=Window(START, END),
        kind=None,
        kinds=(("New capability", 84), ("Fix", 12)),
        refusal=None,
        missing=None,
        remedy="",
        n_finished=96,
        days=700.0,
        waits=360,
        items=90,
        parts=parts(None, 50.0, 90.0, 60.0, 30.0, 260.0, 30.0, 180.0),
        clear=True,
        places=places,
        beside=("card-test",),
        data_to=END - DAY // 2,
        sources=("tracker",),
        made_up=False,
    )
    return replace(view, **changes)  # type: ignore[arg-type]
