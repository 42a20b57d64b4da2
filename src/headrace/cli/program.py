"""The program: its commands put together, its bare text, and what becomes of its errors."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from headrace.cli.bottleneck import bottleneck
from headrace.cli.check import check
from headrace.cli.connect import connect
from headrace.cli.contention import contention
from headrace.cli.delivery import delivery
from headrace.cli.demo import demo
from headrace.cli.export import export
from headrace.cli.failure import tell, tell_unexpected
from headrace.cli.flow import flow
from headrace.cli.forecast import forecast
from headrace.cli.forget import forget
from headrace.cli.functions import functions
from headrace.cli.handoffs import handoffs
from headrace.cli.help import help_
from headrace.cli.importing import import_
from headrace.cli.init import init
from headrace.cli.items import items
from headrace.cli.map import map_
from headrace.cli.note import note
from headrace.cli.portfolio import portfolio
from headrace.cli.profile import profile
from headrace.cli.schema import schema
from headrace.cli.segments import segments
from headrace.cli.serve import serve
from headrace.cli.signal import signal
from headrace.cli.stopping import is_stop
from headrace.cli.streams import streams
from headrace.cli.sync import sync
from headrace.cli.topology import topology
from headrace.cli.waiting import waiting
from headrace.errors import BadRequest, HeadraceError, Stopped, nearest

WELCOME = """\
See how work flows from a customer's need to a customer's use,
find where it waits, and test what would improve it.

  headrace demo     look around with made-up data, nothing to set up
  headrace init     start with your own work
  headrace help     everything else

Nothing leaves this machine."""

app = typer.Typer(
    name="headrace",
    help="See how work flows from a customer's need to a customer's use, find where it waits, and test what "
    "would improve it.",
    epilog="headrace help TOPIC tells more. Nothing leaves this machine.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)

COMMANDS = {
    "demo": demo,
    "import": import_,
    "connect": connect,
    "sync": sync,
    "note": note,
    "init": init,
    "streams": streams,
    "portfolio": portfolio,
    "map": map_,
    "flow": flow,
    "handoffs": handoffs,
    "waiting": waiting,
    "contention": contention,
    "bottleneck": bottleneck,
    "profile": profile,
    "delivery": delivery,
    "forecast": forecast,
    "segments": segments,
    "topology": topology,
    "items": items,
    "functions": functions,
    "signal": signal,
    "check": check,
    "forget": forget,
    "serve": serve,
    "export": export,
    "schema": schema,
    "help": help_,
}
"""All commands, in the order of the work."""

for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"headrace {version('headrace')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def bare(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Say what this is and what to type first, when no command is given."""
    if context.invoked_subcommand is None:
        print(WELCOME)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code: 0, 1, 2, 3 or 4 as documented, 130 when stopped."""
    debug = "--debug" in arguments
    try:
        answer = app(args=arguments, prog_name="headrace", standalone_mode=False)
        if answer == Stopped.exit_code:  # how Typer says that Ctrl-C was pressed
            raise KeyboardInterrupt
        return answer if isinstance(answer, int) else 0
    except (Exception, KeyboardInterrupt) as error:
        # the last line of defence: a person never sees a traceback
        return _told(error, arguments, debug=debug)


def _told(error: BaseException, arguments: list[str], *, debug: bool) -> int:
    """Say what stopped a command, and return the exit code."""
    if is_stop(error):
        print(file=sys.stderr)
        unsaid = Stopped("Stopped. What was there before is still there.")
        return tell(error if isinstance(error, Stopped) else unsaid, debug=debug)
    if isinstance(error, HeadraceError):
        return tell(error, debug=debug)
    if isinstance(error, typer.TyperException):
        return tell(_not_understood(error, arguments), debug=debug)
    if isinstance(error, BrokenPipeError):
        _close_pipe()
        return 0
    return tell_unexpected(error, arguments, debug=debug)


def _not_understood(error: typer.TyperException, arguments: list[str]) -> BadRequest:
    """Turn Typer's complaint about the command line into our three parts."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    if first and first not in COMMANDS:
        return BadRequest(
            f'headrace has no command "{first}". {nearest(first, COMMANDS)}'.rstrip(),
            remedies=["See all commands:   headrace --help"],
        )
    name = f"headrace {first}".strip()
    return BadRequest(
        f"{name}: {error.format_message()}", remedies=[f"See what it understands:   {name} --help"]
    )


def _close_pipe() -> None:
    """Leave quietly when the reader of our output has gone, as ``head`` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
