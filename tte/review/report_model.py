"""The report: one model, a pure function of an exercise and its events, for every renderer and reader.

`Report` is what `tte report --format json` writes, and its JSON Schema is published (`report_schema`).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from tte.review.model import Analysis

VERSION = 2
"""Raised when a key changes its meaning or goes; new keys may come without."""

Audience = Literal["control", "participants", "anonymised"]
Status = Literal["DRAFT", "INTERIM", "SIGNED", "NOT PLAYED"]


class Report(BaseModel):
    """An after-action report with its improvement plan.

    Times named `at` are exercise seconds since StartEx; `wall` is UTC in milliseconds since the epoch;
    lengths of time are seconds. `events` holds numbers of events in the session's log.
    """

    # The schema of all records in it takes half of the time of a page: it is built for the JSON form alone.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)

    version: int
    """Of this format."""
    marking: str
    exercise: str
    handling: str
    """Traffic Light Protocol."""
    status: Status
    """DRAFT until somebody signs it by name; INTERIM while play is not over; NOT PLAYED for a fork."""
    status_words: str
    audience: Audience
    withheld: str
    """What this version leaves out, in words; empty for control's own."""
    analysis: Analysis


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report in its JSON form (draft 2020-12)."""
    schema = Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
