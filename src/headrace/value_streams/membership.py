"""Which objects flow in a value stream, and which linked objects tell about each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.eventlog import link_rules
from headrace.value_streams.attributes import attributes_of
from headrace.value_streams.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

LINKED = "linked"
"""What a scope calls the types of the objects that an item is linked to: ``'commit' IN linked``."""


def items(engine: Engine, stream: ValueStream) -> nw.LazyFrame[Any]:
    """Return the stream's items, one ``item_no`` per row: present, of the right type, and in scope."""
    found = (
        engine.table("objects")
        .filter(nw.col("object_type") == stream.items, nw.col("deleted_at").is_null())
        .select("object_no")
    )
    if stream.scope:
        scope = Scope.parse(stream.scope)
        found = scope.select(_scope_values(engine, scope), found)
    return found.select(item_no=nw.col("object_no"))


def check_scope(engine: Engine, stream: ValueStream) -> tuple[str, ...]:
    """Hold a stream's scope against what its items have; return sentences about values that never occur.

    Raises:
        BadConfiguration: when no item has such an attribute, or it cannot be compared as it is written.
    """
    if not stream.scope:
        return ()
    scope = Scope.parse(stream.scope)
    flowing = engine.table("objects").filter(nw.col("object_type") == stream.items).select("object_no")
    if not rows(flowing.head(1)):
        return ()
    values = _scope_values(engine, scope).join(flowing, on="object_no", how="semi")
    return scope.check(attributes_of(values))


def _scope_values(engine: Engine, scope: Scope) -> nw.LazyFrame[Any]:
    values = current_values(engine)
    return nw.concat([values, _linked_types(engine)]) if LINKED in scope.attributes else values


def current_values(engine: Engine) -> nw.LazyFrame[Any]:
    """Return the newest values of every object's attributes: ``object_no, attribute, value``."""
    values = engine.table("object_values")
    newest = values.group_by("object_no", "attribute").agg(since=nw.col("since").max())
    return values.join(newest, on=["object_no", "attribute", "since"], how="inner").select(
        "object_no", "attribute", "value"
    )


def _linked_types(engine: Engine) -> nw.LazyFrame[Any]:
    """Return which types of objects each object is linked to, as values of the attribute ``linked``."""
    links = engine.table("links").select("from_no", "to_no")
    both = nw.concat([links, links.select(from_no=nw.col("to_no"), to_no=nw.col("from_no"))])
    types = (
        engine.table("objects")
        .filter(nw.col("deleted_at").is_null())
        .select(to_no=nw.col("object_no"), value=nw.col("object_type"))
    )
    named = both.join(types, on="to_no", how="inner").select(
        object_no=nw.col("from_no"), value=nw.col("value")
    )
    return named.unique().select("object_no", nw.lit(LINKED).alias("attribute"), "value")


def reach(engine: Engine, stream: ValueStream, flowing: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return ``item_no, object_no``: each item with itself and the linked objects whose events count for it.

    ``follows`` is walked in its order: a step goes from the item, or an object reached before, over links
    of any direction to objects of the next type. It never goes back, so shared deployments do not pull in
    the other items they carried, and cycles of links end by themselves. Copies of a commit that is reached are
    reached with it: a patch is what was picked from another, or has the same original.
    """
    if not stream.follows:
        return flowing.select("item_no", object_no=nw.col("item_no"))
    return walk(engine, flowing.select("item_no", object_no=nw.col("item_no")), stream.follows)


def walk(
    engine: Engine, start: nw.LazyFrame[Any], types: Sequence[str], without: Sequence[str] = ()
) -> nw.LazyFrame[Any]:
    """Return ``start`` (``item_no, object_no``) with what is reached from it over links to these types in turn.

    Args:
        without: links with these qualifiers are not walked.
    """
    # each step reads the one before twice, so a lazy chain would double with every step
    reached = engine.once(start)
    objects = (
        engine.table("objects").filter(nw.col("deleted_at").is_null()).select("object_no", "object_type")
    )
    walked = engine.table("links")
    if without:
        walked = walked.filter(
            ~nw.col("qualifier").str.to_lowercase().is_in(list(without)).fill_null(value=False)
        )
    links = walked.select("from_no", "to_no")
    both = nw.concat([links, links.select(from_no=nw.col("to_no"), to_no=nw.col("from_no"))]).unique()
    both = engine.once(both)
    same = engine.table("links").filter(nw.col("rule").is_in(list(link_rules.SAME_WORK_RULES)))
    same = same.select("from_no", "to_no")
    same = nw.concat([same, same.select(from_no=nw.col("to_no"), to_no=nw.col("from_no"))]).unique()
    copies = 2 if rows(same.head(1)) else 0
    for object_type in types:
        of_type = objects.filter(nw.col("object_type") == object_type).select(to_no=nw.col("object_no"))
        edges = both.join(of_type, on="to_no", how="inner")
        step = reached.join(edges, left_on="object_no", right_on="from_no", how="inner").select(
            "item_no", object_no=nw.col("to_no")
        )
        for _ in range(copies if object_type == "commit" else 0):
            again = step.join(same, left_on="object_no", right_on="from_no", how="inner").select(
                "item_no", object_no=nw.col("to_no")
            )
            step = engine.once(nw.concat([step, again]).unique())
        reached = engine.once(nw.concat([reached, step]).unique())
    return reached
