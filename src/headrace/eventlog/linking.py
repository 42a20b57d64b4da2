"""Which objects are about the same work: mentions by key, number or commit id, resolved against the log.

What a mention can mean is decided by what exists. Everything is one set-based pass over lazy frames, so
it runs on any engine and no cycle of links can make it loop. A mention has one of five outcomes:

=========== ======================================================================================
matched     exactly one object has this key, number or commit id
dangling    no object has it, or the one that had it has disappeared at its source
ambiguous   several objects have it, and nothing tells which is meant; none is guessed
unknown     it looks like a key or number, but nothing in the log begins like that: another project, UTF-8
=========== ======================================================================================

A commit has its full id everywhere: where several sources tell of it, that is no ambiguity.

A bare ``#12`` means a number of the mentioning object's own repository, or of one with the same name (a
fork); only where the repository is not known can it mean the one ``#12`` that there is.

An object that mentions itself is left out: that says nothing about other work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from headrace.eventlog import link_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

MATCHED, DANGLING, AMBIGUOUS, UNKNOWN = "matched", "dangling", "ambiguous", "unknown"

NUMBERED_TYPES = ("item", "change", "ticket", "incident")
"""Object types that ``#12`` can mean."""

MADE_TYPES = ("commit", "release", "build", "deployment")
"""Object types that a key found in text never means: a tag ``release-3`` is not an issue."""

_PART_OF_SHA = "^[0-9a-f]{7,39}$"
_COUNTED = "^([A-Z][A-Z0-9_]*-|.*#)[0-9]+$"
_MENTION = ("from_id", "reference", "qualifier", "rule", "declared")
_RANKS = 4

Frame = nw.LazyFrame[Any]


def resolve(
    objects: Frame, mentions: Frame, repositories: Frame | None = None, former: Frame | None = None
) -> Frame:
    """Resolve every mention against the whole log.

    Args:
        objects: ``object_id, source, object_type, key, deleted_at`` (null while it is there).
        mentions: ``from_id, reference, qualifier, rule, declared``.
        repositories: ``object_id, repository``: the ``owner/name`` or name that an object belongs to, where
            it is known; it decides which numbers a bare ``#12`` can mean.
        former: ``object_id, former_key``: what an object was called before; it counts while nothing else that
            is there has that key.

    Returns:
        One row per distinct mention by an object that is there: the mention's columns, ``from_type``,
        ``outcome``, and ``to_id``, which is null unless the outcome is ``matched``.
    """
    asked = _asked(objects, mentions, repositories)
    found = (
        _candidates(objects, asked, mentions, former)
        .group_by(*_MENTION, "from_type", "strange")
        .agg(*_summaries())
    )
    only_itself = (nw.col("itself") > 0) & (nw.col("itself") == nw.col("candidates"))
    return found.filter(~only_itself).select(
        *_MENTION,
        "from_type",
        _outcome().alias("outcome"),
        nw.when(_choices() == 1).then(nw.col("nearest").str.slice(1)).alias("to_id"),
    )


def links(resolved: Frame) -> Frame:
    """Return the links among resolved mentions: ``from_id, to_id, qualifier, rule, declared``."""
    return (
        resolved.filter(nw.col("outcome") == MATCHED)
        .select("from_id", "to_id", "qualifier", "rule", "declared")
        .unique()
    )


def _is_in(column: str, values: Iterable[str]) -> nw.Expr:
    return nw.col(column).is_in(list(values))


def _asked(objects: Frame, mentions: Frame, repositories: Frame | None) -> Frame:
    """Mentions by objects that are there, with what their reference can be read as."""
    by = objects.filter(nw.col("deleted_at").is_null()).select(
        nw.col("object_id").alias("from_id"),
        nw.col("object_type").alias("from_type"),
        nw.col("source").alias("from_source"),
    )
    asked = mentions.select(*_MENTION).unique().join(by, on="from_id", how="inner")
    if repositories is None:
        asked = asked.with_columns(nw.lit(None, dtype=nw.String).alias("repository"))
    else:
        # One repository per object, so that a repeated value cannot multiply mentions.
        one = repositories.group_by("object_id").agg(nw.col("repository").min())
        asked = asked.join(one, left_on="from_id", right_on="object_id", how="left")
    name, repository = nw.col("reference").str.to_lowercase(), nw.col("repository").str.to_lowercase()
    bare = name.str.starts_with("#")
    asked = asked.with_columns(
        name.alias("name"),
        nw.when(bare).then(nw.concat_str([repository, name])).alias("full_number"),
        nw.when(bare).then(_last_part(repository)).alias("place"),
    )
    # "#12" begins like the numbers of its own repository, where that is known.
    whole = nw.concat_str([nw.col("place").fill_null(""), nw.col("name")]).str.to_uppercase()
    countable = whole.str.contains(_COUNTED) & ~nw.col("declared")
    asked = asked.with_columns(nw.when(countable).then(_prefix(whole)).alias("prefix"))
    asked = asked.join(_known_prefixes(objects), left_on="prefix", right_on="known_prefix", how="left")
    return asked.with_columns((~nw.col("prefix").is_null() & nw.col("known").is_null()).alias("strange"))


