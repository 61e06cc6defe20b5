"""The author's screen: it opens, finds a fault after a save, recovers; the preview follows; nothing acts."""

from __future__ import annotations

import io
import os
import shutil
import signal
import stat
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests import decks
from tests.cli.support import Here
from tests.tui.player.support import LARGE, SMALL
from tests.tui.test_hostile import HOSTILE, harmless
from tte.exercise.check import check_folder
from tte.exercise.diagnostics import Diagnostic
from tte.exercise.load import load_exercise
from tte.tui.edit.app import EditApp
from tte.tui.edit.checker import Checker
from tte.tui.edit.editors import NoEditor, editor_line
from tte.tui.edit.entries import Entry
from tte.tui.edit.findings import pointer
from tte.tui.edit.look import Look, look_at
from tte.tui.edit.preview import ROWS, preview
from tte.tui.edit.watching import beginning, stamps
from tte.tui.widgets.lines import LineList
from tte.tui.widgets.pane import TextPane


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "injects" / "drill"
    decks.write_minimal_deck(folder)
    return folder


class InPlace:
    """Checks without a process of its own."""

    async def check(self, folder: Path) -> Look:
        return look_at(check_folder(folder))

    async def close(self) -> None:
        pass


@asynccontextmanager
async def opened(folder: Path, size: tuple[int, int] = LARGE) -> AsyncIterator[tuple[EditApp, Pilot[None]]]:
    """The screen on a deck, checked once; it looks again only when it is told to."""
    app = EditApp(folder, poll=None, checker=InPlace())
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        yield app, pilot


async def settled(pilot: Pilot[Any]) -> None:
    for _ in range(2):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def saved(app: EditApp, pilot: Pilot[Any], file: str, text: str) -> None:
    """A file is saved in some editor, and the screen looks."""
    path = app.folder / file
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))
    app.look()
    await settled(pilot)


def painted(app: EditApp) -> str:
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


def standing(app: EditApp) -> str:
    return str(app.query_one("#standing", Static).content)


def labels(app: EditApp) -> list[str]:
    return [str(row.cells[0]).strip() for row in app.files.rows]


def shown(app: EditApp, id: str) -> str:
    """The preview of an entry, as far as it goes."""
    entry = next(e for e in app.entries if e.ref == id or (e.path and e.path.name == id))
    app.action_pane("deck")
    app.files.highlight(entry.id)
    return entry.id


async def test_it_opens_with_the_deck_in_order_and_nothing_wrong(deck: Path) -> None:
    async with opened(deck) as (app, _):
        listed = labels(app)
        order = ["exercise.yaml", "decisions.yaml", "dp1 Who coordinates?", "Briefs", "Cards", "Day 1",
                 "01 T+00:00 Buoy adrift", "Day 2", "Contingency injects"]  # fmt: skip
        places = [listed.index(label) for label in order]
        assert places == sorted(places)
        assert not [d for d in app.found if d.severity == "error"]
        assert "MSEL" in painted(app)  # of exercise.yaml, which is chosen first
        assert app.query_one("#preview").border_title == "Preview"


async def test_a_fault_is_found_after_a_save_and_gone_after_the_next(deck: Path) -> None:
    file = "move-1/01-adrift.md"
    sound = (deck / file).read_text(encoding="utf-8")
    async with opened(deck) as (app, pilot):
        shown(app, "01")
        await settled(pilot)
        assert "Buoy Seven is adrift" in painted(app)
        await saved(app, pilot, file, sound.replace("channel: radio", "channel: radoi"))
        assert [d.code for d in app.found] == ["E131"]
        assert "✕ 1 error" in standing(app)
        assert "last version that loaded" in standing(app)
        assert "Buoy Seven is adrift" in painted(app)  # the last good preview stays
        assert any("✕1" in str(row.cells[1]) for row in app.files.rows)
        finding = app.query_one("#finding", TextPane).text
        line = next(n for n, words in enumerate(sound.split("\n"), 1) if words.startswith("channel"))
        assert f"{file}:{line}:10" in finding
        assert f"{line} │ channel: radoi\n  │          ^" in finding
        assert "What to do:" in finding
        await saved(app, pilot, file, sound.replace("is adrift", "drifts north"))
        assert "does not load" not in standing(app)
        assert "Buoy Seven drifts north" in painted(app)


async def test_a_process_checks_and_its_end_is_told_and_mended(deck: Path, tmp_path: Path) -> None:
    checker = Checker()
    app = EditApp(deck, poll=None, checker=checker)
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        await settled(pilot)
        process = checker._process
        assert process is not None
        assert app.exercise is not None
        decks.change(deck, "move-1/01-adrift.md", "channel: radio", "channel: radoi")
        await pilot.press("r")
        await settled(pilot)
        assert [d.code for d in app.found] == ["E131"]
        process.kill()
        await process.wait()
        shutil.rmtree(deck)
        await pilot.press("r")
        await settled(pilot)
        assert checker._process is not process  # another one, and its words
        assert [d.code for d in app.found] == ["E100"]
        last = checker._process
        assert last is not None
        os.kill(last.pid, signal.SIGSTOP)
        await pilot.press("r")
        os.kill(last.pid, signal.SIGKILL)
        await settled(pilot)
        assert "ended without an answer" in standing(app)
        await pilot.press("r")
        await settled(pilot)
        assert "ended without" not in standing(app)
        last = checker._process
    assert last is not None
    assert last.returncode is not None


