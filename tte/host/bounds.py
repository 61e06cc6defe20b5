"""How much of everything a host gives to whoever asks, so that nobody can take it all."""

from __future__ import annotations

MAX_CONNECTIONS = 300
"""Open connections of all kinds at once; a room of fifty needs some sixty."""
MAX_FROM_ONE = 150
"""Connections at once from one address; behind a proxy a whole room is one."""
MAX_AT_SEAT = 12
"""Terminals at one seat at once."""
MAX_ENTERING = 24
"""Terminals at once that show the form for seat and code, for people who came over ssh without."""
HELLO = 10.0
"""Seconds in which a new connection has to say what it wants."""
LOGIN = 90.0
"""Seconds in which somebody at SSH has to give a code and to open a terminal."""
PING = 30.0
"""Seconds between looks whether a silent connection still lives."""

MAX_FRAME = 64 * 1024
"""Bytes of one message from a browser."""
MAX_FORM = 4 * 1024
"""Bytes of a posted form: a seat and a code."""
MAX_PASTE = 20_000
"""Characters of one paste; a text may have 8,000."""
TYPED = 20_000
"""Characters a second that one terminal takes in over any length of time; what is more has to wait."""
PIECE = 512
"""Characters that one terminal takes in before the others have their turn."""
WAITING = 200
"""Messages that wait in an app before its terminal takes in no more."""

MAX_UNSENT = 192 * 1024
"""Characters painted and not yet taken by the line before frames are left out; a whole screen has 10,000."""
STUCK = 30.0
"""Seconds for which a line may take nothing before it counts as lost."""
SEND_BUFFER = 64 * 1024
"""Bytes that wait in the system's buffer of a connection: what is in there can no longer be left out."""

SMALLEST, LARGEST = (20, 6), (400, 150)
"""Columns and rows that a terminal may have."""
RESIZE = 0.1
"""Seconds between two sizes that a terminal takes on."""
KEEP = 15 * 60.0
"""Seconds for which a terminal waits for its person to come back."""


def bounded(columns: int, rows: int) -> tuple[int, int]:
    """A size as it is taken on."""
    return (
        min(max(columns, SMALLEST[0]), LARGEST[0]),
        min(max(rows, SMALLEST[1]), LARGEST[1]),
    )
