"""Listening on this machine."""

from __future__ import annotations

import socket

import pytest

from headrace.errors import BadRequest
from headrace.web import server


def test_a_taken_default_port_gives_the_next_free_one_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two servers can run side by side; the second says where it is."""
    with socket.create_server(("127.0.0.1", 0)) as first:
        taken = first.getsockname()[1]
        monkeypatch.setattr(server, "DEFAULT_PORT", taken)
        second = server.listen()
        try:
            assert second.port != taken
            assert second.moved
            assert f"Port {taken} is taken" in second.words()[0]
            assert second.url in second.words()[-1]
        finally:
            second.socket.close()


def test_a_port_that_was_asked_for_is_not_swapped_for_another() -> None:
    """Who names a port gets that port or a refusal."""
    with socket.create_server(("127.0.0.1", 0)) as first:
        with pytest.raises(BadRequest) as refused:
            server.listen(port=first.getsockname()[1])
        assert "is taken" in refused.value.fact


def test_an_address_of_another_machine_is_refused() -> None:
    """A host that is not ours is said to be the trouble, not the port."""
    with pytest.raises(BadRequest) as refused:
        server.listen("192.0.2.1")
    assert "not an address of this machine" in refused.value.fact


def test_by_default_only_this_machine_can_connect() -> None:
    """The socket is bound to the loopback address."""
    ear = server.listen(port=0)
    try:
        assert ear.socket.getsockname()[0] == "127.0.0.1"
    finally:
        ear.socket.close()


def test_listening_to_the_network_is_said_plainly() -> None:
    """Whoever opens the pages to others is told that there is no login."""
    ear = server.listen("0.0.0.0", 0)  # noqa: S104 - that is what is tested
    try:
        assert any("no login" in line for line in ear.words())
        assert ear.url.startswith("http://127.0.0.1:")
    finally:
        ear.socket.close()
