"""Commits that are the same work: one commit told by two sources, and one patch on two branches.

A rebase, a pick and a back-port make another commit with the author's time of the first. What a script
commits several times in one second has that time as well; there the committer's time is no later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog import link_rules

if TYPE_CHECKING:
    from headrace.engine import Embedded

_COMMITS = """
    create or replace temp table told_commit as
    with stamped as (
        select h.object_no, min(h.occurred_at) filter (a.event_type = 'authored') as authored,
               min(h.occurred_at) filter (a.event_type = 'committed') as committed
        from happenings h join activities a using (activity_no)
        where a.object_type = 'commit' and a.event_type in ('authored', 'committed') group by h.object_no),
    said as (
        select object_no, max("value") filter ("attribute" = 'repository') as repository,
               max("value") filter ("attribute" = 'author_key') as author
        from object_values where "attribute" in ('repository', 'author_key') group by object_no)
    select o.object_no, lower(o.key) as sha, o.label, lower(d.repository) as repository, d.author,
           s.authored, s.committed
    from objects o left join stamped s using (object_no) left join said d using (object_no)
    where o.object_type = 'commit' and o.deleted_at is null"""

_SAME_COMMIT = """
    insert into links
    select object_no, first, 'is', ?, false from (
        select object_no, min(object_no) over (partition by sha) as first from told_commit
        where regexp_full_match(sha, '[0-9a-f]{40,64}'))
    where object_no <> first"""

_SAME_PATCH = """
    insert into links
    select c.object_no, f.first, 'copies', ?, false from told_commit c join (
        select label, repository, author, authored, min(committed) as earliest,
               arg_min(object_no, (committed, sha, object_no)) as first, arg_min(sha, (committed, sha)) as first_sha
        from told_commit where label <> '' and authored is not null and committed is not null
        group by label, repository, author, authored having count(distinct sha) > 1) f
    on c.label = f.label and c.authored = f.authored and c.repository is not distinct from f.repository
       and c.author is not distinct from f.author
    where c.sha <> f.first_sha and c.committed > c.authored and c.committed > f.earliest"""


def link(engine: Embedded) -> None:
    """Add links between commits that are the same, or the same patch, to ``links``."""
    engine.execute(_COMMITS)
    engine.execute(_SAME_COMMIT, [link_rules.SAME_COMMIT])
    engine.execute(_SAME_PATCH, [link_rules.SAME_PATCH])
