"""What is said when the system refuses a file or a folder."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from headrace.cli.failure import OUT_OF_REACH, UNEXPECTED, tell_unexpected
from headrace.errors import BadConfiguration
from headrace.value_streams.catalog import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_refused_file_is_named_with_what_to_do(
    number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that cannot be written is the reader's to mend: no log, no word of a fault of ours."""
    refused = OSError(number, os.strerror(number), str(tmp_path))
    assert tell_unexpected(refused, ["init"], debug=False) == OUT_OF_REACH
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"{tmp_path} cannot be used: {os.strerror(number)}."
    assert len(said) == 3
    assert "--workspace" in said[2]


def test_any_other_fault_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What nobody thought of is logged, and the log is named."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert tell_unexpected(OSError(errno.EBADF, "bad"), ["init"], debug=False) == UNEXPECTED
    assert "headrace.log" in capsys.readouterr().err
    assert "bad" in (tmp_path / "headrace" / "headrace.log").read_text(encoding="utf-8")


def test_a_definition_that_cannot_be_read_is_not_replaced(tmp_path: Path) -> None:
    """Where headrace.yaml is there and out of reach, a new workspace is no remedy."""
    (tmp_path / "headrace.yaml").mkdir()
    with pytest.raises(BadConfiguration, match=r"headrace\.yaml cannot be read") as caught:
        load_catalogue(tmp_path / "headrace.yaml")
    assert "headrace init" not in str(caught.value)
    assert "--workspace" in str(caught.value)
