"""Whatever people write, nothing of it acts in a report."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.decks import write_minimal_deck
from tests.review.pages import read, rendered
from tests.review.table import START, Table, load, new_table
from tte.engine.commands import (
    AcknowledgeItem,
    AmendDecision,
    CallNoDuff,
    CloseDecision,
    Command,
    DeclineDraft,
    EditInject,
    EndEx,
    HoldInject,
    NameParticipants,
    OpenItem,
    OverruleOutcome,
    ParkItem,
    PauseEx,
    RecallInject,
    ReleaseInject,
    ReleaseNoDuff,
    Reply,
    ResumeEx,
    RuleWritten,
    SendDraft,
    SendMessage,
    SetTrack,
    SkipInject,
    StartEx,
    SubmitDecision,
    TakeNote,
    TakeSeat,
    WriteInject,
)
from tte.engine.commands_review import (
    AddAction,
    Capture,
    CloseHotWash,
    GiveFeedback,
    Observe,
    OpenHotWash,
    Rate,
    Reconcile,
    SignOff,
    UpdateAction,
    WriteAnalysis,
)
from tte.engine.events import Dissent, ItemParked, Recorded
from tte.engine.limits import MAX_NAME
from tte.exercise.models import Exercise
from tte.review.analysis import analyse
from tte.review.plain import markdown, markdown_authored, printable, visible
from tte.review.report import TextFormat, write_report

NASTY = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</td></table></main><h1>Hacked</h1>",
    "a | b || c |---|",
    "```\n# Title\n- list\n```",
    "# Title",
    "- item",
    "1. item",
    "1) item",
    "> quote",
    "---",
    "===",
    "[text](http://x.example)",
    "![pic](http://x.example/x.png)",
    "<http://x.example>",
    "http://x.example/a www.example.com a@b.example",
    "&lt;b&gt; &amp;",
    "\x1b[31mred\x1b]0;title\x07",
    "\x9b31m",
    "abc\u202edcba\u2066x",
    "nul\x00nul",
    "{{ 7 * 7 }} {% raw %}",
    "\\",
    "`x",
    "**bold** _it_ ~~no~~",
    "a\nb\r\nc\rd\u2028e",
    "    code",
    "\tcode",
    "\x7f\x85",
    '" onmouseover="alert(1)',
    "' x='",
    "]]>",
    "<!--",
    "-->",
    "[x]: http://x.example",
    "term\n: def",
    "a\\|b",
    "a\\",
    "|",
    "<details><summary>x",
    "$x$ $$y$$",
    "😀 e\u0301 漢字",
    "=cmd|' /C calc'!A0",
    "example.com//x",
    "*",
    "_",
    "+ x",
    "<b",
    "&#60;b&#62;",
    "\ufeffx",
    "\U000e0041",
    "[^1]",
    "[ ] todo",
    "- [x] done",
)


@cache
def exercise() -> Exercise:
    with TemporaryDirectory() as folder:
        return load(write_minimal_deck(Path(folder) / "injects" / "drill"))


def play(word: Callable[[], str], deck: Exercise | None = None) -> Table:
    """A session in which people fill every field that there is with these words."""
    table = Table(deck or exercise(), name=word())

    def do(command: Command, seat: str = "director") -> None:
        table.issue(command, seat, word()[:MAX_NAME])

    for seat in ("north", "south"):
        table.issue(TakeSeat(terminal=seat), seat)
    do(NameParticipants((word(), f"2 {word()}")), "north")
    do(HoldInject("C-01", word()))
    do(StartEx())
    do(EditInject("02", title=word(), body=word()))
    do(ReleaseInject("01"))
    do(ReleaseInject("02"))
    do(OpenItem("01"), "north")
    do(AcknowledgeItem("01", read_back=word()), "north")
    do(SubmitDecision("dp1", "written", written=word(), why=word(), rejected=word(), assumptions=word(),
                      expected=word(), confidence=5, dissent=(Dissent(name=word(), text=word()),),
                      participants=(word(),)), "north")  # fmt: skip
    do(SubmitDecision("dp1", "a", why=word(), dissent=(Dissent(text=word()),)), "south")
    do(
        AmendDecision("dp1", why=word(), rejected=word(), dissent=(Dissent(name=word(), text=word()),)),
        "north",
    )
    do(RuleWritten("dp1", "north", {"tru": 1}, word()))
    do(CloseDecision("dp1", choice="b", reason=word()))
    do(OverruleOutcome("dp1", word(), choice="a"))
    do(SetTrack("esc", 3, word()))
    do(SendMessage(("south",), word(), channel="radio"), "north")
    do(SendMessage(("control",), word()), "north")
    do(Reply("m2", word()))
    do(TakeNote(word(), "O1"), "evaluator")
    do(TakeNote(word()), "evaluator")
    do(ParkItem(word()), "south")
    do(ReleaseInject("03"))
    do(SendDraft("d1", word()), "north")
    do(SkipInject("04", word()))
    do(WriteInject(word()[:100] or "x", word(), ("north",), now=True))
    do(RecallInject("X-01", word()))
    do(PauseEx(word()))
    do(ResumeEx())
    do(CallNoDuff(word(), word()), "south")
    do(ReleaseNoDuff({"north": 1, "south": 2}, word()))
    do(ResumeEx())
    do(EndEx(word()))
    evaluate(do, word)
    return table


def evaluate(do: Callable[..., None], word: Callable[[], str]) -> None:
    """What people write after play: seen, rated, said, handed in, planned, signed."""
    do(Observe("O1", word(), "strength"), "evaluator")
    do(Observe("O1.1", word(), "area"), "evaluator")
    do(Observe("O1", word()), "director")
    do(Rate("O1", "S", word()), "evaluator")
    do(Rate("O1", "M", word()), "director")
    do(Reconcile("O1", "M", word()))
    do(OpenHotWash())
    do(Capture("gap", word(), "north", word()[:MAX_NAME]))
    do(CloseHotWash())
    do(GiveFeedback({"fair": 2}, {"change": word(), "missed": word()}), "north")
    for section in ("summary", "overview", "O1", "O1.1", "ob2", "conclusion"):
        do(WriteAnalysis(section, word(), word()))
    named = ("recommendation", "issue", "capability", "owner", "contact")
    do(AddAction({"target": "O1", "due": "2027-06-30", **{name: word() for name in named}}))
    do(UpdateAction("ca1", {"retest": word()}, word()))
    do(SignOff(word()[:MAX_NAME], word()[:MAX_NAME], word()))


def report_of(table: Table, text: str, form: TextFormat) -> str:
    analysis = analyse(
        table.exercise, table.session.history, session_name=text, session_id=text, generated_wall=START,
        verified=None,
    )  # fmt: skip
    return write_report(analysis, form)


Elements = list[tuple[str, tuple[tuple[str, str | None], ...]]]
PLACE = re.compile(r"-?[\d.]+|translate\(-?[\d.]+ -?[\d.]+\)( rotate\(-?\d+\))?")


def placeless(elements: Elements) -> Elements:
    """Elements without where they stand: longer names move the lines of a chart, and do no more."""
    return [
        (tag, tuple((name, "0" if value and PLACE.fullmatch(value) else value) for name, value in given))
        for tag, given in elements
    ]


@cache
def calm_elements() -> Elements:
    return placeless(read(report_of(play(lambda: "calm words"), "calm", "html")).elements)


@cache
def calm_tokens() -> Counter[str]:
    return Counter(t.type for t in rendered(report_of(play(lambda: "calm words"), "calm", "md")))


hostile = (
    st.one_of(
        st.sampled_from(NASTY),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
        st.lists(st.sampled_from(NASTY), min_size=1, max_size=4).map("".join),
    )
    .map(lambda text: text[:100])
    .filter(lambda text: text.strip())
)  # as titles and names may be long


ACTING = (
    "html_inline", "html_block", "link_open", "image", "code_inline", "fence", "code_block", "heading_open",
    "bullet_list_open", "ordered_list_open", "list_item_open", "table_open", "tr_open", "td_open", "th_open",
    "blockquote_open", "hr", "em_open", "strong_open", "s_open",
)  # fmt: skip
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]")


def check(text: str) -> None:
    """Neither an element or attribute of the HTML, nor a token of the Markdown, comes from these words."""
    table = play(lambda: text)
    html, md = report_of(table, text, "html"), report_of(table, text, "md")
    page = read(html)
    assert not page.broken
    assert not page.open
    assert placeless(page.elements) == calm_elements()
    found, calm = Counter(t.type for t in rendered(md)), calm_tokens()
    assert {kind: found[kind] for kind in ACTING} == {kind: calm[kind] for kind in ACTING}
    for form in (html, md, report_of(table, text, "json")):
        assert not CONTROL.search(form), "nothing acts on a terminal or turns the line round"


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_people_write_acts_in_any_form(text: str) -> None:
    check(text)


def titled(value: Any, word: Callable[[], str]) -> Any:
    """A deck's data in which everything that has a title or a name is called by these words."""
    if isinstance(value, dict):
        return {
            key: word()[:60] if key in ("title", "name", "capability") and isinstance(inner, str)
            else titled(inner, word)
            for key, inner in value.items()
        }  # fmt: skip
    return [titled(inner, word) for inner in value] if isinstance(value, list | tuple) else value


