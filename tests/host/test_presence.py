"""Who is at which terminal, as control's console words it while time passes."""

from __future__ import annotations

from tte.conduct.presence import Presence
from tte.engine.control_view import SeatRow
from tte.tui.facilitator import rows

MINUTE = 60_000


def test_a_seat_is_connected_idle_hidden_gone_and_last_seen() -> None:
    now = 1_900_000_000_000
    presence = Presence(lambda: now)

    def words() -> str:
        return rows.presence_words(presence.rows("us"), now)

    presence.arrived("host-1", "us", "ssh", "10.0.0.5")
    assert words() == "ssh"
    now += 3 * MINUTE
    assert words() == "idle 3 min ssh"
    presence.typed("host-1")
    assert words() == "ssh"
    presence.hid("host-1", True)
    now += MINUTE
    assert words() == "curtain 1 min ssh"
    presence.hid("host-1", False)
    presence.lost("host-1")
    now += 2 * MINUTE
    assert words() == "gone 2 min ssh"
    presence.left("host-1")
    now += 5 * MINUTE
    assert presence.last_seen("us") == now - 7 * MINUTE
    gone = rows.gone_words(presence.last_seen("us"), now)
    assert gone == "seen 7 min ago"
    row = rows.seat_row(SeatRow("us", "United States", "player", ("Ana",), 0, 0, None), gone=gone)
    assert (row.cells[0], row.cells[-1].plain) == ("○", "seen 7 min ago · Ana")  # type: ignore[union-attr]
    presence.arrived("host-2", "us", "web", "10.0.0.5")
    assert presence.last_seen("us") is None
