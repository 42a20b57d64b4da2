"""Stamps as people and tools write them, as whole microseconds since 1970-01-01T00:00:00Z.

ISO 8601 is read by its parts (day, time of day, the rest), each remembered, because a log repeats them
millions of times. Everything else (31.12.2025, 12/31/2025 3:04 PM, 05/Jan/14, epoch numbers) is read by
one pattern. A stamp without a zone is UTC unless a zone is given; a day without a time stands at 00:00 UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Literal

from headrace.errors import BadRequest, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DayOrder = Literal["dmy", "mdy"]
"""Whether 03/04/2025 is the 3rd of April (day first) or March the 4th (month first)."""

MISSING = frozenset({"", "-", "NA", "N/A", "NULL", "null", "None", "NaT", "NaN", "nan", "\\N"})
"""What tools write where there is no stamp."""

DAY = 86_400_000_000
"""Microseconds of a day."""

_REMEMBERED = 100_000
_SHORTEST_ZONED = len("2025-01-01T10:00:00Z")
_FIRST_YEAR = -62_135_596_800_000_000
_EPOCH = datetime(1970, 1, 1)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DATE = (
    r"(?:(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<sep2>[-/.])(?P<b>\d{1,2})(?P=sep2)(?P<yy>\d{4}|\d{2})"
    r"|(?P<d2>\d{1,2})[-/. ](?P<mon>[A-Za-z]{3,9})\.?[-/. ,]+(?P<yy2>\d{4}|\d{2})"
    r"|(?P<mon2>[A-Za-z]{3,9})\.? (?P<d3>\d{1,2}),? (?P<yy3>\d{4})"
    r"|(?P<y4>\d{4})(?P<m4>\d{2})(?P<d4>\d{2}))"
)
_TIME = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d+))?)?\s*(?P<ap>[AaPp]\.?[Mm]\.?)?"
_ZONE = r"(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2}(?::\d{2})?|[+-]\d{2})"
_STAMP = re.compile(rf"(?:[A-Za-z]{{3}},? )?{_DATE}(?:(?:[Tt]|,? +|:){_TIME}\s*{_ZONE}?)?\s*")
_GIT = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d{1,2}:\d{2}:\d{2}) (\d{4})( .+)?")
_PLAIN_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?![0-9:])")
_NUMBER = re.compile(r"\d{1,19}(?:\.\d+)?")
_NUMERIC_DAY = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d)")

_days: dict[str, int] = {}
_minutes: dict[str, int] = {}
_seconds: dict[str, int] = {}
_rests: dict[str, int] = {}
_zoned_rests: dict[str, int] = {}


def parse(text: str, *, order: DayOrder = "dmy", zone: tzinfo | None = None) -> tuple[int, bool]:
    """Return a stamp as µs UTC since 1970, and whether it is a day without a time.

    Args:
        text: the stamp as written.
        order: how 03/04/2025 is meant.
        zone: the zone of stamps that carry none; UTC when not given. Days without a time stay at 00:00 UTC.

    Raises:
        ValueError: its text says why, to follow a name: ``"31.02.2025", which is not a day``.
    """
    try:
        rests = _rests if zone is None else _zoned_rests
        return _days[text[:10]] + _minutes[text[10:16]] + _seconds[text[16:19]] + rests[text[19:]], False
    except KeyError:
        return _parse_new(text, order, zone)


def parse_all(texts: Sequence[str], *, zone: tzinfo | None = None) -> tuple[list[int], list[bool]]:
    """Return :func:`parse` of many stamps, as two columns; quicker than one by one.

    Raises:
        ValueError: one of them cannot be read.
    """
    if (times := _zoned(texts)) is not None:
        return times, [False] * len(times)
    pairs = [parse(text, zone=zone) for text in texts]
    return [at for at, _ in pairs], [date_only for _, date_only in pairs]


def _zoned(texts: Sequence[str]) -> list[int] | None:
    """Return ISO 8601 stamps that all have a time and a zone at once; ``None`` when one is written otherwise."""
    import pyarrow as pa  # noqa: PLC0415  # takes long to load; only many stamps are worth it
    import pyarrow.compute as pc  # noqa: PLC0415

    try:
        stamps = pa.array(texts, type=pa.string())
        times = stamps.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    if (
        not texts
        or pc.min(pc.utf8_length(stamps)).as_py() < _SHORTEST_ZONED
        or pc.min(times).as_py() < _FIRST_YEAR
    ):
        return None
    found: list[int] = times.to_numpy().tolist()
    return found


def zone_named(name: str) -> tzinfo:
    """Return a time zone by its IANA name (``Europe/Berlin``).

    Raises:
        BadRequest: there is no such zone; the nearest name is given.
    """
    from zoneinfo import ZoneInfo, available_timezones  # noqa: PLC0415  # reads files; few need it

    if name.upper() == "UTC":
        return UTC
    names = available_timezones()
    if name not in names:
        raise BadRequest(
            f'There is no time zone "{name}".',
            "Zones are named as in Europe/Berlin or America/New_York.",
            [hint] if (hint := nearest(name, names)) else [],
        )
    return ZoneInfo(name)


def to_text(micros: int) -> str:
    """Return µs UTC as ISO 8601 with ``Z``, in seconds when there is nothing finer."""
    moment = _EPOCH + timedelta(microseconds=micros)
    return moment.isoformat(timespec="microseconds" if micros % 1_000_000 else "seconds") + "Z"


@dataclass(frozen=True, slots=True)
class OrderGuess:
    """How a column's numeric dates are meant.

    Args:
        order: the order that most of the column's stamps speak for.
        numeric: stamps that depend on the order at all (03/04/2025).
        proof: stamps that allow one order only (31/12/2025).
        conflict: stamps that allow the other order only.
    """

    order: DayOrder
    numeric: int
    proof: int
    conflict: int

    @property
    def ambiguous(self) -> bool:
        """Whether the column has such stamps and not one of them settles the order."""
        return self.numeric > 0 and self.proof == 0


def guess_order(texts: Iterable[str]) -> OrderGuess:
    """Return how a column's dates are meant: day first unless a stamp shows that the month comes first."""
    numeric = day_first = month_first = 0
    for text in texts:
        found = _NUMERIC_DAY.match(text)
        if found is None:
            continue
        numeric += 1
        day_first += int(found[1]) > 12
        month_first += int(found[3]) > 12
    if month_first > day_first:
        return OrderGuess("mdy", numeric, month_first, day_first)
    return OrderGuess("dmy", numeric, day_first, month_first)


