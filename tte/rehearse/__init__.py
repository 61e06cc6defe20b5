"""Plays without people: bots at every seat, many runs at once, and what they show about an exercise."""
