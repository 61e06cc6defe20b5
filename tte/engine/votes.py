"""The private first vote: who has to give one before their seat decides, and who may read it when."""

from __future__ import annotations

from tte.engine.state import SeatState, State, Vote


def vote_asked(state: State, decision: str) -> bool:
    """Whether people vote alone before their seat answers: by the deck, unless control said otherwise."""
    spec = state.by_decision.get(decision)
    return state.vote_asked.get(decision, spec.first_vote if spec else False)


def votes_of(state: State, decision: str, seat: str) -> dict[str, Vote]:
    """First votes of a seat's people, by name."""
    return {who: vote for (d, s, who), vote in state.votes.items() if (d, s) == (decision, seat)}


def votes_missing(state: State, decision: str, seat: SeatState) -> tuple[str, ...]:
    """People at a seat who have still to vote before it decides. One person alone needs no vote."""
    if not vote_asked(state, decision) or len(seat.participants) < 2 or has_answered(state, decision, seat):
        return ()
    cast = votes_of(state, decision, seat.id)
    return tuple(name for name in seat.participants if name not in cast)


def has_answered(state: State, decision: str, seat: SeatState) -> bool:
    """Whether a seat has decided: from then on its first votes can be read there and by control."""
    standing = state.decisions.get(decision)
    return standing is not None and any(role in standing.submissions for role in seat.roles)


def readable(state: State, decision: str, seat: str) -> bool:
    """Whether the first votes of a seat are no secret any more: it has decided, or cannot any more."""
    found, standing = state.seats.get(seat), state.decisions.get(decision)
    if found is None or standing is None:
        return False
    return has_answered(state, decision, found) or standing.status in ("closed", "withdrawn")


def tally(votes: dict[str, Vote]) -> str:
    """Votes as counts, the most first: `a 2, b 1`."""
    counts: dict[str, int] = {}
    for vote in votes.values():
        counts[vote.choice] = counts.get(vote.choice, 0) + 1
    return ", ".join(f"{choice} {n}" for choice, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])))
