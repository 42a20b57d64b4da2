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
    "handoffs.standing": (
        "Most of what waits has not finished. [wait:{waiting}] holds most, [strong:{days}], then [wait:{second}], "
        "{less}; what finished waited {finished} in all."
    ),
    "handoffs.none": "No {unit} that finished waited between functions.",
    "handoffs.inside_more": " More is waited inside functions than between them: {inside} against {between}.",
    "handoffs.waiting": "Waiting for {receiver}",
    "handoffs.waiting.small": "waiting for {receiver}",
    "handoffs.waiting.begin": " to begin",
    "handoffs.waiting.after": " after {sender}",
    "handoffs.value": "{attribute} {value}",
    # facts
    "handoffs.facts.finished": {"one": "1 item finished {span}", "other": "{number} items finished {span}"},
    "handoffs.facts.between": "{waits} of {total} are waits at hand-offs",
    "handoffs.facts.working_days": "in working days, Monday to Friday",
    "handoffs.notes.sum": (
        "{total} in all = {work} worked on + {blocked} blocked + {between} between functions + {inside} inside "
        "functions + {arrival} before work began."
    ),
    "handoffs.notes.crossed": {
        "one": "Work changed hands once.",
        "other": "Work changed hands {number} times.",
    },
    "handoffs.notes.working_days": (
        "Days are working days, Monday to Friday (UTC) without holidays; what waits now is told in all days."
    ),
    "handoffs.notes.merged": {
        "one": "One value of {attribute} is in {other}: it is rare.",
        "other": "{number} values of {attribute} are in {other}: they are rare.",
    },
    "handoffs.notes.matched": "Of what {from_tool} tells of, {share} is told of by {to_tool} as well.",
    "handoffs.facts.whose": "a wait belongs to the hand-off, not to either function",
    # what goes with a long wait at one of them
    "handoffs.goes": "What goes with a long wait: {pair}",
    "handoffs.goes.said": {
        "one": (
            "One wait. Days longer or shorter than the others, with the range that the true difference is likely in "
            "(95 %). It goes with a long wait; it need not be the cause."
        ),
        "other": (
            "{number} waits. Days longer or shorter than the others, with the range that the true difference is likely "
            "in (95 %). It goes with a long wait; it need not be the cause."
        ),
    },
    "handoffs.goes.every": "Of one item in {every}: there are many.",
    "handoffs.goes.none": "Nothing that was known when they began clearly goes with long waits here.",
    "handoffs.goes.tried": {
        "one": "One comparison was made; filled is no chance, at five in a hundred.",
        "other": "{number} comparisons were made, judged together (Holm); filled is no chance, at five in a hundred.",
    },
    "handoffs.goes.few": "Too few waits to compare: ten are needed on either side.",
    "handoffs.goes.again": "Handed over here before",
    "handoffs.goes.functions": "{value} functions or more had it before",
    "handoffs.goes.attribute": "{what} {value}",
    "handoffs.goes.day.0": "Began on a Monday",
    "handoffs.goes.day.1": "Began on a Tuesday",
    "handoffs.goes.day.2": "Began on a Wednesday",
    "handoffs.goes.day.3": "Began on a Thursday",
    "handoffs.goes.day.4": "Began on a Friday",
    "handoffs.goes.day.5": "Began on a Saturday",
    "handoffs.goes.day.6": "Began on a Sunday",
    "handoffs.goes.of": "{n} of {of} waits",
    "handoffs.goes.axis": "days longer or shorter",
    "handoffs.goes.head.what": "Known when the wait began",
    "handoffs.goes.head.days": "Longer by",
    "handoffs.goes.head.likely": "Likely (95 %)",
    "handoffs.goes.head.n": "Waits",
    "handoffs.goes.head.clear": "Clear",
    "handoffs.goes.clear": "yes",
    "handoffs.goes.unclear": "no",
    # one of them, week by week
    "handoffs.trend": "Week by week: {pair}",
    "handoffs.trend.none": "There are fewer than eight weeks in which waits ended: no chart yet.",
    "handoffs.trend.calm": "Nothing here asks for a reaction.",
    "handoffs.trend.signals": {
        "one": "Once it was beyond what is usual, and asks for a reaction: {signals}.",
        "other": "{number} times it was beyond what is usual, and asks for a reaction: {signals}.",
    },
    "handoffs.trend.said": (
        "Typical waits (geometric mean) by the week in which they ended; grey is the usual range, rings are signals."
    ),
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
