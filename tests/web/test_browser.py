"""The pages in a real Chromium: by mouse, by keyboard, on every width, in light and dark, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Request

from tests.web.company import Company
from tests.web.conftest import serving

pytestmark = pytest.mark.browser

MAP = "/s/first-payment/map"
ITEMS = "/s/first-payment/items"
ITEM = "/s/first-payment/items/jira:item:FP-1283"
PAGES = (
    "/",
    MAP,
    f"{MAP}?detail=functions",
    f"{MAP}?window=other",
    "/s/first-payment/handoffs",
    "/s/first-payment/waiting",
    "/contention",
    "/portfolio",
    "/s/first-payment/bottleneck",
    "/s/first-payment/flow",
    "/s/first-payment/delivery",
    "/s/first-payment/segments",
    "/s/first-payment/topology",
    "/s/first-payment/profile",
    "/s/first-payment/forecast",
    ITEMS,
    ITEM,
    "/data",
    "/s/frist-payment/map",
)
WIDTHS = (320, 390, 720, 1024, 1280, 1440, 1920)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@dataclass
class Watch:
    """What a page did that it should not have."""

    origin: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        """Watch a page's requests, console and errors."""
        page.on("request", self._request)
        page.on("console", lambda line: self._said(line.type, line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.origin):
            self.elsewhere.append(request.url)

    def _said(self, kind: str, text: str) -> None:
        # Chromium notes every 404 answer as an error; the page of a refusal is one on purpose.
        if kind in {"error", "warning"} and "404 (Not Found)" not in text:
            self.complaints.append(text)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Return the address of a served made-up workspace."""
    with serving(Company()) as url:
        yield url


@pytest.fixture
def watch(site: str) -> Iterator[Watch]:
    """Return a watch; whatever it saw fails the test at its end."""
    watch = Watch(site)
    yield watch
    assert watch.elsewhere == [], "no request may leave this machine"
    assert watch.complaints == [], "the console stays empty: no error, no violation of the policy"


@pytest.fixture
def page(browser: Browser, site: str, watch: Watch) -> Iterator[Page]:
    """Return a page at 1440 × 900."""
    context = browser.new_context(base_url=site, viewport={"width": 1440, "height": 900})
    yield watch.over(context.new_page())
    context.close()


def focused(page: Page) -> str:
    """Return the address or the name of what has the focus."""
    script = "(e => e.getAttribute('href') ?? e.id ?? e.tagName)(document.activeElement)"
    return str(page.evaluate(script))


def test_a_wall_leads_to_its_items_and_an_item_to_its_events_by_mouse(page: Page) -> None:
    """Three clicks go from the picture to the record in the tool, with window and kind of work kept."""
    page.goto(f"{MAP}?window=2025-01-01..2025-06-30&kind=Fix")
    page.locator("a.hit[href*='at=wait:test']:visible rect.s-wait").first.click()
    page.wait_for_url("**/items?**")
    assert "at=wait:test" in page.url
    assert "window=2025-01-01..2025-06-30" in page.url
    assert "kind=Fix" in page.url
    page.locator("tbody a[href*='/items/']").first.click()
    page.wait_for_url("**/items/**")
    assert page.get_by_role("heading", name="What happened").is_visible()
    link = page.locator(".events a[href^='https://jira.example.com/']").first
    assert "noreferrer" in (link.get_attribute("rel") or "")


@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_the_same_way_by_keyboard(page: Page, width: int) -> None:
    """The picture is one stop for Tab; arrows walk the flow, Enter follows, without a trap."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(MAP)
    page.keyboard.press("Tab")
    assert focused(page) == "#main"
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-flow]') !== null"):
            break
    first = focused(page)
    assert "at=" in first
    seen = [first]
    while "at=wait:test" not in seen[-1]:
        page.keyboard.press("ArrowRight")
        assert focused(page) not in seen, "arrows go forward, one part at a time"
        seen.append(focused(page))
    page.keyboard.press("ArrowLeft")
    assert focused(page) == seen[-2]
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('[data-flow]') !== null"), "one stop, no trap"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == seen[-2], "the picture is entered where it was left"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items?at=wait:test**")
    page.locator("#main").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if "/items/jira:item:" in focused(page):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/jira:item:**")
    assert page.get_by_role("heading", name="What happened").is_visible()


TEXT_SIZES = """
() => [...document.querySelectorAll('svg text, td, th, li, p, a, span')].flatMap(e => {
  const box = e.getBoundingClientRect(), svg = e.closest('svg');
  if (box.width < 2 || !e.textContent.trim()) return [];
  const drawn = svg && svg.viewBox.baseVal ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
  return [[e.textContent.trim(), parseFloat(getComputedStyle(e).fontSize) * drawn]];
})
"""


@pytest.mark.parametrize("width", [390, 800, 1100, 1280, 1440])
@pytest.mark.parametrize("path", ["/", MAP, f"{ITEMS}?at=wait:test", ITEM])
def test_no_text_is_drawn_under_eleven_pixels(page: Page, path: str, width: int) -> None:
    """A picture that does not fit is drawn anew, narrower, instead of being made smaller with its words."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    sizes = page.evaluate(TEXT_SIZES)
    assert sizes
    assert [(words, size) for words, size in sizes if size < 10.95] == []


def test_the_days_of_a_part_stand_apart_from_the_whole_on_a_phone(page: Page) -> None:
    """On a narrow page each of the two numbers has its own place and the part says its name."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{ITEMS}?at=wait:test")
    row = page.locator(".strip-table tbody tr").first
    part, whole = (row.locator(of).bounding_box() for of in ("td.part", "td.r:not(.part)"))
    assert part is not None
    assert whole is not None
    assert part["y"] >= whole["y"] + whole["height"] - 1
    said = row.locator("td.part").evaluate("e => getComputedStyle(e, '::before').content")
    assert "Waited there" in said


