"""Which connectors there are: ours, and those that other packages bring under ``headrace.connectors``."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from headrace.connectors.ground.contract import Connector
from headrace.errors import BadConfiguration, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GROUP = "headrace.connectors"
"""Of the entry points: name → the connector's class."""


def classes(ours: Iterable[str]) -> Mapping[str, type[Connector]]:
    """Return every connector's class by its kind, by kind.

    Args:
        ours: modules of this package, each with a ``CONNECTOR``.

    Raises:
        BadConfiguration: when another package's connector cannot be loaded, or takes a kind that is there.
    """
    found: dict[str, type[Connector]] = {}
    for name in ours:
        connector: type[Connector] = import_module(name).CONNECTOR
        found[connector.kind] = connector
    for point in entry_points(group=GROUP):
        package = point.dist.name if point.dist else point.value
        try:
            loaded = point.load()
        except Exception as problem:  # whatever another package's module raises
            raise BadConfiguration(
                f"The connector {point.name} of the package {package} cannot be loaded: {problem}",
                "Nothing was read.",
                [f"Update or remove it:   pip uninstall {package}"],
            ) from problem
        if not (isinstance(loaded, type) and issubclass(loaded, Connector)) or loaded.kind in found:
            raise BadConfiguration(
                f"The connector {point.name} of the package {package} cannot be used.",
                "It is no Connector, or there is one of its kind already.",
                [f"Update or remove it:   pip uninstall {package}"],
            )
        found[loaded.kind] = loaded
    return dict(sorted(found.items()))


def connector_class(kind: str, known: Mapping[str, type[Connector]]) -> type[Connector]:
    """Return the class of a kind of source.

    Raises:
        BadConfiguration: there is none of this kind.
    """
    if kind not in known:
        raise BadConfiguration(
            f'There is no connector of kind "{kind}". {nearest(kind, known)}'.rstrip(),
            "Nothing was read.",
            [f"Kinds there are: {', '.join(known)}"],
        )
    return known[kind]
