"""Balance gates: what an author promises of a deck's endings and choices, to be tried by many plays.

An author writes a sentence or a record:

    balance:
      - every ending at least 0.5% under some policy
      - {of: ending, at_most: 50, under: random}
      - no option never best
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from tte.exercise.base import Model

Percent = Annotated[float, Field(ge=0, le=100)]
Of = Literal["ending", "option", "inject", "rule", "move"]
Under = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,30}$")]

EXAMPLES = (
    "every ending at least 0.5% under some policy",
    "no ending over 50% under random",
    "ending E1 at least 10% under cooperative",
    "option dp1 c at least 1% under some policy",
    "move m2 at least 100% under hardline",
    "no option never best",
)
_SENTENCE = re.compile(
    r"(?:(?P<all>every|no)\s+(?P<kind>ending|option|inject|rule|move)"
    r"|(?P<one>ending|option|inject|rule|move)\s+(?P<id>[\w-]+(?:\s+[\w-]+)?))"
    r"\s+(?P<bound>at least|at most|over|under)\s+(?P<percent>\d+(?:\.\d+)?)\s*%"
    r"\s+under\s+(?:(?P<some>some|every)\s+policy|(?P<policy>[a-z][a-z-]*))",
    re.IGNORECASE,
)


class Gate(Model):
    """One promise: how often something comes out, in percent of plays, under some, every or one policy."""

    of: Of
    id: Annotated[str, Field(max_length=90)] = ""
    """Which; for an option its decision and letter (`dp1 c`). Empty: each of them."""
    at_least: Percent | None = None
    at_most: Percent | None = None
    under: Under = "some"
    """`some` policy, `every` policy, or the name of one."""
    best: bool = False
    """Instead of a share: each option is the best for one of its owners somewhere."""

    @model_validator(mode="after")
    def _says_something(self) -> Gate:
        if self.best:
            if self.of != "option" or self.at_least is not None or self.at_most is not None:
                raise ValueError("'best' is asked of options, without a share")
        elif self.at_least is None and self.at_most is None:
            raise ValueError("a gate needs at_least or at_most, in percent")
        return self

    @property
    def words(self) -> str:
        """The gate as a sentence."""
        if self.best:
            return f"option {self.id} best somewhere" if self.id else "no option never best"
        what = f"{self.of} {self.id}" if self.id else f"every {self.of}"
        bounds = [f"at least {self.at_least:g}%"] if self.at_least is not None else []
        bounds += [f"at most {self.at_most:g}%"] if self.at_most is not None else []
        policy = f"{self.under} policy" if self.under in ("some", "every") else self.under
        return f"{what} {' and '.join(bounds)} under {policy}"


def read_gate(value: Any) -> Any:
    """A sentence as the record that it stands for; raises ValueError for one that says nothing known."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()).rstrip(".")
    if re.fullmatch(r"no option (?:is )?never best|every option best somewhere", text, re.IGNORECASE):
        return {"of": "option", "best": True}
    found = _SENTENCE.fullmatch(text)
    if found is None:
        raise ValueError(f"this does not read as a balance gate; such are: {'; '.join(EXAMPLES)}")
    percent, bound = float(found["percent"]), found["bound"].lower()
    if (found["all"] or "").lower() == "no":
        if bound not in ("over", "under"):
            raise ValueError(f"“no {found['kind']} {bound}” can be read two ways: write `over` or `under`")
        bound = "at most" if bound == "over" else "at least"
    elif bound in ("over", "under"):
        bound = "at least" if bound == "over" else "at most"
    return {
        "of": (found["kind"] or found["one"]).lower(),
        "id": found["id"] or "",
        "at_least" if bound == "at least" else "at_most": percent,
        "under": (found["some"] or found["policy"]).lower(),
    }


BalanceGate = Annotated[Gate, BeforeValidator(read_gate)]
