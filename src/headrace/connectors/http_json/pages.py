"""The pages of a list: where the list is in an answer, and where the next page is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from headrace.connectors.ground.http_client import Refused
from headrace.connectors.ground.row_mapping import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headrace.connectors.ground.http_client import Answer, Client


class Pages:
    """How a list comes in pages.

    Args:
        given: ``path``, ``items``, ``next``, ``page``, ``first``, ``parameter`` and ``token`` of the source's
            settings.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        name, token = given["parameter"], given["token"]
        self._always = {name: token} if name and token else {}

    @property
    def by_number(self) -> bool:
        """Whether pages are asked for by their number."""
        return bool(self._given["page"]) and not self._given["next"]

    def read(self, client: Client, asked: Mapping[str, Any]) -> Iterator[list[Any]]:
        """Yield the entries of one page after the other.

        A page that was there before ends the list: some APIs answer the last page for every later number.

        Args:
            asked: parameters beside those in the path.

        Raises:
            Refused: see :class:`Refused`; also when there is no list where it should be.
        """
        path, told = self._given["path"], {**asked, **self._always}
        number = int(self._given["first"] or 1)
        seen: set[str] = set()
        while True:
            if self.by_number:
                told[self._given["page"]] = number
            address, parameters = _split(path, told)
            answer = client.get(address, parameters)
            entries = self._entries(answer)
            mark = json.dumps(entries, sort_keys=True)
            if mark in seen:
                return
            seen = {mark}
            yield entries
            following = self._next(answer)
            if following is not None and self._given["page"]:
                told[self._given["page"]] = following
            elif following is not None:
                path, told = following, dict(self._always)
            elif self.by_number and entries:
                number += 1
            else:
                return

    def _entries(self, answer: Answer) -> list[Any]:
        found = at(answer.body, self._given["items"]) if self._given["items"] else answer.body
        if not isinstance(found, list):
            where = f'at "{self._given["items"]}"' if self._given["items"] else "in the answer"
            raise Refused(
                f"There is no list {where}.",
                "Nothing was read from it.",
                ("Look at the option items of this source.",),
                answer.status,
            )
        return found

    def _next(self, answer: Answer) -> str | None:
        if self._given["next"] == "link":
            return answer.next
        found = at(answer.body, self._given["next"]) if self._given["next"] else None
        return str(found) if found else None


def _split(path: str, told: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a path and all parameters: those in the path are lost when others are given beside it."""
    address, _, query = path.partition("?")
    return address, {**dict(parse_qsl(query, keep_blank_values=True)), **told}
