"""Views that are kept: one answer per question and state, whoever asks at the same time."""

from __future__ import annotations

from threading import Event, Thread

from headrace.report.kept_views import KeptViews


def test_a_question_is_answered_once_for_one_state() -> None:
    """The same question gets the same answer without being asked again, until the state is another."""
    views, answered = KeptViews(), []

    def answer() -> str:
        answered.append(1)
        return f"answer {len(answered)}"

    assert [views.get("one", "q", answer) for _ in range(3)] == ["answer 1"] * 3
    assert views.get("two", "q", answer) == "answer 2"
    assert views.get("one", "q", answer) == "answer 3"


def test_an_answer_that_comes_late_is_not_one_of_the_new_state() -> None:
    """What is answered from data that are no longer so is given to who asked, and to nobody who asks after that."""
    views, asked, changed = KeptViews(), Event(), Event()
    late: list[str] = []

    def slow() -> str:
        asked.set()
        assert changed.wait(10)
        return "of the old data"

    thread = Thread(target=lambda: late.append(views.get("old", "q", slow)))
    thread.start()
    assert asked.wait(10)
    assert views.get("new", "other", lambda: "of the new data") == "of the new data"
    changed.set()
    thread.join()
    assert late == ["of the old data"]
    assert views.get("new", "q", lambda: "of the new data") == "of the new data"


def test_only_so_many_answers_are_kept() -> None:
    """Of very many questions the first are forgotten, so that a server does not grow."""
    views = KeptViews()
    for question in range(100):
        views.get("one", question, lambda: "first")
    again = [views.get("one", question, lambda: "again") for question in reversed(range(100))]
    assert set(again[:64]) == {"first"}
    assert set(again[64:]) == {"again"}
