"""What a text of a tool names: keys, and numbers that say where, as mentions for :mod:`headrace.eventlog.linking`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog import link_rules, references

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.eventlog.model import Batch


def named(texts: Iterable[str | None]) -> list[tuple[str, str]]:
    """Return what texts name, each once: (reference, rule).

    A number without its repository (``#12``) names nothing here: the text stands in no repository.
    """
    found: dict[tuple[str, str], None] = {}
    for text in texts:
        for key in references.keys(text or ""):
            found[key, link_rules.KEY_IN_TEXT] = None
        for number in references.numbers(text or ""):
            if not number.reference.startswith("#"):
                found[number.reference, link_rules.NUMBER_IN_TEXT] = None
    return list(found)


def mention_named(batch: Batch, oid: str, texts: Iterable[str | None]) -> None:
    """Add a mention for everything that texts name."""
    for reference, rule in named(texts):
        batch.add_mention(oid, reference, "names", rule=rule)
