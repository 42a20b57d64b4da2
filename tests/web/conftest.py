"""The pages served for real, on a free port of this machine, and a browser to look at them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from headrace.web.app import create_app
from headrace.web.server import listen
from tests.web.company import Company

if TYPE_CHECKING:
    from headrace.web.answers import Answers

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """Serve a workspace in a thread; give its address."""
    listener = listen(port=0)
    server = uvicorn.Server(uvicorn.Config(create_app(answers), log_level="error", access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener.socket]}, daemon=True)
    thread.start()
    while not server.started:
        sleep(0.01)
    try:
        yield listener.url
    finally:
        server.should_exit = True
        thread.join(10)
        listener.socket.close()


@pytest.fixture
def company() -> Company:
    """Return a made-up workspace that a test may change."""
    return Company()


@pytest.fixture
def web(company: Company) -> Iterator[httpx.Client]:
    """Return a client of the served pages."""
    with serving(company) as url, httpx.Client(base_url=url, trust_env=False) as client:
        yield client


def chromium() -> Path | None:
    """Return a Chromium that is there: HEADRACE_CHROMIUM, or one on the path."""
    named = os.environ.get("HEADRACE_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = named or next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a real Chromium; skip where there is none, but fail in CI."""
    program = chromium()
    if program is None:
        word = "no Chromium here: install it, or name it in HEADRACE_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(word)
        pytest.skip(word)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
