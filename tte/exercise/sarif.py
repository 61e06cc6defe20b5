"""Diagnostics as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from tte.exercise.diagnostics import CODES, Diagnostic
from tte.exercise.explained import EXPLAINED
from tte.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(diagnostics: Iterable[Diagnostic], ignored: Iterable[Diagnostic] = ()) -> str:
    """One run with every finding; those that the deck's own comments ignore are marked as suppressed."""
    shown, hidden = sorted(set(diagnostics)), sorted(set(ignored))
    rules = sorted({d.code for d in (*shown, *hidden)})
    results = [_result(d, rules, suppressed=False) for d in shown]
    results += [_result(d, rules, suppressed=True) for d in hidden]
    run = {
        "tool": {"driver": {"name": "tte", "version": __version__, "rules": [_rule(code) for code in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> dict[str, Any]:
    explained = EXPLAINED[code]
    return {
        "id": code,
        "shortDescription": {"text": CODES[code]},
        "fullDescription": {"text": explained.why},
        "help": {"text": explained.do},
        "defaultConfiguration": {"level": "warning" if code.startswith("W") else "error"},
    }


def _result(found: Diagnostic, rules: list[str], *, suppressed: bool) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": found.line, "startColumn": found.column}
    if found.source_line:
        region["snippet"] = {"text": found.source_line}
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rules.index(found.code),
        "level": found.severity,
        "message": {"text": found.words()},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": _uri(found.path)}, "region": region}}
        ],
    }
    if suppressed:
        result["suppressions"] = [{"kind": "inSource"}]
    return result


def _uri(path: str) -> str:
    """A path as a URI reference, without what would make it something else."""
    posix = PurePath(path).as_posix()
    quoted = quote(posix, safe="/", errors="surrogateescape")
    return f"file://{quoted}" if posix.startswith("/") else quoted
