"""A first definition is proposed from a log's summary: it runs as it is, and its guesses are the usual ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headrace.connectors.git.reader import GitReader
from headrace.connectors.jira.reader import JiraReader
from headrace.engine import rows
from headrace.errors import BadRequest
from headrace.eventlog.formats.ocel_json import OcelJsonReader
from headrace.eventlog.formats.xes import XesReader
from headrace.eventlog.reading import Reading
from headrace.eventlog.store import Store
from headrace.value_streams.amendment import NEW_FILE, with_entry
from headrace.value_streams.attributes import Attribute, Kind
from headrace.value_streams.catalog import parse_catalogue
from headrace.value_streams.discovery import Answers, propose, questions
from headrace.value_streams.draft_rules import sense_of_step
from headrace.value_streams.log_summary import (
    GroupAttribute,
    LinkSummary,
    LogSummary,
    Step,
    TypeSummary,
    steps_among,
    summarise,
)
from headrace.value_streams.proposal_text import customer_and_value
from headrace.value_streams.rules import match_rules
from headrace.value_streams.vocabulary import Sense, function_for, sense_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headrace.eventlog.reading import Reader
    from headrace.value_streams.definition import Rule, ValueStream


def _type(name: str, path: Sequence[tuple[Step, float]], objects: int = 100, **more: object) -> TypeSummary:
    """Make a type whose objects go through the steps in this order; the number is the share that end there."""
    known = [replace(step, last=round(step.items * share)) for step, share in path]
    steps, others = steps_among(known)
    at = {step: index for index, step in enumerate(steps)}
    before = {
        (at[a], at[b]): min(a.items, b.items)
        for i, a in enumerate(known)
        for b in known[i + 1 :]
        if a in at and b in at
    }
    events = sum(step.events for step in known)
    summary = TypeSummary(name, objects, events, steps, others, before, sources=("jira",))
    return replace(summary, **more)  # type: ignore[arg-type]


def _status(value: str, items: int = 100) -> Step:
    return Step("status", value, items, items)


def _event(name: str, items: int = 100) -> Step:
    return Step(name, None, items, items)


JIRA = _type(
    "item",
    [
        (replace(_event("created"), first=100), 0),
        (_status("Received", 90), 0.1),
        (_status("Open", 80), 0.1),
        (_status("In Progress", 60), 0),
        (_status("On Hold", 20), 0),
        (_status("Ready for QA", 50), 0),
        (_status("In QA", 50), 0),
        (_status("Resolved", 70), 0),
        (_status("Closed", 90), 1),
        (_status("Reopened", 9), 0),
        (Step("resolution", "Won't Fix", 7, 7), 0),
        (Step("resolution", "Fixed", 70, 70), 0),
        (_event("commented", 99), 0),
    ],
    attributes={
        "type": Attribute("type", frozenset({Kind.TEXT}), (("Bug", 60), ("Story", 40)), True, 100),
        "project": Attribute("project", frozenset({Kind.TEXT}), (("SHOP", 60), ("CORE", 40)), True, 100),
    },
)


def _texts(rules: Sequence[Rule]) -> list[str]:
    return [str(rule) for rule in rules]


def _stage(stream: ValueStream, name: str) -> tuple[list[str], list[str], list[str], object]:
    found = next(stage for stage in stream.stages if stage.name == name)
    return _texts(found.waiting), _texts(found.working), _texts(found.blocked), found.function


def test_a_tracker_becomes_ordered_stages() -> None:
    """Queues join the work they wait for, holds the work they interrupt, re-opening the first work."""
    stream = propose(LogSummary((JIRA,))).stream
    assert [stage.name for stage in stream.stages] == ["Received", "In Progress", "In QA", "Resolved"]
    assert _stage(stream, "Received") == (["item.created", "item.status=Received"], [], [], "Product")
    assert _stage(stream, "In Progress") == (
        ["item.status=Open", "item.status=Reopened"],
        ["item.status=In Progress"],
        ["item.status=On Hold"],
        "Engineering",
    )
    assert _stage(stream, "In QA") == (["item.status=Ready for QA"], ["item.status=In QA"], [], "Quality")
    assert _stage(stream, "Resolved")[0] == ["item.status=Resolved"]
    assert _texts(stream.done) == ["item.status=Closed"]
    assert _texts(stream.cancelled) == ["item.resolution=Won't Fix"]
    assert stream.kind == "type"


def test_the_order_is_that_of_first_entries_despite_loops() -> None:
    """Items that go back and forth, or skip a step, do not change the order of the many."""
    steps = tuple(_status(value) for value in ("Test", "Build", "Idea", "Live"))
    before = {(2, 1): 90, (1, 2): 10, (1, 0): 80, (0, 1): 15, (2, 0): 70, (0, 3): 9, (1, 3): 50, (2, 3): 99}
    summary = TypeSummary("item", 100, 400, (*steps[:3], replace(steps[3], last=99)), (), before)
    stream = propose(LogSummary((summary,))).stream
    used = [str(rule) for stage in stream.stages for rule in (*stage.waiting, *stage.working)]
    assert used == [f"item.status={value}" for value in ("Idea", "Build", "Test")]


def test_every_guess_is_commented_and_the_text_is_the_stream() -> None:
    """A person reads numbers and guesses beside each line; the entry read again is what was proposed."""
    proposal = propose(LogSummary((JIRA,)))
    lines = proposal.entry.splitlines()
    assert lines[0] == "# Proposed from 100 objects of the type item. Every line may be changed."
    assert any(line.endswith("# a guess from the name") for line in lines)
    assert any("item.status=In Progress" in line and line.endswith("# 60 items") for line in lines)
    assert "  # scope: project = 'SHOP'" in lines
    text = with_entry(NEW_FILE, "value_streams", proposal.entry)
    assert parse_catalogue(text.encode()).value_streams == {proposal.name: proposal.stream}


def test_a_function_that_no_name_tells_is_not_called_a_guess_from_the_name() -> None:
    """The comment says how each function came about: by the name, as before, or for want of anything."""
    path = [
        (_event("Vývoj"), 0.0),
        (_event("Kontrola", 90), 0.0),
        (_event("QA", 80), 0.0),
        (_event("Hotovo", 70), 1),
    ]
    entry = propose(LogSummary((_type("item", path),))).entry
    said = [line.partition("# ")[2] for line in entry.splitlines() if line.strip().startswith("function:")]
    assert said == [
        "the name says nothing: correct it",
        "the name says nothing: as the stage before",
        "a guess from the name",
    ]


def test_answers_are_honoured() -> None:
    """What a person says about value, start, end and name stands in the proposal."""
    answers = Answers(
        value="A new shop takes its first payment.", starts="status: open", ends="In QA", name="first-payment"
    )
    proposal = propose(LogSummary((JIRA,)), answers, taken=["first-payment"])
    stream = proposal.stream
    assert proposal.name == "first-payment-2"
    assert (stream.customer, stream.value) == ("a new shop", "takes its first payment")
    used = [
        text for stage in stream.stages for text in _texts((*stage.waiting, *stage.working, *stage.blocked))
    ]
    assert used[0] == "item.status=Open"
    assert "item.created" not in used
    assert "item.status=Received" not in used
    assert _texts(stream.done) == ["item.status=Closed", "item.status=In QA"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (Answers(starts="Opne"), 'No step of the work is called "Opne". Did you mean Open?'),
        (Answers(ends="nowhere"), 'No step of the work is called "nowhere".'),
        (Answers(starts="Closed"), 'The clock cannot start at "Closed"'),
        (Answers(ends="created"), 'Nothing comes before "created"'),
        (Answers(source="jria"), 'No source is called "jria". Did you mean jira?'),
        (Answers(items="itme"), 'No objects of the type "itme" have events. Did you mean item?'),
    ],
)
def test_an_answer_that_names_nothing_is_told(answers: Answers, expected: str) -> None:
    """The sentence names the answer and the nearest right one."""
    with pytest.raises(BadRequest) as caught:
        propose(LogSummary((JIRA,)), answers)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("A new shop takes its first payment", "new-shop-takes-its-first-payment"),
        ("The shop's owner doesn't wait", "shops-owner-doesnt-wait"),
        ("A shop’s customers pay", "shops-customers-pay"),
        ("The", "the"),
        ("Zürich gets a café", "zurich-gets-a-cafe"),
        ("2\u00a0ÃÑ!c", "2-an-c"),
        ("新しい店", "stream"),
        (
            "A customer who pays by card gets the money back within a day",
            "customer-who-pays-by-card-gets-the-money",
        ),
    ],
)
def test_a_stream_is_named_in_plain_letters(value: str, name: str) -> None:
    """Commands and addresses need no accents, signs or half words; without any letter it is a stream."""
    assert propose(LogSummary((JIRA,)), Answers(value=value)).name == name


def test_a_log_without_events_is_told() -> None:
    """Nothing can be proposed from nothing; the error says what to do."""
    with pytest.raises(BadRequest, match="Nothing in the log flows"):
        propose(LogSummary(()))
    with pytest.raises(BadRequest, match="Nothing in the log flows"):
        questions(LogSummary((TypeSummary("item", 3, 0),)))


def test_the_four_questions_offer_what_would_be_assumed() -> None:
    """Each question has a default from the log, and an answered one changes the others."""
    asked = {question.key: question for question in questions(LogSummary((JIRA,)))}
    assert list(asked) == ["value", "source", "starts", "ends"]
    assert (asked["source"].default, asked["source"].choices) == ("jira", ("jira",))
    assert (asked["starts"].default, asked["starts"].because) == ("created", "from 100 items")
    assert asked["ends"].default == "status: Closed"
    assert "status: In Progress" in asked["starts"].choices
    for question in asked.values():
        assert propose(LogSummary((JIRA,)), Answers(**{question.key: question.default})).stream.stages


COMMIT = _type("commit", [(_event("authored"), 0), (_event("committed"), 1)], objects=500)
RELEASE = _type("release", [(_event("released"), 1)], objects=10)


def _linked(item: int, commit: int) -> LogSummary:
    links = (LinkSummary("item", "commit", item), LinkSummary("commit", "release", commit))
    return LogSummary((JIRA, COMMIT, RELEASE), links)


def test_linked_commits_say_that_work_has_begun() -> None:
    """Commits are followed where enough items have one, into the stage where things are built."""
    stream = propose(_linked(42, 100)).stream
    assert stream.follows == ("commit",)
    assert _stage(stream, "In Progress")[1] == ["item.status=In Progress", "commit.committed"]
    assert propose(_linked(10, 100)).stream.follows == ()


def test_a_release_ends_items_where_nearly_all_can_be_followed_into_one() -> None:
    """Then what ended them before is the wait for the release; else the remark says why not."""
    proposal = propose(_linked(90, 450))
    assert proposal.stream.follows == ("commit", "release")
    assert _texts(proposal.stream.done) == ["release.released"]
    assert proposal.stream.stages[-1].name == "Release"
    assert _texts(proposal.stream.stages[-1].waiting) == ["item.status=Closed"]
    remarks = propose(_linked(42, 450)).remarks
    assert "Only about 38% of items are linked to a release: it does not end them." in remarks


@pytest.mark.parametrize("name", ["org:group", "Assigned Team", "assignment_group"])
def test_functions_are_read_from_groups_where_there_are_few(name: str) -> None:
    """An attribute on most events with two to twelve values tells the function of each stage."""
    group = GroupAttribute(name, (("Sales", 400), ("Stock", 300)), 2, 700)
    stream = propose(LogSummary((replace(JIRA, groups=(group,)),))).stream
    assert {getattr(stage.function, "attribute", None) for stage in stream.stages} == {name}


@pytest.mark.parametrize(
    "group",
    [
        GroupAttribute("org:group", (("Sales", 40), ("Stock", 30)), 2, 70),
        GroupAttribute("org:group", (("Sales", 700),), 1, 700),
        GroupAttribute("org:group", tuple((f"G{n}", 20) for n in range(40)), 40, 800),
        GroupAttribute("org:resource", (("Mario", 400), ("Luke", 300)), 2, 700),
        GroupAttribute("colour", (("red", 400), ("blue", 300)), 2, 700),
    ],
)
def test_other_attributes_are_no_functions(group: GroupAttribute) -> None:
    """Too rare, too few, too many, about persons or about something else: names are guessed instead."""
    stream = propose(LogSummary((replace(JIRA, groups=(group,)),))).stream
    assert all(isinstance(stage.function, str) for stage in stream.stages)


def test_support_lines_become_stages_where_one_stage_holds_all_work() -> None:
    """With many groups whose names end with their line, each line queues and works for itself."""
    groups = GroupAttribute("org:group", (("G97", 50), ("G230 2nd", 30), ("N1 3rd", 20)), 200, 100)
    incident = _type(
        "incident",
        [(Step("Accepted", "In Progress", 90, 90), 0), (Step("Queued", "Awaiting Assignment", 60, 60), 0),
         (Step("Accepted", "Wait - User", 20, 20), 0), (Step("Completed", "Closed", 90, 90), 1)],
        groups=(replace(groups, events=260),),
    )  # fmt: skip
    stream = propose(LogSummary((incident,))).stream
    assert [(stage.name, stage.function) for stage in stream.stages] == [
        (line, line) for line in ("1st line", "2nd line", "3rd line")
    ]
    assert _stage(stream, "2nd line")[:3] == (
        ["incident.Queued=Awaiting Assignment[org:group=*2nd]"],
        ["incident.Accepted=In Progress[org:group=*2nd]"],
        ["incident.Accepted=Wait - User[org:group=*2nd]"],
    )
    assert _texts(stream.done) == ["incident.Completed=Closed"]


def test_the_likeliest_type_flows() -> None:
    """Issues before changes before what carries them, unless they hardly have events; or as asked."""
    change = _type("change", [(_event("opened"), 0), (_event("merged"), 1)])
    assert propose(LogSummary((COMMIT, change, JIRA))).stream.items == "item"
    few = _type("ticket", [(_event("opened", 1), 0), (_event("closed", 1), 1)], objects=1)
    assert propose(LogSummary((change, few))).stream.items == "change"
    assert propose(LogSummary((COMMIT, RELEASE))).stream.items == "commit"
    assert propose(LogSummary((JIRA, change)), Answers(items="change")).stream.items == "change"


def test_without_any_sign_of_work_all_time_is_work() -> None:
    """Opened and closed is all that is known: the remark says so, and nothing is called waiting."""
    proposal = propose(LogSummary((_type("item", [(_event("opened"), 0), (_event("closed"), 1)]),)))
    assert _texts(proposal.stream.stages[0].working) == ["item.opened"]
    assert _texts(proposal.stream.done) == ["item.closed"]
    assert any("No event says when work begins" in remark for remark in proposal.remarks)


def test_an_ask_for_a_review_waits_and_a_refusal_is_no_success() -> None:
    """Flags say by their sign whether something is asked for, given or refused."""
    path = [(_event("review?"), 0.0), (_event("review-", 30), 0.9), (_event("review+", 70), 1)]
    stream = propose(LogSummary((_type("patch", path),))).stream
    assert _texts(stream.stages[0].waiting) == ["patch.review?"]
    assert _texts(stream.done) == ["patch.review+"]
    assert _texts(stream.cancelled) == ["patch.review-"]


def test_what_is_closed_without_an_answer_is_given_up() -> None:
    """A resolution that says why nothing was done is no success, though the event is called resolved."""
    ends = [
        (Step("resolved", value, 30, 30), 1.0)
        for value in ("Fixed", "Needs more info", "Hold", "Not Our Bug", "Shipped to partner")
    ]
    stream = propose(LogSummary((_type("item", [(_event("created", 150), 0), *ends]),))).stream
    assert sorted(_texts(stream.done)) == ["item.resolved=Fixed", "item.resolved=Shipped to partner"]
    assert len(stream.cancelled) == 3


def test_a_log_with_one_kind_of_event_still_runs() -> None:
    """All items are open then, and the remark says why."""
    proposal = propose(LogSummary((_type("item", [(_event("closed"), 1)]),)))
    assert _texts(proposal.stream.stages[0].working) == ["item.closed"]
    assert any("No event says when the work is done" in remark for remark in proposal.remarks)


def test_starts_and_completions_of_steps_are_told_apart() -> None:
    """With start and complete recorded, a step is worked on in between and waits afterwards."""
    path = [(Step(name, value, 90, 90), 0.0) for name in ("Check", "Pay") for value in ("start", "complete")]
    path[-1] = (path[-1][0], 1.0)
    stream = propose(LogSummary((_type("case", path),))).stream
    assert _stage(stream, "Check")[:2] == (["case.Check=complete"], ["case.Check=start"])
    assert _texts(stream.done) == ["case.Pay=complete"]


def test_rare_steps_are_left_out_and_listed() -> None:
    """Steps below one in a hundred, and those beyond twelve stages, stand in a comment."""
    many = [(_event(f"Step {n:02}", 200 - n), 0.0) for n in range(20)]
    path = [*many, (_event("Odd one", 1), 0.0), (_event("Delivered", 180), 1.0)]
    proposal = propose(LogSummary((_type("case", path, objects=200),)))
    assert len(proposal.stream.stages) == 12
    assert "#   case.Odd one (1 item)" in proposal.entry
    assert any(remark.startswith("Left out: ") for remark in proposal.remarks)


@pytest.mark.parametrize(
    ("name", "sense"),
    [
        ("To Do", Sense.WAITING),
        ("READY_FOR_REVIEW", Sense.WAITING),
        ("Selected for Development", Sense.WAITING),
        ("Awaiting Assignment", Sense.WAITING),
        ("Waiting for customer", Sense.BLOCKED),
        ("On Hold", Sense.BLOCKED),
        ("Won't Fix", Sense.CANCELLED),
        ("Canceled", Sense.CANCELLED),
        ("Resolved", Sense.DONE),
        ("Reopened", Sense.REOPENED),
        ("labeled", Sense.ASIDE),
        ("In Progress", None),
        ("In Review", None),
        ("Sehr wichtig", None),
        ("Neu", Sense.WAITING),
        ("OFFEN", Sense.WAITING),
        ("Wartet auf Kunde", Sense.BLOCKED),
        ("In Bearbeitung", None),
        ("Erledigt", Sense.DONE),
        ("Gelöst", Sense.DONE),
        ("Abgelehnt", Sense.CANCELLED),
        ("À faire", Sense.WAITING),
        ("En attente du client", Sense.BLOCKED),
        ("En cours", None),
        ("Terminée", Sense.DONE),
        ("Résolue", Sense.DONE),
        ("Por hacer", Sense.WAITING),
        ("Hecho", Sense.DONE),
        ("A fazer", Sense.WAITING),
        ("Concluído", Sense.DONE),
        ("Reaberto", Sense.REOPENED),
        ("review?", Sense.WAITING),
        ("commit-queue+", Sense.DONE),
        ("review+", Sense.DONE),
        ("review-", Sense.CANCELLED),
        ("Hold", Sense.BLOCKED),
        ("Not Our Bug", Sense.CANCELLED),
    ],
)
def test_usual_names_have_their_usual_sense(name: str, sense: Sense | None) -> None:
    """Whatever the case and the signs between words; unknown names say nothing."""
    assert sense_of(name) is sense


@pytest.mark.parametrize(
    ("name", "category", "sense"),
    [
        ("Uvolněno", "done", Sense.DONE),
        ("Approved", "done", Sense.DONE),
        ("Won't Fix", "done", Sense.CANCELLED),
        ("Fixed", "indeterminate", Sense.WAITING),
        ("Nápad", "new", Sense.WAITING),
        ("On Hold", "new", Sense.BLOCKED),
        ("Vývoj", "indeterminate", None),
        ("Vývoj", None, None),
    ],
)
def test_the_tool_knows_which_statuses_end_the_work(
    name: str, category: str | None, sense: Sense | None
) -> None:
    """A status's category says whether work is done, in any language; its name says how."""
    assert sense_of_step(replace(_status(name), category=category)) is sense


