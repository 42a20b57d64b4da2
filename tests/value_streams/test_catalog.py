"""``headrace.yaml`` is read as a whole, and what is wrong with it is told line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.errors import BadConfiguration, BadRequest
from headrace.value_streams.catalog import load_catalogue, parse_catalogue, resolve
from headrace.value_streams.definition import Mode

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
version: 1
sources:
  shop:
    kind: jira
    path: export.json
    token: ${HEADRACE_SHOP_TOKEN}
functions: [Product, Engineering]
objectives:
  activation: {name: Activation, from: 0.2, goal: 0.5, by: 2026-12-31}
value_streams:
  first-payment:
    name: First payment
    customer: a new shop
    value: takes its first payment
    serves: {activation: 1.0}
    items: item
    scope: "project = 'SHOP' AND 'onboarding' IN labels"
    follows: [change]
    promise: {within: 14d, for: 85%}
    stages:
      - name: Signal
        function: Product
        waiting: [item.status=Open]
      - name: Build
        function: Engineering
        working: [item.status=In Progress, change.opened]
        estimate: {work: 2d, by: K. Ng, on: 2026-05-04}
    done: [item.status=Closed]
"""


def _refusal(old: str, new: str, kinds: tuple[str, ...] = ()) -> str:
    assert old in GOOD
    with pytest.raises(BadConfiguration) as caught:
        parse_catalogue(GOOD.replace(old, new).encode(), kinds=kinds)
    assert caught.value.exit_code == 4
    return str(caught.value)


def test_a_good_file_becomes_a_catalogue() -> None:
    """Every part arrives with its meaning: durations in days, shares, rules, ids, dates as written."""
    catalogue = parse_catalogue(GOOD.encode(), kinds=["jira"])
    stream = catalogue.stream("first-payment")
    assert stream.id == "first-payment"
    assert stream.promise is not None
    assert (stream.promise.within, stream.promise.share) == (14.0, 0.85)
    assert [str(rule) for rule in stream.stages[1].working] == ["item.status=In Progress", "change.opened"]
    assert stream.stages[1].estimate is not None
    assert stream.stages[1].estimate.on == "2026-05-04"
    assert catalogue.objectives["activation"].goal == 0.5
    assert list(catalogue.functions) == ["Product", "Engineering"]
    assert not catalogue.made_up


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("export.json", ("export.json",)),
        ("[issues.json, pulls.json]", ("issues.json", "pulls.json")),
        ("exports/*.json", ("exports/*.json",)),
        ("", ()),
    ],
)
def test_a_source_has_one_path_or_several(path: str, expected: tuple[str, ...]) -> None:
    """A text and a list of texts mean the same kind of thing; nothing means no path."""
    catalogue = parse_catalogue(GOOD.replace("export.json", path).encode())
    assert catalogue.sources["shop"].path == expected


@pytest.mark.parametrize(
    "written", ["{Product: asks, Engineering: }", "{Product: {description: asks}, Engineering: {}}"]
)
def test_a_text_below_a_function_is_its_description(written: str) -> None:
    """What is written right behind a name says what the function does; nothing says nothing."""
    functions = parse_catalogue(GOOD.replace("[Product, Engineering]", written).encode()).functions
    assert [(name, one.description) for name, one in functions.items()] == [
        ("Product", "asks"),
        ("Engineering", None),
    ]


def test_a_misspelt_type_of_items_is_one_mistake() -> None:
    """Where all rules agree on another type, that type is named once, and not once per rule."""
    said = _refusal("items: item", "items: itm")
    assert said.count("line ") == 1
    assert 'line 16: "itm" is in no rule, but item is. Write items: item, or mend the rules.' in said
    some = _refusal("done: [item.status=Closed]", "done: [itm.status=Closed]")
    assert 'itm.status=Closed: this stream sees item and change, but no "itm". Did you mean item?' in some


