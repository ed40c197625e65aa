"""Random numbers that are the same under every version of numpy.

numpy promises that its bit generators and :class:`numpy.random.RandomState` give the same numbers for ever, but
not that a :class:`numpy.random.Generator` does (NEP 19). Version 2.5 mended a sign in its binomial draws
(numpy#31238), which moves about one large draw in ten thousand and with it everything drawn afterwards. Binomial
counts are therefore drawn by the frozen algorithm, from the same bits; multinomial ones are made of binomial
ones here, because those of the frozen class changed too (numpy#32299). The other draws have not changed so
far: ``tests/unit/demo/test_draws.py`` holds each of them to its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class Draws(np.random.Generator):
    """A generator of numpy's whose counts do not depend on the version; others as numpy draws them."""

    def __init__(self, seed: Sequence[int]) -> None:
        bits = np.random.PCG64(list(seed))
        super().__init__(bits)
        self._frozen = np.random.RandomState(bits)

    def binomial(self, n: Any, p: Any, size: Any = None) -> Any:
        """Numbers of successes among ``n`` tries with the chance ``p``, both numbers or arrays.

        Of no try, or no chance, nothing is drawn.
        """
        n, p = np.broadcast_arrays(n, p)
        if size is not None:
            n, p = np.broadcast_to(n, size), np.broadcast_to(p, size)
        found = np.zeros(n.shape, dtype=np.int64)
        some = (n != 0) & (p != 0)
        found[some] = self._frozen.binomial(n[some], p[some])
        return found[()]

    def multinomial(self, n: Any, pvals: Any, size: Any = None) -> Any:
        """Numbers of ``n`` tries, a number or an array, that end in each part; ``pvals`` add up to 1.

        Shape (parts,), or (tries, parts) for an array or a ``size``.
        """
        parts = np.asarray(pvals, dtype=float)
        tries = np.asarray(n) if size is None else np.broadcast_to(n, size)
        drawn = [self._split(int(each), parts) for each in tries.ravel()]
        return np.reshape(drawn, (*tries.shape, len(parts))).astype(np.int64)

    def _split(self, left: int, parts: np.ndarray) -> list[int]:
        """Each part takes its share of what the parts before it left."""
        found = [0] * len(parts)
        rest = 1.0
        for index, part in enumerate(parts[:-1]):
            if left and part:
                # Rounding can leave a little less than the part that is due.
                found[index] = int(self._frozen.binomial(left, min(part / rest, 1.0)))
            left -= found[index]
            if left == 0:
                return found
            rest -= part
        found[-1] = left
        return found
