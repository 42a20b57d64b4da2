"""HTTP as all connectors speak it: polite, patient, and without ever telling a secret.

Limits are honoured (``Retry-After``, ``X-RateLimit-…`` and ``RateLimit-…``), what fails for a moment is tried
again with growing pauses, and what fails for good becomes an error that says what to do. A link to another
host is not followed, because the token would go with it.
"""

from __future__ import annotations

import json
import logging
import random
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from headrace.connectors.ground.exposed import without_query
from headrace.connectors.ground.limits import asked_to_wait, refuses_for_its_limit, welcome_at
from headrace.errors import SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TRIES = 6
_LONGEST_PAUSE = 60.0
_LONGEST_WAIT = 15 * 60.0
"""A limit that lasts longer is left for the next sync (seconds)."""
_SECONDS_PER_ANSWER = 120.0
_LARGEST_ANSWER = 256 * 1024 * 1024
_PASSING = {408, 425, 429, 500, 502, 503, 504, 520, 522, 524}
_MOVED = {301, 302, 303, 307, 308}
_SIGN_IN_PAGE = 203
"""With a page instead of JSON: how Azure DevOps asks whoever has no valid token to sign in."""

logging.getLogger("httpx").setLevel(
    logging.WARNING
)  # it would log whole addresses, with what is secret in them

_USER = re.compile(r"(?<=://)[^/]*@")
_NO_ADDRESS = (httpx.InvalidURL, httpx.UnsupportedProtocol)


logging.getLogger("httpx").addFilter(without_query)


class Refused(SourceUnavailable):
    """The tool answered that it will not, or did not answer at all.

    Args:
        status: of the last answer; 0 when there was none.
    """

    def __init__(self, fact: str, meaning: str = "", remedies: tuple[str, ...] = (), status: int = 0) -> None:
        super().__init__(fact, meaning, remedies)
        self.status = status

    @property
    def ends_source(self) -> bool:
        """Whether nothing else of this source can be read either: the token is not valid."""
        return self.status == 401


@dataclass(frozen=True, slots=True)
class Access:
    """How a tool is reached.

    Args:
        base: address that paths are added to, without a slash at its end.
        headers: sent with every request.
        auth: user and password for HTTP Basic.
        secrets: texts that must never be shown, such as the token.
    """

    base: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def signed_in(cls, base: str, token: str, user: str = "") -> Access:
        """Return HTTP Basic for a user with the token as password, and a bearer token without a user."""
        if user:
            return cls(base, auth=(user, token), secrets=(token,))
        return cls(base, {"Authorization": f"Bearer {token}"}, secrets=(token,))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its parsed JSON (``None`` when it has no content), its headers, and the time at the server."""

    body: Any
    headers: httpx.Headers
    status: int = 200

    @property
    def next(self) -> str | None:
        """The address of the next page, where the answer links one (RFC 8288)."""
        found = httpx.Response(200, headers=self.headers).links.get("next", {})
        return found.get("url")

    @property
    def unchanged(self) -> bool:
        """Whether the answer to a conditional request is that nothing has changed."""
        return self.status == 304

    @property
    def at(self) -> datetime | None:
        """The server's clock when it answered."""
        try:
            return parsedate_to_datetime(self.headers.get("date", "")).astimezone(UTC)
        except ValueError:
            return None


