"""A part of the work as a value stream of its own: how it would stand in ``headrace.yaml``, read again and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.errors import BadRequest
from headrace.report.segments.segments_sentences import own_words, segment, sub_stream_name
from headrace.value_streams.amendment import difference, with_entry
from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.sub_stream import free_key, narrower, sub_stream_entry

if TYPE_CHECKING:
    from headrace.report.segments.segments_view import SegmentsView
    from headrace.value_streams.contents import Catalogue
    from headrace.value_streams.definition import ValueStream


def sub_stream(
    text: str, catalogue: Catalogue, view: SegmentsView, number: int
) -> tuple[ValueStream, str, str]:
    """Return a part as a value stream, the entry that defines it, and what the entry changes in the file.

    Args:
        text: the text of ``headrace.yaml``, which ``catalogue`` says.
        number: of the part, as the view counts them.

    Raises:
        BadRequest: there is no such part.
        BadConfiguration: the file cannot hold it.
    """
    if not 1 <= number <= len(view.segments):
        there = f"Parts there are: 1 to {len(view.segments)}" if view.segments else ""
        raise BadRequest(
            f"{view.name} has no part {number}.",
            "Nothing was written.",
            [there or f"Look what was found:   headrace segments {view.stream}"],
        )
    line, parent = segment(view, number), catalogue.stream(view.stream)
    key = free_key(parent.id, own_words(line), catalogue.value_streams)
    scope = narrower(parent.scope, line.conditions)
    entry = sub_stream_entry(text, parent, key, sub_stream_name(view, number), scope)
    after = with_entry(text, "value_streams", entry)
    return parse_catalogue(after.encode()).stream(key), entry, difference(text, after)
