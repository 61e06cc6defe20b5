"""Text that people wrote never acts on a terminal: markup, escapes, bidi, NUL, a megabyte (law 4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import OptionList, TextArea

from tests.tui.facilitator.support import LARGE, SMALL, Console, at, drill, press, settled
from tte.conduct.actions import find_action
from tte.engine import commands as co
from tte.engine.views import ClockView
from tte.tui.text import LIMIT, clean, light, markdown_source, plain, plain_line, squeezed
from tte.tui.widgets.authored import Authored
from tte.tui.widgets.clock import ClockBlock
from tte.tui.widgets.forms import ActionForm, Confirm, TextPage
from tte.tui.widgets.lines import Column, LineList, Row
from tte.tui.widgets.marking import Marking
from tte.tui.widgets.pane import TextPane

HOSTILE = {
    "markup": "[red]gone[/red] [INJ-01] [50%] [@click=app.quit]here[/]",
    "closing": "see [/etc/passwd] [/] [[ ]] [/b",
    "escapes": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J\x9b31m",
    "bidi": "abc \u202etxt.exe\u202c \u2066x\u2069 \u200f",
    "nul": "a\x00b\x08\x7f\r\nc\td",
    "lines": "a\u2028b\u2029c\x0bd\x85e",
    "invisible": "pay\u200bload \U000e0041\ufeff \ud800 \uffff",
    "piles": "z" + "\u0301" * 400,
    "html": "<script>alert(1)</script> <b>x</b> <!-- --> &lt;",
    "links": "[a](http://evil.example) ![i](file:///etc/passwd) <http://evil.example> http://evil.example [r]"
    "\n\n[r]: x:y",
    "style": "$primary {red} %s {0} ${HOME} `id`",
    "wide": "漢字かな交じり文" * 200,
    "long": "x" * 1_000_000,
    "empty": "",
}
EACH = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
FORBIDDEN = {
    chr(i) for i in [*range(9), *range(11, 32), *range(127, 160), 0x202E, 0x2066, 0x200F, 0x200B, 0x2028]
}


def harmless(painted: str) -> bool:
    return not FORBIDDEN & set(painted)


@EACH
def test_text_made_for_a_screen_holds_nothing_that_acts(text: str) -> None:
    for content in (plain(text), plain_line(text), plain_line(text, 20), light(text)):
        assert isinstance(content, Content)
        assert harmless(content.plain)
        assert all(isinstance(s.style, str) and s.style == "bold" for s in content.spans)
    assert plain_line(text, 20).cell_length <= 20
    assert "\n" not in plain_line(text).plain
    assert len(clean(text)) < LIMIT + 200
    assert len(squeezed(text, 18)) <= 18


def test_what_is_cut_is_said() -> None:
    assert "1,000,000 characters" in clean("x" * 1_000_000)


def test_words_stay_as_they_were_written() -> None:
    words = "[EXERCISE] Phones are down in [Naha] at 50%: naïve, 東京, עברית, 👩‍🚒."
    assert clean(words) == words


@EACH
def test_authored_markdown_has_no_links_images_or_html(text: str) -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("gfm-like").parse(markdown_source(text))
    kinds = {t.type for t in tokens} | {c.type for t in tokens for c in t.children or ()}
    assert not kinds & {"link_open", "image", "html_inline", "html_block"}


class Shop(App[None]):
    """Every shared widget, filled with one text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        from datetime import UTC, datetime

        text = self.text
        clock = ClockView(
            at=1.0, text="T", phase="paused", running=False, rate=1.0, pace="hand", move="m1",
            move_title=text,
            scenario=datetime(2031, 1, 1, tzinfo=UTC), date="1", zones=((text[:99], "02:14"),), reason=text,
        )  # fmt: skip
        yield Marking(text, text)
        yield ClockBlock(lambda: clock)
        yield LineList(columns=(Column("A", 10), Column("B")), header=True, id="lines")
        yield LineList(empty=text, id="none")
        yield TextPane(plain(text), id="pane")
        yield Authored(text)

    def on_mount(self) -> None:
        rows = [Row("1", (plain_line(self.text, 10), plain_line(self.text))), Row("2", plain_line(self.text))]
        self.query_one("#lines", LineList).set_rows(rows)
        self.notify(plain(self.text[:4_000]).plain, markup=False)


@EACH
async def test_every_shared_widget_shows_it_and_nothing_acts(text: str) -> None:
    app = Shop(text)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await pilot.pause()
        offers = [(text[:40] or "x", text)]
        action = find_action("answer")
        assert action is not None
        form = ActionForm(
            action, offers=lambda _p, _v: offers, given={"why": text[:4_000], "written": text[:9_000]},
            title=text, about=plain(text[:2_000]),
        )  # fmt: skip
        for screen in (
            form,
            Confirm(text, detail=text),
            TextPage(text, text),
            TextPage(text, text, markdown=True),
        ):
            await app.push_screen(screen)
            await pilot.pause()
            strips = app.screen._compositor.render_strips()
            assert harmless("".join(s.text for strip in strips for s in strip))
        assert app.is_running
        await pilot.press("escape")
        assert form.query(OptionList)
        assert form.query(TextArea)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_it_goes_through_every_screen_of_the_console(tmp_path: Path, size: tuple[int, int]) -> None:
    console = Console(drill(tmp_path / "drill")).seated().started()
    async with at(console, size) as pilot:
        for name, text in HOSTILE.items():
            body = text[:1_900] if text.strip() else "."
            body = body.encode("utf-8", "replace").decode()  # the log stores UTF-8
            console.session.issue(co.SendMessage(to=("control",), body=body), "north")
            console.session.issue(co.TakeNote(body=body), "director")
            console.session.issue(co.NameParticipants((body[:50],)), "south")
            inject = co.WriteInject(title=f"{name} {body[:60]}", body=body, to=("north",), now=True)
            console.session.issue(inject, "director")
        console.session.issue(co.PauseEx(reason=HOSTILE["markup"]), "director")
        await settled(pilot)
        keys = "1 2 3 4 5 6 end V escape C escape E escape 1 enter escape e escape q escape N escape O escape"
        for key in [*keys.split(), "5", "enter", "escape"]:
            await press(pilot, key)
            assert harmless(console.painted), key
        for _ in console.screen.msel.rows:
            await pilot.press("1", "down")
            assert harmless(console.painted)
        await press(pilot, "f12", "=x", "enter")
        assert harmless(console.painted)
        assert console.app.is_running


async def test_a_paste_that_is_too_long_is_refused_in_words(tmp_path: Path) -> None:
    from textual import events

    console = Console(drill(tmp_path / "drill")).started()
    async with at(console) as pilot:
        await press(pilot, "n")
        area = console.app.screen.query_one(TextArea)
        area.post_message(events.Paste("y" * 1_000_000))
        await settled(pilot)
        assert area.text == ""
        assert any("1,000,000 characters" in t for t in console.toasts())
