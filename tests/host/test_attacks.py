"""What somebody on the network may try; each is refused or bounded, in the log, and the room goes on."""

from __future__ import annotations

import asyncio
import contextlib
import html
import time
from functools import partial
from pathlib import Path

import aiohttp
import asyncssh
import pytest
from asyncssh.packet import Boolean, String, UInt32
from yarl import URL

from tests.host.support import TAB, Person, Room, WebPerson, open_room, until
from tte.conduct.codes import reissue_code
from tte.engine.commands import NameParticipants, SendMessage, StartEx
from tte.engine.commands_people import EndConnection, LockSeat, ReissueCode
from tte.errors import TteError
from tte.host import bounds


def _closed(person: WebPerson) -> bool:
    return person.socket is not None and person.socket.closed


async def _get(room: Room, path: str, **given: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"{room.base}{path}", **given) as answer:  # type: ignore[arg-type]
        return answer.status, await answer.text()


async def _goes_on(room: Room, person: Person) -> None:
    """The room works for somebody who sat there all along: a key is painted soon, and a message comes."""
    await person.type("1")
    before = person.bytes
    await person.type("\x1b[C")  # another page of the card
    await until(lambda: person.bytes > before, "the room goes on", 20)
    room.session.issue(SendMessage(to=(person.seat,), body="The room goes on."), "director")
    await person.sees("New ·", 20)


async def _seated(room: Room, seat: str = "us") -> WebPerson:
    person = await room.browser(seat)
    await person.sees("Who is here?")
    await person.type("Ana\r")
    await person.sees_no_more("Who is here?")
    return person


