"""Survey records added up on a cluster: the totals of one process, also when a worker is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.estimation._records import ALLOCATION, survey_records

from mobility_analysis.core.errors import MobilityError, UsageError
from mobility_analysis.estimation.microdata import Totals, piece_of, totals, totals_of_pieces
from mobility_analysis.estimation.microdata_percentiles import replicate_percentiles
from mobility_analysis.workflow.survey_cluster import (
    Question,
    percentiles_on_cluster,
    totals_on_cluster,
)

ROWS = 100
PIECES = 14  # groups of so many rows


def _numbers(records: pd.DataFrame) -> Mapping[str, pd.Series]:
    return {
        "has": records["has"].astype(float),
        "all": pd.Series(1.0, index=records.index),
        "income": records["income"],
    }


def _young(records: pd.DataFrame) -> pd.Series:
    return records["income"] < 80


def _slowly(records: pd.DataFrame) -> Mapping[str, pd.Series]:
    time.sleep(0.3)
    return _numbers(records)


def _impossible(records: pd.DataFrame) -> Mapping[str, pd.Series]:
    return {"gone": records["gone"]}


QUESTION = Question(("has", "income"), _numbers, ("gender", "age"), _young)


def _records() -> pd.DataFrame:
    """Two files; the second has an age that the first lacks."""
    one = survey_records(900).assign(age="Under Age 45")
    two = survey_records(500, seed=4).assign(
        age="Age 45 and Over", year=2024, period="2020-2024", snapshot="pums@2"
    )
    both = pd.concat([one, two], ignore_index=True)
    both.loc[::3, "age"] = "Under Age 45"
    # Whole numbers, whose sums are exact in any order.
    return both.assign(income=np.round(both["income"]))


def _in_one_process(records: pd.DataFrame) -> Totals:
    return totals(records, ALLOCATION, _numbers(records), ("gender", "age"), _young(records))


def _same(one: Totals, two: Totals) -> None:
    pd.testing.assert_frame_equal(one.rows, two.rows, check_exact=True)
    assert list(one.of) == list(two.of)
    for name, table in one.of.items():
        np.testing.assert_array_equal(table, two.of[name])


@settings(max_examples=25)
@given(st.lists(st.integers(1, 1399), max_size=6), st.randoms(use_true_random=False))
def test_any_pieces_in_any_order_add_up_to_the_totals_of_all(
    cuts: list[int], random: object
) -> None:
    records = _records()
    bounds = [0, *sorted(set(cuts)), len(records)]
    parts = [records.iloc[a:b].reset_index(drop=True) for a, b in pairwise(bounds)]
    first, *others = parts
    random.shuffle(others)  # type: ignore[attr-defined]
    pieces = [
        piece_of(part, _numbers(part), ("gender", "age"), _young(part)) for part in [first, *others]
    ]
    _same(totals_of_pieces(pieces, ALLOCATION), _in_one_process(records))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pums_persons.parquet"
    pq.write_table(pa.Table.from_pandas(_records()), path, row_group_size=ROWS)
    assert pq.ParquetFile(path).num_row_groups == PIECES
    return path


MEASURES = {"pctl_income_20": 0.2, "pctl_income_50": 0.5, "pctl_income_80": 0.8}
SLOW = Question(QUESTION.columns, _slowly, QUESTION.by, QUESTION.among)


@contextlib.contextmanager
def _two_workers(after: int) -> Iterator[str]:
    """A cluster's address; one of its two workers is killed when ``after`` pieces are there and others are worked on."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as local,
        Client(local, set_as_default=False) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))
        killed = threading.Event()

        def kill() -> None:
            seen: set[str] = set()
            while len(seen) < after:
                seen |= set(client.who_has())
                time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)
            killed.set()

        threading.Thread(target=kill, daemon=True).start()
        yield local.scheduler_address
        assert killed.is_set()
        assert victim not in client.run(os.getpid).values()


def test_one_of_two_workers_is_killed_in_the_middle(file: Path) -> None:
    with _two_workers(after=3) as address:
        found = totals_on_cluster(address, [file], SLOW, ALLOCATION, seconds=120)
        _same(found, _in_one_process(_records()))

        broken = Question((), _impossible)
        with pytest.raises(
            MobilityError, match=r"pums_persons.parquet was not added up \(KeyError"
        ):
            totals_on_cluster(address, [file], broken, ALLOCATION, seconds=120)


def test_a_worker_is_killed_in_the_second_round_of_percentiles(file: Path) -> None:
    with _two_workers(after=PIECES + 3) as address:
        found = percentiles_on_cluster(
            address, [file], SLOW, ALLOCATION, "income", measures=MEASURES, seconds=120
        )
    records = _records()
    whole = replicate_percentiles(
        records,
        ALLOCATION,
        records["income"],
        MEASURES,
        by=("gender", "age"),
        among=_young(records),
    )
    pd.testing.assert_frame_equal(found, whole, check_exact=True)
    assert whole["value"].notna().sum() > 20


def test_what_is_no_scheduler_is_told_at_once(file: Path) -> None:
    with pytest.raises(UsageError, match="is no address of a Dask scheduler"):
        totals_on_cluster("nonsense", [file], QUESTION, ALLOCATION, seconds=10)
