"""Law 3: a seat sees its own card, what was sent to it and what it said; its view leads to nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.plays import NO_SHRINKING, Play, marks, texts
from tests.room import Room, fog_signal
from tte.engine import events as ev
from tte.engine.views import SeatView


def intended(room: Room, seat_id: str) -> set[str]:
    """The marks that a seat may see, found from the events alone."""
    seat = room.state.seats[seat_id]
    roles = set(seat.roles)
    everybody = set(room.state.by_role)
    found: list[object] = [room.session.exercise.scope]
    found += [(r.card, r.brief) for r in room.session.exercise.roles if r.id in roles]
    sent: dict[str, ev.MessageSent] = {}
    decisions = {d.id: d for d in room.session.exercise.decisions}
    closed: set[str] = set()
    written: dict[str, list[str]] = {}
    votes: dict[str, list[str]] = {}
    decided: set[str] = set()

    def reaches(to: tuple[str, ...]) -> bool:
        return bool((everybody if "all" in to else set(to)) & roles)

    for rec in room.session.history:
        match rec.event:
            case ev.InjectReleased(deliveries=legs):
                found += [(leg.title, leg.body) for leg in legs if reaches(leg.to)]
            case ev.DraftPrepared(seat=s, delivery=leg) if s == seat_id:
                found.append((leg.title, leg.body))
            case ev.DraftSent(delivery=leg) if reaches(leg.to):
                found.append((leg.title, leg.body))
            case ev.InjectRecalled(reason=r):
                found.append(r)  # to its recipients, who may be all; who they are is tested elsewhere
            case ev.MessageSent(message=m) as event:
                sent[m] = event
                if rec.seat == seat_id:
                    found.append(event.body)
            case ev.MessageDelivered(message=m) if reaches(sent[m].to):
                found.append(sent[m].body)
            case ev.DecisionSubmitted(decision=d, owner=o) | ev.DecisionAmended(decision=d, owner=o) as event:
                if o in roles:
                    found.append(event)
                    decided.add(d)
                elif isinstance(event, ev.DecisionSubmitted) and roles & set(decisions[d].owners):
                    written.setdefault(d, []).append(event.written)
            case ev.DecisionClosed(decision=d):
                closed.add(d)
            case ev.ExercisePaused(reason=r) | ev.ExerciseReopened(reason=r) | ev.NoDuffCalled(reason=r):
                found.append(r)
            case ev.ParticipantsNamed(seat=s, names=names) if s == seat_id:
                found.append(names)
            case ev.CountdownStarted(words=what_for):
                found.append(what_for)
            case ev.SeatFrozen(seat=s, reason=r) | ev.SeatLocked(seat=s, reason=r) if s == seat_id:
                found.append(r)
            case ev.FirstVoteCast(seat=s) as event if s == seat_id:
                found.append(event.voter)
                votes.setdefault(event.decision, []).append(event.why)
            case _:
                pass
        match rec.event:
            case ev.NoDuffCalled(scope=scope):
                found.append(scope)
            case ev.DecisionOpened(decision=d) if roles & set(decisions[d].owners):
                found.append(decisions[d].question)
            case (
                ev.DecisionClosed(decision=d, reason=r) | ev.DecisionReopened(decision=d, reason=r)
                | ev.DecisionWithdrawn(decision=d, reason=r) | ev.OutcomeOverruled(decision=d, reason=r)
            ) if roles & set(decisions[d].owners):  # fmt: skip
                found += [r, decisions[d].question]
            case _:
                pass
    over = closed | {e.decision for e in room.events(ev.DecisionWithdrawn)}
    for d, reasons in votes.items():
        if d in decided | over:
            found += reasons
    for d, words in written.items():
        if decisions[d].mode == "joint" or not decisions[d].hidden or d in closed:
            found += words
    return marks(found)


def public(room: Room) -> set[str]:
    """The marks that the wall may show, found from the events alone."""
    roles = set(room.state.by_role)
    open_channels = {c.id for c in room.session.exercise.channels if c.public}
    channel_of = {i.id: i.channel for i in room.session.exercise.injects}
    sent: dict[str, ev.MessageSent] = {}
    drafts: dict[str, str] = {}
    found: list[object] = []

    def to_all(to: tuple[str, ...], sender: tuple[str, ...]) -> bool:
        return "all" in to or roles <= {*to, *sender}

    for rec in room.session.history:
        match rec.event:
            case ev.InjectWritten(inject=inject):
                channel_of[inject.id] = inject.channel
            case ev.DraftPrepared(draft=d, inject=i):
                drafts[d] = i
            case ev.InjectReleased(inject=i, deliveries=legs) if channel_of[i] in open_channels:
                found += [(leg.title, leg.body) for leg in legs if to_all(leg.to, leg.sender)]
            case ev.DraftSent(draft=d, delivery=leg) if channel_of[drafts[d]] in open_channels:
                found += [(leg.title, leg.body)] if to_all(leg.to, leg.sender) else []
            case ev.MessageSent(message=m) as event:
                sent[m] = event
                found += [event.body] if event.broadcast else []
            case ev.MessageDelivered(message=m) if sent[m].channel in open_channels:
                found += [sent[m].body] if to_all(sent[m].to, (sent[m].sender,)) else []
            case ev.ExercisePaused(reason=r) | ev.ExerciseReopened(reason=r):
                found.append(r)
            case ev.NoDuffCalled(reason=r, scope=scope):
                found += [r, scope]
            case ev.CountdownStarted(words=words):
                found.append(words)
            case _:
                pass
    return marks(found)


def check(room: Room) -> None:
    leaked = marks(room.session.wall_view()) - public(room)
    assert not leaked, f"the wall shows {leaked}"
    for seat in room.state.seats.values():
        if seat.kind != "player":
            continue
        view = room.seat(seat.id)
        leaked = marks(view) - intended(room, seat.id)
        assert not leaked, f"{seat.id} can see {leaked}"
        assert "tru >= 5" not in " ".join(texts(view)), "the conditions of aims are not for players"


@given(seed=st.integers(0, 2**32), seating=st.sampled_from(["full", "two"]))
@settings(max_examples=10, deadline=None, phases=NO_SHRINKING)
def test_no_random_play_lets_a_seat_see_what_was_not_meant_for_it(seed: int, seating: str) -> None:
    play = Play(seed, seating=seating)
    for _ in range(6):
        play.run(12)
        check(play.room)


@pytest.mark.parametrize("seat", list(fog_signal().seatings[0].seats))
def test_the_flagships_seats_hold_their_own_card_only(room: Room, seat: str) -> None:
    view = room.seat(seat)
    own = {r.role for r in view.roles}
    text = "\n".join(texts(view))
    for role in room.session.exercise.roles:
        secrets = (role.brief.situation, *role.brief.private)
        assert all((secret in text) is (role.id in own) for secret in secrets), role.id
    assert room.session.exercise.truth not in text or not room.session.exercise.truth


def test_before_startex_nothing_of_play_is_to_be_seen(room: Room) -> None:
    for seat in room.state.seats.values():
        view = room.seat(seat.id)
        assert (view.items, view.decisions, view.drafts, view.known, view.move_summary) == (
            (),
            (),
            (),
            (),
            "",
        )


def test_the_wall_shows_what_everybody_was_told_in_public_and_nothing_else(room: Room) -> None:
    room.start()
    room.wait(1)
    for inject in ("01", "03", "11", "21", "24", "27"):
        room.release(inject)
        for draft in [d for d in room.state.drafts.values() if d.status == "waiting"]:
            room.do("send-draft", draft.seat, draft=draft.id)
    room.say("media", "all", "We have checked it.", "news")
    room.say("japan-pm", "us", "For you alone.", "news")
    view = room.session.wall_view()
    assert [i.id for i in view.items if i.markdown] == ["11", "27"]
    assert [i.body for i in view.items if not i.markdown] == ["We have checked it."]
    assert {i.mark for i in view.items} == {"EXERCISE: invented post", "EXERCISE: invented news"}
    assert view.decisions, "who holds a decision is shown"
    shown = "\n".join(texts(view))
    for decision in room.session.exercise.decisions:
        assert decision.title not in shown
        assert decision.question not in shown
    assert view.tracks == ()
    room.do("wall-tracks", show="on")
    bands = {t.name: t.band for t in room.session.wall_view().tracks}
    assert bands["Escalation"] == "Calm"
    room.do("recall", inject="11", reason="A mistake")
    assert "11" not in {i.id for i in room.session.wall_view().items}


def test_the_walk_that_looks_for_leaks_reaches_what_is_deep(room: Room) -> None:
    """The tests above would see nothing if the walk went nowhere."""
    room.start()
    room.release("03")
    view = room.seat("jcg")
    assert isinstance(view, SeatView)
    body = room.inbox("jcg")["03"].body
    assert body in list(texts(view))
    assert body not in list(texts(room.seat("ccg")))
    (aim, *_) = room.session.exercise.roles[2].brief.aims
    assert aim.text in list(texts(view))
    assert aim.when not in list(texts(view))
