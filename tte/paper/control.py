"""For control: injects for sealed envelopes, the MSEL, the facilitator's script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tte.exercise.analysis.telling import Leg, legs
from tte.exercise.models import ALL, Channel, Cut, Exercise, Inject, Move
from tte.paper.filling import clock_of, filled, planned, played
from tte.paper.reckoning import effects_in_words, reckoning
from tte.paper.sheets import (
    Bullets,
    Facts,
    Grid,
    Heading,
    Lines,
    Panel,
    Para,
    Part,
    Strip,
    bullets,
    flat,
    message,
    paragraphs,
    texts,
)


def _titles(exercise: Exercise) -> dict[str, str]:
    found = {role.id: role.title for role in exercise.roles} | {p.id: p.title for p in exercise.parties}
    return {**found, "control": "Control", ALL: "All"}


def _names(exercise: Exercise, ids: Iterable[str]) -> str:
    titles = _titles(exercise)
    return ", ".join(titles.get(name, name) for name in ids)


def inject_sheets(exercise: Exercise, cut: Cut | None) -> Part:
    """One page for each form of each inject, below a strip for its envelope."""
    channels = {channel.id: channel for channel in exercise.channels}
    panels = [
        panel
        for inject in played(exercise, cut)
        for panel in _sheets(exercise, cut, inject, channels[inject.channel])
    ]
    return Part(
        "Injects", "page", exercise.handling.cards, tuple(panels),
        "One side only. Cut each along its line: the upper strip goes onto the envelope, the sheet into it, "
        "with as many copies as the strip says. Control opens none of them before its time.",
    )  # fmt: skip


def _sheets(exercise: Exercise, cut: Cut | None, inject: Inject, channel: Channel) -> Iterator[Panel]:
    minute = planned(inject, cut)
    roles = [role.id for role in exercise.roles]
    wanted = roles if ALL in inject.to else [role for role in roles if role in inject.to]
    for leg in legs(inject, wanted):
        readers = [role for role in roles if role in leg.readers]
        if not readers:
            continue
        variant = inject.variants[leg.number] if leg.number >= 0 else None
        title = (variant.title if variant else None) or inject.title
        number = inject.id + (f" ({variant.id})" if variant else "")
        when = [text for text in (inject.when, variant.when if variant else None) if text]
        strip = [
            ("Inject", number),
            ("When", clock_of(minute) if not inject.offered else "as control sees fit"),
            ("For", _names(exercise, readers)),
            ("Copies", str(len(readers))),
        ]
        strip += [("Only if", " and ".join(when))] if when else []
        strip += [("Unless", " or ".join(unless))] if (unless := _before(inject, leg)) else []
        strip += [("Opens", ", ".join(inject.opens))] if inject.opens else []
        strip += [("By dice", f"a call over {inject.call}")] if inject.call else []
        strip += [("Handed out at", "T+__:__   by ________")]
        head = (
            ("From", _names(exercise, leg.senders)),
            ("To", _names(exercise, readers)),
            ("Channel", channel.name),
        )
        marked = Para(channel.mark) if channel.mark else None
        body = message(filled(leg.body, exercise, cut, minute))
        yield Panel(
            filled(title, exercise, cut, minute),
            "",
            texts(Strip(tuple(strip)), Facts(head), marked, body, marked),
        )


def _before(inject: Inject, leg: Leg) -> list[str]:
    """The conditions of forms that come before this one for some of its readers."""
    earlier = inject.variants[: leg.number] if leg.number >= 0 else inject.variants
    same = [v for v in earlier if leg.senders == frozenset(v.sender or inject.sender)]
    return [v.when for v in same if v.when and (not v.to or ALL in v.to or set(v.to) & leg.readers)]


def msel(exercise: Exercise, cut: Cut | None) -> Part:
    """The MSEL with boxes for times: scheduled injects, contingencies, then what control reckons by hand."""
    injects = played(exercise, cut)
    titles = _titles(exercise) | {role.id: role.short for role in exercise.roles}
    head = (
        "No.",
        "Planned",
        "Out at",
        "What",
        "From, to, by",
        "Expected",
        "Condition, opens, effects",
        "Done",
    )
    widths = (6, 8, 8, 18, 20, 20, 16, 4)

    def row(inject: Inject) -> tuple[str, ...]:
        to = ", ".join(titles.get(r, r) for r in inject.to)
        sender = ", ".join(titles.get(r, r) for r in inject.sender)
        cue = ["when control sees fit"] if inject.offered else []
        cue += [f"if {inject.when}"] if inject.when else []
        cue += [f"opens {', '.join(inject.opens)}"] if inject.opens else []
        cue += [f"a call over {inject.call}"] if inject.call else []
        cue += [words for words in (effects_in_words(inject.effects),) if words]
        cue += [f"{v.id}: {words}" for v in inject.variants if (words := effects_in_words(v.effects))]
        minute = planned(inject, cut)
        return (
            inject.id, "" if minute is None else clock_of(minute), "",
            filled(inject.title, exercise, cut, minute),
            f"{sender} → {to} · {inject.channel}", flat(inject.expects), "; ".join(cue), "",
        )  # fmt: skip

    scheduled = [row(i) for i in injects if i.event != "contingency"]
    waiting = [row(i) for i in injects if i.event == "contingency"]
    blocks = texts(
        Heading("Scheduled"), Grid(head, tuple(scheduled), widths),
        (Heading("Contingencies"), Grid(head, tuple(waiting), widths)) if waiting else None,
    )  # fmt: skip
    panel = Panel("Master scenario events list", _length(exercise, cut), blocks)
    panels = (panel, *reckoning(exercise, cut))
    return Part("MSEL", "wide", exercise.handling.msel, panels, "For control alone.")


def _length(exercise: Exercise, cut: Cut | None) -> str:
    endex = cut.endex if cut is not None else exercise.endex
    return f"{cut.title if cut is not None else exercise.title}, EndEx at {clock_of(endex)}"


def script(exercise: Exercise, cut: Cut | None) -> Part:
    """What the facilitator says, in the order of play."""
    moves = cut.moves if cut is not None else exercise.moves
    blocks = texts(
        Heading("StartEx"),
        Bullets((
            "Welcome. From now until EndEx you speak for your role, and for nobody else.",
            "Everything here is invented. No country is the villain.",
            "If you need to stop: PauseEx. If something real happens: NO DUFF, or REAL WORLD EMERGENCY. "
            "Anybody may say it, and everything stops.",
            f"We play until {clock_of(cut.endex if cut is not None else exercise.endex)}, then we talk.",
        )),
        bullets("Read out: what is invented", exercise.scope),
        bullets("Read out: the rules of the room", exercise.ground_rules),
        [block for number, move in enumerate(moves) for block in _move(move, number)],
        Heading("When an inject goes out"),
        Bullets(("For whom it is, by which channel, and whether it asks for an answer.",
                 "Hand it over, note the time in the MSEL, and step back.")),
        Heading("When a decision is due"),
        Bullets(("You have this long. On whose authority do you decide?",
                 "Which option, or in your own words; why; which did you reject, and why?",
                 "How sure are you, 0 to 100? Does anybody dissent? It goes on the record, named or not.",
                 "Captured. Move on.")),
        Heading("In the room"),
        Facts((
            ("Silence", "Two minutes, each for yourself, in writing. Then one by one, juniors first."),
            ("One voice over all", "Thank you, that is noted. Whom have we not heard?"),
            ("Fighting the scenario", "It may be so. It goes into the parking lot, and today we play on."),
            ("A question for you", "What does your card say? Who in this room would know?"),
            ("PauseEx", "The clock stops. Nobody decides. Notes are allowed. We resume together."),
            ("NO DUFF", "All play stops. What happened, who needs help? Count heads. The director resumes."),
        )),
        Heading("EndEx"),
        Bullets(("EndEx, EndEx, EndEx. Finish the line that you are writing, and stop.",
                 "Two minutes alone: one strength, one gap, one surprise.",
                 "Round the table, juniors first. Nobody answers for another.")),
        bullets("Hot wash", exercise.hot_wash),
        Lines("Parking lot", 8),
    )  # fmt: skip
    panel = Panel("Facilitator's script", exercise.title, blocks)
    return Part("Facilitator's script", "page", exercise.handling.msel, (panel,), "For control alone.")


def _move(move: Move, number: int) -> tuple[Heading | Para, ...]:
    head = f"{clock_of(move.start)}  {move.title}"
    jump = () if number == 0 else (
        Para("Time jump. Say the new times, read this, ask for standing orders.", quiet=True),
    )  # fmt: skip
    told = tuple(block for block in paragraphs(move.summary) if isinstance(block, Para))
    return Heading(head), *jump, *told
