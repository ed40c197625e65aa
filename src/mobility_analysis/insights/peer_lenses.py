"""The factors by which places are compared, and the lenses that weigh them: ``peers.yaml`` as typed records."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.io import read_yaml
from mobility_analysis.core.near_names import choose_from

DEFINITIONS = Path(__file__).with_name("peers.yaml")
DEFAULT_LENS = "balanced"


@dataclass(frozen=True)
class Factor:
    """One factor by which places are compared.

    ``classes`` are of an ordinal one, in order. A lens counts it where at least the part ``enough`` of the
    level's places is known. ``is_always_told``: named for every peer of which it is known. ``of`` is the column that
    says whom the values are of, ``period`` the one with their years.
    """

    id: str
    kind: str
    label: str
    columns: tuple[str, ...]
    classes: tuple[str, ...] = ()
    enough: float = 0.0
    is_always_told: bool = False
    of: str = ""
    period: str = ""


@dataclass(frozen=True)
class Lens:
    """A way of looking: how much each factor counts."""

    id: str
    label: str
    about: str
    weights: dict[str, float]


@dataclass(frozen=True)
class FactorDifference:
    """How far two places lie apart in one factor.

    ``distance`` is in units of the typical distance; ``size`` in the factor's own (kilometers for
    proximity). ``here`` and ``there`` are the values in ``factor.columns``, ``of`` whom they are of.
    """

    factor: Factor
    weight: float
    distance: float
    size: float
    here: tuple[Any, ...]
    there: tuple[Any, ...]
    of: str = ""


@lru_cache(maxsize=1)
def known_factors() -> dict[str, Factor]:
    """Factors by which places are compared, by name, from ``insights/peers.yaml``."""
    entries = read_yaml(DEFINITIONS, dict)["factors"]
    return {
        name: Factor(
            name,
            entry["kind"],
            entry["label"],
            tuple(entry["columns"]),
            tuple(entry.get("classes", ())),
            float(entry.get("enough", 0)),
            bool(entry.get("always_told", False)),
            str(entry.get("of", "")),
            str(entry.get("period", "")),
        )
        for name, entry in entries.items()
    }


@lru_cache(maxsize=1)
def lenses() -> dict[str, Lens]:
    """Lenses (sets of weights) by name, from ``insights/peers.yaml``."""
    entries = read_yaml(DEFINITIONS, dict)["lenses"]
    return {
        name: Lens(name, entry["label"], entry["about"], dict(entry["weights"]))
        for name, entry in entries.items()
    }


def find_lens(name: str) -> Lens:
    """The lens called ``name`` (its id or label, in any case).

    Raises
    ------
    UsageError
        With the lenses there are.
    """
    asked = name.strip().lower()
    for lens in lenses().values():
        if asked in (lens.id, lens.label):
            return lens
    raise UsageError(f"There is no lens {name!r}.", choose_from(name, lenses()))


def resolve_weights(lens: str, weights: Mapping[str, float] | None = None) -> dict[str, float]:
    """The weight of every factor: the lens's, with ``weights`` put in their place.

    Raises
    ------
    UsageError
        An unknown lens or factor, a weight that is negative or no number, or nothing left to compare.
    """
    given = dict(weights or {})
    unknown = [name for name in given if name not in known_factors()]
    if unknown:
        raise UsageError(
            f"There is no factor {', '.join(map(repr, unknown))}.",
            f"Use any of: {', '.join(known_factors())}.",
        )
    for name, weight in given.items():
        if not math.isfinite(weight) or weight < 0:
            raise UsageError(
                f"The weight of {name} cannot be {weight}.",
                "Use 0 to leave a factor out, 1 for the usual weight, a larger number for more weight.",
            )
    chosen = find_lens(lens).weights | given
    out = {name: float(chosen.get(name, 0.0)) for name in known_factors()}
    if not any(out.values()):
        raise UsageError(
            "All weights are 0, so nothing is left to compare.", "Give one factor a weight above 0."
        )
    return out


@lru_cache(maxsize=1)
def group_names() -> dict[str, str]:
    """Printed name of the group behind each share column."""
    return dict(read_yaml(DEFINITIONS, dict)["groups"])
