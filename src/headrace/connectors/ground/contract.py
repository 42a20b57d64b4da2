"""The contract between a tool's connector and whoever collects from it.

A connector says what it needs (:class:`Setting`), what there is to read one after the other (scopes, such as
projects or repositories), and yields :class:`Page` after page of documents: the tool's own answers, put
together so that one document tells all about one thing. Documents are kept as they came (see :mod:`.answers`),
and :meth:`Connector.parse` turns one into objects and events, at any time again.

Another package adds a connector of its own under the entry point group ``headrace.connectors``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from headrace.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from headrace.connectors.ground.clearing import Place
    from headrace.connectors.ground.http_client import Access, Client
    from headrace.eventlog.model import Batch

Cursor = dict[str, Any]
"""Where to go on in a scope, as JSON; empty: from the beginning."""

Named = tuple[str, str]
"""A document's kind and key."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something a connector needs to know.

    Args:
        name: ``url``, ``token``, or the name of an option.
        question: what ``headrace connect`` asks, a short sentence.
        default: when it is not given; ``None``: it must be given.
        secret: it stands in an environment variable and is never shown or kept.
        example: what an answer looks like.
    """

    name: str
    question: str
    default: str | None = None
    secret: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """All that a tool said about one thing, as it said it.

    Args:
        kind: ``issue``, ``pull``, ``deployment`` …; only the connector reads it.
        key: the tool's own unchanging id, unique for the kind in this source.
        body: the parsed JSON.
    """

    kind: str
    key: str
    body: Any


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents, and from where to go on once they are kept.

    Args:
        documents: new or changed; one that is the same as before changes nothing.
        cursor: given back to :meth:`Connector.collect` the next time, also after the last page.
        total: how many documents this reading of the scope will have, where the tool says it.
        gone: what the tool itself says has been deleted.
    """

    documents: Sequence[Document]
    cursor: Cursor
    total: int | None = None
    gone: Sequence[Named] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a preflight found out.

    Args:
        what: what was tried, as a thing: ``Project SHOP``, ``Changelogs``, ``Token``.
        works: whether it can be read.
        meaning: what was found, or what will be missing and what would mend it; one sentence.
    """

    what: str
    works: bool
    meaning: str


class Connector(ABC):
    """One tool. Everything of it is independent of other tools, and holds no state between calls.

    Args:
        settings: values by the names of :attr:`settings`, environment variables already put in; ``url`` is
            without a slash at its end.

    Raises:
        BadConfiguration: a setting is missing or is none of this tool's.
    """

    kind: ClassVar[str]
    """As it stands in ``headrace.yaml``."""
    title: ClassVar[str]
    """What people call the tool."""
    settings: ClassVar[tuple[Setting, ...]]

    def __init__(self, settings: Mapping[str, str]) -> None:
        known = {setting.name: setting for setting in self.settings}
        strange = sorted(settings.keys() - known.keys())
        missing = [s for s in self.settings if s.default is None and not settings.get(s.name, "").strip()]
        if strange:
            raise BadConfiguration(
                f'A source of kind {self.kind} has no setting "{strange[0]}".',
                "Nothing was read.",
                [f"Settings it has: {', '.join(known)}"],
            )
        if missing:
            raise BadConfiguration(
                f'A source of kind {self.kind} needs "{missing[0].name}": {missing[0].question}',
                "Nothing was read.",
                [f"headrace connect {self.kind}   asks for all it needs"],
            )
        self.given = {
            name: (settings.get(name) or setting.default or "").strip() for name, setting in known.items()
        }
        if "url" in self.given:
            self.given["url"] = self.given["url"].rstrip("/")

    def listed(self, name: str) -> list[str]:
        """Return a setting that is a list, written with commas."""
        return [part.strip() for part in self.given[name].split(",") if part.strip()]

    @abstractmethod
    def access(self) -> Access | None:
        """Return how to reach the tool; ``None`` when it is not reached over HTTP."""

    @abstractmethod
    def scopes(self, client: Client) -> Sequence[str]:
        """Return what is read one by one: one that fails does not stop the others."""

    @abstractmethod
    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try, with few requests, everything that a collection will need."""

    @abstractmethod
    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield what is new or changed since ``cursor``, oldest change first where the tool allows it.

        What changes while it is being read must be found now or the next time: so the cursor is taken
        from the tool's own stamps or clock, never from ours, and readings may overlap.

        Raises:
            SourceUnavailable: the client's own errors may pass through; pages already yielded are kept.
        """

    def present(self, client: Client, scope: str) -> Iterator[Sequence[Named]] | None:  # noqa: ARG002
        """Yield the kind and key of everything that a scope has now, or ``None`` when that cannot be asked cheaply.

        What is kept and not named here has been deleted or moved away. A kind of which nothing is left is
        named with an empty key; one that is not named at all is left as it is. Without this method, only a
        full reading notices what has gone.
        """
        return None

    def count(self, client: Client, scope: str) -> Mapping[str, int] | None:  # noqa: ARG002
        """Return how many things of each kind that :meth:`present` names a scope has now.

        Asked after a reading, with one request or two: where as many are kept, nothing has gone unless as much
        has come that no reading has told yet, and then the next one notices. ``None`` where the tool does not
        tell it exactly; then everything is listed.
        """
        return None

    def place(self, document: Document) -> Place | None:  # noqa: ARG002
        """Return where a document stands among those of which the tool itself clears away the oldest.

        A full reading keeps what was cleared away, and lets go what has been deleted. ``None``, for a kind that
        the tool never clears away: what is not there any more has been deleted.
        """
        return None

    @abstractmethod
    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:
        """Add the objects, events, relations and mentions of one document to ``batch``.

        Depends on the document and the settings alone. An object and an event belong to one document.

        Args:
            person: returns the key under which a person's account id, name or address is kept.

        Raises:
            ValueError: the document is not what the tool's documentation says; the text is a sentence.
        """