def test_a_tracker_in_another_language_becomes_stages() -> None:
    """Statuses whose words are unknown are placed by what the tool says of them."""
    path = [
        ("Nápad", "new", 0.1),
        ("Vývoj", "indeterminate", 0),
        ("Uvolněno", "done", 1),
        ("Zrušeno", "done", 1),
    ]
    steps = [(replace(_status(name), category=category), share) for name, category, share in path]
    stream = propose(LogSummary((_type("item", steps),))).stream
    assert [stage.name for stage in stream.stages] == ["Vývoj"]
    assert _texts(stream.stages[0].waiting) == ["item.status=Nápad"]
    assert set(_texts(stream.done)) == {"item.status=Uvolněno", "item.status=Zrušeno"}


def test_functions_are_guessed_from_whole_words_only() -> None:
    """A known word decides; a name without one says nothing."""
    assert function_for("In QA") == "Quality"
    assert function_for("Code review") == "Engineering"
    assert function_for("Zuordnung") is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A new shop takes its first payment", ("a new shop", "takes its first payment")),
        ("The caller gets an answer.", ("the caller", "gets an answer")),
        ("Faster payments", ("a customer", "Faster payments")),
        ("A shop's owner sees today's sales", ("a shop's owner", "sees today's sales")),
        ("Our customers get their money back", ("our customers", "get their money back")),
        ("New shops can sell on the first day", ("new shops", "can sell on the first day")),
    ],
)
def test_a_sentence_tells_customer_and_value(sentence: str, expected: tuple[str, str]) -> None:
    """Where no customer can be told, the whole sentence is the value."""
    assert customer_and_value(sentence) == expected


