"""New files for authors to start from: they pass the check, and teach by their comments."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

from tte.errors import TteError
from tte.exercise.library import bundled
from tte.exercise.load import load_exercise
from tte.exercise.models import Exercise
from tte.exercise.placeholders import of as placeholders_of

TEMPLATES = Path(__file__).with_name("templates")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class NotMade(TteError):
    """A file that cannot be made where it was asked for."""


def new_exercise(home: Path, name: str) -> list[Path]:
    """A whole small exercise in a new folder of `home`; returns its files. Raises NotMade."""
    if not _FOLDER.fullmatch(name):
        raise NotMade(
            f"`{name[:60]}` is no name for an exercise.",
            remedy="Use small letters, digits, - and _: it names a folder, and is the exercise's id.",
        )
    folder = home / name
    title = name.replace("-", " ").replace("_", " ").upper()
    files = {
        "exercise.yaml": _filled("exercise.yaml", ID=name, TITLE=title),
        "decisions.yaml": _filled("decisions.yaml"),
        "move-1/01-a-ship-calls.md": _filled("inject-first.md"),
        "move-1/02-endex.md": _filled("inject-last.md"),
        "contingency/C-01-again.md": _filled("inject-contingency.md"),
    }
    for role, who in (("north", "The northern harbour"), ("south", "The southern harbour")):
        aim = {"AIM": "The ship has one answer.", "CONDITION": '\'decided("dp1") == "a"\''}
        files[f"briefs/{role}.md"] = _filled("brief.md", TITLE=who.lower(), **aim)
        files[f"roles/{role}-harbour.md"] = _filled("card.md", TITLE=who)
    if folder.exists() or folder.is_symlink():
        raise NotMade(f"There is a {folder} already.", remedy="Choose another name, or delete it first.")
    return _written(folder, files)


def new_inject(folder: Path, inject: str, title: str, at: float | None) -> Path:
    """A new inject in an exercise's folder: at a minute, or without one a contingency. Raises NotMade."""
    exercise = _loaded(folder)
    if not _ID.fullmatch(inject):
        raise NotMade(f"`{inject[:60]}` is no id.", remedy="Use letters, digits, - and _, 40 at most.")
    if any(i.id == inject for i in exercise.injects):
        raise NotMade(f"There is an inject {inject} already.", remedy="`tte show --control` lists them.")
    if at is not None and at > exercise.endex:
        raise NotMade(f"Minute {at:g} is after EndEx, {exercise.endex:g}.", remedy="Name an earlier minute.")
    channel = next((c for c in exercise.channels if c.id == "voice"), next(iter(exercise.channels), None))
    if channel is None:
        raise NotMade("The exercise has no channel.", remedy="Write one into exercise.yaml first.")
    if at is None:
        event = "event: contingency\noffered: true  # left to control; or write a condition: when: esc >= 3\n"
    else:
        event = f"at: {at:g}  # minute of exercise time\n"
    objectives = [o.id for o in exercise.objectives[:1]]
    text = _filled(
        "inject.md",
        EXERCISE=exercise.id,
        ID=inject,
        TITLE=json.dumps(title, ensure_ascii=False)[1:-1],
        EVENT=event,
        FROM="control",
        TO="all",
        CHANNEL=channel.id,
        OBJECTIVES=f"objectives: [{', '.join(objectives)}]\n" if objectives else "",
        PLACEHOLDERS=", ".join("{{" + name + "}}" for name in placeholders_of(exercise)[-3:]),
    )
    place = f"contingency/{inject}-{_stem(title)}.md" if at is None else f"{inject}-{_stem(title)}.md"
    for move in exercise.moves if at is not None else ():
        if move.start <= (at or 0.0) <= move.end and (folder / _move_folder(exercise, move.id)).is_dir():
            place = f"{_move_folder(exercise, move.id)}/{place}"
            break
    return _written(folder, {place: text})[0]


