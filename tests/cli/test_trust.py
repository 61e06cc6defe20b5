"""verify, sign, export, import: what they say, what they find, and what they leave as it was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.cli.support import Here
from tests.store.test_verify import play_sealed
from tte.store import quick

needs_ssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="needs ssh-keygen (Debian: openssh-client)"
)


@pytest.fixture(autouse=True)
def cheap_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of codes that take no time."""
    monkeypatch.setattr("tte.store.codes.COST", 4)


@pytest.fixture
def session(home: Path) -> Path:
    """A sealed session in the folder of sessions."""
    return play_sealed(home)


def new_key(folder: Path, name: str) -> tuple[Path, str]:
    """A key without a passphrase, and its line in a list of allowed signers."""
    key = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True, timeout=60
    )
    return key, f"{name}@example.org {key.with_suffix('.pub').read_text(encoding='utf-8').strip()}\n"


def tamper(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute(statement)
    file.close()


def test_verify_says_what_holds_what_that_proves_and_what_it_cannot(tte: Here, session: Path) -> None:
    before = session.read_bytes()
    said = tte.ok("verify", "latest")
    for words in (
        "the chain holds from the first to the last", "as it was frozen", "Sealed at event",
        "note taken (×2)",
        "Views: decisions, injects, messages and timeline", "This proves:", "It cannot prove:",
        "compare the head with one that was kept elsewhere",
    ):  # fmt: skip
        assert words in said.out
    data = tte.ok("verify", "latest", "--format", "json").json()
    assert data["whole"] is True
    assert data["head"] in said.out
    assert "no events have followed it" in tte.ok("verify", "latest", "--head", data["head"]).out
    lost = tte("verify", "latest", "--head", "ab" * 32)
    assert (lost.code, "cut off" in lost.out) == (1, True)
    assert session.read_bytes() == before


def test_verify_finds_a_change_and_neither_signs_nor_exports_it(tte: Here, session: Path, home: Path) -> None:
    tamper(session, "UPDATE events SET payload = replace(payload, 'agreed', 'argued')")
    said = tte("verify", "latest")
    assert said.code == 1
    assert "does not match its hash: it was changed" in said.out
    assert "This proves" not in said.out
    refused = tte("export", "latest", "--to", "out")
    assert (refused.code, "is not exported" in refused.err) == (1, True)
    assert not (home / "out").exists()
    (home / "key").write_text("x")
    assert "is not signed" in tte("sign", "latest", "--key", "key").err


@needs_ssh
def test_a_signature_is_checked_by_tte_and_by_ssh_keygen_alone(tte: Here, session: Path, home: Path) -> None:
    key, line = new_key(home, "director")
    _, other = new_key(home, "stranger")
    (home / "allowed").write_text(line, encoding="utf-8")
    (home / "strangers").write_text(other, encoding="utf-8")
    signature = tte.ok("sign", "latest", "--key", str(key)).out.strip()
    check = ("verify", "latest", "--signature", signature, "--allowed-signers")
    said = tte.ok(*check, "allowed")
    assert "Signed by director@example.org, up to event" in said.out
    statement = Path(signature).with_suffix("")
    with statement.open("rb") as signed:
        subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "director@example.org", "-n", "tte-session",
             "-s", signature], stdin=signed, check=True, cwd=home, capture_output=True, timeout=60,
        )  # fmt: skip
    assert "belongs to nobody in strangers" in tte(*check, "strangers").err
    assert "exists already" in tte("sign", "latest", "--key", str(key)).err
    # an end that is cut off, which leaves a whole chain, is found by what was signed
    tamper(session, "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
    assert tte("verify", "latest").code == 0
    lost = tte(*check, "allowed")
    assert (lost.code, "this one is not it" in lost.out) == (1, True)
    statement.write_text(statement.read_text().replace("events: ", "events: 1"), encoding="utf-8")
    assert "does not hold" in tte(*check, "allowed").err


def test_without_ssh_keygen_it_is_said_what_to_install(
    tte: Here, session: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tte.cli.signing.shutil.which", lambda name: None)
    (home / "key").write_text("x")
    said = tte("sign", "latest", "--key", "key")
    assert said.code == 1
    assert "openssh-client" in said.err
    assert "There is no key" in tte("sign", "latest", "--key", "nothing").err
    assert tte("verify", "latest", "--signature", "x.sig").code == 2


def test_export_and_import_are_equal_by_digest(tte: Here, session: Path, home: Path) -> None:
    written = tte.ok("export", "latest", "--to", "out").out.split()
    assert [Path(w).name for w in written] == [
        "README.txt", "events.jsonl", "exercise.json", "report.html", "session.json", "SHA256SUMS",
    ]  # fmt: skip
    assert "EXERCISE EXERCISE EXERCISE" in (home / "out" / "report.html").read_text(encoding="utf-8")
    here = tte("import", "out")
    assert (here.code, "is here already" in here.err) == (1, True)
    said = tte.ok("import", "out", "--sessions", "elsewhere")
    path = Path(said.out.strip())  # it is over: nobody needs a code
    assert quick.read_records(path) == quick.read_records(session)
    assert "the chain holds" in tte.ok("verify", str(path)).out
    (home / "out" / "events.jsonl").write_text("{}\n")
    refused = tte("import", "out", "--sessions", "third")
    assert (refused.code, "its digest is another" in refused.err) == (1, True)
    assert not (home / "third").exists()
    assert "not an empty folder" in tte("export", "latest", "--to", "out").err


def test_a_session_that_is_not_over_gets_new_codes_on_import(tte: Here, home: Path) -> None:
    made = tte.ok("run", "small-drill", "--no-console", "--format", "json").json()
    tte.ok("export", "latest", "--to", "out")
    assert made["codes"]["north"] not in "".join(p.read_text() for p in (home / "out").iterdir())
    said = tte.ok("import", "out", "--sessions", "elsewhere")
    path, *codes = said.out.splitlines()
    given = {seat: code for code, seat in (line.split(maxsplit=1) for line in codes)}
    assert quick.check_code(Path(path), "north", given["north"])
    assert not quick.check_code(Path(path), "north", made["codes"]["north"])
