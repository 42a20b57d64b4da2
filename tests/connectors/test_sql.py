"""A database's rows become objects and events, and nothing in it can be changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from headrace.connectors.ground.contract import Document
from headrace.connectors.ground.http_client import Access, Client
from headrace.connectors.sql.connector import Sql
from headrace.connectors.sql.statement import checked
from headrace.errors import BadConfiguration, SourceUnavailable
from headrace.eventlog.model import Batch
from headrace.eventlog.reading import Reading
from headrace.eventlog.timestamps import parse
from tests.connectors import conformance
from tests.connectors.readings import Said

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "select number, what, state, team, owner, opened, done, changed from orders"
EVENTS = "select number, what, happened, state, at, 'a:b' as odd, changed from steps"


class Shop:
    """A shop's database in SQLite, of orders with times or of steps, that tests change."""

    connector = Sql

    def __init__(self, path: Path, *, by_event: bool, changed: bool) -> None:
        self.path, self.by_event, self.changed = path, by_event, changed
        self.fault: Any = None
        self.now = 0
        with self._open() as db:
            db.execute("create table orders (number, what, state, team, owner, opened, done, changed)")
            db.execute("create table steps (number, what, happened, state, at, changed)")

    def settings(self) -> dict[str, str]:
        """Return the settings of a source that reads this database."""
        told = {"url": f"sqlite:///{self.path}", "key": "number", "title": "what", "type": "ticket",
                "texts": "what", "changed": "changed" if self.changed else ""}  # fmt: skip
        if self.by_event:
            return told | {"query": EVENTS, "event": "happened", "time": "at", "value": "state"}
        return told | {
            "query": ROWS,
            "events": "created=opened, closed=done",
            "attributes": "status=state, team, owner",
        }

    def change_anything(self, chance: Random) -> None:
        """Add, change or delete a row."""
        number, what = f"O-{chance.randrange(30)}", chance.random()
        stamp = self._tick()
        with self._open() as db:
            if self.by_event:
                step = (
                    number,
                    "about SHOP-1",
                    chance.choice(("status", "note")),
                    chance.choice("ab"),
                    stamp,
                    stamp,
                )
                db.execute("insert into steps values (?, ?, ?, ?, ?, ?)", step)
            elif what < 0.5:
                db.execute("delete from orders where number = ?", (number,))
                row = (number, "about SHOP-1", "new", "Sales", "ada", stamp, None, stamp)
                db.execute("insert into orders values (?, ?, ?, ?, ?, ?, ?, ?)", row)
            elif what < 0.9:
                db.execute("update orders set state = 'done', done = ?, changed = ? where number = ?",
                           (stamp, stamp, number))  # fmt: skip
            if what >= 0.9:
                db.execute("delete from orders where number = ?", (number,))
                db.execute("delete from steps where number = ?", (number,))

    def _open(self) -> Any:
        return sqlite3.connect(self.path)

    def _tick(self) -> str:
        self.now += 1
        return f"2026-03-{1 + self.now // 1440:02}T{self.now // 60 % 24:02}:{self.now % 60:02}:00Z"


@pytest.fixture(params=[(False, False), (False, True), (True, False), (True, True)],
                ids=["rows", "rows changed", "events", "events changed"])  # fmt: skip
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    """A database in each of its forms, with something in it."""
    by_event, changed = request.param
    made = Shop(tmp_path / "shop.db", by_event=by_event, changed=changed)
    chance = Random(7)
    for _ in range(40):
        made.change_anything(chance)
    return made


def test_going_on_equals_reading_everything(shop: Shop, tmp_path: Path) -> None:
    """After new, changed and deleted rows, an incremental sync and a full one leave what a clean one reads."""
    chance, reading = Random(1), conformance.Reading(shop, tmp_path / "a")
    for turn in range(5):
        assert reading.sync(full=turn == 2).complete
        assert reading.log() == conformance.clean(shop, tmp_path / f"clean{turn}")  # type: ignore[arg-type]
        for _ in range(8):
            shop.change_anything(chance)


