"""Which commits a deployment brought: those that its commit contains and that of the deployment before does not.

Deployments follow one another where they have the environment, the repository and the service (where one is
told) in common. Only those that succeeded count: a failed one brought nothing, and the next one brings more.
A deployment of several repositories is looked at per repository.

In a repository that holds several services, commits may tell which of them they ``touch``: what a deployment of a
service brought are then those that touch it. A deployment is of the service that it tells, or else of the one
whose name is a part of its environment's (``checkout-production``).

Ancestry is the commits' attribute ``parent``; it is asked by full commit id, so the history may come from
another source than the deployment. Nothing is guessed: a first deployment brought what nobody can tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from headrace.eventlog import link_rules
from headrace.eventlog.ancestry import History

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headrace.engine import Embedded

_WORD = re.compile(r"[^\W_]+")

KNOWN, CUT_OFF, FIRST = "known", "cut off", "first"
NO_COMMIT, NO_HISTORY, NOT_DONE = "no commit", "no history", "not done"
OUTCOMES = (KNOWN, CUT_OFF, FIRST, NO_COMMIT, NO_HISTORY, NOT_DONE)
"""What is known of what a deployment brought: all of it; as far as the history goes back; nothing, because it is
the first; nothing, because its commit or that of the one before is not in the log; nothing, because a commit's
parents are not told; nothing yet, because it has not succeeded."""

_DEPLOYMENTS = """
    create or replace temp table deployed as
    with happened as (
        select h.object_no, min(h.occurred_at) as first,
               min(h.occurred_at) filter (a.event_type = 'finished' and a."value" = 'success') as succeeded,
               bool_or(a.event_type in ('queued', 'created', 'started', 'finished')) as steps
        from happenings h join activities a using (activity_no)
        where a.object_type = 'deployment' group by h.object_no),
    newest as (
        select v.object_no, v."attribute", max(v."value") as "value" from object_values v
        join (select object_no, "attribute", max(since) as since from object_values
              where "attribute" in ('environment', 'repository', 'service') group by all) n
             using (object_no, "attribute", since) group by all)
    select o.object_no, case when h.steps then h.succeeded else h.first end as at, o.object_id,
           max(n."value") filter (n."attribute" = 'environment') as environment,
           max(n."value") filter (n."attribute" = 'repository') as repository,
           max(n."value") filter (n."attribute" = 'service') as service
    from objects o left join happened h using (object_no) left join newest n using (object_no)
    where o.object_type = 'deployment' and o.deleted_at is null group by all"""

_COMMITS = """
    with declared as (
        select l.from_no, l.to_no, t.object_type from links l join objects t on t.object_no = l.to_no
        where l.declared and t.object_type in ('commit', 'build')),
    built as (
        select d.from_no, b.to_no from declared d join declared b on b.from_no = d.to_no
        where d.object_type = 'build' and b.object_type = 'commit'),
    direct as (select from_no, to_no from declared where object_type = 'commit'),
    of as (
        from direct union
        from built where from_no not in (select from_no from direct)),
    placed as (select object_no, max("value") as "value" from object_values
               where "attribute" = 'repository' group by object_no)
    select distinct d.object_no, coalesce(p."value", d.repository), lower(c.key)
    from deployed d join of on of.from_no = d.object_no join objects c on c.object_no = of.to_no
    left join placed p on p.object_no = c.object_no"""

_PARENTS = """
    select lower(o.key), lower(v."value") from object_values v join objects o using (object_no)
    where o.object_type = 'commit' and o.deleted_at is null and v."attribute" = 'parent'"""

_TOUCHES = """
    with placed as (select object_no, max("value") as "value" from object_values
                    where "attribute" = 'repository' group by object_no)
    select lower(o.key), lower(v."value"), lower(coalesce(p."value", ''))
    from object_values v join objects o using (object_no) left join placed p using (object_no)
    where o.object_type = 'commit' and o.deleted_at is null and v."attribute" = 'touches'"""

_LINKS = """
    insert into links
    select distinct n.deployment_no, o.object_no, 'brought', ?, false
    from new_brought n join objects o on o.object_type = 'commit' and lower(o.key) = n.sha
    where o.deleted_at is null"""


@dataclass(frozen=True, slots=True)
class _Deployment:
    """One deployment of one repository; ``at`` is ``None`` when it has not succeeded."""

    number: int
    at: int | None
    oid: str
    environment: str
    repository: str
    service: str
    shas: tuple[str, ...]

    @property
    def place(self) -> tuple[str, str, str]:
        """What two deployments have in common when the one replaces the other."""
        return self.environment.lower(), self.repository.lower(), self.service.lower()


class _Commits:
    """The commits of the log by their full ids, with what is known of their parents."""

    def __init__(self, told: list[tuple[str, str | None]]) -> None:
        self.shas = list(dict.fromkeys(sha for sha, _ in told))
        self.number = {sha: number for number, sha in enumerate(self.shas)}
        parents: list[list[int]] = [[] for _ in self.shas]
        cut_off = set()
        for sha, parent in told:
            if parent in self.number:
                parents[self.number[sha]].append(self.number[parent])
            elif parent is not None:
                cut_off.add(self.number[sha])
        self.history = History(parents, cut_off)

    def numbers(self, deployment: _Deployment) -> list[int] | None:
        """Return a deployment's commits by number; ``None`` when the parents of one are not told."""
        found = [self.number.get(sha) for sha in deployment.shas]
        return None if None in found else [number for number in found if number is not None]


