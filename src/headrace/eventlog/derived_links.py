"""Links that no record names, made from the whole log; again only when something they depend on has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headrace.eventlog import deployments, link_rules, same_commits

if TYPE_CHECKING:
    from headrace.engine import Embedded

_TOUCHED = """
    select 1 from touched_now join objects using (object_no)
    where object_type in ('commit', 'build', 'deployment') limit 1"""

_RELINKED = """
    with told as (
        select l.* from links l join objects o on o.object_no = l.from_no
        where o.object_type in ('build', 'deployment')),
    told_before as (
        select l.* from links_before l join objects o on o.object_no = l.from_no
        where o.object_type in ('build', 'deployment') and not list_contains(?, l.rule))
    select 1 from ((from told except from told_before) union all (from told_before except from told)) limit 1"""


def link(engine: Embedded) -> None:
    """Add derived links to ``links``, which holds all others; ``links_before`` is what it was, ``touched_now`` why."""
    derived = list(link_rules.DERIVED_RULES)
    if engine.execute(_TOUCHED) or engine.execute(_RELINKED, [derived]):
        same_commits.link(engine)
        deployments.link(engine)
    else:
        engine.execute("insert into links from links_before where list_contains(?, rule)", [derived])
