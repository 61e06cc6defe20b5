"""Actions and their words: complete, without clashes, and nothing that is typed crashes them."""

from __future__ import annotations

import inspect
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.drill import drill
from tte.conduct.actions import ACTIONS, Action, actions_for, find_action
from tte.conduct.params import (
    BadValue,
    Param,
    ParamKind,
    parse_dissent,
    parse_heads,
    parse_time,
    parse_tracks,
    read,
)
from tte.engine import commands as co
from tte.engine import events as ev
from tte.engine.apply import APPLIERS
from tte.engine.commands import Command
from tte.engine.commands_access import RecordConnection, RecordLoss, RecordRefusal
from tte.engine.decide import PARTS
from tte.engine.events import Recorded, kinds
from tte.engine.feed import feed_row
from tte.engine.registry import HANDLERS
from tte.engine.state import State

NOT_TYPED = {
    co.OpenSession, co.TakeSeat, co.LeaveSeat, co.Tick, co.RecordInterruption, RecordConnection, RecordLoss,
    RecordRefusal,
}  # fmt: skip
"""Commands that no action issues: opening, joining, the clock, and what a host writes down."""

WORDS: dict[str, str] = {
    "number": "2.5", "int": "3", "flag": "yes", "time": "T+1:15", "tracks": "esc+1", "heads": "north=2",
    "dissent": "Ada: no", "people": "north, south", "names": "Ada, Bo", "choice": "clock", "option": "a",
    "answers": "structured=4",
}  # fmt: skip


def _word(param: Param) -> str:
    return param.choices[0] if param.choices else WORDS.get(param.kind, "word")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda a: a.name)
def test_every_action_makes_its_command_from_typed_words(action: Action) -> None:
    full = {p.name: _word(p) for p in action.params}
    command = action.command(full)
    assert isinstance(command, Command)
    bare = {p.name: _word(p) for p in action.params if p.required}
    assert type(action.command(bare)) is type(command)
    for missing in bare:
        kind = next(p.kind for p in action.params if p.name == missing)
        if kind not in ("text", "long"):
            with pytest.raises(BadValue, match="is missing"):
                action.command({**bare, missing: " "})
        with pytest.raises(BadValue, match="is missing"):
            action.command({k: v for k, v in bare.items() if k != missing})
    assert action.usage.startswith(action.name)
    assert action.help.endswith((".", ")"))
    assert len(action.label) <= 18


def test_every_command_has_an_action_and_a_handler() -> None:
    assert PARTS
    commands = set(Command.__subclasses__())
    assert set(HANDLERS) == commands
    made = {type(a.command({p.name: _word(p) for p in a.params})) for a in ACTIONS}
    assert made | NOT_TYPED == commands


def test_every_event_has_a_line_in_the_feed_and_those_that_change_something_an_applier() -> None:
    events = get_args(ev.AnyEvent)
    assert {k.kind for k in events} == kinds()
    assert set(events) - set(APPLIERS) == set()
    folder = Path(inspect.getfile(feed_row)).parent
    source = "".join(p.read_text() for p in [*folder.glob("feed*.py"), *folder.glob("*_words.py")])
    for kind in events:
        assert f"ev.{kind.__name__}(" in source, f"{kind.__name__} has no line"


def test_a_line_of_the_feed_is_never_the_bare_name_of_a_kind() -> None:
    state = State(drill())
    for event in (ev.LogSealed(), ev.ExerciseStarted(), ev.EndOffered(rule="x"), ev.NoDuffReleased(heads=3)):
        row = feed_row(state, Recorded(1, 1, 0, 0, "director", event))
        assert "_" not in row.text


def test_names_are_unique_and_no_two_actions_share_a_key_where_both_could_be_meant() -> None:
    assert len({a.name for a in ACTIONS}) == len(ACTIONS)
    for kind in ("director", "player", "evaluator"):
        for one, two in combinations(actions_for(kind), 2):
            if one.key and (one.key, one.place) == (two.key, two.place):
                assert not set(one.phases) & set(two.phases), f"{one.name} and {two.name} share {one.key}"


def test_each_kind_of_seat_has_its_own_actions() -> None:
    director = {a.name for a in actions_for("director")}
    player = {a.name for a in actions_for("player")}
    assert {"release", "undo", "note", "no-duff"} <= director
    assert {"decide", "message", "no-duff", "park"} <= player
    assert not {"release", "undo", "note", "overrule"} & player
    assert "note" in {a.name for a in actions_for("evaluator")}
    assert {a.name for a in actions_for("observer")} == {"no-duff"}  # anybody may stop for the real world
    assert find_action("zap") is None


@given(kind=st.sampled_from(get_args(ParamKind)), text=st.text())
def test_nothing_that_is_typed_raises_anything_but_a_bad_value(kind: ParamKind, text: str) -> None:
    with suppress(BadValue):
        read(Param("p", kind, "help", choices=("a", "b")), text)


HARD = st.text(alphabet="0123456789²٣+-=:.,; \t\n\x1cTteEsc\u0660\ud800 nainf", max_size=12)


@given(kind=st.sampled_from(["number", "int", "time", "tracks", "heads", "dissent", "people"]), text=HARD)
def test_nor_does_what_looks_almost_right(kind: ParamKind, text: str) -> None:
    try:
        value = read(Param("p", kind, "help"), text)
    except BadValue:
        return
    if kind in ("number", "int", "time"):
        assert abs(value) < 1e8


@pytest.mark.parametrize("text", ["²", "a=²", "a=٣", "a=" + "9" * 5000, "a=-1"])
def test_a_head_count_is_a_count(text: str) -> None:
    with pytest.raises(BadValue):
        parse_heads(text)


def test_times_effects_and_dissent_are_read_as_people_write_them() -> None:
    assert [parse_time(t) for t in ("T+1:15", "75", "1:15", "t+ 0:30", "2.5")] == [
        4500,
        4500,
        4500,
        1800,
        150,
    ]
    assert parse_tracks("esc+1, tru -2;ha+\t1 esc+1") == {"esc": 2, "tru": -2, "ha": 1}
    assert parse_tracks("") == {}
    assert parse_heads("a=3, b=0") == {"a": 3, "b": 0}
    said = parse_dissent("Ada: too fast\nanonymous: too slow\nI will not have this: it is wrong and late")
    assert [(d.name, d.text) for d in said] == [
        ("Ada", "too fast"), ("", "too slow"), ("", "I will not have this: it is wrong and late"),
    ]  # fmt: skip
    for bad in ("esc", "esc+", "+1", "esc+1000", "esc*2"):
        with pytest.raises(BadValue):
            parse_tracks(bad)
    for bad in ("", "T+", "noon", "1:2:3", "-5"):
        with pytest.raises(BadValue):
            parse_time(bad)
