"""Which other records concern a value stream: linked to its work, of a service it names, found in its repositories.

Incidents and vulnerabilities do not flow through the stages of most streams, yet they tell how the work that did
fares. A record concerns a stream when it is linked to one of its items or to what tells about them (a change, a
deployment), in either direction and by one link; when it names a service that the stream's definition names; or,
for findings of scans, when it lies in a repository that the stream's work passes through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

LINKED, REPOSITORY, SERVICE = "linked", "repository", "service"
"""Why a record concerns a stream, the nearest first; by the alphabet, so that the least is the nearest."""

SERVICE_ATTRIBUTES = ("service", "configuration item", "project", "repository")
"""What a record may call the service that it is about."""

CAUSED_BY = ("caused by", "is caused by", "root cause", "problem")
CAUSES = ("causes", "caused", "is cause of")
"""Qualifiers of links that declare a cause: of the incident to its cause, and the other way round."""


def told_of(engine: Engine) -> nw.LazyFrame[Any]:
    """Return ``object_no`` of the stream's items and of all whose events tell about them."""
    try:
        return engine.table("reached").select("object_no").unique()
    except KeyError:
        return engine.table("items").select(object_no=nw.col("item_no"))


def of_type(engine: Engine, object_type: str) -> nw.LazyFrame[Any]:
    """Return ``object_no`` of all records of a type that are there."""
    there = engine.table("objects").filter(
        nw.col("object_type") == object_type, nw.col("deleted_at").is_null()
    )
    return there.select("object_no")


def concerning(
    engine: Engine, stream: ValueStream, object_type: str, *, in_repositories: bool = False
) -> nw.LazyFrame[Any]:
    """Return ``object_no, way`` of the records of a type that concern the stream, each once with its nearest way.

    Args:
        in_repositories: whether lying in a repository that the stream's work passes through is enough.
    """
    there, work = of_type(engine, object_type), told_of(engine)
    ways = [
        there.join(work, on="object_no", how="semi"),
        links_of(engine, there).join(work, left_on="other_no", right_on="object_no", how="semi"),
    ]
    found = [each.select("object_no", way=nw.lit(LINKED)) for each in ways]
    if stream.services:
        named = values_of(engine, there, SERVICE_ATTRIBUTES).with_columns(
            value=nw.col("value").str.to_lowercase()
        )
        named = named.filter(nw.col("value").is_in([name.lower() for name in stream.services]))
        found.append(named.select("object_no", way=nw.lit(SERVICE)))
    if in_repositories:
        passed = values_of(engine, work, ("repository",)).select("value").unique()
        there_in = values_of(engine, there, ("repository",)).join(passed, on="value", how="semi")
        found.append(there_in.select("object_no", way=nw.lit(REPOSITORY)))
    return nw.concat(found).group_by("object_no").agg(way=nw.col("way").min())


def links_of(engine: Engine, objects: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Return ``object_no, other_no, caused`` of the links of some objects, in either direction.

    ``caused`` says that the link names the other as the cause of the object.
    """
    links, said = engine.table("links"), nw.col("qualifier").str.to_lowercase()
    directions = (("from_no", "to_no", CAUSED_BY), ("to_no", "from_no", CAUSES))
    return nw.concat(
        [
            links.select(
                object_no=nw.col(one), other_no=nw.col(other), caused=said.is_in(words).fill_null(value=False)
            ).join(objects, on="object_no", how="semi")
            for one, other, words in directions
        ]
    )


def values_of(engine: Engine, objects: nw.LazyFrame[Any], attributes: tuple[str, ...]) -> nw.LazyFrame[Any]:
    """Return ``object_no, attribute, value``: the newest values of some attributes of some objects."""
    values = engine.table("object_values").filter(nw.col("attribute").is_in(list(attributes)))
    values = values.join(objects, on="object_no", how="semi")
    newest = values.group_by("object_no", "attribute").agg(since=nw.col("since").max())
    return values.join(newest, on=["object_no", "attribute", "since"], how="inner").select(
        "object_no", "attribute", "value"
    )
