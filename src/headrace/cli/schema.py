"""``headrace schema``: the JSON Schema of headrace.yaml, for editors."""

from __future__ import annotations

import sys

from headrace.cli.invocation import Invocation, command


@command("headrace schema > headrace.schema.json")
def schema(invocation: Invocation) -> None:
    """Print the JSON Schema of headrace.yaml, for editors that complete and check it."""
    from headrace.value_streams.schema import schema_text

    sys.stdout.write(schema_text())
    invocation.next(("headrace help rules", "how events put an item into a stage"))
