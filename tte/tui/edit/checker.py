"""The check in a process of its own, so that keys are answered at once while it runs.

The process lives as long as the screen: it reads one folder a line, and answers with a length (8 bytes) and
what it found. It ends when the screen does, whatever ends it: then its input is closed.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from tte.errors import TteError
from tte.tui.edit.look import Look

LENGTH = 8
START = "import sys; sys.path[:] = sys.argv[1:]; from tte.tui.edit.checker import serve; serve()"


class CheckLost(TteError):
    """The process that checks has ended without an answer."""

    def __init__(self) -> None:
        super().__init__(
            "The check ended without an answer.", remedy="Press r to check again; `tte check` may say more."
        )


class AnyChecker(Protocol):
    """Whoever checks the deck in a folder. Raises a TteError in words."""

    async def check(self, folder: Path) -> Look: ...

    async def close(self) -> None: ...


class Checker:
    """Checks decks one after another. Close it."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def check(self, folder: Path) -> Look:
        """Check the deck in a folder. Raises CheckLost, and a TteError in the words of the check."""
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", START, *sys.path,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # it would paint over the screen
            )  # fmt: skip
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            raise CheckLost
        try:
            asked.write(json.dumps(str(folder.absolute())).encode() + b"\n")
            length = int.from_bytes(await answered.readexactly(LENGTH), "big")
            found = pickle.loads(await answered.readexactly(length))
        except (asyncio.IncompleteReadError, OSError) as error:
            await self.close()
            raise CheckLost from error
        if not isinstance(found, Look):
            raise TteError(str(found))
        return found

    async def close(self) -> None:
        """End the process, in the middle of a check too."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def serve() -> None:
    """Answer until there is nobody left to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks stops it
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    for line in sys.stdin.buffer:
        _answer(Path(json.loads(line)), out)


def _answer(folder: Path, out: BinaryIO) -> None:
    from tte.exercise.check import check_folder
    from tte.tui.edit.look import look_at

    try:
        found: Look | str = look_at(check_folder(folder))
    except (TteError, OSError) as error:
        found = str(error)
    answer = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
    out.write(len(answer).to_bytes(LENGTH, "big") + answer)
    out.flush()