def test_no_title_of_a_deck_acts_in_any_form() -> None:
    found = []
    for words in (tuple(f"calm {n}" for n in range(len(NASTY))), NASTY):
        turn = cycle(words)
        deck = Exercise.model_validate(titled(exercise().model_dump(), turn.__next__))
        table = play(lambda: "calm words", deck)
        page = read(report_of(table, "calm", "html"))
        assert not page.broken
        tokens = Counter(t.type for t in rendered(report_of(table, "calm", "md")))
        assert not CONTROL.search(report_of(table, "calm", "md"))
        found.append((placeless(page.elements), {kind: tokens[kind] for kind in ACTING}))
    assert found[0] == found[1]


@given(text=hostile)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_text_at_all_acts_in_any_form(text: str) -> None:
    check(text)


def test_json_keeps_every_character(tmp_path: Path) -> None:
    table = new_table(tmp_path)
    table.start()
    text = "".join(NASTY)
    table.issue(TakeNote(text), "evaluator")
    assert table.json()["analysis"]["other_notes"][0]["body"] == text


def test_control_characters_are_made_visible_not_dropped() -> None:
    assert visible("a\x1b[31mb\x00c\x9bd\u202ee") == "a␛[31mb␀c⟨U+009B⟩d⟨U+202E⟩e"
    assert visible("a\r\nb\u2028c\rd") == "a\nb\nc\nd"


