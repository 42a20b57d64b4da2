"""The client: a token goes to no other host, and no address, header or answer makes it fail without a sentence."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from headrace.connectors.ground.http_client import Access, Client, Refused
from tests.connectors.fake_tool import Asked, FakeTool, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "planted-token"  # noqa: S105 - a test's


class Listener(FakeTool):
    """Answers whatever is asked."""

    def answer(self, asked: Asked) -> Told:
        """Answer with the path."""
        return Told({"path": asked.path})


@pytest.fixture
def tool() -> Iterator[Listener]:
    """The tool."""
    with Listener() as fake:
        yield fake


def client(base: str, **more: object) -> Client:
    """A client with the token, that lets no time pass."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return Client(Access(base, headers, secrets=(TOKEN,)), wait=lambda _seconds: None, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["http://{}/there", "//{}/there", "HTTP://{}/there"])
def test_a_token_follows_to_no_other_host(tool: Listener, form: str) -> None:
    """However the other address is written, nothing is asked there."""
    with Listener() as other, closing(client(tool.url)) as asking:
        location = form.format(other.url.partition("://")[2])
        tool.fault = lambda _number, _asked: Told(None, 302, {"Location": location})
        with pytest.raises(Refused, match="sends us on"):
            asking.get("list")
        if not location.startswith("//"):
            with pytest.raises(Refused, match="sends us on"):
                asking.get(location.lower())
        assert other.requests == []


def test_it_follows_at_the_same_host(tool: Listener) -> None:
    """A path, and a whole address at the same host, are followed."""
    with closing(client(tool.url)) as asking:
        for location in ("/new/list", "list", f"{tool.url}/new/list"):
            tool.fault = lambda _number, asked, to=location: (
                Told(None, 301, {"Location": to}) if asked.path == "old/one" else None
            )
            assert asking.get("old/one").body["path"] in ("new/list", "old/list")


def test_a_sign_in_page_instead_of_an_answer_is_a_token_that_is_not_valid(tool: Listener) -> None:
    """It is told at once, as a 401 is; an answer with that status that can be read is an answer."""
    with closing(client(tool.url)) as asking:
        tool.fault = lambda _number, _asked: Told({"a": "page, cut so that it is no JSON"}, 203, cut=True)
        with pytest.raises(Refused) as refused:
            asking.get("list")
        assert refused.value.ends_source
        assert len(tool.requests) == 1
        tool.fault = lambda _number, _asked: Told({"through": "a proxy"}, 203)
        assert asking.get("list").body == {"through": "a proxy"}


def test_a_link_to_plain_http_is_asked_safely() -> None:
    """A proxy may hide from a tool that it is asked over https: the token never goes in the open."""
    with closing(client("https://tool.example")) as asking:
        assert asking._address("http://tool.example/page/2?a=b") == "https://tool.example/page/2?a=b"
        with pytest.raises(Refused):
            asking._address("http://tool.example:8080/page/2")


@pytest.mark.parametrize("base", ["tool.example", "http://[::1", "https://planted-user:planted-pass@[::1"])
def test_what_is_no_address_is_told_at_once(base: str) -> None:
    """No scheme, or no host at all: a sentence that says what to write, without what stands before the host."""
    waited: list[float] = []
    asking = Client(Access(base), wait=waited.append)
    with closing(asking), pytest.raises(Refused) as refused:
        asking.get("list")
    assert "url in headrace.yaml" in str(refused.value)
    assert "planted" not in str(refused.value)
    assert waited == []


@pytest.mark.parametrize("token", ["planted\nsecond line", "planted\r", "planted…"])
def test_a_token_that_no_header_can_hold_is_told_and_not_repeated(token: str) -> None:
    """What a file with other line ends, or a text editor, makes of a token: one sentence without it."""
    with pytest.raises(Refused) as refused:
        Client(Access("http://127.0.0.1", {"Authorization": f"Bearer {token}"}, secrets=(token,)))
    assert "environment variable" in str(refused.value)
    assert "planted" not in str(refused.value)


def test_an_answer_that_cannot_be_unpacked_is_tried_again(tool: Listener) -> None:
    """It says that it is gzip and is not: as any other answer that was damaged on its way."""
    tool.fault = lambda number, _asked: Told({}, 200, {"Content-Encoding": "gzip"}) if number < 3 else None
    with closing(client(tool.url)) as asking:
        assert asking.get("list").body == {"path": "list"}


def test_access_does_not_show_what_it_holds() -> None:
    """Its representation, which a traceback or a log may hold, has no secret."""
    access = Access("http://tool", {"Authorization": f"Bearer {TOKEN}"}, ("me", TOKEN), (TOKEN,))
    assert TOKEN not in repr(access)
