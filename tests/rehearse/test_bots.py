"""How bots choose: by temper, from what is open, the same from the same seed."""

from __future__ import annotations

from collections import Counter

import pytest

from tte.engine.events import DecisionSubmitted, Recorded
from tte.exercise.models import Decision, Exercise
from tte.rehearse.bots import BOTS, TEMPERS, ByScore, Choice, Draw
from tte.rehearse.habits import habits_of
from tte.rehearse.play import play_exercise
from tte.rehearse.players import Answer, Players, UnknownPolicy
from tte.rehearse.weighing import Book, Question, interests_of, steps_of, weigh

SEEDS = range(200)


def decision(exercise: Exercise, name: str) -> Decision:
    return next(d for d in exercise.decisions if d.id == name)


def alone(exercise: Exercise, policy: str, name: str, owner: str, keys: str = "abcd") -> list[str]:
    """What an owner answers under a policy, by seed."""
    asked, book = decision(exercise, name), Book(exercise)
    keys_open = tuple(k for k in keys if k in asked.options)
    votes = (Players(exercise, policy, s, book=book).alone(asked, owner, owner, keys_open) for s in SEEDS)
    return [vote.option for vote in votes if vote]


def together(
    exercise: Exercise, policy: str, name: str, seats: dict[str, str], seed: int
) -> dict[str, Answer]:
    """By owner: what it answers at a joint table, in words."""
    asked, players = decision(exercise, name), Players(exercise, policy, seed)
    options = tuple(asked.options)
    votes = players.together(asked, seats, options)
    return {v.owner: players.words(asked, v, seats[v.owner], options) for v in votes}


def favourite(exercise: Exercise, policy: str, name: str, owner: str) -> str:
    return Counter(alone(exercise, policy, name, owner)).most_common(1)[0][0]


def test_the_same_seed_gives_the_same_answer(fog_signal: Exercise) -> None:
    once, again = (alone(fog_signal, "mixed", "dp6", "japan-pm", "abc") for _ in range(2))
    assert once == again
    assert set(once) == {"a", "b", "c"}


def test_cooperative_bots_bridge_and_hard_liners_do_not(fog_signal: Exercise) -> None:
    assert favourite(fog_signal, "cooperative", "dp4", "jcg") == "a"
    assert favourite(fog_signal, "hardline", "dp4", "jcg") == "c"
    assert favourite(fog_signal, "cooperative", "dp8", "china-mnd") in ("a", "d")
    assert favourite(fog_signal, "hardline", "dp8", "china-mnd") == "b"


def test_bots_by_lot_take_every_option_about_as_often(fog_signal: Exercise) -> None:
    chosen = Counter(alone(fog_signal, "random", "dp2", "japan-mod"))
    assert set(chosen) == set("abcd")
    assert all(30 <= count <= 70 for count in chosen.values()), chosen


def test_cautious_bots_take_what_can_do_least_harm(fog_signal: Exercise) -> None:
    book = Book(fog_signal)
    for asked in fog_signal.decisions:
        owner = asked.owners[0]
        weighed = book.question(asked, owner, tuple(asked.options)).weighed
        worst = max(weighed, key=lambda k: weighed[k].harm + weighed[k].unilateral)
        best = min(weighed.values(), key=lambda w: w.harm + w.unilateral)
        if weighed[worst].harm - best.harm >= 3:
            assert favourite(fog_signal, "cautious", asked.id, owner) != worst, asked.id


def test_greedy_bots_go_by_the_weights_of_their_card_or_else_by_their_aims(fog_signal: Exercise) -> None:
    role = next(r for r in fog_signal.roles if r.id == "japan-pm")
    by_aims = interests_of(role, fog_signal)
    assert by_aims.tracks
    assert not role.card.weights
    given = role.card.model_copy(update={"weights": {"trd": 3.0, "of-another-exercise": 9.0}})
    weighed = interests_of(role.model_copy(update={"card": given}), fog_signal)
    assert weighed.tracks == {"trd": 3.0}
    assert weighed.options == by_aims.options


def test_silent_bots_say_nothing_and_every_decision_comes_to_its_default(fog_signal: Exercise) -> None:
    assert alone(fog_signal, "silent", "dp2", "japan-mod") == []
    played = play_exercise(fog_signal, bots="silent", seed=1)
    for name, outcomes in played.decisions.items():
        assert set(outcomes.values()) == {decision(fog_signal, name).default}
        assert set(played.state.decisions[name].defaulted) == set(outcomes)


def test_late_bots_miss_some_deadlines_and_make_others(fog_signal: Exercise) -> None:
    states = [play_exercise(fog_signal, bots="late", seed=s).state for s in range(3)]
    missed = [bool(d.defaulted) for state in states for d in state.decisions.values()]
    assert 0 < sum(missed) < len(missed)


@pytest.mark.parametrize("policy", ["random", "cooperative", "hardline", "mixed", "cautious", "greedy"])
def test_a_locked_option_is_never_chosen(fog_signal: Exercise, policy: str) -> None:
    asked = decision(fog_signal, "dp13")
    for seed in SEEDS[:80]:
        players = Players(fog_signal, policy, seed)
        votes = players.together(asked, {"japan-pm": "japan", "china-leader": "china"}, ("a", "b", "c"))
        assert {v.option for v in votes} <= {"a", "b", "c"}


