"""What is wrong with ``headrace.yaml``, in sentences with line, allowed values and nearest name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from headrace.errors import BadConfiguration, nearest
from headrace.value_streams.consistency import about_streams, between, inside
from headrace.value_streams.contents import Catalogue, Function, Source, name_streams
from headrace.value_streams.definition import Estimate, FunctionFrom, Promise, Stage, ValueStream
from headrace.value_streams.located import Complaint, Located, Path, read_yaml
from headrace.value_streams.objectives import Objective, about_objectives, shares
from headrace.value_streams.signals import Signal
from headrace.value_streams.teams import Team, about_teams, named_functions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pydantic_core import ErrorDetails

_AT_MOST = 10

_PARTS: tuple[tuple[tuple[str | None, ...], type[BaseModel], str], ...] = (
    ((), Catalogue, "the file"),
    (("sources", None), Source, "a source"),
    (("functions", None), Function, "a function"),
    (("objectives", None), Objective, "an objective"),
    (("signals", None), Signal, "a signal"),
    (("teams", None), Team, "a team"),
    (("value_streams", None), ValueStream, "a value stream"),
    (("value_streams", None, "promise"), Promise, "a promise"),
    (("value_streams", None, "stages", None), Stage, "a stage"),
    (("value_streams", None, "stages", None, "estimate"), Estimate, "an estimate"),
    (
        ("value_streams", None, "stages", None, "function"),
        FunctionFrom,
        "a function that is read from an attribute",
    ),
)

_KINDS = {
    "bool_parsing": "true or false",
    "date_from_datetime_parsing": "a day such as 2026-12-31",
    "date_parsing": "a day such as 2026-12-31",
    "dict_type": "a set of names with settings below them",
    "float_parsing": "a number",
    "int_parsing": "a whole number",
    "model_type": "a set of settings, each with its name",
    "string_type": "a text",
    "tuple_type": "a list: one line each, beginning with a hyphen",
}


def checked(raw: bytes, name: str, kinds: Collection[str]) -> Catalogue:
    """Return the catalogue that ``raw`` describes, or raise ``BadConfiguration`` with all that is wrong."""
    located = read_yaml(raw)
    complaints = list(located.problems)
    catalogue: Catalogue | None = None
    if not complaints or located.value is not None:
        catalogue, found = _validated(located)
        complaints += found + _disagreements(located, catalogue, kinds)
    if complaints or catalogue is None:
        raise _refusal(name, complaints)
    return catalogue


def _validated(located: Located) -> tuple[Catalogue | None, list[Complaint]]:
    if located.value is None:
        text = "the file is empty. It needs at least:   version: 1"
        return None, [Complaint(1, 1, text)]
    if not isinstance(located.value, dict):
        allowed = ", ".join(_settings(Catalogue))
        return None, [Complaint(1, 1, f"the file must hold settings; allowed are {allowed}.")]
    try:
        return Catalogue.model_validate(located.value), []
    except ValidationError as error:
        return None, list(_told(error.errors(), located))


def _disagreements(located: Located, catalogue: Catalogue | None, kinds: Collection[str]) -> list[Complaint]:
    raw = located.value if isinstance(located.value, dict) else {}
    streams = catalogue.value_streams if catalogue else _readable_streams(raw.get("value_streams"))
    functions, objectives, known = (
        _names(raw, part) for part in ("functions", "objectives", "value_streams")
    )
    found: list[tuple[Path, str]] = []
    for name, stream in streams.items():
        found += [((name, *path), text) for path, text in inside(stream, functions)]
    found += [*between(streams, known, objectives), *shares(streams)]
    for name in known:
        if ("value_streams", name, "id") in located.keys:
            found.append(
                ((name, "id"), f'"id" is not a setting of a value stream; this one is called "{name}".')
            )
    complaints = [Complaint(*located.place(("value_streams", *path)), text) for path, text in found]
    for path, text in about_streams(catalogue.signals if catalogue else {}, known):
        complaints.append(Complaint(*located.place(("signals", *path)), text))
    for path, text in about_objectives(
        catalogue.objectives if catalogue else {}, objectives, _names(raw, "signals")
    ):
        complaints.append(Complaint(*located.place(("objectives", *path)), text))
    if catalogue:
        for path, text in about_teams(catalogue.teams, known, functions or named_functions(streams)):
            complaints.append(Complaint(*located.place(("teams", *path)), text))
    for name, source in (catalogue.sources if catalogue and kinds else {}).items():
        if source.kind is not None and source.kind not in kinds:
            text = f'no kind of source is called "{source.kind}". '
            text += nearest(source.kind, kinds) or f"There are: {', '.join(sorted(kinds))}."
            complaints.append(Complaint(*located.place(("sources", name, "kind")), text))
    return complaints


def _names(raw: dict[str, Any], part: str) -> list[str]:
    value = raw.get(part)
    return [name for name in value if isinstance(name, str)] if isinstance(value, dict | list) else []


def _readable_streams(raw: object) -> dict[str, ValueStream]:
    """Return the value streams whose form is right, so that one mistake does not hide the others."""
    streams: dict[str, ValueStream] = {}
    for name, content in name_streams(raw).items() if isinstance(raw, dict) else ():
        try:
            streams[name] = ValueStream.model_validate(content)
        except ValidationError:
            continue
    return streams


def _refusal(name: str, complaints: list[Complaint]) -> BadConfiguration:
    ordered = sorted(set(complaints), key=lambda c: (c.line, c.column, c.text))
    lines = [f"{name}, line {c.line}: {c.text}" for c in ordered[:_AT_MOST]]
    if len(ordered) > _AT_MOST:
        lines.append(f"… and {len(ordered) - _AT_MOST} more.")
    if len(lines) == 1:
        return BadConfiguration(lines[0], "The file was not used; nothing has changed.")
    fact = f"{name} cannot be used: {len(ordered)} things in it are wrong."
    return BadConfiguration(fact, "\n".join(lines), ["Mend them and try again; nothing has changed."])


def _told(errors: list[ErrorDetails], located: Located) -> Iterator[Complaint]:
    told = [(_real_path(error["loc"], located), error) for error in errors]
    for path, error in told:
        if not _follows_from_another(path, error, told):
            at = (*path, str(error["loc"][-1])) if error["type"] == "extra_forbidden" else path
            yield Complaint(*located.place(at), _sentence(path, error, located))


def _follows_from_another(path: Path, error: ErrorDetails, told: list[tuple[Path, ErrorDetails]]) -> bool:
    """Tell whether an error would go away with another one, so that only the cause is told."""
    kind = error["type"]
    below = [other["type"] for at, other in told if at[: len(path)] == path and other is not error]
    if kind == "too_short":  # its only entries are wrong
        return bool(below)
    if kind == "missing":  # its name is misspelt
        near = f"Did you mean {error['loc'][-1]}?"
        unknown = [
            str(other["loc"][-1])
            for at, other in told
            if other["type"] == "extra_forbidden" and path in (at, at[:-1])
        ]
        return any(nearest(name, _settings(_part(path)[0])) == near for name in unknown)
    if kind == "model_type":  # the branch of a union that was not meant
        return "string_type" in below
    return kind == "string_type" and any(other != "model_type" for other in below)


def _real_path(loc: tuple[int | str, ...], located: Located) -> Path:
    """Leave out of pydantic's location what is not in the file: names of a union's branches, missing keys."""
    path: Path = ()
    for piece in loc:
        if (*path, piece) in located.keys:
            path = (*path, piece)
    return path


def _sentence(path: Path, error: ErrorDetails, located: Located) -> str:
    kind, last = error["type"], error["loc"][-1]
    context, name, given = error.get("ctx", {}), _name(path), error["input"]
    wanted = _KINDS.get(kind, "a value")
    match kind:
        case "extra_forbidden":
            text = _unknown_setting(path[:-1] if path and path[-1] == last else path, str(last))
        case "missing":
            text = _missing(path, str(last))
        case "value_error":
            text = f"{name}: {context['error']}."
        case "too_short" | "string_too_short":
            text = (
                f"{name} is empty; it needs at least one {'entry' if kind == 'too_short' else 'character'}."
            )
        case "too_long":
            text = f"{name} has {context['actual_length']} entries; {context['max_length']} are allowed."
        case "string_pattern_mismatch":
            text = f'"{given}" cannot be a name here; it may hold letters, digits and hyphens: first-payment.'
        case "greater_than_equal" | "less_than_equal":
            text = f"{name}: " + _out_of_bounds(path, _written(path, located, error), context)
        case "literal_error" if isinstance(given, str):
            text = f'{name}: "{given}" is none that there is. {_instead(given, context["expected"])}'
        case _ if given is None:
            text = f"{name} is empty; it needs {wanted}."
        case _ if kind in _KINDS:
            text = f"{name}: {_shown(given)} is not {wanted}."
        case _:
            text = f"{name}: {error['msg'].lower()}."
    return text


def _instead(given: str, expected: str) -> str:
    """Return the nearest of the allowed values, as pydantic lists them, or all of them."""
    allowed = re.findall(r"'([^']*)'", expected)
    return nearest(given, allowed) or f"Allowed are {', '.join(allowed)}."


def _out_of_bounds(path: Path, written: object, context: dict[str, Any]) -> str:
    bound = f"at least {context['ge']:g}" if "ge" in context else f"at most {context['le']:g}"
    shared = path[-1] in ("for", "right_first_time") or path[-2:-1] == ("serves",)
    hint = "; write a share as 85% or 0.85" if shared else ""
    return f'"{written}" must be {bound}{hint}.'


def _unknown_setting(path: Path, name: str) -> str:
    model, what = _part(path)
    allowed = _settings(model)
    suggestion = nearest(name, allowed) or f"Allowed are {', '.join(allowed)}."
    return f'"{name}" is not a setting of {what}. {suggestion}'


def _missing(path: Path, name: str) -> str:
    model, what = _part(path)
    field = next(f for key, f in model.model_fields.items() if (f.alias or key) == name)
    meaning = f": {field.description}" if field.description else "."
    called = f" ({path[1]})" if len(path) > 1 else ""
    return f"{what}{called} needs {name}{meaning}"


def _part(path: Path) -> tuple[type[BaseModel], str]:
    for shape, model, what in _PARTS:
        if len(shape) == len(path) and all(s is None or s == p for s, p in zip(shape, path, strict=True)):
            return model, what
    return Catalogue, "the file"


def _settings(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items() if name != "id"]


def _name(path: Path) -> str:
    names = [str(piece) for piece in path if isinstance(piece, str)]
    return names[-1] if names else "the file"


def _written(path: Path, located: Located, error: ErrorDetails) -> object:
    value: Any = located.value
    for piece in path:
        value = value[piece]
    return value if isinstance(value, str) else error["input"]


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "what stands below it"
    if isinstance(value, list | tuple):
        return "a list"
    return f'"{value}"'