class _Services:
    """Which services commits touch, as far as they tell it.

    Args:
        told: commit, service (``None``: it touches none) and repository, all in lower case.
    """

    def __init__(self, told: list[tuple[str, str | None, str]]) -> None:
        self.touched: dict[str, set[str]] = {}
        self.of: dict[str, set[str]] = defaultdict(set)
        for sha, service, repository in told:
            touched = self.touched.setdefault(sha, set())
            if service is not None:
                touched.add(service)
                self.of[repository].add(service)

    def kept(self, deployment: _Deployment, shas: Iterable[str]) -> list[str]:
        """Return those of a deployment's commits that touch its service, or do not tell what they touch."""
        service = self._service(deployment)
        if service is None:
            return list(shas)
        return [sha for sha in shas if sha not in self.touched or service in self.touched[sha]]

    def _service(self, deployment: _Deployment) -> str | None:
        """Return the service that a deployment is of; ``None`` where no commit of the repository tells of it."""
        known = self.of.get(deployment.repository.lower(), set())
        if deployment.service:
            return deployment.service.lower() if deployment.service.lower() in known else None
        environment = _words(deployment.environment)
        named = [one for one in known if _words(one) in environment]
        longest = max(map(len, named), default=0)
        of_all = [one for one in named if len(one) == longest]
        return of_all[0] if len(of_all) == 1 else None


def _words(name: str) -> str:
    """Return the words of a name, set apart so that a name is found in another only as whole words."""
    return f" {' '.join(_WORD.findall(name.lower()))} "


def link(engine: Embedded) -> None:
    """Add what each deployment brought to ``links``, and how much is known of it as table ``brought``."""
    engine.execute("truncate brought")
    engine.execute(_DEPLOYMENTS)
    found = _deployments(engine)
    if not found:
        return
    commits = _Commits(engine.execute(_PARENTS) if any(one.shas for one in found) else [])
    services = _Services(engine.execute(_TOUCHES))
    by_place: dict[tuple[str, str, str], list[_Deployment]] = defaultdict(list)
    for one in found:
        by_place[one.place].append(one)
    lines: list[tuple[_Deployment, str, int | None, int | None]] = []
    brought: tuple[list[int], list[str]] = ([], [])
    for place in by_place.values():
        before: _Deployment | None = None
        for one in sorted(place, key=lambda one: (one.at or 0, one.oid)):
            outcome, new = _outcome(before, one, commits)
            kept = None if new is None else services.kept(one, (commits.shas[number] for number in new))
            lines.append(
                (one, outcome, before.number if before else None, None if kept is None else len(kept))
            )
            brought[0].extend([one.number] * len(kept or ()))
            brought[1].extend(kept or ())
            before = before if one.at is None else one
    _write(engine, lines, brought)


def _deployments(engine: Embedded) -> list[_Deployment]:
    """Return each deployment once per repository whose commits it is of, and once when that is not known."""
    shas: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, repository, sha in engine.execute(_COMMITS):
        shas[number][repository or ""].append(sha)
    return [
        _Deployment(number, at, oid, environment or "", repository, service or "", tuple(sorted(named)))
        for number, at, oid, environment, own, service in engine.execute("from deployed")
        for repository, named in (shas.get(number) or {own or "": []}).items()
    ]


def _outcome(
    before: _Deployment | None, one: _Deployment, commits: _Commits
) -> tuple[str, tuple[int, ...] | None]:
    """Return what is known of what a deployment brought, and the commits; ``None`` when nobody can tell."""
    if one.at is None:
        return NOT_DONE, None
    if not one.shas:
        return NO_COMMIT, None
    if before is None:
        return FIRST, None
    if not before.shas:
        return NO_COMMIT, None
    old, new = commits.numbers(before), commits.numbers(one)
    if old is None or new is None:
        return NO_HISTORY, None
    between = commits.history.between(old, new)
    return (CUT_OFF if between.cut_off else KNOWN), between.commits


def _write(
    engine: Embedded,
    lines: list[tuple[_Deployment, str, int | None, int | None]],
    brought: tuple[list[int], list[str]],
) -> None:
    columns = {
        "deployment_no": pa.array([one.number for one, *_ in lines], pa.int64()),
        "environment": pa.array([one.environment for one, *_ in lines], pa.string()),
        "repository": pa.array([one.repository for one, *_ in lines], pa.string()),
        "service": pa.array([one.service for one, *_ in lines], pa.string()),
        "outcome": pa.array([outcome for _, outcome, *_ in lines], pa.string()),
        "before_no": pa.array([before for *_, before, _ in lines], pa.int64()),
        "commits": pa.array([count for *_, count in lines], pa.int64()),
    }
    engine.load("brought", pa.table(columns))
    engine.execute("create or replace temp table new_brought (deployment_no bigint, sha text)")
    numbers, shas = pa.array(brought[0], pa.int64()), pa.array(brought[1], pa.string())
    engine.load("new_brought", pa.table({"deployment_no": numbers, "sha": shas}))
    engine.execute(_LINKS, [link_rules.BROUGHT_COMMIT])
