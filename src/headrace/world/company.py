"""Imaginary Tills, a company that does not exist: what it is, whom it serves, and what changes in it."""

from __future__ import annotations

from datetime import date

from headrace.world.helping import QUESTIONS, TROUBLE, UPKEEP
from headrace.world.papers import FIX
from headrace.world.process import Company, Effect, Stream, Turn
from headrace.world.selling import GUEST_CHECKOUT, MOBILE_CHECKOUT, SALES_INSIGHT, TILL_CONNECTION
from headrace.world.settling import GERMANY, NEXT_DAY_PAYOUT, SETTLED_DISPUTES
from headrace.world.starting import FIRST_PAYMENT, SHOP_CHECK

FIRST_DAY = date(2022, 7, 1)
"""The records begin."""

LAST_DAY = date(2025, 6, 30)
"""The records end in the evening of this day, whenever the demo is run."""

REFINE_TOGETHER = Turn(
    name="refine-together",
    since=date(2024, 10, 7),
    effects=(
        Effect("FP", "Build", wait=0.42),
        Effect("FP", "Test", wait=1.55),
    ),
    says="Product and Engineering refine together twice a week. The wait for Engineering is more than "
    "halved; testers sit in these meetings too, and the next queue, for Quality, grows.",
)

SMALLER_BATCHES = Turn(
    name="smaller-batches",
    since=date(2024, 3, 4),
    effects=(Effect("GC", "Refine", wait=0.98),),
    says="Guest checkout refines fewer cards at a time. It changes nothing that matters.",
)

TWO_MORE_QUESTIONS = Turn(
    name="two-more-questions",
    since=date(2025, 1, 6),
    effects=(Effect("NP", "Approve", work=1.22),),
    tried=False,
    says="Approvals of payouts ask two more questions; their queue grows from then on.",
)

IMAGINARY_TILLS = Company(
    name="Imaginary Tills",
    functions=(
        "Support",
        "Customer success",
        "Product",
        "Design",
        "Engineering",
        "Quality",
        "Security",
        "Operations",
    ),
    processes=(
        FIRST_PAYMENT,
        SHOP_CHECK,
        GUEST_CHECKOUT,
        MOBILE_CHECKOUT,
        SALES_INSIGHT,
        TILL_CONNECTION,
        NEXT_DAY_PAYOUT,
        SETTLED_DISPUTES,
        GERMANY,
        QUESTIONS,
        UPKEEP,
        TROUBLE,
    ),
    streams=(
        Stream("first-payment", ("FP",)),
        Stream("card-test", ("FP",), {"FP": "card-test"}),
        Stream("shop-check", ("SC",)),
        Stream("next-day-payout", ("NP",)),
        Stream("settled-disputes", ("SD",)),
        Stream("sales-insight", ("SI",)),
        Stream("till-connection", ("TC",)),
        Stream("guest-checkout", ("GC",)),
        Stream("mobile-checkout", ("GC", "MC"), {"GC": "mobile"}),
        Stream("trouble-ended", ("INC",)),
        Stream("answered-questions", ("Q",)),
        Stream("open-in-germany", ("DE",)),
    ),
    crews={"testers": 9, "designers": 9, "approvers": 2},
    urgent=frozenset({FIX}),
    turns=(SMALLER_BATCHES, REFINE_TOGETHER, TWO_MORE_QUESTIONS),
)
