"""The trend formulas once more, in exact arithmetic and plain loops."""

import math
from collections.abc import Callable
from fractions import Fraction

Z = 1.959963984540054


def surprise(k: int, n: int, k0: int, n0: int) -> float | None:
    """−log10 P(X >= k) of the Gamma–Poisson predictive, from the sum of all P(X = x), x < k, as a fraction.

    P(X = x) = C(a + x − 1, x) (1 − r)^a r^x with a = 1 + k0, b = n0 + (n0 + 1)/(k0 + 1), r = n/(b + n).
    """
    if n0 < 10:
        return None
    return -_log10_tails(k, n, k0, n0)[1] if k else 0.0


def lull(k: int, n: int, k0: int, n0: int) -> float | None:
    """−log10 P(X <= k) of the same predictive; 0 where k is not below its mean."""
    if n0 < 10:
        return None
    if k * (n0 + Fraction(n0 + 1, k0 + 1)) >= (k0 + 1) * n:
        return 0.0
    return -_log10_tails(k + 1, n, k0, n0)[0]


def _log10_tails(k: int, n: int, k0: int, n0: int) -> tuple[float, float]:
    """log10 of P(X < k) and P(X >= k), k >= 1."""
    a, b = 1 + k0, n0 + Fraction(n0 + 1, k0 + 1)
    # With r = p/q and 1 − r = o/q every term is a whole number over q^(a+k−1).
    r = Fraction(n) / (b + n)
    p, q = r.numerator, r.denominator
    term = (q - p) ** a
    below = 0
    for x in range(k):
        below = below * q + term
        term = term * p * (a + x) // (x + 1)
    whole = q ** (a + k - 1)
    # Of such long numbers only the logarithm is a float.
    return math.log10(below) - math.log10(whole), math.log10(whole - below) - math.log10(whole)


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """Wilson's interval as the two shares whose z-score against k of n is ±Z, found by bisection."""
    if n == 0:
        return None
    share = k / n

    def is_inside(p: float) -> bool:
        return (share - p) ** 2 <= Z * Z * p * (1 - p) / n

    return _edge(is_inside, share, 0.0), _edge(is_inside, share, 1.0)


def _edge(is_inside: Callable[[float], bool], inside: float, outside: float) -> float:
    for _ in range(200):
        middle = (inside + outside) / 2
        if is_inside(middle):
            inside = middle
        else:
            outside = middle
    return inside


def log_likelihood(k: int, a: int, b: int, n: int) -> float:
    """Dunning's G² as the difference of the binomial log-likelihoods of one rate and of two."""

    def likelihood(x: int, trials: int, rate: float) -> float:
        return (x * math.log(rate) if x else 0.0) + ((trials - x) * math.log1p(-rate) if trials > x else 0.0)

    two = likelihood(k, a, k / a) + (likelihood(b - k, n - a, (b - k) / (n - a)) if n > a else 0.0)
    return 2 * (two - likelihood(k, a, b / n) - (likelihood(b - k, n - a, b / n) if n > a else 0.0))
