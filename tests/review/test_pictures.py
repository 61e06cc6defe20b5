"""The report as a reader's own programs show it: Chromium for the page, LibreOffice for the documents."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.review.browser import browse, soffice, violations
from tests.review.evaluated import evaluated
from tte.review.compare import Told, compare
from tte.review.compare_html import to_html


@pytest.mark.chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_that_keeps_people_out(tmp_path: Path, dark: bool) -> None:
    page = evaluated(tmp_path).report("html")
    assert violations(tmp_path, page, dark=dark) == []


@pytest.mark.chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_a_comparison(tmp_path: Path, dark: bool) -> None:
    table = evaluated(tmp_path)
    found = table.analyse()
    sides = [Told(name, found, table.exercise, "d1", table.session.state) for name in ("one", "two")]
    assert violations(tmp_path, to_html(compare(sides)), dark=dark) == []


@pytest.mark.chromium
def test_axe_would_find_something(tmp_path: Path) -> None:
    page = evaluated(tmp_path).report("html").replace('<html lang="en">', "<html>")
    page = page.replace("<main>", '<main><p style="color: #eee; background: #fff">faint</p>')
    assert {v["id"] for v in violations(tmp_path, page)} == {"html-has-lang", "color-contrast"}


@pytest.mark.chromium
def test_a_printed_page_carries_the_marks_and_keeps_its_text(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(evaluated(tmp_path).report("html"), encoding="utf-8")
    printed = tmp_path / "printed.pdf"
    browse(
        tmp_path,
        "--no-pdf-header-footer",
        f"--print-to-pdf={printed}",
        (tmp_path / "report.html").as_uri(),
    )
    assert printed.read_bytes().startswith(b"%PDF")
    assert printed.stat().st_size > 50_000


@pytest.mark.libreoffice
@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_libreoffice_opens_it(tmp_path: Path, format: str) -> None:
    name = tmp_path / f"report.{format}"
    name.write_bytes(evaluated(tmp_path).document("docx" if format == "docx" else "xlsx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice(), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(name)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
