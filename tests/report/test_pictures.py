"""The pictures as markup: well-formed, named, linked, without anything a strict policy would refuse."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from headrace.report.links import nowhere
from headrace.report.maps.ladder import item_ladder, strips
from headrace.report.maps.map_figure import figure, signs
from headrace.report.maps.map_picture import horizontal
from headrace.report.maps.map_rows import course
from headrace.report.maps.map_vertical import vertical
from headrace.report.view import MapView
from tests.report.views import Step, build, first_payment, of_size, strip


def href(kind: str, key: str) -> str:
    """Lead everywhere."""
    return f"/s/first-payment/{kind}?at={key}&window=x"


def parsed(markup: str) -> ET.Element:
    """Return markup as a tree; fails if it is not well-formed."""
    return ET.fromstring(f"<all>{markup}</all>")  # noqa: S314 - our own markup


VIEWS = [
    first_payment(),
    of_size(5, 3),
    of_size(15, 8),
    build([Step('A <b> & "c"', "D & <e>", 1, 2, 1.5, 0.5, 4, True), Step("F", "G", 1, 2)], outcome=None),
]


@pytest.mark.parametrize("view", VIEWS)
def test_the_figure_is_well_formed_and_its_ids_are_unique(view: MapView) -> None:
    """All layouts stand on one page together, so no id may occur twice and every reference must be met."""
    markup = figure(view, href)
    root = parsed(markup)
    ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
    assert max(ids.values()) == 1
    assert set(re.findall(r"url\(#([\w-]+)\)", markup)) <= set(ids)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("draw", [horizontal, vertical])
def test_every_wait_stage_and_return_is_a_named_link(view: MapView, draw: object) -> None:
    """Each part is one link with a full sentence, a part name, and an address, in the order of the work."""
    root = parsed(draw(view, href))  # type: ignore[operator]
    links = {each.get("data-part"): each for each in root.iter("a")}
    expected = {f"wall:{w.key}" for w in view.walls} | {f"block:{b.key}" for b in view.blocks}
    expected |= {f"return:{r.key}" for r in view.returns}
    assert set(links) == expected
    for link in links.values():
        assert len((link.get("aria-label") or "").split()) > 3
        assert (link.get("href") or "").startswith("/s/")
    order = [part for part in links if not str(part).startswith("return")]
    flow = []
    for block in view.blocks:
        flow += [f"wall:{wall.key}" for wall in view.walls if wall.key == block.key] + [f"block:{block.key}"]
    assert order == flow


def test_a_wall_says_itself_in_a_sentence() -> None:
    """A screen reader hears where, how long and how many."""
    root = parsed(horizontal(first_payment(), href))
    said = {
        each.get("data-part"): (each.get("aria-label") or "").replace("\u00a0", " ")
        for each in root.iter("a")
    }
    assert said["wall:test"] == (
        "Review to Test, Engineering to Quality: waits 6.4 days on average, 12 waiting now, the oldest for 21 days"
    )
    assert said["wall:review"].startswith("Build to Review, within Engineering: waits 1.6 days")
    assert said["return:test~build"] == (
        "22 % of items, 47, were sent back from Test to Build, 5.2 days each time"
    )


@pytest.mark.parametrize("draw", [horizontal, vertical])
def test_without_addresses_parts_are_named_pictures(draw: object) -> None:
    """Where nothing lies behind, there is no link, but the sentence stays."""
    root = parsed(draw(first_payment(), nowhere))  # type: ignore[operator]
    assert not list(root.iter("a"))
    named = [each for each in root.iter("g") if each.get("data-part")]
    assert all(each.get("aria-label") and each.get("role") == "img" for each in named)


@pytest.mark.parametrize("view", VIEWS)
def test_no_inline_style_and_no_script(view: MapView) -> None:
    """A strict content security policy refuses style attributes and scripts, so there are none."""
    markup = figure(view, href)
    assert " style=" not in markup
    assert "<script" not in markup
    assert not re.search(r' on\w+="', markup)


def test_painted_words_are_not_read_twice() -> None:
    """The words in the picture are hidden from readers, and the picture has a title and a description."""
    root = parsed(horizontal(first_payment(), href))
    svg = next(root.iter("svg"))
    over = next(each for each in root.iter("g") if each.get("class") == "over")
    assert over.get("aria-hidden") == "true"
    assert len(list(over.iter("text"))) == len(list(root.iter("text")))
    named = set((svg.get("aria-labelledby") or "").split())
    assert named == {each.get("id") for each in svg if each.tag in ("title", "desc")}


def test_estimates_are_dashed_and_marked() -> None:
    """What a person entered is drawn with a dashed edge and says est."""
    view = build([Step("Plan", "Product", 2, estimated=True), Step("Build", "Dev", 3, 4, estimated=True)])
    markup = horizontal(view, href)
    assert markup.count('stroke-dasharray="4 2.5"') == 6  # two blocks, a wall, and their three pieces below
    assert markup.count("est.") == 3


def test_blocked_is_a_red_piece_with_a_square_mark() -> None:
    """Blocked time has its colour and its second sign."""
    root = parsed(horizontal(build([Step("Build", "Dev", 3, 0, 4), Step("Test", "QA", 2, 2)]), href))
    block = next(each for each in root.iter("a") if each.get("data-part") == "block:build")
    assert [r for r in block.iter("rect") if "f-blocked" in (r.get("class") or "")]
    assert [r for r in block.iter("rect") if r.get("class") == "f-paper" and r.get("width") == "6"]


def test_too_few_items_are_shown_one_by_one() -> None:
    """Under ten items there is no map but each item's own ladder; with none there is no picture."""
    few = replace(first_payment(n_finished=2), strips=(strip("A-1"), strip("A-2", 0.5)))
    assert figure(few, href).count('class="pic strip"') == 2
    assert 'class="pic map"' not in figure(few, href)
    assert figure(first_payment(n_finished=0), href) == ""
    assert figure(first_payment(missing="The source is gone."), href) == ""


