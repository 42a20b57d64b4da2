"""The terminal: the page's sentences, readable at any width, without colours, in plain ASCII."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headrace.eventlog.coverage import LinkCoverage
from headrace.report.maps import map_sentences
from headrace.report.screen import Screen, cells
from headrace.report.terminal import check_lines, items_lines, map_lines, streams_lines
from headrace.report.trust.trust_view import (
    CheckView,
    LeftOutLine,
    OddityLine,
    RuleLine,
    ScopeLine,
    SourceLine,
)
from headrace.report.view import Estimated, StreamLine, StreamsView, Window
from tests.report.views import JANUARY, JULY, Step, build, first_payment, items, of_size, strip

WIDTHS = (60, 80, 120, 200)


def check() -> CheckView:
    """Return a full check."""
    return CheckView(
        (SourceLine("jira", JULY, 3_410, 48_210, JANUARY, JULY, 3, 0),),
        (LinkCoverage("issue key in a commit message", "commit", False, 1_184, 900, 200, 84, (), ()),),
        (RuleLine("first-payment", "Build", "working", "item.status=In Progress", 0, 0),),
        (OddityLine("first-payment", "reopened", "time after it is counted as rework", 24, 0.11),),
        ("percentiles",),
        JULY,
        made_up=False,
        scopes=(
            ScopeLine("jira", "SHOP", 3_000, JULY, False, None, None),
            ScopeLine("jira", "PAY", 410, None, True, JULY, "https://jira/rest/api/2/search answered 403."),
        ),
        left_out=(LeftOutLine("jira", 2, ("issue 12: it does not say when it was created.",)),),
    )


def streams() -> StreamsView:
    """Return an overview with a problem, an overlap and items in no stream."""
    line = StreamLine(
        "first-payment", "First payment", "a new shop", "x", None, 300, 212, 50, 4, 24, (("fix", 9),),
        Estimated(38.2, 35, 41, 212), 10.3, 27.9,
    )  # fmt: skip
    broken = replace(
        line, stream="fix", overlaps=(), start_unknown=0, problem='Its scope matches nothing: "x".'
    )
    return StreamsView(Window(JANUARY, JULY), (line, broken), (("item", 120, 3_410),), JULY, made_up=True)


def everything(screen: Screen) -> list[str]:
    """Return every kind of output on one screen."""
    few = replace(first_payment(n_finished=2), strips=(strip("A-1"), strip("A-2", 0.5, outcome="open")))
    return [
        *map_lines(first_payment(), screen),
        *map_lines(of_size(15, 8), screen),
        *map_lines(few, screen),
        *streams_lines(streams(), screen),
        *items_lines(items(12), screen),
        *check_lines(check(), screen),
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_nothing_is_wider_than_the_screen(width: int, ascii_only: bool) -> None:
    """No line is longer than the terminal is wide, at any width from 60 to 200."""
    lines = everything(Screen(width, ascii_only=ascii_only))
    assert [line for line in lines if cells(line) > width] == []


def test_without_colour_there_is_no_escape() -> None:
    """With NO_COLOR and in a pipe, not one escape sequence is written."""
    assert "\x1b" not in "".join(everything(Screen(80)))
    assert "\x1b[33;1m" in "".join(everything(Screen(80, colour=True)))


def test_ascii_is_ascii() -> None:
    """--ascii writes nothing but ASCII."""
    assert "\n".join(everything(Screen(80, ascii_only=True))).isascii()


def test_control_characters_in_names_do_not_reach_the_terminal() -> None:
    """A stage called like an escape sequence cannot colour or move anything."""
    view = build([Step("Build", "Dev", 1), Step("\x1b[2J\x07Test", "QA\x1b[31m", 1, 2)])
    assert "\x1b" not in "\n".join(map_lines(view, Screen(80)))


@pytest.mark.parametrize("colour", [False, True])
def test_the_terminal_says_the_page_s_sentence(colour: bool) -> None:
    """The first lines are the map's headline, word for word."""
    view = first_payment()
    lines = " ".join(map_lines(view, Screen(80, colour=colour))[:2])
    plain = lines
    for code in ("\x1b[1m", "\x1b[34;1m", "\x1b[33;1m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == map_sentences.map_headline(view).text().replace("\u00a0", " ")


def test_waits_are_sorted_by_days_and_barred_to_scale() -> None:
    """The longest wait comes first with a full bar; half of it has half a bar."""
    view = build(
        [Step("A", "X", 1), Step("B", "Y", 1, 2, waiting=7), Step("C", "Z", 1, 8), Step("D", "X", 1, 4)]
    )
    rows = [line for line in map_lines(view, Screen(80)) if "→" in line]
    assert [row.split("  ")[1] for row in rows] == ["Y → Z", "Z → X", "X → Y"]
    bars = [sum(row.count(sign) for sign in "█▏▎▍▌▋▊▉") for row in rows]
    assert bars == [20, 10, 5]


def test_a_bar_is_fine_to_an_eighth() -> None:
    """Eighth blocks show small differences; something is never drawn as nothing."""
    screen = Screen(80)
    assert screen.bar(0.5 + 1 / 16, 2) == "█▏"
    assert screen.bar(1e-9, 10) == "▏"
    assert screen.bar(0, 10) == ""
    assert Screen(80, ascii_only=True).bar(0.3, 10) == "###"


def test_the_rest_is_folded_with_its_sum() -> None:
    """More than six waits end in a line with their number, days and queue."""
    lines = map_lines(first_payment(), Screen(80))
    assert any(line.startswith("  2 more") and "2.8 d" in line and " 3" in line for line in lines)


def test_two_waits_between_the_same_functions_are_told_apart() -> None:
    """Where functions hand over twice, the stage is named too."""
    view = build([Step("A", "X", 1), Step("B", "Y", 1, 2), Step("C", "X", 1, 1), Step("D", "Y", 1, 3)])
    text = "\n".join(map_lines(view, Screen(100)))
    assert "X → Y (B)" in text
    assert "X → Y (D)" in text


def test_streams_tell_what_is_shared_and_what_is_missing() -> None:
    """Overlaps, left-out items, problems and what belongs to no stream are all said."""
    text = "\n".join(streams_lines(streams(), Screen(100)))
    for words in (
        "9 items are in fix too",
        "24 left out",
        "scope matches nothing",
        "120 of 3,410",
        "made-up",
    ):
        assert words in text


def test_the_check_shows_what_matches_nothing() -> None:
    """A rule that matches nothing says so, and a link's misses are counted."""
    text = "\n".join(check_lines(check(), Screen(100)))
    assert "nothing" in text
    assert "76 %" in text
    assert "200" in text
    assert "84" in text
    assert "percentiles" not in text
    assert "percentiles" in "\n".join(check_lines(check(), Screen(100), verbose=True))


def test_the_check_shows_only_what_is_irregular_and_what_is_done_about_it() -> None:
    """A kind of irregularity without items has no row; the others are explained in full, once for each kind."""
    rule = "the time counts again, and they are shown as sent back from where they came"
    lines = [
        OddityLine("first", "went back", rule, 12, 0.1),
        OddityLine("other", "went back", rule, 3, 0.2),
        OddityLine("first", "reopened", "until work goes on they wait", 0, 0.0),
    ]
    view = replace(check(), oddities=tuple(lines))
    said = " ".join(" ".join(check_lines(view, Screen(60))).split())
    assert said.count(rule) == 1
    assert "first: went back 12 10 % other: went back 3 20 %" in said
    assert "reopened" not in said
    nothing = check_lines(replace(view, oddities=(lines[2],)), Screen(60))
    assert "No item is irregular." in nothing


@pytest.mark.parametrize("width", [60, 80])
def test_a_name_too_long_for_its_column_goes_on_below(width: int) -> None:
    """Nothing of a rule or a hand-off is cut: a table breaks its first column between words."""
    rule = "item.status=" + "Ready for the second approval " * 4 + "X" * 90
    view = replace(check(), rules=(RuleLine("first", "Approve", "waiting", rule, 7, 5),))
    shown = "".join("".join(check_lines(view, Screen(width))).split())
    assert "".join(rule.split()) in shown.replace("75", "", 1)
    stage = "Create the document with which the request is answered"
    wait = map_lines(build([Step("A", "X", 1), Step(stage, "X", 1, 5)]), Screen(width))
    assert stage.replace(" ", "") in "".join("".join(wait).split()).replace("5.0d", "").replace("█", "")


def test_a_part_of_the_check_does_not_claim_that_nothing_was_read() -> None:
    """With links alone asked for, the sentence about sources is left out."""
    lines = check_lines(replace(check(), sources=(), rules=(), oddities=()), Screen(80))
    assert not any("No work has been read" in line for line in lines)


def test_what_could_not_be_read_comes_first_with_its_reason() -> None:
    """A part of a live source that failed stands before one that was read, and its reason in a sentence below."""
    lines = check_lines(check(), Screen(120))
    places = {
        part: next(n for n, line in enumerate(lines) if f"  {part}  " in line) for part in ("PAY", "SHOP")
    }
    assert places["PAY"] < places["SHOP"]
    assert "answered 403" in " ".join(lines)
    assert "could not be understood" in " ".join(lines)
