"""Addresses carried from page to page."""

from __future__ import annotations

import pytest

from headrace.errors import BadRequest
from headrace.web.place import Links, Place


def test_filters_are_carried_to_every_page() -> None:
    """Window and kind of work stand in the address of the map, its files, the items and one item."""
    place = Place("first-payment", window="2025-01-01..2025-06-30", kind="New capability")
    for address in (
        place.map(),
        place.map_file("svg"),
        place.items("wait:test"),
        place.item("jira:item:FP-1"),
    ):
        assert "window=2025-01-01..2025-06-30" in address
        assert "kind=New%20capability" in address


def test_defaults_stay_out_of_the_address() -> None:
    """The plain map has the plain address."""
    assert Place("first-payment").map() == "/s/first-payment/map"


@pytest.mark.parametrize("item_id", ["github:item:o/r#12", "a:b:c?d=e", "x:y:50% & more", "x:y:a/../b"])
def test_item_ids_survive_the_address(item_id: str) -> None:
    """Slashes, hashes and question marks in an id are part of its path."""
    address = Place("s").item(item_id)
    assert address.count("/") == 4
    assert "#" not in address
    assert "?" not in address


def test_parts_of_the_picture_lead_to_their_items() -> None:
    """A wall, a block and a return each lead to the items behind them."""
    links = Links(Place("s"))
    assert links("wall", "test") == "/s/s/items?at=wait:test"
    assert links("block", "build") == "/s/s/items?at=work:build"
    assert links("return", "test~build") == "/s/s/items?at=return:test~build"
    assert links("unheard-of", "x") is None


def test_unknown_detail_or_order_is_refused() -> None:
    """A misspelt choice is said, not silently taken as the default."""
    with pytest.raises(BadRequest):
        Place("s", detail="everything").check()
    with pytest.raises(BadRequest):
        Place("s", sort="best").check()
