"""What the pages say: the right variant, short, with numbers that add up and stand in the picture."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.eventlog.coverage import LinkCoverage
from headrace.report.items import items_sentences
from headrace.report.links import nowhere
from headrace.report.maps import map_sentences
from headrace.report.maps.map_sheet import sheet
from headrace.report.streams import streams_sentences
from headrace.report.trust import trust_sentences
from headrace.report.trust.trust_view import CheckView, SourceLine
from headrace.report.view import Estimated, ItemView, LadderPart, MapView, StreamLine, StreamsView, Window
from headrace.report.wording.english import ENGLISH
from tests.report.views import JANUARY, JULY, Step, build, first_payment, items, strip

NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def said(view: MapView) -> str:
    """Return the map's sentence with ordinary spaces."""
    return plain(map_sentences.map_headline(view).text())


def test_the_design_s_own_sentence() -> None:
    """The map of the design says the design's sentence: 38 = 10 + 28 in whole days."""
    assert said(first_payment()) == (
        "A change takes 38 days to reach a new shop. People work on it for 10. It waits for 28, "
        "and 26 of those are where one function hands over to the next."
    )


@pytest.mark.parametrize(
    ("view", "key"),
    [
        (first_payment(missing="Figma has not answered since 27 June.", n_finished=3), "map.missing"),
        (first_payment(n_finished=6), "map.few"),
        (first_payment(n_finished=0, flow_days=None), "map.none"),
        (first_payment(flow_days=Estimated(38, 12, 70, 14)), "map.uncertain"),
        (first_payment(), "map.strong+where.handoffs"),
        (first_payment(growing=("Test", 12, 5)), "map.strong+where.handoffs.words+map.growing"),
        (build([Step("Build", "Dev", 1), Step("Test", "Dev", 2, 9)]), "map.strong+where.inside.all"),
        (build([Step("Sort", "Desk", 1, 9), Step("Fix", "Dev", 2, 2)]), "map.strong+where.arrival"),
        (
            build([Step("Build", "Dev", 1, 0, 3), Step("Test", "QA", 2, 9)]),
            "map.blocked+where.handoffs.words",
        ),
        (build([Step("Build", "Dev", 0), Step("Test", "QA", 0, 9)]), "map.no_work+where.handoffs.all"),
        (build([Step("Build", "Dev", 0, 9)]), "map.no_work+where.arrival.all"),
        (build([Step("Build", "Dev", 2)]), "map.no_wait"),
        (
            build([Step("Build", "Dev", 0), Step("Test", "QA", 0, 9, 3)]),
            "map.no_work.blocked+where.handoffs.words",
        ),
        (build([Step("Build", "Dev", 0, 0, 3)]), "map.only_blocked"),
        (build([Step("Build", "Dev", 0.2), Step("Test", "QA", 0, 40)]), "map.hardly+where.handoffs.words"),
        (
            build([Step("Build", "Dev", 0.2), Step("Test", "QA", 0, 40, 4)]),
            "map.hardly.blocked+where.handoffs.words",
        ),
        (build([Step("Build", "Dev", 4, 0, 3)]), "map.works.blocked"),
        (build([Step("Build", "Dev", 40, 0.2)]), "map.nearly_no_wait+where.arrival.all"),
        (build([Step("Build", "Dev", 0)], n=30), "map.no_time"),
        (build([Step("A", "X", 1), Step("B", "X", 1, 5), Step("C", "Y", 1, 5)]), "map.strong+where.mixed"),
        (
            build([Step("A", "X", 1, 4), Step("B", "X", 1, 4), Step("C", "Y", 1, 4)]),
            "map.strong+where.parts",
        ),
    ],
)
def test_the_variant_is_chosen_by_rule(view: MapView, key: str) -> None:
    """Source missing comes before too few, too few before nothing, that before uncertain, that before strong."""
    assert map_sentences.map_headline(view).key == key


