"""What a reviewer decided about events that were read: records with author and time, kept apart and applied on top.

A decision holds on to the passage that an event was read from, not to the id that one version of the rules gave it: when a text is
read again with better rules, the decision finds the event that is cited from the same passage. One that finds none is listed, and kept.
"""

from geo.reviews.judge import Judged, applied, is_accepted, judge
from geo.reviews.keep import REVIEWS_FILE, Reviews, decisions_from, decisions_text, together
from geo.reviews.records import VERDICTS, Anchor, Decision, decide, event_in, part_id, reading_with, readings_in

__all__ = [
    "REVIEWS_FILE",
    "VERDICTS",
    "Anchor",
    "Decision",
    "Judged",
    "Reviews",
    "applied",
    "decide",
    "decisions_from",
    "decisions_text",
    "event_in",
    "is_accepted",
    "judge",
    "part_id",
    "reading_with",
    "readings_in",
    "together",
]
