"""The remits of channels: who may use one, and whom it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tte.exercise.names import ALL

if TYPE_CHECKING:
    from tte.exercise.models import Channel


def reach_of(channel: Channel, roles: frozenset[str]) -> frozenset[str]:
    """Whom a channel reaches: roles and absent parties."""
    reach = set(channel.reaches or channel.users)
    if ALL in reach:
        reach |= roles
    return frozenset(reach)


def may_use(channel: Channel, role: str) -> bool:
    """Whether a role's remit covers the channel."""
    return role in channel.users or ALL in channel.users
