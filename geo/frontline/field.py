"""How surely each holder holds the ground around a place: a Gaussian process classifier for every place that has rivals near.

Each such place has an expert of its own: a latent surface that its nearest places, itself among them, pin down by their holders. A
place says only on which side of zero the surface lies where it is, so expectation propagation (Minka 2001; Rasmussen and Williams
2006, section 3.6) stands in for the posterior. Scales follow the spacing of the places, so no constant is in kilometres. An expert
depends on its neighbours' holders alone, which is why it can be kept from day to day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from geo.frontline.plane import Floats, Ints

__all__ = [
    "CERTAIN",
    "NEIGHBOURS",
    "REGION",
    "SUSPECT",
    "agreement",
    "covariance",
    "covers",
    "error_rate",
    "mistaken",
    "surface",
    "weights",
]

Bools = npt.NDArray[np.bool_]

NEIGHBOURS = 32
"""Places that an expert listens to. 48 and 64 give the same error within .01, in both cases at twice the time and more."""

REGION = 256
"""Places that together tell how many reports are wrong around each of them."""

SUSPECT = 0.5
"""Only a place whose neighbours make its holder less likely than this may be mistaken."""

CERTAIN = 3.0
"""The latent value of ground about which no neighbour disagrees."""

_REACH = 1.2
_LEVEL = 0.5
"""Variance of the level of the whole surface, beside 1 for its shape: where one holder has few places, ground is rarely its own."""

_NOISE = 1e-3
_CLOSE = 30.0
"""Precision of the surface being zero at a place where one fight bears out that the line is close; with known fights at half of the
places within 5 km of a true front this took .08 off the nearest-place error at each density, 10 took .04 and 100 .09."""
_NOISE_OF_DOUBT = 1e-2
_MISTAKEN = 0.1
_MISTAKEN_STRONG = 0.005
_RATES = np.array([0.0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1])
_NO_ERRORS = np.log(2.0)
"""That no report is wrong is taken beforehand for twice as likely as any one rate, as the logarithm of the odds."""
_DEEP = 0.007
"""Chance below which a real front has a place so deep in foreign ground more seldom than the classifier, whose surfaces make islands."""
_WITNESSES = 5
_EARSHOT_M = 75_000.0
_ROUNDS = 6
_ROUNDS_PLAIN = 4
"""Of propagation where nothing is doubted: the surface is then as near to what it settles at as five rounds bring it, and the error of the
ground is the same to .0005."""
_DAMPING = 0.8
_TINY = 1e-9
_BATCH = 96
_AT_HAND = 8
"""Rows of which the arrays that come and go are small enough to stay at hand."""
_LEAF = 4


def covariance(distance: Floats) -> Floats:
    """Return the prior covariance of the surface at two points a distance apart, in units of an expert's reach.

    A Matern covariance of order 3/2 about a level that is not known beforehand.
    """
    steep = np.sqrt(3.0) * distance
    both: Floats = (_LEVEL + (1.0 + steep) * np.exp(-steep)) / (1.0 + _LEVEL)
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


def _posterior(cover: Floats, signs: Floats, doubt: Floats, noise: float, rounds: int, pull_to_zero: Floats | None = None) -> _Posterior:
    """Return the posterior of surfaces given on which side of zero they lie at each neighbour, after some rounds of propagation.

    `pull_to_zero` is the precision with which each is known to be zero besides: the line is close.
    """
    close = np.zeros(signs.shape) if pull_to_zero is None else pull_to_zero
    prior = np.einsum("bii->bi", cover)
    nothing, room = np.zeros(signs.shape), _Room(*signs.shape)
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
        found = _joined(cover, precision, shift, close, room)
    return found


def _joined(cover: Floats, precision: Floats, shift: Floats, close: Floats, room: _Room) -> _Posterior:
    """Return the posterior that the contributions of the neighbours make together (Rasmussen and Williams 2006, equation 3.67)."""
    known = precision + close
    root = np.sqrt(known)
    half = np.multiply(root[:, :, None], cover, out=room.half)
    inner = np.multiply(half, root[:, None, :], out=room.inner)
    np.einsum("bii->bi", inner)[:] += 1.0
    lower = np.linalg.cholesky(inner).astype(np.float64, copy=False)
    inverse = _lower_inverse(lower, room.inverse)
    # With S for what is known and B for what is inverted, the covariance is that of S less S's root times B's inverse times it.
    variance = np.maximum((1.0 - np.einsum("bij,bij->bj", inverse, inverse)) / known, _TINY)
    gain = shift - root * (inverse.transpose(0, 2, 1) @ (inverse @ (half @ shift[:, :, None])))[:, :, 0]
    return _Posterior(gain, (cover @ gain[:, :, None])[:, :, 0], variance, precision, shift)


def _lower_inverse(lower: Floats, inverse: Floats) -> Floats:
    """Return the inverses of lower triangular matrices, many at once: of small blocks on the diagonal, then of ever larger ones.

    `inverse` is room for them, as many rows and columns as a power of two times `_LEAF`, and zero above the diagonal.
    """
    rows, count, size = len(lower), lower.shape[1], inverse.shape[1]
    whole = lower
    if count < size:
        whole = np.zeros(inverse.shape)
        np.einsum("bii->bi", whole)[:] = 1.0
        whole[:, :count, :count] = lower
    leaves = rows, size // _LEAF, _LEAF, size // _LEAF, _LEAF
    np.einsum("bixiy->bixy", inverse.reshape(leaves))[:] = _leaf_inverse(np.einsum("bixiy->bixy", whole.reshape(leaves)))
    width = _LEAF
    while width < size:
        pairs = rows, size // (2 * width), 2, width, size // (2 * width), 2, width
        done, given = (np.einsum("bipxiqy->bpqixy", m.reshape(pairs)) for m in (inverse, whole))
        done[:, 1, 0] = -(done[:, 1, 1] @ (given[:, 1, 0] @ done[:, 0, 0]))
        width *= 2
    return inverse[:, :count, :count]


def _leaf_inverse(lower: Floats) -> Floats:
    """Return the inverses of lower triangular matrices of a few rows, by substitution."""
    # Entry by entry over all matrices: that of one entry lie next to each other.
    given = np.ascontiguousarray(np.moveaxis(lower, (-2, -1), (0, 1)))
    inverse = np.zeros(given.shape)
    for row in range(len(given)):
        inverse[row, row] = 1.0 / given[row, row]
        for column in range(row):
            across = sum(given[row, k] * inverse[k, column] for k in range(column, row))
            inverse[row, column] = -inverse[row, row] * across
    return np.moveaxis(inverse, (0, 1), (-2, -1))


class _Room:
    """Room for what is worked out for a batch of surfaces again and again; asking for it anew each time would cost more than the work."""

    def __init__(self, rows: int, count: int) -> None:
        size = _LEAF
        while size < count:
            size *= 2
        self.half, self.inner = np.empty((2, rows, count, count))
        self.inverse = np.zeros((rows, size, size))


def covers(points: Floats, radius: Floats) -> Floats:
    """Return the prior covariance of the places of each row, given by position, with each other; `radius` is that of the row's expert."""
    cover = np.empty((*points.shape[:2], points.shape[1]))
    for first in range(0, len(points), _AT_HAND):
        rows = slice(first, first + _AT_HAND)
        x, y = np.moveaxis(points[rows], -1, 0)
        east, north = x[:, :, None] - x[:, None], y[:, :, None] - y[:, None]
        cover[rows] = covariance(np.sqrt(east * east + north * north) / (radius[rows] * _REACH)[:, None, None])
    np.einsum("bii->bi", cover)[:] += 1e-6
    return cover


