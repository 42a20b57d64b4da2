"""Steps that no tool records, written down by people: an item, what happened, when, and who says so.

A rule reads them as any event: ``item.step=Approved by the customer``. Who wrote a step down is kept under a key.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from headrace.connectors.ground.receiving import NotSigned, NotUnderstood, Part, Receiver
from headrace.eventlog.timestamps import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headrace.connectors.ground.contract import Document
    from headrace.eventlog.model import Batch

EVENT = "step"
"""The type of these events."""


class Manual(Receiver):
    """Steps that people write down on this machine; it takes no messages from elsewhere."""

    kind = "manual"
    title = "Steps written down by hand"
    settings = ()

    def check(self, headers: Mapping[str, str], body: bytes) -> None:  # noqa: ARG002
        """Refuse: nobody else may write here."""
        raise NotSigned("Steps are written down with headrace note, not sent.", "Nothing was kept.")

    def understand(self, headers: Mapping[str, str], body: bytes) -> Sequence[Part]:  # noqa: ARG002
        """Refuse, as :meth:`check`."""
        raise NotUnderstood("Steps are written down with headrace note, not sent.", "Nothing was kept.")

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Write a step as an event of its item, whichever source has that."""
        for name, told in document.body["parts"].items():
            at, date_only = parse(told["at"])
            said = {"author_key": person(told["by"])} if told.get("by") else None
            batch.add_event(
                EVENT, f"{document.key}.{name}", at, [told["item"]], value=told["step"],
                attributes=said, date_only=date_only,
            )  # fmt: skip


def part(item_id: str, step: str, at: str, by: str = "") -> Part:
    """Return a step as it is kept: the same words about the same item at the same time are the same step.

    Args:
        item_id: the item's id in the log.
        at: a day or a time, as people write it.

    Raises:
        NotUnderstood: the time cannot be read, or nothing happened.
    """
    read_time(at)
    if not step.strip():
        raise NotUnderstood("A step needs a word for what happened.", "Nothing was kept.")
    told = {"item": item_id, "step": step.strip(), "at": at.strip(), "by": by.strip()}
    name = sha256("\n".join((item_id, told["step"], told["at"])).encode()).hexdigest()[:16]
    return Part(EVENT, item_id, name, told)


def read_time(at: str) -> tuple[int, bool]:
    """Return a time as people write it in µs UTC, and whether it is a day only; raises ``NotUnderstood``."""
    try:
        return parse(at)
    except ValueError as problem:
        raise NotUnderstood(
            f'"{at}" is no time.', "Nothing was kept.", ["Write it as in 2026-11-20 14:30"]
        ) from problem


CONNECTOR = Manual
