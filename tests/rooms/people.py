"""People at terminals of a hosted room: what they press and see, whatever the terminal is made of."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from pathlib import Path

from tests.host.chromium import Browser, Page
from tests.rooms.tmux import Pane

BUTTONS = {
    "enter": "enter", "escape": "esc", "tab": "tab", "up": "up", "down": "down", "left": "left",
    "right": "right", "ctrl+s": "send", "f9": "hide", "f12": "emergency", "pageup": "pageup",
    "pagedown": "pagedown",
}  # fmt: skip
"""Keys that the page of a terminal has as buttons under it."""
NAMED = {"home": ("Home", 36), "end": ("End", 35), "f1": ("F1", 112), "f8": ("F8", 119)}
"""Keys that it has not: their names and numbers for a browser."""
ROWS = "(document.querySelector('.xterm-rows')?.innerText ?? '').replaceAll('\\u00a0', ' ')"


class Person:
    """Somebody at a terminal of a seat."""

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    async def press(self, *keys: str) -> None:
        """Press keys; a word that begins with = is typed."""

    @abstractmethod
    async def sees(self, *texts: str) -> None:
        """Wait until the screen holds one of these texts; else fail with the screen."""

    @abstractmethod
    async def text(self) -> str: ...

    @abstractmethod
    async def picture(self, file: Path) -> None:
        """Save what the screen shows; the file's ending is chosen here."""

    async def shows(self, text: str) -> bool:
        return " ".join(text.split()) in " ".join((await self.text()).replace("│", " ").split())


class AtPane(Person):
    """A terminal in tmux: of this machine, or at the other end of an `ssh`."""

    def __init__(self, name: str, pane: Pane) -> None:
        super().__init__(name)
        self.pane = pane

    async def press(self, *keys: str) -> None:
        await asyncio.to_thread(self.pane.press, *keys)

    async def sees(self, *texts: str) -> None:
        await asyncio.to_thread(self.pane.sees, *texts)

    async def text(self) -> str:
        return await asyncio.to_thread(lambda: self.pane.text)

    async def picture(self, file: Path) -> None:
        file.with_suffix(".svg").write_text(await asyncio.to_thread(self.pane.svg), encoding="utf-8")


class AtPage(Person):
    """A terminal in a browser."""

    def __init__(self, name: str, page: Page) -> None:
        super().__init__(name)
        self.page = page

    async def press(self, *keys: str) -> None:
        for key in keys:
            if key.startswith("="):
                await self.page.type(key[1:])
            elif key in BUTTONS:
                await self.page.run(f"document.querySelector('[data-key={BUTTONS[key]}]').click()")
            elif key in NAMED:
                await self.named(key)
            else:
                await self.page.type({"space": " "}.get(key, key))
            await asyncio.sleep(0.2)

    async def named(self, key: str) -> None:
        name, code = NAMED[key]
        for kind in ("rawKeyDown", "keyUp"):
            await self.page.ask(
                "Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code
            )

    async def sees(self, *texts: str) -> None:
        for _ in range(250):
            for text in texts:
                if await self.shows(text):
                    return
            await asyncio.sleep(0.15)
        raise AssertionError(f"{self.name} waited for {texts!r}; the screen:\n{await self.text()}")

    async def text(self) -> str:
        return str(await self.page.run(ROWS))

    async def picture(self, file: Path) -> None:
        await self.page.ask("Page.bringToFront")  # a tab behind another paints nothing
        await self.page.picture(file.with_suffix(".png"))


async def sit_down(page: Page, base: str, seat: str, code: str, *, slip: bool) -> None:
    """Open a seat in a browser: by the QR code of its slip, or by the form."""
    if slip:
        await page.go(f"{base}/seat/{seat}#{code}")
        await page.until(f"document.querySelector('#code')?.value === {json.dumps(code)}")
    else:
        await page.go(f"{base}/")
        await page.until(f"document.querySelector('#seat option[value={seat}]')")
        await page.run(f"document.querySelector('#seat').value = {json.dumps(seat)}")
        await page.run(f"document.querySelector('#code').value = {json.dumps(code)}")


async def developed(browser: Browser, folder: Path) -> None:
    """Make a PNG of every SVG in a folder."""
    page = await browser.page(1400, 900)
    for file in sorted(folder.glob("*.svg")):
        head = file.read_text(encoding="utf-8")[:400]
        wide, high = (head.split(f'{name}="')[1].split('"')[0] for name in ("width", "height"))
        await page.ask(
            "Emulation.setDeviceMetricsOverride", width=int(wide), height=int(high), deviceScaleFactor=1,
            mobile=False,
        )  # fmt: skip
        await page.go(file.resolve().as_uri())
        await page.until("document.querySelector('svg')")
        await page.picture(file.with_suffix(".png"))
