"""`tte report`: formats, readers, where files go, and what a full disk leaves."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.cli.support import Here

SIGNATURES = {
    "docx": b"PK",
    "xlsx": b"PK",
    "pdf": b"%PDF",
    "html": b"<!doctype html>",
    "json": b"{",
    "md": b"**",
}


def played(tte: Here) -> str:
    name: str = tte.ok("play", "small-drill", "--seed", "4", "--format", "json").json()["session"]
    return name


def test_every_format_at_once_into_a_folder(tte: Here, home: Path) -> None:
    stem = Path(played(tte)).stem
    (home / "out").mkdir()
    said = tte.ok("report", "latest", "--format", "all", "-o", "out")
    made = [Path(line) for line in said.out.splitlines()]
    assert {path.suffix[1:] for path in made} == set(SIGNATURES)
    for path in made:
        assert path.stem == stem
        assert (home / path).read_bytes().startswith(SIGNATURES[path.suffix[1:]])
    assert zipfile.is_zipfile(home / "out" / f"{stem}.docx")


def test_a_document_goes_into_a_file_named_after_session_and_reader(tte: Here, home: Path) -> None:
    stem = Path(played(tte)).stem
    said = tte.ok("report", "latest", "--format", "pdf", "--for", "participants")
    assert said.out == ""
    assert f"{stem}-participants.pdf" in said.err
    assert (home / f"{stem}-participants.pdf").read_bytes().startswith(b"%PDF")


def test_all_go_into_a_folder_that_is_made_and_never_over_a_file(tte: Here, home: Path) -> None:
    stem = Path(played(tte)).stem
    tte.ok("report", "latest", "--format", "all", "-o", "new/reports")
    assert {p.suffix for p in (home / "new/reports").glob(f"{stem}.*")} == {
        ".md", ".html", ".json", ".docx", ".pdf", ".xlsx",
    }  # fmt: skip
    (home / "taken").write_text("mine")
    said = tte("report", "latest", "--format", "all", "-o", "taken")
    assert said.code == 2
    assert "is no folder" in said.err
    assert (home / "taken").read_text() == "mine"


def test_a_file_that_is_written_again_keeps_its_rights_and_a_link_stays_a_link(tte: Here, home: Path) -> None:
    played(tte)
    (home / "real.md").write_text("old")
    (home / "real.md").chmod(0o640)
    (home / "link.md").symlink_to("real.md")
    tte.ok("report", "latest", "-o", "link.md")
    assert (home / "link.md").is_symlink()
    assert "DRAFT" in (home / "real.md").read_text(encoding="utf-8")
    assert (home / "real.md").stat().st_mode & 0o777 == 0o640


def test_a_disk_that_is_full_leaves_the_old_report_whole(tte: Here, home: Path) -> None:
    played(tte)
    (home / "after.html").write_text("The old report.")

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = [sys.executable, "-m", "tte", "report", "latest", "--format", "html", "-o", "after.html"]
    done = subprocess.run(
        command, cwd=home, capture_output=True, text=True, preexec_fn=full, env=dict(os.environ)
    )
    assert done.returncode == 1
    assert "after.html cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "after.html").read_text() == "The old report."
    assert not list(home.glob(".after.html*")), "nothing half-written is left behind"


def test_a_device_is_written_to_as_it_is(tte: Here) -> None:
    played(tte)
    tte.ok("report", "latest", "-o", "/dev/null")
    assert Path("/dev/null").is_char_device()
