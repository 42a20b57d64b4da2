"""Text as XML can hold it."""

from __future__ import annotations

import re

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_ESCAPED = re.compile('[&<>"\n\r\t]')
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """Return text for an attribute or an element; characters that XML forbids become U+FFFD."""
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], _FORBIDDEN.sub("\ufffd", text))
