"""One call of one command: how the person wants it said, and what every command can do with that."""

from __future__ import annotations

import functools
import inspect
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from headrace.report.terminal import Screen
    from headrace.workspace import Workspace

NARROWEST, WIDEST = 60, 200


@dataclass(frozen=True, slots=True)
class Invocation:
    """How a command was called.

    Args:
        folder: where to look for the workspace; ``None`` for here and above.
        json: say it for machines.
        quiet: say only what was asked for: no progress, no next step.
        debug: show the traceback of an error.
    """

    folder: Path | None = None
    json: bool = False
    quiet: bool = False
    debug: bool = False

    @property
    def on_terminal(self) -> bool:
        """Whether a person reads along, so that next steps and bars make sense."""
        return sys.stdout.isatty()

    def workspace(self) -> Workspace:
        """Open the workspace this command was pointed at; raises ``BadConfiguration`` when there is none."""
        from headrace.workspace import Workspace

        return Workspace.find(self.folder)

    def screen(self, *, ascii_only: bool = False) -> Screen:
        """Return how to write on standard output: 60 to 200 columns, colour as an extra only."""
        from headrace.report.terminal import Screen

        dumb = os.environ.get("TERM") == "dumb"
        encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
        return Screen(
            width=min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST),
            colour=self.on_terminal and not dumb and not os.environ.get("NO_COLOR"),
            ascii_only=ascii_only or dumb or not encoding.startswith("utf"),
        )

    def say(self, *lines: str) -> None:
        """Print lines of the answer as they are; nothing with ``--json``, which prints a document."""
        if not self.json:
            for line in lines:
                print(line)

    def remark(self, *lines: str) -> None:
        """Print what is worth knowing beside the answer, on stderr; nothing with ``--quiet``."""
        if not self.quiet:
            for line in lines:
                print(line, file=sys.stderr)

    def next(self, *steps: tuple[str, str]) -> None:
        """End with the next commands, each with why, aligned; only where a person reads along."""
        if self.json or self.quiet or not self.on_terminal:
            return
        width = max(len(command) for command, _ in steps)
        print()
        for number, (command, why) in enumerate(steps):
            print(f"{'Next' if number == 0 else '    '}  {command:<{width}}   {why}".rstrip())


_COMMON = {
    "workspace": Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            metavar="FOLDER",
            envvar="HEADRACE_WORKSPACE",
            help="Folder with headrace.yaml. Without it: this folder or the nearest one above.",
        ),
    ],
    "json": Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead of words and tables.")
    ],
    "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no remarks, no next step.")],
    "debug": Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")],
}
_DEFAULTS: dict[str, Any] = {"workspace": None, "json": False, "quiet": False, "debug": False}


def command(*examples: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command that also understands the options every command has.

    The function's first parameter is the :class:`Invocation`. Its docstring is the help; the examples
    are put behind the docstring's first paragraph, before everything else.
    """

    def make(function: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(function, include_extras=True)
        own = list(inspect.signature(function).parameters.values())[1:]

        @functools.wraps(function)
        def call(**given: Any) -> None:
            common = {key: given.pop(key) for key in _COMMON}
            folder = common.pop("workspace")
            function(Invocation(folder=folder, **common), **given)

        parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
        parameters += [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=_DEFAULTS[key], annotation=kind)
            for key, kind in _COMMON.items()
        ]
        call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
        call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        call.__doc__ = _help(inspect.getdoc(function) or "", examples)
        return call

    return make


def _help(docstring: str, examples: tuple[str, ...]) -> str:
    """Put the examples behind the first paragraph; ``\\b`` keeps their lines as they are."""
    first, _, rest = docstring.partition("\n\n")
    lines = "\n".join(f"  {example}" for example in examples)
    return "\n\n".join(part for part in (first, f"\b\n{lines}", rest) if part)
