"""Which party a common name ("the army", "the coalition") means: by the country of the event, its day, and who writes.

The table is `geo/languages/parties.toml`. What is assumed with it is told with the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from geo.languages import load_shared
from geo.model import Document
from geo.names import fold

__all__ = ["OURS", "Outlet", "fights_in", "meant", "outlet_of", "rivals_for"]

OURS = "ours"
"""The common name of the forces of whoever writes or speaks: "our forces"."""
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who a publisher speaks for: a party's id ("" for a state that is not known), and whether as that party's own outlet."""

    name: str
    side: str
    official: bool


def outlet_of(document: Document) -> Outlet | None:
    """Return the known outlet that a document was published by, told by `publisher` or the host of `url`; None for any other."""
    names, domains = _outlets()
    name = fold(document.publisher or "")
    if name in names:
        return names[name]
    side = _labelled(document.publisher or "")
    if side:
        return Outlet(document.publisher or "", side, True)
    if not _official().isdisjoint(name.split()):
        return Outlet(document.publisher or "", "", True)
    host = (urlsplit(document.url).hostname or "") if document.url else ""
    while host:
        if host in domains:
            return domains[host]
        host = host.partition(".")[2]
    return None


def _labelled(publisher: str) -> str:
    """Return the party that a publisher's label names: what stands in brackets ("(pro-GNA)", "(Syrian state)"), or a war media page."""
    table = load_shared("parties")["labels"]
    label = fold(" ".join(_BRACKETS.findall(publisher)))
    text = label or fold(publisher)
    if not label and not _says(text, table["outlet"]):
        return ""
    known = {**table["side"], **(table["state"] if _says(text, table["stately"]) else {})}
    return next((side for side, names in known.items() if _says(text, names)), "")


def _says(text: str, phrases: Iterable[str]) -> bool:
    """Return whether a folded text has one of some phrases, whole words each."""
    return any(f" {fold(phrase)} " in f" {text} " for phrase in phrases)


@lru_cache(maxsize=1)
def _official() -> frozenset[str]:
    return frozenset(fold(word) for word in load_shared("parties")["official"]["words"])


@lru_cache(maxsize=1)
def _outlets() -> tuple[Mapping[str, Outlet], Mapping[str, Outlet]]:
    names: dict[str, Outlet] = {}
    domains: dict[str, Outlet] = {}
    for record in load_shared("parties").get("outlet", ()):
        outlet = Outlet(record["names"][0], record["side"], bool(record.get("official", False)))
        names.update((fold(name), outlet) for name in record["names"])
        domains.update((domain, outlet) for domain in record.get("domains", ()))
    return names, domains


def meant(name: str, country: str | None, day: date | None, outlet: Outlet | None) -> str | None:
    """Return the id of the party that the common name `name` means in an event, or None where that cannot be told.

    Parameters
    ----------
    name
        The id of a `[[common]]` name of `actors.toml`, such as "army".
    country
        ISO 3166 alpha-2 code of where the event was.
    day
        Its day, or that of publication.
    outlet
        Who writes: where two forces of a country bear one name, the one of the outlet's side is meant.
    """
    if name == OURS:
        return outlet.side or None if outlet else None
    shared = load_shared("parties")
    records = [r for r in shared["force"] if r["name"] == name and r["country"] == country]
    found = [r for r in records if _rules_then(r, day) and r.get("side") in (None, outlet.side if outlet else None)]
    if found or records:
        return found[0]["party"] if len(found) == 1 else None
    state = shared["states"].get(country) if name == "army" and country else None
    return state if state is None else str(state)


def _rules_then(record: Mapping[str, Any], day: date | None) -> bool:
    since, until = record.get("since"), record.get("until")
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day < until)


def rivals_for(name: str, country: str | None) -> frozenset[str]:
    """Return the ids of all parties that a common name can mean in a country, whoever writes."""
    return frozenset(r["party"] for r in load_shared("parties")["force"] if r["name"] == name and r["country"] == country)


def fights_in(side: str, country: str | None) -> bool:
    """Return whether a party has forces or an enemy in a country, by the table of forces: what happens there is its war."""
    return any(r["country"] == country and side in (r["party"], r.get("side")) for r in load_shared("parties")["force"])
