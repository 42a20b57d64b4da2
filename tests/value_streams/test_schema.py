"""The published JSON Schema says what the file may hold."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from headrace.value_streams.schema import json_schema, schema_text

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "headrace.schema.json"


def _stream(**changes: object) -> dict[str, object]:
    text = """
    name: First payment
    customer: a new shop
    value: takes its first payment
    items: item
    follows: [change]
    promise: {within: 14d, for: 85%}
    stages:
      - name: Build
        function: {attribute: "org:group", names: {"*2nd": 2nd line}}
        working: [item.status=In Progress, "change.opened[draft=no]"]
    done: [item.status=Closed]
    """
    return {**yaml.safe_load(text), **changes}


def test_the_published_schema_is_current() -> None:
    """If not: python -m headrace.value_streams.schema docs/headrace.schema.json."""
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_one_and_accepts_a_good_file() -> None:
    """It is a valid draft 2020-12 schema, and what the product accepts passes it."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"version": 1, "value_streams": {"first-payment": _stream()}}, schema)


@pytest.mark.parametrize(
    "change",
    [
        {"stagse": []},
        {"done": []},
        {"done": ["closed"]},
        {"promise": {"within": "soon"}},
        {"id": "x"},
        {"stages": [{"name": "Build"}]},
    ],
)
def test_the_schema_refuses_what_the_product_refuses(change: dict[str, object]) -> None:
    """An editor marks the same mistakes while typing."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"value_streams": {"first-payment": _stream(**change)}}, json_schema())
