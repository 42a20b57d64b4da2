"""Every sentence template of the forecast page in English; the form is that of :mod:`.english`."""

from __future__ import annotations

FORECAST: dict[str, str | dict[str, str]] = {
    # what keeps us from a forecast, and what to do next
    "forecast.missing": "{sentence}",
    "forecast.missing.note": "{remedy}",
    "forecast.nothing": "Too early to forecast: no {unit} is finished yet; eight weeks of them are needed.",
    "forecast.nothing.note": "Look whether the rule for done matches anything, headrace check, or read what is in "
    "progress: headrace items {stream} --at open",
    "forecast.early": {
        "one": "Too early to forecast: one week of finished {units}, 8 are needed ({day}).",
        "other": "Too early to forecast: {number} weeks of finished {units}, 8 are needed ({day}).",
    },
    "forecast.early.note": "Too early to forecast; the first can be made on {day}, with what is read until then.",
    "forecast.few": {
        "one": "Too early to forecast: one {unit} is finished, five are needed.",
        "other": "Too early to forecast: {number} {units} are finished, five are needed.",
    },
    "forecast.idle": {
        "one": "No forecast: no {unit} was finished in the last week.",
        "other": "No forecast: no {unit} was finished in the last {number} weeks.",
    },
    "forecast.idle.note": "Look whether the rule for done still matches anything, headrace check, or read what is in "
    "progress: headrace items {stream} --at open",
    "forecast.few.note": "A wider stream or all kinds of work together may have more.",
    # when so many are done
    "forecast.when": {
        "one": "The next {unit} reaches {customer} [outcome:by {likely}] with a chance of [strong:85 in 100]; "
        "by {even} it is even.",
        "other": "The next {count} {units} reach {customer} [outcome:by {likely}] with a chance of "
        "[strong:85 in 100]; by {even} it is even.",
    },
    "forecast.when.same": {
        "one": "The next {unit} reaches {customer} [outcome:by {likely}] with a chance of [strong:85 in 100].",
        "other": "The next {count} {units} reach {customer} [outcome:by {likely}] with a chance of "
        "[strong:85 in 100].",
    },
    "forecast.when.even": {
        "one": "It is even that the next {unit} reaches {customer} [outcome:by {even}]; a chance of 85 in 100 "
        "is more than a year away.",
        "other": "It is even that the next {count} {units} reach {customer} [outcome:by {even}]; a chance of "
        "85 in 100 is more than a year away.",
    },
    "forecast.when.far": {
        "one": "That the next {unit} reaches {customer} within a year is [wait:less than even].",
        "other": "That the next {count} {units} reach {customer} within a year is [wait:less than even].",
    },
    "forecast.older": {
        "one": " [wait:One {unit}] in progress is older than most ever get.",
        "other": " [wait:{Number} {units}] in progress are older than most ever get.",
    },
    # how many by a day
    "forecast.by": {
        "one": "By {day}, [outcome:one {unit} or more] reaches {customer} with a chance of [strong:85 in 100]; "
        "{even} or more is even.",
        "other": "By {day}, [outcome:{number} {units} or more] reach {customer} with a chance of "
        "[strong:85 in 100]; {even} or more is even.",
    },
    "forecast.by.none": {
        "one": "By {day}, it may be that [wait:no {unit}] reaches {customer}; one or more is even.",
        "other": "By {day}, it may be that [wait:no {unit}] reaches {customer}; {number} or more is even.",
    },
    "forecast.by.nothing": "By {day}, it is more likely than not that [wait:no {unit}] reaches {customer}.",
    # one item
    "forecast.item.promise": "{key} keeps its promise of {promise} with a chance of [strong:{chance} in 100], "
    "likely {low} to {high}; by {half} it is even that it reaches {customer}.",
    "forecast.item.promise.open": "{key} keeps its promise of {promise} with a chance of [strong:{chance} in 100], "
    "likely {low} to {high}; when it is done cannot be said.",
    "forecast.item.broken": "{key} is older than its promise of {promise}; by {half} it is even that it reaches "
    "{customer}.",
    "forecast.item.broken.open": "{key} is [wait:older than its promise of {promise}], and so few that were as old "
    "are done that no day can be said.",
    "forecast.item.times": "{key} reaches {customer} [outcome:by {p85}] with a chance of [strong:85 in 100]; by "
    "{half} it is even.",
    "forecast.item.half": "It is even that {key} reaches {customer} [outcome:by {half}]; a day for 85 in 100 is not "
    "in the record.",
    "forecast.item.open": "When {key} reaches {customer} cannot be said: fewer than half of those that were as old "
    "are done.",
    "forecast.item.few": {
        "one": "When {key} reaches {customer} cannot be said: only one {unit} was ever as old.",
        "other": "When {key} reaches {customer} cannot be said: only {number} {units} were ever as old.",
    },
    "forecast.item.over": "{key} was over on {day}: there is nothing to forecast.",
    "forecast.item.stage": {
        "one": "compared with 1 that was in {stage} at {age}",
        "other": "compared with {number} that were in {stage} at {age}",
    },
    "forecast.item.age": {
        "one": "compared with 1 that was in progress at {age}; too few were in {stage} then",
        "other": "compared with {number} that were in progress at {age}; too few were in {stage} then",
    },
    "forecast.start.promise": "One that starts now keeps the promise of {promise} with a chance of {chance} in 100, "
    "likely {low} to {high} ({n} compared).",
    "forecast.start.times": "One that starts now is done by {half} with an even chance and by {p85} with 85 in 100 "
    "({n} compared).",
    # facts
    "forecast.facts.weeks": {
        "one": "from 1 week of finished {units}",
        "other": "from {number} weeks of finished {units}, the last {memory} most",
    },
    "forecast.facts.assumes": "assumes that work keeps finishing and wandering as it has",
    "forecast.facts.checked": "{n} past forecasts {weeks} weeks ahead: the band of 85 % held {held}, likely {low} "
    "to {high}",
    "forecast.facts.unchecked": "not checked yet: past forecasts need {weeks} weeks more",
    "forecast.facts.widened": "bands {times} times as wide as the model's, because of past misses",
    "forecast.facts.narrowed": "bands {times} times as wide as the model's, because past ones held too often",
    # is it any good
    "forecast.good": {
        "one": "The one past forecast four weeks ahead {held_one} its band of 85 %.",
        "other": "Of the last {number} forecasts four weeks ahead, {held} lay in their band of 85 %. {verdict}",
    },
    "forecast.good.right": "That is about what it should be.",
    "forecast.good.few": "That is fewer than it should be; later bands were widened by it.",
    "forecast.good.none": "No past forecast four weeks ahead has come out yet.",
    "forecast.good.better": "Over all {n} that far ahead, the mean pinball loss is {loss} {units}; that of the plain "
    "average of the last 26 weeks is {average} (less is better).",
    "forecast.good.held": "held",
    "forecast.good.missed": "missed",
    # pictures
    "forecast.picture": "Finished so far and what is to come",
    "forecast.picture.note": "bands hold 50, 85 and 95 % of the futures",
    "forecast.picture.said": "{name}: {done} finished in the last {weeks} weeks. {sentence}",
    "forecast.picture.today": "{day}, {done} finished in {weeks} weeks",
    "forecast.picture.more": "{number} more",
    "forecast.picture.even": "even chance",
    "forecast.past": "Past forecasts, and what happened",
    "forecast.past.note": "each four weeks ahead; bands as above, the dot is what was finished",
    "forecast.past.said": "{n} past forecasts four weeks ahead; {held} of them held in the band of 85 %.",
    "forecast.past.outside": "square: outside the band of 95 %",
    # tables
    "forecast.caption": "What is done by when in {name}",
    "forecast.caption.check": "How past forecasts in {name} did",
    "forecast.caption.past": "Past forecasts in {name}, four weeks ahead",
    "forecast.head.day": "By the end of",
    "forecast.head.low_95": "95 % from",
    "forecast.head.low_85": "85 % from",
    "forecast.head.low_50": "50 % from",
    "forecast.head.middle": "Even",
    "forecast.head.high_50": "50 % to",
    "forecast.head.high_85": "85 % to",
    "forecast.head.high_95": "95 % to",
    "forecast.head.made": "Made on",
    "forecast.head.done": "Finished",
    "forecast.head.weeks": "Weeks ahead",
    "forecast.head.n": "Forecasts",
    "forecast.head.held": "Held at {share}",
    "forecast.head.loss": "Loss",
    "forecast.head.average": "Average's loss",
    "forecast.head.widened": "Width",
    "forecast.head.question": "Question",
    "forecast.head.even": "Even chance",
    "forecast.head.likely": "85 in 100",
    "forecast.head.sure": "95 in 100",
    "forecast.held": "{held} ({low} to {high})",
    "forecast.times": "× {times}",
    "forecast.q.when": {"one": "The next {unit}", "other": "The next {count} {units}"},
    "forecast.q.by": "By {day}",
    "forecast.q.start": "One that starts now",
    "forecast.a.far": "over a year",
    "forecast.a.unknown": "not reached",
    "forecast.a.more": "{number} or more",
}
