"""The JSON Schema of ``headrace.yaml``, for completion and checking in editors.

``python -m headrace.value_streams.schema docs/headrace.schema.json`` writes it anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from headrace.value_streams.contents import Catalogue

FILE_NAME = "headrace.schema.json"
"""The schema's file name, in the documentation and beside a workspace's store."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``headrace.yaml``."""
    schema = Catalogue.model_json_schema(by_alias=True, mode="validation")
    stream = schema["$defs"]["ValueStream"]
    del stream["properties"]["id"]  # it is the key under value_streams
    for definition in schema["$defs"].values():
        _strip_titles(definition)
    _strip_titles(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "headrace.yaml",
        **schema,
    }


def schema_text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _strip_titles(definition: dict[str, Any]) -> None:
    """Drop the titles that only repeat names in capitals: editors would show them instead of descriptions."""
    definition.pop("title", None)
    for field in definition.get("properties", {}).values():
        field.pop("title", None)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