_NAMES = st.one_of(
    st.text(min_size=1, max_size=12),
    st.sampled_from(
        ["status", "created", "closed", "Closed", "Open", "merged", "a=b[c]", " x ", "-", "*", "#", "a: b"]
    ),
)
_STEPS = st.builds(
    Step,
    event_type=_NAMES,
    value=st.one_of(st.none(), _NAMES),
    events=st.integers(1, 500),
    items=st.integers(1, 200),
    last=st.integers(0, 200),
)


@settings(max_examples=50, deadline=None)
@given(
    found=st.lists(_STEPS, min_size=1, max_size=20, unique_by=lambda step: (step.event_type, step.value)),
    pairs=st.dictionaries(st.tuples(st.integers(0, 19), st.integers(0, 19)), st.integers(1, 99), max_size=30),
    value=st.one_of(st.none(), st.text(max_size=30)),
    linked=st.integers(0, 100),
)
def test_whatever_the_log_holds_the_proposal_passes_the_checks(
    found: list[Step], pairs: dict[tuple[int, int], int], value: str | None, linked: int
) -> None:
    """Any names, any order, any answer: the entry is valid and every stage has a rule."""
    steps, others = steps_among(found)
    flowing = TypeSummary("item", 100, 500, steps, others, pairs)
    summary = LogSummary(
        (flowing, COMMIT, RELEASE),
        (LinkSummary("item", "commit", linked), LinkSummary("commit", "release", 450)),
    )
    if not steps:
        flowing = replace(flowing, steps=tuple(found))
    proposal = propose(replace(summary, types=(flowing, COMMIT, RELEASE)), Answers(value=value, items="item"))
    text = with_entry(NEW_FILE, "value_streams", proposal.entry)
    assert parse_catalogue(text.encode()).value_streams[proposal.name] == proposal.stream


