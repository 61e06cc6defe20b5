"""A live session: dispatch and subscribe, pacing, seats, and the declaration of every action."""
