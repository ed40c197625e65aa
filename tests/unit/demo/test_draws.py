"""What is made up is the same under every version of numpy, and no draw is one of our own making."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mobility_analysis.demo.draws import Draws
from mobility_analysis.demo.world import World

MANY = 2_000
PARTS = [0.05, 0.0, 0.4, 0.25, 0.3]
TRIES = np.arange(MANY)
CHANCES = np.linspace(0, 1, MANY)

# A digest of numbers from seed 23, the same under numpy 2.4.6 and 2.5.5. If one differs under a new version,
# numpy draws it differently from there on: give it a home in demo/draws.py as the counts have.
DRAWN: dict[str, tuple[Callable[[Draws], Any], str]] = {
    "binomial": (lambda rng: rng.binomial(TRIES, CHANCES), "edfa05a35b405e4e"),
    "multinomial": (lambda rng: rng.multinomial(TRIES, PARTS), "a83248edbb00b1f3"),
    "poisson": (lambda rng: rng.poisson(TRIES / 3), "a78530c489228f04"),
    "dirichlet": (lambda rng: rng.dirichlet([0.8, 2.5, 9.0], MANY), "6ab64912af20ad98"),
    "normal": (lambda rng: rng.normal(size=MANY), "6b900a99ea8d1ac5"),
    "lognormal": (lambda rng: rng.lognormal(3, 0.5, MANY), "65ec55d3bdc12c39"),
    "uniform": (lambda rng: rng.uniform(0.6, 1.4, MANY), "4ab63f8a453de7dd"),
    "random": (lambda rng: rng.random(MANY), "dae2f214462c6478"),
    "integers": (lambda rng: rng.integers(0, 1_000, MANY), "d1deee2b1dd70801"),
    "choice": (lambda rng: rng.choice(4, MANY, p=[0.1, 0.2, 0.3, 0.4]), "12321b242f483b26"),
    "permutation": (lambda rng: rng.permutation(MANY), "f20c12ef82c236c0"),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_each_kind_of_draw_has_its_numbers(kind: str) -> None:
    draw, expected = DRAWN[kind]
    numbers = np.asarray(draw(Draws([23])), dtype=float)
    # Six decimals: the last digits of a logarithm may depend on the processor.
    text = "\n".join(f"{each:.6f}" for each in numbers.ravel())
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == expected


def test_large_counts_are_those_before_numpy_changed_them() -> None:
    """numpy's own generator gives 250,088 before version 2.5 and 250,029 since."""
    rng = Draws([23])
    assert rng.binomial(1_000, 0.5, 500).sum() == 250_088
    assert rng.integers(1 << 30) == 338_063_818  # what comes afterwards has not moved either


def test_small_counts_are_numpys_own() -> None:
    """Where no version differs, every number is that of numpy's generator, in every form of call."""
    for n, size in ((20, 300), (np.arange(25), None), (7, None), (0, (2, 3))):
        ours, theirs = Draws([5, 1]), np.random.Generator(np.random.PCG64([5, 1]))
        for each in (PARTS, [1.0], [0.2, 0.8, 0.0], [0.7, 0.1, 0.2]):
            np.testing.assert_array_equal(
                ours.multinomial(n, each, size), theirs.multinomial(n, each, size)
            )
        for chance in (0.0, 0.3, 1.0):
            np.testing.assert_array_equal(
                ours.binomial(n, chance, size), theirs.binomial(n, chance, size)
            )
        assert ours.random() == theirs.random()


def test_parts_of_large_counts_add_up() -> None:
    found = Draws([5]).multinomial(TRIES * 100, [0.1, 0.2, 0.7])
    assert (found.sum(axis=1) == TRIES * 100).all()
    assert found.sum(axis=0) / found.sum() == pytest.approx([0.1, 0.2, 0.7], abs=1e-3)


def test_a_chance_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="p < 0, p > 1 or p"):
        Draws([5]).binomial([3, 3], [0.5, float("nan")])


def test_the_demonstration_is_drawn_by_them() -> None:
    assert isinstance(World().rng("any writer"), Draws)
