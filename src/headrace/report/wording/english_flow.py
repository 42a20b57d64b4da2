"""Every sentence template of the flow page in English; the form is that of :mod:`.english`."""

from __future__ import annotations

FLOW: dict[str, str | dict[str, str]] = {
    # what keeps us from saying more, and what to do next
    "flow.missing": "{sentence}",
    "flow.missing.note": "{remedy}",
    "flow.nothing": "No {unit} was in progress in this window, so nothing flowed.",
    "flow.nothing.note": "The data ends on {data_to}. Choose another window: {command} --window all",
    "flow.few": {
        "one": "One {unit} was in progress in this window: too few to say how work flows.",
        "other": "{Number} {units} were in progress in this window: too few to say how work flows.",
    },
    "flow.few.note": "Five are needed. Choose a longer window, {command} --window all, or read the items one by one.",
    "flow.one_date": "All {number} {units} carry the same date, so how long they took is not in the records.",
    "flow.one_date.note": (
        "Look whether the records have a second date, and name it: headrace init proposes a stage per date."
    ),
    "flow.one_day": "The records cover less than one day of this window: too short to say how work flows.",
    "flow.one_day.note": "Choose a longer window, {command} --window all, or import more.",
    "flow.all_open": {
        "one": "No {unit} was finished in this window; one is in progress, so no time it takes can be said.",
        "other": (
            "No {unit} was finished in this window; {number} are in progress, so no time they take can be said."
        ),
    },
    "flow.all_open.note": (
        "Look whether the rule for done matches anything, headrace check, or read the oldest first: "
        "headrace items {stream} --at open --oldest 10"
    ),
    # the items, those in progress first
    "items.ageing": "The oldest {unit} in progress has been under way for [strong:{days}].",
    # whether as much leaves as arrives
    "flow.growing": "[wait:More {units} arrive than leave]: {net} a week, likely {low} to {high}.",
    "flow.shrinking": "[strong:More {units} leave than arrive]: {net} a week, likely {low} to {high}.",
    "flow.ageing": (
        "As many {units} leave as arrive, but [wait:what is in progress gets older]: by {age} a week in all, "
        "likely {low} to {high}."
    ),
    "flow.steady": "[strong:As many {units} leave as arrive], as far as {weeks} weeks can tell.",
    "flow.too_short": {
        "one": "One settled week is too short to say whether more {units} arrive than leave; 8 are needed.",
        "other": (
            "{Number} settled weeks are too short to say whether more {units} arrive than leave; 8 are needed."
        ),
    },
    # how long it takes
    "flow.times": " Half reach {customer} within [strong:{half}], 85 % within [strong:{p85}].",
    "flow.times.open": " Half reach {customer} within [strong:{half}]; 85 % are not reached within {longest}.",
    "flow.times.none": " Not even half reach {customer} within [strong:{longest}], the longest that any was watched.",
    # trends
    "flow.trend.done.up": " More is done a week since {since}.",
    "flow.trend.done.down": " Less is done a week since {since}.",
    "flow.trend.time.up": " Work takes longer since {since}.",
    "flow.trend.time.down": " Work is quicker since {since}.",
    "flow.chart.done": "done a week",
    "flow.chart.time": "flow time",
    "flow.calm": (
        "{what}: nothing asks for a reaction; usual is {low} to {high} "
        "(by chance alone, {alarm} of such charts show a signal)"
    ),
    "flow.signals": {
        "one": (
            "{what}: one signal, {signals}; usual is {low} to {high} "
            "(by chance alone, {alarm} of such charts show a signal)"
        ),
        "other": (
            "{what}: {number} signals, {signals}; usual is {low} to {high} "
            "(by chance alone, {alarm} of such charts show a signal)"
        ),
    },
    "flow.signal.beyond.high": "week of {first} above the usual",
    "flow.signal.beyond.low": "week of {first} below the usual",
    "flow.signal.run.high": "{first} to {last} above average",
    "flow.signal.run.low": "{first} to {last} below average",
    "flow.signal.near.high": "{first} to {last} near the upper limit",
    "flow.signal.near.low": "{first} to {last} near the lower limit",
    "flow.signal.more": "and {number} more",
    # facts
    "flow.facts.there": {"one": "1 item there {span}", "other": "{number} items there {span}"},
    "flow.facts.finished": {"one": "1 finished", "other": "{number} finished"},
    "flow.facts.half": "half within {days}, likely {low} to {high}",
    "flow.facts.p85": "85 % within {days}, likely {low} to {high}",
    "flow.facts.or_more": "{low} or more",
    "flow.facts.censored": "unfinished work counted",
    "flow.facts.settled": "judged from {weeks} settled weeks",
    "flow.facts.older": {
        "one": "1 in progress is older than 85 % ever get",
        "other": "{number} in progress are older than 85 % ever get",
    },
    # the table
    "flow.path": "The sample path, by its letters",
    # how long single visits take
    "flow.spells": "How long each part takes, visit by visit",
    "flow.spells.part": "Part",
    "flow.spells.half": "Half within",
    "flow.spells.half_likely": "Likely",
    "flow.spells.p85": "85 % within",
    "flow.spells.p85_likely": "Likely",
    "flow.spells.visits": "Visits",
    "flow.spells.wait": "Waits for {stage}",
    "flow.spells.work": "Works in {stage}",
    "flow.spells.blocked": "Is blocked in {stage}",
    "flow.spells.handoff": "Waits from {sender} to {receiver}",
    "flow.spells.half.of": "{part}: half within",
    "flow.spells.p85.of": "{part}: 85 % within",
    "flow.caption": "How work flows in {name}",
    "flow.head.measure": "Measure",
    "flow.head.letter": "Letter",
    "flow.head.value": "Value",
    "flow.head.likely": "Likely (95 %)",
    "flow.head.called": "Also called",
    "flow.likely": "{low} to {high}",
    "flow.not_reached": "more than {longest}",
    "flow.a_week": "{number} a week",
    "flow.items": {"one": "1 item", "other": "{number} items"},
    "flow.item_days": "{number} item-days",
    "flow.m.half": "Half are done within",
    "flow.m.p85": "85 % are done within",
    "flow.m.p95": "95 % are done within",
    "flow.m.mean": "Mean of the first {until}",
    "flow.m.work": "Worked on",
    "flow.m.wait": "Waiting",
    "flow.m.handoff": "of it where one function hands over",
    "flow.m.blocked": "Marked as blocked",
    "flow.m.efficiency": "Share of the time worked on",
    "flow.m.arrived": "Arrive",
    "flow.m.done": "Are done",
    "flow.about_none": "about 0",
    "flow.m.net": "Arrive more than leave",
    "flow.m.age": "Open work ages by",
    "flow.m.present": "In progress on average",
    "flow.m.now": "In progress at the end",
    "flow.m.open": "In progress now",
    "flow.m.oldest": "Oldest in progress",
    "flow.m.older": "Older than 85 % ever get",
    "flow.m.total_age": "Age of all that was open at the end",
    "flow.m.debt": "Left lying for what was finished",
    "flow.m.arrivals": "Arrivals",
    "flow.m.departures": "Departures, done or given up",
    "flow.m.arrival_rate": "Arrive, over the whole window",
    "flow.m.departure_rate": "Leave, over the whole window",
    "flow.m.presence": "Days that items were there",
    "flow.m.per_arrival": "Days there per arrival",
    "flow.m.per_departure": "Days there per departure",
    "flow.m.per_item": "Days there per item there",
    "flow.m.sojourn": "Mean time of what left",
    "flow.m.coherence": "Finished work tells the same as all work",
    "flow.m.cut_presence": "Days of items cut by the window",
    "flow.m.cut_items": "Items cut by the window",
    "flow.m.relative_length": "Window, in times of what left",
    "flow.m.kind": "Finished: {kind}",
    "flow.m.kind.none": "kind not recorded",
    "flow.c.time": "flow time, Kaplan–Meier",
    "flow.c.mean": "restricted mean",
    "flow.c.efficiency": "flow efficiency",
    "flow.c.velocity": "flow velocity, throughput",
    "flow.c.load": "flow load, work in progress",
    "flow.c.distribution": "flow distribution",
    "flow.c.net": "net flow",
    "flow.c.debt": "flow debt",
    "flow.c.coherence": "coherence",
    # the picture
    "flow.picture": "Flow in {name}: {present} in progress on average; {arrived} arrive and {done} are done a week.",
    "flow.picture.present": "In progress",
    "flow.picture.weekly": "A week",
    "flow.picture.times": "Days from start to done",
    "flow.picture.arrived": "arrived",
    "flow.picture.done": "done",
    "flow.picture.usual": "usual range of done",
    "flow.picture.average": "{number} on average",
    "flow.picture.half": "half",
    "flow.picture.p85": "85 %",
    "flow.picture.marks": "each dot an item, or one twentieth of the week's",
    "flow.picture.age": "Age of what is in progress, in days, by stage",
    "flow.picture.cumulative": "What has come, where it is, what has left",
    "flow.picture.left": "left",
    "flow.picture.age.said": "{stage}: {items} in progress, the oldest for {oldest}",
    "flow.picture.age.older": "{number} older",
    "flow.picture.cumulative.said": "{came} have come and {left} have left; in progress: {inside}.",
    "flow.table.week": "Week of",
    "flow.table.typical": "Typical days",
    "flow.table.given_up": "Given up",
    "flow.table.arrived": "Arrived",
    "flow.table.done": "Done",
}