def test_words_that_yaml_would_turn_into_something_else_stay_words() -> None:
    """``No``, ``on``, ``1.10`` and times stay as they are written."""
    text = GOOD.replace("name: Signal", "name: No").replace("a new shop", "1.10")
    stream = parse_catalogue(text.encode()).stream("first-payment")
    assert stream.stages[0].name == "No"
    assert stream.customer == "1.10"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "    stages:",
            "    stagse:",
            'line 20: "stagse" is not a setting of a value stream. Did you mean stages?',
        ),
        (
            "    customer: a new shop\n",
            "",
            "line 11: a value stream (first-payment) needs customer: Who gets",
        ),
        (
            "14d",
            "two weeks",
            'line 19: within: "two weeks" is not a duration; write a number and min, h, d or w',
        ),
        ("85%", "85", 'line 19: for: "85" must be at most 1; write a share as 85% or 0.85.'),
        (
            "function: Product",
            "function: Prodct",
            'line 22: no function is called "Prodct". Did you mean Product?',
        ),
        ("function: Product", "function: [a]", "line 22: function: a list is not a text."),
        ("function: Product", "function: {atribute: x}", '"atribute" is not a setting of a function'),
        ("done: [item.status=Closed]", "done: []", "line 28: done is empty; it needs at least one entry."),
        ("done: [item.status=Closed]", "done:", "line 28: done is empty; it needs a list"),
        (
            "done: [item.status=Closed]",
            "done: [closed]",
            'line 28: done: "closed" is not a rule; write type.event',
        ),
        ("done: [item.status=Closed]", "done: a.b", 'line 28: done: "a.b" is not a list'),
        (
            "name: Build",
            "name: signal",
            'line 24: two stages are "signal" and "Signal"; give each its own name.',
        ),
        ("name: Build", "name: in use!", 'line 24: "in use!" is where items are when all stages are over.'),
        (
            "function: Product",
            "function: {attribute: 'org:resource_key'}",
            '"org:resource_key" holds persons, and a function is none.',
        ),
        ("name: Build", "name: Signal", 'line 24: two stages are called "Signal"; give each its own name.'),
        (
            "follows: [change]",
            "follows: [change, change]",
            'line 18: "change" is followed twice; name it once.',
        ),
        ("follows: [change]", "follows: [item, change]", 'line 18: "item" is what flows'),
        (
            "follows: [change]",
            "follows: [change]\n    outside: [Sigal]",
            'no stage or function is called "Sigal". Did you mean Signal?',
        ),
        ("change.opened", "chnge.opened", 'sees item and change, but no "chnge". Did you mean change?'),
        (
            "{activation: 1.0}",
            "{activatoin: 1}",
            'no objective is called "activatoin". Did you mean activation?',
        ),
        ("{activation: 1.0}", "{activation: x}", 'line 15: activation: "x" is not a number.'),
        ("IN labels", "IN labels; drop", 'line 17: scope: ";" is not allowed'),
        ("${HEADRACE_SHOP_TOKEN}", "abc", "line 6: token: a secret must not stand in the file"),
        ("path: export.json", "path: ${HOME}", 'line 5: path: "${HOME}" cannot be used'),
        ("version: 1", "version: 2", "line 1: version"),
        ("items: item", "items: item\n    parent: frst", 'line 17: no value stream is called "frst".'),
        ("items: item", "items: item\n    parent: first-payment", "is part of itself"),
        ("items: item", "items: item\n    id: x", '"id" is not a setting of a value stream'),
        ("  first-payment:", "  First Payment:", 'line 11: "First Payment" cannot be a name here'),
        (
            "[item.status=In Progress, change.opened]",
            "[ITEM.status=open]",
            "already stands in stage Signal, waiting",
        ),
        ("2026-12-31", "soon", 'line 9: by: "soon" is not a day such as 2026-12-31.'),
        (
            "    items: item\n",
            "    items: item\n    items: x\n",
            '"items" stands here a second time; it is already',
        ),
        ("    items: item\n", "\titems: item\n", "line 16: the line begins with a tab"),
        (
            "customer: a new shop",
            "customer: a shop: new",
            'line 13: a text with ": " in it must stand in quotes',
        ),
        ("serves: {activation: 1.0}", "serves: {activation: 1.0", "is not closed, or something is missing"),
        ("waiting: [item.status=Open]", "waiting: []", 'stage "Signal" has neither a rule'),
    ],
)
def test_each_mistake_is_told_with_its_line(old: str, new: str, expected: str) -> None:
    """The error names the file, the line, what is so, and what is allowed or nearest."""
    told = _refusal(old, new)
    assert told.startswith("headrace.yaml, line ")
    assert expected in told


def test_an_unknown_kind_of_source_is_told() -> None:
    """Kinds are checked when the caller says which there are."""
    assert 'no kind of source is called "jria". Did you mean jira?' in _refusal(
        "kind: jira", "kind: jria", ("jira", "csv")
    )


def test_several_mistakes_are_told_together() -> None:
    """All are told at once in the order of their lines, and one mistake does not hide another stream's."""
    text = GOOD.replace("14d", "soon").replace("name: Build", "nmae: Build")
    second = (
        GOOD[GOOD.index("  first-payment") :].replace("first-payment", "second").replace("Build", "Signal")
    )
    with pytest.raises(BadConfiguration) as caught:
        parse_catalogue((text + second).encode(), "shop.yaml")
    lines = caught.value.meaning.splitlines()
    assert caught.value.fact == "shop.yaml cannot be used: 3 things in it are wrong."
    assert [line.split(":")[0] for line in lines] == [
        "shop.yaml, line 19",
        "shop.yaml, line 24",
        "shop.yaml, line 42",
    ]


