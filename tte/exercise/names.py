"""Names with a meaning of their own wherever an exercise speaks of people, and its marking."""

from __future__ import annotations

CONTROL = "control"
"""Whom a question to control is addressed to, and who sends as control."""

ALL = "all"
"""As a recipient: every role of the exercise."""

MARKING = "EXERCISE EXERCISE EXERCISE"