def new_role(folder: Path, role: str, title: str, card: str = "") -> list[Path]:
    """A new role: its card, its brief and its line in exercise.yaml. Raises NotMade.

    `card`: a standing card to take; one that comes with tte is copied, so that the exercise is whole.
    """
    from tte.exercise.formatting import with_record

    exercise = _loaded(folder)
    taken = [r.id for r in exercise.roles] + [p.id for p in exercise.parties] + ["all", "control"]
    if not _ID.fullmatch(role) or role in taken:
        raise NotMade(
            f"`{role[:60]}` is taken, or no id." if _ID.fullmatch(role) else f"`{role[:60]}` is no id.",
            remedy="Use letters, digits, - and _, 40 at most, that no role or party has.",
        )
    main = folder / "exercise.yaml"
    text = _standing_card(folder, card) if card else _card_to_fill(folder, role, title)
    record = {"card": card or role, "title": title, "short": _short(title), "side": title[:60].strip()}
    changed = with_record(main.read_text("utf-8"), "roles", role, record)
    seating = next(iter(exercise.seatings), None)
    if seating is not None and role not in seating.seats:
        seat = {"title": title, "roles": [role]}
        changed = with_record(changed, f"seatings/{seating.id}/seats", role, seat)
    aim = {"AIM": "What it wants to be so at the end, as a condition.", "CONDITION": "at >= 1"}
    files = {f"briefs/{role}.md": _filled("brief.md", TITLE=_plain(title), **aim)}
    if text:
        files[f"roles/{card or role}.md"] = text
    made = _written(folder, files)
    main.write_text(changed, encoding="utf-8", newline="\n")
    return [*made, main]


def _card_to_fill(folder: Path, role: str, title: str) -> str:
    """The text of a new card; empty if there is one of that name."""
    if (folder / "roles" / f"{role}.md").exists():
        return ""
    return _filled("card.md", TITLE=json.dumps(title, ensure_ascii=False))


def _standing_card(folder: Path, card: str) -> str:
    """The text of a card that comes with tte; empty if the exercise has it already. Raises NotMade."""
    home = bundled()
    shelf = {path.stem: path for path in home.parent.glob("roles/*.md")} if home else {}
    for near in (folder / "roles", folder.parent.parent / "roles"):
        if card in {path.stem for path in near.glob("*.md")}:
            return ""
    if card not in shelf:
        raise NotMade(
            f"There is no card `{card[:60]}`.",
            remedy=f"Those that come with tte: {', '.join(sorted(shelf))}.",
        )
    return shelf[card].read_text("utf-8")


def _short(title: str) -> str:
    """The first words of a title."""
    return textwrap.shorten(title, 20, placeholder="").rstrip(" :,;-") or title[:20].strip()


def _plain(title: str) -> str:
    return re.sub(r"[^\w ’'-]", "", title) or "this role"


def _move_folder(exercise: Exercise, move: str) -> str:
    return f"move-{[m.id for m in exercise.moves].index(move) + 1}"


def _stem(title: str) -> str:
    """A title as part of a file's name."""
    words = re.findall(r"[a-z0-9]+", title.casefold())
    return "-".join(words)[:40].strip("-") or "inject"


def _loaded(folder: Path) -> Exercise:
    return load_exercise(folder).require()


def _filled(template: str, **values: str) -> str:
    """A template with its @NAMES@ replaced, in one pass."""
    text = (TEMPLATES / template).read_text("utf-8")
    return re.sub(r"@([A-Z]+)@", lambda hit: values.get(hit[1], hit[0]), text)


def _written(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write new files below a folder; none of them may be there, and none is left if one cannot be made."""
    made: list[Path] = []
    base = folder.resolve()
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.resolve().is_relative_to(base):
                raise NotMade(f"{path} leads out of {folder}.", remedy="Put the folder itself there.")
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                made.append(path)
                stream.write(text)
    except OSError as error:
        _unmake(made)
        what = (
            "is there already" if isinstance(error, FileExistsError) else f"cannot be made: {error.strerror}"
        )
        raise NotMade(f"{error.filename} {what}.", remedy="Choose another name or folder.") from error
    except NotMade:
        _unmake(made)
        raise
    return made


def _unmake(made: list[Path]) -> None:
    for path in made:
        path.unlink(missing_ok=True)
