"""Placeholders in the texts of injects, a closed list: `{{esc}}`, `{{esc.band}}`, `{{name.tanker}}`,
`{{time.UTC}}`, `{{dtg}}`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tte.exercise.models import Exercise

_PLACEHOLDER = re.compile(r"\{\{([^{}\n]*)\}\}")

DTG = "dtg"


@dataclass(frozen=True)
class Placeholder:
    """A placeholder; `start` is the 0-based offset of its braces. It has no name if `{{` is left open."""

    name: str
    start: int


def found(text: str) -> list[Placeholder]:
    """All placeholders of a text, in order, those left open too."""
    closed = [Placeholder(hit[1].strip(), hit.start()) for hit in _PLACEHOLDER.finditer(text)]
    taken = {p.start for p in closed}
    opened = [Placeholder("", hit.start()) for hit in re.finditer(r"\{\{", text) if hit.start() not in taken]
    return sorted([*closed, *opened], key=lambda p: p.start)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each known placeholder replaced, in one pass: what comes in is never read again."""
    if "{{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda hit: values.get(hit[1].strip(), hit[0]), text)


def known(tracks: Iterable[str], names: Iterable[str], zones: Iterable[str]) -> list[str]:
    """Every placeholder that an exercise with these tracks, names and time zones has."""
    return [
        *(form for track in tracks for form in (track, f"{track}.band")),
        *(f"name.{key}" for key in names),
        *(f"time.{label}" for label in zones),
        DTG,
    ]


def of(exercise: Exercise, lost_tracks: Collection[str] = ()) -> list[str]:
    """Every placeholder of an exercise."""
    tracks = [*(track.id for track in exercise.tracks), *lost_tracks]
    return known(tracks, exercise.names, (zone.label for zone in exercise.zones))
