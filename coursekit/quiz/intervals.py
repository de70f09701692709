"""Intervals of numbers as floats hold them: both ends included, found by trying, exact to the last bit."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from sys import float_info

Interval = tuple[float, float]
"""Lowest and highest number, both included; none if the first is above the second."""


def rounded(value: float, precision: int | None) -> Interval:
    """Return the numbers that are ``value`` when both are rounded to so many significant digits."""
    cut = _rounding(precision)
    return _first(lambda x: cut(x) >= cut(value)), _before(_first(lambda x: cut(x) > cut(value)))


def within(low: float, high: float, precision: int | None) -> Interval:
    """Return the numbers that, rounded to so many significant digits, are at least ``low`` and below ``high``."""
    cut = _rounding(precision)
    return _first(lambda x: cut(x) >= low), _before(_first(lambda x: cut(x) >= high))


def without(whole: Interval, others: Sequence[Interval]) -> list[Interval]:
    """Return what is left of an interval without others, from low to high."""
    left = [whole] if whole[0] <= whole[1] else []
    for low, high in others:
        if low <= high:
            left = [
                piece
                for start, end in left
                for piece in ((start, min(end, _before(low))), (max(start, _after(high)), end))
                if piece[0] <= piece[1]
            ]
    return left


def _rounding(precision: int | None) -> Callable[[float], float]:
    """Return what JavaScript's ``toPrecision`` does: halves go away from zero, by the exact value of the float."""
    if precision is None:
        return lambda x: x
    context = Context(prec=precision, rounding=ROUND_HALF_UP)
    return lambda x: float(context.create_decimal(Decimal(x)))


def _first(reached: Callable[[float], bool]) -> float:
    """Return the least number from which on ``reached`` holds, or infinity if it never does."""
    low, high = _rank(-float_info.max), _rank(float_info.max) + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(_ranked(middle)) else (middle + 1, high)
    return _ranked(low)


def _rank(number: float) -> int:
    """Return the place of a float in the order of all floats; that of 0 is 0."""
    bits = int(struct.unpack("<q", struct.pack("<d", number))[0])
    return bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)


def _ranked(rank: int) -> float:
    size = float(struct.unpack("<d", struct.pack("<q", abs(rank)))[0])
    return size if rank >= 0 else -size


def _before(number: float) -> float:
    return math.nextafter(number, -math.inf)


def _after(number: float) -> float:
    return math.nextafter(number, math.inf)
