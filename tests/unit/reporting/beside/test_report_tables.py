"""The CSV files of a report hold no text that Excel or Calc would run; its numbers are numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.quality.outcomes import GateResult, Outcome
from mobility_analysis.quality.pages import write_quality_page
from mobility_analysis.reporting.beside import data_dictionary, peer_table, report_tables
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.run_data import RunData

FORMULA = "=cmd|' /C calc'!A0"


def _starts(path: Path) -> set[str]:
    """The first letters of all text cells."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    texts = pd.concat([frame[name] for name in frame]).astype(str)
    texts = texts[pd.to_numeric(texts, errors="coerce").isna()]
    return set(texts.str[:1])


def test_a_name_that_is_a_formula_is_no_formula_in_the_tables(
    alder: PlaceData, tmp_path: Path, monkeypatch: object
) -> None:
    plain = report_tables.estimates_table

    def named(data: PlaceData) -> pd.DataFrame:
        return plain(data).assign(name=FORMULA)

    monkeypatch.setattr(report_tables, "estimates_table", named)
    report_tables.write_tables(alder, tmp_path)
    for path in tmp_path.glob("*.csv"):
        assert not _starts(path) & set("=+-@\t\r"), path.name
    written = pd.read_csv(tmp_path / "estimates.csv", keep_default_na=False)
    assert set(written["name"]) == {f"'{FORMULA}"}
    findings = pd.read_csv(tmp_path / "findings.csv")
    assert (findings["difference"] < 0).any()


def test_peers_are_written_harmless(run_folder: object, tmp_path: Path) -> None:
    run = RunData(run_folder)
    here = run.find("99001")
    peers = [replace(peer, label=FORMULA) for peer in run.find_peers(here, "balanced")]
    peer_table.write_peers([(here, peers)], "balanced", {}, tmp_path / "peers.csv")
    assert not _starts(tmp_path / "peers.csv") & set("=+-@")
    assert f"'{FORMULA}" in (tmp_path / "peers.csv").read_text()
    assert isinstance(here, PlaceRef)


def test_outcomes_are_harmless_as_a_file_and_exact_on_the_page(tmp_path: Path) -> None:
    outcome = Outcome("table", FORMULA, success=False, observed="-5 rows", unexpected=-3)
    result = GateResult("source", "2023", (outcome,))
    result.to_frame().to_csv(tmp_path / "outcomes.csv", index=False)
    assert not _starts(tmp_path / "outcomes.csv") & set("=+-@")
    write_quality_page([result], tmp_path / "page.html")
    assert "<td>=cmd|" in (tmp_path / "page.html").read_text()


def test_the_dictionary_says_it() -> None:
    assert "apostrophe" in data_dictionary.ESTIMATE_MEANINGS["name"]
