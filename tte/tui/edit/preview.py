"""What a file comes to in play: an inject as its recipients read it, a decision, a brief, the MSEL. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text
from textual.content import Content

from tte.engine.clock import clock_text, move_at, scenario_time, zoned
from tte.engine.state import State
from tte.engine.views import AimView, BriefView, Item, OptionView, RoleView, titles
from tte.exercise.models import Decision, Exercise, Inject, Role, Variant
from tte.exercise.names import MARKING
from tte.exercise.placeholders import fill
from tte.tui.edit.entries import CONTINGENCY, Entry, group_of
from tte.tui.edit.watching import beginning
from tte.tui.player.card import card_text
from tte.tui.player.decide import option_prompt
from tte.tui.player.inbox import heading
from tte.tui.text import LIMIT, clean, light, markdown_source, plain, plain_line
from tte.tui.widgets.authored import HarmlessMarkdown

Parts = list[RenderableType]
ROWS = 200
"""The most entries of a list: what is longer is looked at one by one, and would hold up the keys."""


def preview(entry: Entry | None, exercise: Exercise | None) -> Group:
    """What is to be seen of an entry in the last version that loaded; else the file as it is written."""
    parts: Parts = []
    if entry is not None:
        parts = (_of(entry, exercise) if exercise is not None else []) or _raw(entry)
    return Group(*parts)


def _of(entry: Entry, exercise: Exercise) -> Parts:
    match entry.kind:
        case "exercise":
            return _exercise(exercise)
        case "decisions":
            return _decisions(exercise)
        case "decision":
            found = next((d for d in exercise.decisions if d.id == entry.ref), None)
            return _decision(found, exercise) if found else []
        case "brief":
            role = next((r for r in exercise.roles if r.id == entry.ref), None)
            return _brief(role) if role else []
        case "card":
            holder = next((r for r in exercise.roles if r.card.id == entry.ref), None)
            return _brief(holder) if holder else []
        case "inject":
            inject = next((i for i in exercise.injects if i.id == entry.ref), None)
            return _inject(inject, exercise) if inject else []
        case "heading" if entry.ref.startswith("move "):
            name = entry.ref.removeprefix("move ")
            return _msel(exercise, [i for i in exercise.injects if group_of(exercise, i) == name])
        case "heading" if entry.ref in ("briefs", "roles"):
            return _roles(exercise)
        case _:
            return []


def _raw(entry: Entry) -> Parts:
    """A file as it is written, where nothing better is known."""
    if entry.path is None:
        return [_text(plain_line(entry.label, style="bold"))]
    words = beginning(entry.path, LIMIT * 4)
    head = plain_line(f"{entry.path.name}, as it is written: it has not been loaded yet.", style="bold")
    return [_text(head), Text(""), Text(clean(words) if words else "(nothing to be read)")]


def _text(content: Content) -> Text:
    """Content as Rich has it, for groups of things to draw."""
    text = Text(content.plain)
    for span in content.spans:
        text.stylize(str(span.style), span.start, span.end)
    return text


def _line(words: str, style: str = "") -> Text:
    return _text(plain_line(words, style=style))


# --- injects ----------------------------------------------------------------------------------------------


def values_at(exercise: Exercise, minute: float | None) -> dict[str, str]:
    """What placeholders stand for at a minute, with the tracks as they start."""
    at = (minute or 0.0) * 60
    values = {f"name.{key}": name for key, name in exercise.names.items()}
    for track in exercise.tracks:
        values[track.id], values[f"{track.id}.band"] = str(track.start), track.band(track.start)
    when = scenario_time(move_at(exercise.moves, at), at)
    values |= {f"time.{zone.label}": zoned(when, zone.offset) for zone in exercise.zones}
    values["dtg"] = when.strftime("%d%H%MZ %b %y").upper()
    return values


def _inject(inject: Inject, exercise: Exercise) -> Parts:
    """Each text that recipients may get, with its heading; then what only control reads."""
    state = State(exercise)
    parts: Parts = []
    if inject.body or not inject.variants:
        parts += _leg(inject, None, state)
    for variant in inject.variants:
        condition = f", if {variant.when}" if variant.when else ""
        if parts:
            parts.append(Text(""))
        parts += [_line(f"── variant {variant.id}{condition} ──", "bold"), *_leg(inject, variant, state)]
    when = clock_text(inject.at * 60) if inject.at is not None else "whenever its condition holds"
    notes = (
        ("Planned", f"{when} · {inject.event.replace('_', ' ')}"), ("If", inject.when or ""),
        ("Opens", ", ".join(inject.opens)), ("Expected", inject.expects),
        ("Objectives", ", ".join((*inject.objectives, *inject.tasks))), ("Controller", inject.controller),
        ("Notes", inject.notes), ("Sources", ", ".join(inject.sources)),
    )  # fmt: skip
    return [*parts, *_for_control(notes)]


def _leg(inject: Inject, variant: Variant | None, state: State) -> Parts:
    values = values_at(state.exercise, inject.at)
    channel = state.by_channel.get(inject.channel)
    sender = (variant.sender if variant else ()) or inject.sender
    to = (variant.to if variant else ()) or inject.to
    title = fill((variant.title if variant else None) or inject.title, values)
    body = fill((variant.body if variant else "") or inject.body, values)
    stamp = clock_text(inject.at * 60) if inject.at is not None else "T+__:__"
    item = Item(
        inject.id, "inject", title, body, True, titles(state, sender), titles(state, to), inject.channel,
        channel.name if channel else inject.channel, (channel.mark or "") if channel else "",
        (inject.at or 0.0) * 60, stamp, read_back=bool(channel and channel.read_back),
    )  # fmt: skip
    return [_text(heading(item, standing=False)), Text(""), _markdown(body)]


def _markdown(text: str) -> RenderableType:
    return HarmlessMarkdown(markdown_source(text)) if text.strip() else Text("(no text)")


def _for_control(notes: Iterable[tuple[str, str]]) -> Parts:
    rows = [(name, words) for name, words in notes if words.strip()]
    parts: Parts = [Text(""), Text("── for control only ──", "bold")] if rows else []
    for name, words in rows:
        parts.append(Text.assemble((f"{name}: ", "bold"), clean(" ".join(words.split()))))
    return parts


# --- decisions, roles ---------------------------------------------------------------------------------------


def _decision(decision: Decision, exercise: Exercise) -> Parts:
    """A decision as its owners read it; then which inject opens it, and what its options need."""
    state = State(exercise)
    together = "jointly" if decision.mode == "joint" else "each for themselves"
    default = decision.options.get(decision.default)
    parts: Parts = [
        _line(MARKING, "bold reverse"), _line(decision.title, "bold"),
        _line(f"Decided by {titles(state, decision.owners)}, {together} · {decision.minutes:g} minutes"),
        Text(""), _text(light(decision.question)),
    ]  # fmt: skip
    for key, option in decision.options.items():
        locked = (option.needs_text or "Not open now.") if option.needs else ""
        head, *rest = option_prompt(
            OptionView(key, option.title, option.text, locked, option.unilateral), False
        ).split("\n")
        parts.append(_text(head))
        for line in rest:  # what goes on below an option stays indented where it is wrapped
            parts.append(Padding(_text(line[6:] if line.plain.startswith(" " * 6) else line), (0, 0, 0, 6)))
    if decision.authority:
        parts += [
            Text(""),
            Text.assemble(("On the authority of: ", "bold"), clean(decision.authority.strip())),
        ]
    if default is not None:
        parts.append(_line(f"Without an answer: {decision.default.upper()}  {default.title}", "dim"))
    opened = [f"{i.id} {i.title}" for i in exercise.injects if decision.id in i.opens]
    needs = [f"{key.upper()} needs {o.needs}" for key, o in decision.options.items() if o.needs]
    notes = [("Opened by", "; ".join(opened)), ("Locked until", "; ".join(needs)),
             ("Objectives", ", ".join((*decision.objectives, *decision.tasks))),
             ("Sources", ", ".join(decision.sources))]  # fmt: skip
    return [*parts, *_for_control(notes)]


def _brief(role: Role) -> Parts:
    """A role's card and brief as the player reads them."""
    brief = role.brief
    aims = tuple(AimView(aim.text) for aim in brief.aims)
    view = BriefView(brief.situation, brief.resources, brief.constraints, brief.private, aims)
    text = card_text(RoleView(role.id, role.title, role.side, role.card, view))
    return [
        _line(MARKING, "bold reverse"),
        _line(f"{role.title} ({role.side})", "bold"),
        Text(""),
        _markdown(text),
    ]


