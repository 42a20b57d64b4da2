"""Visits kept on disk, one file per value stream: derived from the log and the definition, at any time anew.

A derived file is named after the stream, a digest of what its visits depend on, and the log's snapshot.
Changing the definition gives another digest and so derives afresh; a newer snapshot derives only the
items that were touched since. Files are written beside and renamed, so readers never see half of one,
and deleting the whole folder loses nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.engine import PROBLEMS, Embedded, rows, said_by
from headrace.errors import StoreUnavailable
from headrace.eventlog import lock
from headrace.eventlog.ingestion import EVERYTHING
from headrace.eventlog.store import check_layout
from headrace.value_streams import membership, passage, rollup
from headrace.value_streams.estimates import with_estimates
from headrace.value_streams.kept_open import KeptOpen
from headrace.value_streams.placement import Placement
from headrace.value_streams.rules import match_rules
from headrace.value_streams.timeline import visits

if TYPE_CHECKING:
    from pathlib import Path

    from headrace.engine import Engine
    from headrace.value_streams.coding import Coding
    from headrace.value_streams.definition import ValueStream
    from headrace.value_streams.rules import Matches

LAYOUT = 11
"""Of the derived tables; part of the digest."""

_RETRIES = 3

_PARTS = {"items", "scope", "follows", "kind", "stages", "done", "cancelled"}


def digest(stream: ValueStream) -> str:
    """Return a short digest of everything that the stream's visits depend on."""
    parts = stream.model_dump(mode="json", include=_PARTS)
    return hashlib.sha256(json.dumps([LAYOUT, parts]).encode()).hexdigest()[:16]


def activities(engine: Engine) -> list[tuple[int, str, str, str | None]]:
    """Return the activities that occur in the log, as :func:`.rules.match_rules` takes them."""
    listed = rows(engine.table("activities").filter(nw.col("events") > 0).sort("activity_no"))
    return [(row["activity_no"], row["object_type"], row["event_type"], row["value"]) for row in listed]


def derive(engine: Engine, stream: ValueStream) -> None:
    """Derive all visits of a stream and what is summed from them; results are kept in ``engine``.

    Tables: ``visits`` (see :func:`.timeline.visits`), ``items`` and the sums of :mod:`.rollup`, and ``reached``:
    ``item_no, object_no`` says whose events tell about an item (none when every object with a matching event is
    an item).
    """
    membership.check_scope(engine, stream)
    placement = placement_of(engine, stream)
    if placement.reached is not None:
        engine.save("reached", placement.reached)
        placement = known_placement(engine, stream)
    _save_visits(engine, visits_of(engine, stream, placement))
    _finish(engine, stream, placement.coding, placement.matches)


def visits_of(engine: Engine, stream: ValueStream, placement: Placement) -> nw.LazyFrame[Any]:
    """Return the visits that placed events make, with those of stages that are only estimated."""
    coding = placement.coding
    return with_estimates(engine, stream, coding, visits(placement.keys(), coding))


def placement_of(engine: Engine, stream: ValueStream) -> Placement:
    """Return where the events of all of a stream's items put them."""
    matches = match_rules(stream, activities(engine))
    return Placement(engine, stream, matches, _reached(engine, stream, matches))


def known_placement(engine: Engine, stream: ValueStream) -> Placement:
    """Return the same for a stream that is derived, without looking again for its items and what they reach."""
    reached: nw.LazyFrame[Any] | None = None
    with suppress(KeyError):
        reached = engine.table("reached")
    return Placement(engine, stream, match_rules(stream, activities(engine)), reached)


def derive_touched(engine: Embedded, stream: ValueStream, since: int) -> bool:
    """Derive again only the items touched after snapshot ``since``.

    Returns:
        ``False`` when all must be derived: most was touched, the functions' numbers have changed, or the
        log does not descend from that snapshot (it was restored or made anew).
    """
    touched = engine.table("touched").filter(nw.col("snapshot") > since).select("object_no").unique()
    ancestor = engine.table("touched").filter(nw.col("snapshot") == since).head(1)
    if rows(touched.filter(nw.col("object_no") == EVERYTHING)) or not rows(ancestor):
        return False
    matches = match_rules(stream, activities(engine))
    engine.save("reached", membership.reach(engine, stream, membership.items(engine, stream)))
    reached = engine.table("reached")
    affected = nw.concat(
        [
            reached.join(touched, on="object_no", how="semi").select("item_no"),
            touched.select(item_no=nw.col("object_no")),
        ]
    ).unique()
    engine.save("affected", affected)
    affected = engine.table("affected")
    placement = Placement(engine, stream, matches, reached.join(affected, on="item_no", how="semi"))
    if json.loads(rows(engine.table("coding"))[0]["functions"]) != list(placement.coding.functions):
        return False
    engine.save("renewed", visits_of(engine, stream, placement))
    kept = engine.table("visits").join(affected, on="item_no", how="anti")
    engine.save("unknown", engine.table("start_unknown").join(affected, on="item_no", how="anti"))
    _save_visits(engine, nw.concat([kept, engine.table("renewed")]), engine.table("unknown"))
    for name in ("affected", "renewed", "unknown"):
        engine.drop(name)
    _finish(engine, stream, placement.coding, matches)
    return True