async def test_new_broken_and_deleted_files_are_listed_as_they_are(deck: Path) -> None:
    async with opened(deck) as (app, pilot):
        await saved(app, pilot, "move-1/03-new.md", "---\nid: [unclosed\n---\nWords of a draft.\n")
        assert {"Not loaded", "move-1/03-new.md"} <= set(labels(app))
        assert "01 T+00:00 Buoy adrift" in labels(app)  # from the last good version
        shown(app, "03-new.md")
        await settled(pilot)
        assert "Words of a draft." in painted(app)
        (deck / "move-1/03-new.md").unlink()
        app.look()
        await settled(pilot)
        assert "move-1/03-new.md" not in labels(app)
        assert app.entry is not None
        assert app.entry.id == app.files.highlighted_id  # the preview goes on with the highlight
        assert not [d for d in app.found if d.severity == "error"]
        (deck / "exercise.yaml").unlink()
        app.look()
        await settled(pilot)
        assert "E109" in [d.code for d in app.found]


async def test_nothing_is_checked_again_until_something_is_saved(deck: Path) -> None:
    async with opened(deck) as (app, pilot):
        first = app.seen
        app.look()
        await settled(pilot)
        assert app.seen is first
        await pilot.press("r")
        await settled(pilot)
        assert app.seen is not first
        assert app.seen is not None
        card = next(p for p in app.seen.files if p.endswith("north-harbour.md"))
        again = app.seen
        os.utime(card, ns=(1, 1))  # a card lies outside of the deck's folder, or in its own
        app.look()
        await settled(pilot)
        assert app.seen is not again


async def test_the_preview_follows_what_is_highlighted(deck: Path) -> None:
    async with opened(deck) as (app, pilot):
        for name, words in (
            ("dp2", "A joint statement"),
            ("dp1", "Opened by: 01 Buoy adrift"),
            ("north", "You see the buoy drift."),
            ("north-harbour", "You run"),
            ("01", "From The buoy to all"),
            ("02", "variant tense"),
            ("decisions.yaml", "What do you tell"),
            ("briefs", "north-harbour"),
        ):
            shown(app, name)
            await settled(pilot)
            assert words in painted(app), name


async def test_findings_lead_to_their_files_and_the_filter_narrows_both(deck: Path) -> None:
    decks.change(deck, "move-1/02-papers.md", "channel: voice", "channel: vioce")
    decks.change(deck, "decisions.yaml", "sources: [T-1, R1]", "sources: [T-1, R9]")
    async with opened(deck) as (app, pilot):
        assert {d.code for d in app.found} >= {"E131", "E135"}
        await pilot.press("2", "home")
        seen = set()
        for _ in app.finding_list.rows:
            assert app.entry is not None
            assert app.finding is not None
            path, line = app.place()
            assert (str(path), line) == (app.finding.path, app.finding.line)
            seen.add(app.finding.code)
            await pilot.press("n")
            await settled(pilot)
        assert {"E131", "E135"} <= seen
        await pilot.press("slash", *"papers", "enter")
        await settled(pilot)
        assert [row.id.rpartition("/")[2] for row in app.files.rows] == ["02-papers.md"]
        assert {d.code for d in app.found if "papers" in d.path} == {app.finding.code if app.finding else ""}
        assert "filter: papers" in standing(app)
        await pilot.press("escape")
        assert len(app.files.rows) == len(app.entries)


