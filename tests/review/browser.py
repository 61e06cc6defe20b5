"""Looking at a page in Debian's headless Chromium; and axe-core, which finds what keeps people out of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
SOFFICE = shutil.which("soffice")


def chromium() -> str:
    """The browser; skips without it."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    return CHROMIUM


def soffice() -> str:
    """LibreOffice; skips without it."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed (Debian: apt install libreoffice-writer libreoffice-calc)")
    return SOFFICE


def axe() -> str:
    """The source of axe-core; skips without it."""
    places = [Path(os.environ.get("TTE_AXE", ".")), Path("node_modules/axe-core")]
    if npm := shutil.which("npm"):
        done = subprocess.run([npm, "root", "--global"], capture_output=True, text=True, check=False)
        places.append(Path(done.stdout.strip()) / "axe-core")
    for place in places:
        if (place / "axe.min.js").is_file():
            return (place / "axe.min.js").read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed (npm install --global axe-core, or its folder in TTE_AXE)")


def browse(folder: Path, *options: str) -> str:
    """Chromium's stdout; its profile lies in the folder."""
    command = [
        chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=60000", *options,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def violations(folder: Path, page: str, *, dark: bool = False) -> list[dict[str, Any]]:
    """What axe finds wrong with a page, under the rules of WCAG 2.2 AA and good practice."""
    script = (
        "<script>" + axe().replace("</script", "<\\/script") + "</script><script>"
        "axe.run(document, {resultTypes: ['violations']}).then(r => {"
        "const p = document.createElement('pre'); p.id = 'axe';"
        "p.textContent = JSON.stringify(r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help,"
        "nodes: v.nodes.map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).slice(0, 5)})));"
        "document.body.append(p); });</script>"
    )
    opened = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    if dark:  # headless Chromium prefers light
        opened = opened.replace("@media (prefers-color-scheme: dark)", "@media screen")
    path = folder / "axe.html"
    path.write_text(opened.replace("</body>", script + "</body>"), encoding="utf-8")
    found = re.search(r'<pre id="axe">(.*?)</pre>', browse(folder, "--dump-dom", path.as_uri()), re.DOTALL)
    assert found is not None, "axe did not finish"
    result: list[dict[str, Any]] = json.loads(
        found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    return result
