"""Sessions and entries for the tests of the store."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tte.store.records import Entry, Record
from tte.store.session_file import SessionFile

WALL = 1_795_000_000_000
ROOT = Path(__file__).parents[2]
EXERCISE = json.dumps(
    {
        "id": "fog-signal",
        "title": "FOG SIGNAL",
        "roles": [{"id": "japan-mod", "title": "Ministry of Defense, Japan"}],
        "injects": [{"id": "07", "title": "A buoy is gone"}],
        "decisions": [
            {
                "id": "dp1",
                "title": "Answer the hotline",
                "question": "Who picks up?",
                "options": {"a": {"title": "The duty officer"}, "b": {"title": "Nobody"}},
            }
        ],
    }
)


def make(path: Path, *, seats: Mapping[str, str] | None = None, exercise: str = EXERCISE) -> SessionFile:
    """A new session of FOG SIGNAL."""
    return SessionFile.create(
        path,
        exercise_json=exercise,
        exercise_digest="d" * 64,
        exercise_id="fog-signal",
        exercise_title="FOG SIGNAL",
        name="a wet Tuesday",
        tte_version="0.1.0",
        seats=seats or {},
        wall=WALL,
    )


def entry(kind: str = "note_taken", **payload: object) -> Entry:
    """An event to append."""
    return Entry(kind, json.dumps(payload, ensure_ascii=False))


def append(
    session: SessionFile,
    *entries: Entry,
    at: float = 0.0,
    wall: int = WALL,
    seat: str = "control",
    participant: str = "",
) -> list[Record]:
    """Append to the end, as the only writer."""
    entries = entries or (entry(),)
    return session.append(
        entries, at=at, wall=wall, seat=seat, participant=participant, expected=session.last_seq()
    )


def contents(path: Path) -> dict[str, bytes]:
    """Every byte in the folder of a file that nobody holds open, to show that nothing changed."""
    return {other.name: other.read_bytes() for other in path.parent.iterdir() if other.is_file()}


def child(*words: str | Path | int) -> subprocess.Popen[str]:
    """Another real process doing one of the jobs of `tests.store.processes`."""
    command: Sequence[str] = [sys.executable, "-m", "tests.store.processes", *map(str, words)]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process: subprocess.Popen[str]) -> str:
    """What a child said, once it has ended well."""
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    return out


def said(process: subprocess.Popen[str]) -> str:
    """The next line of a child."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def killed(process: subprocess.Popen[str]) -> str:
    """Kill a child; what it had said that was not read yet (`communicate` forgets what is buffered)."""
    process.kill()
    assert process.stdout is not None
    rest = process.stdout.read()
    process.communicate(timeout=240)
    return rest
