"""Every sentence template of the hand-offs page in English; the form is that of :mod:`.english`."""

from __future__ import annotations

HANDOFFS: dict[str, str | dict[str, str]] = {
    # what keeps us from comparing, and what to do next
    "handoffs.missing": "{sentence}",
    "handoffs.missing.note": "{remedy}",
    "handoffs.nothing": "No {unit} finished in this window, so no hand-offs can be compared.",
    "handoffs.nothing.note": "Choose a longer window: {command} --window all",
    "handoffs.few": {
        "one": "One {unit} finished in this window: too few to compare hand-offs.",
        "other": "{Number} {units} finished in this window: too few to compare hand-offs.",
    },
    "handoffs.few.note": "Five are needed. Choose a longer window, {command} --window all, or read the items.",
    "handoffs.one": "No hand-offs: {function} does it all. Of {total} that items took, {inside} are waits inside it.",
    "handoffs.one.note": "See where they wait, stage by stage: headrace map {stream}",
    "handoffs.untold": (
        "No record tells of waiting, so what hand-offs cost is not known; work changed hands {crossed} times."
    ),
    "handoffs.untold.note": "Name what waits in the stages of headrace.yaml, such as the states of a queue.",
    # which costs most
    "handoffs.strong": (
        "[wait:{waiting}] costs most, but not for everything: {units} with {longer} wait [strong:{most}], those with "
        "{shorter} {least}. Change it for {longer} first."
    ),
    "handoffs.uniform": (
        "[wait:{waiting}] costs most, and the same for all that can be compared: look at the hand-off itself."
    ),
    "handoffs.uncertain": (
        "[wait:{waiting}] and [wait:{second}] cost about equally much; the data cannot say which costs more."
    ),
    "handoffs.plain": "[wait:{waiting}] costs most: [strong:{days}] of all {total} that {units} took.",
    "handoffs.none": "No {unit} that finished waited between functions.",
    "handoffs.inside_more": " More is waited inside functions than between them: {inside} against {between}.",
    "handoffs.waiting": "Waiting for {receiver}",
    "handoffs.waiting.small": "waiting for {receiver}",
    "handoffs.waiting.begin": " to begin",
    "handoffs.waiting.after": " after {sender}",
    "handoffs.value": "{attribute} {value}",
    # facts
    "handoffs.facts.finished": {"one": "1 item finished {span}", "other": "{number} items finished {span}"},
    "handoffs.facts.sum": (
        "{total} in all = {work} worked on + {blocked} blocked + {between} between functions + {inside} inside "
        "functions + {arrival} before work began"
    ),
    "handoffs.facts.crossed": {
        "one": "work changed hands once",
        "other": "work changed hands {number} times",
    },
    "handoffs.facts.merged": {
        "one": "one value of {attribute} is in {other}: it is rare",
        "other": "{number} values of {attribute} are in {other}: they are rare",
    },
    "handoffs.facts.matched": "of what {from_tool} tells of, {share} is told of by {to_tool} as well",
    "handoffs.facts.whose": "a wait belongs to the hand-off, not to either function",
    # rows and columns
    "handoffs.pair": "{sender} → {receiver}",
    "handoffs.customer": "Customer",
    "handoffs.within": "inside {receiver}",
    "handoffs.other": "other",
    "handoffs.none_told": "not told",
    "handoffs.caption": "Waiting at each hand-off of {name}",
    "handoffs.caption.inside": "Waiting inside functions of {name}",
    "handoffs.head.handoff": "Hand-off",
    "handoffs.head.inside": "Inside",
    "handoffs.head.days": "Days waited",
    "handoffs.head.share": "Share",
    "handoffs.head.items": "Items",
    "handoffs.head.mean": "Average",
    "handoffs.head.likely": "Likely (95 %)",
    "handoffs.head.half": "Half within",
    "handoffs.head.p85": "85 % within",
    "handoffs.head.now": "Waiting now",
    "handoffs.head.sent_back": "Sent back",
    "handoffs.head.accepted": "Right first time",
    "handoffs.head.to_and_fro": "To and fro",
    "handoffs.column": "{name} (n = {items})",
    "handoffs.now": {
        "one": "1 waits now, since {oldest}",
        "other": "{number} wait now, the oldest {oldest}",
    },
    "handoffs.sent_back": "{share}, {days} each",
    "handoffs.cell": "{mean}, 85 % within {p85}",
    "handoffs.before": "before {stages}",
    "handoffs.all": "All work",
    "handoffs.p85": "85 % within {p85}",
    "handoffs.dots": "{said}; {items} items",
    "handoffs.by": "By {attribute}, on average per item:",
    "handoffs.more": {
        "one": "One more hand-off is in the JSON and CSV.",
        "other": "{Number} more hand-offs are in the JSON and CSV.",
    },
}
