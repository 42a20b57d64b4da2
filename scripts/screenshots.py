"""Takes the pictures in ``docs/images`` from the product itself: the demo's pages in a real browser."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
PROGRAM = (sys.executable, "-c", "from headrace.cli import main; main()")
PICTURES = {
    "map.png": ("/s/first-payment/map", "light", (1440, 900)),
    "items.png": ("/s/first-payment/items?at=wait:test", "light", (1440, 900)),
}
"""File → page, colours and size of the window."""


def main() -> None:
    """Serve the demo, take every picture, and stop it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        call = [*PROGRAM, "demo", "--folder", folder, "--no-browser", "--port", "0"]
        demo = subprocess.Popen(call, stdout=subprocess.PIPE, text=True)
        try:
            _take(_address(demo))
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=30)


def _address(demo: subprocess.Popen[str]) -> str:
    for line in demo.stdout or ():
        found = re.search(r"http://\S+", line)
        if found:
            return found[0]
    raise SystemExit("The demo ended without saying where its pages are.")


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name, (path, colours, (width, height)) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if colours == "dark" else "light",
                reduced_motion="reduce",
            )
            page.goto(address + path)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=IMAGES / name)
            page.close()
            print(f"Wrote {(IMAGES / name).relative_to(IMAGES.parents[1])}.")
        browser.close()


if __name__ == "__main__":
    main()
