"""``headrace connect``: a tool to read from, tried first and then noted in ``headrace.yaml`` without its secret."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from headrace.cli.document import document
from headrace.cli.importing import options
from headrace.cli.invocation import Invocation, command
from headrace.errors import BadRequest, SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headrace.connectors.ground.contract import Connector, Finding, Setting
    from headrace.workspace import Workspace

_PASSWORD = re.compile(r"://[^/@:]*:(?!\$\{)[^/@]+@")
"""In an address: what stands between a user and the host, unless it is the name of a variable."""


@command(
    "headrace connect",
    "headrace connect jira",
    "headrace connect github --name code --set repositories=example/shop",
    "headrace connect jira --set url=https://example.atlassian.net --set user=me@example.com --check-only",
)
def connect(
    invocation: Invocation,
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="Which tool. Without it: which there are.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the source. Without it: the kind.")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="A setting, instead of a question. Never a secret."),
    ] = None,
    check_only: Annotated[
        bool, typer.Option("--check-only", help="Try what can be read and write nothing.")
    ] = False,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Write without trying first.")] = False,
) -> None:
    """Connect a tool: ask for what it needs, try what can be read, and note it in headrace.yaml.

    A secret such as a token stays in an environment variable, HEADRACE_ and the source's name by default,
    and is never written down.
    """
    from headrace.connectors import connectors
    from headrace.connectors.ground.registry import connector_class

    known = connectors()
    if kind is None:
        _list(invocation, known)
        return
    tool = connector_class(kind, known)
    source = name or kind
    written = _answered(invocation, tool, source, options(given or []))
    findings = () if unchecked else _tried(tool, written)
    workspace = _workspace(invocation, check_only=check_only)
    difference = ""
    if workspace is not None:
        difference = workspace.connect(source, kind, written)
    if invocation.json:
        print(document({"source": source, "findings": findings, "difference": difference}))
        return
    for finding in findings:
        invocation.say(
            f"{'can be read' if finding.works else 'MISSING':<12} {finding.what}: {finding.meaning}"
        )
    if workspace is None:
        invocation.remark("Nothing was written: this was a check only.")
        return
    invocation.say(f"Wrote {source} to headrace.yaml.")
    invocation.next(("headrace sync", "read it"))


def _list(invocation: Invocation, known: Mapping[str, type[Connector]]) -> None:
    if invocation.json:
        print(document([{"kind": kind, "title": tool.title} for kind, tool in known.items()]))
        return
    width = max(map(len, known))
    invocation.say(*(f"{kind:<{width}}   {tool.title}" for kind, tool in known.items()))
    invocation.next(("headrace connect KIND", "connect one of them"))


def _answered(
    invocation: Invocation, tool: type[Connector], source: str, given: dict[str, str]
) -> dict[str, str]:
    """Return the settings as they may be written: given ones, answers to questions, and variables for secrets.

    Raises:
        BadRequest: nobody can answer, or a secret was given as text.
    """
    names = [setting.name for setting in tool.settings]
    strange = [key for key in given if key not in names]
    if strange:
        raise BadRequest(
            f'{tool.title} has no setting "{strange[0]}".', remedies=[f"Settings it has: {', '.join(names)}"]
        )
    from headrace.connectors.ground.exposed import refuse_exposed

    asks = sys.stdin.isatty() and not invocation.json
    written: dict[str, str] = {}
    for setting in tool.settings:
        if setting.secret:
            written[setting.name] = _variable(setting, source, given.get(setting.name))
            continue
        answer = given.get(setting.name)
        if answer is None and asks:
            answer = typer.prompt(
                _question(setting), default=setting.default or "", show_default=bool(setting.default)
            )
        if answer is None and setting.default is None:
            raise BadRequest(
                f'{tool.title} needs "{setting.name}": {setting.question}',
                "Nothing was written.",
                [f"headrace connect {tool.kind} --set {setting.name}={setting.example or '…'}"],
            )
        if answer and _PASSWORD.search(answer):
            raise BadRequest(
                f'"{setting.name}" has a password in it, and would stand in headrace.yaml.',
                "Nothing was written, and what was typed is not repeated here.",
                ["Leave the password out; a token or password has its own environment variable."],
            )
        if answer:
            written[setting.name] = answer
    refuse_exposed(written)
    return written


def _question(setting: Setting) -> str:
    return f"{setting.question} (such as {setting.example})" if setting.example else setting.question


def _variable(setting: Setting, source: str, given: str | None) -> str:
    """Return the reference to a secret's environment variable."""
    usual = "HEADRACE_" + "".join(c if c.isalnum() else "_" for c in f"{source}_{setting.name}".upper())
    if given is None:
        return f"${{{usual}}}" if setting.default is None or usual in os.environ else ""
    if given.startswith("${") and given.endswith("}"):
        return given
    raise BadRequest(
        f'"{setting.name}" is a secret and must not stand on a command line.',
        "Nothing was written, and what was typed is not repeated here; the shell may remember it.",
        [f"export {usual}=…", f"then the same without --set {setting.name}=…"],
    )


def _tried(tool: type[Connector], written: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what can be read with these settings.

    Raises:
        BadConfiguration: the variable of a secret is not set.
        SourceUnavailable: the tool cannot be reached, or refuses the token.
    """
    from headrace.sync import preflight
    from headrace.value_streams.contents import resolve

    settings = {key: resolve(text) for key, text in written.items() if text}
    findings = preflight(tool(settings))
    if not any(finding.works for finding in findings):
        raise SourceUnavailable(
            f"{tool.title} was reached, and nothing can be read.",
            "Nothing was written.",
            [f"{finding.what}: {finding.meaning}" for finding in findings],
        )
    return findings


def _workspace(invocation: Invocation, *, check_only: bool) -> Workspace | None:
    """Open the workspace, or make one here; ``None`` when nothing is to be written."""
    from headrace.errors import BadConfiguration
    from headrace.workspace import Workspace

    if check_only:
        return None
    root = (invocation.folder or Path.cwd()).resolve()
    try:
        return Workspace.find(root)
    except BadConfiguration:
        invocation.remark(f"Made a workspace in {root}.")
        return Workspace.create(root)
