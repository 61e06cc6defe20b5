"""One play by bots through the store, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tte.cli import safe
from tte.cli.decks_text import paragraph
from tte.cli.session_text import event_text
from tte.conduct.live import wall_now
from tte.conduct.opening import Setting, create_session
from tte.engine.clock import clock_text
from tte.exercise.models import MARKING, Exercise
from tte.rehearse.play import Played, play_exercise

EVERY = 20
"""Events between two words of progress."""


def play_to_file(
    exercise: Exercise,
    folder: Path,
    *,
    seating: str,
    cut: str,
    bots: str,
    seed: int,
    progress: Callable[[str], None],
) -> tuple[Path, Played]:
    """Play unattended into a new session file.

    Wall times are virtual: StartEx lies so far back that the planned EndEx falls on now, and nothing in the
    file lies in the future. Raises Refused for a seating or cut that there is not, NoEnd, StoreErrors.
    """
    short = next((c for c in exercise.cuts if c.id == cut), None)
    start = wall_now() - int((short.endex if short else exercise.endex) * 60_000)
    setting = Setting(seating=seating, cut=cut, pace="clock", seed=seed, unattended=True)
    live, path, _ = create_session(exercise, folder, setting, now=lambda: start)

    def tell(areas: frozenset[str]) -> None:
        if live.feed and live.feed[-1].seq % EVERY == 0:
            progress(event_text(live.feed[-1]))

    live.subscribe(tell)
    try:
        return path, play_exercise(exercise, bots=bots, seed=seed, dispatcher=live, start_wall=start)
    finally:
        live.close()


def outcome_data(exercise: Exercise, played: Played, path: Path, report: Path | None) -> dict[str, Any]:
    """What a play came to, for machines."""
    ending = next((e for e in exercise.endings if e.id == played.ending), None)
    return {
        "marking": MARKING, "session": str(path), "exercise": exercise.id, "bots": played.policy,
        "seed": played.seed, "events": len(played.history), "move": played.reached_move,
        "ended_at": played.state.clock.base_at, "ending": played.ending,
        "ending_title": ending.title if ending else "", "overlays": list(played.overlays),
        "tracks": dict(played.tracks), "decisions": {d: dict(o) for d, o in played.decisions.items()},
        "report": str(report) if report else None,
    }  # fmt: skip


def outcome_text(exercise: Exercise, played: Played, path: Path, report: Path | None) -> str:
    """What a play came to, for people; the session's path stands on a line of its own."""
    by_id = {e.id: e for e in exercise.endings}
    mark = safe.marking(exercise.title)
    ended = clock_text(played.state.clock.base_at)
    lines = [
        mark,
        str(path),
        f"Bots {played.policy}, seed {played.seed}: {len(played.history)} events to EndEx at {ended}",
    ]
    if ending := by_id.get(played.ending):
        lines += [f"Ending {ending.id}: {safe.line(ending.title)}", paragraph(ending.narrative, "  ")]
    lines += [f"Also {by_id[o].id}: {safe.line(by_id[o].title)}" for o in played.overlays if o in by_id]
    for track in exercise.tracks:
        value = played.tracks[track.id]
        band = track.band(value)
        words = f"{track.name} ({track.id}): {track.start} → {value}{', ' + band if band else ''}"
        lines.append(f"Track {safe.line(words)}")
    if report:
        lines.append(f"Report {safe.line(str(report))}")
    return "\n".join([*lines, mark])
