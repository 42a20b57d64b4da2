"""What the made-up company runs: services that streams name, and weaknesses that a scanner found in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from headrace.world import clock
from headrace.world.services import SERVICES, service_of, weaknesses
from headrace.world.voices import VOICES, voices
from headrace.world.work import chance

if TYPE_CHECKING:
    from headrace.value_streams.catalog import Catalogue


def test_streams_name_services_that_there_are(catalogue: Catalogue) -> None:
    """Every service that the demo's definition names is one of the company's."""
    named = {service for stream in catalogue.value_streams.values() for service in stream.services}
    assert named == set(SERVICES.values())


def test_trouble_is_about_the_service_whose_deployment_caused_it() -> None:
    """A shipment's name begins with its process; without a cause any service may be troubled."""
    rng = chance(1, "x")
    assert service_of("FP:812.3", rng) == "onboarding"
    assert service_of("GC-12:0", rng) == "checkout"
    assert service_of("", rng) in SERVICES.values()


def test_weaknesses_are_found_before_they_end_and_the_same_whenever_the_records_end() -> None:
    """Each is found once and ends at most once, later; a longer record has the same beginning."""
    early, late = (clock.midnight(day) for day in (date(2024, 1, 1), date(2025, 1, 1)))
    short, long = weaknesses(7, early), weaknesses(7, late)
    moments = set(zip(short.events.id, short.events.occurred_at, strict=True))
    assert moments == {
        (eid, at) for eid, at in zip(long.events.id, long.events.occurred_at, strict=True) if at < early
    }
    assert {"found", "fixed", "dismissed"} == set(long.events.type)
    begun: dict[str, int] = {}
    for eid, kind, at in zip(long.events.id, long.events.type, long.events.occurred_at, strict=True):
        key = eid.rsplit(":", 1)[1].rsplit("/", 1)[0]
        assert at >= begun.setdefault(key, at)
        assert (begun[key] == at) == (kind == "found")


def test_voices_are_heard_on_their_days_and_never_beyond_what_they_can_be() -> None:
    """Every series of the definition is there with its readings, within its scale, and none after the end."""
    until = clock.midnight(date(2025, 7, 1))
    batch = voices(7, until)
    assert set(batch.objects.key) == {voice.name for voice in VOICES}
    most = {f"voices:signal:{voice.name}": voice.most for voice in VOICES}
    read = [
        (oid, float(value), since)
        for oid, attribute, value, since in zip(
            batch.values.object_id,
            batch.values.attribute,
            batch.values.value,
            batch.values.since,
            strict=True,
        )
        if attribute == "value" and value is not None
    ]
    assert len(read) > 300
    assert all(0 < value <= most[oid] and since < until for oid, value, since in read)
