"""The wall of the room: the clock and what is public, to be read from ten metres."""
