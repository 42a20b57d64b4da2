"""What the usual names of statuses and events say about the work: a guess, from tools' habits.

Nothing here is certain. A proposal made from it is commented as such, and a person corrects it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from headrace.value_streams.foreign_words import foreign_sense


class Sense(StrEnum):
    """What a status or event seems to mean for the item."""

    ASIDE = "aside"  # says nothing about where the item is: a comment, a label
    CREATED = "created"
    REOPENED = "reopened"
    WAITING = "waiting"
    WORKING = "working"
    BLOCKED = "blocked"
    DONE = "done"
    CANCELLED = "cancelled"


_SENSES: tuple[tuple[Sense, str], ...] = (
    (
        Sense.ASIDE,
        r"(un)?label(l?ed)?|(un)?assign(ed|ee)|.*comment(ed)?|mentioned|referenced|subscribed"
        r"|renamed|edited|updated|(de)?milestoned|attach(ed|ment)|link(ed)?|(un)?locked|pinned"
        r"|field|priority|rank|sprint|flagged|watch(er|ed)?|estimate[ds]?|due( date)?"
        r"|description|title|summary|fix version|component|resolution|head ref.*|synchronized"
        r"|transferred|vote[ds]?|worklog|time ?spent|story points|epic link|noted?",
    ),
    (Sense.REOPENED, r"re-?open(ed)?|re-?activated|returned|sent back|rework"),
    (
        Sense.CANCELLED,
        r"won'?t (do|fix|be done)|wont ?fix|rejected|declined|withdrawn|duplicated?|cancel+ed"
        r"|cancel|abandoned|invalid|not (an?|our|the) (bug|issue|fault|problem|defect)"
        r"|not (planned|reproducible|needed)"
        r"|cannot reproduce|can'?t reproduce|obsolete|discarded|dropped|out of scope|deferred"
        r"|no longer needed|incomplete|by design|works (for me|as designed)",
    ),
    (
        Sense.BLOCKED,
        r"blocked.*|(on ?)?hold|held|impeded|stalled|suspend(ed)?|paused?|wait|wait - .*|parked"
        r"|(wait(ing)?|awaiting|pending) (- |for |on )?(the )?(customer|user|vendor|supplier|client"
        r"|third part(y|ies)|reporter|requester|feedback|info(rmation)?|external).*"
        r"|need(s|ed)? (more )?info(rmation)?|require upgrade",
    ),
    (
        Sense.WAITING,
        r"(in |on )?(the )?(product |sprint )?backlog|queued?|in queue|enqueued|received"
        r"|open(ed)?|new|to ?do|to be .*|wait(ing)?( |-|$).*|await(ing)?.*|pending.*|ready.*"
        r"|triage[d]?|to triage|needs .*|approved|accepted by .*|selected.*|planned|scheduled?"
        r"|submitted|requested|reported|logged|registered|untriaged|unassigned|idea|inbox"
        r"|prioriti[sz]ed|groomed|refined|development (done|complete)|dev(elopment)? complete"
        r"|(code|dev|test|qa|review) (done|complete)|mergeable|proposed|next|later|draft",
    ),
    (
        Sense.DONE,
        r"closed?|resolved?|resolve (ticket|issue|case|incident|request)"
        r"|completed?|done|released|deployed|merged|fixed|finished|shipped"
        r"|delivered|live|in production|rolled out|published|launched|succeeded|implemented"
        r"|solved|verified|archived|end(ed)?",
    ),
    (Sense.CREATED, r"created?|opened|reported|submitted|registered|raised|logged|start(ed)?"),
)

_COMPILED = tuple((sense, re.compile(rf"(?:{pattern})", re.IGNORECASE)) for sense, pattern in _SENSES)

_FLAG = re.compile(r"[\w-]+([?+-])")
_FLAGS = {"?": Sense.WAITING, "+": Sense.DONE, "-": Sense.CANCELLED}
"""The signs after a flag as Bugzilla writes it, ``review?``: asked for, given, refused."""

_FUNCTIONS: tuple[tuple[str, str], ...] = (
    (
        "Support",
        r"ticket|support|customer|seriousness|incident|service desk|in charge|respond|1st line"
        r"|first line|helpdesk",
    ),
    ("Security", r"security|vulnerab|threat|pen ?test"),
    ("Design", r"design|ux\b|wireframe|mock"),
    ("Quality", r"test|\bqa\b|quality|verif|validat|uat|\baccept|inspect"),
    ("Operations", r"releas|deploy|stag(ed|ing)|production|roll|ship|publish|integrat|operat|deliver"),
    (
        "Engineering",
        r"progress|develop|\bdev\b|build|implement|coding|\bcode|review|merge|commit|author"
        r"|fix|engineer|doing|wip|change|work",
    ),
    (
        "Product",
        r"receiv|triag|backlog|idea|refin|groom|analy|spec|plan|approv|select|prior|propos"
        r"|open|new|to ?do|created|submit|request|discover|inbox|ready",
    ),
    ("Finance", r"pay|invoice|bill|refund|credit"),
    ("Sales", r"\border|quote|offer|sale"),
)
_FUNCTION_WORDS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _FUNCTIONS)

STATUS_NAMES = ("status", "state", "stage", "phase", "column", "step", "workflow state")
"""Event types whose values are the stages of work, the likeliest first."""

FLOWING = (
    "item",
    "issue",
    "ticket",
    "incident",
    "problem",
    "case",
    "request",
    "story",
    "idea",
    "order",
    "application",
    "change",
)
"""Object types that usually flow, the likeliest first."""

CARRIERS = (
    "commit",
    "build",
    "deployment",
    "release",
    "branch",
    "pipeline",
    "task run",
    "test case",
    "artifact",
)
"""Object types that carry other work; they flow only when there is nothing else."""

KINDS = (
    "type",
    "issue type",
    "item type",
    "work item type",
    "kind",
    "class",
    "category",
    "request type",
    "service type",
    "ticket type",
    "product",
)
"""Attributes that tell the kind of work, the likeliest first."""

GROUPS = (
    "function",
    "department",
    "org role",
    "role",
    "support line",
    "line",
    "org group",
    "group",
    "team",
    "workgroup",
    "assigned team",
    "assigned group",
    "assignment group",
    "support group",
    "organization involved",
    "responsible section",
    "resource",
    "org resource",
)
"""Event attributes that tell which part of the organisation worked, the likeliest first."""

LINES = {"*2nd": "2nd line", "*3rd": "3rd line", "*": "1st line"}
"""Support groups that carry their line in their name."""


def plain(name: str) -> str:
    """Return a name as people would say it: ``org:group`` → ``org group``, ``issueType`` → ``issue type``."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[\s_:./-]+", " ", spaced).strip().lower()


def sense_of(name: str) -> Sense | None:
    """Return what a status or event seems to mean; ``None`` when its name says nothing known."""
    words = re.sub(r"[\s_]+", " ", name).strip()
    if flag := _FLAG.fullmatch(words):
        return _FLAGS[flag[1]]
    for sense, pattern in _COMPILED:
        if pattern.fullmatch(words) or pattern.fullmatch(plain(name)):
            return sense
    foreign = foreign_sense(name)
    return Sense(foreign) if foreign else None


def asks(name: str) -> bool:
    """Tell whether a status or event is a flag that asks somebody for something, as ``review?`` does."""
    flag = _FLAG.fullmatch(name.strip())
    return flag is not None and flag[1] == "?"


def function_for(stage: str) -> str | None:
    """Return which function such a stage usually belongs to; ``None`` when its name says nothing known."""
    for name, pattern in _FUNCTION_WORDS:
        if pattern.search(stage):
            return name
    return None
