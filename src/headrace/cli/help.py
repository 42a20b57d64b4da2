"""``headrace help``: topics that concern more than one command, examples first."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

import typer

from headrace.cli.invocation import Invocation, command
from headrace.errors import BadRequest, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

TOPICS = {
    "files": "what can be imported, and how",
    "rules": "how events put an item into a stage",
    "scope": "which items belong to a stream",
    "window": "which time is looked at",
    "linking": "how records of several tools are joined",
    "trust": "what the numbers are made of, and where they end",
    "automation": "JSON, exit codes, pipes, environment variables",
}


def topic_names(incomplete: str) -> list[str]:
    """Return the topics that begin like this, for shell completion."""
    return [name for name in TOPICS if name.startswith(incomplete)]


@command("headrace help", "headrace help rules")
def help_(
    invocation: Invocation,
    context: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC", help="A topic or a command.", autocompletion=topic_names)
    ] = None,
) -> None:
    """Tell more about a topic; without one, list the commands and the topics."""
    commands = commands_of(context)
    if topic is None:
        print(overview(commands))
        return
    if topic in commands and topic not in TOPICS:
        context.find_root().command.main([topic, "--help"], prog_name="headrace", standalone_mode=False)
        return
    if topic not in TOPICS:
        raise BadRequest(
            f'There is no help on "{topic}". {nearest(topic, TOPICS)}'.rstrip(),
            remedies=["See the topics:   headrace help", "Help on a command:   headrace COMMAND --help"],
        )
    print(text(topic))
    invocation.next(("headrace help", "the other topics"))


def text(topic: str) -> str:
    """Return the text of a topic."""
    return (files("headrace.cli") / "topics" / f"{topic}.txt").read_text(encoding="utf-8").rstrip()


def commands_of(context: typer.Context) -> dict[str, str]:
    """Return the program's commands with their help, in the order of the work."""
    program: Any = context.find_root().command
    return {name: command.help or "" for name, command in program.commands.items()}


def overview(commands: Mapping[str, str]) -> str:
    """Return the list of commands and of topics, each with what it is for."""
    lines = ["Commands, in the order of the work; each has --help:", ""]
    lines += [f"  headrace {name:<10} {_first_sentence(words)}" for name, words in commands.items()]
    lines += ["", "Topics:", ""]
    lines += [f"  headrace help {name:<11} {words}" for name, words in TOPICS.items()]
    return "\n".join(lines)


def _first_sentence(docstring: str) -> str:
    return docstring.partition("\n\n")[0].replace("\n", " ").partition(". ")[0].partition(": ")[0].rstrip(".")