def _proposed(folder: Path, *sources: tuple[Reader, Path]) -> tuple[ValueStream, tuple[str, ...], LogSummary]:
    store = Store(folder)
    store.ingest(batch for reader, path in sources for batch in reader.read(path, Reading(reader.name)))
    engine = store.open()
    try:
        summary = summarise(engine)
        stream = propose(summary).stream
        known = [
            (row["activity_no"], row["object_type"], row["event_type"], row["value"])
            for row in rows(engine.table("activities"))
        ]
        return stream, match_rules(stream, known).unmatched, summary
    finally:
        engine.close()


@pytest.mark.data
def test_duracloud(shared: Path, tmp_path: Path) -> None:
    """Issues and their git history: received, then worked on; commits count as work, releases are too few."""
    data = shared / "data"
    stream, unmatched, _ = _proposed(
        tmp_path,
        (JiraReader(), data / "duraspace_jira" / "DURACLOUD_issues_changelog.jsonl.gz"),
        (GitReader(), data / "git_duracloud" / "duracloud_codefree.bundle"),
    )
    assert unmatched == ()
    assert [stage.name for stage in stream.stages] == ["Received", "In Progress"]
    assert stream.follows == ("commit",)
    assert _stage(stream, "In Progress")[0] == ["item.status=Open", "item.status=Reopened"]
    assert _texts(stream.done) == ["item.status=Closed"]
    assert "item.resolution=Won't Fix" in _texts(stream.cancelled)
    assert stream.kind == "type"


