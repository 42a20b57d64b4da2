"""A question to GraphQL is answered as a whole, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from headrace.connectors.ground.graphql import ask
from headrace.connectors.ground.http_client import Access, Client, Refused
from tests.connectors.fake_tool import Asked, FakeTool, Told

LIMIT = {"errors": [{"message": "Rate limit exceeded", "extensions": {"code": "RATELIMITED"}}]}


class Questions(FakeTool):
    """Answers what a test has put there, one after the other."""

    def __init__(self, *answers: Told) -> None:
        self.answers = list(answers)
        super().__init__()

    def answer(self, asked: Asked) -> Told:  # noqa: ARG002 - the next one, whatever is asked
        """Return the next answer."""
        return self.answers.pop(0)


def asked(tool: Questions, waited: list[float]) -> Any:
    """Ask once, without letting time pass."""
    client = Client(Access(tool.url, secrets=("hush",)), wait=waited.append, clock=lambda: sum(waited))
    return ask(client, "graphql", "query { me }", {"first": 1})


def test_the_answer_is_its_data() -> None:
    """The question and its variables are sent as they are, and the data comes back."""
    with Questions(Told({"data": {"me": 1}})) as tool:
        assert asked(tool, []) == {"me": 1}
        assert tool.requests[0].body == {"query": "query { me }", "variables": {"first": 1}}


@pytest.mark.parametrize("status", [200, 400])
def test_a_limit_that_is_used_up_is_waited_for(status: int) -> None:
    """Linear says it with 400 and a code: it is asked again a minute later."""
    waited: list[float] = []
    with Questions(Told(LIMIT, status), Told({"data": {"me": 1}})) as tool:
        assert asked(tool, waited) == {"me": 1}
    assert sum(waited) == pytest.approx(60)


@pytest.mark.parametrize(("code", "status"), [("FORBIDDEN", 403), ("AUTHENTICATION_ERROR", 401)])
def test_errors_are_a_refusal_even_beside_data(code: str, status: int) -> None:
    """A part of an answer is no answer; the token is not repeated."""
    body = {"data": {"me": None}, "errors": [{"message": "no hush here", "extensions": {"code": code}}]}
    with Questions(Told(body)) as tool, pytest.raises(Refused) as refused:
        asked(tool, [])
    assert refused.value.status == status
    assert "hush" not in str(refused.value.fact)


def test_something_else_is_no_answer() -> None:
    """Another tool's page at the address is not taken for data."""
    with Questions(Told(["a", "list"])) as tool, pytest.raises(Refused):
        asked(tool, [])
