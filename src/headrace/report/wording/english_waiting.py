"""Every sentence template of "Why it waits" in English; the form is that of :mod:`.english`."""

from __future__ import annotations

WAITING: dict[str, str | dict[str, str]] = {
    # what keeps us from telling, and what to do next
    "waiting.missing": "{sentence}",
    "waiting.missing.note": "{remedy}",
    "waiting.nothing": "No {unit} finished in this window, so no waiting can be looked into.",
    "waiting.nothing.note": "Choose a longer window: {command} --window all",
    "waiting.few": {
        "one": "One {unit} finished in this window: too few to tell why work waits.",
        "other": "{Number} {units} finished in this window: too few to tell why work waits.",
    },
    "waiting.few.note": "Five are needed. Choose a longer window: {command} --window all",
    "waiting.untold": "No record tells of waiting, so nothing can tell why work waits.",
    "waiting.untold.note": "Name what waits in the stages of headrace.yaml, such as the states of a queue.",
    "waiting.none": "No {unit} that finished in this window had waited.",
    "waiting.none.note": "See how long they were worked on: headrace map {stream}",
    # what is said first
    "waiting.strong": (
        "Of {total} that {units} waited, [wait:{share}] go with {cause}{most}, as far as the records tell."
    ),
    "waiting.even": (
        "Of {total} that {units} waited, [wait:{share}] go with {cause} and [wait:{second_share}] with {second}, about "
        "as much, as far as the records tell."
    ),
    "waiting.rest": (
        "Of {total} that {units} waited, [wait:{share}] stay unexplained: nothing in the records goes with them."
    ),
    "waiting.rest.next": " Most of the others go with {cause}: {next_share}.",
    "waiting.unexplained": " {Unexplained} stay unexplained.",
    "waiting.most": ", most of it {place}",
    "waiting.place.before": "before {receiver}",
    "waiting.place.inside": "inside {receiver}",
    # what a part goes with, in a sentence, and as a name
    "waiting.with.outside": "waiting for somebody outside",
    "waiting.with.rework": "work that came back",
    "waiting.with.hours": "hours in which nobody starts work",
    "waiting.with.together": "items being released together",
    "waiting.with.overtaken": "later items being taken up first",
    "waiting.with.busy": "receivers busy with other items of this stream",
    "waiting.with.busy_elsewhere": "receivers busy with other streams",
    "waiting.with.rest": "nothing that is recorded",
    "waiting.name.outside": "For outside",
    "waiting.name.rework": "Came back",
    "waiting.name.hours": "Hours without work",
    "waiting.name.together": "Released together",
    "waiting.name.overtaken": "Overtaken",
    "waiting.name.busy": "Busy with this stream",
    "waiting.name.busy_elsewhere": "Busy with other streams",
    "waiting.name.rest": "Unexplained",
    "waiting.short.outside": "Outside",
    "waiting.short.rework": "Back",
    "waiting.short.hours": "Hours",
    "waiting.short.together": "Batch",
    "waiting.short.overtaken": "Overtaken",
    "waiting.short.busy": "Busy",
    "waiting.short.busy_elsewhere": "Others",
    "waiting.short.rest": "Unexplained",
    # facts
    "waiting.facts.finished": {"one": "1 item finished {span}", "other": "{number} items finished {span}"},
    "waiting.facts.waits": {"one": "1 wait", "other": "{number} waits"},
    "waiting.facts.likely": "{cause}: likely {low} to {high}",
    "waiting.facts.untold": "cannot be told: {causes}",
    "waiting.facts.beside": {
        "one": "work of 1 other stream is known",
        "other": "work of {number} other streams is known",
    },
    "waiting.facts.whose": "goes with, need not be the cause; a wait belongs to the hand-off, not to either function",
    # rows
    "waiting.caption": "Why work of {name} waits, at each hand-off",
    "waiting.caption.parts": "What the waiting of {name} goes with",
    "waiting.picture": "{place}: {days}. {parts}",
    "waiting.piece": "{cause} {share}",
    "waiting.axis": "{units} waited, all items together",
    "waiting.head.part": "Goes with",
    "waiting.head.days": "Days",
    "waiting.head.share": "Share",
    "waiting.head.likely": "Likely (95 %)",
    "waiting.head.waits": "Waits",
    "waiting.head.items": "Items",
    "waiting.head.how": "How that is known",
    "waiting.head.longest": "Longest",
    "waiting.head.place": "Where",
    "waiting.known": "{cause}: {how}.",
    "waiting.cannot": "cannot tell",
    "waiting.likely": "{low} to {high}",
    "waiting.item": "{key} ({days})",
    # how each part is known
    "waiting.how.outside": "the definition names it as outside",
    "waiting.how.rework": "the item had been worked on here before and elsewhere since, or further on",
    "waiting.how.hours": "{receiver} starts work {hours}, in {started} hours seen; the rest is closed",
    "waiting.how.hours.all": "the function never starts work in these hours, as far as its own starts tell",
    "waiting.how.together": "at least three left within minutes of each other and had come apart; until then",
    "waiting.how.overtaken": "since an item that came later was taken up first; another order moves the wait to others",
    "waiting.how.busy": {
        "one": "another item was in work, and {receiver} usually has one; {starts} starts seen",
        "other": "{number} or more others were in work, as many as {receiver} usually has; {starts} starts seen",
    },
    "waiting.how.busy.all": "as many others were in work as the function usually has, most of this stream",
    "waiting.how.busy_elsewhere": {
        "one": "another item was in work, and {receiver} usually has one; it was of another stream",
        "other": "{number} or more others were in work, most of them of other streams",
    },
    "waiting.how.busy_elsewhere.all": "as many others were in work as the function usually has, most of other streams",
    "waiting.how.rest": "nothing in the records goes with it",
    "waiting.untold.undeclared": "the definition names nothing as outside",
    "waiting.untold.alone": "no other stream here needs this function",
    "waiting.untold.few": "too few starts of work are recorded",
    "waiting.untold.dates": "starts are recorded by day only",
    "waiting.untold.narrow": "work starts in too few hours of the week to be a calendar",
    "waiting.untold.no_work": "no record tells how long work goes on",
    "waiting.untold.coarse": "times are recorded too coarsely for as much as leaves the queue",
    # hours of the week
    "week.always": "at any hour",
    "week.hours": "{hours} (UTC)",
    "week.some": "in {hours} of the 168 hours of a week",
}
