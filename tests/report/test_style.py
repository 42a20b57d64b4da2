"""The stylesheets and fonts: complete, consistent, small, licensed."""

from __future__ import annotations

import re

import pytest

from headrace.report.drawing import lettering, stylesheet
from headrace.report.links import nowhere
from headrace.report.maps.map_figure import figure
from tests.report.views import Step, build, first_payment, of_size

TOKENS = stylesheet.source("tokens.css")
PICTURE = stylesheet.source("picture.css")


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB`` (WCAG 2)."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of each block of tokens."""
    blocks = re.findall(r"(:root[^{]*)\{([^}]*)\}", TOKENS)
    return {name: dict(re.findall(r"--([\w-]+):(#\w{6})", body)) for name, body in blocks}


def test_both_dark_themes_are_one() -> None:
    """Dark by system and dark by choice have the same colours, for every token that light has."""
    light, system, chosen = themes().values()
    assert system == chosen
    assert set(light) == set(system)


@pytest.mark.parametrize("theme", [0, 1])
def test_words_can_be_read_and_marks_seen(theme: int) -> None:
    """Text has at least 4.5:1 and marks 3:1 on paper and lane, in light and dark."""
    colours = list(themes().values())[theme]
    for ground in ("paper", "lane"):
        for ink in (
            "ink",
            "ink2",
            "ink3",
            "active-ink",
            "wait-ink",
            "blocked-ink",
            "rework-ink",
            "outcome-ink",
        ):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for mark in ("active", "wait", "blocked", "rework", "outcome", "axis"):
            assert contrast(colours[mark], colours[ground]) >= 3, (mark, ground)
    assert contrast(colours["wait-ink"], colours["wait-fill"]) >= 4.5
    assert contrast(colours["paper"], colours["active"]) >= 4.5


def test_every_class_in_a_picture_is_in_the_stylesheet() -> None:
    """No shape is left to the browser's black."""
    views = (
        first_payment(),
        of_size(15, 8),
        build([Step("A", "B", 1, 2, 3, 0.5, 4, True), Step("C", "D", 1, 2)]),
    )
    used = {
        name
        for view in views
        for each in re.findall(r'class="([^"]+)"', figure(view, nowhere))
        for name in each.split()
    }
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", PICTURE)) | {"scroll", "over", "lift"}
    assert used <= known


def test_every_variable_is_a_token() -> None:
    """The picture's styles use no token that does not exist."""
    assert set(re.findall(r"var\(--([\w-]+)\)", PICTURE)) <= set(stylesheet.light())


def test_fonts_and_licences_are_shipped() -> None:
    """Every font that the stylesheet names is there with its licence, and all together they are small."""
    for name in re.findall(r'url\("fonts/([\w.-]+)"\)', TOKENS):
        assert (stylesheet.FONTS / name).read_bytes().startswith(b"wOF2")
    for family in ("Inter", "Newsreader"):
        assert "SIL OPEN FONT LICENSE" in (stylesheet.FONTS / f"OFL-{family}.txt").read_text().upper()
    assert sum(path.stat().st_size for path in stylesheet.FONTS.iterdir()) < 1_500_000


def test_widths_are_those_of_the_font() -> None:
    """Known advances of Inter: figures are wider than an i, bold wider than regular, and lengths add up."""
    assert lettering.width("i", 100) < lettering.width("8", 100) < lettering.width("W", 100)
    assert lettering.width("Engineering", 13, 600) > lettering.width("Engineering", 13, 400)
    assert lettering.width("ab", 10) == pytest.approx(lettering.width("a", 10) + lettering.width("b", 10))
    assert lettering.width("漢", 10) == 10


def test_what_is_too_long_is_shortened_to_fit() -> None:
    """Shortened and wrapped text never exceeds its room."""
    assert lettering.shortened("Engineering", 1000, 13) == "Engineering"
    short = lettering.shortened("Engineering and everything else", 80, 13)
    assert short.endswith("…")
    assert lettering.width(short, 13) <= 80
    lines = lettering.wrapped("Understand what they need", 100, 11, 600)
    assert len(lines) == 2
    assert all(lettering.width(line, 11, 600) <= 100 for line in lines)
