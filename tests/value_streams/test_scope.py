"""A scope selects items by their attributes, as a plain reading of its rules does, and runs nothing."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.engine import Embedded, rows
from headrace.errors import BadConfiguration
from headrace.value_streams.attributes import Attribute, Kind, attributes_of, kind_of
from headrace.value_streams.scope import Scope
from headrace.value_streams.scope_expression import (
    Both,
    Compare,
    Contains,
    Either,
    Expression,
    IsNull,
    Like,
    Not,
    atoms,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Items = dict[int, dict[str, list[str | None]]]

SHOP: Items = {
    1: {
        "project": ["SHOP"],
        "labels": ["onboarding", "eu"],
        "points": ["3"],
        "created": ["2024-01-31T23:00:00Z"],
    },
    2: {"project": ["SHOP"], "labels": ["eu"], "points": ["13.0"], "created": ["2024-02-01 08:00"]},
    3: {"project": ["CORE"], "labels": [None], "points": ["many"], "customer segment": ["new"]},
    4: {},
    5: {"project": [None], "points": ["-2"], "org:group": ["2nd"], "created": ["2023-12-31"]},
}


@pytest.fixture(scope="module")
def engine() -> Embedded:
    """Return an engine in memory."""
    return Embedded()


def _select(engine: Embedded, scope: Scope, items: Items) -> set[int]:
    flat = [
        (number, attribute, value)
        for number, content in items.items()
        for attribute, values in content.items()
        for value in values
    ]
    values = engine.small(
        {
            "object_no": [row[0] for row in flat],
            "attribute": [row[1] for row in flat],
            "value": [row[2] for row in flat],
        },
        {"object_no": "int", "attribute": "text", "value": "text"},
    )
    chosen = scope.select(values, engine.small({"object_no": list(items)}, {"object_no": "int"}))
    assert chosen.collect_schema().names() == ["object_no"]
    found = [row["object_no"] for row in rows(chosen)]
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("project = 'SHOP'", {1, 2}),
        ("project == 'SHOP'", {1, 2}),
        ("'SHOP' = project", {1, 2}),
        ("project <> 'SHOP'", {3}),
        ("NOT project = 'SHOP'", {3}),
        ("project IS NULL", {4, 5}),
        ("project IS NOT NULL", {1, 2, 3}),
        ("project <> 'SHOP' OR project IS NULL", {3, 4, 5}),
        ("project IN ('SHOP', 'CORE')", {1, 2, 3}),
        ("project NOT IN ('SHOP')", {3}),
        ("'eu' IN labels", {1, 2}),
        ("'eu' IN (labels)", {1, 2}),
        ("NOT 'eu' IN labels", {3, 4, 5}),
        ("labels = 'onboarding'", {1}),
        ("labels <> 'onboarding'", {2}),
        ("points > 2", {1, 2}),
        ("2 < points", {1, 2}),
        ("points < 0", {5}),
        ("points = 13", {2}),
        ("points <> 13", {1, 5}),
        ("points = 'many'", {3}),
        ("points BETWEEN -2 AND 3", {1, 5}),
        ("points NOT BETWEEN -2 AND 3", {2}),
        ("created >= '2024-02-01'", {2}),
        ("created <= '2024-01-31'", {1, 5}),
        ("created = '2024-01-31'", {1}),
        ("project LIKE 'S%'", {1, 2}),
        ("project LIKE 's%'", set()),
        ("project ILIKE 's%p'", {1, 2}),
        ("project NOT LIKE 'S%'", {3}),
        ("project LIKE 'SHO_'", {1, 2}),
        ("points LIKE '13.0'", {2}),
        ("points LIKE '13_0'", {2}),
        ("points LIKE '1.*'", set()),
        ("\"customer segment\" = 'new'", {3}),
        ("\"org:group\" = '2nd'", {5}),
        ("(project = 'SHOP' AND (points > 5 OR 'onboarding' IN labels)) OR points = -2", {1, 2, 5}),
        ("nowhere = 'x' OR project = 'CORE'", {3}),
    ],
)
def test_each_form_selects_what_it_says(engine: Embedded, text: str, expected: set[int]) -> None:
    """Every allowed form, with missing values, lists, numbers and days."""
    assert _select(engine, Scope.parse(text), SHOP) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the text is empty"),
        ("   ", "the text is empty"),
        ("project", "project stands alone; compare it with a value"),
        ("1", "1 stands alone"),
        ('project = "SHOP"', "text stands in single quotes: 'SHOP'"),
        ("project = SHOP", "text stands in single quotes: 'SHOP'"),
        ("project = 'SHOP", "a single quote is not closed"),
        ("(project = 'SHOP'", "a parenthesis is not closed"),
        ("project = NULL", "write IS NULL"),
        ("flagged = TRUE", "such as 'true'"),
        ("labels IN 'x'", "Allowed are AND"),
        ("project IN labels", "the values after IN stand in parentheses"),
        ("3 IN labels", "must be text here"),
        ("org:group = '2nd'", "double quotes"),
        ("customer segment = 'new'", "double quotes"),
        ("item.project = 'x'", "double quotes"),
        ("lower(project) = 'shop'", "cannot be used"),
        ("project = lower('SHOP')", "cannot be used"),
        ("points + 1 = 2", "cannot be used"),
        ("project || 'x' = 'y'", "cannot be used"),
        ("created = DATE '2024-01-01'", "a day is written as text: '2024-01-01'"),
        ("points::int = 3", "cannot be used"),
        ("CAST(points AS INT) = 3", "cannot be used"),
        ("project IN (SELECT 1)", "cannot be used"),
        ("EXISTS (SELECT 1)", "cannot be used"),
        ("project = (SELECT password FROM users)", "cannot be used"),
        ("project = 'x'; DROP TABLE objects", "one expression"),
        ("project = 'x' -- AND secret", "comments"),
        ("project = 'x' /* c */", "comments"),
        ("project = 'x' UNION SELECT 1", "cannot be read"),
        ("SELECT 1", "cannot be read"),
        ("DROP TABLE objects", "cannot be read"),
        ("project = ?", "cannot be used"),
        ("project = :x", "cannot be used"),
        ("project = $1", "single quotes"),
        ("project = @x", "cannot be used"),
        ("project = {{x}}", "cannot be used"),
        ("project LIKE 'x' ESCAPE '!'", "cannot be used"),
        ("project LIKE ANY ('x')", "cannot be used"),
        ("project SIMILAR TO 'x'", "cannot be used"),
        ("project IS TRUE", "cannot be used"),
        ("project IS DISTINCT FROM 'x'", "cannot be used"),
        ("CASE WHEN project = 'x' THEN TRUE END", "cannot be used"),
        ("points = 1e999", "too large"),
        ("NOT " * 1900 + "a = 1", "inside one another"),
        ("(" * 900 + "a = 1" + ")" * 900, "inside one another"),
        ("a = 1 OR " * 2000 + "a = 1", "are too many"),
    ],
)
def test_everything_else_is_refused(text: str, expected: str) -> None:
    """Functions, queries, casts, comments, parameters and typing mistakes are refused."""
    with pytest.raises(BadConfiguration) as caught:
        Scope.parse(text)
    assert expected in str(caught.value)
    assert caught.value.meaning.startswith("Allowed are AND, OR, NOT")


@pytest.mark.parametrize(
    "hostile",
    [
        "x' OR '1'='1",
        "'; DROP TABLE objects; --",
        "\\",
        "\\' OR 1=1 --",
        "%",
        "_",
        "{0}",
        "$1",
        '"',
        "(?i)x",
        "\n",
        "é'",
    ],
)
def test_what_is_compared_is_never_run(engine: Embedded, hostile: str) -> None:
    """A hostile text is only a text: it selects the item that holds exactly it, in every form."""
    items: Items = {1: {"title": [hostile], hostile: ["y"]}, 2: {"title": ["plain"]}}
    quoted = hostile.replace("'", "''")
    assert _select(engine, Scope.parse(f"title = '{quoted}'"), items) == {1}
    assert _select(engine, Scope.parse(f"'{quoted}' IN title"), items) == {1}
    name = hostile.replace('"', '""')
    assert _select(engine, Scope.parse(f"\"{name}\" = 'y'"), items) == {1}
    if hostile not in ("%", "_"):
        assert _select(engine, Scope.parse(f"title LIKE '{quoted}'"), items) == {1}
    with pytest.raises(BadConfiguration):
        Scope.parse(f"title = '{hostile}' AND (SELECT 1)")


KNOWN = {
    "project": Attribute("project", frozenset({Kind.TEXT}), (("SHOP", 3), ("CORE", 1)), True, 4),
    "points": Attribute("points", frozenset({Kind.NUMBER}), (("3", 3), ("5", 1)), True, 4),
    "created": Attribute("created", frozenset({Kind.TIME}), (("2024-05-31T10:00:00Z", 1),), True, 1),
    "title": Attribute("title", frozenset({Kind.TEXT}), (("Pay by card", 1),), False, 999),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("projekt = 'SHOP'", 'no item has an attribute "projekt". Did you mean project?'),
        ("zzz = 'SHOP'", "There are: created, points, project, title."),
        ("project > 3", "project holds text such as 'SHOP', 'CORE'"),
        ("points > 'many'", "points holds numbers such as 3, 5, but 'many' is text"),
        ("created > 3", "created holds times"),
        ("created > 'May'", "is not a day"),
    ],
)
def test_what_cannot_be_compared_is_refused(text: str, expected: str) -> None:
    """Unknown attributes and comparisons of different kinds are errors that say what to write."""
    with pytest.raises(BadConfiguration) as caught:
        Scope.parse(text).check(KNOWN)
    assert expected in str(caught.value)


def test_a_value_that_never_occurs_is_a_warning() -> None:
    """It may occur tomorrow, so it is told with the nearest value, and only when all values are known."""
    assert Scope.parse("project = 'SHOPP'").check(KNOWN) == (
        "scope: project is never 'SHOPP'. Did you mean SHOP?",
    )
    assert Scope.parse("'x' IN project AND points = '3'").check(KNOWN) == (
        "scope: project is never 'x'. It holds 'SHOP', 'CORE' …",
    )
    assert Scope.parse("title = 'x' AND created = '2024-05-31' AND points < 3").check(KNOWN) == ()


def test_attributes_are_summarised_from_the_log(engine: Embedded) -> None:
    """Kinds, the most frequent values first, and how many objects have the attribute."""
    values = engine.small(
        {
            "object_no": list(range(1, 308)),
            "attribute": ["size"] * 5 + ["title"] * 300 + ["due"] * 2,
            "value": ["3", "5", "5", None, "5"] + [f"t{n:03}" for n in range(300)] + ["2024-01-01", "later"],
        },
        {"object_no": "int", "attribute": "text", "value": "text"},
    )
    found = attributes_of(values)
    assert found["size"] == Attribute("size", frozenset({Kind.NUMBER}), (("5", 3), ("3", 1)), True, 4)
    assert found["title"].complete is False
    assert len(found["title"].values) == 200
    assert found["due"].kinds == {Kind.TIME, Kind.TEXT}


# --- the same rules, said in plain Python ------------------------------------------------------------

_OPERATORS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _holds(expression: Expression, item: Mapping[str, Sequence[str | None]]) -> bool | None:
    """Return whether an item satisfies an expression; ``None`` when it is unknown."""
    match expression:
        case Not(part):
            inner = _holds(part, item)
            return None if inner is None else not inner
        case Both(parts) | Either(parts):
            truths = [_holds(part, item) for part in parts]
            decisive = isinstance(expression, Either)
            return decisive if decisive in truths else (None if None in truths else not decisive)
    values = [value for value in item.get(expression.attribute, []) if value is not None]
    match expression:
        case IsNull():
            return not values
        case Contains(_, literal):
            return literal in values
        case Like(_, pattern, ignore_case):
            expected = "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in pattern)
            flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
            return any(re.fullmatch(expected, value, flags) for value in values) if values else None
        case Compare(_, sign, literal):
            return _compares(sign, literal, values)


def _compares(sign: str, literal: str | float, values: Sequence[str]) -> bool | None:
    if isinstance(literal, float):
        numbers = [float(value) for value in values if kind_of(value) is Kind.NUMBER]
        return any(_OPERATORS[sign](number, literal) for number in numbers) if numbers else None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", literal):
        values = [value[:10] if kind_of(value) is Kind.TIME else value for value in values]
    return any(_OPERATORS[sign](value, literal) for value in values) if values else None


_TEXTS = st.sampled_from(
    [
        "a",
        "b",
        "A",
        "ab",
        "",
        "3",
        "3.0",
        "-2",
        "2024-01-31",
        "2024-01-31T10:00",
        "2024-01-31x",
        "it's",
        "a%b",
        "a.b",
        "a\nb",
        "ä",
    ]
)
_NAMES = st.sampled_from(["a", "b b", "c:c"])


def _written(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else "'" + value.replace("'", "''") + "'"


_ATOMS = st.one_of(
    st.builds(
        lambda name, sign, value: f'"{name}" {sign} {_written(value)}',
        _NAMES,
        st.sampled_from(["=", "<>", "<", "<=", ">", ">="]),
        st.one_of(_TEXTS, st.sampled_from([3.0, -2.0, 0.5])),
    ),
    st.builds(
        lambda name, word, value: f'"{name}" {word} {_written(value)}',
        _NAMES,
        st.sampled_from(["LIKE", "NOT LIKE", "ILIKE"]),
        st.sampled_from(["a", "a%", "%b", "a_b", "%", "_", "a.b", "a%b%", ""]),
    ),
    st.builds(lambda name, value: f'{_written(value)} IN "{name}"', _NAMES, _TEXTS),
    st.builds(
        lambda name, word, values: f'"{name}" {word} ({", ".join(_written(v) for v in values)})',
        _NAMES,
        st.sampled_from(["IN", "NOT IN"]),
        st.lists(_TEXTS, min_size=1, max_size=3),
    ),
    st.builds(lambda name, word: f'"{name}" {word}', _NAMES, st.sampled_from(["IS NULL", "IS NOT NULL"])),
    st.builds(lambda name, low, high: f'"{name}" BETWEEN {low} AND {high}', _NAMES, st.just(-2), st.just(3)),
)
_SCOPES = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds(lambda part: f"NOT ({part})", inner),
        st.builds(lambda a, word, b: f"({a}) {word} ({b})", inner, st.sampled_from(["AND", "OR"]), inner),
    ),
    max_leaves=6,
)
_ITEMS = st.lists(
    st.dictionaries(_NAMES, st.lists(st.one_of(st.none(), _TEXTS), min_size=1, max_size=3), max_size=3),
    min_size=1,
    max_size=6,
).map(lambda contents: dict(enumerate(contents)))


@settings(max_examples=150, deadline=None)
@given(text=_SCOPES, items=_ITEMS)
def test_the_engine_agrees_with_the_rules(engine: Embedded, text: str, items: Items) -> None:
    """For any scope and any items, the engine selects exactly the items for which the scope is true."""
    scope = Scope.parse(text)
    expected = {number for number, item in items.items() if _holds(scope.expression, item) is True}
    assert _select(engine, scope, items) == expected
    assert set(scope.attributes) == {atom.attribute for atom in atoms(scope.expression)}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_scope_or_refused(text: str) -> None:
    """Whatever is written, nothing but ``BadConfiguration`` is raised."""
    try:
        scope = Scope.parse(text)
    except BadConfiguration:
        return
    assert list(atoms(scope.expression))
