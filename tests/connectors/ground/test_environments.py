"""Which environments count as in use."""

from __future__ import annotations

import pytest

from headrace.connectors.ground.environments import is_production


@pytest.mark.parametrize(
    ("name", "patterns", "told", "expected"),
    [
        ("Production", [], None, True),
        ("live", [], None, True),
        ("staging", [], None, False),
        ("staging", [], True, True),
        ("production", [], False, False),
        ("production", ["eu-*"], True, False),
        ("EU-live", ["eu-*"], None, True),
    ],
)
def test_what_a_person_wrote_counts_before_the_tool_and_the_tool_before_the_name(
    name: str, patterns: list[str], told: bool | None, expected: bool
) -> None:
    """Patterns decide where there are any; else the tool's word; else the usual names, in any case."""
    assert is_production(name, patterns, told) is expected
