"""The chain: whatever is changed in a log afterwards is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, fields, replace

from tte.store.records import Entry, Record, chained, genesis_of, record_hash, verify

GENESIS = genesis_of("a" * 32, 1, "fog-signal", "d" * 64, "{}")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TIMES = st.floats(allow_nan=False, allow_infinity=False)
COMMANDS = st.lists(
    st.tuples(
        st.lists(st.builds(Entry, TEXTS, TEXTS), min_size=1, max_size=3), TIMES, st.integers(), TEXTS, TEXTS
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def logs(draw: st.DrawFn) -> list[Record]:
    log: list[Record] = []
    for entries, at, wall, seat, participant in draw(COMMANDS):
        prev = log[-1].hash if log else GENESIS
        log += chained(entries, len(log), prev, at, wall, seat, participant)
    return log


@given(logs())
def test_an_untouched_log_has_nothing_to_report(log: list[Record]) -> None:
    assert verify(log, GENESIS) == []
    assert [record.seq for record in log] == list(range(1, len(log) + 1))


@given(logs(), st.data())
def test_any_single_field_changed_is_noticed(log: list[Record], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(log) - 1))
    name = data.draw(st.sampled_from([f.name for f in fields(Record)]))
    old = getattr(log[index], name)
    new_values: st.SearchStrategy[object] = (
        TEXTS if isinstance(old, str) else TIMES if isinstance(old, float) else st.integers()
    )
    new = data.draw(new_values.filter(lambda value: repr(value) != repr(old)))
    log[index] = Record(**(asdict(log[index]) | {name: new}))
    assert verify(log, GENESIS)


@given(logs().filter(lambda log: len(log) > 1), st.data())
def test_records_removed_or_exchanged_are_noticed(log: list[Record], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(log) - 2))
    assert verify(log[:index] + log[index + 1 :], GENESIS)
    assert verify([*log[:index], log[index + 1], log[index], *log[index + 2 :]], GENESIS)


@given(logs())
def test_the_log_of_another_session_is_noticed(log: list[Record]) -> None:
    assert (
        "does not link to the start of this session"
        in verify(log, genesis_of("b" * 32, 1, "x", "d", "{}"))[0]
    )


def test_words_name_the_event_and_one_change_is_one_sentence() -> None:
    log = chained([Entry("a", "{}"), Entry("b", "{}"), Entry("c", "{}")], 0, GENESIS, 0.0, 1, "control", "")
    log[1] = replace(log[1], payload='{"x":1}')
    assert verify(log, GENESIS) == ["Event 2 (b) does not match its hash: it was changed."]


def test_text_cannot_wander_from_one_field_to_the_next() -> None:
    """What length prefixes are for: the same characters, divided otherwise, are another record."""

    def hashed(seat: str, participant: str) -> str:
        return record_hash("p", 1, 1, "k", "{}", 0.0, 1, seat, participant)

    assert hashed("ab", "c") != hashed("a", "bc")
    assert hashed("a", "1:b") != hashed("a1:b", "")


def test_the_hash_is_the_documented_one() -> None:
    """Anybody can check a log without this code: the figure comes from `printf ... | sha256sum`."""
    digest = record_hash("ab", 12, 11, "note_taken", '{"b":"ü"}', 12.5, 99, "control", "")
    assert digest == "1be9caca0171eec217c63eab6d2498b7962c9096c3a1a8b27cf44470076fd289"
