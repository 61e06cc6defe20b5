"""Who decides and who speaks, as text for a terminal and as plain data for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from tte.cli import safe
from tte.engine.balance import BalanceRow

HEAD = f"{'Seat, person':<32}{'words':>7}{'share':>7}{'decisions':>11}{'share':>7}{'votes':>7}{'dissent':>9}"


def balance_data(rows: Iterable[BalanceRow]) -> list[dict[str, Any]]:
    """`tte status --balance --format json`: a row for each seat (`person` empty) and each person."""
    return [asdict(row) for row in rows]


def balance_text(rows: Iterable[BalanceRow], title: str) -> str:
    """`tte status --balance` for people."""
    return "\n".join([safe.marking(title), HEAD, *_lines(rows), safe.marking(title)])


def _lines(rows: Iterable[BalanceRow]) -> Iterator[str]:
    for row in rows:
        name = f"  {safe.short(row.person, 28)}" if row.person else safe.short(row.title, 30)
        yield (
            f"{name:<32}{row.words:>7}{row.share_of_words:>7.0%}{row.decisions:>11}"
            f"{row.share_of_decisions:>7.0%}{row.votes:>7}{row.dissent:>9}"
        )
