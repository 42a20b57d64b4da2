"""Every sentence template of the profile page in English; the form is that of :mod:`.english`."""

from __future__ import annotations

PROFILE: dict[str, str | dict[str, str]] = {
    # what keeps us from saying more
    "profile.missing": "{sentence}",
    "profile.nothing": "Nothing of {name} is measured in this window yet.",
    "profile.nothing.note": "Choose a longer window: headrace profile {stream} --window all",
    # which are measured, and which are not
    "profile.all": "[strong:All {count} dimensions of {name} are measured].",
    "profile.some": {
        "one": "{Measured} {are} measured; [strong:{unmeasured}] is missing.",
        "other": "{Measured} {are} measured; [strong:{unmeasured}] are missing.",
    },
    "profile.is": "is",
    "profile.are": "are",
    # the one thing that stands out
    "profile.stands.up": " One thing stands out: [strong:{what}] has been above its average since {since}.",
    "profile.stands.down": " One thing stands out: [strong:{what}] has been below its average since {since}.",
    "profile.calm": " Nothing stands out: no series shows a shift that lasts.",
    # facts
    "profile.facts.finished": {"one": "1 item finished {span}", "other": "{number} items finished {span}"},
    "profile.facts.measures": "{measured} of {all} measures have what they need",
    "profile.facts.charts": {
        "one": "1 series charted, which shows a shift that lasts by chance in {alarm} of windows",
        "other": (
            "{number} series charted; by chance alone, {alarm} of such profiles show a shift that lasts"
        ),
    },
    # the table
    "profile.caption": "Every measure of {name}",
    "profile.head.dimension": "Dimension",
    "profile.head.measure": "Measure",
    "profile.head.value": "Value",
    "profile.head.likely": "Likely (95 %)",
    "profile.head.n": "n",
    "profile.head.when": "When",
    "profile.head.note": "Beside it",
    "profile.at": "at {day}",
    "profile.usual": "usual {low} to {high}",
    "profile.goal": "goal {goal}",
    "profile.n": "n {number}",
    "profile.of": {"one": "1 measure is missing", "other": "{number} measures are missing"},
    "profile.unmeasured": "not measured yet",
    "profile.chart": "{what}, week by week: {n} points from {first} to {last}, the last {value}.",
    "profile.chart.usual": " Usual is {low} to {high}.",
    "profile.chart.signals": {"one": " One signal: {signals}.", "other": " {Number} signals: {signals}."},
    # which rule singles weeks out, beside the chart that shows them as rings
    "profile.rings": "rings: {rules}",
    "profile.rings.beyond.high": {
        "one": "once above its usual range, in the week of {first}",
        "other": "{number} times above its usual range, last in the week of {first}",
    },
    "profile.rings.beyond.low": {
        "one": "once below its usual range, in the week of {first}",
        "other": "{number} times below its usual range, last in the week of {first}",
    },
    "profile.rings.run.high": "above its average {first} to {last}",
    "profile.rings.run.low": "below its average {first} to {last}",
    "profile.rings.near.high": "near its upper limit {first} to {last}",
    "profile.rings.near.low": "near its lower limit {first} to {last}",
    "profile.rings.lasting.high": "above its average since {first}",
    "profile.rings.lasting.low": "below its average since {first}",
    "profile.chart.calm": " Nothing asks for a reaction.",
    # how series are called in a sentence
    "profile.what.flow.done": "what is done a week",
    "profile.what.flow.half": "flow time",
    "profile.what.reliability.load": "the number of incidents a week",
    "profile.what.reliability.recovery_half": "the time to resolve an incident",
    "profile.what.security.exposure_half": "the time to fix a finding",
    "profile.what.security.found": "the number of findings found a week",
    "profile.what.security.fixed": "the number of findings fixed a week",
    "profile.what.quality.escaped": "the number of defects that got through a week",
    "profile.what.quality.reverted": "the share of commits taken back",
    "profile.what.quality.failed_builds": "the share of builds that failed",
}
