"""What the log has is told to the kept answers before they change, even after a sync that died in between."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.connectors.ground.answers import Answers
from headrace.sync import answers_path
from tests.connectors.conformance import Killed, Reading, clean
from tests.connectors.fakes.jira import FakeJira

if TYPE_CHECKING:
    from pathlib import Path


def test_a_sync_that_died_between_log_and_answers_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log has the issue under its old key; after the move the next sync takes that back."""
    told = Answers.taken_in

    def dies(answers: Answers, number: int) -> None:
        if number:
            raise Killed
        told(answers, number)

    with FakeJira() as tool:
        identity = tool.create("SHOP")
        reading = Reading(tool, tmp_path / "a")
        with monkeypatch.context() as patched:
            patched.setattr(Answers, "taken_in", dies)
            with pytest.raises(Killed):
                reading.sync()
        assert [key for key, *_ in reading.log()["objects"]] == ["tool:item:SHOP-1"]
        tool.take_to(identity, "PAY")
        assert reading.sync().complete
        assert reading.log() == clean(tool, tmp_path / "clean")
        with closing(Answers(answers_path(tmp_path / "a" / "answers", "tool"))) as answers:
            assert answers.count() == 1
