"""``headrace init``: a first value stream, proposed from what was imported."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.invocation import Invocation, command
from headrace.errors import BadRequest

if TYPE_CHECKING:
    from headrace.value_streams.discovery import Answers, Question
    from headrace.value_streams.log_summary import LogSummary

FLAGS = {"value": "--value", "source": "--source", "starts": "--starts", "ends": "--ends"}
"""Question → the flag that answers it."""


@command(
    "headrace init",
    'headrace init --value "A new shop takes its first payment" --yes',
    'headrace init --items ticket --starts "status: Open" --ends "status: Closed" --yes',
    "headrace init --yes --dry-run",
)
def init(
    invocation: Invocation,
    value: Annotated[
        str | None, typer.Option("--value", help="What a customer gets: A new shop takes its first payment.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Where the work is recorded.")
    ] = None,
    starts: Annotated[
        str | None, typer.Option("--starts", metavar="STEP", help="When the clock starts: status: Signal.")
    ] = None,
    ends: Annotated[
        str | None,
        typer.Option("--ends", metavar="STEP", help="When the customer can use it: status: Rolled out."),
    ] = None,
    items: Annotated[
        str | None, typer.Option("--items", metavar="TYPE", help="The type of objects that flow.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Short name for commands and addresses: first-payment.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing; take what the log suggests for the rest.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the proposal and write nothing.")] = False,
) -> None:
    """Propose a first value stream from what was imported, into headrace.yaml.

    It asks four questions, each with what the log suggests; every answer is also a flag. The proposal
    runs as it is, and is commented so that you can change it.
    """
    from headrace.value_streams.discovery import Answers, propose

    workspace = invocation.workspace()
    taken = workspace.catalogue.value_streams
    summary = workspace.summary()
    answers = Answers(value, source, starts, ends, items, name)
    if not yes:
        answers = asked(invocation, summary, answers)
    proposal = propose(summary, answers, tuple(taken))
    difference = "" if dry_run else workspace.add_stream(proposal)
    if invocation.json:
        words = {
            "name": proposal.name,
            "entry": proposal.entry,
            "remarks": proposal.remarks,
            "difference": difference,
        }
        print(document(words))
        return
    if dry_run:
        invocation.say(proposal.entry.rstrip())
    invocation.remark(*proposal.remarks)
    if dry_run:
        invocation.remark("Nothing was written: this was a dry run.")
        return
    lines = len(proposal.entry.splitlines())
    invocation.say(
        f"Wrote {proposal.name} to headrace.yaml ({lines} lines). Every answer is also a line there."
    )
    invocation.next(
        (f"headrace map {proposal.name}", "how work flows in it"), ("headrace check", "what its rules match")
    )


def asked(invocation: Invocation, summary: LogSummary, answers: Answers) -> Answers:
    """Ask the questions that no flag answered, in order; later ones know the answers before them.

    Raises:
        BadRequest: when nobody can answer; the flags are named instead.
    """
    from headrace.value_streams.discovery import questions

    open_ = [key for key in FLAGS if getattr(answers, key) is None]
    if open_ and (invocation.json or not sys.stdin.isatty()):
        flags = " ".join(f"{FLAGS[key]} …" for key in open_)
        raise BadRequest(
            "headrace init has questions, and nobody is here to answer them.",
            "Nothing was written.",
            [
                f"Answer with flags:             headrace init {flags}",
                "Take what the log suggests:    headrace init --yes",
            ],
        )
    for key in open_:
        known = questions(summary, answers)
        number, question = next((n, one) for n, one in enumerate(known, 1) if one.key == key)
        answers = replace(answers, **{key: answer(number, len(known), question)})
    return answers


def answer(number: int, of: int, question: Question) -> str | None:
    """Ask one question and return the answer; ``None`` when the suggestion is taken as it is.

    With choices, an answer that is none of them is asked again.
    """
    print(f"{number} of {of}  {question.text}")
    if 1 < len(question.choices) <= 12:
        print(f"        {'  '.join(question.choices)}")
    because = f"   ({question.because})" if question.because else ""
    print(f"        Enter for: {question.default}{because}")
    while True:
        said = input("        ").strip()
        if not said:
            return None
        if not question.choices:
            return said
        near = [choice for choice in question.choices if choice.casefold() == said.casefold()]
        near = near or [
            choice for choice in question.choices if choice.casefold().startswith(said.casefold())
        ]
        if len(near) == 1:
            return near[0]
        print(f"        That is none of: {', '.join(question.choices[:20])}")