# --- lists --------------------------------------------------------------------------------------------------


def _exercise(exercise: Exercise) -> Parts:
    """The exercise at a glance, and its MSEL."""
    facts = f"{exercise.endex:g} minutes · {len(exercise.roles)} roles · version {exercise.version}"
    return [
        _line(MARKING, "bold reverse"), _line(exercise.title, "bold"), _line(facts), Text(""),
        _text(plain(" ".join(exercise.summary.split()))), Text(""),
        _line(f"MSEL ({exercise.handling.msel})", "bold"), *_msel(exercise, exercise.injects),
    ]  # fmt: skip


def _msel(exercise: Exercise, injects: Iterable[Inject]) -> Parts:
    """The master scenario events list as planned, without columns: the pane is narrow."""
    state = State(exercise)
    parts: Parts = []
    planned = sorted(injects, key=lambda i: (group_of(exercise, i) == CONTINGENCY, i.at or 0.0, i.id))
    for inject in planned[:ROWS]:
        when = clock_text(inject.at * 60) if inject.at is not None else "if"
        number = plain_line(f"{when} {inject.id}", 200).plain
        opens = f" · opens {', '.join(inject.opens)}" if inject.opens else ""
        parts.append(Text.assemble((number, "bold"), "  ", plain_line(f"{inject.title}{opens}", 200).plain))
        parts.append(_below(f"{titles(state, inject.sender)} → {titles(state, inject.to)}", "dim"))
    return [*parts, *_more(len(planned))]


def _more(count: int) -> Parts:
    return [_line(f"… and {count - ROWS} more")] if count > ROWS else []


def _decisions(exercise: Exercise) -> Parts:
    """All decisions in short: who takes each, and its options."""
    state = State(exercise)
    parts: Parts = []
    for d in exercise.decisions[:ROWS]:
        parts.append(Text.assemble((plain_line(d.id).plain, "bold"), "  ", plain_line(d.title, 200).plain))
        together = "jointly" if d.mode == "joint" else "each"
        parts.append(_below(f"{titles(state, d.owners)}, {together} · {d.minutes:g} minutes", "dim"))
        parts += [_below(f"{key.upper()}  {o.title}") for key, o in d.options.items()]
    return [*parts, *_more(len(exercise.decisions))]


def _below(words: str, style: str = "") -> Padding:
    return Padding(_line(words, style), (0, 0, 0, 2))


def _roles(exercise: Exercise) -> Parts:
    """Who plays, and from which card."""
    parts: Parts = []
    for role in exercise.roles:
        parts.append(
            Text.assemble((plain_line(role.id).plain, "bold"), "  ", plain_line(role.title, 200).plain)
        )
        parts.append(_below(f"side {role.side} · card {role.card.id}", "dim"))
    return parts
