"""Sentence templates in English for what the data can be trusted with: rules, stages, contradictions.

They are part of :data:`.ENGLISH` and written as it says. A contradiction has its name, how its
items are counted, what to do about it, and what is missing where it cannot be asked.
"""

from __future__ import annotations

TRUST: dict[str, str | dict[str, str]] = {
    # why a rule matches nothing
    "trust.nothing": "none at all",
    "trust.meant": " Is “{name}” meant?",
    "trust.cause.type": (
        "no source tells of any {type}; there are {there}.{meant} Connect the tool that keeps it, import its file, or "
        "take the rule out."
    ),
    "trust.cause.event": (
        "no {type} ever had “{event}”; there are {there}.{meant} Correct the rule in headrace.yaml, or take it out."
    ),
    "trust.cause.value": (
        "{event} of {type} never was “{value}”; it was {there}.{meant} Correct the rule in headrace.yaml, or take it "
        "out."
    ),
    "trust.cause.condition": {
        "one": "one event matches, but not with {conditions}, or not of an item of this stream. Correct the condition.",
        "other": (
            "{events} events match, but none with {conditions}, or none of an item of this stream. Correct the "
            "condition."
        ),
    },
    "trust.cause.link": {
        "one": (
            "one event matches, but no {type} is linked to any {item}. headrace check --show links tells which "
            "references lead nowhere; what lies between the two has to stand in follows."
        ),
        "other": (
            "{events} events match, but no {type} is linked to any {item}. headrace check --show links tells which "
            "references lead nowhere; what lies between the two has to stand in follows."
        ),
    },
    "trust.cause.other": {
        "one": "one event matches, but none of this stream’s items has it, or a more exact rule means it already.",
        "other": (
            "{events} events match, but none of this stream’s items has them, or a more exact rule means them already."
        ),
    },
    "trust.stage.estimated": "it has no rule: people have estimated it.",
    "trust.stage.passed": (
        "its rules match, but each time another event of the same moment counts. See an item’s page for the order."
    ),
    "trust.midway": (
        "their time counts from their first event on, so it is too short where they were in {stage} before and nothing "
        "tells of it"
    ),
    # contradictions
    "contradiction.over_open_change": "over, while a change for it is still open",
    "contradiction.over_open_change.counted": "they are over: an open change does not keep them in progress",
    "contradiction.over_open_change.remedy": (
        "Close or merge the change; or, where work goes on, open the {unit} again."
    ),
    "contradiction.over_open_change.unasked": "no {unit} that is over is linked to a change",
    "contradiction.done_unmerged": "done, though every change for it was closed without being merged",
    "contradiction.done_unmerged.counted": "they are done, as their own record says",
    "contradiction.done_unmerged.remedy": (
        "See how they were done; if nothing was made, a rule for cancelled should name how that is recorded."
    ),
    "contradiction.done_unmerged.unasked": "no {unit} that is done is linked to a change",
    "contradiction.done_before_merge": "called done more than an hour before the first change for it was merged",
    "contradiction.done_before_merge.counted": (
        "where the stream follows changes, what comes after done counts as reopened; else they end too early"
    ),
    "contradiction.done_before_merge.remedy": "Let the merge be a rule, or agree when a {unit} may be called done.",
    "contradiction.done_before_merge.unasked": "no {unit} that is done is linked to a change that was merged",
    "contradiction.done_undeployed": "done, though no deployment of it succeeded",
    "contradiction.done_undeployed.counted": "they are done, as their own record says",
    "contradiction.done_undeployed.remedy": (
        "See whether it came into use another way; if so, connect the tool that tells of it."
    ),
    "contradiction.done_undeployed.unasked": "no {unit} that is done is linked to a deployment or release",
    "contradiction.done_before_deployment": "called done more than an hour before it was first deployed or released",
    "contradiction.done_before_deployment.counted": (
        "they end when they are called done; the wait until they can be used is left out"
    ),
    "contradiction.done_before_deployment.remedy": (
        "Let the deployment or release be the rule for done, if the customer can use it only then."
    ),
    "contradiction.done_before_deployment.unasked": "no {unit} that is done is linked to a deployment or release",
    "contradiction.deployed_before_merge": "deployed or released more than an hour before any change for it was merged",
    "contradiction.deployed_before_merge.counted": "each event counts when it happened, so they may be sent back",
    "contradiction.deployed_before_merge.remedy": (
        "See whether the deployment carried it: a link may be wrong, or a clock; or it is deployed from a branch."
    ),
    "contradiction.deployed_before_merge.unasked": "no {unit} is linked both to a merged change and to a deployment",
    "contradiction.closed_in_progress": "closed or resolved in their tool, and still in progress here",
    "contradiction.closed_in_progress.counted": "they are in progress, and their age grows",
    "contradiction.closed_in_progress.remedy": "Let done or cancelled in headrace.yaml name how they were closed.",
    "contradiction.closed_in_progress.unasked": "no record of a {unit} tells that it was closed or resolved",
    "contradiction.status_disagrees": "their status is another than their last change of status says",
    "contradiction.status_disagrees.counted": "where they are follows from the changes of status, not from the status",
    "contradiction.status_disagrees.remedy": (
        "Read the source again with headrace sync --full, or import a newer file: changes are missing."
    ),
    "contradiction.status_disagrees.unasked": "no {unit} has both a status and a record of its changes",
    "contradiction.resolved_silently": "resolved, with no change of status within an hour",
    "contradiction.resolved_silently.counted": "being resolved counts only where a rule names it",
    "contradiction.resolved_silently.remedy": "Let {type}.resolved be a rule for done, if that is how work ends here.",
    "contradiction.resolved_silently.unasked": "no {unit} tells both of being resolved and of its status",
    "contradiction.before_created": "their record has events from before it was created",
    "contradiction.before_created.counted": "each event counts when it happened: they begin with the first",
    "contradiction.before_created.remedy": (
        "They were moved or imported from another tool, or a clock is wrong: see an example."
    ),
    "contradiction.before_created.unasked": "no record of a {unit} tells when it was created",
    "contradiction.work_before_created": "a change or commit for it is more than an hour older than its own record",
    "contradiction.work_before_created.counted": (
        "where the stream follows changes or commits, they begin with those; else that work is left out"
    ),
    "contradiction.work_before_created.remedy": (
        "The record was written afterwards, or the link is wrong: see an example."
    ),
    "contradiction.work_before_created.unasked": "no {unit} is linked to a change or commit",
    # what cannot be measured
    "gap.work.measure": "Time worked on, share of the time worked on",
    "gap.work": "no item ever was worked on, as recorded: all its time counts as waiting or blocked",
    "gap.work.remedy": "Give a stage a rule under working; headrace check --show rules tells which rules find nothing.",
    "gap.wait.measure": "Waiting time, waits at hand-offs, share of the time worked on",
    "gap.wait": "no item ever waited, as recorded: all its time counts as worked on or blocked",
    "gap.wait.remedy": "Give a stage a rule under waiting: a status that says ready, or the end of the stage before.",
    "gap.blocked.measure": "Blocked time",
    "gap.blocked": "no item was ever marked as blocked",
    "gap.blocked.remedy": "Where a tool has a flag or a status for it, name it under blocked.",
    "gap.handoff.measure": "Hand-offs between functions",
    "gap.handoff": "all stages belong to one function",
    "gap.handoff.remedy": "Name the function of each stage, or let an attribute tell it.",
    "gap.cancelled.measure": "Given up",
    "gap.cancelled": "no rule says when an item is cancelled: given up looks like in progress",
    "gap.cancelled.remedy": "Name under cancelled how work ends that nobody will use.",
    "gap.kind.measure": "Kinds of work",
    "gap.kind": "the stream names no attribute that tells the kind of work",
    "gap.kind.remedy": "Write kind: and the attribute, such as type.",
    "gap.kind.untold": "no item has “{name}”",
    "gap.kind.untold.remedy": "Correct kind, or import records that have it.",
    "gap.promise.measure": "Promise kept",
    "gap.promise": "no promise to the customer is written down",
    "gap.promise.remedy": "Write it, as in promise: {{within: 14d, for: 85%}}.",
    "gap.outcome.measure": "Outcome",
    "gap.outcome": "no signal of the customer is named",
    "gap.outcome.remedy": "Name under outcomes an attribute of the items that says yes or no.",
    "gap.outcome.untold": "no item tells “{name}”",
    "gap.outcome.untold.remedy": "Import it as an attribute of each {item} that says yes or no.",
    "gap.tools.measure": "Matched from tool to tool",
    "gap.tools": "all stages are told of by one tool",
    "gap.tools.remedy": "Connect the tools before and after it, and follow their records: headrace connect.",
    "terminal.few": "too few",
    "terminal.not_told": "not told",
    "terminal.gap": "not measured",
    "flow.untold": "no record tells",
    "streams.few_finished": "too few to average",
    "streams.none_finished": "nothing finished in this window",
    "streams.undivided": "not told apart: worked on and waiting",
    # the terminal's table heads, and what the page says beside its tables
    "terminal.stage": "stage",
    "terminal.ever_in": "ever in it",
    "terminal.of_done": "of those done",
    "terminal.crossing": "from one tool into the next",
    "terminal.followed": "followed",
    "terminal.of_items": "of",
    "terminal.contradiction": "contradiction",
    "terminal.such_as": "such as",
    "terminal.no_contradiction": "No record contradicts another, as far as can be asked.",
    "terminal.rule_without": "{stream}: {rule}: {cause}",
    "terminal.stage_without": "{stream}: nothing ever was in {stage}: {cause}",
    "trust.nobody": "none",
}
