"""Every sentence template of delivery in English; the form is that of :mod:`.english`."""

from __future__ import annotations

_CONNECT_CODE = (
    "Connect the tool that has them: headrace connect github, gitlab, bitbucket or azure-devops, or import the "
    "repository."
)
_CONNECT_DEPLOYS = (
    "Connect the tool that deploys: headrace connect github, gitlab, argocd, jenkins or azure-devops, or let it send "
    "its deployments as events."
)
_CONNECT_INCIDENTS = (
    "Connect the tool that has them: headrace connect pagerduty, opsgenie, servicenow or statuspage, or import a table "
    "of them."
)

DELIVERY: dict[str, str | dict[str, str]] = {
    "delivery.name": "Delivery",
    "delivery.question": "How soon is a change in production, how often, and what does it break?",
    # what is said first
    "delivery.missing": "{sentence}",
    "delivery.missing.note": "{remedy}",
    "delivery.unread": "{name}: nothing in the records says how changes get to production, as {why}",
    "delivery.lead": "Half of the changes are [strong:in production within {half}] of their first commit",
    "delivery.lead.opened": "Half of the changes are [strong:in production within {half}] of being opened",
    "delivery.lead.far": "Half of the changes take [strong:{half}] from their first commit to production",
    "delivery.lead.opened.far": "Half of the changes take [strong:{half}] from being opened to production",
    "delivery.lead.none": "How long a change takes to production cannot be told",
    "delivery.deploys": "; work is deployed [strong:{often}].",
    "delivery.often": "{number} times a week",
    "delivery.often.days": "on {number} days a week",
    "delivery.deploys.none": "; nothing was deployed.",
    "delivery.failed": {
        "one": " 1 of {of} deployments has an incident charged to it.",
        "other": " {number} of {of} deployments have incidents charged to them.",
    },
    "delivery.failed.none": " No incident is charged to any of {of} deployments.",
    # facts
    "delivery.facts.changes": {
        "one": "1 change deployed {span}",
        "other": "{number} changes deployed {span}",
    },
    "delivery.facts.deployments": {"one": "1 deployment", "other": "{number} deployments"},
    "delivery.facts.unlinked": "{number} of {of} merged changes lead to no deployment",
    "delivery.facts.mode": "as Apache DevLake computes it",
    "delivery.facts.censored": "unfinished changes counted",
    # the measures
    "delivery.m.lead_half": "Change lead time, half within",
    "delivery.m.lead_p85": "Change lead time, 85 % within",
    "delivery.m.frequency": "Deployment frequency",
    "delivery.m.recovery_half": "Failed deployment recovery time, half within",
    "delivery.m.fail_rate": "Change fail rate",
    "delivery.m.rework": "Deployment rework rate",
    "delivery.how.lead_half": (
        "From a change's first commit (where none is told, from when it was opened) to the first deployment in "
        "production that carried it, unfinished changes counted; Kaplan–Meier, range by its log(−log) band."
    ),
    "delivery.how.lead_p85": "As the half, at 85 %.",
    "delivery.how.frequency": (
        "Deployments of the stream's work that succeeded in production, per whole week; range: circular block "
        "bootstrap over weeks."
    ),
    "delivery.how.recovery_half": (
        "From a failed deployment until its last incident was mended, open ones counted; Kaplan–Meier, range by its "
        "log(−log) band."
    ),
    "delivery.how.fail_rate": (
        "Deployments that an incident names as its cause, or within the time that the definition states, over all; "
        "range: Wilson's for a binomial share."
    ),
    "delivery.how.rework": (
        "Deployments that carried what is about an incident of the stream, over them and the stream's; range: "
        "Wilson's for a binomial share."
    ),
    "delivery.how.lead_half.devlake": (
        "Median over changes deployed in the window of (first commit to opened) + (opened to merged) + (merged to "
        "deployed) in whole minutes, negative parts as nothing."
    ),
    "delivery.how.frequency.devlake": "Median number of days with a deployment over the calendar weeks.",
    "delivery.how.recovery_half.devlake": (
        "Median from the finish of the deployment before an incident to its resolution (DORA 2023)."
    ),
    "delivery.how.fail_rate.devlake": (
        "Deployments with an incident over all; each incident is charged to the latest deployment before it, "
        "however old."
    ),
    "delivery.how.rework.devlake": "",
    "delivery.days_a_week": "days a week",
    # what keeps a measure missing
    "delivery.no.changes": "No changes and no commits are read.",
    "delivery.no.changes.mend": _CONNECT_CODE,
    "delivery.no.deployments": "No deployments are read.",
    "delivery.no.deployments.mend": _CONNECT_DEPLOYS,
    "delivery.no.incidents": "No incidents are read.",
    "delivery.no.incidents.mend": _CONNECT_INCIDENTS,
    "delivery.no.own": {
        "one": "The one deployment to production is linked to none of this stream's work.",
        "other": "None of {number} deployments to production is linked to this stream's work.",
    },
    "delivery.no.own.none": "No deployment to production has succeeded yet.",
    "delivery.no.own.mend": "Look which links are matched: headrace check --show links",
    "delivery.no.own_changes": "No change is linked to this stream's work.",
    "delivery.no.carried": "No deployment is linked to a change of this stream.",
    "delivery.no.inside": "Nothing of this stream was deployed in this window.",
    "delivery.no.inside.mend": "Choose a longer window: headrace delivery {stream} --window all",
    "delivery.no.failed": "No incident is charged to a deployment of this window.",
    "delivery.no.recovered": "No incident after a deployment of this window was resolved.",
    "delivery.no.devlake": "DevLake does not compute it.",
    "delivery.no.devlake.mend": "Look at it in our reading: headrace delivery {stream} --mode strict",
    "delivery.few": "Too few {what} in this window to say a time: {number}; five are needed.",
    "delivery.few.lead": "changes",
    "delivery.few.recovery": "failed deployments",
    # beside a measure
    "delivery.beside.changes": "{number} of {of} merged changes lead to no deployment",
    "delivery.beside.deployments": "{number} of {of} deployments to production are linked to nothing",
    "delivery.beside.incidents": "{number} of {of} incidents name no cause",
    "delivery.beside.failed": {"one": "1 failed", "other": "{number} failed"},
    "delivery.beside.opened": "begun when opened: no commits are told",
    # the parts
    "delivery.parts": {
        "one": "Mean lead time of the one change that was deployed, part by part",
        "other": "Mean lead time of the {number} changes that were deployed, part by part",
    },
    "delivery.parts.brief": "Mean lead time, part by part (n {number})",
    "delivery.parts.total": "{parts}: {days} in all",
    "delivery.part.coding": "First commit to opened",
    "delivery.part.review": "Opened to merged",
    "delivery.part.release": "Merged to deployed",
    "delivery.part.whole": "{days} on average",
    "delivery.part.said": "{name}: {days}",
    "delivery.behind": {
        "one": "Of 1 change one part is negative (opened before its first commit, or deployed before it was merged).",
        "other": (
            "Of {number} changes one part is negative (opened before the first commit, or deployed before the merge)."
        ),
    },
    # stages as pairs of events
    "delivery.stages": "Stages as pairs of events",
    "delivery.stage.head.stage": "Stage",
    "delivery.stage.head.from": "From",
    "delivery.stage.head.to": "To",
    "delivery.stage.head.half": "Half within",
    "delivery.stage.head.p85": "85 % within",
    "delivery.stage.head.items": "Items",
    "delivery.stage.head.open": "Not through",
    "delivery.stage.last": "last {start}",
    "delivery.stage.missing": "no {rules} in the log",
    "delivery.stage.missing.mend": "Declare the stage with events that there are: delivery, stages in headrace.yaml",
    "delivery.stage.few": "{number} items in this window; five are needed to say a time",
    # the table
    "delivery.caption": "Delivery of {name}, every measure",
    "delivery.head.part": "Part of the lead time",
    "delivery.head.days": "Mean",
    # how series are called in a sentence
    "profile.what.delivery.lead_half": "the time from first commit to production",
    "profile.what.delivery.frequency": "the number of deployments a week",
    "profile.what.delivery.recovery_half": "the time to recover from a failed deployment",
    "profile.what.delivery.fail_rate": "the number of failed deployments a week",
    "profile.what.delivery.rework": "the number of deployments a week that mend",
}
