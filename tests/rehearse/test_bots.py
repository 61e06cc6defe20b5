"""How bots choose: by temper, from what is open, the same from the same seed."""

from __future__ import annotations

from collections import Counter

import pytest

from tte.exercise.models import Decision, Exercise
from tte.rehearse.bots import BOTS, TEMPERS, Players, UnknownPolicy, steps_of, weigh

SEEDS = range(200)


def decision(exercise: Exercise, name: str) -> Decision:
    return next(d for d in exercise.decisions if d.id == name)


def favourite(exercise: Exercise, policy: str, name: str, owner: str) -> str:
    asked = decision(exercise, name)
    answers = (Players(exercise, policy, s).alone(asked, owner, owner, list(asked.options)) for s in SEEDS)
    return Counter(a.choice for a in answers).most_common(1)[0][0]


def test_the_same_seed_gives_the_same_answer(fog_signal: Exercise) -> None:
    asked = decision(fog_signal, "dp6")
    once, again = (
        [Players(fog_signal, "mixed", s).alone(asked, "japan-pm", "japan-pm", ["a", "b", "c"]) for s in SEEDS]
        for _ in range(2)
    )
    assert once == again
    assert len({answer.choice for answer in once}) == 3


def test_cooperative_bots_bridge_and_hard_liners_do_not(fog_signal: Exercise) -> None:
    assert favourite(fog_signal, "cooperative", "dp4", "jcg") == "a"
    assert favourite(fog_signal, "hardline", "dp4", "jcg") == "c"
    assert favourite(fog_signal, "cooperative", "dp8", "china-mnd") in ("a", "d")
    assert favourite(fog_signal, "hardline", "dp8", "china-mnd") == "b"


def test_bots_by_lot_take_every_option_about_as_often(fog_signal: Exercise) -> None:
    asked = decision(fog_signal, "dp2")
    chosen = Counter(
        Players(fog_signal, "random", s).alone(asked, "japan-mod", "japan-mod", "abcd").choice
        for s in range(800)
    )
    assert set(chosen) == set("abcd")
    assert all(150 <= count <= 250 for count in chosen.values()), chosen


@pytest.mark.parametrize("policy", ["random", "cooperative", "hardline", "mixed"])
def test_a_locked_option_is_never_chosen(fog_signal: Exercise, policy: str) -> None:
    asked = decision(fog_signal, "dp13")
    for seed in SEEDS:
        players = Players(fog_signal, policy, seed)
        answers = players.together(asked, {"japan-pm": "japan", "china-leader": "china"}, ["a", "b", "c"])
        assert {a.choice for a in answers} <= {"a", "b", "c"}


def test_a_joint_table_agrees_unless_a_hard_liner_goes_alone(fog_signal: Exercise) -> None:
    asked = decision(fog_signal, "dp12")
    seats = {"japan-pm": "japan-pm", "china-leader": "china-leader", "flag": ""}
    alone = 0
    for seed in SEEDS:
        answers = Players(fog_signal, "mixed", seed).together(asked, seats, list(asked.options))
        choices = {a.choice for a in answers}
        assert [a.owner for a in answers] == list(seats)
        if len(choices) > 1:
            alone += 1
            assert any(asked.options[c].unilateral for c in choices)
    assert alone > 0


def test_who_gives_way_says_so_with_its_dissent(fog_signal: Exercise) -> None:
    asked = decision(fog_signal, "dp9")
    seats = {owner: owner for owner in asked.owners}
    given_way = [
        answer
        for seed in SEEDS
        for answer in Players(fog_signal, "random", seed).together(asked, seats, list(asked.options))
        if answer.dissent
    ]
    assert given_way
    assert all(a.why.startswith("Bot, random: gives way to") for a in given_way)
    assert all(a.dissent != f"Would have chosen {a.choice}." for a in given_way)


def test_an_absent_party_consents_and_never_proposes(fog_signal: Exercise) -> None:
    asked = decision(fog_signal, "dp7")
    seats = {owner: ("" if owner == "flag" else owner) for owner in asked.owners}
    for seed in SEEDS:
        answers = {a.owner: a for a in Players(fog_signal, "random", seed).together(asked, seats, "abcd")}
        assert answers["flag"].choice in {a.choice for o, a in answers.items() if o != "flag"}
        assert answers["flag"].why.startswith("Bot, SIMCELL: consents")
        assert not answers["flag"].dissent


def test_every_answer_is_marked_as_a_bots_and_has_a_confidence(fog_signal: Exercise) -> None:
    for asked in fog_signal.decisions:
        for seed in range(5):
            answer = Players(fog_signal, "mixed", seed).alone(
                asked, asked.owners[0], "x", list(asked.options)
            )
            assert answer.why.startswith("Bot, ")
            assert 0 <= answer.confidence <= 100


def test_mixed_bots_have_a_temper_for_each_seat(fog_signal: Exercise) -> None:
    found = Counter(Players(fog_signal, "mixed", seed).bot("us").temper for seed in range(300))
    assert set(found) == set(TEMPERS)
    assert Players(fog_signal, "mixed", 7).bot("us") is Players(fog_signal, "mixed", 7).bot("us")


def test_own_and_other_are_weighed_for_the_role_that_chooses(fog_signal: Exercise) -> None:
    steps, blame = steps_of(fog_signal), decision(fog_signal, "dp6").options["c"]
    roles = {r.id: r for r in fog_signal.roles}
    assert weigh(blame, roles["japan-pm"], steps).relief == 1
    assert weigh(blame, roles["us"], steps).relief == 0
    assert BOTS["hardline"].score(weigh(blame, roles["japan-pm"], steps)) > 0


def test_unknown_bots_are_refused_in_words(small_drill: Exercise) -> None:
    with pytest.raises(UnknownPolicy, match="Choose random, cooperative, hardline, mixed"):
        Players(small_drill, "reckless", 1)