def test_a_joint_table_agrees_unless_a_hard_liner_goes_alone(fog_signal: Exercise) -> None:
    asked = decision(fog_signal, "dp12")
    seats = {"japan-pm": "japan-pm", "china-leader": "china-leader", "flag": ""}
    alone_against_all = 0
    for seed in SEEDS:
        answers = together(fog_signal, "mixed", "dp12", seats, seed)
        choices = {a.choice for a in answers.values()}
        assert list(answers) == list(seats)
        if len(choices) > 1:
            alone_against_all += 1
            assert any(asked.options[c].unilateral for c in choices)
    assert alone_against_all > 0


def test_who_gives_way_says_so_with_its_dissent(fog_signal: Exercise) -> None:
    seats = {owner: owner for owner in decision(fog_signal, "dp9").owners}
    given_way = [
        answer
        for seed in SEEDS[:60]
        for answer in together(fog_signal, "random", "dp9", seats, seed).values()
        if answer.dissent
    ]
    assert given_way
    assert all(a.why.startswith("Bot, random: gives way to") for a in given_way)
    assert all(a.dissent != f"Would have chosen {a.choice}." for a in given_way)
    assert all(30 <= a.confidence <= 100 for a in given_way)


def test_an_absent_party_consents_and_never_proposes(fog_signal: Exercise) -> None:
    seats = {owner: ("" if owner == "flag" else owner) for owner in decision(fog_signal, "dp7").owners}
    for seed in SEEDS[:60]:
        answers = together(fog_signal, "random", "dp7", seats, seed)
        assert answers["flag"].choice in {a.choice for o, a in answers.items() if o != "flag"}
        assert answers["flag"].why.startswith("Bot, SIMCELL: consents")
        assert not answers["flag"].dissent


def test_mixed_bots_have_a_temper_for_each_seat(fog_signal: Exercise) -> None:
    found = Counter(Players(fog_signal, "mixed", seed).bot("us").label for seed in range(300))
    assert set(found) == {BOTS[temper].label for temper in TEMPERS}
    assert Players(fog_signal, "mixed", 7).bot("us") is Players(fog_signal, "mixed", 7).bot("us")


def test_own_and_other_are_weighed_for_the_role_that_chooses(fog_signal: Exercise) -> None:
    steps, blame = steps_of(fog_signal), decision(fog_signal, "dp6").options["c"]
    roles = {r.id: r for r in fog_signal.roles}
    assert weigh(blame, roles["japan-pm"], steps).relief == 1
    assert weigh(blame, roles["us"], steps).relief == 0
    hard = BOTS["hardline"]
    assert isinstance(hard, ByScore)
    assert hard.score(weigh(blame, roles["japan-pm"], steps)) > 0


def test_imitating_bots_choose_as_often_as_people_did(fog_signal: Exercise) -> None:
    def session(*choices: str) -> list[Recorded]:
        events = [DecisionSubmitted(decision="dp2", owner="japan-mod", choice=c, why="so") for c in choices]
        return [Recorded(n, n, 0.0, 0, "japan", e) for n, e in enumerate(events, 1)]

    habits = habits_of([session("d", "a"), session("a"), session("a"), session("b"), session("written")])
    assert habits["dp2", "japan-mod"] == {"a": 3, "b": 1, "written": 1}
    asked, book = decision(fog_signal, "dp2"), Book(fog_signal)

    def chosen(owner: str, options: tuple[str, ...]) -> Counter[str]:
        players = (Players(fog_signal, "imitate", s, book=book, habits=habits) for s in SEEDS)
        return Counter(v.option for p in players if (v := p.alone(asked, owner, owner, options)))

    found = chosen("japan-mod", tuple("abcd"))
    assert set(found) == {"a", "b"}
    assert found["a"] > 2 * found["b"]
    assert set(chosen("japan-mod", tuple("cd"))) == {"c", "d"}  # what people chose is locked: by lot
    assert set(chosen("china-mnd", tuple("abcd"))) == set("abcd")  # nobody was asked


def test_whatever_keeps_the_protocol_can_sit_at_the_table(fog_signal: Exercise) -> None:
    class Last:
        label, hours, keeps, silent = "last", (0.5, 0.5), False, False

        def choose(self, asked: Question, draw: Draw) -> Choice | None:
            return Choice(asked.options[-1], 0.0)

        def why(self, choice: str, options: object) -> str:
            return f"Bot, last: {choice}."

    asked = decision(fog_signal, "dp2")
    vote = Players(fog_signal, "last", 1, bots={"last": Last()}).alone(
        asked, "japan-mod", "japan-mod", ("a", "d")
    )
    assert vote is not None
    assert vote.option == "d"


def test_unknown_bots_are_refused_in_words(small_drill: Exercise) -> None:
    with pytest.raises(UnknownPolicy, match="Choose random, cooperative, hardline, mixed"):
        Players(small_drill, "reckless", 1)
    with pytest.raises(UnknownPolicy, match="recorded sessions"):
        Players(small_drill, "imitate", 1)
