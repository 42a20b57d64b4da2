"""Build MapViews for tests: consistent ones, of any size, whose parts add up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from headrace.report.view import (
    Block,
    Estimated,
    ItemStrip,
    ItemsView,
    LadderPart,
    Lane,
    MapView,
    Outcome,
    Return,
    ToolRun,
    Wall,
    Window,
)

DAY = 86_400_000_000
JANUARY = 1_735_689_600_000_000  # 1 Jan 2025
JULY = JANUARY + 181 * DAY


@dataclass(frozen=True)
class Step:
    """One stage of a made-up stream: the wait before it, and its work."""

    stage: str
    function: str
    work: float
    wait: float = 0.0
    blocked: float = 0.0
    right: float | None = None
    waiting: int = 0
    estimated: bool = False


def slug(name: str) -> str:
    """Return a name as it stands in a URL."""
    return name.lower().replace(" ", "-")


def build(steps: list[Step], *, n: int = 212, **changes: object) -> MapView:
    """Return the map of ``steps``, every stage in a column of its own; ``changes`` replace fields."""
    functions = list(dict.fromkeys(step.function for step in steps))
    blocks, walls = [], []
    for column, step in enumerate(steps):
        blocks.append(
            Block(
                slug(step.stage),
                step.stage,
                step.function,
                column,
                step.work,
                step.blocked,
                step.right,
                False,
                0.97,
                n,
                3,
                step.estimated,
            )
        )
        if step.wait > 0:
            before = steps[column - 1] if column else None
            walls.append(
                Wall(
                    slug(step.stage),
                    column,
                    before.function if before else None,
                    step.function,
                    before.stage if before else None,
                    step.stage,
                    step.wait,
                    step.wait if before and before.function != step.function else 0.0,
                    step.waiting,
                    21.0 if step.waiting else None,
                    n,
                    step.estimated,
                )
            )
    work, wait = sum(step.work for step in steps), sum(step.wait for step in steps)
    blocked = sum(step.blocked for step in steps)
    arrival = sum(wall.wait_days for wall in walls if wall.from_function is None)
    handoff = sum(wall.handoff_days for wall in walls)
    total = work + wait + blocked
    view = MapView(
        stream="first-payment",
        name="First payment",
        customer="a new shop",
        value="takes its first payment",
        unit="change",
        window=Window(JANUARY, JULY),
        kind=None,
        kinds=(("New capability", 120), ("Fix", 92)),
        detail="stages",
        n_finished=n,
        n_open=50,
        n_cancelled=0,
        flow_days=Estimated(total, total * 0.92, total * 1.08, n),
        half_within=total * 0.9,
        p85_within=total * 1.6,
        work_days=work,
        wait_days=wait,
        blocked_days=blocked,
        handoff_days=handoff,
        inside_days=wait - handoff - arrival,
        arrival_days=arrival,
        growing=None,
        promise_within=None,
        promise_share=None,
        promise_kept=None,
        outcome=Outcome("within-a-day", 0.28, 190),
        lanes=tuple(Lane(f, sum(step.work for step in steps if step.function == f)) for f in functions),
        blocks=tuple(blocks),
        walls=tuple(walls),
        returns=(),
        smaller_returns=(0, 0.0),
        tools=(),
        strips=(),
        data_to=JULY + 6 * DAY // 24,
        sources=("Zendesk", "Productboard", "Figma", "Jira", "GitHub", "Argo CD"),
        start_unknown=0,
        made_up=False,
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def sent_back(
    view: MapView, from_column: int, to_column: int, share: float, days: float | None = 3.3
) -> Return:
    """Return work sent back between two columns of a view."""
    stages = {block.column: block for block in view.blocks}
    there, back = stages[from_column], stages[to_column]
    return Return(
        f"{there.key}~{back.key}",
        from_column,
        to_column,
        there.stage,
        back.stage,
        share,
        round(view.n_finished * share),
        days,
    )


def first_payment(**changes: object) -> MapView:
    """Return the map that the design shows: nine stages, six functions, 38 days."""
    view = build(
        [
            Step("Signal", "Customer success", 0.3, right=0.61),
            Step("Shape", "Product", 1.4, 4.6, right=0.82, waiting=5),
            Step("Design", "Design", 2.0, 3.1, right=0.86, waiting=4),
            Step("Refine", "Product", 0.5, 1.2, right=0.88, waiting=1),
            Step("Build", "Engineering", 3.4, 4.2, right=0.78, waiting=5),
            Step("Review", "Engineering", 0.4, 1.6, right=0.93, waiting=2),
            Step("Test", "Quality", 1.1, 6.4, right=0.96, waiting=12),
            Step("Release", "Operations", 0.3, 3.8, right=0.97, waiting=4),
            Step("Roll out", "Customer success", 0.9, 3.0, waiting=4),
        ],
        tools=(
            ToolRun("Zendesk", 0, 0, None),
            ToolRun("Productboard", 1, 1, 0.74),
            ToolRun("Figma", 2, 2, 0.95),
            ToolRun("Jira", 3, 3, 0.83),
            ToolRun("GitHub", 4, 5, 0.97),
            ToolRun("Jira", 6, 6, 0.99),
            ToolRun("Argo CD", 7, 7, 0.93),
            ToolRun("Zendesk", 8, 8, 0.58),
        ),
    )
    returns = (
        sent_back(view, 6, 4, 0.22, 5.2),
        sent_back(view, 3, 2, 0.14),
        sent_back(view, 7, 4, 0.04, 6.1),
    )
    return replace(view, **{"returns": returns, **changes})  # type: ignore[arg-type]


def of_size(stages: int, functions: int, **changes: object) -> MapView:
    """Return a map with so many stages and functions, with returns, tools and long names."""
    names = (
        "Customer support",
        "Product",
        "Design",
        "Engineering",
        "Quality",
        "Security",
        "Operations",
        "Legal",
    )
    words = ("Request", "Classify", "Assess need", "Sketch", "Size", "Schedule", "Build", "Peer review")
    steps = []
    for at in range(stages):
        lane = min(functions - 1, at * functions // stages) if at < stages - 1 else 0
        if at % 4 == 3 and lane:
            lane -= 1
        name = words[at % len(words)] + (" again" if at >= len(words) else "")
        wait = 0.4 + (at * 37 % 11) / 2 if at else 0.0
        steps.append(Step(name, names[lane], 0.2 + (at * 13 % 7) / 4, wait, 0.0, 0.9 - at / 90, at * 41))
    tools = tuple(ToolRun(("ServiceNow", "Jira", "GitHub")[at % 3], at, at, 0.8) for at in range(stages))
    view = build(steps, tools=tools, smaller_returns=(4, 0.03))
    far = stages - 1
    returns = (
        sent_back(view, far, stages // 2, 0.22, 5.2),
        sent_back(view, stages // 2 + 1, stages // 2, 0.14),
        sent_back(view, far - 1, 0, 0.04, 16.1),
    )
    return replace(view, **{"returns": returns, **changes})  # type: ignore[arg-type]


def strip(
    key: str = "FP-1290", scale: float = 1.0, *, outcome: str = "done", back: bool = False
) -> ItemStrip:
    """Return one item's ladder; ``back`` sends it back from Test to Build once."""
    plan = [
        ("Signal", "Customer success", "working", 0.3),
        ("Shape", "Product", "waiting", 4.6),
        ("Shape", "Product", "working", 1.4),
        ("Build", "Engineering", "waiting", 4.2),
        ("Build", "Engineering", "working", 3.4),
        ("Build", "Engineering", "blocked", 2.0),
        ("Test", "Quality", "waiting", 14.4),
        ("Test", "Quality", "working", 1.1),
        *([("Build", "Engineering", "working", 1.0), ("Test", "Quality", "working", 0.5)] if back else []),
    ]
    parts: list[LadderPart] = []
    at = 0.0
    for number, (stage, function, mode, days) in enumerate(plan):
        parts.append(LadderPart(stage, function, mode, at, at + days * scale, number > 7, False))
        at += days * scale
    ended = None if outcome == "open" else JANUARY + int(at * DAY)
    return ItemStrip(
        key, key, "Resume sign-up on another device", "Fix", JANUARY, ended, outcome, at, tuple(parts)
    )


def items(count: int = 12, **changes: object) -> ItemsView:
    """Return a page of items, the slowest first, every third of them sent back."""
    strips = tuple(strip(f"FP-{1290 - 7 * at}", 3 - at / 6, back=at % 3 == 0) for at in range(count))
    view = ItemsView(
        stream="first-payment",
        name="First payment",
        unit="change",
        window=Window(JANUARY, JULY),
        kind=None,
        kinds=(("Fix", 92),),
        selection="",
        selection_words="",
        order="slowest",
        total=212,
        mean_days=None,
        strips=strips,
        page=1,
        data_to=JULY,
        made_up=False,
    )
    return replace(view, **changes)  # type: ignore[arg-type]