def _parse_new(text: str, order: DayOrder, zone: tzinfo | None) -> tuple[int, bool]:
    """Read a stamp whose parts are not remembered yet; remember an ISO stamp's parts."""
    iso = f"{text[:10].replace('/', '-')}{text[10:]}" if text[4:5] == "/" else text
    if iso[4:5] == "-" or iso[8:9] == "T":
        try:
            moment = datetime.fromisoformat(iso)
        except ValueError:
            pass
        else:
            if len(text) == 10:
                return _micros(moment), True
            if _PLAIN_ISO.match(iso):
                _remember(text, moment)
            return _in_utc(moment, zone), False
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped) and len(stripped) != 8:
        return _epoch_number(stripped), False
    return _parse_written(stripped, order, zone)


def _remember(text: str, moment: datetime) -> None:
    """Keep an ISO stamp's day, time of day and rest (fraction and zone), so that the next one is quick."""
    for kept in (_days, _minutes, _rests, _zoned_rests):
        if len(kept) > _REMEMBERED:
            kept.clear()
    rests = [_rests] if moment.tzinfo is None else [_rests, _zoned_rests]
    offset = moment.utcoffset() or timedelta()
    _days[text[:10]] = (moment.toordinal() - _EPOCH.toordinal()) * DAY
    _minutes[text[10:16]] = (moment.hour * 60 + moment.minute) * 60_000_000
    _seconds[text[16:19]] = moment.second * 1_000_000
    for kept in rests:
        kept[text[19:]] = moment.microsecond - round(offset.total_seconds() * 1_000_000)