async def test_wrong_codes_by_the_thousand_wait_longer_and_longer(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person = await _seated(room)
        async with aiohttp.ClientSession() as http:

            async def attempt(n: int) -> tuple[int, str]:
                form = {"seat": "japan-pm", "code": f"W{n:05}"}
                async with http.post(f"{room.base}/enter", data=form, headers=room.origin) as answer:
                    return answer.status, await answer.text()

            answers = [await attempt(n) for n in range(12)]
            answers += await asyncio.gather(*(attempt(n) for n in range(1000)))
            assert {status for status, _ in answers} == {403}
            looked_at = sum("That is not this seat" in html.unescape(text) for _, text in answers)
            assert 3 <= looked_at < 12  # each makes the next wait twice as long
            assert sum("Too many wrong codes" in text for _, text in answers) == len(answers) - looked_at
        written = [seat for what, seat in room.refused() if what == "code"]
        assert 1 <= len(written) < 5  # counted, not written down a thousand times
        await _goes_on(room, person)


async def test_codes_over_ssh_are_limited_too_and_six_wrong_ones_end_the_connection(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        with pytest.raises((asyncssh.PermissionDenied, asyncssh.DisconnectError)):
            await room.ssh("japan-pm", "AAAAAA")
        assert ("code", "japan-pm") in room.refused()
        assert "Who is here?" not in str(room.host.hall.terminals)


async def test_pages_of_elsewhere_get_nothing(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person = await _seated(room)
        for origin in ("http://evil.example", "null", f"{room.base}.evil.example", ""):
            headers = {"Origin": origin} if origin else {}
            url = f"{room.base}/seat/us/terminal?tab={TAB}"
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await person.http.ws_connect(url, headers=headers)
            assert refused.value.status == 403
            form = {"seat": "us", "code": room.codes["us"]}
            async with person.http.post(f"{room.base}/enter", data=form, headers=headers) as answer:
                assert answer.status == 403
        assert ("origin", "us") in room.refused()
        await _goes_on(room, person)


async def test_a_seats_ticket_opens_no_other_seat_and_dies_with_its_code(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person = await _seated(room)
        (morsel,) = person.http.cookie_jar
        assert morsel["httponly"]
        assert (morsel["samesite"], morsel["path"]) == ("Strict", "/seat/us")
        ticket = morsel.value

        async def opens(seat: str, value: str) -> bool:
            """Whether a ticket opens a seat; its page's standing says so without opening a terminal."""
            status, _ = await _get(room, f"/seat/{seat}/standing", headers={"Cookie": f"tte-seat={value}"})
            return status == 204

        assert await opens("us", ticket)
        forged = [
            ticket.replace("us.", "japan-pm.", 1), ticket[:-1] + ("0" if ticket[-1] != "0" else "1"),
            ticket.rsplit(".", 1)[0], "us...", "x" * 5000, "us.a.99999999999999999999.b",
        ]  # fmt: skip
        assert not any([await opens("japan-pm", value) for value in [ticket, *forged]])
        assert not any([await opens("us", value) for value in forged])
        assert ("ticket", "japan-pm") in room.refused()

        code = reissue_code(room.session, ReissueCode("us"), "director").code
        assert not await opens("us", ticket)  # a replayed cookie of before
        await until(lambda: any(w[0] == "bye" for w in person.words), "the former code's terminal is cut")
        room.codes["us"] = code
        again = await room.browser("us")  # and its terminal waited for whoever has the new one
        await again.sees("[1 Card]")
        assert len(room.host.hall.terminals) == 1


async def test_control_ends_connections_and_locks_seats(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person = await _seated(room)
        room.session.issue(EndConnection("us", reason="Come to the desk."), "director")
        await until(lambda: not room.host.hall.terminals, "its terminal is closed")
        await until(lambda: any("Come to the desk." in w[1] for w in person.words), "and says why")
        room.session.issue(LockSeat("us"), "director")
        locked = await room.browser("us")
        await until(lambda: any("locked" in w[1] for w in locked.words), "a locked seat says so")
        assert not room.host.hall.terminals


async def test_frames_that_no_page_of_ours_sends_end_that_connection_alone(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person = await _seated(room)
        for number, frame in enumerate(
            ("no json", "{}", '["in", 5]', '["size", "a", 1]', "[" * 30_000, '["in", "' + "a" * 70_000 + '"]')
        ):
            other = await room.browser("rok", tab=f"{number:024}")
            await other.sees("EXERCISE")
            await other.send(frame)
            await until(partial(_closed, other), "it is closed")
        other = await room.browser("rok")
        await other.sees("EXERCISE")
        assert other.socket is not None
        await other.socket.send_bytes(b"\xff\xfe")
        await until(lambda: other.socket is not None and other.socket.closed, "bytes are no message")
        assert ("frame", "rok") in room.refused()
        await _goes_on(room, person)


async def test_what_players_type_never_breaks_their_terminal_nor_anothers(tmp_path: Path) -> None:
    """Escape sequences, halves of characters, keys beyond Unicode, storms of sizes, a paste of 1 MB."""
    async with open_room(tmp_path) as room:
        person, other = await _seated(room), await _seated(room, "rok")
        for text in (
            "\x1b[99999999999u", "\x1b[1114112u", "\x1b[55296u", "\ud800", "\x1b[48;9999;9999;99999;99999t",
            "\x1b]0;title\x07", "\x1b[6n", "\x1b[1;1R", "\x00" * 50, "\x1b" * 50, "\x1b[<0;99999;99999M",
            "\x9b31m", "\x1b[200~", "\x1b[201~", "\x1b[?2026;2$y", "\x1b[?2048;2$y",
        ):  # fmt: skip
            await person.type(text)
        await person.type("\x1b")
        for n in range(300):
            await person.send(f'["size", {n % 90 + 1}, {n % 50 + 1}]')
        await person.send('["size", 1000000000000, -5]')
        await person.send('["size", 100, 30]')
        await until(lambda: room.host.hall.terminals[0].app.size == (100, 30), "the last size counts")
        assert max(t.app.size.width for t in room.host.hall.terminals) <= bounds.LARGEST[0]

        await person.type("4")  # write a message
        await person.sees("Write")
        await person.type("\x1b[200~")
        began = time.monotonic()
        for _ in range(20):
            await person.type("a" * 50_000)
        await person.type("\x1b[201~")
        await person.sees("too long to paste")
        await _goes_on(room, other)
        assert time.monotonic() - began < 60
        assert not [t for t in room.host.hall.terminals if t.broken]
        assert len(room.host.hall.terminals) == 2


async def test_sequences_in_names_and_messages_reach_no_other_screen(tmp_path: Path) -> None:
    """Titles, colours, the clipboard, the cursor: a terminal is told nothing that a person typed."""
    acts = (
        "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x9b31m", "\x1b[2J", "\x1b[6n", "\x1bP0;owned\x1b\\",
        "\x1b]8;;http://owned.example\x07", "\x07", "\u202e", "[link=http://owned.example]owned[/link]",
    )  # fmt: skip
    async with open_room(tmp_path) as room:
        web, ssh = await _seated(room), await room.ssh("rok")
        await ssh.sees("Who is here?")
        await ssh.type("Bo\r")
        await ssh.sees("[1 Card]")
        room.session.issue(StartEx(), "director")
        web.raw.clear()
        ssh.raw.clear()
        evil = "".join(acts)
        with contextlib.suppress(TteError):  # refused is as good
            room.session.issue(NameParticipants((f"Eve{evil}",)), "media")
        for n, text in enumerate((evil, *acts)):
            words = f"Lines {n} {text} end"
            room.session.issue(SendMessage(to=("us", "rok"), body=words, channel="email"), "media")
        for person in (web, ssh):
            await person.type("2")
            await person.sees("[2 Inbox")
            await person.type("\r")
            await person.sees("Lines")
            painted = bytes(person.raw)
            assert not [act for act in acts[:3] + acts[5:9] if act.encode() in painted]
            assert b"\x1b]" not in painted
            assert b"\x1b[6n" not in painted


async def test_paths_lead_to_listed_files_only(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        assert (await _get(room, "/static/xterm.mjs"))[0] == 200
        for path in (
            "/static/", "/static", "/static/../web.py", "/static/..%2fweb.py", "/static/%2e%2e/pages/x",
            "//etc/passwd", "/seat/..%2f..%2fetc%2fpasswd", "/seat/us/file/../../x", "/.host/",
            "/seat/director", "/seat/us/file/card.html",
        ):  # fmt: skip
            url = f"{room.base}{path}"
            async with (
                aiohttp.ClientSession() as http,
                http.get(URL(url, encoded=True)) as answer,
            ):
                assert answer.status in (403, 404), path
                assert "passwd" not in await answer.text()
        async with aiohttp.ClientSession() as http:
            async with http.post(
                f"{room.base}/enter", data={"seat": "x" * 100_000}, headers=room.origin
            ) as answer:
                assert answer.status == 413
            async with http.get(f"{room.base}/") as answer:
                policy = answer.headers["Content-Security-Policy"]
                page = await answer.text()
        assert "script-src 'self';" in policy
        assert not [word for word in ("<script>", "onclick", "//") if word in page.split("<main>")[0]]


async def test_ssh_gives_a_terminal_and_nothing_else(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person = await room.ssh("us")
        await person.sees("Who is here?")
        connection = person.connection
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.create_process("id", request_pty=False)
        with pytest.raises((asyncssh.ChannelOpenError, asyncssh.SFTPError)):
            await connection.start_sftp_client()
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_connection("127.0.0.1", 22)
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_unix_connection("/var/run/x")
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.forward_remote_port("", 0, "127.0.0.1", 1)
        without = await connection.create_process(None, request_pty=False)
        assert "ssh -t" in (await without.stdout.read())
        assert ("channel", "us") in room.refused()
        await _goes_on(room, person)


async def test_an_agent_and_windows_are_not_forwarded_and_the_log_says_that_it_was_tried(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_room(tmp_path) as room:
        person = await room.ssh("us")
        await person.sees("Who is here?")
        before = room.host.journal.refusals
        xauth = b"MIT-MAGIC-COOKIE-1"
        asked = (
            (b"auth-agent-req@openssh.com", ()),
            (b"x11-req", (Boolean(False), String(xauth), String(b"00" * 16), UInt32(0))),
        )
        for request, parameters in asked:
            assert not await person.channel._make_request(request, *parameters)
        assert room.host.journal.refusals == before + 2
        assert ("channel", "us") in room.refused()
        assert "an agent" in caplog.text
        await _goes_on(room, await _seated(room, "rok"))


async def test_ssh_connections_without_a_terminal_end_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that never say a word, and those of strangers who need no code until they see the form."""
    async with open_room(tmp_path) as room:
        person = await room.ssh("us")  # opened in time: it stays
        await person.sees("Who is here?")
        monkeypatch.setattr(bounds, "LOGIN", 2.0)
        silent = [await asyncio.open_connection("127.0.0.1", room.ssh_port) for _ in range(40)]
        for _, writer in silent[:20]:
            writer.write(b"SSH-2.0-nobody\r\n")
        stranger = await asyncssh.connect(
            "127.0.0.1", room.ssh_port, username="nobody", known_hosts=None, client_keys=None,
            agent_path=None, preferred_auth="none",
        )  # fmt: skip
        assert room.host.hall.connections == 42
        await until(lambda: room.host.hall.connections == 1, "only who has a terminal stays", 15)
        await asyncio.wait_for(stranger.wait_closed(), 5)
        assert ("channel", "") in room.refused()
        await person.type("Ana\r")
        await person.sees("[1 Card]")
        for _, writer in silent:
            writer.close()


async def test_sizes_and_pastes_over_ssh_are_bounded(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        person, other = await room.ssh("us"), await _seated(room, "rok")
        await person.sees("Who is here?")
        await person.type("Ana\r")
        await person.sees("[1 Card]")
        began = time.monotonic()
        for n in range(500):
            person.channel.change_terminal_size(n % 90 + 1, n % 50 + 1)
        person.channel.change_terminal_size(4_000_000_000, 3)
        person.channel.change_terminal_size(100, 30)
        terminal = next(t for t in room.host.hall.terminals if t.seat == "us")
        await until(lambda: terminal.app.size == (100, 30), "the last size counts")
        await person.type("4")
        await person.sees("To whom?")
        await person.type("\x1b[200~" + "a" * 1_000_000 + "\x1b[201~")
        await person.sees("too long to paste")
        await _goes_on(room, other)
        assert time.monotonic() - began < 60
        assert not terminal.broken


async def test_five_hundred_connections_and_half_open_ones_leave_room_for_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "HELLO", 3.0)
    async with open_room(tmp_path) as room:
        person = await _seated(room)
        assert room.host.web is not None
        port = room.host.web.port

        async def hang(n: int) -> asyncio.StreamWriter | None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
                return writer
            except OSError:
                return None

        at_once = []

        async def count() -> None:
            while True:
                at_once.append(room.host.hall.connections)
                await asyncio.sleep(0.01)

        counting = asyncio.create_task(count())
        writers = await asyncio.gather(*(hang(n) for n in range(500)))
        await until(lambda: max(at_once) > 100, "they are there")
        counting.cancel()
        assert max(at_once) <= bounds.MAX_FROM_ONE
        await until(lambda: ("crowd", "") in room.refused(), "what is too much is refused")
        await _goes_on(room, person)
        await until(lambda: room.host.hall.connections < 10, "those who say nothing are dropped", 20)
        assert (await _get(room, "/"))[0] == 200
        for writer in writers:
            if writer is not None:
                writer.close()


async def test_a_slow_line_loses_frames_and_nobody_elses_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_UNSENT", 24_000)
    monkeypatch.setattr(bounds, "SEND_BUFFER", 4_096)
    async with open_room(tmp_path) as room:
        slow, quick = await _seated(room), await _seated(room, "rok")
        assert slow.socket is not None
        connection = slow.socket._response.connection
        assert connection is not None
        transport = connection.transport
        assert transport is not None
        transport.pause_reading()
        terminal = next(t for t in room.host.hall.terminals if t.seat == "us")
        for _ in range(4000):
            if terminal.outlet.left_out or terminal.outlet.behind:
                break
            terminal.app.screen.refresh()
            await asyncio.sleep(0.01)
        await _goes_on(room, quick)
        assert terminal.outlet.behind or terminal.outlet.left_out  # buffers may have taken it since
        transport.resume_reading()
        await slow.sees("Your connection is slow")
        await slow.sees("[1 Card]")