class Client:
    """Asks one tool.

    Args:
        access: how it is reached.
        wait: called with seconds to let pass.
        on_wait: told why and how long (seconds) when more than a moment passes.
        clock: seconds since 1970.

    Raises:
        Refused: a header cannot be sent, because of a line end or another sign that no token has.
    """

    def __init__(
        self,
        access: Access,
        *,
        wait: Callable[[float], None] = time.sleep,
        on_wait: Callable[[str, float], None] = lambda _why, _seconds: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.access = access
        self._wait, self._on_wait, self._clock = wait, on_wait, clock
        self._not_before = 0.0
        self._host = self._shown(access.base).partition("://")[2].partition("/")[0]
        headers = {"Accept": "application/json", "User-Agent": "headrace", **access.headers}
        if not all(text.isascii() and text.isprintable() for text in headers.values()):
            raise Refused(
                f"What is to be sent to {self._host} has a line end or another sign that no token has.",
                "Nothing was asked. The token itself is not repeated here.",
                ("Set its environment variable again, without line ends and quotation marks.",),
            )
        self._http = httpx.Client(headers=headers, auth=access.auth, timeout=30.0, follow_redirects=False)

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer to GET; ``path`` is added to the base, or is a whole address at the same host.

        Raises:
            Refused: see :class:`Refused`.
        """
        return self._ask("GET", path, params=params, headers=headers)

    def post(self, path: str, body: Any, params: Mapping[str, Any] | None = None) -> Answer:
        """Return the answer to a POST of JSON that only asks, such as a query; raises as :meth:`get`."""
        return self._ask("POST", path, params=params, json=body)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def hide(self, text: str) -> str:
        """Return a text without secrets, for showing."""
        for secret in self.access.secrets:
            if secret:
                text = text.replace(secret, "…")
        return text

    def _ask(self, method: str, path: str, **how: Any) -> Answer:
        url = self._address(path)
        said, limited = "", False
        for attempt in range(_TRIES):
            self._respect_limit()
            try:
                answer = self._once(method, url, **how)
            except _NO_ADDRESS as problem:
                raise self._no_address(problem) from None
            except (httpx.RequestError, TimeoutError, ValueError, RecursionError) as problem:
                said, status = self._told(problem), 0
                pause = _pause(attempt)
            else:
                status = answer.status
                limited = self._note_limit(answer)
                if (status < 300 and not limited) or status == 304:
                    return answer
                if status in _MOVED:
                    said = "it sends us on again and again"
                    url = self._address(answer.headers.get("location", ""), url)
                    continue
                if status not in _PASSING and not limited:
                    raise self._refused(url, status, answer.body)
                said = f"it answered {status}"
                asked = asked_to_wait(answer.headers, self._clock())
                pause = 0.0 if limited else _pause(attempt) if asked is None else asked
            if attempt + 1 < _TRIES:
                self._let_pass(f"{self._host}: {said}", pause)
        raise Refused(
            f"{self._shown(url)} could not be read: {said}, {_TRIES} times.",
            "What was read before is kept; the next sync goes on from there.",
            ("Try again later:   headrace sync",),
            429 if limited else status,
        )

    def _once(self, method: str, url: str, **how: Any) -> Answer:
        """Ask once; raises ``ValueError`` for an answer that is cut off, too large, or no JSON."""
        until = time.monotonic() + _SECONDS_PER_ANSWER
        with self._http.stream(method, url, **{name: value for name, value in how.items() if value}) as got:
            content = bytearray()
            for part in got.iter_bytes():
                content += part
                if time.monotonic() > until:
                    raise TimeoutError(f"the answer took longer than {_SECONDS_PER_ANSWER:.0f} s")
                if len(content) > _LARGEST_ANSWER:
                    raise ValueError(f"the answer is larger than {_LARGEST_ANSWER // 1024 // 1024} MB")
        body = None
        if content.strip():
            try:
                body = json.loads(content)
            except ValueError:
                if got.status_code == _SIGN_IN_PAGE:
                    return Answer(None, got.headers, 401)
                if got.status_code < 300:
                    raise ValueError("the answer is no JSON, or is cut off") from None
        return Answer(body, got.headers, got.status_code)

    def _address(self, path: str, base: str | None = None) -> str:
        """Return the whole address of a path, or of a link that the tool gave: at the same host, as safe as before."""
        if base is None and not path.startswith(("http://", "https://")):
            return f"{self.access.base}/{path.lstrip('/')}"
        ours = httpx.URL(self.access.base)
        try:
            found = httpx.URL(base or self.access.base).join(path)
        except httpx.InvalidURL as problem:
            raise self._no_address(problem) from None
        if found.scheme == "http" and ours.scheme == "https" and found.port is None:
            found = found.copy_with(
                scheme="https"
            )  # a proxy before the tool may hide that it is asked safely
        if (found.scheme, found.host, found.port) not in {
            (ours.scheme, ours.host, ours.port),
            ("https", ours.host, ours.port),
        }:
            raise Refused(
                f"{self._host} sends us on to {found.scheme}://{found.netloc.decode()}.",
                "The token would go there too, so it was not followed.",
                ("If that is the tool's new address, write it as url in headrace.yaml.",),
            )
        return str(found)

    def _no_address(self, problem: Exception) -> Refused:
        return Refused(
            f"{self._shown(self.access.base)} cannot be asked: {self._told(problem)}",
            "Nothing was read.",
            ("Write the whole address as url in headrace.yaml, such as https://example.com",),
        )

    def _respect_limit(self) -> None:
        left = self._not_before - self._clock()
        if left > 0:
            self._let_pass(f"{self._host}: its limit is used up", left)

    def _note_limit(self, answer: Answer) -> bool:
        """Remember when the next request is welcome; say whether this one was refused for a limit."""
        moment = welcome_at(answer.status, answer.headers, answer.body, self._clock())
        if moment is not None:
            self._not_before = moment
        return self._not_before > self._clock() and (
            answer.status == 403 or refuses_for_its_limit(answer.body)
        )

    def _let_pass(self, why: str, seconds: float) -> None:
        if seconds > _LONGEST_WAIT:
            raise Refused(
                f"{why}; it asks to wait {seconds / 60:,.0f} minutes.",
                "What was read before is kept; the next sync goes on from there.",
                ("Let a schedule go on later, or run then:   headrace sync",),
                429,
            )
        if seconds > 1:
            self._on_wait(why, seconds)
        if seconds > 0:
            self._wait(seconds)

    def _told(self, problem: Exception) -> str:
        text = self.hide(str(problem)) or type(problem).__name__
        if isinstance(problem, httpx.TimeoutException):
            return "it did not answer in time"
        if isinstance(problem, httpx.ConnectError):
            return f"no connection ({text})"
        return text

    def _refused(self, url: str, status: int, body: Any) -> Refused:
        said = self.hide(_message(body))
        told = f': "{said}"' if said else "."
        meaning, remedies = _MEANINGS.get(status, ("It does not accept what was asked.", ()))
        return Refused(f"{self._shown(url)} answered {status}{told}", meaning, remedies, status)

    def _shown(self, url: str) -> str:
        """Return an address without its user and its query, which may hold a secret."""
        address = url.partition("?")[0].partition("#")[0]
        return self.hide(_USER.sub("", address))


_MEANINGS: dict[int, tuple[str, tuple[str, ...]]] = {
    401: (
        "The token is not valid, has expired, or belongs to another address.",
        ("Make a new token and set its environment variable; what was read before is kept.",),
    ),
    403: (
        "The token may not read this.",
        ("Give the token's account the permission, or leave this out of headrace.yaml.",),
    ),
    404: (
        "It is not there, or the token may not see it.",
        ("Look at the name and the address in headrace.yaml.",),
    ),
    410: ("It is not there any more.", ("Leave it out of headrace.yaml.",)),
}


def _message(body: Any) -> str:
    """Return what an answer that refuses says about it, shortened."""
    if not isinstance(body, dict):
        return ""
    for part in ("message", "error_description", "error", "errorMessages", "errors", "detail"):
        said = body.get(part)
        if isinstance(said, list) and said:
            said = said[0]
        if isinstance(said, dict):
            said = said.get("message")
        if isinstance(said, str) and said.strip():
            return " ".join(said.split())[:200]
    return ""


def _pause(attempt: int) -> float:
    """Return seconds: 1, 2, 4 … with a little chance, so that many clients do not come back at once."""
    return min(_LONGEST_PAUSE, 2.0**attempt) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret depends on it
