"""The page "From EndEx to improvement", walked line by line: what each says, and what the report becomes."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.cli.support import Here, Room

WALK = (
    'do latest start',
    'do latest release 01',
    'do latest observe O1 "One voice from the first minute." --tag strength --as evaluator',
    'do latest observe O1.1 "Nobody read it back." --tag area --as evaluator',
    'do latest endex --reason "The closing round is done."',
    'do latest rating O1 S --reason "It took a while." --as evaluator',
    'do latest hotwash',
    'do latest hotwash-question 1',
    'do latest capture gap "Nobody had the desk number." --speaker Aoi --role north',
    'do latest close-hotwash',
)  # fmt: skip
AFTER = (
    'do latest seal',
    'do latest write summary "The channel held."',
    'do latest write ob2 "No drill asks for it." --reference "Radio procedure 7"',
    'plan latest add "Drill the read-back" --owner Harbour --due 2027-03-31 --target O1.1 --observations ob2',
)  # fmt: skip


def test_from_endex_to_improvement(tte: Here, room: Room, home: Path) -> None:
    for line in WALK:
        tte.ok(*shlex.split(line))
    assert "**DRAFT.** Figures come from the log; ratings and texts" in tte.ok("report", "latest").out
    given = ("do", "latest", "feedback", "--answers", "fair=5", "--seat", "north", "--code")
    assert "Feedback form f1 is in" in tte.ok(*given, room.codes["north"]).out, (
        "a player sees that it went in"
    )
    for line in AFTER:
        tte.ok(*shlex.split(line))
    head = next(line for line in tte.ok("verify", "latest").out.splitlines() if line.startswith("Head: "))[6:]
    tte.ok("do", "latest", "sign-off", "Aiko Mori", "--capacity", "Exercise director")
    assert "**SIGNED.** Signed off by Aiko Mori, Exercise director" in tte.ok("report", "latest").out
    checked = tte.ok("verify", "latest", "--head", head).out
    assert "1 event has followed it." in checked
    assert "Signed off by Aiko Mori" in checked
    tte.ok("plan", "latest", "update", "ca1", "--status", "validated", "--retest", "2027-05-12-small-drill")
    assert "retest 2027-05-12-small-drill" in tte.ok("plan", "latest").out
    assert "**SIGNED.**" in tte.ok("report", "latest").out, "following an action up asks for no new signature"
    tte.ok("export", "latest", "--to", "taken")
    tte.ok("import", "taken", "--sessions", "elsewhere")
    here, there = (
        tte.ok("verify", "latest", *more).out for more in ((), ("--sessions", str(home / "elsewhere")))
    )
    assert here == there
