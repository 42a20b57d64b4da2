"""Reading a scope's text: what it may hold is listed here, and everything else is refused."""

from __future__ import annotations

import math
from typing import NoReturn

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.errors import SqlglotError

from headrace.errors import BadConfiguration
from headrace.value_streams.scope_expression import (
    Both,
    Compare,
    Contains,
    Either,
    Expression,
    IsNull,
    Like,
    Literal,
    Not,
)

ALLOWED = (
    "Allowed are AND, OR, NOT, =, <>, <, <=, >, >=, IN (…), 'x' IN list, LIKE, ILIKE, BETWEEN, IS NULL, "
    "parentheses, text in single quotes and numbers."
)
"""What a scope may hold, for every refusal."""

_MOST_TOKENS = 2_000
_OPERATORS: dict[type[exp.Predicate], str] = {
    exp.EQ: "=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_TURNED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def parse(text: str) -> Expression:
    """Read a scope's text into an expression; see :meth:`headrace.value_streams.scope.Scope.parse`."""
    try:
        _check_tokens(text)
        tree = sqlglot.parse_one(text, into=exp.Condition)
        return _condition(tree)
    except SqlglotError as error:
        _refuse_unreadable(text, error)
    except RecursionError:
        _refuse("too many parentheses or NOT inside one another.")


def _check_tokens(text: str) -> None:
    tokens = sqlglot.tokenize(text)
    if not tokens:
        _refuse("the text is empty.")
    if len(tokens) > _MOST_TOKENS:
        _refuse(f"{len(tokens):,} words and signs are too many; at most {_MOST_TOKENS:,} are read.")
    for token in tokens:
        if token.token_type == TokenType.SEMICOLON:
            _refuse('";" is not allowed; a scope is one expression.')
    # A marker that is no comment is part of a text or a name, and the tokenizer knows.
    if any(token.comments for token in tokens):
        _refuse("comments (--, /* */) are not allowed; write them as # lines of the file.")


def _condition(node: exp.Expr) -> Expression:
    if isinstance(node, exp.Paren):
        return _condition(node.this)
    if isinstance(node, exp.Not):
        return Not(_condition(node.this))
    if isinstance(node, exp.And | exp.Or):
        parts = tuple(_condition(part) for part in node.flatten())
        return Both(parts) if isinstance(node, exp.And) else Either(parts)
    return _predicate(node)


def _predicate(node: exp.Expr) -> Expression:
    _check_arguments(node)
    result: Expression
    match node:
        case exp.EQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
            result = _comparison(node.this, _OPERATORS[type(node)], node.expression)
        case exp.NEQ():
            result = Not(_comparison(node.this, "=", node.expression))
        case exp.Between():
            low, high = node.args["low"], node.args["high"]
            result = Both((_comparison(node.this, ">=", low), _comparison(node.this, "<=", high)))
        case exp.In():
            result = _membership(node)
        case exp.Like() | exp.ILike():
            like = Like(_attribute(node.this), _text(node.expression), isinstance(node, exp.ILike))
            result = Not(like) if node.args.get("negate") else like
        case exp.Is() if isinstance(node.expression, exp.Null):
            result = IsNull(_attribute(node.this))
        case _:
            _refuse_node(node)
    return result


_ARGUMENTS: dict[type[exp.Expr], set[str]] = {
    exp.Between: {"this", "low", "high"},
    exp.In: {"this", "expressions", "field"},
    exp.Like: {"this", "expression", "negate"},
    exp.ILike: {"this", "expression", "negate"},
}


def _check_arguments(node: exp.Expr) -> None:
    """Refuse what the parser has read beside the parts that are used, such as BETWEEN SYMMETRIC."""
    allowed = _ARGUMENTS.get(type(node), {"this", "expression"})
    if any(value and name not in allowed for name, value in node.args.items()):
        _refuse_node(node)


def _comparison(left: exp.Expr, operator: str, right: exp.Expr) -> Expression:
    if isinstance(_bare(left), exp.Literal | exp.Neg) and isinstance(_bare(right), exp.Column):
        left, operator, right = right, _TURNED[operator], left
    if isinstance(_bare(right), exp.Null):
        _refuse(f"nothing is ever {operator} NULL; write IS NULL or IS NOT NULL.")
    return Compare(_attribute(left), operator, _literal(right))


def _membership(node: exp.In) -> Expression:
    listed, field = node.expressions, node.args.get("field")
    if isinstance(_bare(node.this), exp.Literal):
        inside = [field] if field is not None else listed
        if len(inside) == 1 and isinstance(_bare(inside[0]), exp.Column):
            return Contains(_attribute(inside[0]), _text(node.this))
        _refuse_node(node)
    if field is not None:
        _refuse(f"the values after IN stand in parentheses: {_shown(node.this)} IN ('a', 'b').")
    if not listed:
        _refuse_node(node)
    attribute = _attribute(node.this)
    parts = tuple(Compare(attribute, "=", _literal(value)) for value in listed)
    return parts[0] if len(parts) == 1 else Either(parts)


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _attribute(node: exp.Expr) -> str:
    node = _bare(node)
    if isinstance(node, exp.Literal):
        _refuse(f"{_shown(node)} is a value; on the other side of it the name of an attribute is needed.")
    if not isinstance(node, exp.Column) or not isinstance(node.this, exp.Identifier):
        _refuse_node(node)
    if node.args.get("table"):
        _refuse(f'a name with a dot must stand in double quotes: "{node.sql()}".')
    if not node.this.args.get("quoted") and not node.name.replace("_", "a").isalnum():
        _refuse(f'the name {node.name} must stand in double quotes: "{node.name}".')
    return node.name


def _literal(node: exp.Expr) -> Literal:
    node, sign = _bare(node), 1.0
    if isinstance(node, exp.Neg):
        node, sign = _bare(node.this), -1.0
    if not isinstance(node, exp.Literal) or (node.is_string and sign < 0):
        _refuse_value(node)
    if node.is_string:
        return str(node.this)
    number = float(node.name)
    if not math.isfinite(number):
        _refuse(f"the number {node.name} is too large.")
    return sign * number


def _refuse_value(node: exp.Expr) -> NoReturn:
    name = node.name
    if isinstance(node, exp.Column) and node.this.args.get("quoted"):
        _refuse(f"\"{name}\" in double quotes would be an attribute; text stands in single quotes: '{name}'.")
    if isinstance(node, exp.Column):
        _refuse(f"{name} would be a second attribute; text stands in single quotes: '{name}'.")
    if isinstance(node, exp.Boolean):
        word = str(node.this).lower()
        _refuse(f"{word.upper()} is not a value here; write the text as it is in the log, such as '{word}'.")
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal):
        _refuse(f"a day is written as text: {_shown(node.this)}.")
    _refuse_node(node)


