"""Every sentence template of functions that several streams wait for; the form is that of :mod:`.english`."""

from __future__ import annotations

CONTENTION: dict[str, str | dict[str, str]] = {
    # what keeps us from telling, and what to do next
    "contention.empty": "Nothing was read yet, so it is not known which streams wait for the same function.",
    "contention.empty.note": "Read the records of your work: headrace import FILE",
    "contention.one": "Only one value stream can be read: nothing else could wait for the same function.",
    "contention.one.note": "Define another one: headrace init",
    "contention.none": "No function is waited for by several value streams, as far as this workspace tells.",
    "contention.none.note": "Streams mean the same function by the same name: see headrace functions STREAM",
    # what is said first
    "contention.strong": (
        "Items of [strong:{streams}] waited for {function} [wait:at the same time] on {days} of {whole}{more}."
    ),
    "contention.strong.more": {
        "one": "; one more function is waited for by several streams",
        "other": "; {number} more functions are waited for by several streams",
    },
    "contention.apart": {
        "one": "Several streams wait for {function}, but never at the same time.",
        "other": "Several streams wait for the same {number} functions, but never at the same time.",
    },
    # facts
    "contention.facts.window": "waits {span}",
    "contention.facts.streams": {"one": "1 value stream", "other": "{number} value streams"},
    "contention.facts.left_out": "not read: {streams}",
    "contention.facts.twice": {
        "one": "1 item is in several streams, and counts in the smallest",
        "other": "{number} items are in several streams, and count in the smallest",
    },
    "contention.facts.whose": "to wait at the same time need not be why either waits",
    # rows
    "contention.several": "{number} streams",
    "contention.two": "two streams",
    "contention.caption": "Functions that several value streams wait for",
    "contention.caption.one": "Value streams that wait for {function}",
    "contention.head.streams": "Streams",
    "contention.head.at_once": "Days on which several did",
    "contention.head.stretches": "Stretches",
    "contention.head.function": "Waiting for",
    "contention.head.stream": "Value stream",
    "contention.head.items": "Items",
    "contention.head.days": "Days waited",
    "contention.head.items_at_once": "Items at the same time",
    "contention.head.days_at_once": "Days waited at the same time",
    "contention.head.share": "Share",
    "contention.more": "Which streams, function by function: headrace contention --format csv",
}
