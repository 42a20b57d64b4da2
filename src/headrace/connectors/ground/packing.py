"""A document as bytes: the same bytes for the same content, so that a change is a difference of bytes."""

from __future__ import annotations

import json
import zlib
from typing import Any


def pack(body: Any) -> bytes:
    """Return a document's body compressed, the names in it in order."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    try:
        plain = text.encode()
    except UnicodeEncodeError:  # halves of characters, which JSON can write and no log can hold
        plain = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return zlib.compress(plain, 1)


def unpack(packed: bytes) -> Any:
    """Return the body that was packed."""
    return json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
