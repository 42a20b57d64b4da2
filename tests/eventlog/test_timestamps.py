"""Stamps mean the same however they are written, and what is no stamp is refused with its reason."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headrace.errors import BadRequest
from headrace.eventlog import timestamps
from headrace.eventlog.timestamps import guess_order, parse, parse_all, to_text, zone_named

MOMENT = datetime(2025, 1, 31, 15, 4, 5, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def micros(moment: datetime) -> int:
    """Return µs since 1970 by exact arithmetic."""
    return (moment - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-31T15:04:05Z",
        "2025-01-31T15:04:05",
        "2025-01-31 15:04:05",
        "2025-01-31T15:04:05.000+00:00",
        "2025-01-31T16:04:05+01:00",
        "2025-01-31T16:04:05+0100",
        "2025-01-31T16:04:05.000000+01",
        "2025-01-31T10:04:05-05:00",
        "20250131T150405Z",
        "2025/01/31 15:04:05.000",
        "31-01-2025 15:04:05",
        "31/01/2025 15:04:05",
        "31.01.2025 15:04:05",
        "31.1.25 15:04:05",
        "31/01/2025 3:04:05 PM",
        "31/01/2025, 3:04:05 p.m.",
        "31/Jan/25 3:04:05 PM",
        "31 January 2025 15:04:05 UTC",
        "Jan 31, 2025 15:04:05",
        "Fri, 31 Jan 2025 15:04:05 +0000",
        "Fri Jan 31 16:04:05 2025 +0100",
        "1738335845",
        "1738335845.0",
        "1738335845000",
        "1738335845000000",
        "1738335845000000000",
        "  2025-01-31T15:04:05Z ",
    ],
)
def test_one_moment_written_in_many_ways(text: str) -> None:
    """Every usual way of writing one moment gives the same microseconds."""
    assert parse(text) == (micros(MOMENT), False)


@pytest.mark.parametrize(
    "text", ["2025-01-31", "2025/01/31", "31.01.2025", "31-1-2025", "31/Jan/25", "31 Jan 2025", "20250131"]
)
def test_a_day_without_a_time(text: str) -> None:
    """A day stands at 00:00 UTC and is marked as a day, whatever the zone."""
    midnight = micros(datetime(2025, 1, 31, tzinfo=UTC))
    assert parse(text) == (midnight, True)
    assert parse(text, zone=ZoneInfo("America/New_York")) == (midnight, True)


def test_month_first_when_said() -> None:
    """The order decides what 03/04/2025 means."""
    assert parse("03/04/2025") == (micros(datetime(2025, 4, 3, tzinfo=UTC)), True)
    assert parse("03/04/2025", order="mdy") == (micros(datetime(2025, 3, 4, tzinfo=UTC)), True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31.02.2025", '"31.02.2025", which is not a day'),
        ("2025-02-30T10:00:00Z", '"2025-02-30T10:00:00Z", which is not a day'),
        ("2025-13-01", '"2025-13-01", which is not a day'),
        (
            "12/31/2025",
            '"12/31/2025", which is not a day with the day first (it is one with the month first)',
        ),
        ("31 Foo 2025", '"31 Foo 2025", which is not a day'),
        ("2025-01-31T25:00:00", '"2025-01-31T25:00:00", which is not a time of day'),
        ("31/01/2025 13:00 PM", '"31/01/2025 13:00 PM", which is not a time of day'),
        ("2025-01-31T10:00:00+99:00", '"2025-01-31T10:00:00+99:00", whose time zone is not an offset'),
        ("soon", '"soon", which is not a date'),
        ("", "empty"),
        ("7", '"7", which is a number but not a time'),
        ("45688", '"45688", which is a number but not a time; it may be a spreadsheet\'s day number'),
        ("2025-01-31T10:00:00 Foo/Bar", '"2025-01-31T10:00:00 Foo/Bar", which is not a date'),
    ],
)
def test_what_is_no_stamp_is_refused(text: str, reason: str) -> None:
    """The reason can follow a column's name and says what was written."""
    with pytest.raises(ValueError, match=re.escape(reason) + "$"):
        parse(text)


@given(moments, offsets)
def test_iso_with_an_offset_is_exact(naive: datetime, offset: timezone) -> None:
    """Any ISO stamp with an offset gives its exact microseconds, also when its parts are known."""
    moment = naive.replace(tzinfo=offset)
    for text in (moment.isoformat(), moment.isoformat(" "), moment.isoformat(timespec="milliseconds")):
        exact = micros(datetime.fromisoformat(text))
        assert parse(text) == (exact, False)
        assert parse(text, zone=ZoneInfo("Asia/Kolkata")) == (exact, False)


