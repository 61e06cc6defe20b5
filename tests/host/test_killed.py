"""A host that is killed and started again: what people at ssh and in browsers see, and what the log says."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.host.chromium import PROGRAM, chromium
from tests.ports import free_port, until_served
from tests.rooms.tmux import Tmux
from tte.conduct.opening import open_session
from tte.engine import events as ev

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.processes,
    pytest.mark.skipif(
        PROGRAM is None or not shutil.which("ssh") or not shutil.which("tmux"),
        reason="it needs Chromium, ssh and tmux; apt install chromium openssh-client tmux",
    ),
]

SSH = [
    "ssh",
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
    "-o",
    "PubkeyAuthentication=no",
]


@contextmanager
def _host(folder: Path, what: str, web: int, ssh: int) -> Iterator[subprocess.Popen[str]]:
    """`tte host` as a process of its own."""
    line = [
        sys.executable,
        "-m",
        "tte",
        "host",
        what,
        "--sessions",
        ".",
        "--web",
        f"{web}",
        "--ssh",
        f"{ssh}",
    ]
    with subprocess.Popen(
        line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        try:
            yield run
        finally:
            run.kill()


async def test_a_killed_host_leaves_its_people_a_way_back(tmp_path: Path) -> None:
    web, port = free_port(), free_port()
    async with chromium(tmp_path / "profile") as browser:
        with Tmux(tmp_path) as tmux:
            shell = tmux.open("us", ["bash", "--norc"], (80, 24), cwd=tmp_path)
            with _host(tmp_path, "fog-signal", web, port) as first:
                await until_served(web)
                assert first.stdout is not None
                codes = {}
                while "wall" not in codes:
                    if found := re.match(r"([A-Z0-9]{6})\s+(\S+)", first.stdout.readline()):
                        codes[found[2]] = found[1]
                shell.press(f"={' '.join(SSH)} -p {port} us@127.0.0.1", "enter")
                shell.sees("Code of this seat", "password:")
                shell.press(f"={codes['us']}", "enter")
                shell.sees("Who is here?")
                shell.press("=Ana", "enter")
                shell.sees("[1 Card]")
                page = await browser.page()
                await page.go(f"http://127.0.0.1:{web}/seat/rok#{codes['rok']}")
                await page.until("document.querySelector('#code')?.value")
                await page.run("document.querySelector('form').requestSubmit()")
                await page.sees("Who is here?")
                await page.type("Bo\r")
                await page.sees("[1 Card]")

                first.kill()
                shell.sees("closed by remote host")
                assert shell.shows(f"back: ssh -p {port} us@127.0.0.1")  # it stands above what ssh says
                await page.until("document.querySelector('#words').innerText.includes('keeps trying')")

            with _host(tmp_path, "latest", web, port):
                await until_served(web)
                await page.until("document.querySelector('#state').innerText === 'Connected'")
                await page.sees("[1 Card]")  # without a code
                shell.press(f"=stty sane; clear; {' '.join(SSH)} -p {port} us@127.0.0.1", "enter")
                shell.sees("Code of this seat", "password:")
                shell.press(f"={codes['us']}", "enter")
                shell.sees("[1 Card]")
                (file,) = tmp_path.glob("*.sqlite3")
                live = open_session(file)
                for _ in range(200):  # a terminal is in the log a moment after its first paint
                    live.refresh()
                    open_at = {seat: len(live.open_at(seat)) for seat in ("us", "rok")}
                    if all(open_at.values()):
                        break
                    await asyncio.sleep(0.1)
                lost = [r.event.reason for r in live.history if isinstance(r.event, ev.TerminalLost)]
                live.close()
                assert open_at == {"us": 1, "rok": 1}  # nobody is counted at terminals of the dead host
                assert lost == ["the host ended without a word"] * 2
                shell.press("ctrl+q")
                shell.sees("You have left the seat")
