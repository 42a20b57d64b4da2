"""What of delivery passes through a stream: its changes, builds and deployments, and what each deployment carried.

Derived once, like visits, so that no measure of delivery walks the links again. Two tables: ``passing``
(``item_no, object_no, object_type``) says which records of delivery belong to which item, whether the stream
``follows`` them or not; ``carried`` (``carrier_no, deployment_no``) which deployments brought a change, or a commit.

A deployment carries what it brought by ancestry (see :mod:`headrace.eventlog.deployments`), what its commit or its
build was made from, and what names it. ``mended`` (``incident_no, deployment_no``) says which deployments carried a
change that is about an incident: links that say what caused the incident are not walked for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import rows
from headrace.value_streams import membership
from headrace.value_streams.concern import CAUSED_BY, CAUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from headrace.engine import Engine
    from headrace.value_streams.definition import ValueStream

CHANGE, COMMIT, BUILD, DEPLOYMENT, INCIDENT = "change", "commit", "build", "deployment", "incident"
OF_DELIVERY = (CHANGE, COMMIT, BUILD, DEPLOYMENT)
"""In the order in which work reaches them."""


def save(engine: Engine, stream: ValueStream) -> None:
    """Keep ``passing``, ``carried`` and ``mended`` of a stream whose visits are derived."""
    there = _types(engine)
    reached = _reached(engine, stream, there)
    objects = engine.table("objects").filter(nw.col("deleted_at").is_null())
    of_delivery = objects.filter(nw.col("object_type").is_in([*OF_DELIVERY, INCIDENT]))
    passing = reached.join(of_delivery.select("object_no", "object_type"), on="object_no", how="inner")
    engine.save("passing", passing.select("item_no", "object_no", "object_type"))
    engine.save("carried", _carried(engine, there))
    engine.save("mended", _mended(engine, objects, there))


def _types(engine: Engine) -> set[str]:
    """Return which types of delivery the log has events of."""
    of = engine.table("activities").filter(
        nw.col("events") > 0, nw.col("object_type").is_in([*OF_DELIVERY, INCIDENT])
    )
    return {row["object_type"] for row in rows(of.select("object_type").unique())}


def _reached(engine: Engine, stream: ValueStream, there: set[str]) -> nw.LazyFrame[Any]:
    """Return ``item_no, object_no``: as far as the stream follows links, and on to what delivers, in its order."""
    absent = {each for each in there if each in OF_DELIVERY} - {*stream.follows, stream.items}
    # commits and builds alone deliver nothing
    if not there & {CHANGE, DEPLOYMENT}:
        absent = set()
    if not absent:
        try:
            return engine.table("reached").select("item_no", "object_no")
        except KeyError:
            pass
    items = membership.items(engine, stream)
    start = items.select("item_no", object_no=nw.col("item_no"))
    return membership.walk(engine, start, in_order(stream.follows, absent)) if absent else start


def in_order(follows: Sequence[str], absent: Collection[str]) -> list[str]:
    """Return ``follows`` with each absent type of delivery before the first that the work reaches later.

    The order matters: from a deployment back to its commits would pull in the work of others.
    """
    order = list(follows)
    for one in (each for each in OF_DELIVERY if each in absent):
        later = OF_DELIVERY[OF_DELIVERY.index(one) + 1 :]
        at = next((place for place, each in enumerate(order) if each in later), len(order))
        order.insert(at, one)
    return order


def _carried(engine: Engine, there: set[str]) -> nw.LazyFrame[Any]:
    """Return which deployments carried each change that passes, or each commit where the log has no changes."""
    carrier = CHANGE if CHANGE in there else COMMIT
    passing = engine.table("passing")
    if DEPLOYMENT not in there:
        nothing = passing.filter(nw.col("object_no") < 0)
        return nothing.select(carrier_no=nw.col("item_no"), deployment_no=nw.col("object_no"))
    carriers = passing.filter(nw.col("object_type") == carrier).select(item_no=nw.col("object_no")).unique()
    start = carriers.select("item_no", object_no=nw.col("item_no"))
    return _to_deployments(engine, start, there - {carrier}).select(
        carrier_no=nw.col("item_no"), deployment_no=nw.col("object_no")
    )


def _mended(engine: Engine, objects: nw.LazyFrame[Any], there: set[str]) -> nw.LazyFrame[Any]:
    """Return which deployments carried what is about an incident; its declared causes apart."""
    incidents = objects.filter(nw.col("object_type") == INCIDENT).select(item_no=nw.col("object_no"))
    if not {DEPLOYMENT, INCIDENT} <= there:
        incidents = incidents.filter(nw.col("item_no") < 0)
        return incidents.select(incident_no=nw.col("item_no"), deployment_no=nw.col("item_no"))
    start = incidents.select("item_no", object_no=nw.col("item_no"))
    return _to_deployments(engine, start, there).select(
        incident_no=nw.col("item_no"), deployment_no=nw.col("object_no")
    )


def _to_deployments(engine: Engine, start: nw.LazyFrame[Any], there: set[str]) -> nw.LazyFrame[Any]:
    types = [each for each in OF_DELIVERY if each in there]
    reached = membership.walk(engine, start, types, without=(*CAUSED_BY, *CAUSES))
    deployments = engine.table("objects").filter(nw.col("object_type") == DEPLOYMENT).select("object_no")
    return reached.join(deployments, on="object_no", how="semi").unique()
