"""What every kind of event does to a state: importing this registers all of it."""

from __future__ import annotations

from tte.engine import apply_decisions, apply_people, apply_review

PARTS = (apply_decisions, apply_people, apply_review)
"""Modules whose import registers appliers."""