@pytest.mark.data
def test_bpic2013(shared: Path, tmp_path: Path) -> None:
    """Incidents: the support lines are the functions, closed and solved in the call are the ends."""
    path = shared / "data" / "bpic2013" / "07_bpic2013_incidents.xes.gz"
    stream, unmatched, summary = _proposed(tmp_path, (XesReader(), path))
    assert unmatched == ()
    assert [stage.name for stage in stream.stages][:3] == ["1st line", "2nd line", "3rd line"]
    assert set(_texts(stream.done)) == {"item.Completed=Closed", "item.Completed=In Call"}
    assert summary.types[0].objects == 7554
    assert summary.types[0].events == 65533


@pytest.mark.data
def test_helpdesk(shared: Path, tmp_path: Path) -> None:
    """Tickets: seriousness is assigned first, then someone takes charge, waits interrupt, closing ends."""
    path = shared / "data" / "helpdesk" / "helpdesk.xes.gz"
    stream, unmatched, _ = _proposed(tmp_path, (XesReader(), path))
    assert unmatched == ()
    names = [stage.name for stage in stream.stages]
    assert names[:2] == ["Assign seriousness", "Take in charge ticket"]
    assert names[-1] == "Resolve ticket"
    assert _stage(stream, "Take in charge ticket")[2] == ["item.Wait"]
    assert _texts(stream.done)[0] == "item.Closed"


@pytest.mark.data
def test_an_object_centric_log(shared: Path, tmp_path: Path) -> None:
    """Items of orders: placed first, delivered at the end of the route."""
    path = shared / "data" / "ocel_ocpa" / "order_process.jsonocel.gz"
    stream, unmatched, _ = _proposed(tmp_path, (OcelJsonReader(), path))
    assert unmatched == ()
    assert stream.items == "item"
    assert stream.stages[0].name == "Place Order"
    assert _texts(stream.done) == ["item.End Route"]
