"""A part of a stream as its own stream: conditions read as what they mean, whatever the values hold."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.scope import Scope
from headrace.value_streams.scope_expression import Both, Compare, Either, IsNull, Not
from headrace.value_streams.sub_stream import Condition, expression, free_key, narrower, sub_stream_entry

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
NUMBERS = st.integers(-10_000, 10_000).map(lambda each: each / 8)

FILE = """\
value_streams:
  # what customers wait for
  orders: {name: Orders, customer: c, value: v, items: item, promise: {within: 14d, for: 85%},
    stages: [{name: A, function: F, working: [item.a], estimate: {work: 2h, by: us, on: "2026-05-04"}}],
    done: [item.b]}
"""


@given(attribute=WORDS, value=WORDS)
def test_any_value_of_any_attribute_is_read_back(attribute: str, value: str) -> None:
    """Quotes, signs and words of the language in a name or a value stay what they are."""
    read = Scope.parse(expression([Condition(attribute, (value,))])).expression
    assert read == Compare(attribute, "=", value)


@given(above=NUMBERS, upto=NUMBERS)
def test_numbers_are_read_back(above: float, upto: float) -> None:
    """Bounds are those of the bins, to the last digit, negative ones as well."""
    read = Scope.parse(expression([Condition("size", but_not=True, above=above, upto=upto)])).expression
    assert read == Both((Compare("size", ">", above), Compare("size", "<=", upto)))


def test_what_is_not_told_belongs_only_where_it_was_found_to() -> None:
    """A comparison with a missing value is unknown, so missing is asked for by itself."""
    one = Compare("type", "=", "bug")
    missing = IsNull("type")
    for condition, wanted in (
        (Condition("type", ("bug",), missing=True), Either((one, missing))),
        (Condition("type", ("bug",), but_not=True), Not(one)),
        (Condition("type", ("bug",), but_not=True, missing=True), Either((Not(one), missing))),
        (Condition("type", but_not=True), Not(missing)),
        (Condition("type", missing=True), missing),
    ):
        assert Scope.parse(expression([condition])).expression == wanted


def test_the_parents_scope_stays_one_condition() -> None:
    """OR in the parent's scope does not swallow what is added."""
    text = narrower("a = 'x' OR b = 'y'", [Condition("c", ("z",))])
    read = Scope.parse(text).expression
    assert isinstance(read, Both)
    assert read.parts[-1] == Compare("c", "=", "z")
    assert narrower(None, [Condition("c", ("z",))]) == "c = 'z'"


def test_everything_else_is_as_the_parent_says() -> None:
    """The entry keeps durations, shares and days as they are written, and can be read as a value stream."""
    parent = parse_catalogue(FILE.encode()).stream("orders")
    entry = sub_stream_entry(FILE, parent, "orders-x", "Orders: x", "a = 'x: #1'")
    assert list(yaml.safe_load(entry)) == ["orders-x"]
    indented = "".join(f"  {line}\n" for line in entry.splitlines())
    part = parse_catalogue((FILE + indented).encode()).stream("orders-x")
    assert (part.name, part.scope, part.parent) == ("Orders: x", "a = 'x: #1'", "orders")
    own = {"id", "name", "scope", "parent"}
    assert part.model_dump(exclude=own) == parent.model_dump(exclude=own)


def test_short_names_are_free_and_plain() -> None:
    """A short name has small letters, digits and hyphens only, and is never one that is taken."""
    assert free_key("orders", "origin is Höfe 3", ()) == "orders-origin-is-hofe-3"
    assert free_key("orders", "a", {"orders-a", "orders-a-2"}) == "orders-a-3"