def _parse_written(text: str, order: DayOrder, zone: tzinfo | None) -> tuple[int, bool]:
    """Read a stamp in one of the other ways of writing."""
    if git := _GIT.fullmatch(text):
        text = f"{git[2]} {git[1]} {git[4]} {git[3]}{git[5] or ''}"
    found = _STAMP.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}", which is not a date' if text else "empty")
    part = found.groupdict()
    try:
        day = date(*_day_parts(part, order))
    except ValueError:
        raise ValueError(f'"{text}", which is not a day{_other_order(part, order)}') from None
    if part["H"] is None:
        return (day.toordinal() - _EPOCH.toordinal()) * DAY, True
    hour, minute, second = int(part["H"]), int(part["M"]), int(part["S"] or 0)
    if part["ap"]:
        hour = hour % 12 + (12 if part["ap"][0] in "pP" else 0) if 1 <= hour <= 12 else 24
    micro = int((part["f"] or "0")[:6].ljust(6, "0"))
    leap = second == 60 and minute == 59
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, 59 if leap else second, micro)
    except ValueError:
        raise ValueError(f'"{text}", which is not a time of day') from None
    extra = 1_000_000 if leap else 0
    if part["zone"]:
        return _micros(moment) + extra - _offset(part["zone"], text), False
    return _in_utc(moment, zone) + extra, False


def _day_parts(part: dict[str, str | None], order: DayOrder) -> tuple[int, int, int]:
    """Return year, month, day of a matched stamp."""
    if part["y"]:
        return int(part["y"]), int(part["m"] or 0), int(part["d"] or 0)
    if part["a"]:
        first, second = int(part["a"]), int(part["b"] or 0)
        return _year(part["yy"]), *((second, first) if order == "dmy" else (first, second))
    if part["mon"]:
        return _year(part["yy2"]), _month(part["mon"]), int(part["d2"] or 0)
    if part["mon2"]:
        return _year(part["yy3"]), _month(part["mon2"]), int(part["d3"] or 0)
    return int(part["y4"] or 0), int(part["m4"] or 0), int(part["d4"] or 0)


def _month(name: str) -> int:
    """Return the number of a month, its English name perhaps cut short; 0 when there is none."""
    return next((n for n, full in enumerate(_MONTHS, start=1) if full.startswith(name.lower())), 0)


def _year(text: str | None) -> int:
    """Return a year; two digits are 1970 to 2069."""
    year = int(text or 0)
    return year if len(text or "") == 4 else year + (1900 if year >= 70 else 2000)


def _other_order(part: dict[str, str | None], order: DayOrder) -> str:
    """Return a hint when the stamp would be a day with day and month the other way round."""
    other: DayOrder = "mdy" if order == "dmy" else "dmy"
    try:
        date(*_day_parts(part, other))
    except ValueError:
        return ""
    first, second = ("day", "month") if order == "dmy" else ("month", "day")
    return f" with the {first} first (it is one with the {second} first)"


def _epoch_number(text: str) -> int:
    """Return seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size."""
    whole, _, fraction = text.partition(".")
    size = int(whole)
    if size < 100_000_000:
        more = "; it may be a spreadsheet's day number" if 20_000 < size < 80_000 else ""
        raise ValueError(f'"{text}", which is a number but not a time{more}')
    if size < 100_000_000_000:
        return size * 1_000_000 + int(fraction[:6].ljust(6, "0"))
    if size < 100_000_000_000_000:
        return size * 1_000 + int(fraction[:3].ljust(3, "0"))
    return size if size < 100_000_000_000_000_000 else size // 1_000


def _offset(zone: str, text: str) -> int:
    """Return an offset (+01:00, +0100, +01, Z) in microseconds."""
    if zone in ("Z", "z", "UTC", "GMT"):
        return 0
    digits = zone[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if hours > 23 or minutes > 59:
        raise ValueError(f'"{text}", whose time zone is not an offset')
    size = (hours * 3600 + minutes * 60 + seconds) * 1_000_000
    return -size if zone[0] == "-" else size


def _in_utc(moment: datetime, zone: tzinfo | None) -> int:
    """Return a moment as µs UTC; one without a zone is in ``zone``, or UTC."""
    if moment.tzinfo is None:
        if zone is None:
            return _micros(moment)
        moment = moment.replace(tzinfo=zone)
    offset = moment.utcoffset() or timedelta()
    return _micros(moment.replace(tzinfo=None)) - round(offset.total_seconds() * 1_000_000)


def _micros(moment: datetime) -> int:
    """Return µs since 1970 of a moment without a zone, taken as UTC."""
    since = moment - _EPOCH
    return since.days * DAY + since.seconds * 1_000_000 + since.microseconds
