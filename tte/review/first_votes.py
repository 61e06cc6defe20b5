"""First votes of the people at each seat, beside what the seat then decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from tte.engine.state import State, Vote
from tte.engine.votes import readable, votes_of
from tte.exercise.models import Decision
from tte.review.model_decisions import FirstVoteRecord, SeatVotes

Cast = Mapping[tuple[str, str, str], int]
"""By decision, seat and voter: the number of the event with the vote that counts."""


def votes_on(
    state: State, decision: Decision, cast: Cast, title_of: Callable[[Decision, str], str]
) -> tuple[SeatVotes, ...]:
    """The votes on a decision, seat by seat; nobody reads those of a seat that has still to decide."""
    found = []
    for seat in state.seats.values():
        votes = votes_of(state, decision.id, seat.id)
        if not votes or not readable(state, decision.id, seat.id):
            continue
        submissions = state.decisions[decision.id].submissions
        given = [submissions[role] for role in seat.roles if role in submissions]
        choice = given[0].choice if given else ""
        records = tuple(
            FirstVoteRecord(
                voter, vote.choice, title_of(decision, vote.choice), vote.why,
                _events(cast, decision.id, seat.id, voter),
            )
            for voter, vote in votes.items()
        )  # fmt: skip
        found.append(
            SeatVotes(
                seat.title, records, choice, title_of(decision, choice) if choice else "",
                _followed(votes, choice), tuple(sorted(e for r in records for e in r.events)),
            )
        )  # fmt: skip
    return tuple(found)


def _events(cast: Cast, decision: str, seat: str, voter: str) -> tuple[int, ...]:
    seq = cast.get((decision, seat, voter))
    return (seq,) if seq is not None else ()


def _followed(votes: Mapping[str, Vote], choice: str) -> bool | None:
    counts = Counter(vote.choice for vote in votes.values()).most_common()
    split = len(counts) > 1 and counts[0][1] == counts[1][1]
    return None if split or not choice else counts[0][0] == choice
