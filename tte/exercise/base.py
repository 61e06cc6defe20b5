"""What all authored records share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Base of all authored records: frozen, and of known fields only."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
