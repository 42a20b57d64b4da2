"""Writes the parts of the reference that are made from the program itself; ``--check`` only compares.

Commands come from each command's help, settings from the models behind ``headrace.yaml``, linking rules
from their explanations, the code map from each module's first words. ``make docs`` runs this.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
MADE = "<!-- Made by scripts/reference.py; change the program, then run: make docs -->"
PACKAGE = ROOT / "src" / "headrace"
READING_ORDER = (
    *(
        "__init__.py",
        "errors.py",
        "engine.py",
        "eventlog",
        "connectors",
        "value_streams",
        "flow",
        "diagnosis",
    ),
    *(
        "improvement",
        "world",
        "report",
        "intake.py",
        "sync.py",
        "messages.py",
        "records.py",
        "diagnoses.py",
        "workspace.py",
        "notebook",
        "web",
        "cli",
    ),
)
WORDS_FROM = 36
"""Column of the code map in which what a module is for begins."""
PLAIN_KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
PROGRAM = (sys.executable, "-c", "from headrace.cli import main; main()")


def command_reference() -> str:
    """Return the page about commands: each one's help as it is printed, 100 columns wide."""
    from headrace.cli.help import TOPICS, text
    from headrace.cli.program import COMMANDS

    parts = [
        "# Commands",
        MADE,
        "What `--help` prints. Every command understands `--workspace`, `--json`, `--quiet` and `--debug`.",
        "## headrace",
        _block(_output("--help")),
    ]
    for name in COMMANDS:
        parts += [f"## headrace {name}", _block(_output(name, "--help"))]
    parts += ["## Topics", "What `headrace help TOPIC` prints."]
    for name in TOPICS:
        parts += [f"### headrace help {name}", _block(text(name))]
    return "\n\n".join(parts) + "\n"


