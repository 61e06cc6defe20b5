"""Balance gates held against what was found: kept or missed, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tte.exercise.balance import Gate, read_gate
from tte.exercise.models import Exercise
from tte.rehearse.findings import Findings, GateResult, Shares, WorthOf

USUAL_GATES = (
    "every ending at least 0.5% under some policy",
    "no ending over 50% under random",
    "every option at least 0.1% under some policy",
    "no option never best",
)
"""What is held against a deck whose author promises nothing."""


def gates_of(exercise: Exercise) -> tuple[tuple[Gate, ...], bool]:
    """The author's gates; else the usual ones. And whether they are the author's."""
    if exercise.balance:
        return exercise.balance, True
    return tuple(Gate.model_validate(read_gate(words)) for words in USUAL_GATES), False


def held(exercise: Exercise, findings: Findings) -> tuple[GateResult, ...]:
    """Every gate with its result. A gate that cannot be tried counts as missed, and says why."""
    gates, of_author = gates_of(exercise)
    results = []
    for gate in gates:
        passed, detail = _best(gate, findings.worth) if gate.best else _often(gate, findings)
        results.append(GateResult(words=gate.words, passed=passed, detail=detail, of_author=of_author))
    return tuple(results)


def _best(gate: Gate, worth: Sequence[WorthOf]) -> tuple[bool, str]:
    if not worth:
        return False, "it needs plays by random bots"
    asked = [w for w in worth if not gate.id or _name(gate) == f"{w.decision} {w.option}"]
    if not asked:
        return False, f"there is no option {gate.id} here"
    never = [w.words for w in asked if w.known and not w.best_somewhere]
    if unknown := sum(not w.known for w in asked):
        never.append(f"too few plays to tell of {unknown} of {len(asked)} options (take more --plays)")
    return not never, "; ".join(never) or "every option is best for its owner somewhere"


def _name(gate: Gate) -> str:
    return " ".join(gate.id.split())


def _often(gate: Gate, findings: Findings) -> tuple[bool, str]:
    asked = [(name, shares) for name, shares in _shares(gate, findings) if not gate.id or name == _name(gate)]
    if not asked:
        return False, f"there is no {gate.of} {gate.id} in these plays".replace("  ", " ")
    known = {p.id for p in findings.policies}
    if gate.under not in ("some", "every") and gate.under not in known:
        return False, f"no plays by {gate.under} bots: add them with --bots"
    missed, told = [], []
    for name, shares in asked:
        policy, share = _judged(gate, shares)
        told.append((share, f"{name} {_percent(share)} ({policy})"))
        low = gate.at_least is not None and 100 * share < gate.at_least
        high = gate.at_most is not None and 100 * share > gate.at_most
        if low or high:
            missed.append(f"{name} {_percent(share)} ({policy})")
    if missed:
        return False, ", ".join(missed)
    nearest = min(told) if gate.at_least is not None else max(told)
    return True, f"nearest to it: {nearest[1]}"


def _judged(gate: Gate, shares: Shares) -> tuple[str, float]:
    """The policy whose share decides."""
    if gate.under not in ("some", "every"):
        return gate.under, shares[gate.under]
    wants_much = gate.at_least is not None
    # under some policy: the kindest one; under every policy: the least kind
    pick = max if wants_much == (gate.under == "some") else min
    policy = pick(shares, key=shares.__getitem__)
    return policy, shares[policy]


def _shares(gate: Gate, findings: Findings) -> Iterator[tuple[str, Shares]]:
    found: Iterable[tuple[str, Shares]]
    match gate.of:
        case "ending":
            # an overlay stands beside an ending: one that is frequent makes no deck that always ends alike
            every = not gate.id and gate.at_most is not None
            found = ((e.id, e.shares) for e in findings.endings if not (every and e.kind == "overlay"))
        case "option":
            found = ((f"{o.decision} {o.option}", o.shares) for o in findings.options)
        case "inject":
            found = ((i.id, i.shares) for i in findings.injects)
        case "rule":
            found = ((r.id, r.shares) for r in findings.rules)
        case "move":
            found = ((m.id, m.shares) for m in findings.moves)
    yield from found


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