def test_at_most_ten_mistakes_are_told() -> None:
    """A screenful is enough; the rest is counted."""
    text = GOOD + "".join(f"x{n}: 1\n" for n in range(15))
    with pytest.raises(BadConfiguration) as caught:
        parse_catalogue(text.encode())
    assert caught.value.meaning.splitlines()[-1] == "… and 5 more."
    assert len(caught.value.meaning.splitlines()) == 11


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "line 1: the file is empty."),
        (b"# only a comment\n", "line 1: the file is empty."),
        (b"- a\n", "line 1: the file must hold settings"),
        ("name: Größe".encode("latin-1"), "line 1: byte 0xF6 is not UTF-8 text. Save the file as UTF-8."),
        (GOOD.encode("utf-16"), "is not UTF-8 text"),
        (b"a: \x00", "line 1: the character U+0000 is not allowed in YAML."),
        (b"version: 1\n---\nversion: 1\n", "line 2: a second document begins here"),
        (b"a: &a [*a]", "nested too deeply"),
        (b"[" * 5000, "nested more than"),
        (b"a: !!python/name:os.system\n", '"a" is not a setting of the file'),
        (b"a: !run rm\n", "the tag !run is not allowed"),
    ],
)
def test_what_is_no_settings_file_is_refused(raw: bytes, expected: str) -> None:
    """Empty, foreign, broken or hostile files end in one clear sentence."""
    with pytest.raises(BadConfiguration) as caught:
        parse_catalogue(raw)
    assert expected in str(caught.value)


def test_aliases_that_multiply_are_refused() -> None:
    """A few lines of nested aliases would become billions of values; reading stops long before."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    with pytest.raises(BadConfiguration, match="too much is repeated"):
        parse_catalogue("\n".join(lines).encode())


def _first_words(raw: bytes) -> str:
    try:
        parse_catalogue(raw)
    except BadConfiguration as refusal:
        return refusal.fact
    return "headrace.yaml is good"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_catalogue_or_a_refusal(raw: bytes) -> None:
    """Whatever stands in the file, nothing but ``BadConfiguration`` is raised, and it names the file."""
    assert _first_words(raw).startswith("headrace.yaml")


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.text(max_size=3), st.integers(0, 12))
def test_any_edit_ends_in_a_catalogue_or_a_refusal(at: int, inserted: str, removed: int) -> None:
    """A good file with anything inserted and removed anywhere raises nothing but ``BadConfiguration``."""
    text = GOOD[:at] + inserted + GOOD[at + removed :]
    assert _first_words(text.encode("utf-8", "replace")).startswith("headrace.yaml")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """Without a file the error names it and the command that makes one."""
    with pytest.raises(BadConfiguration, match=r"headrace.yaml cannot be read") as caught:
        load_catalogue(tmp_path / "headrace.yaml")
    assert "headrace init" in str(caught.value)


def test_a_bom_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    """What Windows editors add changes nothing."""
    path = tmp_path / "headrace.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_catalogue(path) == parse_catalogue(GOOD.encode())


def test_secrets_stay_unresolved_until_asked_for() -> None:
    """The catalogue and its repr hold the variable's name; ``resolve`` reads the environment."""
    source = parse_catalogue(GOOD.encode()).sources["shop"]
    assert source.token is not None
    assert "${HEADRACE_SHOP_TOKEN}" in repr(source)
    assert resolve(source.token, {"HEADRACE_SHOP_TOKEN": "s3cret"}) == "s3cret"
    with pytest.raises(BadConfiguration, match="HEADRACE_SHOP_TOKEN is not set"):
        resolve(source.token, {})


def test_an_unknown_stream_is_told_with_the_nearest_name() -> None:
    """``headrace map frist-payment`` gets the name that was meant."""
    with pytest.raises(
        BadRequest, match=r'No value stream is called "frist-payment". Did you mean first-payment'
    ):
        parse_catalogue(GOOD.encode()).stream("frist-payment")


def test_mode_order_is_what_ties_break_by() -> None:
    """Waiting comes before working, working before blocked, and done before cancelled."""
    assert sorted(Mode, key=int) == [Mode.WAITING, Mode.WORKING, Mode.BLOCKED, Mode.DONE, Mode.CANCELLED]
