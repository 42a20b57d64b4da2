"""Every sentence template about signals, SPACE and product measures in English; the form is that of :mod:`.english`."""

from __future__ import annotations

SIGNALS: dict[str, str | dict[str, str]] = {
    # what is missing of a signal, and what to do
    "signals.none": "No reading of {name} has been read.",
    "signals.none.mend": "headrace signal import FILE --name {signal}",
    "signals.several": "{sources} all tell {name}, and nothing says which of them counts.",
    "signals.several.mend": "Name the source in headrace.yaml, signals, {signal}:   source: {first}",
    "signals.unreadable": "No reading of {name} is a number.",
    "signals.unreadable.mend": "Look at the values in its source, then import it again.",
    "signals.later": "{name} has readings only after this window.",
    "signals.later.mend": "Choose a later window.",
    # beside a value
    "signals.readings": {"one": "1 reading", "other": "{number} readings"},
    "signals.lag": "shows what was delivered {days} before",
    "signals.unread": {"one": "1 reading could not be read", "other": "{number} readings could not be read"},
    # the list
    "signals.headline": {
        "one": "[strong:One signal] is measured beside the flow{missing}.",
        "other": "[strong:{Number} signals] are measured beside the flow{missing}.",
    },
    "signals.headline.missing": {
        "one": "; one is defined and has no reading",
        "other": "; {number} are defined and have no reading",
    },
    "signals.headline.nothing": "Nothing is measured beside the flow yet.",
    "signals.headline.nothing.note": (
        "Import a table with the columns time and value, or the answers of a survey: headrace signal import FILE"
    ),
    "signals.undefined": {
        "one": "One is read, but headrace.yaml does not say what it means:",
        "other": "{Number} are read, but headrace.yaml does not say what they mean:",
    },
    "signals.undefined.mend": (
        "headrace signal import FILE --stream STREAM --dimension DIMENSION --better up   says it once for all in a file"
    ),
    "signals.caption": "Measured signals",
    "signals.head.signal": "Signal",
    "signals.head.dimension": "Tells of",
    "signals.head.last": "Last reading",
    "signals.head.at": "On",
    "signals.head.n": "n",
    "signals.head.usual": "Usual",
    "signals.head.goal": "Goal",
    "signals.head.lag": "Lag",
    "signals.head.read": "Read",
    "signals.head.value": "Value",
    "signals.head.likely": "Likely (95 %)",
    "signals.not_defined": "not defined",
    "signals.no_reading": "no reading",
    "signals.goal.up": "{goal} or more",
    "signals.goal.down": "{goal} or less",
    # one signal
    "signals.last": "{name}: [strong:{value}] on {day}",
    "signals.last.usual": "; usual is {low} to {high}",
    "signals.last.trend.high": ". It has been above its average since {since}",
    "signals.last.trend.low": ". It has been below its average since {since}",
    "signals.last.calm": ". Nothing asks for a reaction",
    "signals.last.beyond": ". Single readings ask for a look",
    "signals.last.end": ".",
    "signals.last.few": {
        "one": ". One reading is too few to say what is usual; 8 are needed",
        "other": ". {Number} readings are too few to say what is usual; 8 are needed",
    },
    "signals.last.met": ". The goal, {goal}, is reached",
    "signals.last.unmet": ". The goal is {goal}",
    "signals.fact.alarm": "by chance alone, {alarm} of such charts show a signal",
    "signals.fact.asked": "people were asked",
    "signals.fact.source": "from {source}, read {moment}",
    "signals.fact.streams": "about {streams}",
    "signals.fact.segment": "of {segment}",
    # product
    "product.name": "Product",
    "product.question": "Do customers take it up, can they do what they came for, and are they content?",
    "product.m.adoption": "Adoption",
    "product.m.task-success": "Task success",
    "product.m.customer-satisfaction": "Customers' satisfaction",
    "product.how.adoption": "A measured series: the share or number of customers who use it.",
    "product.how.task-success": "A measured series: the share who could do what they came for.",
    "product.how.customer-satisfaction": "A measured series, of a survey for example.",
    "product.none": "No signal of this stream tells it.",
    "product.mend": "headrace signal import FILE --stream {stream} --dimension {dimension} --better up",
    # SPACE
    "space.name": "SPACE",
    "space.question": "How is the work for this stream seen, from at least three sides, one of them what people say?",
    "space.d.satisfaction": "satisfaction",
    "space.d.performance": "performance",
    "space.d.activity": "activity",
    "space.d.communication": "communication",
    "space.d.efficiency": "efficiency",
    "space.c.satisfaction": "Satisfaction",
    "space.c.performance": "Performance",
    "space.c.activity": "Activity",
    "space.c.communication": "Communication",
    "space.c.efficiency": "Efficiency and flow",
    "space.few.none": "Nothing of SPACE is measured; three of its five sides are needed.",
    "space.few": {
        "one": "Of SPACE only {sides} is measured; three of its five sides are needed.",
        "other": "Of SPACE only {sides} are measured; three of its five sides are needed.",
    },
    "space.unasked": "{Sides} are measured, but nobody was asked: SPACE needs at least one side that people perceive.",
    "space.mend": (
        "Ask those who do the work, such as how easy it is to get a change to customers, and import the answers: "
        "headrace signal import answers.csv --stream {stream} --dimension satisfaction --better up"
    ),
    "space.things": "changes",
    "space.m.satisfaction": "Satisfaction of those who do the work",
    "space.how.satisfaction": "A survey, taken together.",
    "space.none.satisfaction": "Nobody was asked yet.",
    "space.m.promise": "Promise kept",
    "space.how.promise": "Items finished within what the customer is promised, of those that finished; range: Wilson.",
    "space.none.promise": "The stream's definition has no promise, or nothing finished in this window.",
    "space.mend.promise": "Write it in headrace.yaml:   promise: {{within: 14d, for: 85%}}",
    "space.m.outcome": "Outcome: {name}",
    "space.how.outcome": "Finished items of which the attribute says yes, of those that it tells of; range: Wilson.",
    "space.m.items": "Items done",
    "space.how.items": "Per whole week; range: circular block bootstrap over weeks.",
    "space.none.items": "Fewer than 8 whole weeks lie in this window: too few for a mean a week.",
    "space.m.changes": "Changes opened",
    "space.how.changes": "Changes about the stream's items, over the window's weeks; range: exact Poisson interval.",
    "space.m.deployments": "Deployments",
    "space.how.deployments": (
        "As delivery counts them: of the stream's work, succeeded in production, per whole week; range: circular "
        "block bootstrap over weeks."
    ),
    "space.m.review": "Half are reviewed within",
    "space.how.review": (
        "From a change's opening, or its request for review, to its first review; what was merged or closed without "
        "one counts until then; Kaplan–Meier, range by its log(−log) band."
    ),
    "space.none.review": "No record says when a change of this stream was reviewed.",
    "space.mend.review": "Connect the tool that has the changes: headrace connect github, gitlab, bitbucket …",
    "space.m.handoffs": "Hand-offs per item",
    "space.how.handoffs": (
        "Times that work went from the function that last worked on an item to another one, as the hand-offs page "
        "counts them, per item finished; range: ratio estimator over days."
    ),
    "space.none.handoffs": "Nothing finished in this window.",
    "space.m.returned": "Sent back",
    "space.how.returned": "Items sent back at least once, of those that finished; range: Wilson.",
    "space.none.returned": "Nothing finished in this window.",
    "space.m.worked": "Share of the time worked on",
    "space.how.worked": "Days worked on over all days of what finished; range: ratio estimator over days.",
    "space.none.worked": "What finished took no time that was recorded.",
    "space.m.half": "Half are done within",
    "space.how.half": "From need to use, unfinished work counted; Kaplan–Meier, range by its log(−log) band.",
    "space.u.handoffs": "an item",
    "space.n.promise": "promised for {share} within {within}",
}
