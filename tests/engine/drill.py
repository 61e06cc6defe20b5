"""A small exercise with one of everything that the rules of play know, for tests that need to name it."""

from __future__ import annotations

from functools import cache
from typing import Any

from tte.exercise.models import Exercise


def _card(role: str) -> dict[str, Any]:
    return {
        "id": role,
        "title": role,
        "who": f"who {role}",
        "interests": ["i"],
        "red_lines": ["r"],
        "voice": "v",
    }


def _role(role: str, own: str | None = None, other: str | None = None) -> dict[str, Any]:
    aims = [{"text": f"aim of {role}", "when": "tru >= 5"}]
    brief = {
        "role": role,
        "situation": f"situation of {role}",
        "private": [f"private to {role}"],
        "aims": aims,
    }
    return {
        "id": role, "title": role.capitalize(), "short": role.capitalize(), "side": role, "own": own,
        "other": other, "card": _card(role), "brief": brief,
    }  # fmt: skip


def _inject(inject: str, at: float | None, sender: str, to: list[str], **more: Any) -> dict[str, Any]:
    given = {"id": inject, "title": f"Title {inject}", "at": at, "from": sender, "to": to, "channel": "radio"}
    return given | {"body": f"Body {inject}."} | more


def _decision(decision: str, owners: list[str], mode: str, default: str, **more: Any) -> dict[str, Any]:
    given = {"id": decision, "title": f"Decision {decision}", "question": "What?", "owners": owners}
    return given | {"mode": mode, "default": default} | more


def _options(**effects: Any) -> dict[str, Any]:
    return {key: {"title": f"Option {key}", "effects": value} for key, value in effects.items()}


DP1 = _options(a={"tru": 1}, b={"esc": 1}, c={"tru": 2}, d={"tru": -1})
DP1["b"]["unilateral"] = True
DP1["c"] |= {"needs": "tru >= 6", "needs_text": "It needs more trust."}

DP2 = _options(
    a=[{"tracks": {"tru": 1, "own": -1}}],
    b=[{"tracks": {"own": -1, "other": 2, "esc": 1}}],
    c=[{"roll": {"channel": "line", "hit": {"esc": -1}, "miss": {"own": 1}}}],
    d=[{"tracks": {"ha": 2}, "role": ["north"]}, {"tracks": {"hb": 3}, "role": ["south"]}],
    e=[{"tracks": {"tru": 50}}],
)