def agreement(points: Floats, cover: Callable[[Ints], Floats], labels: Ints, strong: Bools) -> Floats:
    """Return the chance that the holder of the first place of each row is right, judged by the others in the row alone.

    On 13 true fronts the classifier alone gave 20,000 places less than .005 to be of the other side: one was, where sixty had to be.
    Below `_DEEP` the chance therefore falls with the third power of what the classifier says.

    Parameters
    ----------
    points
        Positions in metres of the places of each row.
    cover
        Gives the `covers` of some rows, with the distance from the first to the furthest of their places as the radius.
    labels, strong
        Their holders, and whether several sources vouch for each: such a place is never doubted.
    """
    chance = np.empty(len(labels))
    for first in range(0, len(labels), _BATCH):
        rows = np.arange(first, min(first + _BATCH, len(labels)))
        signs = np.where(labels[rows] == labels[rows, :1], 1.0, -1.0)
        doubt = np.where(strong[rows], _MISTAKEN_STRONG, _MISTAKEN)
        centre, spread = _posterior(cover(rows), signs, doubt, _NOISE_OF_DOUBT, _ROUNDS - 1).without_own()
        chance[rows] = ndtr(signs[:, 0] * centre[:, 0] / np.sqrt(_NOISE_OF_DOUBT + spread[:, 0]))
    return np.where(strong[:, 0] | ~_heard(points), 1.0, chance * np.minimum(1.0, chance / _DEEP) ** 2)