def _prefix(upper: nw.Expr) -> nw.Expr:
    """What a key or a number begins with: ``SHOP-`` of SHOP-12, ``O/R#`` of o/r#12, ``#`` of #12."""
    return upper.str.replace_all("[0-9]+$", "")


def _last_part(repository: nw.Expr) -> nw.Expr:
    """The name of a repository without its owner: a fork has the same name."""
    return repository.str.replace_all("^.*/", "")


def _known_prefixes(objects: Frame) -> Frame:
    """The beginnings of all keys in the log, gone ones too, as texts may write them: O/R#, R#, # and SHOP-."""
    upper = nw.col("key").str.to_uppercase()
    counted = objects.filter(~_is_in("object_type", MADE_TYPES) & upper.str.contains(_COUNTED))
    named = counted.select(_prefix(upper).alias("known_prefix"))
    placed = counted.select(_last_part(_prefix(upper)).alias("known_prefix"))
    # A literal beside a column: some engines give one row for a literal alone, even of an empty frame.
    numbered = (
        counted.filter(nw.col("key").str.contains("#", literal=True))
        .with_columns(nw.lit("#").alias("known_prefix"))
        .select("known_prefix")
    )
    return nw.concat([named, placed, numbered]).unique().with_columns(nw.lit(1).alias("known"))


def _candidates(objects: Frame, asked: Frame, mentions: Frame, former: Frame | None) -> Frame:
    """Each mention beside every object that it can mean, and once beside none."""
    target = objects.select(
        nw.col("object_id").alias("to_id"),
        nw.col("source").alias("to_source"),
        nw.col("object_type").alias("to_type"),
        nw.col("key").str.to_lowercase().alias("to_name"),
        nw.col("deleted_at").is_null().alias("there"),
    )
    exact = (
        asked.join(_with_former(target, former), left_on="name", right_on="to_name", how="inner")
        .with_columns(nw.col("name").alias("to_name"))
        .filter(~(_is_in("rule", link_rules.KEY_RULES) & _is_in("to_type", MADE_TYPES)))
    )
    numbered = target.filter(
        _is_in("to_type", NUMBERED_TYPES) & nw.col("to_name").str.contains("^.+#[0-9]+$")
    ).with_columns(
        nw.col("to_name").str.replace_all("^.*#", "#").alias("to_number"),
        _last_part(nw.col("to_name").str.replace_all("#.*$", "")).alias("to_place"),
    )
    near = nw.col("place").is_null() | (nw.col("place") == nw.col("to_place"))
    by_number = _without_other_merges(
        asked.join(numbered, left_on="name", right_on="to_number", how="inner").filter(near),
        objects,
        mentions,
    )
    commits = target.filter(nw.col("to_type") == "commit").with_columns(_start("to_name").alias("to_start"))
    by_start = (
        asked.filter(nw.col("name").str.contains(_PART_OF_SHA))
        .with_columns(_start("name").alias("start"))
        .join(commits, left_on="start", right_on="to_start", how="inner")
        .filter(nw.col("to_name").str.starts_with(nw.col("name")) & (nw.col("to_name") != nw.col("name")))
    )
    nothing = asked.select(
        *_MENTION,
        "from_type",
        "strange",
        nw.lit(None, dtype=nw.String).alias("to_id"),
        nw.lit(None, dtype=nw.Int32).alias("rank"),
        nw.lit(value=False).alias("itself"),
    )
    found = (_one_per_commit(exact), by_number, _one_per_commit(by_start))
    return nw.concat([nothing, *(_placed(pairs) for pairs in found)])


def _with_former(target: Frame, former: Frame | None) -> Frame:
    """What can be meant by its key, and again by each key that it had before and that nothing has now."""
    if former is None:
        return target
    names = former.select(
        nw.col("object_id").alias("to_id"), nw.col("former_key").str.to_lowercase().alias("former_name")
    ).unique()
    used = target.filter("there").select(nw.col("to_name").alias("former_name"))
    renamed = target.join(names.join(used, on="former_name", how="anti"), on="to_id", how="inner")
    return nw.concat(
        [
            target,
            renamed.select(
                "to_id", "to_source", "to_type", nw.col("former_name").alias("to_name"), nw.col("there")
            ),
        ]
    )


