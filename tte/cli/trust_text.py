"""What a check of a session found, in words and as data: what it proves, and what it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tte.exercise.models import MARKING
from tte.review.plain import wall_text
from tte.store.verifying import CANNOT, PROVES, Seal, Verdict

if TYPE_CHECKING:
    from tte.cli.signing import Signed


def verdict_data(verdict: Verdict, path: Path, signed: Signed | None) -> dict[str, Any]:
    """For machines."""
    return {
        "marking": MARKING, "session": str(path), "whole": not verdict.faults, **asdict(verdict),
        "signed": asdict(signed) if signed else None, "proves": list(PROVES), "cannot_prove": list(CANNOT),
    }  # fmt: skip


def verdict_text(verdict: Verdict, signed: Signed | None) -> Iterator[str]:
    """For people: faults first, or else what holds and what that means."""
    if verdict.faults:
        yield from verdict.faults
        return
    yield f"{verdict.events} events: the chain holds from the first to the last."
    yield f"Exercise: {verdict.exercise_id}, digest {verdict.exercise_digest}, as it was frozen."
    yield from _seal(verdict.seal)
    for given in verdict.sign_offs:
        taken_back = ", withdrawn since" if given.withdrawn else ""
        by, upto = given.by, given.upto
        yield f"Signed off by {by} (event {given.event}) on the log up to event {upto}{taken_back}."
    yield "Views: decisions, injects, messages and timeline show what the events say."
    if verdict.head_found is not None:
        more = verdict.events - verdict.head_found
        yield f"The head that you gave is event {verdict.head_found}; {_followed(more)} it."
    if signed is not None:
        yield from _signature(verdict, signed)
    yield f"Head: {verdict.head}"
    yield "This proves: " + "; ".join(PROVES) + "."
    yield "It cannot prove: " + "; ".join(CANNOT) + "."


def _followed(more: int) -> str:
    return f"{more} event has followed" if more == 1 else f"{more or 'no'} events have followed"


def _seal(seal: Seal | None) -> Iterator[str]:
    if seal is None:
        yield "Not sealed: play can still be added to."
        return
    kinds = ", ".join(
        f"{kind.replace('_', ' ')}{f' (×{n})' if n > 1 else ''}" for kind, n in seal.after.items()
    )
    yield f"Sealed at event {seal.event} ({wall_text(seal.wall)}). After the seal: {kinds or 'nothing'}."


def _signature(verdict: Verdict, signed: Signed) -> Iterator[str]:
    told = signed.statement
    more = verdict.events - told.events
    yield f"Signed by {signed.who}, up to event {told.events}; {_followed(more)} since."
