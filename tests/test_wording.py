"""No sentence on any surface blames or ranks a function, a team or a person, or calls work by a name that does.

The forms are looked for in every template of sentences, in every text in the code, in the pages' templates, in what
every command says of itself, in the documentation, and on the pages of the made-up company as they are served. What is
a term of statistics, a name that others gave, or says that we do *not* do it, is allowed one by one.
"""

from __future__ import annotations

import ast
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from headrace.cli.program import COMMANDS, run
from headrace.report.wording.english import ENGLISH
from headrace.workspace import Workspace
from headrace.world import made_up
from tests.web.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "headrace"

_SLOT = r"\{(?:sender|receiver|function|functions|team|teams)\}"
_NAMES = "Engineering|Quality|Product|Operations|Design|Support|Security|Finance|Customer success"
_SOMEBODY = rf"(?:{_SLOT}|\b(?:{_NAMES}))"
_ANYBODY = r"(?:teams?|functions?|persons?|people|developers?|engineers?|employees?)"

FORMS = {
    "a word that judges work": (
        r"\b(wast(e[ds]?|eful\w*|ing)|inefficien\w*|non-value\w*|unproductive|productivity|utili[sz]ation"
        r"|velocit(y|ies)|scor(e[ds]?|ing|ecards?)|grad(e[ds]?|ing))\b"
    ),
    "a word of guilt": (
        r"\b(blam(e[ds]?|ing)|culprits?|offenders?|guilty|at fault|fault of|under-?perform\w*|laggards?|sloppy"
        r"|careless\w*|incompeten\w*)\b"
    ),
    "a ranking": (
        r"\b(rank(s|ed|ings?)|leader ?boards?|league tables?|out-?perform\w*|(top|best|worst|poor|low|high)[- ]"
        rf"perform(ers?|ing)|(best|worst|slowest|fastest|weakest|strongest|laziest) {_ANYBODY})\b"
    ),
    # a wait may be one, nobody is
    "a bottleneck that is somebody": (
        rf"\bbottleneck(ed)? {_ANYBODY}\b|\b{_ANYBODY} (is|are|as) (a |the )?bottlenecks?\b"
    ),
    "somebody as the cause": (
        rf"\b(because of|due to|caused by|thanks to) (the )?({_SLOT}|{_ANYBODY}\b|{_SOMEBODY}\b)"
    ),
    "somebody's own delay": rf"{_SOMEBODY}['’]s (delay|wait|slowness|failure|mistake|backlog)",
    "somebody who does harm": (
        rf"{_SOMEBODY} (delays|slows|fails|causes|is (too )?(slow|late|lazy)|holds? .{{0,20}}up|must|should)\b"
    ),
}
"""What must not be said, and its form."""

ALLOWED = {
    r"flow velocity": "the Flow Framework's name of a measure, quoted beside ours",
    r"percent[_ ]rank": "a function of SQL that DevLake defines a measure by",
    r"log-rank|rank statistics": "a test of survival curves",
    r"logarithmic score|score interval": "statistics",
    r"(question|`question`), (and )?`?score`?|question and score|rated`? \(score\)|score=COLUMN|score total": (
        "the column of a survey that holds an answer"
    ),
    r"question,score,date|has question, score and date": "the head of such a table",
    r"a fault of headrace itself": "ours",
    r"(nothing|no \w+(, \w+)*( or \w+)?|nobody)[^.]{0,60}\b(is ranked|ranks|ranked|compares or ranks)": "we do not",
    r"nothing is\s+ranked|there is no grade|never league tables": "we do not",
}
"""What matches a form and is none, and why."""


def offences(text: str) -> list[str]:
    """Return the forms found in a text, each with the words around it."""
    plain = re.sub(r"\s+", " ", text)
    for pattern in ALLOWED:
        plain = re.sub(pattern, "…", plain, flags=re.I)
    return [
        f"{name}: {plain[max(found.start() - 40, 0) : found.end() + 40]}"
        for name, form in FORMS.items()
        for found in re.finditer(form, plain, re.I)
    ]


def shown(markup: str) -> str:
    """Return what a reader sees of HTML or of a template of it, with what is read aloud."""
    labels = " ".join(re.findall(r'(?:aria-label|title|alt|placeholder|data-label)="([^"{]*)"', markup))
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", markup)
    return html.unescape(re.sub(r"<[^>]+>", " ", text) + " " + labels)


