"""The one place where errors become words on stderr and exit codes.

stdout is data, stderr is talk. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 stopped by ctrl-C
(as shells expect of every program).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tte.cli.safe import block, short
from tte.errors import TteError

DONE, FAILED, USAGE, STOPPED = 0, 1, 2, 130


class Usage(TteError):
    """A line that cannot be understood: exit code 2."""


class Failed(TteError):
    """Something asked for at the command line could not be done: exit code 1."""


def out(text: str = "") -> None:
    """A line of data. What people wrote has to have been through `safe` before."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """A line of talk."""
    sys.stderr.write(block(text) + "\n")


def flush() -> None:
    """Let a reader of a pipe have what was written so far."""
    sys.stdout.flush()


def write_file(path: Path, data: str | bytes) -> None:
    """Write a file that somebody asked for with -o, whole or not at all: a full disk leaves the old one.

    Raises Failed.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(raw)  # a pipe or a device: there is no old file to keep
            return
        _replace(Path(os.path.realpath(path)), raw)
    except OSError as error:
        raise Failed(
            f"{path} cannot be written: {error.strerror}.", remedy="Name another file with -o."
        ) from error


def _replace(path: Path, raw: bytes) -> None:
    """Write beside, make it safe on the disk, then take the old one's place."""
    import tempfile  # costs a start-up more than the rest of this module

    mode = path.stat().st_mode & 0o777 if path.exists() else None
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    try:
        with open(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(name, mode if mode is not None else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    """The process's mask of rights for new files."""
    found = os.umask(0o022)
    os.umask(found)
    return found


def run(args: Sequence[str], command: Callable[[list[str]], int]) -> int:
    """Carry out a command line; whatever goes wrong that a person can act on is said in words."""
    _prepare_streams()
    try:
        for arg in args:
            if not arg.isascii() and any("\ud800" <= c <= "\udfff" for c in arg):
                raise Usage(f"This is no valid text: {arg}", remedy="Write it in your terminal's encoding.")
        code = command(list(args))
        flush()
    except KeyboardInterrupt:
        say("Stopped.")
        return STOPPED
    except BrokenPipeError:
        _deafen()
        return FAILED
    except TteError as error:
        _tell(error)
        return USAGE if isinstance(error, Usage) else FAILED
    except OSError as error:
        _tell_system(error)
        return FAILED
    return code


def _tell(error: TteError) -> None:
    """An error's words, and what to do on a line of its own."""
    if sys.stdout is not None:
        sys.stdout.flush()
    say(f"tte: {error.message}")
    if error.remedy:
        say(f"     {error.remedy}")


def _tell_system(error: OSError) -> None:
    where = f": {short(str(error.filename), 200)}" if error.filename else ""
    say(f"tte: the system says “{error.strerror or error}”{where}.")
    try:
        flush()
    except OSError:
        _deafen()


def _prepare_streams() -> None:
    """Never fail on a character that the terminal's encoding lacks, nor for want of a stream."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open as long as the process)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _deafen() -> None:
    """Nobody reads stdout any more: let the interpreter's own last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