def _one_per_commit(pairs: Frame) -> Frame:
    """Keep one of the sources that tell of a commit: the mention's own, or the first; a full id is one commit."""
    commit = nw.col("to_type") == "commit"
    own = nw.when(nw.col("to_source") == nw.col("from_source")).then(nw.lit("0")).otherwise(nw.lit("1"))
    there = nw.when(nw.col("there")).then(nw.lit("0")).otherwise(nw.lit("1"))
    chosen = pairs.with_columns(nw.concat_str([there, own, nw.col("to_id")]).alias("choice")).with_columns(
        nw.col("choice").min().over(*_MENTION, "to_type", "to_name").alias("chosen")
    )
    return chosen.filter(~commit | (nw.col("choice") == nw.col("chosen")))


def _without_other_merges(pairs: Frame, objects: Frame, mentions: Frame) -> Frame:
    """Leave out merges of a change that itself says which other commits it became.

    Forks count their pull requests from 1 as well, and their merges come along when they are merged.
    """
    commits = objects.filter(nw.col("object_type") == "commit").select(
        nw.col("object_id").alias("from_id"), nw.col("key").str.to_lowercase().alias("merge_name")
    )
    declared = (
        mentions.filter(nw.col("rule") == link_rules.MERGE_COMMIT)
        .select(nw.col("from_id").alias("to_id"), nw.col("reference").str.to_lowercase().alias("merge_name"))
        .join(commits, on="merge_name", how="inner")
        .select("to_id", "from_id")
        .unique()
    )
    told = declared.group_by("to_id").agg(nw.len().alias("told"))
    same = declared.with_columns(nw.lit(1).alias("same"))
    beside = pairs.join(told, on="to_id", how="left").join(same, on=["to_id", "from_id"], how="left")
    other = ~nw.col("told").is_null() & nw.col("same").is_null()
    return beside.filter(~(other & _is_in("rule", link_rules.MERGE_RULES)))


def _start(column: str) -> nw.Expr:
    return nw.col(column).str.slice(0, 7)


def _placed(pairs: Frame) -> Frame:
    """Say how near each candidate is: in the mention's own repository, then in its own source.

    ``rank`` is 0 for the nearest, null for what cannot be meant: the object itself, or one that is gone.
    """
    itself = nw.col("to_id") == nw.col("from_id")
    same_repository = (nw.col("to_name") == nw.col("full_number")).fill_null(value=False)
    same_source = nw.col("to_source") == nw.col("from_source")
    rank = nw.when(same_repository).then(nw.lit(0)).otherwise(nw.lit(2)) + nw.when(same_source).then(
        nw.lit(0)
    ).otherwise(nw.lit(1))
    return pairs.select(
        *_MENTION,
        "from_type",
        "strange",
        "to_id",
        nw.when(nw.col("there") & ~itself).then(rank).cast(nw.Int32).alias("rank"),
        itself.alias("itself"),
    )


def _summaries() -> list[nw.Expr]:
    """Per mention: the candidates at each rank, the first of the nearest, and whether it can mean itself."""
    at_rank = [(nw.col("rank") == rank).cast(nw.Int32).sum().alias(f"at_{rank}") for rank in range(_RANKS)]
    named = nw.concat_str([nw.col("rank").cast(nw.String), nw.col("to_id")])
    itself = nw.col("itself").cast(nw.Int32).sum().alias("itself")
    return [*at_rank, named.min().alias("nearest"), itself, nw.col("to_id").count().alias("candidates")]


def _choices() -> nw.Expr:
    """How many candidates share the nearest rank."""
    choices = nw.col(f"at_{_RANKS - 1}")
    for rank in reversed(range(_RANKS - 1)):
        choices = nw.when(nw.col(f"at_{rank}") > 0).then(nw.col(f"at_{rank}")).otherwise(choices)
    return choices.fill_null(0)


def _outcome() -> nw.Expr:
    missing = nw.when(nw.col("strange")).then(nw.lit(UNKNOWN)).otherwise(nw.lit(DANGLING))
    several = nw.when(_choices() > 1).then(nw.lit(AMBIGUOUS)).otherwise(missing)
    return nw.when(_choices() == 1).then(nw.lit(MATCHED)).otherwise(several)
