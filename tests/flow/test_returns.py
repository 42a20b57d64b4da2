"""What was sent back, counted per pair of stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.flow.events import Line, workspace

if TYPE_CHECKING:
    from pathlib import Path

STAGES = 120


def test_pairs_of_many_stages_are_told_apart(tmp_path: Path) -> None:
    """Of four ways back in a stream of 120 stages, three are shown and one is counted as smaller."""
    stages = ",".join(
        f"{{name: Step {n}, function: Function {n % 7}, working: [item.S{n}]}}" for n in range(STAGES)
    )
    ways = ((119, 2, 4.0), (80, 79, 3.0), (40, 39, 2.0), (33, 0, 1.0))
    lines: list[Line] = []
    for number, (origin, target, days) in enumerate(ways):
        item = f"I-{number}"
        lines += [(item, "S0", 0, ""), (item, f"S{origin}", 10, ""), (item, f"S{target}", 20, "")]
        lines += [(item, f"S{origin}", 20 + days, ""), (item, "Done", 40, "")]
    view = workspace(tmp_path, stages, lines).map("flow")
    shown = [(back.from_stage, back.to_stage, back.items, back.days_each) for back in view.returns]
    assert shown == [(f"Step {origin}", f"Step {target}", 1, days) for origin, target, days in ways[:3]]
    assert view.smaller_returns == (1, 0.25)
