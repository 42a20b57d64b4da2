"""Our own stylesheet, read: whole for pages, resolved to plain attributes for files that any viewer shows."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

FOLDER = Path(str(files("headrace.report") / "style"))
FONTS = FOLDER / "fonts"
_SVG = "http://www.w3.org/2000/svg"
_RULE = re.compile(r"^((?:\.[\w-]+)+)\{([^}]*)\}", re.MULTILINE)
_TOKEN = re.compile(r"--([\w-]+):([^;}]+)")
_DRAWN = {"fill", "stroke", "stroke-width", "opacity"}
_ONLY_ON_SCREEN = {"ring", "grab", "reach"}
_FACES = {
    "inter-latin.woff2": ("Inter", "400 700"),
    "inter-latin-ext.woff2": ("Inter", "400 700"),
    "newsreader-latin.woff2": ("Newsreader", "400 650"),
}


@cache
def source(name: str) -> str:
    """Return the text of one of our stylesheets."""
    return (FOLDER / name).read_text("utf-8")


@cache
def light() -> dict[str, str]:
    """Return the tokens of the light theme: ``{"paper": "#FCFBF8", …}``."""
    css = source("tokens.css")
    start = css.index(":root{")
    return {name: value.strip() for name, value in _TOKEN.findall(css[start : css.index("}", start)])}


@cache
def _classes() -> tuple[tuple[frozenset[str], dict[str, str]], ...]:
    """Return what each class, or pair of classes, draws, in the light theme."""
    found = []
    for selector, body in _RULE.findall(source("picture.css")):
        pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
        drawn = {name.strip(): resolved(value) for name, value in pairs if name.strip() in _DRAWN}
        if drawn:
            found.append((frozenset(selector[1:].split(".")), drawn))
    return tuple(found)


def resolved(value: str) -> str:
    """Return a value with its variables replaced by the light theme's."""
    return re.sub(r"var\(--([\w-]+)\)", lambda found: light()[found[1]], value.strip())


def standalone(svg: str) -> str:
    """Return an SVG document without classes, variables or parts that only a page needs."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing, not someone's file
    for parent in list(root.iter()):
        for child in list(parent):
            if _ONLY_ON_SCREEN & set((child.get("class") or "").split()):
                parent.remove(child)
    for element in root.iter():
        _resolve(element)
    return ET.tostring(root, encoding="unicode")


def _resolve(element: ET.Element) -> None:
    classes = set((element.attrib.pop("class", "")).split())
    for needed, drawn in _classes():
        if needed <= classes:
            for name, value in drawn.items():
                element.set(name, value)
    for name in ("data-part", "tabindex"):
        element.attrib.pop(name, None)


def embedded_faces(text: str) -> str:
    """Return @font-face rules with the fonts inside, only those that ``text`` needs."""
    wide = any(0x100 <= ord(c) < 0x2000 or 0x20A0 <= ord(c) < 0x2190 for c in text)
    rules = []
    for name, (family, weights) in _FACES.items():
        if name == "inter-latin-ext.woff2" and not wide:
            continue
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{weights};'
            f'src:url("{data_uri(name)}") format("woff2")}}'
        )
    return "".join(rules)


@cache
def data_uri(font: str) -> str:
    """Return one of our fonts as a data URI."""
    return "data:font/woff2;base64," + base64.b64encode((FONTS / font).read_bytes()).decode()


def self_contained() -> str:
    """Return tokens and picture styles with the fonts inside, for a page that asks for nothing."""
    css = re.sub(
        r'url\("fonts/([\w.-]+)"\)', lambda found: f'url("{data_uri(found[1])}")', source("tokens.css")
    )
    return css + source("picture.css")
