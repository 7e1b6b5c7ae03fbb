"""What happened: events read from resolved text, with type, status, places, parties, tolls, dates and citations.

The rules stand in `geo/languages/<code>/`; docs/events.md is the codebook and describes their format.
"""

from geo.events.find import find_events

__all__ = ["find_events"]