@pytest.mark.parametrize("width", [288, 358])
@pytest.mark.parametrize("view", VIEWS)
def test_the_vertical_map_is_legible(view: MapView, width: int) -> None:
    """No words touch, leave the drawing or are smaller than 11 px; heads stand above the lanes."""
    page = course(view, width)
    flat = [label for label in page.labels if not label.slant]
    assert [(a.text, b.text) for a, b in combinations(flat, 2) if a.box.overlaps(b.box)] == []
    assert all(
        each.box.left >= 0 and each.box.right <= width and each.box.bottom <= page.height for each in flat
    )
    assert min(label.size for label in page.labels) >= 11
    assert all(
        row.mark.left >= 0 and row.mark.right <= page.words for row in page.rows if row.kind != "return"
    )


def test_the_vertical_map_says_the_same_numbers() -> None:
    """Both layouts write the same amounts."""
    texts = " ".join(label.text for label in course(first_payment(), 358).labels).replace("\u00a0", " ")
    for number in ("4.6 d waiting", "6.4 d waiting", "3.4 d work", "78 % right first time", "38 days"):
        assert number in texts


def test_item_ladders_show_blocked_and_the_second_time_round() -> None:
    """A strip has a red piece, a dashed underline where work came back, and a dot for in use."""
    markup = strips([strip(back=True), strip("B-2", outcome="cancelled"), strip("B-3", outcome="open")], href)
    root = parsed(markup)
    drawn = [svg for svg in root.iter("svg") if svg.get("class") == "pic strip"]
    classes = [[each.get("class") or "" for each in svg.iter()] for svg in drawn]
    assert "f-blocked" in classes[0]
    assert "s-rework" in classes[0]
    assert "f-outcome" in classes[0]
    assert "f-outcome" not in classes[1] + classes[2]
    ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
    assert max(ids.values()) == 1


def test_strips_share_one_axis() -> None:
    """An item half as long is drawn half as long."""
    root = parsed(strips([strip("A", 2.0), strip("B", 1.0)], href))
    ends = []
    for svg in (each for each in root.iter("svg") if each.get("class") == "pic strip"):
        bars = [each for each in svg.iter("rect") if each.get("height") == "9"]
        ends.append(max(float(bar.get("x") or 0) + float(bar.get("width") or 0) for bar in bars))
    assert ends[0] == pytest.approx(2 * ends[1], rel=0.01)


@pytest.mark.parametrize("width", [358, 1180, 1344])
def test_one_item_s_ladder_fits_its_width(width: int) -> None:
    """The large ladder is a named picture as wide as asked."""
    svg = next(parsed(item_ladder(strip(back=True), width=width)).iter("svg"))
    assert svg.get("width") == str(width)
    assert "33 days" in (svg.get("aria-label") or "").replace("\u00a0", " ")


def test_the_key_has_only_what_the_picture_has() -> None:
    """Where no work or no wait is recorded, its sign is not explained."""
    idle = figure(build([Step("A", "X", 0, 0, 1), Step("B", "Y", 0, 2)]), href)
    busy = figure(build([Step("A", "X", 1), Step("B", "Y", 2)]), href)
    keys = [each[: each.index("</ul>")] for each in (idle, busy)]
    assert [("worked on" in key, "waiting, same scale" in key) for key in keys] == [
        (False, True),
        (True, False),
    ]


def test_the_key_holds_no_number_that_reads_as_a_fact() -> None:
    """Signs without a shape are told in words: of numbers only the limit stands there, which is the same everywhere."""
    said = [words for _, _, words in signs(first_payment(), "key")]
    assert "% right first time" in said
    assert "share matched between tools, if under 90 %" in said
    assert not any(re.search(r"\d", words.replace("under 90", "")) for words in said)
