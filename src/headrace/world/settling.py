"""How shops get their money: paid out the next day, disputes settled, and the same in Germany."""

from __future__ import annotations

from headrace.world import papers
from headrace.world.papers import BY_TRAIN, CARD_IN_REGISTER, TUESDAY_AND_THURSDAY, by_kind
from headrace.world.process import Back, Outcome, Paper, Process, Spell, Stage, Wait

# Approvals grow longer from January 2025 on (see the turn "two more questions"), and their queue grows.
NEXT_DAY_PAYOUT = Process(
    key="NP",
    weekly=(9.5, 9.9),
    kinds=by_kind(0.25, 0.35, 0.20, 0.20),
    papers=(papers.card("NP"), *papers.code()),
    stages=(
        papers.refine(Wait(Spell(2.6)), 1.0),
        papers.build(Wait(Spell(3.0)), Spell(6.2), Back("Refine", 0.06, after=0.4)),
        papers.review(Wait(Spell(1.4)), 0.6, Back("Build", 0.08)),
        papers.test(Wait(Spell(2.2), crew="testers"), 1.8, Back("Build", 0.10)),
        Stage(
            "Approve",
            "Security",
            Spell(1.25, 0.6),
            waiting=("item.status=Ready for approval",),
            working=("item.status=In approval",),
            wait=Wait(Spell(0.8), crew="approvers"),
            backs=(Back("Build", 0.04),),
        ),
        papers.release(Wait(Spell(0.9)), Spell(0.25, 0.3)),
    ),
    done=("deployment.succeeded", "item.status=Done"),
    cancelled=("item.status=Won't do",),
    outcome=Outcome("paid-next-day", share=0.97, around=37.0, per_day=0.0005),
    cancelled_share=0.03,
    reopened=(0.01, "Build"),
    unrecorded_share=0.004,
    trouble=0.02,
)

# Slow and across seven functions; evidence is kept in a register that knows days, not times.
SETTLED_DISPUTES = Process(
    key="SD",
    weekly=(3.1, 3.2),
    kinds=by_kind(0.30, 0.30, 0.10, 0.30),
    papers=(
        papers.card("SD"),
        papers.idea(),
        papers.signal(0.81),
        Paper("entry", "entry", "register", "REG", "item", CARD_IN_REGISTER, 0.95, date_only=True),
        *papers.code(),
    ),
    stages=(
        Stage(
            "Claim",
            "Support",
            Spell(1.0),
            waiting=(),
            working=("signal.status=Open",),
            arrives_in_work=True,
        ),
        Stage(
            "Look into",
            "Customer success",
            Spell(2.4),
            waiting=("signal.status=Escalated",),
            working=("signal.status=Looking into",),
            wait=Wait(Spell(3.8)),
        ),
        Stage(
            "Shape",
            "Product",
            Spell(2.6),
            waiting=("idea.status=New",),
            working=("idea.status=Shaping",),
            wait=Wait(Spell(14.0)),
            backs=(Back("Look into", 0.18, after=0.3),),
        ),
        Stage(
            "Evidence",
            "Security",
            Spell(3.6),
            waiting=("entry.state=Asked for",),
            working=("entry.state=Being gathered",),
            wait=Wait(Spell(11.0)),
        ),
        papers.refine(Wait(Spell(3.0)), 0.8, Back("Evidence", 0.10)),
        papers.build(Wait(Spell(16.0, 0.6)), Spell(5.0)),
        papers.review(Wait(Spell(1.5)), 0.4),
        papers.test(Wait(Spell(5.0), crew="testers"), 1.6, Back("Build", 0.16)),
        papers.release(Wait(Spell(3.2), train=TUESDAY_AND_THURSDAY), BY_TRAIN),
        Stage(
            "Tell both",
            "Support",
            Spell(1.4),
            waiting=("deployment.succeeded",),
            working=("item.status=Telling both",),
            wait=Wait(Spell(4.0)),
        ),
    ),
    done=("item.status=Settled",),
    cancelled=("item.status=Withdrawn",),
    outcome=Outcome("called-fair", share=0.54, around=88.0, per_day=0.002),
    cancelled_share=0.10,
    reopened=(0.02, "Look into"),
    trouble=0.03,
)

# So few that there is nothing to average.
GERMANY = Process(
    key="DE",
    weekly=(0.03, 0.07),
    kinds=by_kind(0.7, 0.1, 0.0, 0.2),
    papers=(papers.card("DE"), papers.idea(), *papers.code()),
    stages=(
        Stage(
            "Shape",
            "Product",
            Spell(4.0),
            waiting=("idea.status=New",),
            working=("idea.status=Shaping",),
            wait=Wait(Spell(6.0)),
        ),
        Stage(
            "Translate",
            "Design",
            Spell(3.0),
            waiting=("item.status=To translate",),
            working=("item.status=Translating",),
            wait=Wait(Spell(5.0)),
        ),
        papers.build(Wait(Spell(4.0)), Spell(8.0)),
        papers.review(Wait(Spell(1.0)), 0.5),
        papers.test(Wait(Spell(3.0), crew="testers"), 2.0, Back("Build", 0.2)),
        papers.release(Wait(Spell(1.0), train=TUESDAY_AND_THURSDAY), BY_TRAIN),
    ),
    done=("deployment.succeeded", "item.status=Done"),
    cancelled=("item.status=Won't do",),
    outcome=Outcome("first-sale-in-germany", share=0.5, around=40.0, per_day=0.0),
    cancelled_share=0.05,
)
