"""HUD's tables: cells by number, places by GEO_ID, damage named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, MissingInput, SourceDrift
from mobility_analysis.sources.hud import chas

VINTAGE = chas.SOURCE.vintage("2018-2022-county-050")


def _write(folder: Path, geoids: list[str], value: str = "15", without: str = "") -> None:
    for table in chas.cells()["table"].unique():
        numbers = chas.cells().loc[chas.cells()["table"] == table, "cell"]
        columns = {f"T{table}_{kind}{n}": value for n in numbers for kind in ("est", "moe")}
        frame = pd.DataFrame([{"geoid": g, "name": "Peña County", **columns} for g in geoids])
        frame.drop(columns=without, errors="ignore").to_csv(
            folder / f"Table{table}.csv", index=False, encoding="latin-1"
        )


def _parse(folder: Path) -> pd.DataFrame:
    return chas.tidy(chas.read(folder, VINTAGE), VINTAGE)["chas"]


def test_every_cell_of_every_table_arrives_once(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001", "0500000US72001"])
    found = _parse(tmp_path)
    assert set(found["geoid"]) == {"99001"}
    assert len(found) == len(chas.cells())
    assert found["period"].unique().tolist() == ["2018-2022"]


def test_a_column_that_is_gone_is_named(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"], without="T8_est3")
    with pytest.raises(SourceDrift, match="T8_est3"):
        _parse(tmp_path)


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"])
    (tmp_path / "Table17B.csv").unlink()
    with pytest.raises(MissingInput, match="Table17B"):
        _parse(tmp_path)


def test_text_in_a_number_stops_the_run(tmp_path: Path) -> None:
    _write(tmp_path, ["0500000US99001"], value="n/a")
    with pytest.raises(BadValues, match="n/a"):
        _parse(tmp_path)


def test_the_cells_are_those_of_the_dictionary() -> None:
    # Four structure types for each class of rent and income; households have one cell each.
    sizes = chas.cells().groupby(["table", "item"]).size()
    assert sizes.xs("8").unique().tolist() == [1]
    assert set(sizes.drop(["8", "9"]).unique()) == {4}
    # Seven groups, owners and renters.
    assert sizes.xs("9").tolist() == [1] * 14