def _output(*arguments: str) -> str:
    environment = {**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"}
    environment.pop("HEADRACE_WORKSPACE", None)
    call = [*PROGRAM, *arguments]
    return subprocess.run(call, env=environment, capture_output=True, text=True, check=True).stdout


def _block(text: str) -> str:
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    return "\n".join(["```text", *lines, "```"])


def settings_reference() -> str:
    """Return the page about ``headrace.yaml``: every setting under its path, from the published schema."""
    from headrace.value_streams.schema import FILE_NAME, json_schema

    schema = json_schema()
    parts = [
        "# Settings",
        MADE,
        "Every key of `headrace.yaml`. In a path, `NAME` is a name that you choose and `[]` one entry of a "
        f"list. Editors complete and check the file with its [JSON Schema](../{FILE_NAME}), which "
        "`headrace schema` prints.",
        *_settings(schema, schema, ""),
    ]
    return "\n\n".join(parts) + "\n"


def _settings(schema: dict[str, Any], model: dict[str, Any], path: str) -> list[str]:
    """Return heading and explanation of every setting of a model, in the order of the model."""
    required = set(model.get("required", ()))
    parts: list[str] = []
    for name, field in model["properties"].items():
        here = f"{path}{name}"
        facts = [_kind(schema, field)]
        if name in required:
            facts.append("required")
        elif field.get("default") not in (None, [], {}, ""):
            facts.append(f"{json.dumps(field['default'], ensure_ascii=False)} unless set")
        parts += [f"## `{here}`" if not path else f"### `{here}`"]
        parts += [f"{field.get('description', '').strip()}\n\n*{', '.join(facts)}*".strip()]
        for suffix, inner in _inside(schema, field):
            parts += _settings(schema, inner, f"{here}{suffix}.")
    return parts


def _resolved(schema: dict[str, Any], field: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in field:
        found: dict[str, Any] = schema["$defs"][field["$ref"].rpartition("/")[2]]
        return found
    return field


def _inside(schema: dict[str, Any], field: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the models inside a setting, each with what stands between the setting's name and theirs."""
    found: list[tuple[str, dict[str, Any]]] = []
    for choice in [field, *field.get("anyOf", [])]:
        if "$ref" in choice and "properties" in _resolved(schema, choice):
            found.append(("", _resolved(schema, choice)))
        for key, suffix in (("additionalProperties", ".NAME"), ("items", "[]")):
            inner = choice.get(key)
            for one in [inner, *inner.get("anyOf", [])] if isinstance(inner, dict) else []:
                if "properties" in _resolved(schema, one):
                    found.append((suffix, _resolved(schema, one)))
        for inner in choice.get("patternProperties", {}).values():
            if "properties" in _resolved(schema, inner):
                found.append((".NAME", _resolved(schema, inner)))
    return found


def _kind(schema: dict[str, Any], field: dict[str, Any]) -> str:
    """Say in a few words what may stand there."""
    choices = [choice for choice in field.get("anyOf", [field]) if choice.get("type") != "null"]
    words: list[str] = []
    for choice in choices:
        inner = _resolved(schema, choice)
        kind = inner.get("type")
        if kind == "array":
            words.append(f"list of: {_kind(schema, inner.get('items', {}))}")
        elif kind == "object":
            words.append("settings below" if "properties" in inner else "names with values")
        elif inner.get("examples"):
            words.append(f"text such as {' or '.join(str(example) for example in inner['examples'])}")
        else:
            named = {
                "string": "text",
                "integer": "whole number",
                "number": "number",
                "boolean": "true or false",
            }
            words.append(named.get(str(kind), "anything"))
    return " or ".join(dict.fromkeys(words))


def linking_rules() -> str:
    """Return every linking rule under its heading."""
    from headrace.eventlog.link_rules import EXPLANATIONS

    return "\n\n".join(f"### {rule}\n\n{words}" for rule, words in EXPLANATIONS.items())


def code_map() -> str:
    """Return the tree of the package, each module with the first words of its docstring."""
    lines = ["```text", "src/headrace/"]
    for name in READING_ORDER:
        lines += _entries(PACKAGE / name, 1)
    return "\n".join([*lines, "```"])


def _entries(path: Path, depth: int) -> list[str]:
    """Return a module's line, or a package's with those of all that is in it."""
    docstring = path / "__init__.py" if path.is_dir() else path
    first = (ast.get_docstring(ast.parse(docstring.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
    name = f"{'  ' * depth}{path.name}{'/' if path.is_dir() else ''}"
    words = " ".join(first.replace("``", "").split()).rstrip(".")
    beside = " " * WORDS_FROM
    lines = [
        line.rstrip()
        for line in textwrap.wrap(
            words, 110, initial_indent=f"{name:<{WORDS_FROM}}", subsequent_indent=beside
        )
    ]
    if path.is_dir():
        inside = [part for part in path.iterdir() if part.suffix == ".py" or (part / "__init__.py").exists()]
        for part in sorted(inside, key=lambda part: (part.is_dir(), part.name)):
            lines += _entries(part, depth + 1) if part.name != "__init__.py" else []
    return lines


def filled(page: Path, name: str, text: str) -> str:
    """Return a page with what stands between its marks called ``name`` replaced by ``text``."""
    begin, end = f"<!-- {name}: made by scripts/reference.py -->", f"<!-- {name}: end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}"


def pages() -> dict[Path, str]:
    """Return every page that is made, with what it should hold."""
    from headrace.value_streams.schema import FILE_NAME, schema_text

    linking = DOCS / "reference" / "linking.md"
    architecture = ROOT / "ARCHITECTURE.md"
    return {
        DOCS / "reference" / "commands.md": command_reference(),
        DOCS / "reference" / "settings.md": settings_reference(),
        DOCS / FILE_NAME: schema_text(),
        linking: filled(linking, "rules", linking_rules()),
        architecture: filled(architecture, "code map", code_map()),
    }


def main() -> int:
    """Write the pages, or with ``--check`` name those that are not current and return 1."""
    stale = [
        (path, text)
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    checking = "--check" in sys.argv[1:]
    for path, text in stale:
        print(f"{path.relative_to(ROOT)} is not current." if checking else f"Wrote {path.relative_to(ROOT)}.")
        if not checking:
            path.write_text(text, encoding="utf-8")
    return 1 if checking and stale else 0


if __name__ == "__main__":
    sys.exit(main())
