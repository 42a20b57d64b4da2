"""Sentence templates in English for lists: of items, of value streams, of what the data can be trusted with.

They are part of :data:`headrace.report.wording.english.ENGLISH` and written as it says.
"""

from __future__ import annotations

LISTS: dict[str, str | dict[str, str]] = {
    # a definition that finds nothing
    "absence.type": 'The log has no objects of type "{type}"; it has {types}.',
    "absence.type.remedy": "Correct items of {stream} in headrace.yaml, or import the file that holds them.",
    "absence.scope": "No {type} in the log satisfies the scope: {scope}",
    "absence.scope.remedy": "{never}Correct the scope of {stream} in headrace.yaml.",
    "absence.rules": {
        "one": "The one rule of this stream matches nothing in the log.",
        "other": "None of the {number} rules of this stream matches anything in the log.",
    },
    "absence.rules.remedy": {
        "one": "{first} Correct it in headrace.yaml.",
        "other": "The first, {first} headrace check --show rules names each of them.",
    },
    "absence.stages": "The log holds work of this stream, but no event of it puts any {type} into a stage.",
    "absence.stages.remedy": "headrace check --show rules tells which of its rules match, and how much.",
    "absence.empty": "Nothing has been imported yet.",
    "absence.empty.remedy": "headrace import FILE reads a first file.",
    # lists of items
    "items.none": "No {unit} is listed here.",
    "items.none.note": "Choose a longer window.",
    "items.none.note.kind": "Choose a longer window or another kind of work.",
    "items.none.note.all": (
        "No longer window holds more. What is in progress can be read: headrace items {stream} --at open"
    ),
    "items.none.note.all.kind": (
        "No longer window holds more; another kind of work may. What is in progress can be read: "
        "headrace items {stream} --at open"
    ),
    "items.none.note.open": "Nothing is in progress. What was finished can be read: headrace items {stream}",
    "items.no_time": {
        "one": "As recorded, the {unit} took no time: its first event and its last have the same stamp.",
        "other": "As recorded, the {units} took no time: the first event and the last of each have the same stamp.",
    },
    "items.slowest": {
        "one": "The slowest {unit} spent [strong:{share} of its {time}] [wait:waiting for {stage}]",
        "other": (
            "The {number} slowest {units} spent [strong:{share} of their {time}] [wait:waiting for {stage}]"
        ),
    },
    "items.slowest.back": {
        "one": ", and one of them was [rework:sent back]",
        "other": ", and {number} of them were [rework:sent back]",
    },
    "items.slowest.back.itself": ", and was [rework:sent back]",
    "items.end": ".",
    "items.slowest.no_wait": {
        "one": "The slowest {unit} took [strong:{longest}], with hardly any waiting.",
        "other": "The {number} slowest {units} took up to [strong:{longest}], with hardly any waiting.",
    },
    "items.wait": {
        "one": "One {unit} [wait:{words}]{mean}.",
        "other": "{Number} {units} [wait:{words}]{mean}.",
    },
    "items.work": {
        "one": "One {unit} [active:{words}]{mean}.",
        "other": "{Number} {units} [active:{words}]{mean}.",
    },
    "items.blocked": {
        "one": "One {unit} [blocked:{words}]{mean}.",
        "other": "{Number} {units} [blocked:{words}]{mean}.",
    },
    "items.return": {
        "one": "One {unit} [rework:{words}]{mean}.",
        "other": "{Number} {units} [rework:{words}]{mean}.",
    },
    "items.mean": ", {days} each on average",
    "items.mean.return": ", {days} each time on average",
    "items.part.wait": "Waited there",
    "items.part.work": "Worked on there",
    "items.part.blocked": "Blocked there",
    "items.part.return": "Until it was back",
    "items.part.whole": "In all",
    "items.open": {"one": "One {unit} is in progress now.", "other": "{Number} {units} are in progress now."},
    "items.open.oldest": {
        "one": "One {unit} is in progress, since {days}.",
        "other": "{Number} {units} are in progress; the oldest of those shown since {days}.",
    },
    "items.facts.shown": {"one": "1 item", "other": "{number} items"},
    "items.facts.page": "{first} to {last} shown",
    "items.facts.order": "{order} first",
    "item.done": (
        "{label} took [strong:{total}]. People [active:worked on it for {work}]. It "
        "[wait:waited for {wait}]{most}."
    ),
    "item.open": (
        "{label} has taken [strong:{total}] so far. People [active:worked on it for {work}]. "
        "It [wait:waited for {wait}]{most}."
    ),
    "item.cancelled": (
        "{label} was given up after [strong:{total}]. People [active:worked on it for {work}]. "
        "It [wait:waited for {wait}]{most}."
    ),
    "item.done.no_work": (
        "{label} took [strong:{total}], and [wait:waited] all that time{most}: no work on it is recorded."
    ),
    "item.open.no_work": (
        "{label} has taken [strong:{total}] so far, and [wait:waited] all that time{most}: no work on it is "
        "recorded."
    ),
    "item.cancelled.no_work": (
        "{label} was given up after [strong:{total}], and [wait:waited] all that time{most}: no work on it is "
        "recorded."
    ),
    "item.done.no_wait": "{label} took [strong:{total}]. As recorded, people [active:worked on it] {all} that time.",
    "item.open.no_wait": (
        "{label} has taken [strong:{total}] so far. As recorded, people [active:worked on it] {all} that time."
    ),
    "item.cancelled.no_wait": (
        "{label} was given up after [strong:{total}]. As recorded, people [active:worked on it] {all} that time."
    ),
    "item.link.way": "{rule}, by way of {type} {key}",
    "item.all": "all",
    "item.nearly_all": "nearly all",
    "item.done.no_time": "{label} was done in the moment it began, as recorded.",
    "item.open.no_time": "{label} has only just begun.",
    "item.cancelled.no_time": "{label} was given up in the moment it began, as recorded.",
    "item.most": ", {days} of those for {stage}",
    "item.most.all": ", all of it for {stage}",
    # value streams
    "streams.none": "No value stream is described yet, so there is nothing to compare.",
    "streams.none.note": "headrace init looks at what was read and proposes a first one.",
    "streams.few": {
        "one": "1 value stream, {finished} finished items: enough to name it, not to judge it.",
        "other": (
            "{number} value streams, {finished} finished items: enough to name them, not to compare them."
        ),
    },
    "streams.all_wait": {
        "one": "Work in {name} [wait:waits] longer than it is [active:worked on]: {wait} of {total}.",
        "other": (
            "In every one of {number} value streams, work [wait:waits] longer than it is [active:worked on]."
        ),
    },
    "streams.some_wait": {
        "one": "Work in {name} is [active:worked on] longer than it [wait:waits]: {work} of {total}.",
        "other": (
            "In {waiting} of {number} value streams, work [wait:waits] longer than it is [active:worked on]."
        ),
    },
    "streams.unassigned": {
        "one": " {none} of {of} {type} belongs to none.",
        "other": " {none} of {of} {type} belong to none.",
    },
    "streams.problem": {
        "one": " One of them shows nothing: the list says why.",
        "other": " {Number} of them show nothing: the list says why.",
    },
    "streams.nothing": {
        "one": "The one value stream shows nothing yet: the list says why.",
        "other": "None of the {number} value streams shows anything yet: the list says why.",
    },
    "streams.facts.window": "Finished {span}",
    "streams.facts.unit": "averages, in calendar days",
    "streams.facts.usual": "Finished in each stream's usual window: from the day given to the end of its data",
    # can this be trusted?
    "stray": "{source} is no longer in headrace.yaml; its {objects} objects still count. "
    "headrace forget {source} takes them out.",
    "stray.renamed": "{new} there reads the same tool or file: if {source} is called so now, "
    "its work counts twice until one of them is taken out.",
    "check.none": "No work has been read yet, so there is nothing to check.",
    "check.none.note": "headrace import FILE reads a first file. Ten finished items are enough for a map.",
    "check.unlinked": {
        "one": "{events} events from one source were read; no record in them names another.",
        "other": "{events} events from {number} sources were read; no record in them names another.",
    },
    "check.linked": (
        "[strong:{matched}] of [strong:{references}] references between records lead to the "
        "record they name; "
        "the weakest link is [strong:{weakest}], {share} matched."
    ),
    "check.linked.all": "All {references} references between records lead to the record they name.",
    "check.unmatched_rules": {
        "one": " One rule matched nothing.",
        "other": " {Number} rules matched nothing.",
    },
}
