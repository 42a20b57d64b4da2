"""Every sentence template about bottlenecks in English; the form is that of :mod:`.english`."""

from __future__ import annotations

BOTTLENECK: dict[str, str | dict[str, str]] = {
    # what keeps us from saying anything, and what to do next
    "bottleneck.missing": "{sentence}",
    "bottleneck.missing.note": "{remedy}",
    "bottleneck.nothing": "Nothing waited in this window, so no wait can be shortened.",
    "bottleneck.nothing.note": "Choose a longer window: {command} --window all",
    "bottleneck.short": "Too early to tell which wait the whole depends on: {seen} of records, {needed} are needed.",
    "bottleneck.short.note": "Choose a longer window, such as {command} --window 52w, or come back later.",
    "bottleneck.untold": "No record tells of waiting, so which wait the whole depends on is not known.",
    "bottleneck.untold.note": "Name what waits in the stages of headrace.yaml, such as the states of a queue.",
    # where a shorter wait goes with a shorter whole
    "bottleneck.shortens": (
        "[wait:{Where}] is the longest of all waits, and what comes after takes up what it gets: "
        "shorter waits there go with a shorter whole."
    ),
    "bottleneck.last": (
        "[wait:{Where}] is the longest of all waits, and no wait comes after it: "
        "shorter waits there go with a shorter whole."
    ),
    "bottleneck.moves": (
        "Most is [wait:waited {where}], but time saved there is waited again: the wait {held} hardly ever pauses."
    ),
    "bottleneck.moves.look": " Look there first.",
    "bottleneck.together": (
        "Most is [wait:waited {where}], but mostly while other parts of the same outcome are on the way as well: "
        "shorter waits there alone need not shorten the whole."
    ),
    "bottleneck.unclear": (
        "Most is [wait:waited {where}]; the data cannot tell whether shorter waits there would shorten the whole."
    ),
    "bottleneck.for": "for {receiver}",
    "bottleneck.for.inside": "inside {receiver}",
    "bottleneck.for.begin": "for {receiver} to begin",
    "bottleneck.Waiting": "Waiting {where}",
    # facts
    "bottleneck.facts.window": "all work, finished or not, {span}",
    "bottleneck.facts.days": "{days} waited there, {share} of all",
    "bottleneck.facts.room": (
        "something waits there {room} of the time although {receiver} works on less than at other times"
    ),
    "bottleneck.facts.limit": (
        "something waits there {limit} of the time while {receiver} works on as much as it ever does"
    ),
    "bottleneck.facts.apart": "no record says which items belong to one outcome, so each counts by itself",
    "bottleneck.facts.work_untold": "no record tells of the work of {functions}",
    "bottleneck.facts.elsewhere": "work for other value streams is not seen here",
    "bottleneck.facts.until": "what is said goes with; only a trial shows what comes of it",
    # the table
    "bottleneck.caption": "What goes with a shorter whole at each hand-off of {name}",
    "bottleneck.caption.paths": "What comes and goes at each hand-off of {name}",
    "bottleneck.head.place": "Where it waits",
    "bottleneck.head.days": "Days waited",
    "bottleneck.head.like": "Over time",
    "bottleneck.head.passes": "Reaches the end",
    "bottleneck.head.reading": "Shorter waits here",
    "bottleneck.head.at_limit": "At its limit",
    "bottleneck.head.room": "Waits with room",
    "bottleneck.head.empty": "Nothing waits",
    "bottleneck.head.fills": "Fills up",
    "bottleneck.head.together": "Beside others",
    "bottleneck.head.longest": "Longest at limit",
    "bottleneck.head.waiting": "Waiting on average",
    "bottleneck.head.came": "Come a week",
    "bottleneck.head.went": "Leave a week",
    "bottleneck.head.each": "Days each",
    "bottleneck.reading.shortens": "go with a shorter whole",
    "bottleneck.reading.moves": "are waited again {held}",
    "bottleneck.reading.moves.none": "are waited again further on",
    "bottleneck.reading.together": "pass beside other waits",
    "bottleneck.reading.unclear": "cannot tell",
    "bottleneck.said": "shorter waits {reading}",
    "bottleneck.like": "at its limit {at_limit}, with room {room}, empty {empty}",
    "bottleneck.range": "{value} ({low} to {high})",
    "bottleneck.more": {
        "one": "One more place is in the JSON and CSV.",
        "other": "{Number} more places are in the JSON and CSV.",
    },
}
