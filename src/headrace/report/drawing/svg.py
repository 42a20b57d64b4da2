"""Write SVG elements: attributes escaped, numbers short, no style attributes, so a strict CSP can hold."""

from __future__ import annotations

from html import escape

_ALIASES = {"cls": "class"}


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, content: str = "", **attributes: str | float | None) -> str:
    """Return one element; ``cls`` is class, ``_`` is ``-``, ``None`` leaves an attribute out.

    ``content`` is markup that was escaped before.
    """
    written = []
    for key, value in attributes.items():
        if value is None:
            continue
        text = value if isinstance(value, str) else number(value)
        written.append(f' {_ALIASES.get(key, key.replace("_", "-"))}="{escape(text)}"')
    return f"<{name}{''.join(written)}>{content}</{name}>" if content else f"<{name}{''.join(written)}/>"


def words(text: str) -> str:
    """Return ``text`` as element content."""
    return escape(text, quote=False)


def hatch(identity: str) -> str:
    """Return the 45° hatch that means waiting."""
    return tag(
        "pattern",
        tag("rect", cls="f-wait-fill", width=5, height=5)
        + tag("line", cls="s-wait", x1=0, y1=0, x2=0, y2=5, stroke_width="1.7"),
        id=identity,
        width=5,
        height=5,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def arrowhead(identity: str, cls: str, size: float) -> str:
    """Return a marker for the end of a line."""
    return tag(
        "marker",
        tag("path", cls=cls, d="M0 .5 8 4 0 7.5z"),
        id=identity,
        viewBox="0 0 8 8",
        refX=7,
        refY=4,
        markerWidth=size,
        markerHeight=size,
        markerUnits="userSpaceOnUse",
        orient="auto",
    )


def linked(content: str, address: str | None, part: str, said: str) -> str:
    """Return shapes as a link with a full sentence, or as a named picture where there is nowhere to go."""
    if address:
        return tag("a", content, cls="hit", href=address, data_part=part, aria_label=said)
    return tag("g", content, role="img", data_part=part, aria_label=said)
