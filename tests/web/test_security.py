"""Who is answered, by which name."""

from __future__ import annotations

import pytest

from headrace.web.render import web_address
from headrace.web.security import POLICY, host_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("127.0.0.1:8765", "127.0.0.1"),
        ("LocalHost", "localhost"),
        ("[::1]:8765", "::1"),
        ("evil.example:8765", "evil.example"),
        ("", ""),
    ],
)
def test_host_name(header: str, name: str) -> None:
    """The name is compared without port, brackets and case."""
    assert host_name(header) == name


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    """No 'unsafe' word, no scheme and no other host stands in the policy."""
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY
    assert "default-src 'none'" in POLICY


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//evil.example/x",
        "http://[bad",
        "ftp://h/x",
    ],
)
def test_only_addresses_on_the_web_become_links(url: str | None) -> None:
    """A source's URL is linked only when a browser would open a page, never run it."""
    assert web_address(url) is None


def test_web_addresses_stay_as_they_are() -> None:
    """An http or https address is linked unchanged."""
    assert (
        web_address("https://jira.example.com/browse/FP-1?a=b") == "https://jira.example.com/browse/FP-1?a=b"
    )
