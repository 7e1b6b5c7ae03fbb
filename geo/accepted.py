"""Accepted events as claims of control: what a machine read, a reviewer called right, and somebody lets move the front."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from geo.model import Claim, ControlClaim, Event, Place
from geo.testimony import claims_of_events

__all__ = ["claims_of_accepted"]


def claims_of_accepted(
    events: Iterable[Event],
    places: Mapping[str, Place],
    sides: Mapping[str, str],
    holders: Collection[str],
    source_id: str,
    reported: date | None,
) -> list[ControlClaim]:
    """Return a claim for each place that an accepted event says has passed to a holder, in the order of the events.

    Only events of type `control` that a reviewer accepted and that are said to have happened speak: with a day, a place of the
    project's own, and one holder for whom the party that took it stands. An event that lacks one of these says nothing here.

    Parameters
    ----------
    events
        Events; those that are not `reviewed` are passed over.
    places
        The project's places by id.
    sides
        The holder with whom a party stands, by party; a holder stands for itself.
    holders
        Who may hold a place.
    source_id
        The source that the claims are cited from.
    reported
        The day on which it was published, None where unknown: then the day of the event stands for it.
    """
    accepted = [e for e in events if e.origin == "reviewed" and e.status == "happened"]
    return claims_of_events([replace(e, claims=(Claim(source_id, e.status, reported),)) for e in accepted], places, sides, holders)
