"""Which handler decides which command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tte.engine.commands import Command
from tte.engine.unfolding import Unfolding

Handler = Callable[[Unfolding, Any], None]
H = TypeVar("H", bound=Handler)
HANDLERS: dict[type[Command], Handler] = {}


def handles(kind: type[Command]) -> Callable[[H], H]:
    """Register a function as the one that decides a kind of command."""

    def register(handler: H) -> H:
        HANDLERS[kind] = handler
        return handler

    return register
