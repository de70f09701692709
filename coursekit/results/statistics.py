"""The statistics of classical test theory, each with its source. Scores are arrays with a row for each student.

Where a figure does not exist (too few students, no spread) it is None: never 0, and never not-a-number.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating[Any]]

Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: for intervals of 95 percent."""


def correlation(one: Scores, other: Scores) -> float | None:
    """Return Pearson's correlation of two columns; with a column of zeros and ones it is the point-biserial one."""
    if len(one) < 3:
        return None
    first, second = one - one.mean(), other - other.mean()
    spread = math.sqrt(float(first @ first) * float(second @ second))
    return float(first @ second) / spread if spread > 1e-9 * len(one) else None


def discriminations(scores: Scores) -> list[float | None]:
    """Return for each column its correlation with the sum of all the others: item with rest.

    An item correlates with a sum of which it is a part even if it measures nothing, so it is taken out of the sum.
    Source: S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28 (1963), 211-218.

    Args:
        scores: points, a row for each student who answered all, a column for each item.
    """
    total = scores.sum(axis=1)
    return [correlation(column, total - column) for column in scores.T]


def alpha(scores: Scores) -> float | None:
    """Return Cronbach's alpha of the sum of the columns; of zeros and ones it is KR-20.

    Sources: L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951), 297-334;
    G. F. Kuder and M. W. Richardson, "The theory of the estimation of test reliability", Psychometrika 2 (1937),
    151-160.

    Args:
        scores: points, a row for each student who answered all, a column for each item.
    """
    students, items = scores.shape
    if students < 3 or items < 2:
        return None
    whole = float(scores.sum(axis=1).var(ddof=1))
    if whole < 1e-12:
        return None
    return items / (items - 1) * (1 - float(scores.var(axis=0, ddof=1).sum()) / whole)


def feldt(alpha: float, students: int, items: int, level: float = 0.95) -> tuple[float, float]:
    """Return the confidence interval of Cronbach's alpha, by Feldt's F distribution.

    Sources: L. S. Feldt, "The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty",
    Psychometrika 30 (1965), 357-370; L. S. Feldt, D. J. Woodruff and F. A. Salih, "Statistical inference for
    coefficient alpha", Applied Psychological Measurement 11 (1987), 93-103, formulas 6 and 7.

    Args:
        alpha: the coefficient.
        students: rows that it rests on, two or more.
        items: columns, two or more.
        level: how sure the interval is to be.
    """
    from scipy.special import fdtri  # only where there is an interval to work out

    first, second = students - 1, (students - 1) * (items - 1)
    low, high = (float(fdtri(first, second, p)) for p in ((1 - level) / 2, (1 + level) / 2))
    return 1 - (1 - alpha) * high, 1 - (1 - alpha) * low


def wilson(hits: int, trials: int) -> tuple[float, float] | None:
    """Return the 95 percent interval of a share.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209-212.
    """
    if not trials:
        return None
    share, weight = hits / trials, Z * Z / trials
    middle = (share + weight / 2) / (1 + weight)
    reach = Z / (1 + weight) * math.sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return max(0.0, middle - reach), min(1.0, middle + reach)