def told_in_code() -> Iterator[tuple[str, str]]:
    """Yield every text in the code that reads like words, without what only explains the code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            told = isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
            if told and not isinstance(getattr(node, "parent", None), ast.Expr):
                yield str(path.relative_to(PACKAGE)), str(node.value)  # type: ignore[attr-defined]
            for child in ast.iter_child_nodes(node):
                child.parent = node  # type: ignore[attr-defined]


def test_no_template_of_a_sentence() -> None:
    """Every template, in both its plural forms."""
    entries = [(key, [entry] if isinstance(entry, str) else entry.values()) for key, entry in ENGLISH.items()]
    assert [(key, bad) for key, forms in entries for each in forms if (bad := offences(each))] == []


def test_no_text_in_the_code() -> None:
    """What errors say, what options explain, what is put together without a template."""
    found = [(name, bad) for name, text in told_in_code() if (bad := offences(text))]
    assert found == []


@pytest.mark.parametrize("suffix", ["html", "js"])
def test_no_template_of_a_page(suffix: str) -> None:
    """What pages say of themselves, in text, labels and scripts."""
    paths = sorted(PACKAGE.rglob(f"*.{suffix}"))
    assert paths
    read = {path.name: path.read_text(encoding="utf-8") for path in paths}
    assert {
        name: bad
        for name, text in read.items()
        if (bad := offences(shown(text) if suffix == "html" else text))
    } == {}


@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_no_command_s_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What each command says of itself."""
    assert run([*([name] if name else []), "--help"]) == 0
    assert offences(capsys.readouterr().out) == []


def test_no_page_of_the_documentation() -> None:
    """Guides, reference, decisions, topics of the help, and what stands in front of the repository."""
    paths = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]
    paths += [*PACKAGE.glob("cli/topics/*.txt"), ROOT / "benchmarks" / "README.md"]
    found = {str(path.relative_to(ROOT)): offences(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: bad for name, bad in found.items() if bad} == {}


def test_no_page_of_the_made_up_company(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All pages of two of its streams, whose sentences are filled in from records."""
    with pytest.MonkeyPatch.context() as patch:
        whole = made_up.build
        patch.setattr(made_up, "build", lambda: whole(scale=0.2))
        assert run(["demo", "--no-serve", "--folder", str(tmp_path / "demo")]) == 0
    capsys.readouterr()
    workspace = Workspace(tmp_path / "demo")
    pages = ("map", "handoffs", "bottleneck", "flow", "profile", "delivery", "forecast", "segments", "items")
    asked = [
        "/",
        "/data",
        *(f"/s/{each}/{page}" for each in ("first-payment", "guest-checkout") for page in pages),
    ]
    with serving(workspace) as url, httpx.Client(base_url=url, trust_env=False, timeout=120) as client:
        answers = {path: client.get(path, follow_redirects=True) for path in asked}
    assert {answer.status_code for answer in answers.values()} == {200}
    found = {path: offences(shown(answer.text)) for path, answer in answers.items()}
    assert {path: bad for path, bad in found.items() if bad} == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "Most time is wasted in Quality.",
        "Quality's delay costs four days.",
        "Work waits because of {receiver}.",
        "{function} is slow.",
        "The slowest team is shown first.",
        "Teams ranked by their score.",
        "Operations is too late.",
        "{team} fails to deliver.",
        "The function is the bottleneck.",
        "Support underperforms.",
    ],
)
def test_the_forms_find_what_they_are_for(sentence: str) -> None:
    """Each of these blames or ranks."""
    assert offences(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Waiting for Quality costs most: look at the hand-off itself.",
        "A wait belongs to the hand-off, not to either function.",
        "The queue for Test is growing: 12 wait now.",
        "Nothing ranks functions, teams or persons.",
        "{receiver} works on less than at other times.",
    ],
)
def test_the_forms_leave_plain_words_alone(sentence: str) -> None:
    """None of these does."""
    assert offences(sentence) == []


def test_nothing_is_allowed_that_nobody_says() -> None:
    """An allowance that excuses nothing any more is taken off the list."""
    paths = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *PACKAGE.glob("cli/topics/*.txt")]
    texts = [path.read_text(encoding="utf-8") for path in paths] + [text for _, text in told_in_code()]
    texts += [shown(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.html")]
    said = re.sub(r"\s+", " ", " ".join(texts))
    assert [pattern for pattern in ALLOWED if not re.search(pattern, said, re.I)] == []
