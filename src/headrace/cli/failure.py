"""What a person reads when something went wrong: what is so, what it means, what to do. No traceback."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.errors import HeadraceError

UNEXPECTED = 70
OUT_OF_REACH = 4
_REFUSALS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}


def tell(error: HeadraceError, *, debug: bool) -> int:
    """Print an error that a person can mend, on stderr, and return its exit code."""
    print(error, file=sys.stderr)
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    return error.exit_code


def tell_unexpected(error: BaseException, arguments: list[str], *, debug: bool) -> int:
    """Say that the fault is ours, write the traceback to the log, name the log, and return the exit code.

    A folder or file that the system refuses, and a full disk, are no fault of ours: what to do is said.
    """
    if isinstance(error, OSError) and error.errno in _REFUSALS and error.filename is not None:
        return _tell_refused(error, debug=debug)
    log = _write_log(error, arguments)
    fault = str(error).strip().splitlines()
    print(
        f"headrace {arguments[0] if arguments else ''} met something it was not built for: "
        f"{type(error).__name__}{': ' + fault[0] if fault else ''}",
        "What was imported before is kept; a batch that was being written is left out as a whole.",
        "  See it again with the traceback:   add --debug",
        f"  What to send with a report:        {log}",
        sep="\n",
        file=sys.stderr,
    )
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    return UNEXPECTED


def _tell_refused(error: OSError, *, debug: bool) -> int:
    print(
        f"{os.fsdecode(error.filename)} cannot be used: {error.strerror}.",
        "This command stopped; all that was there before is.",
        "  Make room or mend the permissions, or work in another folder:   --workspace FOLDER",
        sep="\n",
        file=sys.stderr,
    )
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    return OUT_OF_REACH


def log_folder() -> Path:
    """Return the folder of the log: ``$XDG_STATE_HOME/headrace``, or ``~/.local/state/headrace``."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path("~/.local/state").expanduser()) / "headrace"


def _write_log(error: BaseException, arguments: list[str]) -> Path:
    entry = "\n".join(
        [
            f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} headrace {' '.join(arguments)}",
            f"Python {sys.version.split()[0]} on {sys.platform}",
            "".join(traceback.format_exception(error)),
            "",
        ]
    )
    for folder in (log_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            log = folder / "headrace.log"
            with log.open("a", encoding="utf-8") as file:
                file.write(entry)
        except OSError:
            continue
        return log
    return Path(os.devnull)
