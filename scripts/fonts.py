"""Make the fonts that Headrace ships, and the tables of their advance widths, from their packages.

The sources are the npm packages ``@fontsource-variable/inter`` and ``@fontsource-variable/newsreader``
(both under the SIL Open Font License 1.1). Fetch and unpack them with the usual client, then::

    npm pack @fontsource-variable/inter @fontsource-variable/newsreader
    python scripts/fonts.py PATH/TO/inter/package PATH/TO/newsreader/package

Needs ``fonttools`` and ``brotli``. Written into ``src/headrace/report/style/fonts``:

- ``inter-latin.woff2``, ``inter-latin-ext.woff2``: weights 400 to 700, for pages;
- ``newsreader-latin.woff2``: optical size 32, weights 400 to 650, for the sentences pages say;
- ``Inter-400.ttf``, ``Inter-600.ttf``, ``Newsreader-500.ttf``, ``Newsreader-600.ttf``: for PNG, PDF;
- ``inter-widths.json``, ``newsreader-widths.json``: advances of two weights of each character in thousandths
  of an em, so that text is measured, never guessed; weights between lie on a line;
- both licences.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parents[1] / "src" / "headrace" / "report" / "style" / "fonts"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "lnum", "tnum", "liga"]


def part(package: Path, name: str, subset: str, limits: dict[str, float | tuple[float, float]]) -> TTFont:
    """Return one script of a family with its axes limited and the features we do not use dropped."""
    font = TTFont(
        package / "files" / f"{name}-{subset}-{'opsz' if 'opsz' in limits else 'wght'}-normal.woff2"
    )
    options = Options(layout_features=FEATURES, name_IDs=["*"], notdef_outline=True)
    cutter = Subsetter(options)
    cutter.populate(unicodes=font.getBestCmap())
    cutter.subset(font)  # before the instancer: it drops the variations of glyphs that do not vary
    return instantiateVariableFont(font, limits, updateFontNames=False)


def write_page_font(font: TTFont, name: str) -> None:
    """Write a variable font for pages."""
    font.flavor = "woff2"
    font.save(FONTS / name)


def write_static(parts: list[TTFont], family: str, weight: int) -> None:
    """Write one weight, all scripts in one file, named so that a renderer finds it by family and weight."""
    files = []
    for each in parts:
        each.flavor = None
        for table in ("GPOS", "GSUB", "GDEF", "STAT", "HVAR", "MVAR"):
            if table in each:
                del each[table]
        held = io.BytesIO()
        each.save(held)
        held.seek(0)
        files.append(held)
    font = Merger().merge(files) if len(files) > 1 else TTFont(files[0])
    style = {400: "Regular", 500: "Medium", 600: "SemiBold"}[weight]
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}", 16: family, 17: style}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.save(FONTS / f"{family}-{weight}.ttf")


def advances(package: Path, name: str, limits: dict[str, float]) -> dict[str, int]:
    """Return the advance of every character, in thousandths of an em."""
    widths: dict[str, int] = {}
    for subset in ("latin-ext", "latin"):
        font = part(package, name, subset, dict(limits))
        em = font["head"].unitsPerEm
        for code, glyph in font.getBestCmap().items():
            widths[chr(code)] = round(1000 * font["hmtx"][glyph][0] / em)
    return widths


def write_advances(package: Path, name: str, light: dict[str, float], bold: dict[str, float]) -> None:
    """Write the advances of two weights, one character to a line."""
    narrow, wide = advances(package, name, light), advances(package, name, bold)
    lines = [f"{json.dumps(c)}:[{narrow[c]},{wide[c]}]" for c in sorted(narrow)]
    body = ",\n".join(lines)
    (FONTS / f"{name}-widths.json").write_text(f"{{\n{body}\n}}\n", encoding="utf-8")


def main(inter: Path, newsreader: Path) -> None:
    """Make everything."""
    FONTS.mkdir(parents=True, exist_ok=True)
    write_page_font(part(inter, "inter", "latin", {"wght": (400, 700)}), "inter-latin.woff2")
    write_page_font(part(inter, "inter", "latin-ext", {"wght": (400, 700)}), "inter-latin-ext.woff2")
    serif = {"opsz": 32, "wght": (400, 650)}
    write_page_font(part(newsreader, "newsreader", "latin", serif), "newsreader-latin.woff2")
    for weight in (400, 600):
        both = [part(inter, "inter", subset, {"wght": weight}) for subset in ("latin", "latin-ext")]
        write_static(both, "Inter", weight)
    for weight in (500, 600):
        limits = {"opsz": 32, "wght": weight}
        write_static(
            [part(newsreader, "newsreader", s, limits) for s in ("latin", "latin-ext")], "Newsreader", weight
        )
    write_advances(inter, "inter", {"wght": 400}, {"wght": 700})
    write_advances(newsreader, "newsreader", {"opsz": 32, "wght": 500}, {"opsz": 32, "wght": 600})
    for package, name in ((inter, "Inter"), (newsreader, "Newsreader")):
        (FONTS / f"OFL-{name}.txt").write_bytes((package / "LICENSE").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
