"""For control without a screen: what choices and rules do, dice, tracks, and how it ends, kept by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tte.exercise.models import Chance, Cut, Effect, Exercise, Rule, Track
from tte.paper.filling import clock_of
from tte.paper.sheets import Block, Grid, Heading, Panel, Para, flat

BY_HAND = (
    "Dice by hand, with two dice: 17% is 10 or more, 28% 9 or more, 42% 8 or more, 58% 7 or more, 72% 6 or "
    "more, 83% 5 or more; take the nearest. 50% is an even sum. Throw once, and write it down."
)


def reckoning(exercise: Exercise, cut: Cut | None) -> list[Panel]:
    """Everything that the program does between injects, on sheets of its own: a colleague can keep them."""
    consequences = (*_decisions(exercise, cut), *_rules(exercise, cut), *_calls(exercise))
    dice = any("%" in cell for block in consequences if isinstance(block, Grid) for cell in _cells(block))
    note = (Para(BY_HAND, quiet=True),) if dice else ()
    sheets = (
        ("Decisions, rules and dice", (*consequences, *note)),
        ("Tracks and endings", (*_tracks(exercise), *_endings(exercise))),
    )
    return [Panel(title, exercise.title, blocks) for title, blocks in sheets if blocks]


def _cells(grid: Grid) -> Iterator[str]:
    for row in grid.rows:
        yield from row


def effects_in_words(effects: Iterable[Effect]) -> str:
    """What effects do, for whoever keeps the tracks by hand: `tru +1, esc -1 if tru <= 4`."""
    said = []
    for effect in effects:
        parts = _changes(effect.tracks) + [f"{track} = {value}" for track, value in effect.reset.items()]
        if effect.roll is not None:
            hit = ", ".join(_changes(effect.roll.hit)) or "nothing"
            miss = ", ".join(_changes(effect.roll.miss)) or "nothing"
            if effect.roll.channel:
                parts.append(f"a call over {effect.roll.channel}: answered {hit}, else {miss}")
            else:
                parts.append(f"dice {_odds(effect.roll.chance)}: {hit}, else {miss}")
        words = ", ".join(parts)
        words += f" for {', '.join(effect.role)}" if effect.role else ""
        said.append(words + (f" if {effect.when}" if effect.when else ""))
    return "; ".join(said)


def _changes(tracks: dict[str, int]) -> list[str]:
    return [f"{track} {by:+d}" for track, by in tracks.items()]


def _odds(chances: Sequence[Chance]) -> str:
    """`80% if esc <= 2, else 50%`: the first whose condition holds counts."""
    said = [f"{chance.p * 100:.3g}%{f' if {chance.when}' if chance.when else ''}" for chance in chances]
    return ", else ".join(said)


def _decisions(exercise: Exercise, cut: Cut | None) -> tuple[Block, ...]:
    """What each option does, with the default marked; then how the choices of several add up."""
    shorts = {role.id: role.short for role in exercise.roles}
    rows = []
    for decision in exercise.decisions:
        if cut is not None and decision.id not in cut.decisions:
            continue
        owners = ", ".join(shorts.get(owner, owner) for owner in decision.owners)
        for number, (letter, option) in enumerate(decision.options.items()):
            head = (
                (decision.id, f"{decision.title} ({decision.mode}: {owners})")
                if number == 0
                else (decision.id, "")
            )
            needs = f"only if {option.needs}; " if option.needs else ""
            alone = "one alone; " if option.unilateral else ""
            default = "default" if letter == decision.default else ""
            does = needs + alone + effects_in_words(option.effects)
            rows.append((*head, f"{letter}  {option.title}", does, default, ""))
    head_row = ("No.", "Decision", "Option", "Condition and effects", "Default", "Chosen by, at")
    if not rows:
        return ()
    names = {track.id: track.name for track in exercise.tracks}
    sums = [
        f"Where each answers alone, a gain of {names.get(track, track)} counts once, and only if all who "
        "answered bring it."
        for track in exercise.adjudication.reciprocal
    ]
    sums += [
        f"One decision raises {names.get(track, track)} by {most} at most."
        for track, most in exercise.adjudication.rise.items()
    ]
    grid = Grid(head_row, tuple(rows), (6, 24, 24, 28, 7, 11))
    return (Heading("Decisions"), grid, *(Para(words, quiet=True) for words in sums))


def _rules(exercise: Exercise, cut: Cut | None) -> tuple[Block, ...]:
    rows = tuple(
        (rule.title, _trigger(rule, cut), _with_pause(rule), flat(rule.why), "")
        for rule in exercise.rules
        if rule.at is None or cut is None or rule.id in cut.rules
    )
    head = ("Rule", "Comes", "Does", "Why, for the room", "Done at")
    return (Heading("Between decisions"), Grid(head, rows, (18, 24, 20, 28, 10))) if rows else ()


def _trigger(rule: Rule, cut: Cut | None) -> str:
    minute = cut.rules.get(rule.id) if cut is not None else rule.at
    if rule.after:
        when = f"after {', '.join(rule.after)}" + (", each time" if len(rule.after) > 1 else "")
    elif rule.on is not None:
        when = "at each jump to another move"
    elif minute is not None:
        when = f"at {clock_of(minute)}"
    elif rule.every is not None:
        when = f"every {rule.every:g} minutes"
    else:
        return f"as soon as {rule.when}"
    return f"{when}, if {rule.when}" if rule.when else when


def _with_pause(rule: Rule) -> str:
    pause = "PauseEx" if rule.pause else ""
    offer = f"time {rule.offers_end_on}: offer EndEx or a jump" if rule.offers_end_on is not None else ""
    return "; ".join(words for words in (effects_in_words(rule.effects), pause, offer) if words)


def _calls(exercise: Exercise) -> tuple[Block, ...]:
    """Channels on which a call is not always answered."""
    rows = []
    for channel in exercise.channels:
        if channel.chance:
            reasons = [flat(line) for lines in channel.no_answer.values() for line in lines]
            rows.append((channel.name, _odds(channel.chance), " ".join(reasons)))
    head = ("Calls by dice", "Answered", "If not, say")
    return (Heading("Calls"), Grid(head, tuple(rows), (24, 26, 50))) if rows else ()


def _tracks(exercise: Exercise) -> tuple[Block, ...]:
    """A table to keep the tracks by hand."""
    if not exercise.tracks:
        return ()
    rows = tuple(
        (t.id, t.name, f"{t.low} to {t.high}", _bands(t), str(t.start), *[""] * 8) for t in exercise.tracks
    )
    head = ("Id", "Track", "Scale", "From", "Start", *[""] * 8)
    return Heading("Tracks, kept by hand"), Grid(head, rows, (5, 16, 7, 22, 6, *[5] * 8), tall=True)


def _bands(track: Track) -> str:
    return ", ".join(f"{band.start} {band.name}" for band in track.bands)


def _endings(exercise: Exercise) -> tuple[Block, ...]:
    """The first whose condition holds at EndEx is how it ended; overlays come on top."""
    rows = tuple(
        (e.title + (" (with any other)" if e.overlay else ""), f"if {e.when}" if e.when else "else",
         flat(e.narrative))
        for e in exercise.endings
    )  # fmt: skip
    head = ("Ending: the first that holds", "When", "Read out, or tell in your own words")
    return (Heading("How it ended"), Grid(head, rows, (18, 22, 60))) if rows else ()
