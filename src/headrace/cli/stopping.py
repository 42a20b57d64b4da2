"""Ctrl-C, and a system that ends the program: both stop a command the same way, with nothing half done."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_asked: list[int] = []


def listen() -> None:
    """Let Ctrl-C and the system's request to end (SIGTERM) stop the command that runs in this process."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def asked() -> bool:
    """Tell whether a person or the system asked this program to stop."""
    return bool(_asked)


def is_stop(error: BaseException) -> bool:
    """Tell whether an error only says that a person or the system stopped the command.

    What was called when the request came may wrap it in an error of its own.
    """
    import typer

    return asked() or isinstance(error, KeyboardInterrupt | typer.Abort)


def _stop(number: int, _frame: FrameType | None) -> None:
    _asked.append(number)
    raise KeyboardInterrupt
