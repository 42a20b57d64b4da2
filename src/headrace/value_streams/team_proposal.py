"""Teams proposed from the functions that were seen, as YAML for a person to read and change.

Nothing in the records says who is a team. So every function stands as a team of its own: what works most for a stream
is proposed as aligned with it, what works for several streams as a platform, what works for one as a complicated
subsystem. Every type is marked as a guess.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_WIDE = 100_000
_NAMED = 3
_HEAD = (
    "# Proposed from the functions that work here, each as a team of its own: put together those that are one team.",
    "# Types are guesses: stream-aligned, platform, enabling or complicated-subsystem. Then say how teams mean to",
    "# interact, as in   interactions: {platform: x-as-a-service}   (collaboration, x-as-a-service, facilitating).",
)


def proposal(seen: Mapping[str, Mapping[str, float]]) -> str:
    """Return the entry ``teams`` for ``headrace.yaml``; ``""`` where no function was seen.

    Args:
        seen: value stream → function → days of work, both in the order in which they are told.
    """
    streams: dict[str, list[str]] = {}
    for stream, functions in seen.items():
        for function in functions:
            streams.setdefault(function, []).append(stream)
    most = {
        stream: max(functions, key=lambda name: functions[name])
        for stream, functions in seen.items()
        if functions
    }
    lines, keys = [*_HEAD, "teams:"], set[str]()
    for function, there in streams.items():
        aligned = [stream for stream in there if most[stream] == function]
        key = _free(function, keys)
        keys.add(key)
        lines += [f"  {key}:", f"    name: {_scalar(function)}"]
        if aligned:
            lines.append(f"    type: stream-aligned   # a guess: it works most on {_listed(aligned)}")
        elif len(there) > 1:
            lines.append(f"    type: platform   # a guess: it works for {_listed(there)}")
        else:
            lines.append(f"    type: complicated-subsystem   # a guess: it works for {there[0]} alone")
        lines.append(f"    functions: [{_scalar(function)}]")
        if aligned:
            lines.append(f"    streams: [{', '.join(aligned)}]")
    return "\n".join(lines) + "\n" if streams else ""


def _free(function: str, taken: Collection[str]) -> str:
    """Return a short name that no other team has: lower-case letters, digits and single hyphens."""
    letters = unicodedata.normalize("NFKD", function.casefold()).encode("ascii", "ignore").decode()
    base = "-".join(re.findall("[a-z0-9]+", letters)) or "team"
    number, free = 2, base
    while free in taken:
        free, number = f"{base}-{number}", number + 1
    return free


def _scalar(value: str) -> str:
    """Return a text as it stands in a list of YAML."""
    plain = value.isprintable()
    written: str = yaml.safe_dump(
        [value],
        default_flow_style=True,
        default_style=None if plain else '"',
        allow_unicode=plain,
        width=_WIDE,
    )
    return written.strip().removeprefix("[").removesuffix("]")


def _listed(streams: list[str]) -> str:
    return ", ".join(streams) if len(streams) <= _NAMED else f"{len(streams)} streams"