@pytest.mark.parametrize("wait", [0.0, 0.2, 9.0])
@pytest.mark.parametrize("blocked", [0.0, 0.2, 3.0])
@pytest.mark.parametrize("work", [0.0, 0.2, 40.0])
def test_nobody_works_or_waits_for_nought(work: float, wait: float, blocked: float) -> None:
    """What is not recorded is said so; what is there in traces is said in a unit in which it is something."""
    view = build([Step("Build", "Dev", work), Step("Test", "QA", 0, wait, blocked)])
    assert not re.search(r"\bfor 0(\.0)?\b(?!\.\d)", said(view))


def test_an_item_without_work_or_time_is_not_worked_on_for_nought() -> None:
    """One item's page says that no work is recorded, or that no time passed."""
    whole = strip()
    waited = replace(whole, parts=tuple(replace(part, mode="waiting") for part in whole.parts))
    at_once = replace(whole, total_days=0.0, parts=())
    for one, words in ((waited, "no work on it is recorded"), (at_once, "in the moment it began")):
        for outcome in ("done", "cancelled"):
            view = ItemView("a", "A", replace(one, outcome=outcome), None, (), (), (), JULY, made_up=False)
            assert words in items_sentences.item_headline(view).text()


def test_hours_are_spoken_where_days_would_say_nothing() -> None:
    """A stream of hours says hours, and its parts still add up."""
    hours = said(build([Step("Take", "Desk", 0.02), Step("Fix", "Dev", 0.03, 0.2)]))
    assert "6.0 hours" in hours
    assert "for 1.2." in hours
    assert "for 4.8" in hours


def test_the_growing_queue_is_a_third_sentence() -> None:
    """A growing queue is said with how many wait now, and how many waited before stands in the facts."""
    view = first_payment(growing=("Test", 12, 5))
    assert said(view).endswith("The queue for Test is growing: 12 wait now.")
    assert any("5 waited for Test" in fact for fact in map_sentences.map_facts(view))


steps = st.builds(
    Step,
    st.sampled_from(["Signal", "Build the whole thing again", "Test"]),
    st.sampled_from(["Customer success and support", "Dev", "QA"]),
    st.floats(0.01, 60),
    st.floats(0, 60),
    st.sampled_from([0.0, 0.0, 3.0]),
    waiting=st.integers(0, 99),
)


@st.composite
def views(draw: st.DrawFn) -> MapView:
    """Draw maps of up to eight stages."""
    drawn = draw(st.lists(steps, min_size=1, max_size=8))
    view = build([replace(step, stage=f"{step.stage} {at}") for at, step in enumerate(drawn)])
    growing = (
        ("Test 1", 12, 5) if draw(st.booleans()) and any(w.to_stage == "Test 1" for w in view.walls) else None
    )
    return replace(view, growing=growing)


@given(views())
def test_headlines_are_short_and_their_numbers_add_up(view: MapView) -> None:
    """At most 40 words and four numbers; whole = work + wait + blocked exactly as written."""
    headline = map_sentences.map_headline(view)
    text = plain(headline.text())
    assert len(text.split()) <= 40
    free = re.sub(r"\b(Signal|Test|again) \d", "", text)
    numbers = NUMBER.findall(free)
    assert len(numbers) <= 4
    if headline.key.startswith(("map.strong", "map.blocked")):
        amounts = [
            re.search(p, free)
            for p in (r"takes (\S+)", r"work on it for (\S+)\.", r"waits for ([\d.,]+\d|\d)")
        ]
        whole, work, wait = (round(10 * float(m[1].replace(",", ""))) for m in amounts if m)
        blocked = re.search(r"blocked for (\S+)\.", free)
        rest = round(10 * float(blocked[1].replace(",", ""))) if blocked else 0
        assert whole == work + wait + rest


