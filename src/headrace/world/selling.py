"""How shops sell: checkout for guests and on phones, tills of partners, and insight into what sells."""

from __future__ import annotations

from dataclasses import replace

from headrace.world import papers
from headrace.world.papers import BY_TRAIN, TUESDAY_AND_THURSDAY, by_kind
from headrace.world.process import Back, Outcome, Process, Spell, Stage, Wait

# Five stages, three functions; every kind of work is treated alike, and nobody measures what it brings.
GUEST_CHECKOUT = Process(
    key="GC",
    weekly=(16.2, 16.8),
    kinds=by_kind(0.25, 0.35, 0.35, 0.05),
    papers=(papers.card("GC"), *papers.code(followed=0.98)),
    stages=(
        papers.refine(Wait(Spell(2.4)), 0.8),
        papers.build(Wait(Spell(2.5)), Spell(4.4)),
        papers.review(Wait(Spell(1.2)), 0.5, Back("Build", 0.12)),
        papers.release(
            Wait(Spell(1.0), train=TUESDAY_AND_THURSDAY), BY_TRAIN, Back("Build", 0.02), after_review=True
        ),
        Stage(
            "Watch",
            "Operations",
            Spell(2.6, 0.4),
            waiting=("deployment.succeeded",),
            working=("item.status=Watching",),
            wait=Wait(Spell(0.8)),
        ),
    ),
    done=("item.status=Done",),
    cancelled=("item.status=Won't do",),
    labels={"mobile": 0.22},
    cancelled_share=0.04,
    reopened=(0.015, "Build"),
    unrecorded_share=0.004,
    trouble=0.06,
)

# The same way of working, for shoppers with a phone; its value stream also holds some of the work above.
MOBILE_CHECKOUT = replace(GUEST_CHECKOUT, key="MC", weekly=(2.2, 2.6), labels={"mobile": 1.0}, papers=(
    papers.card("MC"), *papers.code(followed=0.98)
))  # fmt: skip

# Long before anybody takes it up: ideas pile up in one tool, and are shaped when there is time.
SALES_INSIGHT = Process(
    key="SI",
    weekly=(3.9, 4.2),
    kinds=by_kind(0.5, 0.3, 0.15, 0.05),
    papers=(papers.card("SI"), papers.idea(), papers.drawing(0.9), *papers.code()),
    stages=(
        Stage(
            "Shape",
            "Product",
            Spell(2.0),
            waiting=("idea.status=New",),
            working=("idea.status=Shaping",),
            wait=Wait(Spell(24.0, 0.6)),
        ),
        Stage(
            "Design",
            "Design",
            Spell(3.0),
            waiting=("design.status=Requested",),
            working=("design.status=In design",),
            wait=Wait(Spell(1.8), crew="designers"),
            skipped=by_kind(0.0, 0.2, 0.9, 0.8),
        ),
        papers.build(Wait(Spell(2.4)), Spell(6.5)),
        papers.review(Wait(Spell(0.9)), 0.4, Back("Build", 0.08)),
        papers.test(Wait(Spell(1.8), crew="testers"), 1.4, Back("Build", 0.10)),
        papers.release(Wait(Spell(0.8)), Spell(0.3, 0.3)),
    ),
    done=("deployment.succeeded", "item.status=Done"),
    cancelled=("item.status=Won't do",),
    outcome=Outcome("report-opened-weekly", share=0.33, around=49.0, per_day=0.0),
    cancelled_share=0.12,
    forgotten_share=0.02,
    reopened=(0.01, "Build"),
)

# Waits long inside one function: four steps of Engineering, one after the other.
TILL_CONNECTION = Process(
    key="TC",
    weekly=(2.5, 2.8),
    kinds=by_kind(0.35, 0.35, 0.25, 0.05),
    papers=(papers.card("TC"), *papers.code(), papers.notice(0.8)),
    stages=(
        Stage(
            "Ask",
            "Customer success",
            Spell(1.2),
            waiting=("item.status=New",),
            working=("item.status=Asking partner",),
            wait=Wait(Spell(1.0)),
        ),
        papers.refine(Wait(Spell(2.2)), 1.0, Back("Ask", 0.2)),
        Stage(
            "Plan",
            "Engineering",
            Spell(0.8),
            waiting=("item.status=To plan",),
            working=("item.status=Planning",),
            wait=Wait(Spell(2.6)),
        ),
        papers.build(Wait(Spell(9.5, 0.5)), Spell(6.0), Back("Plan", 0.08, after=0.5)),
        Stage(
            "Connect",
            "Engineering",
            Spell(3.2),
            waiting=("item.status=To connect",),
            working=("item.status=Connecting",),
            wait=Wait(Spell(7.0, 0.5)),
            backs=(Back("Build", 0.15),),
        ),
        papers.review(Wait(Spell(2.4)), 0.6),
        papers.test(Wait(Spell(2.2), crew="testers"), 2.0, Back("Connect", 0.14)),
        papers.release(Wait(Spell(1.0), train=TUESDAY_AND_THURSDAY), BY_TRAIN),
        Stage(
            "Tell partner",
            "Customer success",
            Spell(0.6),
            waiting=("deployment.succeeded",),
            working=("notice.status=Telling",),
            wait=Wait(Spell(1.5)),
        ),
    ),
    done=("item.status=In use",),
    cancelled=("item.status=Won't do",),
    outcome=Outcome("connected-within-an-hour", share=0.46, around=55.0, per_day=0.003),
    cancelled_share=0.06,
    trouble=0.03,
)
