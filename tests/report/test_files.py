"""The map as a file: what any viewer can show, whole or not at all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from headrace.errors import BadRequest
from headrace.report.drawing import stylesheet
from headrace.report.maps.files import SUFFIXES, write_map
from headrace.report.maps.map_sentences import map_headline
from tests.report.views import Step, build, first_payment, strip

ATTRIBUTES = re.compile(r'="([^"]*)"')


def written(folder: Path, suffix: str, **changes: object) -> bytes:
    """Write the design's map and return the file's bytes."""
    path = folder / f"map{suffix}"
    write_map(first_payment(**changes), path)
    return path.read_bytes()


def words_of(svg: str) -> str:
    """Return all text of a drawing, with single spaces."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    text = " ".join("".join(each.itertext()) for each in root.iter() if each.tag.endswith("}text"))
    return re.sub(r"[\s\u00a0]+", " ", text)


def test_an_svg_stands_alone(tmp_path: Path) -> None:
    """No class, no variable, no link outside: fonts are inside, colours are plain."""
    svg = written(tmp_path, ".svg").decode()
    style = svg[svg.index("<style>") : svg.index("</style>")]
    rest = svg.replace(style, "")
    assert "class=" not in rest
    assert "var(" not in svg
    assert "http" not in rest.replace("http://www.w3.org/2000/svg", "")
    assert style.count("data:font/woff2;base64,") == 2
    assert stylesheet.light()["wait"] in rest


def test_a_file_holds_sentence_facts_key_and_provenance(tmp_path: Path) -> None:
    """What the page says is on the drawing too, so that it can be understood alone."""
    text = words_of(written(tmp_path, ".svg", made_up=True).decode())
    for word in re.findall(r"\w+", map_headline(first_payment()).text()):
        assert word in text
    for said in ("212 items finished", "waiting, same scale", "read from Zendesk", "made-up data", "6.4 d"):
        assert said in text


def test_letters_beyond_latin_bring_their_font(tmp_path: Path) -> None:
    """A stream with Polish names embeds the wider subset."""
    path = tmp_path / "map.svg"
    write_map(build([Step("Żądanie", "Obsługa", 1), Step("Wdrożenie", "Dział", 2, 3)]), path)
    assert path.read_text().count("data:font/woff2;base64,") == 3


def test_a_png_is_sharp(tmp_path: Path) -> None:
    """The image has two pixels to one of the drawing's."""
    png = written(tmp_path, ".png")
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 2880


def test_a_pdf_is_one_landscape_a4_page_in_our_fonts(tmp_path: Path) -> None:
    """The page is 297 × 210 mm and its words are set in Inter and Newsreader, not pictures of them."""
    pdf = written(tmp_path, ".pdf")
    assert pdf.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", pdf)
    assert box
    assert [float(each) for each in box[1].split()] == pytest.approx([0, 0, 841.89, 595.28], abs=0.5)
    assert set(re.findall(rb"/BaseFont /\w+\+(\w+)-", pdf)) == {b"Inter", b"Newsreader"}


def test_a_page_asks_for_nothing(tmp_path: Path) -> None:
    """The HTML page has everything inside: no address, no script, a policy that forbids both."""
    html = written(tmp_path, ".html").decode()
    assert "default-src 'none'" in html
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert {found.partition(":")[0] for found in re.findall(r'url\("?([^)#"]+)', html)} == {"data"}
    assert html.count('class="pic map"') == 4
    assert "<table" in html


def test_json_names_units_and_times(tmp_path: Path) -> None:
    """Every field is there, times are ISO, what is missing is null, and the sentence is said."""
    data = json.loads(written(tmp_path, ".json"))
    assert data["schema_version"] == 1
    assert data["window"] == {"start": "2025-01-01T00:00:00Z", "end": "2025-07-01T00:00:00Z"}
    assert data["flow_days"]["n"] == 212
    assert data["flow_days"]["mean"] == pytest.approx(38.2)
    assert data["promise_within_days"] is None
    assert data["blocks"][0]["right_first_time"] == 0.61
    assert data["headline"].startswith("A change takes 38")
    total = sum(wall["wait_days"] for wall in data["walls"])
    total += sum(block["work_days"] + block["blocked_days"] for block in data["blocks"])
    assert total == pytest.approx(data["flow_days"]["mean"])


def test_json_of_items_has_their_times(tmp_path: Path) -> None:
    """Strips come with ISO times, and an open item has no end."""
    data = json.loads(written(tmp_path, ".json", n_finished=1, strips=(strip("A", outcome="open"),)))
    assert data["strips"][0]["started_at"] == "2025-01-01T00:00:00Z"
    assert data["strips"][0]["ended_at"] is None


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "changes",
    [
        {"n_finished": 0, "flow_days": None},
        {"n_finished": 2, "strips": (strip("A"), strip("B", 0.4, outcome="open"))},
        {"missing": "Figma has not answered since 27 June."},
        {"blocks": (), "walls": (), "lanes": (), "tools": (), "returns": (), "n_finished": 0},
    ],
)
def test_thin_states_are_files_too(tmp_path: Path, suffix: str, changes: dict[str, object]) -> None:
    """Nothing finished, too few, or a source missing: the file says so instead of failing."""
    assert len(written(tmp_path, suffix, **changes)) > 400


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    """The error names what can be written, and nothing is."""
    with pytest.raises(BadRequest) as caught:
        write_map(first_payment(), tmp_path / "map.docx")
    assert ".svg" in caught.value.remedies[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_is_not_there_is_an_error_of_three_parts(tmp_path: Path, suffix: str) -> None:
    """The error starts with the path and says what was kept and what to do."""
    with pytest.raises(BadRequest) as caught:
        write_map(first_payment(), tmp_path / "nowhere" / f"map{suffix}")
    assert caught.value.fact.startswith(str(tmp_path))
    assert caught.value.meaning
    assert caught.value.remedies


def test_an_old_file_survives_a_write_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is replaced only once the new one is whole; nothing half-written stays."""
    path = tmp_path / "map.json"
    path.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BadRequest, match="No space left"):
        write_map(first_payment(), path)
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["map.json"]


def test_the_same_map_is_the_same_file(tmp_path: Path) -> None:
    """Writing twice gives the same bytes, so files can be compared."""
    assert written(tmp_path, ".svg") == written(tmp_path, ".svg")
