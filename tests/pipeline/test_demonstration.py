"""The whole pipeline on the demonstration state, through DVC, as a newcomer runs it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.paths import tool
from mobility_analysis.core.settings import load_settings
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.offered import OFFERED
from mobility_analysis.framework.registry import registry
from mobility_analysis.metrics import metric_modules

from .conftest import mobility

pytestmark = pytest.mark.pipeline


def _estimates(root: Path) -> pd.DataFrame:
    return pd.read_parquet(root / "data" / "estimates" / "demo" / "estimates.parquet")


def test_the_run_ends_by_naming_its_report(demo_root: Path) -> None:
    last = (demo_root / "first_run.txt").read_text().strip().splitlines()[-1]
    named = re.fullmatch(r"Report: (\S+report\.html)", last)
    assert named, last
    page = (demo_root / named.group(1)).read_text(encoding="utf-8")
    assert "Alder County" in page
    assert "Demonstration data: not a real place" in page


def test_page_one_names_the_forms_of_government_and_where_they_were_looked_up(
    demo_root: Path, tmp_path: Path
) -> None:
    page = next((demo_root / "reports" / "demo").glob("99001*/report.html"))
    text = page.read_text(encoding="utf-8")
    assert "same form of government: council-manager" in text
    assert "another form of government: " in text
    assert "Forms of government: Alder County, DM: council-manager (Made-up charter" in text
    sources = page.with_name("sources.html").read_text(encoding="utf-8")
    files = sources[sources.index("local_government_forms@own-list") :]
    assert files.index("government-forms.csv") < files.index("</tbody>")
    listed = tmp_path / "peers.csv"
    done = mobility(demo_root, "peers", "-c", "99001", "--run", "demo", "--csv", str(listed))
    assert done.returncode == 0, done.stderr
    told = pd.read_csv(listed)[["because", "differs"]].agg("; ".join, axis=1)
    assert told.str.contains("form of government").all()


def test_a_second_run_recomputes_nothing_and_says_so(demo_root: Path) -> None:
    page = next((demo_root / "reports" / "demo").glob("*/report.html"))
    before = page.stat().st_mtime_ns
    done = mobility(demo_root, "run")
    assert done.returncode == 0, done.stderr
    assert "Nothing has changed" in done.stdout
    assert page.stat().st_mtime_ns == before


def test_every_place_has_a_row_for_every_series(demo_root: Path) -> None:
    estimates = _estimates(demo_root)
    counties = estimates[estimates["level"] == "county"]
    sizes = counties.groupby(["measure", "year", "period", "subgroup", "scheme"])["geoid"].nunique()
    assert set(sizes) == {12}
    cities = estimates[estimates["level"] == "place"]
    sizes = cities.groupby(["measure", "year", "period", "subgroup", "scheme"])["geoid"].nunique()
    assert set(sizes) == {6}
    assert (estimates["value"].isna() == estimates["missing_reason"].notna()).all()


def test_the_same_territory_has_the_same_value_as_city_and_county(demo_root: Path) -> None:
    estimates = _estimates(demo_root)
    larch = estimates[estimates["geoid"].isin(["99510", "9960000"])]
    series = ["measure", "year", "period", "subgroup", "scheme"]
    for column in ("value", "lower", "upper", "grade", "missing_reason"):
        both = larch.pivot(index=series, columns="geoid", values=column)
        pd.testing.assert_series_equal(both["99510"], both["9960000"], check_names=False)


def test_the_levels_with_values_are_those_that_the_methods_name(demo_root: Path) -> None:
    """But for Larch, a city whose values are those of its county; some levels have values in the nation only."""
    estimates = _estimates(demo_root).query("geoid != '9960000'").dropna(subset="value")
    of = {measure.id: metric.id for metric in registry().metrics for measure in metric.measures}
    found = estimates.groupby(estimates["measure"].map(of))["level"].agg(set)
    named = {name: {*module.METRIC.levels} for name, module in metric_modules().items()}
    assert set(found.index) == set(named)
    assert {name: left for name, levels in found.items() if (left := levels - named[name])} == {}


def test_estimates_recover_the_truth(demo_root: Path) -> None:
    """95 percent intervals hold the known truth in nearly all cases (one draw; wide bounds)."""
    settings = load_settings(demo_root).run("demo")
    truth: dict[str, pd.DataFrame] = {}
    for source_id, vintages in OFFERED.items():
        world = write_source(source_id, vintages, settings.seed, demo_root / "again")
        truth |= world.truth
    shutil.rmtree(demo_root / "again")
    stacked = pd.concat([frame.assign(measure=measure) for measure, frame in truth.items()])
    joined = _estimates(demo_root).merge(
        stacked.rename(columns={"value": "truth"}), on=["measure", "geoid", "subgroup"]
    )
    sampled = joined[
        joined["interval_kind"].isin(["sampling", "model"]) & joined["borrowed_from"].isna()
    ]
    held = (sampled["lower"] <= sampled["truth"] + 1e-9) & (
        sampled["truth"] - 1e-9 <= sampled["upper"]
    )
    assert sampled["measure"].nunique() >= 6
    assert len(sampled) > 150
    assert 0.90 <= held.mean() <= 1.0, joined.loc[
        sampled.index[~held], ["measure", "geoid", "subgroup"]
    ]


def test_dvc_knows_the_graph_and_the_metrics(demo_root: Path) -> None:
    graph = subprocess.run(
        [tool("dvc"), "dag", "--mermaid", "estimate@demo"],
        cwd=demo_root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert all(
        stage in graph for stage in ("fetch_demo", "parse_demo", "check@demo", "estimate@demo")
    )
    shown = subprocess.run(
        [tool("dvc"), "metrics", "show", "--json"],
        cwd=demo_root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = json.loads(shown)[""]["data"]
    summary = files["data/quality/demo/summary.json"]["data"]
    assert summary["counties"]["number"] == 12
    assert summary["share_employed"]["strong"] + summary["share_employed"]["use_with_care"] > 0


class TestBadInput:
    """What fails says what and where, with its exit code, and takes nothing away."""

    @pytest.fixture
    def root(self, demo_root: Path, tmp_path: Path) -> Path:
        shutil.copytree(demo_root, tmp_path / "copy", symlinks=True)
        return tmp_path / "copy"

    @staticmethod
    def _outputs(root: Path) -> dict[str, bytes]:
        files = [
            *(root / "data" / "estimates").rglob("*.parquet"),
            *(root / "reports").rglob("*.html"),
        ]
        assert files
        return {str(path.relative_to(root)): path.read_bytes() for path in files}

    def test_an_unknown_county(self, root: Path) -> None:
        before = self._outputs(root)
        done = mobility(root, "run", "--run", "demo", "--county", "Elder County, DM")
        assert done.returncode == 2
        assert "Did you mean" in done.stderr and "Alder County, DM (99001)" in done.stderr
        assert "Traceback" not in done.stderr
        assert self._outputs(root) == before

    def test_an_unknown_parameter(self, root: Path) -> None:
        before = self._outputs(root)
        path = root / "params.yaml"
        path.write_text(path.read_text().replace("    seed:", "    sed:"))
        done = mobility(root, "run")
        assert done.returncode == 3
        assert "unknown key runs.demo.sed" in done.stderr and "seed" in done.stderr
        assert self._outputs(root) == before

    @pytest.mark.parametrize(
        ("damage", "is_recorded", "message"),
        [
            (lambda text: "", False, "differs from the snapshot record"),
            (lambda text: text + "\n", False, "`mobility fetch epa_aqi --run demo`"),
            (lambda text: "<!DOCTYPE html><html>moved</html>", True, "web page"),
            (lambda text: text.replace("Median AQI", "Middle AQI"), True, "Median AQI"),
            (lambda text: text + text.splitlines()[1] + "\n", True, "share a key"),
        ],
        ids=["empty", "changed", "html", "column gone", "duplicate key"],
    )
    def test_a_damaged_source_file_is_set_aside(
        self, root: Path, damage, is_recorded: bool, message: str
    ) -> None:
        """Changed after it was fetched, or (recorded) already so where it came from."""
        before = self._outputs(root)
        raw = root / "data" / "raw" / "demo"
        path = next((raw / "epa_aqi").rglob("*.csv"))
        path.write_text(damage(path.read_text()))
        if is_recorded:
            record = raw / "_snapshots" / "epa_aqi" / f"{path.parent.name}.yaml"
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            record.write_text(re.sub("sha256: .*", f"sha256: {digest}", record.read_text()))
        # The stage itself: DVC would first write the demonstration's file again.
        done = subprocess.run(
            [tool("python"), "pipelines/parse.py", "--run", "demo", "--source", "epa_aqi"],
            cwd=root,
            env={
                "MOBILITY_ROOT": str(root),
                "PYTHONPATH": str(root / "src"),
                "PATH": "/usr/bin:/bin",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "set aside: " in done.stdout and message in done.stdout
        assert "Traceback" not in done.stderr
        assert "Next:" in done.stdout
        assert self._outputs(root) == before
        interim = root / "data" / "interim" / "demo" / "epa_aqi"
        # What the gate looks at is kept of a file that could be read; nothing of it is tidy.
        kept = {path.name for path in interim.iterdir()} - {"looked_at"}
        assert kept == {"aside.yaml", "chosen.yaml"}
        assert message in (interim / "aside.yaml").read_text(encoding="utf-8")

    def test_a_stage_that_fails_stops_the_run_and_keeps_the_last_report(self, root: Path) -> None:
        before = self._outputs(root)
        path = root / "expectations" / "estimates.yaml"
        path.write_text("nonsense: true\n")
        done = mobility(root, "run")
        assert done.returncode != 0
        assert "estimate@demo" in done.stderr + done.stdout
        assert self._outputs(root) == before
