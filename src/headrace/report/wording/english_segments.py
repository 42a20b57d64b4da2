"""Every sentence template of segments in English; the form is that of :mod:`.english`."""

from __future__ import annotations

SEGMENTS: dict[str, str | dict[str, str]] = {
    # what is said first
    "segments.missing": "{sentence}",
    "segments.few": {
        "one": "One {unit} began in this window, and {done}: too few to tell whether kinds of work differ.",
        "other": "{Number} {units} began in this window, and {done}: too few to tell whether kinds of work differ.",
    },
    "segments.few.done": {"one": "one of them is done", "other": "{number} of them are done"},
    "segments.few.done.none": "none of them is done",
    "segments.few.note": (
        "{items} are needed, {finished} of them done. A longer window may hold more: "
        "headrace segments {stream} --window all"
    ),
    "segments.unknown": "Nothing that could tell kinds of work apart is known of {units} when they begin.",
    "segments.unknown.note": (
        "Import or connect records with attributes of {units}, such as their type, size or origin."
    ),
    "segments.alike": {
        "one": "The time is [strong:the same for all kinds of work], as far as one attribute can tell.",
        "other": "The time is [strong:the same for all kinds of work], as far as {number} attributes can tell.",
    },
    "segments.alike.note": (
        "Of {n} {units}, no split by what was known when they began foretold the held-back half better: {tried}."
    ),
    "segments.split": (
        "Work is not alike: where [strong:{slow}], half takes longer than [wait:{slow_half}]; elsewhere half is "
        "done within {fast_half}."
    ),
    "segments.split.within": (
        "Work is not alike: where [strong:{slow}], half is done within [wait:{slow_half}]; elsewhere within "
        "{fast_half}."
    ),
    "segments.split.mean": (
        "Work is not alike: where [strong:{slow}] it takes [wait:{slow_mean}] of the first {until}, elsewhere "
        "{fast_mean}, on average."
    ),
    "segments.split.neither": "Work is not alike: where [strong:{slow}] it takes longer than elsewhere.",
    "segments.split.differs": " Most of the difference goes with {part}: {slow_days} against {fast_days}.",
    # what differs
    "segments.part.handoff": "the hand-off into {stage}",
    "segments.part.inside": "waiting for {stage}",
    "segments.part.working": "work in {stage}",
    "segments.part.blocked": "being blocked in {stage}",
    "segments.longer": "Where {slow}, work takes longer than where {fast}.",
    "segments.longer.among": "Where {among}: work takes longer where {slow} than where {fast}.",
    "segments.longer.mean": (
        " Of the first {until}, on average {slow_mean} ({slow_range}) against {fast_mean} ({fast_range})."
    ),
    "segments.longer.differs": (
        " Most of the difference goes with {part}: {slow_days} against {fast_days}, over {n_slow} and {n_fast} "
        "finished items of the held-back half."
    ),
    "segments.longer.nowhere": " Finished items spend about as long in every part: what differs is not finished yet.",
    "segments.range": "{low} to {high}",
    # facts
    "segments.facts.began": {"one": "1 item began {span}", "other": "{number} items began {span}"},
    "segments.facts.done": "{number} done, {open} in progress",
    "segments.facts.tried": {"one": "1 attribute asked", "other": "{number} attributes asked"},
    "segments.facts.honest": "found in one half, estimated in the other",
    "segments.facts.undated": {
        "one": "values of 1 attribute have no date and count as known from the start",
        "other": "values of {number} attributes have no date and count as known from the start",
    },
    # conditions
    "segments.is": "{attribute} is {values}",
    "segments.is_not": "{attribute} is anything but {values}",
    "segments.any": "{attribute} is told",
    "segments.missing_value": "{attribute} is not told",
    "segments.or_missing": "{words} or not told",
    "segments.above": "{attribute} is over {above}",
    "segments.upto": "{attribute} is at most {upto}",
    "segments.between": "{attribute} is over {above} and at most {upto}",
    "segments.more_values": {"one": "1 other value", "other": "{number} other values"},
    # tables
    "segments.caption": "Parts of {name} that are not alike",
    "segments.head.number": "No.",
    "segments.head.segment": "Where",
    "segments.head.items": "Items",
    "segments.head.done": "Done",
    "segments.head.half": "Half within",
    "segments.head.likely": "Likely",
    "segments.head.mean": "Mean",
    "segments.head.n": "Held back",
    "segments.tried.caption": "What was asked",
    "segments.head.attribute": "Attribute",
    "segments.head.levels": "Levels",
    "segments.head.known": "Known for",
    "segments.head.p": "By chance",
    "segments.p.none": "no split leaves enough items on both sides",
    "segments.p.below": "less than 0.001",
    "segments.routes.caption": "The most frequent routes",
    "segments.head.route": "Route",
    "segments.head.share": "Share",
    "segments.routes": {
        "one": "All finished items went one way.",
        "other": "Finished items went {number} different ways; a stay that is not interrupted counts once.",
    },
    # left out
    "segments.left_out": {"one": "Left out: {listed}.", "other": "Left out: {listed}."},
    "segments.left_out.one": "{attributes} ({reason})",
    "segments.reason.person": "says who",
    "segments.reason.few": "known for fewer than half",
    "segments.reason.constant": "the same for all",
    "segments.reason.many": "too many different values",
    "segments.reason.several": "several values at once",
    "segments.reason.same": "groups items as {like} does",
    "segments.reason.ending": "the definition's ends or outcomes are told by it",
    "segments.reason.stage": "the definition's stages are told by it",
    "segments.reason.route": "numbers the way an item went",
    "segments.reason.outcome": "says how items ended",
    # as a stream of its own
    "segments.sub.question": "Write {key} into headrace.yaml?",
    "segments.sub.name": "{name}, where {words}",
    "segments.sub.items": {
        "one": "It holds 1 item, by the values of now.",
        "other": "It holds {number} items, by the values of now.",
    },
}
