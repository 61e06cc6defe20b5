"""The pages in a real browser: the form, a seat on a desk and on a phone, a host that goes and comes back."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.host.chromium import PROGRAM, chromium
from tests.host.support import open_room, serve, until
from tte.host.server import Setting

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(PROGRAM is None, reason="there is no chromium; apt install chromium"),
]


async def test_seats_on_a_desk_and_on_a_phone_through_a_hosts_death(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room, chromium(tmp_path / "profile") as browser:
        desk, phone = await browser.page(), await browser.page(390, 844, phone=True)
        await desk.go(f"{room.base}/")
        await desk.until("document.querySelector('#seat option[value=us]')")
        fill = "document.querySelector('#seat').value = 'us'; document.querySelector('#code').value = '{}'; "
        await desk.run(fill.format("WRONG2") + "document.querySelector('form').requestSubmit()")
        await desk.until("document.querySelector('.says')?.innerText.includes('not this seat')")
        typed = f"document.querySelector('#code').value = '{room.codes['us']}'; "
        await desk.run(typed + "document.querySelector('form').requestSubmit()")
        await desk.sees("Who is here?")
        await desk.type("Ana\r")
        await desk.sees("[1 Card]")
        assert await desk.run("document.cookie") == ""  # out of reach for scripts
        assert room.session.state.seats["us"].participants == ("Ana",)

        # a slip's QR code brings seat and code; the address bar forgets the code at once
        await phone.go(f"{room.base}/seat/rok#{room.codes['rok']}")
        await phone.until(f"document.querySelector('#code')?.value === '{room.codes['rok']}'")
        assert room.codes["rok"] not in await phone.run("location.href")
        await phone.run("document.querySelector('form').requestSubmit()")
        await phone.sees("Who is here?")
        assert await phone.run("document.documentElement.scrollWidth <= innerWidth")
        assert await phone.run("document.querySelector('.marking').innerText.startsWith('EXERCISE EXERCISE')")
        await phone.run("document.querySelector('[data-key=esc]').click()")
        await phone.sees("[1 Card]")
        await desk.run("document.querySelector('[data-do=bigger]').click()")

        for page in (desk, phone):
            assert not [c for c in page.complaints if "403" not in c]  # no script was refused, none failed
            assert {urlsplit(url).netloc for url in page.fetched} == {urlsplit(room.base).netloc}
        for name, page in (("desk", desk), ("phone", phone)):
            await page.picture(tmp_path / f"{name}.png")

        # the host dies; pages say so, and come back by themselves, without a code
        port = urlsplit(room.base).port
        await room.host.stop()
        await desk.until("document.querySelector('#words').innerText.includes('host')")
        again = Setting(web=port, ssh=None)
        async with serve(room.session, room.path, room.codes, again) as second:
            await until(lambda: len(second.host.hall.terminals) == 2, "both are back")
            await desk.sees("[1 Card]")
            await phone.sees("Who is here?")  # nobody is named at this seat yet: a new host asks again
            await desk.until("document.querySelector('#state').innerText === 'Connected'")

            await desk.run("document.querySelector('nav form').requestSubmit()")
            await desk.until("document.querySelector('#code')")  # left: the seat asks for its code again
            await until(lambda: len(second.host.hall.terminals) == 1, "the seat is left")
