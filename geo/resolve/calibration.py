"""From a share of belief to a probability: how often a place chosen with this share was the right one.

The shares of the candidates are too modest: evidence is weighed as if it were weaker than it is. A logistic curve over the
logit of the share (Platt 1999) was fitted to 2,883 distinct names of a text with known positions in four corpora of English news; the
table in `docs/accuracy.md` shows what came of it, by language, and `benchmarks/reliability.py` makes it.

A name in Arabic letters is right far more often at the same share, for its spelling sets fewer namesakes of the world beside it and the
gazetteer was filled for reports of war: one constant more, fitted to 854 names of labelled Arabic reports.
"""

from __future__ import annotations

import math
import re

from geo.model import Candidate, Resolution, Toponym

__all__ = ["calibrated", "scored"]

_SLOPE, _SHIFT = 0.49, 1.16
_ARABIC = 2.0
"""What Arabic letters add to the logit: 2.4 to 3.4 in five fits with a fifth of the reports held out; with caution for other matter."""
_ARABIC_LETTERS = re.compile("[\u0621-\u064a]")
_LEAST, _MOST = 0.005, 0.995


def calibrated(resolution: Resolution) -> Resolution:
    """Return the resolution with the probability that its place is right as its score; the rivals share what is left of one.

    A resolution without a place, or with a computed position, is returned as it is.
    """
    if resolution.place is None:
        return resolution
    share = min(_MOST, max(_LEAST, resolution.score))
    shift = _SHIFT + (_ARABIC if _ARABIC_LETTERS.search(resolution.toponym.text) else 0.0)
    score = 1 / (1 + math.exp(-(_SLOPE * math.log(share / (1 - share)) + shift)))
    left = (1 - score) / (1 - share)
    candidates = tuple([Candidate(c.place, c.matched, round(min(1.0, c.score * left), 3)) for c in resolution.candidates])
    return scored(resolution, resolution.toponym, round(score, 3), candidates)


def scored(resolution: Resolution, toponym: Toponym, score: float, candidates: tuple[Candidate, ...]) -> Resolution:
    """Return the resolution with another toponym, score and rivals."""
    r = resolution
    return Resolution(toponym, r.place, score, r.matched, r.why, candidates, r.lon, r.lat, r.radius_km)
