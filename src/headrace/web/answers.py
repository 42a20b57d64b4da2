"""What the pages ask of a workspace, and what an unknown name means."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from headrace.errors import BadRequest, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headrace.report.view import CheckView, ItemsView, ItemView, MapView, StreamsView, Window


class NotFound(BadRequest):
    """The URL names something that is not there."""


class Answers(Protocol):
    """The part of a workspace that the pages use; see :class:`headrace.workspace.Workspace`."""

    def state(self) -> str:
        """Return a text that changes whenever an answer may: the store's snapshot and the definitions."""
        ...

    def streams(self, window: Window | None = None) -> StreamsView:
        """Return all streams, and what belongs to none."""
        ...

    def map(
        self, stream: str, *, window: Window | None = None, kind: str | None = None, detail: str = "stages"
    ) -> MapView:
        """Return the map of one stream."""
        ...

    def items(  # noqa: PLR0913 - the workspace's own call
        self,
        stream: str,
        *,
        window: Window | None = None,
        kind: str | None = None,
        selection: str = "",
        order: str = "slowest",
        page: int = 1,
        per_page: int = 50,
    ) -> ItemsView:
        """Return the items behind a number."""
        ...

    def item(self, stream: str, item_id: str) -> ItemView:
        """Return one item with its events."""
        ...

    def check(self) -> CheckView:
        """Return what can and cannot be trusted."""
        ...


@contextmanager
def about(answers: Answers, stream: str) -> Iterator[None]:
    """Turn a refusal because ``stream`` is unknown into :class:`NotFound`, naming the nearest stream.

    Streams are listed only after a refusal, so that an answer costs nothing extra.
    """
    try:
        yield
    except BadRequest as error:
        if isinstance(error, NotFound):
            raise
        names = {line.stream: line.name for line in answers.streams().streams}
        if stream in names:
            raise
        guess = nearest(stream, names)
        fact = f'No value stream is called "{stream}".'
        raise NotFound(f"{fact} {guess}".strip(), "", [f"/s/{name}/map" for name in names][:8]) from error


def one_item(answers: Answers, stream: str, item_id: str) -> ItemView:
    """Return one item. Raises :class:`NotFound` when there is no such stream or no such item in it."""
    try:
        with about(answers, stream):
            return answers.item(stream, item_id)
    except NotFound:
        raise
    except BadRequest as error:
        raise NotFound(error.fact, error.meaning, error.remedies) from error
