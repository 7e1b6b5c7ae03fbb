"""Sub-event types of the ACLED codebook (2023 edition, table 2) and the event type that each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.model import ACLED_TYPES

__all__ = ["SUB_EVENTS", "acled_of"]

_BY_EVENT = {
    "Battles": ("Armed clash", "Government regains territory", "Non-state actor overtakes territory"),
    "Explosions/Remote violence": (
        "Air/drone strike",
        "Chemical weapon",
        "Grenade",
        "Remote explosive/landmine/IED",
        "Shelling/artillery/missile attack",
        "Suicide bomb",
    ),
    "Violence against civilians": ("Abduction/forced disappearance", "Attack", "Sexual violence"),
    "Strategic developments": (
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ),
}
SUB_EVENTS: Mapping[str, str] = MappingProxyType({sub: event for event, subs in _BY_EVENT.items() for sub in subs})
"""Event type of each sub-event type."""


def acled_of(type_: str, sub_event: str | None) -> tuple[str, str]:
    """Return ACLED's event and sub-event type: the ones of `sub_event` where a rule names it, else the default of the type."""
    if sub_event is None:
        return ACLED_TYPES[type_]
    return SUB_EVENTS[sub_event], sub_event
