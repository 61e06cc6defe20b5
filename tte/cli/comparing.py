"""`tte compare`: sessions read and set side by side."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tte.conduct.live import LiveSession, wall_now
from tte.conduct.opening import open_quickly
from tte.review.analysis import analyse
from tte.review.compare import Comparison, Told, compare
from tte.store import quick


def told(path: Path) -> Told:
    """A session file as it comes to a comparison. Raises StoreErrors."""
    live: LiveSession = open_quickly(path)
    setup = live.state.setup
    name = (setup.name if setup else "") or path.stem
    analysis = analyse(
        live.exercise, live.history, session_name=name, generated_wall=wall_now(), verified=None
    )
    digest = hashlib.sha256(quick.exercise_json(path).encode()).hexdigest()
    return Told(path.stem, analysis, live.exercise, digest, live.state)


def compare_files(paths: list[Path], *, anonymous: bool) -> Comparison:
    """Raises NotComparable, StoreErrors."""
    return compare([told(path) for path in paths], anonymous=anonymous)