def _reached(engine: Engine, stream: ValueStream, matches: Matches) -> nw.LazyFrame[Any] | None:
    """Return items and their linked objects; ``None`` when every object with a matching event is an item."""
    meant = [row.activity_no for row in matches.rows]
    others = engine.table("activities").filter(
        nw.col("activity_no").is_in(meant), nw.col("object_type") != stream.items
    )
    gone = engine.table("objects").filter(
        nw.col("object_type") == stream.items, ~nw.col("deleted_at").is_null()
    )
    if not stream.scope and not rows(others.head(1)) and not rows(gone.head(1)):
        return None
    return membership.reach(engine, stream, membership.items(engine, stream))


def _save_visits(engine: Engine, frame: nw.LazyFrame[Any], unknown: nw.LazyFrame[Any] | None = None) -> None:
    """Keep the visits of items whose start is known, and apart from them which items' start is not.

    Args:
        unknown: ``item_no`` of items known before to have no start.
    """
    engine.save("visits", frame)
    visits = engine.table("visits")
    found = visits.filter("start_unknown").select("item_no")
    engine.save("start_unknown", found if unknown is None else nw.concat([found, unknown]))
    if rows(found.head(1)):
        engine.save("visits", visits.join(engine.table("start_unknown"), on="item_no", how="anti"))


def _finish(engine: Engine, stream: ValueStream, coding: Coding, matches: Matches) -> None:
    engine.save("stage_sources", _stage_sources(engine, matches))
    engine.save("source_links", _source_links(engine, stream))
    _save_coding(engine, coding, matches)
    rollup.make(engine, stream)
    passage.save(engine, stream)


def _source_links(engine: Engine, stream: ValueStream) -> nw.LazyFrame[Any]:
    """Count, per source, the records of the types that the stream follows, and how many are linked to any other."""
    followed = engine.table("objects").filter(
        nw.col("deleted_at").is_null(), nw.col("object_type").is_in(list(stream.follows))
    )
    links = engine.table("links")
    ends = nw.concat(
        [links.select(object_no=nw.col("from_no")), links.select(object_no=nw.col("to_no"))]
    ).unique()
    linked = followed.join(ends, on="object_no", how="semi").group_by("source").agg(linked=nw.len())
    return followed.group_by("source").agg(objects=nw.len()).join(linked, on="source", how="left")


def _save_coding(engine: Engine, coding: Coding, matches: Matches) -> None:
    """Keep one row about the whole: names by number, rules that match nothing, what is read and up to when.

    A stream knows as much as the sources that its rules read: another source may go on for years.
    """
    sources = _read_from(engine, matches)
    of_them = engine.table("activities").filter(nw.col("source").is_in(sources)).select("activity_no")
    read = engine.table("happenings").join(of_them, on="activity_no", how="semi")
    texts = {
        "stages": coding.stages,
        "functions": coding.functions,
        "unmatched": matches.unmatched,
        "sources": sources,
    }
    columns: dict[str, list[object]] = {name: [json.dumps(listed)] for name, listed in texts.items()}
    types = dict.fromkeys(texts, "text")
    known = engine.small({**columns, "data_to": [known_to(engine, read)]}, {**types, "data_to": "int"})
    engine.save("coding", known)


def last_reading(engine: Engine) -> int:
    """Return when a source was last read, in µs; 0 when none was."""
    return int(rows(engine.table("sources").select(last=nw.col("read_at").max()))[0]["last"] or 0)


def known_to(engine: Engine, happenings: nw.LazyFrame[Any]) -> int:
    """Return the time of the last of these events, in µs; 0 without any.

    A stamp later than the reading is a slip of the pen, and must not move what "now" means.
    """
    for some in (happenings.filter(nw.col("occurred_at") <= last_reading(engine)), happenings):
        last = rows(some.select(last=nw.col("occurred_at").max()))[0]["last"]
        if last is not None:
            return int(last)
    return 0


def _read_from(engine: Engine, matches: Matches) -> list[str]:
    """Return the sources whose events the rules mean; all of them when the rules mean nothing."""
    meant = list({row.activity_no for row in matches.rows})
    found = engine.table("activities").filter(nw.col("activity_no").is_in(meant), nw.col("events") > 0)
    sources = rows(found.select("source").unique()) or rows(engine.table("sources").select("source"))
    return sorted(row["source"] for row in sources)


