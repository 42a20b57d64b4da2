"""What is told instead of asked: messages that tools send, and steps that people write down.

Each is kept before it is answered, and taken into the event log a little later, together with others.
"""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from headrace.connectors.ground.answers import Answers
from headrace.connectors.ground.collecting import Collected
from headrace.connectors.ground.receiving import NotUnderstood, Receiver
from headrace.connectors.manual.connector import part
from headrace.errors import BadConfiguration, BadRequest
from headrace.eventlog.retrieval import called
from headrace.sync import answers_path, live_sources, take_in, turn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from headrace.eventlog.store import Store
    from headrace.value_streams.contents import Catalogue

Step = tuple[str, str, str, str]
"""An item's key or id, what happened, when, and who says so (may be empty)."""


def receive(catalogue: Catalogue, folder: Path, name: str, headers: Mapping[str, str], body: bytes) -> int:
    """Keep a message that a tool sent to a source; return how many parts of it were new. Durable when it returns.

    Args:
        headers: of the message, in small letters.

    Raises:
        BadRequest: there is no such source, or it takes no messages.
        NotSigned: the sender does not know the source's secret.
        NotUnderstood: it is not what the source takes.
        StoreUnavailable: it cannot be kept.
    """
    known = catalogue.sources.get(name)
    found, broken = ((), ()) if known is None or known.path else live_sources(catalogue, (name,))
    if broken:
        raise BadConfiguration(
            str(broken[0].collected.failure), "Nothing was kept.", broken[0].collected.remedies
        )
    source = next(iter(found), None)
    if source is None or not isinstance(source.connector, Receiver):
        raise BadRequest(f'No source called "{name}" takes messages.', "Nothing was kept.")
    source.connector.check(headers, body)
    try:
        parts = source.connector.understand(headers, body)
        with closing(Answers(answers_path(folder, name))) as answers:
            return answers.receive("received", time.time_ns() // 1000, parts)
    except (RecursionError, UnicodeEncodeError) as problem:  # nested without end, or halves of characters
        raise NotUnderstood("The message cannot be taken apart.", "Nothing was kept.") from problem


def note(store: Store, folder: Path, source: str, steps: Sequence[Step]) -> int:
    """Keep steps that people write down: (item's key or id, what happened, when, by whom); return how many were new.

    Raises:
        BadRequest: no item is called so, or several are.
        NotUnderstood: a time cannot be read.
        StoreUnavailable: nothing was read yet, or the steps cannot be kept.
    """
    with closing(store.open()) as engine:
        ids = called(engine, {item for item, *_ in steps})
    parts = [part(ids[item], step, at, by) for item, step, at, by in steps]
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Answers(answers_path(folder, source))) as answers:
        return answers.receive("written down", time.time_ns() // 1000, parts)


def take_in_messages(catalogue: Catalogue, store: Store, folder: Path) -> None:
    """Take into the log what tools have sent to sources that take messages.

    Raises:
        StoreUnavailable: the log cannot be written; the messages are kept.
    """
    names = [
        name
        for name, one in catalogue.sources.items()
        if not one.path and answers_path(folder, name).exists()
    ]
    live = live_sources(catalogue, names)[0] if names else ()
    for one in live:
        if isinstance(one.connector, Receiver):
            with turn(folder, one.name, wait=True):
                take_in(one, store, folder, (Collected(()), 0.0), full=False, on_progress=lambda *_told: None)
