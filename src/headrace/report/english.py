"""Every sentence template in English, each under its key, with its plural forms.

``{slot}`` is filled in, ``[role:words]`` carries a meaning (see :class:`~headrace.report.headline.Part`).
A template with plural forms is a dictionary from the language's plural category to the text; English has
``one`` and ``other``.
"""

from __future__ import annotations

ENGLISH: dict[str, str | dict[str, str]] = {
    # the map says
    "map.missing": "{sentence}",
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
    "map.few": {
        "one": "One {unit} finished in this window. Here it is; an average would mislead.",
        "other": "{Number} {units} finished in this window. Here is each of them; an average would mislead.",
    },
    "map.few.note": "With 10 we draw the map, with 30 we compare kinds of work. A longer window may hold more.",
    "map.few.note.all": "With 10 we draw the map, with 30 we compare kinds of work. These are all there are so far.",
    "map.none": "No {unit} finished in this window, so there is no map of it.",
    "map.none.open": {
        "one": "No {unit} finished in this window; one is in progress.",
        "other": "No {unit} finished in this window; {number} are in progress.",
    },
    "map.none.note": "Choose a longer window.",
    "map.none.note.open": "Choose a longer window, or look at what is in progress.",
    "map.none.note.all": "No longer window holds more: headrace check tells what the rule for done matches.",
    "map.none.note.all.open": "No longer window holds more; what is in progress can be looked at.",
    "map.uncertain": (
        "{A_unit} takes [strong:between {low} and {high}] to reach {customer}: "
        "{n} {units} are too few, or too unlike, to say closer. {share}"
    ),
    "map.uncertain.waits": "Most of that time it [wait:waits].",
    "map.uncertain.works": "Most of that time people [active:work on it].",
    "map.strong": (
        "{A_unit} takes [strong:{total}] to reach {customer}. "
        "People [active:work on it for {work}]. It [wait:waits for {wait}]{where}."
    ),
    "map.blocked": (
        "{A_unit} takes [strong:{total}] to reach {customer}. People [active:work on it for {work}]. "
        "It [wait:waits for {wait}]{where}, and is [blocked:marked as blocked for {blocked}]."
    ),
    "map.no_work": (
        "{A_unit} takes [strong:{total}] to reach {customer}, and [wait:waits] all that time{where}: "
        "no work on it is recorded."
    ),
    "map.no_wait": (
        "{A_unit} takes [strong:{total}] to reach {customer}. As recorded, people "
        "[active:work on it] all that time."
    ),
    "where.handoffs": ", and {handoff} of those are where one function hands over to the next",
    "where.handoffs.all": ", all of it where one function hands over to the next",
    "where.handoffs.words": ", mostly where one function hands over to the next",
    "where.inside": (
        ", and {inside} of those are inside [strong:{function}]: the hand-offs are not where "
        "this stream sticks"
    ),
    "where.inside.all": (
        ", all of it inside [strong:{function}]: the hand-offs are not where this stream sticks"
    ),
    "where.inside.words": ", mostly inside [strong:{function}]",
    "where.arrival": ", and {arrival} of those pass before anyone has it",
    "where.arrival.words": ", mostly before anyone has it",
    "where.parts": ", {handoff} of those between functions, the rest inside them or before anyone has it",
    "where.mixed": ", {handoff} of those between functions and the rest inside them",
    "map.growing": " The [wait:queue for {stage}] is growing: {now} wait now.",
    "map.growing.words": " The [wait:queue for {stage}] is growing.",
    # facts under the map's sentence
    "facts.finished": {"one": "1 item finished {span}", "other": "{number} items finished {span}"},
    "facts.kind": "only {kind}",
    "facts.unit": "calendar {units}",
    "facts.average": "averages, so that the parts add up ({mean}, likely between {low} and {high})",
    "facts.average.alone": "averages, so that the parts add up ({mean})",
    "facts.few": "few items, so read them with care",
    "facts.skewed": "half take no more than {half}: a few very long ones raise the average",
    "facts.open": {"one": "1 item in progress now", "other": "{number} items in progress now"},
    "facts.cancelled": {"one": "1 given up", "other": "{number} given up"},
    "facts.growing.none": "none",
    "facts.growing": "{then} waited for {stage} when the window began, {now} wait now",
    "facts.promise": "promise: {share} within {within}",
    "facts.promise.kept": "promise: {share} within {within}, {kept} were",
    "facts.start_unknown": {
        "one": "1 left out, as its start was not recorded",
        "other": "{number} left out, as their start was not recorded",
    },
    "facts.unmatched": {
        "one": "one rule of its definition matches nothing: headrace check tells which",
        "other": "{number} rules of its definition match nothing: headrace check tells which",
    },
    "facts.made_up": "made-up data",
    "facts.data_to": "data to {moment} UTC",
    "facts.sources": "read from {sources}",
    # inside the picture
    "picture.title": "Current-state map of {name}",
    "picture.desc": (
        "Functions are rows, stages run left to right. Hatched walls between stages are "
        "waiting, as wide as the "
        "wait is long. The strip at the bottom shows the average item to scale: {total} in "
        "all, {work} worked on, "
        "{wait} waiting, {blocked} marked as blocked."
    ),
    "picture.desc.vertical": (
        "Functions are columns, time runs downwards. Hatched walls are waiting, as tall as the wait is long: "
        "{total} in all, {work} worked on, {wait} waiting, {blocked} marked as blocked."
    ),
    "picture.need": "{Customer} needs it",
    "picture.use": "{Customer} {value}",
    "picture.no_outcome": "no outcome measured yet",
    "picture.average": "{total} on average",
    "picture.percentiles": "half within {half}, 85 % within {p85}",
    "picture.recorded_in": "Recorded in",
    "picture.customer": "Customer",
    "picture.works": "works {amount}",
    "picture.waiting_now": "{count} waiting",
    "picture.est": "est.",
    "picture.return": "{share} sent back to {stage}, {days} each",
    "picture.return.brief": "{share} back, {days} each",
    "picture.return.no_days": "{share} sent back to {stage}",
    "picture.smaller_returns": {"one": "and 1 smaller return", "other": "and {number} smaller returns"},
    "picture.smaller_returns.share": "({share} of items)",
    "picture.waits": "waits {amount}",
    "picture.blocked": "blocked {amount}",
    "picture.worked": "worked on {amount}",
    "picture.axis": "calendar {units}",
    "picture.for": "{amount} for {stage}",
    "picture.to_scale": "The average item, to scale",
    "picture.waiting": "{amount} waiting",
    "picture.work": "{amount} work",
    "picture.right_first_time": "{share} right first time",
    "picture.from_to": "{sender} to {receiver}",
    "picture.from_customer": "before {receiver} has it",
    "picture.within": "within {function}",
    "picture.sent_back": "{share} sent back to {stage}",
    # the key
    "key.active": "worked on",
    "key.wait": "waiting, same scale",
    "key.blocked": "marked as blocked",
    "key.waiting": "waiting",
    "key.given_up": "given up",
    "key.now": "waiting now",
    "key.right": "right first time",
    "key.back": "sent back",
    "key.matched": "matched between tools, if under 90",
    "key.estimated": "estimated, not measured",
    "key.returned": "second time round",
    "key.in_use": "in use",
    # said by a screen reader
    "said.wall": "{from_stage} to {to_stage}, {sender} to {receiver}: {facts}",
    "said.wall.inside": "{from_stage} to {to_stage}, within {receiver}: {facts}",
    "said.wall.first": "Before {to_stage}, from the customer to {receiver}: {facts}",
    "said.wait": "waits {days} on average",
    "said.now": {"one": "1 waiting now", "other": "{number} waiting now"},
    "said.oldest": "the oldest for {days}",
    "said.block": "{stage}, {function}: {facts}",
    "said.work": "worked on for {days} on average",
    "said.right": "{share} right first time",
    "said.right.surveyed": "{share} right first time, as asked for in a survey",
    "said.blocked": "marked as blocked for {days}",
    "said.inside": "waits {days} between its stages",
    "said.visited": "{share} of items",
    "said.working": {"one": "1 in work now", "other": "{number} in work now"},
    "said.also": "also done by {functions}",
    "said.folded": "holds {stages}",
    "said.estimated": "estimated, not measured",
    "said.return": {
        "one": "{share} of items, 1, was sent back from {from_stage} to {to_stage}{days}",
        "other": "{share} of items, {number}, were sent back from {from_stage} to {to_stage}{days}",
    },
    "said.return.days": ", {days} each",
    "said.strip": "{label}: {days}, of which {work} worked on, {wait} waiting{blocked}",
    "said.strip.blocked": ", {blocked} marked as blocked",
    "page.table": "The same picture as a table",
    # tables
    "table.part": "Part",
    "table.where": "Where",
    "table.days": "{Units}",
    "table.share": "Of the whole",
    "table.right": "Right first time",
    "table.back": "Sent back",
    "table.now": "Now",
    "table.items": "Items",
    "table.wait": "Wait for {stage}",
    "table.inside": "Waits between the stages of {stage}",
    "table.blocked": "{stage}, marked as blocked",
    "table.total": "In all",
    "strips.item": "Item",
    "strips.label": "What it was",
    "strips.kind": "Kind of work",
    "strips.journey": "Journey, {units}",
    "strips.total": "{Units}",
    "strips.caption": "Each item and its journey, to scale",
    # in a terminal
    "terminal.handoff": "hand-off",
    "terminal.waits": "waits",
    "terminal.now": "now",
    "terminal.back": "sent back",
    "terminal.more": {"one": "1 more", "other": "{number} more"},
    "terminal.no_waits": "No waiting is recorded between the stages.",
    "terminal.arrival": "before {stage}",
    "terminal.inside": "{stage}, within {function}",
    "terminal.took": "took",
    "terminal.open": "in progress",
    "terminal.stream": "value stream",
    "terminal.finished": "finished",
    "terminal.open_items": "in progress",
    "terminal.days": "takes",
    "terminal.since": "since",
    "terminal.overlap": {
        "one": "{stream}: 1 item is in {other} too",
        "other": "{stream}: {number} items are in {other} too",
    },
    "terminal.unassigned": {
        "one": "{none} of {of} {type} belongs to no value stream",
        "other": "{none} of {of} {type} belong to no value stream",
    },
    "terminal.source": "source",
    "terminal.objects": "objects",
    "terminal.events": "events",
    "terminal.last": "last event",
    "terminal.gone": "gone",
    "terminal.skipped": "left out",
    "terminal.link": "link",
    "terminal.matched": "matched",
    "terminal.of": "of",
    "terminal.dangling": "nowhere",
    "terminal.ambiguous": "ambiguous",
    "terminal.rule": "rule",
    "terminal.items": "items",
    "terminal.nothing": "nothing",
    "terminal.oddity": "irregular, and what is done",
    "terminal.share": "share",
    "terminal.not_portable": "Not portable to another engine: {what}",
    # lists of items
    "items.none": "No {unit} is listed here.",
    "items.none.note": "Choose a longer window.",
    "items.none.note.kind": "Choose a longer window or another kind of work.",
    "items.none.note.all": "No longer window holds more.",
    "items.none.note.all.kind": "No longer window holds more; another kind of work may.",
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
    "streams.facts.window": "finished {span}",
    "streams.facts.unit": "averages, in calendar days",
    "streams.facts.usual": "finished in each stream's usual window: from the day given to the end of its data",
    # can this be trusted?
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
