"""``headrace schema``: the JSON Schema of headrace.yaml, for editors."""

from __future__ import annotations

from headrace.cli.invocation import Invocation, command


@command("headrace schema > headrace.schema.json")
def schema(invocation: Invocation) -> None:
    """Print the JSON Schema of headrace.yaml, for editors that complete and check it.

    headrace.yaml names the schema in its first line; editors with YAML support find it there.
    """
    import json

    from headrace.value_streams.catalog import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    invocation.remark()
