"""File formats: a file in, a batch out, and back where the format allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headrace.eventlog.reading import Reader


def readers() -> tuple[Reader, ...]:
    """Return a reader for each file format, the surest to recognise its own first."""
    # Imported here, because nothing of it is needed to show the help.
    from headrace.eventlog.formats.csv import CsvReader  # noqa: PLC0415
    from headrace.eventlog.formats.ocel_json import OcelJsonReader  # noqa: PLC0415
    from headrace.eventlog.formats.ocel_sqlite import OcelSqliteReader  # noqa: PLC0415
    from headrace.eventlog.formats.ocel_xml import OcelXmlReader  # noqa: PLC0415
    from headrace.eventlog.formats.signal_csv import SignalReader  # noqa: PLC0415
    from headrace.eventlog.formats.survey_csv import SurveyReader  # noqa: PLC0415
    from headrace.eventlog.formats.xes import XesReader  # noqa: PLC0415

    return (
        *(OcelSqliteReader(), OcelXmlReader(), XesReader(), OcelJsonReader()),
        *(SurveyReader(), SignalReader(), CsvReader()),
    )