@pytest.mark.parametrize("shop", [(False, True), (True, False)], indirect=True)
def test_killed_anywhere(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many kills at random points: the log equals a clean reading."""
    conformance.check_kills(shop, tmp_path, Random(3), monkeypatch, kills=5)


def connector(**settings: str) -> Sql:
    """A connector that needs no database for what is asked of it."""
    told = {
        "url": "sqlite:///none.db",
        "query": "select 1 as number",
        "key": "number",
        "events": "created=opened",
    }
    return Sql(told | settings)


def said(tool: Sql, *rows: dict[str, Any]) -> Said:
    """Write the rows of one object."""
    batch = Batch("s")
    tool.parse(Document("row", "x", {"rows": list(rows)}), batch, lambda who: f"key of {who}")
    return Said([batch], Reading("s"))


def test_a_row_with_several_times_becomes_an_object_and_its_events() -> None:
    """Each named column with a time is an event; a person is kept under a key; a day without time stays one."""
    tool = connector(
        type="incident", title="what", link="page", attributes="status=state, owner, severity", texts="what",
        events="opened=began, resolved=ended", refers="caused by=change", zone="Europe/Berlin", persons="severity",
    )  # fmt: skip
    row = {
        "number": 7, "what": "Since PAY-1", "page": "https://e.org/7", "state": "done", "owner": "ada",
        "severity": 2.0, "began": "2026-03-02 10:00:00", "ended": "2026-03-03", "change": "CHG-9",
    }  # fmt: skip
    found = said(tool, row)
    oid = "s:incident:7"
    assert found.objects[oid] == ("incident", "7", "Since PAY-1", "https://e.org/7")
    assert found.timeline(oid) == [
        (parse("2026-03-02T09:00:00Z")[0], "opened", None),
        (parse("2026-03-03T00:00:00Z")[0], "resolved", None),
    ]
    assert [date_only for *_, date_only, _ in found.events] == [False, True]
    values = {(attribute, value) for _, attribute, value, _ in found.values}
    assert values == {("status", "done"), ("owner_key", "key of ada"), ("severity_key", "key of 2")}
    assert found.mentioned(oid) == {
        ("PAY-1", "names", "key in text"),
        ("CHG-9", "caused by", "declared issue link"),
    }


def test_rows_per_event_become_a_history() -> None:
    """Each row is an event; an attribute has each value since the row that says it; equal rows are two events."""
    tool = connector(events="", event="step", time="at", value="state", attributes="team")
    rows = [
        {"number": "A", "step": "status", "state": "new", "at": "2026-03-02T09:00:00Z", "team": "Sales"},
        {"number": "A", "step": "status", "state": "built", "at": "2026-03-02T11:00:00Z", "team": "Shop"},
        {"number": "A", "step": "noted", "state": None, "at": "2026-03-02T10:00:00Z", "team": "Sales"},
        {"number": "A", "step": "noted", "state": None, "at": "2026-03-02T10:00:00Z", "team": "Sales"},
    ]
    for order in (rows, rows[::-1]):
        found = said(tool, *order)
        assert [(kind, value) for _, kind, value in found.timeline("s:item:A")] == [
            ("status", "new"), ("noted", None), ("noted", None), ("status", "built"),
        ]  # fmt: skip
        assert [v for _, v in found.history("s:item:A", "team")] == ["Sales", "Shop"]
        assert len({eid for eid, *_ in found.events}) == 4


@pytest.mark.parametrize("row", [{}, {"number": None}, {"number": 1, "opened": "soon"}])
def test_a_row_that_says_nothing_is_refused_in_a_sentence(row: dict[str, Any]) -> None:
    """A missing key and a time that is none are told as sentences."""
    with pytest.raises(ValueError, match=r"\w+"):
        said(connector(), row)


@pytest.mark.parametrize(
    "query",
    [
        "delete from orders", "select 1; drop table orders", "drop table orders", "insert into orders values (1)",
        "with gone as (delete from orders returning *) select * from gone", "select * into copy from orders",
        "select * from orders for update", "update orders set state = 1", "pragma writable_schema = 1",
        "call clean_up()", "this is no query at all", "", ";", "select 1; select 2",
    ],
)  # fmt: skip
def test_only_one_select_is_accepted(query: str) -> None:
    """Whatever else a query is, it is refused before any database sees it."""
    with pytest.raises(BadConfiguration):
        checked(query, "postgresql")


@pytest.mark.parametrize(
    "query",
    [
        "select 1;",
        "select a from t union select b from t",
        "with t as (select 1 as a) select * from t where a > 0",
    ],
)
def test_selects_of_every_form_are_accepted(query: str) -> None:
    """Unions, subqueries and a semicolon at the end are no reason to refuse."""
    assert checked(query, "sqlite") == query.rstrip(";")


def test_the_connection_cannot_write_and_makes_no_file(tmp_path: Path) -> None:
    """A file that is not there is not made, and what the check of the query would let through fails in the database."""
    missing = connector(url=f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(SourceUnavailable), missing._database.reading() as reading:
        reading.columns("select 1 as number")
    assert not (tmp_path / "none.db").exists()
    sqlite3.connect(tmp_path / "some.db").execute("create table t (a)").connection.close()
    there = connector(url=f"sqlite:///{tmp_path}/some.db")
    with pytest.raises(SourceUnavailable, match="readonly"), there._database.reading() as reading:
        reading.columns("insert into t values (1)")


def test_a_password_stands_nowhere(tmp_path: Path) -> None:
    """An address with a password is refused without repeating it, and no error tells the one from the environment."""
    with pytest.raises(BadConfiguration) as refused:
        connector(url="postgresql://reader:planted-password@localhost/shop")
    assert "planted" not in f"{refused.value.fact}{refused.value.meaning}{refused.value.remedies}"
    sqlite3.connect(tmp_path / "some.db").execute("create table t (a)").connection.close()
    tool = connector(url=f"sqlite:///{tmp_path}/some.db")
    tool._database._secret = "planted-password"  # noqa: S105 - SQLite itself takes none
    with (
        pytest.raises(SourceUnavailable, match=r"no such column: t\.…") as failed,
        tool._database.reading() as reading,
    ):
        reading.columns('select "t"."planted-password" from t')
    assert "planted-password" not in failed.value.fact


def test_the_preflight_names_columns_that_the_query_has_not(shop: Shop) -> None:
    """Each column of the mapping that is missing is told, with those that are there."""
    tool = Sql(shop.settings() | {"link": "page"})
    with closing(Client(Access("http://localhost"))) as client:
        missing = [finding.what for finding in tool.preflight(client) if not finding.works]
    assert missing == ["Column page"]


@pytest.mark.parametrize("settings", [{"events": ""}, {"zone": "Mars/Base"}, {"url": "no address"}])
def test_a_mapping_that_says_nothing_is_refused(settings: dict[str, str]) -> None:
    """Without any time, with a zone that is none, or without an address nothing is begun."""
    with pytest.raises(Exception, match=r"\w+") as refused:
        connector(**settings)
    assert refused.type.__module__ == "headrace.errors"
