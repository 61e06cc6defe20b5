"""Signatures with an SSH key: a statement of what a log is, signed and checked by `ssh-keygen -Y`.

The statement is a small text file beside the signature, so that anybody can check both without tte:
`ssh-keygen -Y verify -f ALLOWED -I WHO -n tte-session -s F.sig < F`.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tte.cli.edge import Failed, write_file
from tte.cli.safe import short
from tte.exercise.models import MARKING
from tte.store.verifying import Verdict

NAMESPACE = "tte-session"
SUFFIX = ".statement"
LARGEST = 64 * 1024
"""Bytes of a statement or signature; either is far smaller."""

_HEAD = "tte session statement, version 1"
_FIELDS = ("session", "exercise", "exercise digest", "events", "head")


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed: which log, of which exercise, up to which event."""

    session_id: str
    exercise_id: str
    exercise_digest: str
    events: int
    head: str

    def text(self) -> str:
        """As it is signed, to the letter."""
        values = (self.session_id, self.exercise_id, self.exercise_digest, str(self.events), self.head)
        return "\n".join(
            [_HEAD, MARKING, *(f"{n}: {v}" for n, v in zip(_FIELDS, values, strict=True))]
        ) + "\n"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: whose, and of what."""

    who: str
    statement: Statement
    key: str


def statement_of(verdict: Verdict) -> Statement:
    return Statement(
        verdict.session_id, verdict.exercise_id, verdict.exercise_digest, verdict.events, verdict.head
    )


def read_statement(path: Path) -> Statement:
    """A statement that was signed. Raises Failed."""
    lines = _small(path, "statement").splitlines()
    given = dict(line.partition(": ")[::2] for line in lines[2:])
    if lines[:2] != [_HEAD, MARKING] or tuple(given) != _FIELDS or not given["events"].isdecimal():
        raise Failed(f"{path} is no statement about a session.", remedy="`tte sign` writes one.")
    return Statement(
        given["session"], given["exercise"], given["exercise digest"], int(given["events"]), given["head"]
    )


def sign(statement: Statement, key: Path, to: Path) -> Path:
    """Write a statement to a file and its signature beside it; returns that one's path. Raises Failed."""
    if not key.is_file():
        raise Failed(f"There is no key {key}.", remedy="Name a private SSH key; `ssh-keygen` makes one.")
    signature = to.with_name(f"{to.name}.sig")
    for path in (to, signature):
        if path.exists():
            raise Failed(f"{path} exists already.", remedy="Choose another name with -o, or move it away.")
    write_file(to, statement.text())
    done = _keygen("-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(to), ask=True)
    if done.returncode or not signature.exists():
        to.unlink(missing_ok=True)
        raise Failed(f"ssh-keygen did not sign: {_said(done)}", remedy="Check the key and its passphrase.")
    return signature


def check(signature: Path, allowed: Path) -> Signed:
    """Check a signature over the statement beside it. Raises Failed if it does not hold."""
    if signature.suffix != ".sig":
        raise Failed(f"{signature} is no signature: its name does not end in .sig.")
    statement_path = signature.with_suffix("")
    text = _small(statement_path, "statement")
    _small(signature, "signature")
    _small(allowed, "list of allowed signers")
    found = _keygen("-Y", "find-principals", "-s", str(signature), "-f", str(allowed))
    who = next(iter(found.stdout.decode(errors="replace").split()), "")
    if found.returncode or not who:
        raise Failed(
            f"The key of {signature.name} belongs to nobody in {allowed}.",
            remedy="Each line of that file is: NAME ssh-ed25519 AAAA… (see ssh-keygen, ALLOWED SIGNERS).",
        )
    done = _keygen(
        "-Y", "verify", "-f", str(allowed), "-I", who, "-n", NAMESPACE, "-s", str(signature),
        given=text.encode(),
    )  # fmt: skip
    if done.returncode:
        raise Failed(
            f"The signature does not hold: {_said(done)}", remedy="Ask for it again, from the signer."
        )
    return Signed(who, read_statement(statement_path), _said(done))


def _small(path: Path, what: str) -> str:
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise Failed(
                f"There is no {what} {path}.", remedy=f"Name the file; {what}s are small text files."
            )
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"The {what} {path} cannot be read: {error}.") from error


def _keygen(*args: str, given: bytes | None = None, ask: bool = False) -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen; with `ask` it may ask for a passphrase at the terminal."""
    program = shutil.which("ssh-keygen")
    if program is None:
        raise Failed(
            "Signatures are made and checked by ssh-keygen, which is not installed.",
            remedy="Install OpenSSH (Debian: openssh-client); everything else works without it.",
        )
    stdin = None if ask else subprocess.DEVNULL
    if given is not None:
        return subprocess.run([program, *args], input=given, capture_output=True, check=False)
    return subprocess.run([program, *args], stdin=stdin, capture_output=True, check=False)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    text = (done.stderr or done.stdout).decode(errors="replace")
    return short(text, 200) or f"exit code {done.returncode}"
