"""Sentences of a profile's dimensions in English: what is measured, how, what is missing and what would mend it."""

from __future__ import annotations

DIMENSIONS: dict[str, str | dict[str, str]] = {
    # flow
    "flow.name": "Flow",
    "flow.question": "How much gets through, how long does it take, and how much is under way?",
    "flow.how.done": "Items done per whole week; range: circular block bootstrap over weeks.",
    "flow.how.half": "From need to use, unfinished work counted; Kaplan–Meier, range by its log(−log) band.",
    "flow.how.p85": "As the half, at 85 %.",
    "flow.how.open": "Items that have begun and neither ended nor been given up, at the data's time.",
    "flow.how.efficiency": "Days worked on over all days of what finished; range: ratio estimator over days.",
    "flow.none.done": "Fewer than 8 whole weeks lie in this window: too few for a mean a week.",
    "flow.none.efficiency": "What finished took no time that was recorded.",
    "flow.oldest": "oldest for {days}",
    "profile.few": "Too few {what} in this window to say a time: {number}; five are needed.",
    # reliability
    "reliability.name": "Reliability",
    "reliability.question": "How often does something break for customers, and how soon is it well again?",
    "reliability.things": "incidents",
    "reliability.m.load": "Incidents",
    "reliability.how.load": (
        "Incidents that began in the window, over its weeks; range: exact Poisson interval."
    ),
    "reliability.m.recovery_half": "Half are resolved within",
    "reliability.m.recovery_p85": "85 % are resolved within",
    "reliability.how.recovery_half": (
        "From the first record to the resolution that lasted, open incidents counted; Kaplan–Meier, "
        "range by its log(−log) band."
    ),
    "reliability.how.recovery_p85": "As the half, at 85 %.",
    "reliability.m.acknowledged": "Half are taken up within",
    "reliability.how.acknowledged": (
        "From the first record until somebody acknowledged it; what ended without that counts until its end; "
        "Kaplan–Meier, range by its log(−log) band."
    ),
    "reliability.none.acknowledged": "No record says when somebody took an incident up.",
    "reliability.mend.acknowledged": "Tools for incidents record it as acknowledged.",
    "reliability.m.repeated": "Came back",
    "reliability.how.repeated": (
        "Incidents that were open again after their end, or whose declared cause had led to one before; "
        "range: Wilson."
    ),
    "reliability.none.repeated": "No incident began in this window.",
    "reliability.m.caused": "With a declared cause",
    "reliability.how.caused": "Incidents with a link to what caused them; range: Wilson.",
    "reliability.none.caused": "No incident began in this window.",
    "reliability.unread": "No incidents are read.",
    "reliability.unread.mend": (
        "Connect the tool that has them: headrace connect pagerduty, opsgenie, servicenow or statuspage, or import "
        "a table of them."
    ),
    "reliability.unlinked": {
        "one": "The one incident there is names neither this stream's work nor a service of it.",
        "other": "None of {number} incidents names this stream's work or a service of it.",
    },
    "reliability.unlinked.mend": (
        "Name the stream's services in headrace.yaml, as incidents name them (services: [checkout]), or declare "
        "what caused an incident where it is recorded."
    ),
    "reliability.by_service": {
        "one": "1 by its service alone",
        "other": "{number} by their service alone",
    },
    "reliability.open": {
        "one": "1 open now, for {oldest}",
        "other": "{number} open now, the oldest for {oldest}",
    },
    # security
    "security.name": "Security",
    "security.question": "How long do known weaknesses stay in what this stream delivers?",
    "security.things": "findings",
    "security.m.exposure_half": "Half are fixed within",
    "security.m.exposure_p85": "85 % are fixed within",
    "security.how.exposure_half": (
        "From found to fixed, open findings counted, dismissed ones until then; Kaplan–Meier, range by its "
        "log(−log) band."
    ),
    "security.how.exposure_p85": "As the half, at 85 %.",
    "security.m.open": "Open now",
    "security.how.open": "Findings that are neither fixed nor dismissed at the data's time.",
    "security.m.oldest": "Oldest open",
    "security.how.oldest": "Age of the oldest open finding at the data's time.",
    "security.none.oldest": "No finding is open.",
    "security.m.found": "Found",
    "security.how.found": "Findings found in the window, over its weeks; range: exact Poisson interval.",
    "security.m.fixed": "Fixed",
    "security.how.fixed": "Findings fixed in the window, over its weeks; range: exact Poisson interval.",
    "security.dismissed": {"one": "1 dismissed", "other": "{number} dismissed"},
    "security.severity": "{severity}: {words}",
    "security.severity.half": "{severity}: {days} ({number})",
    "security.unrated": "not rated",
    "security.unread": "No findings of security scans are read.",
    "security.unread.mend": (
        "Connect the tool that has them: headrace connect github reads code scanning and Dependabot, headrace "
        "connect sonarqube reads vulnerabilities and hotspots."
    ),
    "security.unlinked": {
        "one": "The one finding there is lies in no repository or service of this stream.",
        "other": "None of {number} findings lies in a repository or service of this stream.",
    },
    "security.unlinked.mend": (
        "Let the stream follow changes or commits, whose repositories count, or name its services in "
        "headrace.yaml (services: [checkout])."
    ),
    "security.by_repository": {
        "one": "1 by its repository or service alone, which other streams may share",
        "other": "{number} by their repository or service alone, which other streams may share",
    },
    # quality
    "quality.name": "Quality",
    "quality.question": "How much of the work is right when it is handed on, and stays right?",
    "quality.m.right_first_time": "Right first time, all stages",
    "quality.how.right_first_time": (
        "Product over the stages of the share of items not sent back to them; range from theirs (Wilson), on "
        "logarithms."
    ),
    "quality.c.right_first_time": "rolled %C&A",
    "quality.none.right_first_time": "Nothing was finished in this window.",
    "quality.few.right_first_time": {
        "one": "A stage had only 1 item in this window; five at each are needed.",
        "other": "A stage had only {number} items in this window; five at each are needed.",
    },
    "quality.fewest": "fewest at a stage: {number}",
    "quality.surveyed": {"one": "1 stage as surveyed", "other": "{number} stages as surveyed"},
    "quality.m.escaped": "Defects that got through",
    "quality.how.escaped": (
        "Incidents and items called bugs that name this stream's work as their cause, or are linked to it and began "
        "after it was done, over what was delivered; range: exact Poisson interval."
    ),
    "quality.u.escaped": "per 100 delivered",
    "quality.none.escaped": "Nothing was finished in this window.",
    "quality.unread.escaped": "No record is an incident or called a bug, so none can be linked to the work.",
    "quality.unlinked.escaped": {
        "one": "The one record that is an incident or called a bug is linked to nothing.",
        "other": "None of {number} records that are incidents or called bugs is linked to anything.",
    },
    "quality.mend.escaped": "Connect the tool in which defects are raised, and link them to what they are about.",
    "quality.m.reopened": "Reopened after done",
    "quality.how.reopened": (
        "Items that came back after an end that lies in the window, of all that were done in it, whatever they are "
        "now; range: Wilson."
    ),
    "quality.none.reopened": "Nothing was finished in this window.",
    "quality.m.reverted": "Commits taken back",
    "quality.how.reverted": (
        "Commits of the stream's changes whose message a later commit names as reverted; range: Wilson."
    ),
    "quality.none.reverted": "No commit of the stream's work lies in this window.",
    "quality.mend.reverted": "Import or connect the repository, and link commits to changes or items.",
    "quality.m.failed_builds": "Builds that failed",
    "quality.how.failed_builds": (
        "Runs of the stream's builds that failed, among those that failed or succeeded; range: Wilson."
    ),
    "quality.none.failed_builds": "No build of the stream's work ended in this window.",
    "quality.mend.failed_builds": "Connect the tool that builds: its runs name the commit or change.",
}