async def test_e_opens_the_file_at_the_line_of_its_finding_without_a_shell(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decks.change(deck, "move-1/02-papers.md", "channel: voice", "channel: vioce")
    script = tmp_path / "my editor" / "vi"
    script.parent.mkdir()
    script.write_text(
        f'#!{sys.executable}\nimport sys\nopen(r"{tmp_path}/told", "w").write(repr(sys.argv[1:]))\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    async with opened(deck) as (app, pilot):
        monkeypatch.setattr(app._driver.__class__, "can_suspend", property(lambda _: True))
        await pilot.press("e")
        await settled(pilot)
        assert "No editor is set" in "".join(n.message for n in app._notifications)
        monkeypatch.setenv("VISUAL", f"'{script}' -n '$(touch {tmp_path}/shell)'")
        await pilot.press("n", "e")
        await settled(pilot)
        path = deck / "move-1" / "02-papers.md"
        line = next(n for n, words in enumerate(path.read_text().split("\n"), 1) if "vioce" in words)
        assert (tmp_path / "told").read_text() == repr(
            ["-n", f"$(touch {tmp_path}/shell)", f"+{line}", str(path)]
        )
        assert not (tmp_path / "shell").exists()
        monkeypatch.setenv("VISUAL", str(tmp_path / "nowhere"))
        await pilot.press("e")
        await settled(pilot)
        assert "cannot be started" in "".join(n.message for n in app._notifications)
        assert app.is_running


def test_each_editor_is_told_the_line_in_its_own_way(tmp_path: Path) -> None:
    path = tmp_path / "-x.md"
    assert editor_line({"EDITOR": "nano"}, path, 7) == ["nano", "+7", str(path)]
    assert editor_line({"EDITOR": "vi", "VISUAL": "code -w"}, path, 7) == [
        "code",
        "-w",
        "--goto",
        f"{path}:7",
    ]
    assert editor_line({"VISUAL": " ", "EDITOR": "/usr/bin/hx"}, path, 7) == ["/usr/bin/hx", f"{path}:7"]
    assert editor_line({"EDITOR": "something"}, path, 7) == ["something", str(path)]
    for environment, words in (({}, "No editor is set"), ({"EDITOR": "vi 'x"}, "cannot be read")):
        with pytest.raises(NoEditor, match=words):
            editor_line(environment, path, 1)


@pytest.mark.parametrize("column", [1, 30, 90, 400, 800])
@pytest.mark.parametrize("text", ["x" * 800, "漢字" * 400, "a\tb" * 266 + "cd"], ids=["long", "wide", "tabs"])
def test_the_caret_stays_under_its_place_whatever_the_line(text: str, column: int) -> None:
    finding = Diagnostic("a.md", 12, column, "E100", "No.", source_line=text)
    line, caret = pointer(finding, 40)
    from rich.cells import cell_len

    assert cell_len(line) <= 40
    under = cell_len(caret) - 1
    at = 0
    for char in line:
        if at == under:
            break
        at += cell_len(char)
    assert at == under  # the caret points at the beginning of a character
    assert char == text[column - 1].replace("\t", " ")


async def test_hostile_decks_are_shown_and_nothing_acts(deck: Path) -> None:
    head = '---\nid: "{0}"\ntitle: "[red]{1}[/] [/etc/passwd]"\n'
    head += "at: 25\nfrom: control\nto: all\nchannel: voice\n---\n"
    texts = {n: text[:3_000].encode("utf-8", "replace").decode() for n, text in HOSTILE.items()}
    for number, (name, words) in enumerate(texts.items(), 50):
        (deck / f"{number}-{name}.md").write_text(head.format(number, name) + words, encoding="utf-8")
    (deck / "[red]x[.txt").write_text("[/]")
    async with opened(deck) as (app, pilot):
        assert {d.code for d in app.found} >= {"E104", "W201"}
        for number in range(2):
            for row in [r for r in app.files.rows if r.id.rpartition("/")[2][:1] in "5[6"]:
                app.files.highlight(row.id)
                await pilot.pause()
                assert harmless(painted(app).replace("\n", "")), row.id
            for row in app.finding_list.rows:
                app.finding_list.highlight(row.id)
                await pilot.pause()
                assert harmless(painted(app).replace("\n", "")), row.id
            if not number:  # then those that load
                for path in {Path(d.path) for d in app.found if d.severity == "error"}:
                    path.unlink()
                await saved(app, pilot, "exercise.yaml", decks.EXERCISE)
                assert app.exercise is not None
        for name in ("markup", "closing", "escapes"):
            await saved(app, pilot, "exercise.yaml", texts[name])
            assert app.stale
            assert harmless(painted(app).replace("\n", "")), name


def test_watching_reads_no_pipes_and_sees_no_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    for name in (".a.md.swp", "a.md~"):
        (tmp_path / name).write_text("x")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert {p.name for p in stamps(tmp_path)} == {"a.md", "pipe", "loop"}
    assert beginning(tmp_path / "pipe", 10) == ""
    assert beginning(tmp_path / "nothing", 10) == ""


def test_the_command_says_what_it_lacks(deck: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tte = Here(capsys)
    said = tte("edit", str(deck))
    assert (said.code, said.out) == (1, "")
    assert "needs a terminal" in said.err
    assert tte("edit", str(deck / "none")).code == 1


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_the_authors_screen(
    snap_compare: Callable[..., bool], deck: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _field: None)
    decks.change(deck, "move-1/01-adrift.md", "channel: radio", "channel: radoi")

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(pilot.app.focused, LineList)
        assert "7 │ channel: radoi\n" in pilot.app.query_one("#finding", TextPane).text

    assert snap_compare(EditApp(deck, poll=None, checker=InPlace()), terminal_size=size, run_before=before)


def test_a_table_too_long_to_draw_at_once_says_what_it_leaves_out(deck: Path) -> None:
    exercise = load_exercise(deck).require()
    injects = tuple(
        exercise.injects[0].model_copy(update={"id": f"{n}", "title": f"Report {n}"}) for n in range(ROWS + 7)
    )
    entry = Entry("e", "exercise", "exercise.yaml", deck / "exercise.yaml")
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(preview(entry, exercise.model_copy(update={"injects": injects})))
    assert console.export_text().rstrip().endswith("… and 7 more")
