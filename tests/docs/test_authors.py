"""The page for authors says what the models, the language of conditions and the checks are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tests.docs.pages import ROOT, codes, fences, prose, tables, text_of
from tte.exercise.base import Model
from tte.exercise import models, placeholders
from tte.exercise.balance import Gate, read_gate
from tte.exercise.check import check_folder
from tte.exercise.condition_language import FUNCTIONS, NUMBER_FUNCTIONS, WORDS
from tte.exercise.conditions import read_condition
from tte.exercise.diagnostics import CODES
from tte.exercise.folder import MAX_FILES
from tte.exercise.load import SHORT, load_exercise
from tte.exercise.models import Effect, Exercise, Option
from tte.exercise.records import authored
from tte.exercise.source import MAX_BYTES, Findings, SourceFile, read_yaml
from tte.exercise.vocabulary import Vocabulary, check_condition
from tte.rehearse.gates import USUAL_GATES
from tte.rehearse.table import endings_table

PAGE = text_of("authors.md")
TITLES = {"SeatPlan": "Seat"}
MODELS: dict[str, type[BaseModel]] = {
    TITLES.get(name, name): kind
    for name, kind in {**vars(models), "Gate": Gate}.items()
    if isinstance(kind, type) and issubclass(kind, Model) and kind is not Model
}
FIELDS = {table.heading: table for table in tables(PAGE) if table.columns[0] == "Field"}


@pytest.fixture(scope="module")
def fog_signal() -> Exercise:
    return load_exercise(ROOT / "injects" / "fog-signal").require()


def _alias(kind: type[BaseModel], name: str) -> FieldInfo:
    return next(info for key, info in kind.model_fields.items() if name in (key, info.alias))


def _literals(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    return [word for part in get_args(annotation) for word in _literals(part)]


def test_every_record_of_a_deck_has_a_table() -> None:
    assert set(FIELDS) == set(MODELS)


@pytest.mark.parametrize("title", sorted(MODELS))
def test_a_table_has_the_fields_that_an_author_can_write_in_their_order(title: str) -> None:
    documented = [codes(row[0])[0] for row in FIELDS[title].rows]
    assert documented == authored(MODELS[title])


@pytest.mark.parametrize("title", sorted(MODELS))
def test_a_table_says_which_fields_are_needed_and_what_holds_without_the_others(title: str) -> None:
    kind = MODELS[title]
    for row in FIELDS[title].rows:
        name, without = codes(row[0])[0], row[1]
        info = _alias(kind, name)
        said = f"{title}.{name}: {without}"
        assert (without == "needed") == info.is_required(), said
        default = info.default
        if isinstance(default, bool):
            assert without == f"`{str(default).lower()}`", said
        elif isinstance(default, int | float):
            assert without == f"`{default:g}`", said
        elif isinstance(default, str) and default:
            assert without == f"`{default}`", said


@pytest.mark.parametrize("title", sorted(MODELS))
def test_a_table_names_every_word_that_a_field_allows(title: str) -> None:
    for row in FIELDS[title].rows:
        allowed = _literals(_alias(MODELS[title], codes(row[0])[0]).annotation)
        assert set(allowed) <= set(codes(row[2])), f"{title}.{row[0]} leaves out some of {allowed}"


def test_the_short_forms_are_told_of() -> None:
    assert SHORT == {"facts": "text", "parties": "title"}
    assert PAGE.count("Written as one text") == len(SHORT)


def test_the_small_deck_of_the_page_loads_without_a_finding_and_plays(tmp_path: Path) -> None:
    written = [fence for fence in fences(PAGE) if "/" in fence.title]
    for fence in written:
        path = tmp_path / fence.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fence.text, encoding="utf-8")
    loaded = load_exercise(tmp_path / "injects" / "small-drill")
    assert [d.head() for d in loaded.diagnostics] == []
    assert [d.head() for d in check_folder(loaded.folder).diagnostics] == []
    assert len(loaded.files) == len(written)

    table = endings_table(loaded.require(), plays=40)
    best = {ending: max(row.endings[ending] for row in table.rows) for ending in table.rows[0].endings}
    assert all(share > 0 for share in best.values()), f"endings of the sample that never come out: {best}"


# --- conditions, effects, placeholders -----------------------------------------------------------------


def _words_table() -> dict[str, tuple[str, str]]:
    table = next(t for t in tables(PAGE) if t.heading == "Conditions")
    return {(codes(row[0]) or ["esc"])[0]: (row[1], codes(row[2])[0]) for row in table.rows}


def test_every_word_of_the_language_is_documented_with_what_it_gives() -> None:
    gives = {name: kind for name, (kind, _) in _words_table().items() if name != "esc"}
    known = dict(WORDS) | {name: function.kind for name, function in FUNCTIONS.items()}
    known |= dict.fromkeys(NUMBER_FUNCTIONS, "number")
    assert gives == known


def test_every_example_of_a_condition_is_one_of_fog_signal_and_uses_its_word(fog_signal: Exercise) -> None:
    vocabulary = Vocabulary.of(fog_signal)
    for word, (_, example) in _words_table().items():
        assert check_condition(example, vocabulary) == [], example
        assert re.search(rf"\b{word}\b", example), f"the example of {word} does not use it: {example}"


def test_conditions_elsewhere_on_the_page_can_be_read() -> None:
    spans = [s for s in codes(prose(PAGE)) if re.search(r"decided\(|[<>]=? \d", s)]
    assert len(spans) > 10
    for span in spans:
        assert read_condition(span)[1] == [], span


def test_the_example_of_effects_is_valid_and_uses_every_field() -> None:
    example = next(f.text for f in fences(PAGE) if f.language == "yaml" and f.text.startswith("effects:"))
    findings = Findings()
    node = read_yaml(SourceFile("example", example, tuple(example.split("\n"))), findings)
    assert findings.found == []
    assert node is not None
    option = Option.model_validate({"title": "An option", **node.value})
    assert {name for effect in option.effects for name in effect.model_fields_set} == set(Effect.model_fields)


def test_every_form_of_placeholder_is_documented_and_exists(fog_signal: Exercise) -> None:
    table = next(t for t in tables(PAGE) if t.columns[0] == "Placeholder")
    shown = [codes(row[0])[0].strip("{}") for row in table.rows]
    known = placeholders.of(fog_signal)
    assert set(shown) <= set(known)
    tracks = {t.id for t in fog_signal.tracks}

    def form(name: str) -> str:
        head, _, tail = name.partition(".")
        return f"track.{tail}" if head in tracks else head

    assert {form(name) for name in shown} == {form(name) for name in known}


# --- checks --------------------------------------------------------------------------------------------


def test_every_diagnostic_is_documented_with_its_meaning_and_what_to_do() -> None:
    table = next(t for t in tables(PAGE) if t.columns[0] == "Code")
    assert {codes(row[0])[0]: row[1] for row in table.rows} == CODES
    assert all(row[2].endswith(".") for row in table.rows)


def test_the_gates_of_balance_are_those_of_the_program() -> None:
    table = next(t for t in tables(PAGE) if t.columns[0] == "Gate")
    usual = [Gate.model_validate(read_gate(words)) for words in USUAL_GATES]
    assert [row[0] for row in table.rows] == [gate.words for gate in usual]
    shown = next(f.text for f in fences(PAGE) if f.text.startswith("balance:"))
    findings = Findings()
    node = read_yaml(SourceFile("example", shown, tuple(shown.split("\n"))), findings)
    assert node is not None
    gates = [Gate.model_validate(read_gate(given)) for given in node.value["balance"]]
    assert {gate.of for gate in gates} == {"ending", "option", "move", "inject"}


def test_the_limits_of_files_are_those_of_the_program() -> None:
    assert f"at most {MAX_BYTES // 2**20} MB" in PAGE
    assert f"at most {MAX_FILES:,} files" in PAGE
