"""Every sentence template in English, each under its key, with its plural forms.

``{slot}`` is filled in, ``[role:words]`` carries a meaning (see :class:`~headrace.report.headline.Part`).
A template with plural forms is a dictionary from the language's plural category to the text; English has
``one`` and ``other``.
"""

from __future__ import annotations

from headrace.report.wording.english_bottleneck import BOTTLENECK
from headrace.report.wording.english_contention import CONTENTION
from headrace.report.wording.english_delivery import DELIVERY
from headrace.report.wording.english_dimensions import DIMENSIONS
from headrace.report.wording.english_flow import FLOW
from headrace.report.wording.english_forecast import FORECAST
from headrace.report.wording.english_handoffs import HANDOFFS
from headrace.report.wording.english_lists import LISTS
from headrace.report.wording.english_portfolio import PORTFOLIO
from headrace.report.wording.english_profile import PROFILE
from headrace.report.wording.english_segments import SEGMENTS
from headrace.report.wording.english_signals import SIGNALS
from headrace.report.wording.english_topology import TOPOLOGY
from headrace.report.wording.english_trust import TRUST
from headrace.report.wording.english_waiting import WAITING

ENGLISH: dict[str, str | dict[str, str]] = {
    **BOTTLENECK,
    **LISTS,
    **FLOW,
    **DELIVERY,
    **FORECAST,
    **HANDOFFS,
    **DIMENSIONS,
    **PORTFOLIO,
    **PROFILE,
    **SEGMENTS,
    **SIGNALS,
    **TOPOLOGY,
    **TRUST,
    **WAITING,
    **CONTENTION,
    # the map says
    "map.missing": "{sentence}",
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
    "map.none.note.all.open": (
        "No longer window holds more. What is in progress can be read: headrace items {stream} --at open"
    ),
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
    "map.no_work.blocked": (
        "{A_unit} takes [strong:{total}] to reach {customer}. It [wait:waits for {wait}]{where}, and is "
        "[blocked:marked as blocked for {blocked}]: no work on it is recorded."
    ),
    "map.only_blocked": (
        "{A_unit} takes [strong:{total}] to reach {customer}, and is [blocked:marked as blocked] all that time: "
        "neither work nor waiting is recorded."
    ),
    "map.hardly": (
        "{A_unit} takes [strong:{total}] to reach {customer}, and [wait:waits] nearly all that time{where}: "
        "people [active:work on it for {trace}]."
    ),
    "map.hardly.blocked": (
        "{A_unit} takes [strong:{total}] to reach {customer}. It [wait:waits for {wait}]{where}, and is "
        "[blocked:marked as blocked for {blocked}]; people [active:work on it for {trace}]."
    ),
    "map.works.blocked": (
        "{A_unit} takes [strong:{total}] to reach {customer}. People [active:work on it for {work}], and for "
        "{blocked} it is [blocked:marked as blocked]."
    ),
    "map.nearly_no_wait": (
        "{A_unit} takes [strong:{total}] to reach {customer}. As recorded, people "
        "[active:work on it] nearly all that time."
    ),
    "map.no_time": (
        "As recorded, {a_unit} reaches {customer} in the moment it begins: no time passes between its first "
        "event and its last."
    ),
    "map.no_time.note": "Stamps of whole days, or events that a tool writes all at once, look like this.",
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
    "where.arrival.all": ", all of it before anyone has it",
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
    "facts.outcome": {
        "one": "outcome: {share} {name}, of 1 item that tells",
        "other": "outcome: {share} {name}, of {number} items that tell",
    },
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
    "picture.outcome": "{share} {name}",
    "picture.average": "{total} on average",
    "picture.percentiles": "half within {half}, 85 % within {p85}",
    "picture.recorded_in": "Recorded in",
    "picture.customer": "Customer",
    "picture.works": "works {amount}",
    "picture.waiting_now": "{count} waiting",
    "picture.est": "est.",
    "picture.return": "{share} sent back to {stage}, {days} each time",
    "picture.return.brief": "{share} back, {days} each time",
    "picture.return.no_days": "{share} sent back to {stage}",
    "picture.return.from": "{share} back from {origin} to {stage}, {days} each time",
    "picture.return.from.brief": "{share} from {origin}, {days} each time",
    "picture.return.from.no_days": "{share} back from {origin} to {stage}",
    "picture.return.from.briefest": "{share} from {origin}",
    "picture.smaller_returns": {"one": "and 1 more return", "other": "and {number} more returns"},
    "picture.smaller_returns.share": "({share} of items)",
    "picture.waits": "waits {amount}",
    "picture.blocked": "blocked {amount}",
    "picture.worked": "worked on {amount}",
    "picture.no_work": "no work recorded",
    "picture.axis": "calendar {units}",
    "picture.for": "{amount} for {stage}",
    "picture.to_scale": "The average item, to scale",
    "picture.waiting": "{amount} waiting",
    "picture.work": "{amount} work",
    "picture.right_first_time": "{share} right first time",
    "picture.from_use": "use",
    "picture.from_to": "{sender} to {receiver}",
    "picture.from_customer": "before {receiver} has it",
    "picture.within": "within {function}",
    # the key
    "key.active": "worked on",
    "key.wait": "waiting, same scale",
    "key.blocked": "marked as blocked",
    "key.waiting": "waiting",
    "key.given_up": "given up",
    "key.now": "waiting now",
    "key.right": "% right first time",
    "key.back": "sent back",
    "key.matched": "share matched between tools, if under 90 %",
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
    "said.return.days": ", {days} each time",
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
    "strips.never": "not yet",
    "strips.amount": "{what}, {units}",
    "strips.caption": "Each item and its journey, to scale",
    # in a terminal
    "live.never": "never",
    "functions.none": "No event of this stream says that anybody waits or works.",
    "functions.function": "function",
    "functions.now": "now",
    "functions.then": "then",
    "functions.moved": "{events} events would count for another function. Nothing was written.",
    "functions.unmoved": "No event would count for another function. Nothing was written.",
    "brought.first": "{key}: the first to its environment, so nobody can tell what it brought",
    "brought.no_commit": "{key}: its commit, or that of the one before, is in no source; import that repository",
    "brought.no_history": "{key}: no source tells the parents of its commit; import that repository",
    "live.good": "read",
    "live.under_way": "midway",
    "live.failed": "could not be read on {moment} UTC: {why}",
    "live.failed.short": "failed",
    "live.failed.part": "{part} of {source} {state}",
    "live.left_out": "{n} records of {source} could not be understood and are left out, such as {such}",
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
    "terminal.live": "live source",
    "terminal.part": "part",
    "terminal.records": "records",
    "terminal.read_to_end": "read to end",
    "terminal.state": "state",
    "terminal.link": "link",
    "terminal.matched": "matched",
    "terminal.of": "of",
    "terminal.dangling": "nowhere",
    "terminal.ambiguous": "ambiguous",
    "terminal.rule": "rule",
    "terminal.items": "items",
    "terminal.nothing": "nothing",
    "terminal.oddity": "irregular",
    "terminal.no_oddity": "No item is irregular.",
    "terminal.share": "share",
    "terminal.not_portable": "Not portable to another engine: {what}",
}