def _text(node: exp.Expr) -> str:
    value = _literal(node)
    if isinstance(value, float):
        _refuse(f"{_shown(node)} must be text here: '{_shown(node)}'.")
    return value


def _shown(node: exp.Expr) -> str:
    return node.sql()


def _refuse_node(node: exp.Expr) -> NoReturn:
    if isinstance(node, exp.Column):
        _refuse(f"{_shown(node)} stands alone; compare it with a value, as in {_shown(node)} = 'x'.")
    if isinstance(node, exp.Literal):
        _refuse(f"{_shown(node)} stands alone; compare an attribute with it.")
    _refuse(f'"{_shown(node)}" cannot be used.')


def _refuse_unreadable(text: str, error: SqlglotError) -> NoReturn:
    details = getattr(error, "errors", None) or [{}]
    near = str(details[0].get("highlight") or "").strip()
    if text.count("'") % 2:
        _refuse("a single quote is not closed (a quote inside a text is written twice: 'it''s').")
    if text.count('"') % 2:
        _refuse("a double quote is not closed.")
    if text.count("(") != text.count(")"):
        _refuse("a parenthesis is not closed, or closed too often.")
    where = f' near "{near}"' if near else ""
    _refuse(
        f"it cannot be read{where}. A name with spaces or signs stands in double quotes, "
        "as in \"customer segment\" = 'new'."
    )


def _refuse(what: str) -> NoReturn:
    raise BadConfiguration(f"scope: {what}", ALLOWED)
