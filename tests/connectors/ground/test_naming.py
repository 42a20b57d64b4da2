"""What a tool's text names becomes mentions."""

from __future__ import annotations

from headrace.connectors.ground.naming import mention_named, named
from headrace.eventlog.model import Batch


def test_keys_and_numbers_that_say_where_are_named_once() -> None:
    """A key in any case, a number with its repository or address; each once over all texts, none for no text."""
    texts = [
        "Since shop-12",
        None,
        "SHOP-12, see example/shop#4 and https://github.com/example/shop/pull/4",
        "",
    ]
    assert named(texts) == [("SHOP-12", "key in text"), ("example/shop#4", "number in text")]


def test_a_bare_number_names_nothing() -> None:
    """A text of a tool stands in no repository, so ``#12`` could mean anything."""
    batch = Batch("s")
    mention_named(batch, batch.add_object("incident", "1"), ["fixes #12"])
    assert batch.mentions.reference == []
