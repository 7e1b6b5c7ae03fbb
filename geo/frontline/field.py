"""How surely each holder holds the ground around a place: a Gaussian process classifier for every place that has rivals near.

Each such place has an expert of its own: a latent surface that its nearest places, itself among them, pin down by their holders. A
place says only on which side of zero the surface lies where it is, so expectation propagation (Minka 2001; Rasmussen and Williams
2006, section 3.6) stands in for the posterior. Scales follow the spacing of the places, so no constant is in kilometres. An expert
depends on its neighbours' holders alone, which is why it can be kept from day to day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from geo.frontline.plane import Floats, Ints

__all__ = ["CERTAIN", "NEIGHBOURS", "agreement", "covariance", "mistaken", "surface", "weights"]

Bools = npt.NDArray[np.bool_]

NEIGHBOURS = 32
"""Places that an expert listens to. 24 lose up to .03 of the baseline's error at low density, 48 gain .02 and cost twice the time."""

CERTAIN = 3.0
"""The latent value of ground about which no neighbour disagrees."""

_REACH = 2.0
_NOISE = 1e-3
_NOISE_OF_DOUBT = 1e-2
_MISTAKEN = 0.1
_MISTAKEN_STRONG = 0.005
_DOUBT = ((0.06, 0.5),)
_DOUBT_AMONG_ERRORS = ((0.4, 0.05), (0.12, 0.5))
"""Below the first number, the chance that a place's holder is right, its report may be wrong by the second; .5 is no evidence at all."""
_WITNESSES = 5
_EARSHOT_M = 75_000.0
_ROUNDS = 6
_DAMPING = 0.8
_TINY = 1e-9
_BATCH = 256


def covariance(distance: Floats) -> Floats:
    """Return the prior covariance of the surface at two points a distance apart, in units of an expert's reach.

    Half of it is exponential, half Matern 3/2: fronts are neither smooth nor without any direction that lasts.
    """
    steep = np.sqrt(3.0) * distance
    both: Floats = 0.5 * np.exp(-distance) + 0.5 * (1.0 + steep) * np.exp(-steep)
    return both


@dataclass(frozen=True, slots=True)
class _Posterior:
    """Weights of the neighbours, and the cavity of the first of them: what the others say where it is."""

    weights: Floats
    agreement: Floats


def _posterior(cover: Floats, signs: Floats, doubt: Floats, noise: float) -> _Posterior:
    """Return the posterior of surfaces (rows) given on which side of zero they lie at each neighbour (columns)."""
    rows, count = signs.shape
    precision, shift, mean = np.zeros((3, rows, count))
    variance = np.ones((rows, count)) * np.einsum("bii->bi", cover)
    agreement = np.ones(rows)
    for turn in range(_ROUNDS):
        spread = 1.0 / np.maximum(1.0 / variance - precision, _TINY)
        centre = spread * (mean / variance - shift)
        scale = np.sqrt(noise + spread)
        z = np.maximum(signs * centre / scale, -6.0)
        likely = doubt + (1 - 2 * doubt) * ndtr(z)
        pull = (1 - 2 * doubt) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi) / likely
        met = centre + signs * spread * pull / scale
        kept = np.maximum(spread - (spread / scale) ** 2 * pull * (z + pull), _TINY)
        wanted = np.maximum(1.0 / kept - 1.0 / spread, _TINY)
        step = _DAMPING if turn else 1.0
        precision, shift = precision + step * (wanted - precision), shift + step * (met / kept - centre / spread - shift)
        root = np.sqrt(precision)
        inner = np.linalg.inv(np.eye(count) + root[:, :, None] * cover * root[:, None, :])
        inner = root[:, :, None] * inner * root[:, None, :]
        variance = np.maximum(np.einsum("bii->bi", cover) - np.einsum("bij,bji->bi", cover @ inner, cover), _TINY)
        gain = shift - (inner @ (cover @ shift[:, :, None]))[:, :, 0]
        mean = (cover @ gain[:, :, None])[:, :, 0]
        agreement = ndtr(signs[:, 0] * centre[:, 0] / scale[:, 0])
    return _Posterior(gain, agreement)


def _covers(points: Floats, radius: Floats) -> Floats:
    gaps = np.sqrt(((points[:, :, None] - points[:, None]) ** 2).sum(-1)) / (radius * _REACH)[:, None, None]
    cover: Floats = covariance(gaps) + 1e-6 * np.eye(points.shape[1])
    return cover


def agreement(points: Floats, radius: Floats, labels: Ints, strong: Bools) -> Floats:
    """Return the chance that the holder of the first place of each row is right, judged by the others in the row alone.

    Parameters
    ----------
    points
        Positions in metres of the places of each row.
    radius
        The distance in metres from the first to the furthest of them.
    labels, strong
        Their holders, and whether several sources vouch for each: such a place is never doubted.
    """
    chance = np.empty(len(labels))
    for first in range(0, len(labels), _BATCH):
        rows = slice(first, first + _BATCH)
        signs = np.where(labels[rows] == labels[rows, :1], 1.0, -1.0)
        doubt = np.where(strong[rows], _MISTAKEN_STRONG, _MISTAKEN)
        chance[rows] = _posterior(_covers(points[rows], radius[rows]), signs, doubt, _NOISE_OF_DOUBT).agreement
    return np.where(strong[:, 0] | ~_heard(points), 1.0, chance)


def _heard(points: Floats) -> Bools:
    """Return in which rows enough others are near enough to the first to contradict it: far neighbours do not."""
    if points.shape[1] <= _WITNESSES:
        return np.zeros(len(points), dtype=bool)
    gap = points[:, _WITNESSES] - points[:, 0]
    heard: Bools = np.hypot(gap[:, 0], gap[:, 1]) <= _EARSHOT_M
    return heard


def mistaken(chance: Floats, near: Ints) -> Floats:
    """Return by how much each place may be mistaken (0 to .5), from the chance that each is right.

    Where neighbours already call one report wrong, others are doubted sooner: errors have a common cause more often than not.
    """
    wrong = chance < _DOUBT[-1][0]
    among = wrong[near[:, 1:]].any(axis=1)
    found = np.zeros(len(chance))
    for rules, where in ((_DOUBT, ~among), (_DOUBT_AMONG_ERRORS, among)):
        for below, by in rules:
            found[where & (chance < below)] = by
    return found


def weights(points: Floats, radius: Floats, signs: Floats, doubt: Floats) -> Floats:
    """Return for each row the weights of its places, so that the surface is their sum times the covariance; see `mistaken`."""
    found = np.empty(signs.shape)
    for first in range(0, len(signs), _BATCH):
        rows = slice(first, first + _BATCH)
        found[rows] = _posterior(_covers(points[rows], radius[rows]), signs[rows], doubt[rows], _NOISE).weights
    return found


def surface(at: Floats, points: Floats, radius: Floats, gains: Floats) -> Floats:
    """Return the surfaces of experts (rows) at one point each; `gains` has the weights by neighbour and holder."""
    gaps = np.sqrt(((at[:, None] - points) ** 2).sum(-1)) / (radius * _REACH)[:, None]
    values: Floats = np.einsum("nk,nkh->nh", covariance(gaps), gains)
    return values
