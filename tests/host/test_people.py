"""People at a host: in by browser and ssh, out again, and back where they were."""

from __future__ import annotations

from pathlib import Path

from tests.host.support import open_room, until
from tte.engine.commands import SendMessage


async def test_a_browser_and_an_ssh_client_sit_at_two_seats_of_one_session(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        japan = await room.browser("japan-pm")
        china = await room.ssh("china-leader")
        for person, title in ((japan, "Japan, Prime Minister"), (china, "China, central leadership")):
            await person.sees("Who is here?")
            await person.type("Ana, Bo\r")
            await person.sees("[1 Card]")
            assert person.shows(title)
            assert person.shows("EXERCISE EXERCISE EXERCISE")
        assert room.session.state.seats["japan-pm"].participants == ("Ana", "Bo")
        assert {r.standing(r.seen) for r in room.session.presence.rows()} == {"connected"}

        words = "A word for Japan alone"
        room.session.issue(SendMessage(to=("japan-pm",), body=words), "director")
        await japan.type("2")
        await japan.sees(words)
        await china.type("2")
        await china.sees("[2 Inbox")
        assert words.encode() not in bytes(china.raw)


async def test_a_dropped_player_comes_back_to_the_same_place_with_unsent_text(tmp_path: Path) -> None:
    async with open_room(tmp_path) as room:
        for arrive, seat in ((room.browser, "japan-pm"), (room.ssh, "jcg")):
            person = await arrive(seat)
            await person.sees("Who is here?")
            await person.type("Ana Ito, Bo")
            await person.sees("Ana Ito, Bo")
            await person.drop()
            await until(lambda: room.session.presence.rows()[0].away_since is not None, "it is away")
            body = f"While away from {arrive.__name__}"
            room.session.issue(SendMessage(to=(seat,), body=body), "director")

            again = await arrive(seat)
            await again.sees("Ana Ito, Bo")
            assert len(room.host.hall.terminals) == 1
            await again.type("\r")
            await again.sees_no_more("Who is here?")
            await again.type("2")
            await again.sees(body)
            assert again.text.count(body) <= 2  # its line in the list, and its text beside it
            await again.type("\x11")  # ctrl+q: leaves the seat
            await until(lambda: not room.host.hall.terminals, "the seat is left")