def test_escape_leaves_the_picture(page: Page) -> None:
    """Escape goes back to where one came from."""
    page.goto(MAP)
    page.locator("#main").focus()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-flow]') !== null"):
            break
        before = focused(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.activeElement.closest('[data-flow]') !== null")
    assert focused(page) in {before, "main"}


def test_focus_is_seen(page: Page) -> None:
    """The part of the picture that has the focus carries a ring."""
    page.goto(MAP)
    part = page.locator("a.hit[href*='at=wait:test']:visible").first
    part.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    stroke = part.locator(".ring").first.evaluate("e => getComputedStyle(e).stroke")
    assert stroke not in {"none", ""}


def test_letters_go_to_pages_slash_filters_and_question_mark_lists(page: Page) -> None:
    """g and a letter goes to a page; / filters the items; ? lists the keys; Escape closes the list."""
    page.goto(MAP)
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/items")
    page.keyboard.press("/")
    page.keyboard.type("device 11")
    assert page.locator("[data-filtered] tbody tr:visible").count() == 1
    assert page.locator("#filtered").inner_text() == "1 of 25 shown"
    page.keyboard.press("Escape")
    assert page.locator("[data-filtered] tbody tr:visible").count() == 25
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog#keys").is_hidden()
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/data?**")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/map")


def test_a_choice_applies_at_once_and_stands_in_the_address(page: Page) -> None:
    """Changing window and kind changes the address, so a link pasted elsewhere opens the same picture."""
    page.goto(MAP)
    page.get_by_label("Kind of work").select_option("New capability")
    page.wait_for_url("**kind=New**")
    page.get_by_label("Window").select_option("2025-01-01..2025-12-31")
    page.wait_for_url("**window=2025-01-01..2025-12-31**")
    assert "kind=New" in page.url
    assert "shown=" not in page.url
    page.get_by_label("Window").select_option("other")
    page.get_by_label("From", exact=True).fill("2025-03-01")
    page.get_by_label("to", exact=True).fill("2025-03-31")
    page.get_by_role("button", name="Show these days").click()
    page.wait_for_url("**window=2025-03-01..2025-03-31**")


def test_pages_work_without_scripts(browser: Browser, site: str, watch: Watch) -> None:
    """Without a script the form has a button, and nothing is offered that would do nothing."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = watch.over(context.new_page())
    page.goto(MAP)
    page.get_by_label("Kind of work").select_option("Fix")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/map?kind=Fix")
    page.get_by_text("Print or share").click()
    assert page.get_by_role("link", name="PDF, one page").is_visible()
    assert page.get_by_role("button", name="Copy the link").is_hidden()
    context.close()


def test_chosen_colours_are_remembered(page: Page) -> None:
    """Dark stays dark on the next page, and can be given back to the system."""
    page.goto(MAP)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Colours").select_option("dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.goto(ITEMS)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_label("Colours").select_option("")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(browser: Browser, site: str, watch: Watch, scheme: str, width: int) -> None:
    """No page breaks an accessibility rule, opened up as far as it opens."""
    context = browser.new_context(
        base_url=site,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 844},
    )
    page = watch.over(context.new_page())
    found: dict[str, list[str]] = {}
    for path in PAGES:
        page.goto(path)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        page.evaluate(AXE)
        answer = page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
        )
        found[path] = [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]
    assert {path: broken for path, broken in found.items() if broken} == {}
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    """Every page fits the width it is given; only a labelled region may scroll in itself."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = {}
    for path in PAGES:
        page.goto(path)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        needs = page.evaluate("document.documentElement.scrollWidth")
        if needs > width:
            wide[path] = needs
    assert wide == {}


def test_the_map_prints_on_one_page(page: Page) -> None:
    """On A4 landscape the map stands on one sheet, with headline and provenance, without controls."""
    page.goto(MAP)
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.get_by_text("Data to 30").is_visible()
    assert page.locator("form.ctl").is_hidden()
    assert page.locator("nav").is_hidden()


def test_headline_facts_and_picture_are_on_the_first_screen(page: Page) -> None:
    """At 1440 × 900 a reader sees sentence and picture without scrolling."""
    page.goto(MAP)
    picture = page.locator("[data-flow] svg.pic:visible").last.bounding_box()
    assert picture is not None
    assert picture["y"] + picture["height"] <= 900


@pytest.mark.parametrize("finished", [0, 6])
def test_too_few_items_are_said_not_averaged(browser: Browser, watch: Watch, finished: int) -> None:
    """With nothing or little finished the page still has a sentence, and no frame without content."""
    with serving(Company(finished=finished)) as url:
        watch.origin = url
        context = browser.new_context(base_url=url)
        page = watch.over(context.new_page())
        page.goto(MAP)
        assert len(page.locator("h1").inner_text()) > 20
        assert page.locator("svg.pic.pic-l:visible").count() == 0 or finished
        context.close()