def _stage_sources(engine: Engine, matches: Matches) -> nw.LazyFrame[Any]:
    """Count, per stage and source, the events that the stage's rules mean."""
    stages = [(row.activity_no, row.stage_order) for row in matches.rows if row.stage_order is not None]
    listed = list(dict.fromkeys(stages))
    meant = engine.small(
        {"activity_no": [number for number, _ in listed], "stage_order": [order for _, order in listed]},
        {"activity_no": "int", "stage_order": "int"},
    )
    return (
        engine.table("activities")
        .join(meant, on="activity_no", how="inner")
        .group_by("stage_order", "source")
        .agg(events=nw.col("events").sum().cast(nw.Int64))
    )


def _start(stream: ValueStream) -> str:
    """Return how the names of a stream's files begin; the engine calls the file so, and tables are not called so."""
    return f"visits-of-{stream.id}."


class Derivations:
    """The derived files of a workspace.

    Args:
        folder: where they live; may be deleted at any time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open = KeptOpen()

    def open(self, stream: ValueStream, log: Path) -> Embedded:
        """Return a stream's visits for the log's snapshot, deriving what is not there; the caller closes it.

        Raises:
            StoreUnavailable: when the log cannot be read, or nothing can be written.
        """
        wanted = self.folder / f"{_start(stream)}{digest(stream)}.{int(log.stem)}.duckdb"
        for _ in range(_RETRIES):
            if not wanted.exists():
                self._derive_alone(stream, log, wanted)
            try:
                return self._open.open(stream.id, wanted, log)
            except StoreUnavailable:
                if not log.exists():
                    raise
                # a process with a newer log tidied it away, or a power cut left it broken
                wanted.unlink(missing_ok=True)
        raise StoreUnavailable(
            f"{wanted} cannot be opened.",
            "It is derived from the log, which is kept.",
            [f"rm -r {self.folder}"],
        )

    def _derive_alone(self, stream: ValueStream, log: Path, wanted: Path) -> None:
        """Derive unless another process does so already; then wait for its result."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with lock.held(self.folder / f"{_start(stream)}lock", wait=True):
                self._sweep(stream)
                if not wanted.exists():
                    self._derive(stream, log, wanted)
        except OSError as problem:
            raise self._not_derived(stream, problem.strerror or str(problem)) from problem
        except PROBLEMS as problem:
            raise self._not_derived(stream, said_by(problem)) from problem

    def _not_derived(self, stream: ValueStream, why: str) -> StoreUnavailable:
        return StoreUnavailable(
            f"The visits of {stream.name} could not be derived: {why}",
            "Nothing was lost: they are derived from the log, which is kept.",
            [f"Make room or mend the permissions of {self.folder}, then try again."],
        )

    def _derive(self, stream: ValueStream, log: Path, wanted: Path) -> None:
        side = wanted.with_suffix(".writing")
        try:
            if not self._renewed(stream, log, side):
                side.unlink(missing_ok=True)
                with closing(Embedded(side, log=log)) as engine:
                    check_layout(engine)
                    derive(engine, stream)
                    engine.execute("checkpoint")
            side.replace(wanted)
        finally:
            self._sweep(stream)
        for number, old in self._files(stream):
            if number < int(log.stem) or (number == int(log.stem) and old != wanted):
                with suppress(OSError):
                    old.unlink()

    def _renewed(self, stream: ValueStream, log: Path, side: Path) -> bool:
        """Derive from what was derived for an earlier snapshot; ``False`` when that cannot be."""
        same = f"{_start(stream)}{digest(stream)}."
        earlier = [
            (number, path)
            for number, path in self._files(stream)
            if path.name.startswith(same) and number < int(log.stem)
        ]
        if not earlier:
            return False
        number, path = max(earlier)
        shutil.copyfile(path, side)
        with suppress(StoreUnavailable), closing(Embedded(side, log=log)) as engine:
            check_layout(engine)
            done = derive_touched(engine, stream, number)
            engine.execute("checkpoint")
            return done
        return False

    def _files(self, stream: ValueStream) -> list[tuple[int, Path]]:
        """Return the stream's derived files, each with the number of its log's snapshot."""
        name = re.compile(re.escape(_start(stream)) + r"[0-9a-f]{16}\.([0-9]+)\.duckdb")
        found = ((name.fullmatch(path.name), path) for path in self.folder.iterdir())
        return [(int(match[1]), path) for match, path in found if match]

    def _sweep(self, stream: ValueStream) -> None:
        """Remove what a derivation left that did not come to its end; only who holds the lock may."""
        for stray in self.folder.glob(f"{_start(stream)}*.writing*"):
            if stray.is_dir():
                shutil.rmtree(stray, ignore_errors=True)
            else:
                stray.unlink(missing_ok=True)