@given(moments, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]))
def test_naive_stamps_are_in_the_zone_given(naive: datetime, name: str) -> None:
    """A stamp without an offset is UTC, or in the zone that is given, with its summer time."""
    zone = ZoneInfo(name)
    assert parse(naive.isoformat()) == (micros(naive.replace(tzinfo=UTC)), False)
    in_zone = naive.replace(tzinfo=zone).astimezone(UTC)
    assert parse(naive.isoformat(), zone=zone) == (micros(in_zone), False)
    assert parse(naive.isoformat()) == (micros(naive.replace(tzinfo=UTC)), False)


@given(st.integers(-(2**50), 2**53))
def test_text_and_back(at: int) -> None:
    """What is written as ISO is read as the same microsecond."""
    assert parse(to_text(at)) == (at, False)


@given(st.integers(100_000_000, 4_000_000_000), st.integers(0, 999_999))
def test_epoch_numbers_are_told_apart_by_size(seconds: int, micro: int) -> None:
    """Seconds, milliseconds and microseconds since 1970 mean the same moment."""
    at = seconds * 1_000_000 + micro
    assert parse(f"{seconds}.{micro:06}") == (at, False)
    if at >= 100_000_000_000_000:
        assert parse(str(at)) == (at, False)
        assert parse(str(at // 1000)) == (at // 1000 * 1000, False)


@given(st.lists(st.one_of(moments.map(datetime.isoformat), st.dates().map(lambda d: d.strftime("%d.%m.%Y")))))
def test_many_at_once_are_as_one_by_one(texts: list[str]) -> None:
    """Reading a column at once gives what reading its stamps one by one gives."""
    texts = [text for text in texts if len(text) >= 10]
    times, date_only = parse_all(texts)
    assert list(zip(times, date_only, strict=True)) == [parse(text) for text in texts]


written = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["2025-01-31", "2024-02-29", "2023-02-29", "0001-01-01", "0000-01-01", "2025-1-31"]),
    st.sampled_from(["T15:04:05", " 15:04:05", "t15:04:05", "T15:04", "T15", "T24:00:00", "T23:59:60", ""]),
    st.sampled_from(["", ".5", ".123", ",25", ".123456", ".123456789"]),
    st.sampled_from(["Z", "z", "+02:00", "-0530", "+02", "+14:00", "+02:00:30", "+99:00", " UTC", ""]),
)


@given(st.lists(written, min_size=1, max_size=3))
def test_many_are_read_or_refused_as_one_by_one(texts: list[str]) -> None:
    """However stamps are written, a column at once gives what one by one gives, or is refused as well."""
    try:
        singly = [parse(text) for text in texts]
    except ValueError:
        with pytest.raises(ValueError, match=r"\d"):
            parse_all(texts)
    else:
        assert list(zip(*parse_all(texts), strict=True)) == singly


def test_memory_of_parts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many stamps are read, remembered parts are dropped, and what is read does not change."""
    monkeypatch.setattr(timestamps, "_REMEMBERED", 5)
    for micro in range(50):
        text = f"2025-01-31T15:04:05.{micro:06}Z"
        assert parse(text) == (micros(MOMENT) + micro, False)
    assert len(timestamps._rests) <= 10


def test_leap_second() -> None:
    """The second 23:59:60 is the first of the next day."""
    assert parse("2016-12-31T23:59:60Z") == (micros(datetime(2017, 1, 1, tzinfo=UTC)), False)


@pytest.mark.parametrize(
    ("texts", "order", "ambiguous", "conflict"),
    [
        (["31/12/2025", "01/02/2025"], "dmy", False, 0),
        (["12/31/2025 7:51", "01/02/2025 8:00"], "mdy", False, 0),
        (["01/02/2025", "03/04/2025"], "dmy", True, 0),
        (["12/31/2025", "12/30/2025", "31/12/2025"], "mdy", False, 1),
        (["2025-12-31", "Jan 5, 2025"], "dmy", False, 0),
        ([], "dmy", False, 0),
    ],
)
def test_order_is_guessed_from_a_column(texts: list[str], order: str, ambiguous: bool, conflict: int) -> None:
    """One stamp that allows one order only settles a column; without one it is ambiguous."""
    guess = guess_order(texts)
    assert (guess.order, guess.ambiguous, guess.conflict) == (order, ambiguous, conflict)


def test_zones_by_name() -> None:
    """A zone is found by its name, and a wrong name gets the nearest right one."""
    assert zone_named("utc") is UTC
    assert zone_named("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    with pytest.raises(BadRequest) as error:
        zone_named("Europe/Berln")
    assert error.value.remedies == ("Did you mean Europe/Berlin?",)
