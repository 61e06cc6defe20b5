"""A seat that holds several roles: what its cards say must hold for one table, without contradiction."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.room import fog_signal
from tte.exercise.analysis.formula import formula_of
from tte.exercise.analysis.plan import full_plan
from tte.exercise.analysis.possible import possible
from tte.exercise.analysis.reach import Reach, Static
from tte.exercise.models import Exercise, Role, SeatPlan

SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WORDS = {name: number for number, name in enumerate(SMALL, 1)}
COUNTED = re.compile(
    rf"\b(\d+|{'|'.join(WORDS)})\s+(people|persons|missing|cables|knots|tonnes|crew)\b", re.IGNORECASE
)
"""Figures that are facts of the one scene, whoever tells them."""
LOCAL = re.compile(r"\b(\d\d):(\d\d)\b")
HOURS = {"japan": 9, "china": 8}
"""By seat of the small table: its clock against UTC."""


def merged() -> list[SeatPlan]:
    """The seats of the small table that hold several roles."""
    (small,) = [s for s in fog_signal().seatings if s.id == "small"]
    return [seat for seat in small.seats.values() if len(seat.roles) > 1]


def roles_of(exercise: Exercise, seat: SeatPlan) -> list[Role]:
    return [role for role in exercise.roles if role.id in seat.roles]


def told(role: Role) -> Iterator[str]:
    """All that a seat reads of a role."""
    yield from (role.card.who, role.brief.situation)
    for part in (role.card.interests, role.card.red_lines, role.brief.resources, role.brief.constraints):
        yield from part
    yield from role.brief.private


def test_the_small_table_has_merged_seats() -> None:
    assert sorted(len(seat.roles) for seat in merged()) == [3, 3]


@pytest.mark.parametrize("seat", merged(), ids=lambda seat: seat.title)
def test_all_aims_of_a_merged_seat_can_be_met_at_one_end(seat: SeatPlan) -> None:
    exercise = fog_signal()
    world = Reach(exercise, full_plan(exercise), Static(exercise)).run([])
    aims = [aim for role in roles_of(exercise, seat) for aim in role.brief.aims]
    formulas = [formula_of(aim.when, world) for aim in aims if aim.when]
    assert len(formulas) == len(aims) > 6
    assert possible(formulas, world)
    assert not possible([*formulas, formula_of("esc >= 3", world)], world), "the search can say no"


@pytest.mark.parametrize("seat", merged(), ids=lambda seat: seat.title)
def test_figures_of_the_scene_are_the_same_on_every_card_of_a_seat(seat: SeatPlan) -> None:
    found: dict[str, set[int]] = {}
    for role in roles_of(fog_signal(), seat):
        for text in told(role):
            for number, noun in COUNTED.findall(text):
                found.setdefault(noun.lower(), set()).add(WORDS.get(number.lower()) or int(number))
    assert found, "no figure was found to compare"
    assert {noun: values for noun, values in found.items() if len(values) > 1} == {}


def test_both_tables_begin_at_the_same_moment_by_their_own_clocks() -> None:
    """Times on the cards before play are those of the one distress call, in each table's zone."""
    begins: dict[str, set[tuple[int, int]]] = {}
    exercise = fog_signal()
    for seat in merged():
        for role in roles_of(exercise, seat):
            for hour, minute in LOCAL.findall(role.brief.situation):
                utc = (int(hour) - HOURS[seat.roles[0].partition("-")[0]]) % 24
                begins.setdefault(role.id, set()).add((utc, int(minute)))
    assert set(begins) == {"jcg", "ccg"}
    assert begins["jcg"] == begins["ccg"] == {(17, 14)}
