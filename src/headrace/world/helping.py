"""How shops are helped: trouble ended, questions answered; and the work that serves no stream at all."""

from __future__ import annotations

from headrace.eventlog.link_rules import KEY_IN_TEXT
from headrace.world import papers
from headrace.world.papers import FIX, IMPROVEMENT
from headrace.world.process import Paper, Process, Spell, Stage, Wait

OUTAGE, WRONG, SLOW = "Outage", "Wrong result", "Slow"

# Day and night; about half of the incidents name the deployment that caused them (see records).
TROUBLE = Process(
    key="INC",
    weekly=(4.2, 4.4),
    kinds={OUTAGE: 0.2, WRONG: 0.5, SLOW: 0.3},
    papers=(
        Paper("incident", "incident", "incidents", "INC"),
        *papers.code("incident", 0.85),
    ),
    stages=(
        Stage(
            "Notice",
            "Support",
            Spell(0.06),
            waiting=(),
            working=("incident.status=Reported",),
            arrives_in_work=True,
        ),
        Stage(
            "Diagnose",
            "Operations",
            Spell({OUTAGE: 0.1, WRONG: 0.4, SLOW: 0.5}),
            waiting=("incident.status=With operations",),
            working=("incident.status=Diagnosing",),
            wait=Wait(Spell({OUTAGE: 0.03, WRONG: 0.3, SLOW: 0.5})),
        ),
        Stage(
            "Mend",
            "Engineering",
            Spell({OUTAGE: 0.2, WRONG: 0.8, SLOW: 0.9}),
            waiting=("incident.status=With engineering",),
            working=("incident.status=Mending",),
            wait=Wait(Spell({OUTAGE: 0.1, WRONG: 0.7, SLOW: 1.4})),
        ),
        Stage(
            "Review",
            "Engineering",
            Spell(0.05),
            waiting=("change.opened",),
            working=("change.review started",),
            wait=Wait(Spell(0.1)),
            skipped=0.4,
        ),
        Stage(
            "Deploy",
            "Operations",
            Spell(0.05),
            waiting=("change.merged", "incident.status=Mended"),
            working=("deployment.started[reason=incident]",),
            wait=Wait(Spell(0.2)),
            skipped={OUTAGE: 0.4, WRONG: 0.4, SLOW: 0.4},
        ),
        Stage(
            "Confirm",
            "Support",
            Spell(0.1),
            waiting=("incident.status=To confirm",),
            working=("incident.status=Confirming",),
            wait=Wait(Spell(0.5)),
        ),
    ),
    done=("incident.status=Resolved",),
    cancelled=("incident.status=Not a problem",),
    cancelled_share=0.05,
    reopened=(0.03, "Diagnose"),
    around_the_clock=True,
)

FIRST_LINE, SUCCESS_DESK = "first line", "success desk"

# One tool for everything; which function answers is told by the group that a ticket lies with.
QUESTIONS = Process(
    key="Q",
    weekly=(11.8, 12.6),
    kinds={"How to": 0.6, "Money missing": 0.25, "Complaint": 0.15},
    papers=(Paper("question", "ticket", "helpdesk", "T"),),
    stages=(
        Stage(
            "Answer",
            {FIRST_LINE: "Support", SUCCESS_DESK: "Customer success"},
            Spell(0.3),
            waiting=("question.status=New",),
            working=("question.status=Open",),
            wait=Wait(Spell({"How to": 0.5, "Money missing": 0.3, "Complaint": 0.9})),
        ),
        Stage(
            "Look into",
            "Operations",
            Spell(0.7),
            waiting=("question.status=With operations",),
            working=("question.status=Looking into",),
            wait=Wait(Spell(1.6)),
            skipped={"How to": 0.9, "Money missing": 0.2, "Complaint": 0.6},
        ),
        Stage(
            "Reply",
            {FIRST_LINE: "Support", SUCCESS_DESK: "Customer success"},
            Spell(0.1),
            waiting=("question.status=To reply",),
            working=("question.status=Replying",),
            wait=Wait(Spell(0.3)),
        ),
    ),
    done=("question.status=Solved",),
    cancelled=("question.status=Spam",),
    groups={FIRST_LINE: 0.8, SUCCESS_DESK: 0.2},
    cancelled_share=0.03,
    reopened=(0.06, "Answer"),
)

# Upkeep that no value stream of the catalogue claims: it shows under "belongs to no stream".
UPKEEP = Process(
    key="UP",
    weekly=(2.6, 2.6),
    kinds={IMPROVEMENT: 0.6, FIX: 0.4},
    papers=(
        papers.card("UP"),
        Paper("change", "change", "code", "PR", "item", KEY_IN_TEXT, 0.9, opened_by="change.opened"),
    ),
    stages=(
        papers.build(Wait(Spell(12.0)), Spell(3.0)),
        papers.review(Wait(Spell(1.0)), 0.3),
    ),
    done=("change.merged", "item.status=Done"),
    cancelled=("item.status=Won't do",),
)
