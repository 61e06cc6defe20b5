"""For players: role cards folded to A5, and seat slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tte.exercise.models import ALL, Exercise, Role
from tte.paper.sheets import Block, Facts, Heading, Panel, Para, Part, bullets, flat, paragraphs, texts

STOP = "PauseEx stops the clock. NO DUFF, or REAL WORLD EMERGENCY, stops everything: anybody may say it."


def role_cards(exercise: Exercise) -> Part:
    """A sheet for each role: outside a cover and the ways to speak, inside who you are and what you know."""
    panels: list[Panel] = []
    for role in exercise.roles:
        panels += [_back(exercise, role), _cover(exercise, role), _card(role), _brief(role)]
    return Part(
        "Role cards", "folded", exercise.handling.cards, tuple(panels),
        "Print on both sides, flipped along the short edge, and fold in the middle: the cover is outside.",
    )  # fmt: skip


def _cover(exercise: Exercise, role: Role) -> Panel:
    blocks = texts(
        Facts((("Side", role.side), ("In lists", role.short))),
        Heading("The rules of the room", 3),
        bullets("", exercise.ground_rules)[1:],
        None if any("NO DUFF" in rule for rule in exercise.ground_rules) else Para(STOP, quiet=True),
        Para("This card stays with you until the hot wash. Nobody else reads it.", quiet=True),
    )
    return Panel(role.title, exercise.title, blocks, cover=True)


def _back(exercise: Exercise, role: Role) -> Panel:
    """The channels that the role may use, and what is invented."""
    rows: list[tuple[str, str]] = []
    titles = {r.id: r.short for r in exercise.roles} | {p.id: p.title for p in exercise.parties}
    for channel in exercise.channels:
        if role.id not in channel.users and ALL not in channel.users:
            continue
        reached = channel.reaches or channel.users
        to = "all" if ALL in reached else ", ".join(titles.get(r, r) for r in reached if r != role.id)
        rows.append((channel.name, f"{flat(channel.purpose)} Reaches: {to}."))
    ways: Block = Facts(tuple(rows)) if rows else Para("You speak at the table, and through control.")
    return Panel("Your ways to speak", "", texts(ways, bullets("What is invented", exercise.scope)))


def _card(role: Role) -> Panel:
    card = role.card
    blocks = texts(
        paragraphs(card.who),
        bullets("What you want", card.interests),
        bullets("Red lines", card.red_lines),
        Heading("Voice", 3) if card.voice else None,
        paragraphs(card.voice),
    )
    return Panel("Who you are", role.title, blocks)


def _brief(role: Role) -> Panel:
    brief = role.brief
    blocks = texts(
        paragraphs(brief.situation),
        bullets("At hand", brief.resources),
        bullets("What binds you", brief.constraints),
        bullets("Only you know", brief.private),
        bullets("What you are after", (aim.text for aim in brief.aims)),
    )
    return Panel("As play begins", role.title, blocks)


def slips(
    exercise: Exercise, seats: Sequence[tuple[str, str]], codes: Mapping[str, str], session: str
) -> Part:
    """A slip for each seat, to cut out: `seats` are ids and titles, `codes` by id."""
    panels = [
        Panel(
            title,
            exercise.title,
            texts(
                Facts((("Seat", seat), ("Code", f"{codes[seat][:3]} {codes[seat][3:]}"))),
                Para(f"tte join {session} --seat {seat}", quiet=True),
                Para("The code is yours alone. A former one opens nothing any more.", quiet=True),
            ),
        )
        for seat, title in seats
    ]
    return Part(
        "Seat slips", "slips", exercise.handling.cards, tuple(panels),
        "Cut along the lines and give each seat its own. The codes are nowhere else in clear.",
    )  # fmt: skip
