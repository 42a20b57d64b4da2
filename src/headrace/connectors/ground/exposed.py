"""Secrets that stand in an address: they would be read in headrace.yaml by anybody, and be told with the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headrace.errors import BadConfiguration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from logging import LogRecord

_PARAMETER = re.compile(r"[?&;]([^=&;#]+)=([^&;#]*)")
_SECRET = re.compile(
    r"(?i)(^|[_.-])(api[_.-]?key|apikey|subscription[_.-]?key|access[_.-]?key|key|auth|token|secret|password|passwd|pwd"
    r"|sig|signature)$|(token|secret|apikey)$"
)
_VARIABLE = re.compile(r"\$\{\w+\}")


def exposed(text: str) -> str | None:
    """Return the name of a parameter in an address whose value is a secret in clear, if there is one.

    One that is an environment variable (``${…}``) is not in clear.
    """
    for name, value in _PARAMETER.findall(text):
        if value and _SECRET.search(name) and not _VARIABLE.fullmatch(value):
            return str(name)
    return None


def refuse_exposed(settings: Mapping[str, str]) -> None:
    """Refuse settings with a secret in an address.

    Raises:
        BadConfiguration: there is one; it is not repeated.
    """
    for setting, text in settings.items():
        name = exposed(text)
        if name is not None:
            raise BadConfiguration(
                f'"{setting}" has a secret in its address: {name}=…',
                "It would stand in headrace.yaml. Nothing was read, and it is not repeated here.",
                [
                    f"Set an environment variable, and write   {name}=${{HEADRACE_…}}",
                    f"A source of kind http-json can have it as token, with   parameter: {name}",
                ],
            )


def secrets_in(text: str) -> tuple[str, ...]:
    """Return the values of parameters in an address that are secrets, so that they can be hidden."""
    return tuple(value for name, value in _PARAMETER.findall(text) if value and _SECRET.search(name))


def without_query(record: LogRecord) -> bool:
    """Take off what may be secret in the addresses of a line that an HTTP library logs."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            arg.copy_with(query=None, userinfo=b"") if hasattr(arg, "copy_with") else arg
            for arg in record.args
        )
    return True
