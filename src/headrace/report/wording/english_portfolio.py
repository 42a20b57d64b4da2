"""Every sentence template of the portfolio and of objectives; the form is that of :mod:`.english`."""

from __future__ import annotations

PORTFOLIO: dict[str, str | dict[str, str]] = {
    # what keeps us from telling, and what to do next
    "portfolio.none": "No value stream is named yet.",
    "portfolio.none.note": "Name the first one: headrace init",
    "portfolio.empty": {
        "one": "Nothing was read yet, so the value stream is known by name alone.",
        "other": "Nothing was read yet, so the {number} value streams are known by name alone.",
    },
    "portfolio.empty.note": "Read the records of your work: headrace import FILE",
    "portfolio.unread": {
        "one": "The value stream cannot be read yet: it says below why.",
        "other": "None of the {number} value streams can be read yet: each says below why.",
    },
    "portfolio.unread.note": "What was read, and what is missing: headrace check",
    "portfolio.thin": {
        "one": "One value stream, {items}: enough to name it, not to say how it flows.",
        "other": "{Number} value streams, {items}: enough to name them, not to compare them.",
    },
    "portfolio.thin.items": {"one": "1 finished item", "other": "{number} finished items"},
    "portfolio.thin.note": "A longer window may hold more.",
    # where little can be said of the stream that matters most
    "portfolio.uncertain": {
        "one": (
            "[strong:One of {streams}] shows a real change in what customers get since {since}; "
            "it is {not}{name}."
        ),
        "other": (
            "[strong:{Number} of {streams}] show a real change in what customers get since {since}; "
            "{name} is {not}one of them."
        ),
    },
    "portfolio.uncertain.not": "not ",
    "portfolio.calm": "No stream shows a real change in what customers get since {since}, {name} neither.",
    "portfolio.uncertain.note": (
        "How long {name} takes cannot be told well enough yet: too few finished, too unlike each other, or no record "
        "tells working from waiting."
    ),
    "portfolio.streams": {"one": "1 stream", "other": "{number} streams"},
    # what is said first: of all that serve an objective, or of all
    "portfolio.serving.all": {
        "one": "{name}, the one stream that serves an objective, [wait:waits more than it works].",
        "other": "Every stream that serves an objective [wait:waits more than it works].",
    },
    "portfolio.serving.some": {
        "one": "One of {all} streams that serve an objective [wait:waits more than it works].",
        "other": "{Number} of {all} streams that serve an objective [wait:wait more than they work].",
    },
    "portfolio.serving.no": {
        "one": "{name}, the one stream that serves an objective, is [active:worked on longer than it waits].",
        "other": "Every stream that serves an objective is [active:worked on longer than it waits].",
    },
    "portfolio.every.all": {
        "one": "{name} [wait:waits more than it works].",
        "other": "Every value stream [wait:waits more than it works].",
    },
    "portfolio.every.some": {
        "one": "One of {all} value streams [wait:waits more than it works].",
        "other": "{Number} of {all} value streams [wait:wait more than they work].",
    },
    "portfolio.every.no": {
        "one": "{name} is [active:worked on longer than it waits].",
        "other": "Every value stream is [active:worked on longer than it waits].",
    },
    # then the stream that matters most, or waits longest
    "portfolio.matters": " [strong:{name}] matters most: {days} to {customer}, {wait} of them waiting.",
    "portfolio.waits": " [strong:{name}] waits longest: {days} to {customer}, {wait} of them waiting.",
    "portfolio.alone": " It takes {days} to {customer}, {wait} of them waiting.",
    # then what serves nothing
    "portfolio.unserved": " And [strong:{share} of what was finished] serves no stated objective.",
    "portfolio.unstated": " No objective is stated yet.",
    "portfolio.unstated.note": "State what the streams are for: objectives in headrace.yaml",
    # facts
    "portfolio.facts.streams": {"one": "1 value stream", "other": "{number} value streams"},
    "portfolio.facts.finished": {
        "one": "1 item finished {span}",
        "other": "{number} items finished {span}",
    },
    "portfolio.facts.once": "an item of several streams counts once",
    "portfolio.facts.unserved": {
        "one": "1 objective without a value stream",
        "other": "{number} objectives without a value stream",
    },
    "portfolio.facts.unaligned": {
        "one": "1 value stream without an objective",
        "other": "{number} value streams without an objective",
    },
    "portfolio.facts.left_out": {
        "one": "1 stream cannot be read",
        "other": "{number} streams cannot be read",
    },
    # objectives
    "objective.value": "{measure}: [strong:{now}], goal {goal} by {day}. ",
    "objective.value.goal": "{measure}: [strong:{now}], goal {goal}. ",
    "objective.value.now": "{measure}: [strong:{now}]. ",
    "objective.it": "Now",
    "objective.by": "By {day}. ",
    "objective.reached": "Reached.",
    "objective.ahead": "Ahead: on course would be {expected}.",
    "objective.about": "About on course, which would be {expected}.",
    "objective.behind": "Behind: on course would be {expected}.",
    "objective.late": "The day has passed, and the goal is not reached.",
    "objective.untold.measure": "Nothing measures it yet.",
    "objective.untold.unread": "Its signal has no reading yet.",
    "objective.untold.goal": "No goal is stated, so it has no course.",
    "objective.untold.day": "No day is stated, so it has no course.",
    "objective.untold.start": "Where and when it began is not known, so it has no course.",
    "objective.untold.few": {
        "one": "One reading cannot tell whether it is on course.",
        "other": "{Number} readings cannot tell yet whether it is on course.",
    },
    "objective.unserved": "No value stream serves this objective yet.",
    "objective.parts": "Streams that serve its parts: {streams}.",
    "objective.part": "Part of “{parent}”.",
    "objective.elsewhere": "Also served by {streams}.",
    "objective.said": "From {start} to the goal {goal}, now {now}; on course would be {expected}.",
    "objective.none": "No stated objective",
    "objective.none.words": "{items} of {all} finished items, {share}, are only here.",
    "objective.none.above": "All that finished here is in a stream above as well.",
    "objective.none.empty": "Nothing finished here.",
    # rows
    "portfolio.caption": "Value streams under their objectives",
    "portfolio.serves": "{share} of it",
    "portfolio.also": "also {objective}, {share}",
    "portfolio.inherited": "as a part of {parent}",
    "portfolio.split": (
        "{name}: {days} on average, worked on for {work}, waiting for {wait}; 85 % arrive within {p85}"
    ),
    "portfolio.whole": "{name}: {days} on average; 85 % arrive within {p85}",
    "portfolio.undivided": "{days}; no record tells working from waiting",
    "portfolio.unfinished": "none finished",
    "portfolio.few": {
        "one": "1 finished: too few for an average",
        "other": "{number} finished: too few for an average",
    },
    "portfolio.functions": {"one": "1 function", "other": "{number} functions"},
    "portfolio.no_handoff": "no hand-off waits",
    "portfolio.of_goal": "{value} of {goal}",
    "portfolio.up": "above its average since {day}",
    "portfolio.down": "below its average since {day}",
    "portfolio.beyond": "beyond its usual range on {day}",
    "portfolio.steady": "no change that stands out",
    "portfolio.few_readings": "too few readings to tell a change",
    "portfolio.counted": {"one": "1 item in {month}", "other": "{number} items in {month}"},
    "portfolio.read": "read on {day}",
    "portfolio.unagreed": "no measure agreed",
    "portfolio.untold": "agreed, but not read yet",
    "portfolio.choose": "Choose one",
    "portfolio.improvement": "no change is recorded yet",
    "portfolio.short.stream": "Value stream",
    "portfolio.short.days": "Days",
    "portfolio.short.waiting": "Waits",
    "portfolio.short.items": "Items",
    "portfolio.short.handoff": "Longest hand-off wait",
    "portfolio.short.outcome": "What customers get",
    "portfolio.head.objective": "Objective",
    "portfolio.head.share": "Share of its work",
    "portfolio.head.stream": "Value stream",
    "portfolio.head.items": "Items",
    "portfolio.head.days": "Average days",
    "portfolio.head.work": "Worked on",
    "portfolio.head.wait": "Waiting",
    "portfolio.head.waiting": "Waiting, share",
    "portfolio.head.p85": "85 % within",
    "portfolio.head.handoff": "Longest hand-off wait",
    "portfolio.head.handoff_days": "Its days",
    "portfolio.head.functions": "Functions",
    "portfolio.head.outcome": "What customers get",
    "portfolio.head.value": "Last",
    "portfolio.head.goal": "Goal",
    "portfolio.head.trend": "Since",
    "portfolio.head.improvement": "Improving now",
}
