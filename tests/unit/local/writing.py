"""Local files of a made-up county, written as a test needs them."""

from __future__ import annotations

from pathlib import Path

from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.local.files import write_rows
from mobility_analysis.local.folder import LocalFolder
from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.local.records import LocalRecords, read_local
from mobility_analysis.local.values import COLUMNS as VALUE_COLUMNS

HERE = PlaceRef("99001", Level.COUNTY, "Alder County", "DM")
TODAY = "2026-03-01"
EXPECTATIONS = project_root() / "expectations"
MEASURE = {
    "local_id": "preschool",
    "beside": "share_enrolled_ages_3_4",
    "label": "Children in public preschool",
    "unit": "share",
    "kind": "administrative",
    "collected_by": "the school districts",
    "population_covered": "Children of 3 and 4",
    "sharing": "public",
}
VALUE = {"local_id": "preschool", "period": "2024", "numerator": "310", "denominator": "1000"}


def plan_folder(root: Path, settings: str = "") -> LocalFolder:
    """The folder of a plan with nothing but its settings."""
    folder = root / "plans" / "99001-alder-county-dm"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.yaml").write_text(f'place: "99001"\nrun: demo\n{settings}', encoding="utf-8")
    return LocalFolder(folder)


def write_local(
    root: Path, measures: list[dict[str, str]], values: list[dict[str, str]], settings: str = ""
) -> LocalFolder:
    """A plan's folder with these rows."""
    folder = plan_folder(root, settings)
    write_rows(folder.measures, list(MEASURE_COLUMNS), measures)
    write_rows(folder.values, list(VALUE_COLUMNS), values)
    return folder


def read(folder: LocalFolder) -> LocalRecords:
    """What is read in the folder."""
    return read_local(folder, EXPECTATIONS, HERE, TODAY)


def said(records: LocalRecords) -> list[str]:
    """Every remark with its place."""
    return [f"{each.where}: {each.text}" for each in records.remarks]
