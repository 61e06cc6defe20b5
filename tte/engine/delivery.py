"""Which words of an inject go to whom: variants by recipient and by condition, placeholders filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tte.engine.clock import scenario_time, zoned
from tte.engine.events import Delivery
from tte.engine.plan import roles_for
from tte.engine.state import State
from tte.engine.unfolding import Unfolding
from tte.exercise.placeholders import fill

if TYPE_CHECKING:
    from tte.exercise.models import Inject, Variant

OWN = ""
"""The inject's own text, as a variant's id."""


def legs_of(un: Unfolding, spec: Inject, holding: list[Variant]) -> list[Delivery]:
    """The legs of an inject as of now, from the variants that hold; a leg never goes to its own sender."""
    standing = un.state.injects[spec.id]
    chosen: dict[str, list[str]] = {}
    recipients = roles_for(un.state, spec.to) if spec.to else ()
    for role in recipients:
        for variant in _variants_for(role, holding, spec):
            chosen.setdefault(variant.id if variant else OWN, []).append(role)
    by_id = {v.id: v for v in spec.variants}
    values = placeholder_values(un.state, un.at) if un.recorded else {}
    legs = []
    for variant_id, roles in chosen.items():
        variant = by_id.get(variant_id)
        sender = (variant.sender if variant else ()) or spec.sender
        to = tuple(r for r in roles if r not in sender)
        if not to:
            continue
        if not un.recorded:  # nobody reads the words
            legs.append(Delivery(variant=variant_id, sender=sender, to=to, title="", body=""))
            continue
        title, body = _words(spec, variant, standing.edits)
        legs.append(
            Delivery(
                variant=variant_id, sender=sender, to=to, title=fill(title, values), body=fill(body, values)
            )
        )
    return legs


def _variants_for(role: str, holding: list[Variant], spec: Inject) -> list[Variant | None]:
    """The variants that a role gets: the first that is for it, and from every other sender one more."""
    found: list[Variant | None] = []
    senders: set[tuple[str, ...]] = set()
    for variant in holding:
        sender = variant.sender or spec.sender
        if (not variant.to or role in variant.to or "all" in variant.to) and sender not in senders:
            if role in sender and len(holding) > 1:
                continue
            found.append(variant)
            senders.add(sender)
    return found or [None]


def _words(spec: Inject, variant: Variant | None, written: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Title and body of a leg: what control wrote instead, else the variant's, else the inject's own."""
    if variant is None:
        return written.get(OWN, (spec.title, spec.body))
    if variant.id in written:
        return written[variant.id]
    own_title, own_body = written.get(OWN, (spec.title, spec.body))
    return variant.title or own_title, variant.body or own_body


def used_variants(spec: Inject, variants: Iterable[str]) -> list[Variant]:
    used = set(variants)
    return [v for v in spec.variants if v.id in used]


def placeholder_values(state: State, at: float) -> dict[str, str]:
    """What the closed list of placeholders stands for now."""
    values = {f"name.{key}": name for key, name in state.exercise.names.items()}
    for track in state.exercise.tracks:
        value = state.tracks.get(track.id, track.start)
        values[track.id] = str(value)
        values[f"{track.id}.band"] = track.band(value)
    when = scenario_time(state.move, at)
    for zone in state.exercise.zones:
        values[f"time.{zone.label}"] = zoned(when, zone.offset)
    values["dtg"] = when.strftime("%d%H%MZ %b %y").upper()
    return values
