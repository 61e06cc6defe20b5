"""Debian's Chromium, driven over its debugging port."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
START = 40.0
"""Seconds in which a browser on a busy machine begins."""


class Page:
    """One tab; what its console and network say is kept."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._count = 0
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.complaints: list[str] = []
        self.fetched: set[str] = set()
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if (asked := self._asked.pop(said.get("id", 0), None)) is not None:
                asked.set_result(said)
                continue
            match said.get("method"):
                case "Network.requestWillBeSent":
                    self.fetched.add(said["params"]["request"]["url"])
                case "Runtime.exceptionThrown" | "Log.entryAdded":
                    self.complaints.append(json.dumps(said["params"])[:500])

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        self._asked[self._count] = asyncio.get_running_loop().create_future()
        asked = self._asked[self._count]
        await self._socket.send_str(json.dumps({"id": self._count, "method": method, "params": params}))
        answer = await asyncio.wait_for(asked, START)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def run(self, script: str) -> Any:
        """The value of a script in the page."""
        answer = await self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return answer["result"].get("value")

    async def go(self, url: str) -> None:
        await self.ask("Page.navigate", url=url)

    async def until(self, script: str) -> None:
        """Wait until a script gives something true; fails with what the page shows."""
        for _ in range(int(START / 0.1)):
            if await self.run(f"Boolean({script})"):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"never true: {script}\n{await self.run('document.body.innerText')}")

    async def sees(self, text: str) -> None:
        """Wait until the terminal in the page shows a text."""
        rows = "(document.querySelector('.xterm-rows')?.innerText ?? '').replaceAll('\\u00a0', ' ')"
        await self.until(f"{rows}.includes({json.dumps(text)})")

    async def type(self, text: str) -> None:
        for char in text:
            key = {"\r": "Enter"}.get(char, char)
            code = 13 if char == "\r" else 0
            await self.ask(
                "Input.dispatchKeyEvent", type="keyDown", key=key, text=char, windowsVirtualKeyCode=code
            )
            await self.ask("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    async def picture(self, file: Path) -> None:
        file.write_bytes(base64.b64decode((await self.ask("Page.captureScreenshot"))["data"]))


class Browser:
    """A headless Chromium with a profile of its own."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        self._http = http
        self._port = port

    async def page(self, width: int = 1280, height: int = 800, *, phone: bool = False) -> Page:
        """A tab of a size; of a phone, with touch and its density."""
        async with self._http.put(f"http://127.0.0.1:{self._port}/json/new?about:blank") as answer:
            target = await answer.json()
        page = Page(await self._http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0))
        for part in ("Page", "Runtime", "Log", "Network"):
            await page.ask(f"{part}.enable")
        await page.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        await page.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=2 if phone else 1, mobile=phone,
        )  # fmt: skip
        await page.ask("Emulation.setTouchEmulationEnabled", enabled=phone)
        return page


@asynccontextmanager
async def chromium(profile: Path) -> AsyncIterator[Browser]:
    """A Chromium for a while."""
    assert PROGRAM is not None
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
        "--no-first-run", "--disable-background-networking", f"--user-data-dir={profile}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with aiohttp.ClientSession() as http:
            yield Browser(http, await _port(profile / "DevToolsActivePort"))
    finally:
        process.terminate()
        await process.wait()


async def _port(file: Path) -> int:
    for _ in range(int(START / 0.1)):
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.1)
    raise AssertionError("Chromium did not begin")
