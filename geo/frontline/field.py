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
_BATCH = 64
_SMALL = 4


def covariance(distance: Floats) -> Floats:
    """Return the prior covariance of the surface at two points a distance apart, in units of an expert's reach.

    Half of it is exponential, half Matern 3/2: fronts are neither smooth nor without any direction that lasts.
    """
    steep = np.sqrt(3.0) * distance
    both: Floats = 0.5 * np.exp(-distance) + 0.5 * (1.0 + steep) * np.exp(-steep)
    return both


@dataclass(frozen=True, slots=True)
class _Posterior:
    """Surfaces (rows) at their neighbours (columns): weights, mean and variance, and what each neighbour's own sign contributed."""

    weights: Floats
    mean: Floats
    variance: Floats
    precision: Floats
    shift: Floats

    def without_own(self) -> tuple[Floats, Floats]:
        """Return mean and variance at each neighbour as the others alone have them: the cavity."""
        spread = 1.0 / np.maximum(1.0 / self.variance - self.precision, _TINY)
        return spread * (self.mean / self.variance - self.shift), spread


def _posterior(cover: Floats, signs: Floats, doubt: Floats, noise: float, rounds: int) -> _Posterior:
    """Return the posterior of surfaces given on which side of zero they lie at each neighbour, after some rounds of propagation."""
    prior = np.einsum("bii->bi", cover)
    nothing = np.zeros(signs.shape)
    found = _Posterior(nothing, nothing, prior, nothing, nothing)
    for turn in range(rounds):
        centre, spread = found.without_own()
        scale = np.sqrt(noise + spread)
        z = np.maximum(signs * centre / scale, -6.0)
        likely = doubt + (1 - 2 * doubt) * ndtr(z)
        pull = (1 - 2 * doubt) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi) / likely
        met = centre + signs * spread * pull / scale
        kept = np.maximum(spread - (spread / scale) ** 2 * pull * (z + pull), _TINY)
        wanted = np.maximum(1.0 / kept - 1.0 / spread, _TINY)
        step = _DAMPING if turn else 1.0
        precision = found.precision + step * (wanted - found.precision)
        shift = found.shift + step * (met / kept - centre / spread - found.shift)
        found = _joined(cover, prior, precision, shift)
    return found


def _joined(cover: Floats, prior: Floats, precision: Floats, shift: Floats) -> _Posterior:
    """Return the posterior that the contributions of the neighbours make together (Rasmussen and Williams 2006, equation 3.67)."""
    root = np.sqrt(precision)
    half = root[:, :, None] * cover
    inner = half * root[:, None, :]
    np.einsum("bii->bi", inner)[:] += 1.0
    lower = np.linalg.cholesky(inner).astype(np.float64, copy=False)
    inverse = _lower_inverse(lower)
    spread = inverse @ half
    variance = np.maximum(prior - np.einsum("bij,bij->bj", spread, spread), _TINY)
    gain = shift - root * (inverse.transpose(0, 2, 1) @ (inverse @ (half @ shift[:, :, None])))[:, :, 0]
    return _Posterior(gain, (cover @ gain[:, :, None])[:, :, 0], variance, precision, shift)


def _lower_inverse(lower: Floats) -> Floats:
    """Return the inverses of lower triangular matrices, many at once: in quarters, the smallest by substitution."""
    count = lower.shape[1]
    inverse = np.zeros(lower.shape)
    if count <= _SMALL:
        diagonal = 1.0 / np.einsum("bii->bi", lower)
        for row in range(count):
            inverse[:, row, row] = diagonal[:, row]
            if row:
                across = np.einsum("bk,bkj->bj", lower[:, row, :row], inverse[:, :row, :row])
                inverse[:, row, :row] = -diagonal[:, row, None] * across
        return inverse
    half = count // 2
    above, below = _lower_inverse(lower[:, :half, :half]), _lower_inverse(lower[:, half:, half:])
    inverse[:, :half, :half], inverse[:, half:, half:] = above, below
    inverse[:, half:, :half] = -(below @ (lower[:, half:, :half] @ above))
    return inverse


def _covers(points: Floats, radius: Floats) -> Floats:
    x, y = np.moveaxis(points, -1, 0)
    east, north = x[:, :, None] - x[:, None], y[:, :, None] - y[:, None]
    cover = covariance(np.sqrt(east * east + north * north) / (radius * _REACH)[:, None, None])
    np.einsum("bii->bi", cover)[:] += 1e-6
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
        centre, spread = _posterior(_covers(points[rows], radius[rows]), signs, doubt, _NOISE_OF_DOUBT, _ROUNDS - 1).without_own()
        chance[rows] = ndtr(signs[:, 0] * centre[:, 0] / np.sqrt(_NOISE_OF_DOUBT + spread[:, 0]))
    return np.where(strong[:, 0] | ~_heard(points), 1.0, chance)


def _heard(points: Floats) -> Bools:
    """Return in which rows enough others are near enough to the first to contradict it: far neighbours do not."""
    if points.shape[1] <= _WITNESSES:
        return np.zeros(len(points), dtype=bool)
    gap = points[:, _WITNESSES] - points[:, 0]
    heard: Bools = np.hypot(gap[:, 0], gap[:, 1]) <= _EARSHOT_M
    return heard


def mistaken(chance: Floats, near: Ints) -> Floats:
    """Return by how much the first place of each row of neighbours may be mistaken (0 to .5), from the chance that each place is right.

    Where neighbours already call one report wrong, others are doubted sooner: errors have a common cause more often than not.
    """
    wrong = chance < _DOUBT[-1][0]
    among = wrong[near[:, 1:]].any(axis=1)
    found = np.zeros(len(near))
    for rules, where in ((_DOUBT, ~among), (_DOUBT_AMONG_ERRORS, among)):
        for below, by in rules:
            found[where & (chance[near[:, 0]] < below)] = by
    return found


def weights(points: Floats, radius: Floats, signs: Floats, doubt: Floats) -> Floats:
    """Return for each row the weights of its places, so that the surface is their sum times the covariance; see `mistaken`."""
    found = np.empty(signs.shape)
    for first in range(0, len(signs), _BATCH):
        rows = slice(first, first + _BATCH)
        found[rows] = _posterior(_covers(points[rows], radius[rows]), signs[rows], doubt[rows], _NOISE, _ROUNDS).weights
    return found


def surface(at: Floats, points: Floats, radius: Floats, gains: Floats) -> Floats:
    """Return the surfaces of experts (rows) at some points each (columns); `gains` has the weights by neighbour and holder."""
    east, north = (at[:, :, None, axis] - points[:, None, :, axis] for axis in (0, 1))
    gaps = np.sqrt(east * east + north * north) / (radius * _REACH)[:, None, None]
    values: Floats = np.einsum("nmk,nkh->nmh", covariance(gaps), gains)
    return values