@given(views())
def test_the_headline_s_totals_stand_in_the_picture(view: MapView) -> None:
    """The whole and its parts are written in the picture exactly as in the sentence."""
    headline = map_sentences.map_headline(view)
    if not headline.key.startswith("map.strong"):
        return
    labels = " ".join(plain(label.text) for label in sheet(view, 1344).labels)
    text = plain(headline.text())
    for pattern, written in (
        (r"takes (\S+ \w+) to", "{} on average"),
        (r"waits for ([\d.,]*\d)", "waits {} "),
        (r"work on it for (\S+)\.", "worked on {} "),
    ):
        found = re.search(pattern, text)
        assert found
        assert written.format(found[1]) in labels


@given(views())
def test_the_same_data_says_the_same(view: MapView) -> None:
    """A sentence is a function of the data alone."""
    assert map_sentences.map_headline(view) == map_sentences.map_headline(replace(view))


def test_facts_name_n_window_unit_and_range() -> None:
    """The facts line holds what makes the sentence checkable, and what qualifies it."""
    view = first_payment(
        kind="Fix",
        half_within=10.0,
        promise_within=14.0,
        promise_share=0.85,
        promise_kept=0.71,
        start_unknown=24,
    )
    facts = plain(" · ".join(map_sentences.map_facts(view)))
    assert "212 items finished 1 Jan – 30 Jun 2025 · only Fix · calendar days" in facts
    assert "averages, so that the parts add up (38.2, likely between 35.1 and 41.3)" in facts
    assert "half take no more than 10 days" in facts
    assert "promise: 85 % within 14 days, 71 % were" in facts
    assert "24 left out" in facts


def test_made_up_data_is_always_said() -> None:
    """Made-up data names itself in the facts and in the provenance."""
    view = first_payment(made_up=True)
    assert "made-up data" in map_sentences.map_facts(view)
    assert "made-up data" in map_sentences.provenance(view)


def test_forms_come_in_pairs() -> None:
    """Every template with plural forms has both English categories."""
    for key, entry in ENGLISH.items():
        assert isinstance(entry, str) or set(entry) == {"one", "other"}, key


def test_a_headline_s_words_are_the_first_key() -> None:
    """Coloured words carry their role as a class, and lead to the longest wait where there is one."""
    headline = map_sentences.map_headline(first_payment())
    assert '<span class="k k-wait">' in headline.html(nowhere)
    linked = headline.html(lambda kind, key: f"/{kind}/{key}?a=1&b=2")
    assert '<a class="said k k-wait" href="/wall/test?a=1&amp;b=2">' in linked


def test_names_from_the_data_are_escaped() -> None:
    """A customer called like markup stays text."""
    html = map_sentences.map_headline(first_payment(customer="<b>us</b> & co")).html(nowhere)
    assert "<b>us</b>" not in html
    assert "&lt;b&gt;us&lt;/b&gt; &amp; co" in html


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (
            items(12),
            "The ten slowest changes spent half of their days waiting for Test, and four of them were sent back.",
        ),
        (items(0), "No change is listed here."),
        (
            items(selection="wait:build", selection_words="waited for Build", mean_days=4.2, total=150),
            "150 changes waited for Build, 4.2 days each on average.",
        ),
        (
            items(2, selection="open", total=50),
            "50 changes are in progress; the oldest of those shown since 99 days.",
        ),
    ],
)
def test_lists_of_items_say_what_they_show(view: object, sentence: str) -> None:
    """Each selection has its sentence."""
    assert plain(items_sentences.items_headline(view).text()) == sentence  # type: ignore[arg-type]


def test_one_item_s_parts_add_up() -> None:
    """An item's sentence says whole, work and waiting, and where most of it was."""
    view = ItemView("first-payment", "First payment", strip(), None, (), (), (), JULY, made_up=False)
    assert plain(items_sentences.item_headline(view).text()) == (
        "FP-1290 took 31 days. People worked on it for 6. It waited for 25, 14 of those for Test."
    )