def test_a_megabyte_is_cut_with_a_word_on_how_much(table: Table) -> None:
    history = list(table.session.history)
    last = history[-1]
    long = ItemParked(item="p1", body="x" * 1_000_000)  # longer than any command may be: from another writer
    history.append(Recorded(last.seq + 1, last.seq + 1, last.at, last.wall, "north", long))
    analysis = analyse(table.exercise, history, session_name="s", generated_wall=START, verified=None)
    assert "992,000 more characters: in the log and the JSON report" in write_report(analysis, "md")
    assert len(write_report(analysis, "html")) < 120_000
    assert "x" * 1_000_000 in write_report(analysis, "json")


def test_words_stay_readable_where_nothing_acts() -> None:
    plain = "At T+00:12 we agreed (3.5 nm, 40%), didn't we? Yes; both."
    assert markdown(plain) == plain
    assert printable(plain) == plain


def test_authors_keep_their_emphasis_but_no_links() -> None:
    [line] = markdown_authored("**Bold** and [a link](http://x.example) <b>x</b>")
    assert {t.type for t in rendered(line)} == {
        "paragraph_open", "paragraph_close", "inline", "text", "strong_open", "strong_close",
    }  # fmt: skip


def test_json_that_is_printed_is_plain_json(table: Table) -> None:
    table.issue(ParkItem("漢字 \u202e \x9b"), "north")
    raw = table.report("json")
    assert "漢字" in raw
    assert "\\u202e \\u009b" in raw
    assert json.loads(raw)["analysis"]["parked"][0]["body"] == "漢字 \u202e \x9b"


def test_a_declined_draft_is_told_with_its_reason(table: Table) -> None:
    table.issue(ReleaseInject("03"))
    table.issue(DeclineDraft("d1", "We do not thank."), "north")
    assert "We do not thank." in table.report("md")
