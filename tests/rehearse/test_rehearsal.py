"""Many plays at once: what they show, the same whatever the number of processes, and the gates of balance."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from tests.decks import change, write_minimal_deck
from tests.rehearse.conftest import loaded
from tte.errors import Refused
from tte.exercise.balance import EXAMPLES, Gate, read_gate
from tte.exercise.models import Effect, Exercise
from tte.rehearse.bots import POLICIES, USUAL
from tte.rehearse.data import Data
from tte.rehearse.exhaustive import explore
from tte.rehearse.findings import Findings
from tte.rehearse.gates import held
from tte.rehearse.matters import chi_tail, mutual_information
from tte.rehearse.play import play_exercise
from tte.rehearse.rehearsal import Extras, findings_of, rehearse
from tte.rehearse.rows import DEFAULTED, tenths
from tte.rehearse.sample import Plan, Sample, run_plays
from tte.rehearse.table import endings_table
from tte.rehearse.to_html import to_html
from tte.rehearse.to_text import to_text
from tte.rehearse.worth import dominated_options, worth_of_options

NO_EXTRAS = Extras(why_never=False, sensitivity=0)


@pytest.fixture(scope="module")
def sample(fog_signal: Exercise) -> Sample:
    return run_plays(fog_signal, Plan(160, USUAL))


@pytest.fixture(scope="module")
def findings(fog_signal: Exercise, sample: Sample) -> Findings:
    return findings_of(fog_signal, sample, extras=Extras(why_never=True, sensitivity=0), name="fog-signal")


@pytest.fixture
def quarrel(tmp_path: Path) -> Exercise:
    """The small deck, where separate answers are blunt enough that the quarrel can be reached."""
    folder = write_minimal_deck(tmp_path / "small-drill")
    change(folder, "decisions.yaml", "effects: {esc: 1}}", "effects: {esc: 2}}")
    change(folder, "decisions.yaml", "- tracks: {esc: 1}\n          when: tru <= 4", "- tracks: {esc: 1}")
    return loaded(folder)


# --- rows ------------------------------------------------------------------------------------------------


def test_a_row_tells_what_its_recorded_play_came_to(fog_signal: Exercise, sample: Sample) -> None:
    data = Data(sample)
    layout = data.layout
    for play in (0, 45, 90, 159):
        played = play_exercise(fog_signal, bots=sample.policies[play], seed=sample.seeds[play])
        state = played.state
        assert layout.endings[int(data.part("ending")[play, 0])] == played.ending
        assert dict(zip(layout.tracks, data.part("final")[play].tolist(), strict=True)) == state.tracks
        assert data.part("runs")[play].tolist() == [state.runs.get(rule, 0) for rule in layout.rules]
        closed = [tenths(d.closed_at) for d in state.decisions.values()]
        assert data.part("closed")[play].tolist() == closed
        for place, (decision, owner) in enumerate(layout.owners):
            standing = state.decisions[decision]
            number = int(data.part("outcomes")[play, place])
            if not standing.outcomes:
                assert number == -1
                continue
            assert layout.options[decision][number % DEFAULTED] == standing.outcomes[owner]
            assert (number >= DEFAULTED) == (owner in standing.defaulted)
        released = {i for i, s in state.injects.items() if s.status == "released"}
        went = {i for i, at in zip(layout.injects, data.part("out")[play], strict=True) if at >= 0}
        assert went == released
        last = dict(zip(layout.tracks, data.path[play, -1].tolist(), strict=True))
        assert last == state.tracks


def test_processes_share_the_work_without_changing_it(small_drill: Exercise) -> None:
    told: list[int] = []
    plan = Plan(660, ("random", "mixed", "late"), first_seed=7)
    one = run_plays(small_drill, plan, 1, told.append)
    for jobs in (2, 3):  # two processes play all that have the same seeds; for three there are too few seeds
        shared = run_plays(small_drill, plan, jobs)
        assert (one.policies, one.seeds, one.rows) == (shared.policies, shared.seeds, shared.rows)
    assert told == sorted(told)
    assert told[-1] == 660
    assert Counter(one.policies) == {"random": 220, "mixed": 220, "late": 220}
    assert sorted(s for p, s in zip(one.policies, one.seeds, strict=True) if p == "late") == [*range(7, 227)]


def test_stopped_by_the_keyboard_it_tells_what_it_has(small_drill: Exercise) -> None:
    def stop(done: int) -> None:
        if done >= 200:
            raise KeyboardInterrupt

    for jobs in (1, 2):
        sample = run_plays(small_drill, Plan(1_000, ("random", "mixed")), jobs, stop)
        assert sample.stopped == "stopped by the keyboard"
        assert len(sample) == 200
        assert Counter(sample.policies) == {"random": 100, "mixed": 100}
    found = findings_of(small_drill, sample)
    assert (found.plays, found.asked, found.interrupted) == (200, 1_000, True)
    assert "These are 200 of 1000 plays: stopped by the keyboard." in to_text(found)


def test_a_process_that_dies_is_reported_and_what_was_played_is_told(small_drill: Exercise) -> None:
    def kill(done: int) -> None:
        for child in multiprocessing.active_children():
            if child.pid is not None:
                os.kill(child.pid, signal.SIGTERM)

    sample = run_plays(small_drill, Plan(20_000, ("random", "mixed")), 2, kill)
    assert 0 < len(sample) < 20_000
    found = findings_of(small_drill, sample)
    assert found.interrupted
    assert "plays: a process that played was killed or ran out of memory." in to_text(found)
    assert found.stopped in to_html(found)
    assert not multiprocessing.active_children()


def test_no_play_at_all_is_said_in_words(small_drill: Exercise) -> None:
    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    sample = run_plays(small_drill, Plan(0))
    assert "Nothing has been played" in to_text(findings_of(small_drill, sample))
    assert "Nothing has been played" in to_html(findings_of(small_drill, sample))
    with pytest.raises(Refused, match="no cut “7”"):
        rehearse(small_drill, Plan(10, cut="7"), say=stop)


# --- what they show ----------------------------------------------------------------------------------------


def test_shares_are_those_of_the_plays(findings: Findings, sample: Sample, fog_signal: Exercise) -> None:
    assert [p.id for p in findings.policies] == list(USUAL)
    for policy in USUAL:
        alone = sum(e.shares[policy] for e in findings.endings if not e.kind)
        assert alone == pytest.approx(1)
        reached = [m.shares[policy] for m in findings.moves]
        assert reached[0] == 1
        assert reached == sorted(reached, reverse=True)
        for decision in findings.decisions:
            shares = [o.shares[policy] for o in findings.options if o.decision == decision.id]
            assert sum(shares) == pytest.approx(1) or decision.decided[policy] == 0
    hard = [s for p, s in zip(sample.policies, sample.seeds, strict=True) if p == "hardline"][:6]
    ends = Counter(play_exercise(fog_signal, bots="hardline", seed=s).ending for s in hard)
    assert ends["E6"] == 6
    assert next(e for e in findings.endings if e.id == "E6").shares["hardline"] > 0.9


def test_fans_hold_their_quantiles_in_order(findings: Findings) -> None:
    for fan in findings.fans:
        rows = [fan.quantiles[q] for q in ("0.05", "0.25", "0.5", "0.75", "0.95")]
        assert all(low <= high for one, two in pairwise(rows)
                   for low, high in zip(one, two, strict=True))  # fmt: skip
        assert all(fan.low <= v <= fan.high for row in rows for v in row)


def test_loads_count_what_reaches_each_role(fog_signal: Exercise, findings: Findings) -> None:
    by_role = {load.role: load for load in findings.loads}
    assert set(by_role) == {r.id for r in fog_signal.roles} | {"control"}
    everything = sum(sum(i.shares.values()) / 4 for i in findings.injects if i.minute is not None)
    assert sum(by_role["control"].injects) == pytest.approx(everything, abs=0.2)
    for load in findings.loads[:-1]:
        assert sum(load.injects) <= sum(by_role["control"].injects) + 0.01
    assert by_role["control"].overload
    assert by_role["media"].idle


def test_what_never_comes_has_its_reason(quarrel: Exercise) -> None:
    change_to = [r.model_copy(update={"when": "esc >= 3 and tru >= 9"}) for r in quarrel.rules]
    endings = (
        quarrel.endings[0].model_copy(update={"when": "esc >= 7"}),
        *quarrel.endings[1:],
    )
    deck = quarrel.model_copy(update={"rules": tuple(change_to), "endings": endings})
    found = rehearse(deck, Plan(200), extras=Extras(sensitivity=0))
    never = {(n.what, n.id): n for n in found.never}
    assert "esc >= 7 stays false" in never["ending", "quarrel"].why
    rule = never["rule", "drift"]
    assert {p.text for p in rule.parts} == {"esc >= 3", "tru >= 9"}
    assert "its condition never holds when its time comes" in rule.why


def test_what_matters_is_told_from_what_does_not(quarrel: Exercise) -> None:
    found = rehearse(quarrel, Plan(1_000, ("random",)), extras=Extras(False, 40))
    by_name = {(m.decision, m.owner): m for m in found.matters}
    assert by_name["dp1", ""].by_chance < 0.001
    assert 0 < by_name["dp1", ""].share <= 1
    starts = {(s.track, s.start): s for s in found.sensitivity}
    assert starts["esc", 2].changed > 0
    assert starts["ha", 4].changed == 0


def test_information_is_that_of_the_textbook() -> None:
    bits, freedom = mutual_information(np.array([[50.0, 0.0], [0.0, 50.0]]))
    assert bits == pytest.approx(1.0)
    assert freedom == 1
    assert mutual_information(np.array([[25.0, 25.0], [25.0, 25.0]]))[0] == pytest.approx(0)
    # p(d,e) of 4/8, 1/8, 1/8, 2/8: H(D) + H(E) - H(D,E)
    assert mutual_information(np.array([[4.0, 1.0], [1.0, 2.0]]))[0] == pytest.approx(0.1589, abs=0.0002)
    assert chi_tail(3.841, 1) == pytest.approx(0.05, abs=0.004)
    assert chi_tail(18.307, 10) == pytest.approx(0.05, abs=0.002)


def test_an_option_that_brings_only_harm_is_never_best_and_dominated(small_drill: Exercise) -> None:
    harm = (Effect(tracks={"tru": -3, "ha": 3, "hb": 3, "esc": 2}),)
    dp1, dp2 = small_drill.decisions
    blame = dp2.options["b"].model_copy(update={"effects": harm})
    spoiled_dp2 = dp2.model_copy(update={"options": {**dp2.options, "b": blame}})
    spoiled = small_drill.model_copy(update={"decisions": (dp1, spoiled_dp2)})
    data = Data(run_plays(spoiled, Plan(400, ("random",))))
    worth = {(w.decision, w.option): w for w in worth_of_options(data)}
    assert worth["dp2", "c"].best_somewhere
    assert not worth["dp2", "b"].best_somewhere
    assert {(d.option, d.by) for d in dominated_options(data)} >= {("b", "a")}
    table = endings_table(spoiled, plays=400, policies=["random"])
    gate = next(g for g in table.gates if g.name == "no option never best")
    assert not gate.passed
    assert "dp2 b" in gate.detail


def test_surprising_plays_can_be_played_again(fog_signal: Exercise, findings: Findings) -> None:
    assert findings.surprising
    for path in findings.surprising[:3]:
        found = re.fullmatch(r"tte play fog-signal --seed (\d+) --bots (\w+)", path.command)
        assert found
        assert play_exercise(fog_signal, bots=found[2], seed=int(found[1])).ending == path.ending


# --- balance -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", EXAMPLES)
def test_a_gate_reads_back_as_it_was_written(sentence: str) -> None:
    gate = Gate.model_validate(read_gate(sentence))
    again = Gate.model_validate(read_gate(gate.words))
    assert again == gate


@pytest.mark.parametrize(
    "sentence", ["every ending", "no ending at least 5% under random", "E1 often", "every ending over 5%"]
)
def test_what_is_no_gate_is_refused_with_examples(sentence: str) -> None:
    with pytest.raises(ValueError, match="read"):
        read_gate(sentence)


def test_gates_are_kept_or_missed_in_words(fog_signal: Exercise, findings: Findings) -> None:
    def result(sentence: str) -> tuple[bool, str]:
        deck = fog_signal.model_copy(update={"balance": (Gate.model_validate(read_gate(sentence)),)})
        (only,) = held(deck, findings)
        return only.passed, only.detail

    assert result("ending E6 at least 90% under hardline")[0]
    passed, detail = result("no ending over 50% under hardline")
    assert not passed
    assert detail.startswith("E6 ")
    assert not result("ending E1 at least 1% under every policy")[0]
    assert result("ending E1 at most 1% under some policy")[0]
    assert result("ending E9 at least 1% under random") == (False, "there is no ending E9 in these plays")
    assert (
        result("every inject at least 1% under greedy")[1] == "no plays by greedy bots: add them with --bots"
    )
    assert "too few plays" in result("no option never best")[1]


def test_the_flagship_carries_gates_and_keeps_those_that_a_few_plays_can_tell(
    fog_signal: Exercise, findings: Findings
) -> None:
    assert len(fog_signal.balance) >= 4
    for gate in findings.gates:
        assert gate.of_author
        assert gate.passed or gate.words == "no option never best", gate


def test_the_short_form_tells_endings_moves_and_tracks(small_drill: Exercise) -> None:
    table = endings_table(small_drill, plays=40, policies=["random"], cut="short")
    text = table.text(choices=True)
    assert text.startswith("Small Drill: 40 plays by bots")
    assert "dp1" in text
    data = json.loads(table.json())
    assert (data["cut"], data["rows"][0]["plays"]) == ("short", 40)
    assert data["balanced"] is table.balanced


# --- forms -------------------------------------------------------------------------------------------------


def test_text_json_and_page_say_the_same(findings: Findings) -> None:
    text, page = to_text(findings), to_html(findings)
    data = findings.model_dump(mode="json")
    Draft202012Validator(Findings.model_json_schema(mode="serialization")).validate(data)
    assert Findings.model_validate_json(findings.model_dump_json()) == findings
    share = f"{100 * findings.endings[0].shares['random']:.1f}%"
    assert share in text
    assert share in page
    assert page.count("<svg") == 3
    for never in findings.never:
        assert f"{never.what} {never.id}" in text
    assert "C-12" in text
    assert "<script" not in page


def test_what_authors_wrote_cannot_act_on_the_page(small_drill: Exercise) -> None:
    hostile = small_drill.model_copy(
        update={
            "title": "<script>alert(1)</script>",
            "endings": tuple(
                e.model_copy(update={"title": "\"><img src=x onerror='x'>"}) for e in small_drill.endings
            ),
        }
    )
    page = to_html(rehearse(hostile, Plan(60), extras=NO_EXTRAS))
    assert "<script" not in page
    assert "<img" not in page


# --- exhaustive --------------------------------------------------------------------------------------------


def test_every_choice_and_fall_gives_the_shares_of_plays_by_lot(quarrel: Exercise) -> None:
    whole = explore(quarrel)
    assert whole.complete
    assert whole.covered == pytest.approx(1)
    found = rehearse(quarrel, Plan(2_000, ("random",)), extras=NO_EXTRAS)
    for ending, often in zip(whole.endings, found.endings, strict=True):
        assert 0 < ending.share < 1
        assert often.shares["random"] == pytest.approx(ending.share, abs=0.04), ending.id
    data = Data(run_plays(quarrel, Plan(300, POLICIES[:4])))
    for number, (low, high) in enumerate(whole.tracks.values()):
        values = data.part("final")[:, number]
        assert low <= values.min()
        assert values.max() <= high


def test_dice_branch_by_their_chance(quarrel: Exercise) -> None:
    by_line = Effect.model_validate({"roll": {"chance": [{"p": 0.25}], "hit": {"esc": 3}, "miss": {}}})
    dp1, dp2 = quarrel.decisions
    options = {k: o.model_copy(update={"effects": (by_line,)}) for k, o in dp1.options.items()}
    plain = {"a": dp2.options["a"], "b": dp2.options["a"]}
    deck = quarrel.model_copy(
        update={
            "decisions": (
                dp1.model_copy(update={"options": options}),
                dp2.model_copy(update={"options": plain}),
            )
        }
    )
    whole = explore(deck)
    shares = {e.id: e.share for e in whole.endings}
    assert shares == {"quarrel": pytest.approx(0.25), "calm": pytest.approx(0.75)}
    assert whole.merged > 0


def test_a_bound_is_kept_and_what_was_covered_is_said(fog_signal: Exercise) -> None:
    part = explore(fog_signal, cut="60", seating="small", bound=300)
    assert part.situations == 300
    assert not part.complete
    assert 0 < part.followed_to < 60
    assert "Stopped at the bound" in part.text()
    assert "nothing is said of endings, nor of what comes after T+" in part.text()
    assert POLICIES  # the bots have no part in it


def test_every_policy_plays(small_drill: Exercise) -> None:
    found = rehearse(small_drill, Plan(8 * len(POLICIES), POLICIES), extras=NO_EXTRAS)
    assert [p.plays for p in found.policies] == [8] * len(POLICIES)
    silent = next(d for d in found.decisions if d.id == "dp1")
    assert silent.missed["silent"] == 1
    assert silent.missed["random"] == 0