DRILL: dict[str, Any] = {
    "id": "drill", "title": "Drill", "version": "1", "purpose": "p", "summary": "s",
    "scope": ["Titles only."],
    "zones": [{"label": "UTC", "offset": 0}, {"label": "JST", "offset": 9}],
    "moves": [
        {"id": "m1", "title": "Day 1", "start": 0, "end": 30, "scenario_start": "2031-05-26T00:00:00Z",
         "scenario_end": "2031-05-26T05:00:00Z", "summary": "It begins."},
        {"id": "m2", "title": "Day 2", "start": 35, "end": 60, "scenario_start": "2031-05-27T00:00:00Z",
         "scenario_end": "2031-05-27T10:00:00Z", "summary": "A night has passed."},
        {"id": "m3", "title": "Day 3", "start": 65, "end": 90, "scenario_start": "2031-05-29T00:00:00Z",
         "scenario_end": "2031-05-29T10:00:00Z", "summary": "Another night."},
    ],
    "endex": 90,
    "objectives": [{"id": "O1", "title": "Meet", "statement": "They meet.", "capability": "Talk"}],
    "tracks": [
        {"id": "esc", "name": "Escalation", "start": 1, "low": 0, "high": 8, "better": "low",
         "bands": [{"from": 0, "name": "calm"}, {"from": 4, "name": "tense"}]},
        {"id": "tru", "name": "Trust", "start": 5},
        {"id": "ha", "name": "Heat A", "start": 3, "better": "low"},
        {"id": "hb", "name": "Heat B", "start": 3, "better": "low"},
        {"id": "beats", "name": "Beats", "start": 0},
    ],
    "adjudication": {"reciprocal": ["tru"], "rise": {"esc": 1}},
    "channels": [
        {"id": "radio", "name": "Radio", "form": "radio", "purpose": "Ships only.",
         "users": ["north", "south"],
         "reaches": ["north", "south", "buoy"]},
        {"id": "line", "name": "The line", "form": "hotline", "purpose": "Officers.",
         "users": ["north", "south"],
         "chance": [{"p": 0.75, "when": "esc <= 2"}, {"p": 0.5}], "read_back": True,
         "no_answer": {"north": ["North is at the quay.", "North is asleep."],
                       "south": ["South tests the line."]}},
        {"id": "note", "name": "Notes", "form": "note", "purpose": "In writing.", "users": ["all"],
         "reaches": ["all", "buoy", "flag"], "delay": 2},
        {"id": "voice", "name": "Control's voice", "form": "voice"},
    ],
    "roles": [_role("north", "ha", "hb"), _role("south", "hb", "ha"), _role("east")],
    "parties": [{"id": "buoy", "title": "The buoy"}, {"id": "flag", "title": "The flag State"}],
    "decisions": [
        _decision("dp1", ["north", "south"], "joint", "d", options=DP1),
        _decision("dp2", ["north", "south"], "each", "a", options=DP2, minutes=6),
        _decision("dp3", ["north", "south", "flag"], "joint", "a", options=_options(a={}, b={"esc": -1})),
        _decision("dp4", ["north", "east"], "each", "a", options=_options(a={}, b={"esc": 1}), hidden=False),
        _decision("dp5", ["east"], "each", "a", options=_options(a={}, b={"tru": 1}), until=29),
    ],
    "injects": [
        _inject("01", 0, "buoy", ["north", "south"], opens=["dp1"],
                body="Adrift: {{esc.band}}, {{time.JST}}."),
        _inject("02", 10, "north", ["south"], effects={"hb": 1}, opens=["dp2"]),
        _inject("03", 12, "buoy", ["all"], variants=[
            {"id": "n", "to": ["south"], "from": ["north"], "body": "North writes.", "effects": {"hb": 1}},
            {"id": "s", "to": ["north"], "from": ["south"], "body": "South writes.", "effects": {"ha": 1}},
            {"id": "e", "to": ["east"], "from": ["buoy"], "body": "The buoy writes."}]),
        _inject("04", 20, "control", ["all"], channel="voice", when="esc >= 4"),
        _inject("05", 25, "buoy", ["east"], opens=["dp5"], objectives=["O1"]),
        _inject("06", 40, "buoy", ["east"], objectives=["O1"]),
        _inject("07", 41, "north", ["south"], channel="line", call="line", draft=False),
        _inject("08", 70, "buoy", ["all"], variants=[{"id": "tense", "when": "esc >= 4", "body": "Tense."}]),
        _inject("C-01", None, "buoy", ["east"], event="contingency", when="esc >= 3"),
        _inject("C-02", None, "buoy", ["east"], event="contingency", when="esc >= 3", offered=True),
        _inject("C-03", 15, "buoy", ["east"], event="contingency"),
        _inject("C-04", None, "buoy", ["north"], event="contingency", when='unanswered("line")'),
    ],
    "rules": [
        {"id": "leak", "title": "Leak", "after": ["dp1", "dp4"], "effects": {"beats": 1}},
        {"id": "cool", "title": "A night cools", "on": "jump", "effects": {"ha": -1, "hb": -1}},
        {"id": "noon", "title": "Noon", "at": 18, "when": "tru >= 5", "effects": {"beats": 1}},
        {"id": "hours", "title": "Hours", "every": 7, "when": "esc >= 7", "effects": {"beats": 1}},
        {"id": "threshold", "title": "The threshold", "when": "esc >= 6", "pause": True, "offers_end_on": 2,
         "effects": [{"reset": {"esc": 4}}, {"tracks": {"tru": -1}}], "why": "Step back."},
    ],
    "endings": [
        {"id": "over", "title": "Over", "when": 'count("threshold") >= 2', "narrative": "n"},
        {"id": "calm", "title": "Calm", "narrative": "n"},
        {"id": "hot", "title": "Hot", "when": "ha >= 5", "overlay": True, "narrative": "n"},
    ],
    "seatings": [
        {"id": "full", "title": "Everyone", "seats": {
            r: {"title": f"Seat {r}", "roles": [r]} for r in ("north", "south", "east")}},
        {"id": "two", "title": "Two seats", "seats": {
            "coast": {"title": "Coast", "roles": ["north", "south"]},
            "east": {"title": "East", "roles": ["east"]}}},
    ],
    "cuts": [{
        "id": "short", "title": "Short", "endex": 30, "injects": {"01": 0, "02": 5},
        "contingencies": {"C-01": None},
        "decisions": ["dp2"], "rules": {"noon": 4}, "minutes": 3,
        "moves": [{"id": "m1", "title": "Day 1", "start": 0, "end": 30,
                   "scenario_start": "2031-05-26T00:00:00Z",
                   "scenario_end": "2031-05-26T05:00:00Z"}],
    }],
}  # fmt: skip


@cache
def drill() -> Exercise:
    """The drill."""
    return Exercise.model_validate(DRILL)
