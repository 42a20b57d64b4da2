"""Which items stand behind a number: a selection as it stands in a URL or on the command line, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.errors import BadRequest, nearest
from headrace.flow.ladder import Behind
from headrace.value_streams.consistency import IN_USE, slug

if TYPE_CHECKING:
    from headrace.value_streams.definition import ValueStream

CUSTOMER = "customer"
"""How the customer is called among functions: ``handoff:customer~build``."""

_WORDS = {"wait": "waited for", "work": "were worked on in", "blocked": "were marked as blocked in"}


def behind(stream: ValueStream, selection: str) -> tuple[Behind, str]:
    """Read a selection; return it with its words.

    Args:
        selection: ``""``, ``open``, ``cancelled``, ``wait:stage``, ``work:stage``, ``blocked:stage``
            ``return:from~to`` or ``handoff:from~to``, with functions instead of stages and ``customer`` for what nobody
            has worked on before. After ``handoff:from~to~`` may follow ``attribute~value``.

    Raises:
        BadRequest: when it names no part of the stream.
    """
    if not selection:
        return Behind(), "finished"
    if selection in ("open", "cancelled"):
        return Behind(selection), {"open": "in progress now", "cancelled": "cancelled"}[selection]
    what, _, key = selection.partition(":")
    orders = {slug(stage.name): order for order, stage in enumerate(stream.stages)}
    names = [stage.name for stage in stream.stages]
    if what in _WORDS and key in orders:
        return Behind(what, orders[key]), f"{_WORDS[what]} {names[orders[key]]}"
    origin, _, target = key.partition("~")
    orders_from = {**orders, slug(IN_USE): len(names)}
    if what == "return" and origin in orders_from and target in orders:
        start = orders_from[origin]
        came = names[start] if start < len(names) else "use"
        return Behind(what, orders[target], start), f"were sent back from {came} to {names[orders[target]]}"
    if what == "handoff" and target:
        return _between(stream, origin, *target.split("~", 2))
    near = nearest(selection, [f"{w}:{k}" for w in _WORDS for k in orders])
    raise BadRequest(
        f'"{selection}" names no part of {stream.name}. {near}'.rstrip(),
        remedies=[
            "Parts are open, cancelled, wait:STAGE, work:STAGE, blocked:STAGE, return:FROM~TO and "
            "handoff:FUNCTION~FUNCTION."
        ],
    )


def _between(stream: ValueStream, sender: str, receiver: str, *having: str) -> tuple[Behind, str]:
    named = {
        slug(stage.function): stage.function for stage in stream.stages if isinstance(stage.function, str)
    }
    before = None if sender == CUSTOMER else sender
    said = f"waited between {named.get(sender, sender)} and {named.get(receiver, receiver)}"
    if before is None:
        said = f"waited for {named.get(receiver, receiver)} before anybody worked on them"
    if len(having) < 2:
        return Behind("handoff", between=(before, receiver)), said
    attribute, value = having
    return Behind(
        "handoff", between=(before, receiver), having=(attribute, value)
    ), f"{said}, with {attribute} {value}"