def _heard(points: Floats) -> Bools:
    """Return in which rows enough others are near enough to the first to contradict it: far neighbours do not."""
    if points.shape[1] <= _WITNESSES:
        return np.zeros(len(points), dtype=bool)
    gap = points[:, _WITNESSES] - points[:, 0]
    heard: Bools = np.hypot(gap[:, 0], gap[:, 1]) <= _EARSHOT_M
    return heard


def error_rate(chances: Floats) -> Floats:
    """Return the share of reports that are wrong in each row of places, from the chance that each is right as `agreement` has it.

    It is the most likely of a few rates, 0 where places are only as odd as the surface lets expect: a real front has odd places too.
    """
    likely = np.stack([np.log(np.maximum(rate + (1 - 2 * rate) * chances, _TINY)).sum(axis=1) for rate in _RATES], axis=1)
    likely[:, 0] += _NO_ERRORS
    rates: Floats = _RATES[likely.argmax(axis=1)]
    return rates


def mistaken(chance: Floats, rate: Floats) -> Bools:
    """Return which reports are at least as likely wrong as right.

    By the rule of Bayes from the chance that its place's holder is right as its neighbours see it, and the rate of errors around.
    """
    found: Bools = (rate > 0) & (rate * (1 - chance) >= (1 - rate) * chance)
    return found


def weights(cover: Callable[[Ints], Floats], signs: Floats, doubt: Floats, fought: Floats) -> Floats:
    """Return for each row the weights of its places, so that the surface is their sum times the covariance.

    `cover` gives the `covers` of some rows.
    `doubt` is how likely each report is wrong, .5 if it is no evidence at all; `fought` how much says that the line is close to each,
    from 0 up.
    """
    found = np.empty(signs.shape)
    plain = ~(doubt.any(axis=1) | fought.any(axis=1))
    for alike, rounds in ((plain, _ROUNDS_PLAIN), (~plain, _ROUNDS)):
        asked = np.flatnonzero(alike)
        for first in range(0, len(asked), _BATCH):
            rows = asked[first : first + _BATCH]
            found[rows] = _posterior(cover(rows), signs[rows], doubt[rows], _NOISE, rounds, _CLOSE * fought[rows]).weights
    return found


def surface(at: Floats, points: Floats, radius: Floats, gains: Floats) -> Floats:
    """Return the surfaces of experts (rows) at some points each (columns); `gains` has the weights by neighbour and holder."""
    values = np.empty((*at.shape[:2], gains.shape[2]))
    for first in range(0, len(at), 4 * _AT_HAND):
        rows = slice(first, first + 4 * _AT_HAND)
        east, north = (at[rows, :, None, axis] - points[rows, None, :, axis] for axis in (0, 1))
        gaps = np.sqrt(east * east + north * north) / (radius[rows] * _REACH)[:, None, None]
        values[rows] = covariance(gaps) @ gains[rows]
    return values
