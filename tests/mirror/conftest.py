"""Real files, parsed once a session."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe
from mobility_analysis.sources import source_module

Load = Callable[..., dict[str, pd.DataFrame]]


@pytest.fixture(scope="session")
def load(mirror: Path) -> Load:
    """``load(source_id, vintage)``: the tidy tables of real files, with their snapshot column."""

    @cache
    def _load(source_id: str, vintage_id: str) -> dict[str, pd.DataFrame]:
        module = source_module(source_id)
        vintage = module.SOURCE.vintage(vintage_id)
        tables = module.read(mirror / source_id / vintage_id, vintage)
        return {
            kind: frame.assign(snapshot=f"{source_id}@{vintage_id}")
            for kind, frame in module.tidy(tables, vintage).items()
        }

    return _load


@pytest.fixture(scope="session")
def population(load: Load) -> pd.DataFrame:
    return load("census_pep", "v2023-county-agesex")["population"]


@pytest.fixture(scope="session")
def universe(population: pd.DataFrame) -> Universe:
    return Universe(population)


@pytest.fixture(scope="session")
def tables(load: Load) -> Callable[..., Tables]:
    """``tables(("census_acs", "5yr-2017-county-aff"), ...)`` as a metric reads them."""

    def _tables(*wanted: tuple[str, str]) -> Tables:
        frames: dict[str, list[pd.DataFrame]] = {}
        for source_id, vintage_id in wanted:
            for kind, frame in load(source_id, vintage_id).items():
                frames.setdefault(kind, []).append(frame)
        return Tables.of(**{kind: pd.concat(parts) for kind, parts in frames.items()})

    return _tables
