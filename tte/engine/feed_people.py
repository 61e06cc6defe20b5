"""Lines of the feed on seats, first votes, countdowns and the wall. A vote's choice is never among them."""

from __future__ import annotations

from tte.engine import events as ev
from tte.engine.events import Event
from tte.engine.state import State
from tte.engine.votes import readable, tally, votes_of

Line = tuple[str, tuple[str, ...], str]

REFUSED = {
    "code": "a wrong code", "ticket": "a browser's ticket that is not good", "origin": "a page of elsewhere",
    "frame": "a message out of form", "request": "a request for what there is not",
    "channel": "something else than a terminal", "crowd": "too many connections",
}  # fmt: skip


def people_line(state: State, event: Event) -> Line | None:
    """Group, whom it concerns, and words; None for an event of another kind."""
    name = state.short_of
    match event:
        case ev.SeatFrozen(seat=s, reason=r):
            return "seat", (s,), f"{name(s)} frozen by control{_because(r)}"
        case ev.SeatUnfrozen(seat=s):
            return "seat", (s,), f"{name(s)} may go on"
        case ev.SeatLocked(seat=s, reason=r):
            return "seat", (s,), f"{name(s)} locked by control{_because(r)}"
        case ev.SeatUnlocked(seat=s):
            return "seat", (s,), f"{name(s)} unlocked"
        case ev.ConnectionEnded(seat=s, terminals=t, reason=r):
            many = f"{len(t)} connections" if len(t) != 1 else "A connection"
            return "seat", (s,), f"{many} of {name(s)} ended by control{_because(r)}"
        case ev.CodeReissued(seat=s):
            return "seat", (s,), f"{name(s)} has another code"
        case ev.CountdownStarted(words=w):
            return "control", (), f"Countdown for all{': ' + w if w else ''}"
        case ev.CountdownStopped():
            return "control", (), "Countdown stopped"
        case ev.WallSet(tracks=on):
            return "control", (), f"The wall {'shows' if on else 'hides'} the tracks"
        case ev.FirstVoteAsked(decision=d):
            return "control", (), f"{d}: a first vote is asked, each person alone"
        case ev.FirstVoteWaived(decision=d):
            return "control", (), f"{d}: no first vote"
        case ev.FirstVoteCast(decision=d, seat=s, voter=v):
            return "decision", (s,), f"{d}: {v} of {name(s)} has voted"
        case ev.TerminalConnected(seat=s, how=h, address=a, back=b):
            return "line", (s,), f"{name(s)} {'is back' if b else 'connected'} by {h} from {a or 'somewhere'}"
        case ev.TerminalLost(seat=s, reason=r):
            return "line", (s,), f"{name(s)}'s connection was lost{_because(r)}"
        case ev.AccessRefused(what=w, address=a, seat=s, times=n):
            asked = f" at {name(s)}" if s else ""
            again = f", {n} times" if n > 1 else ""
            return "line", (s,) if s else (), f"Refused at the door: {REFUSED[w]}{asked} from {a}{again}"
        case _:
            return None


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def votes_words(state: State, decision: str, seat: str) -> str:
    """The first votes behind a seat's answer, once it has one: ` [first votes: a 2, b 1]`."""
    votes = votes_of(state, decision, seat)
    return f" [first votes: {tally(votes)}]" if votes and readable(state, decision, seat) else ""