@pytest.mark.parametrize(
    ("trace", "outcome", "sentence"),
    [
        (0.0, "done", "FP-1 took 6.0 days. As recorded, people worked on it all that time."),
        (0.001, "done", "FP-1 took 6.0 days. As recorded, people worked on it nearly all that time."),
        (0.0, "open", "FP-1 has taken 6.0 days so far. As recorded, people worked on it all that time."),
        (
            0.0,
            "cancelled",
            "FP-1 was given up after 6.0 days. As recorded, people worked on it all that time.",
        ),
    ],
)
def test_an_item_that_never_waited_is_not_said_to_wait_for_nothing(
    trace: float, outcome: str, sentence: str
) -> None:
    """Without a wait worth a number the sentence has none."""
    parts = (
        LadderPart("Build", "Engineering", "working", 0.0, 6.0, False, False),
        LadderPart("Test", "Quality", "waiting", 6.0, 6.0 + trace, False, False),
    )
    one = replace(strip("FP-1", outcome=outcome), total_days=6.0 + trace, parts=parts[: 2 if trace else 1])
    view = ItemView("first-payment", "First payment", one, None, (), (), (), JULY, made_up=False)
    assert plain(items_sentences.item_headline(view).text()) == sentence


def test_a_short_half_is_said_in_a_unit_that_shows_it() -> None:
    """Where half take minutes and the average days, both are readable: never less than a tenth of a day."""
    view = first_payment(half_within=9.4 / 1440, p85_within=12.0)
    assert "half take no more than 9.4 minutes" in plain(" · ".join(map_sentences.map_facts(view)))
    drawn = [plain(label.text).strip() for label in sheet(view, 1344).labels]
    assert "half within 9.4 min, 85 % within 12 d" in " ".join(drawn)


def stream(finished: int, work: float, wait: float, **changes: object) -> StreamLine:
    """Return one stream of so many finished items."""
    flow = Estimated(work + wait, None, None, finished)
    line = StreamLine("a", "A", "c", "v", None, 60, finished, 5, 0, 0, (), flow, work, wait)
    return replace(line, **changes)  # type: ignore[arg-type]


def streams(*lines: StreamLine, unassigned: tuple[tuple[str, int, int], ...] = ()) -> StreamsView:
    """Return an overview of streams."""
    return StreamsView(Window(JANUARY, JULY), lines, unassigned, JULY, made_up=False)


@pytest.mark.parametrize(
    ("view", "key"),
    [
        (streams(), "streams.none"),
        (streams(stream(5, 1, 2)), "streams.few"),
        (streams(stream(50, 1, 2), stream(50, 1, 3)), "streams.all_wait"),
        (streams(stream(50, 1, 2), stream(50, 3, 1)), "streams.some_wait"),
    ],
)
def test_the_start_page_says_what_can_be_said(view: StreamsView, key: str) -> None:
    """None, too few, all or some: each has its sentence."""
    assert streams_sentences.streams_headline(view).key == key


def test_what_belongs_to_no_stream_is_said() -> None:
    """Unassigned objects are part of the sentence."""
    view = streams(stream(50, 1, 2), unassigned=(("item", 1200, 3400),))
    assert "1,200 of 3,400 items belong to none." in streams_sentences.streams_headline(view).text()


def test_the_data_page_names_the_weakest_link() -> None:
    """The check's sentence counts references and names the rule that matches least."""
    source = SourceLine("jira", JULY, 10, 100, JANUARY, JULY, 0, 0)
    links = (
        LinkCoverage("key in message", "commit", False, 100, 74, 20, 6, (), ()),
        LinkCoverage("closes", "change", True, 50, 49, 1, 0, (), ()),
    )
    view = CheckView((source,), links, (), (), (), JULY, made_up=False)
    assert plain(trust_sentences.check_headline(view).text()) == (
        "123 of 150 references between records lead to the record they name; "
        "the weakest link is key in message, 74 % matched."
    )
    assert trust_sentences.check_headline(replace(view, sources=(), links=())).key == "check.none"
