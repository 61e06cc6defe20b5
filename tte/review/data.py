"""The report as JSON, in the shape that `report_schema` publishes; nothing shortened."""

from __future__ import annotations

import json
import re

from tte.review.report_model import Report

_ACTS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
"""Characters that JSON allows as they are, and that act on a terminal or cannot be stored."""


def to_json(report: Report) -> str:
    """The whole report, one key a line."""
    text = json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1)
    return _ACTS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"
