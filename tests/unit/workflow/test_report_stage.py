"""Reports are made only when something they print has changed."""

from __future__ import annotations

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.made_up_run import reseal

from mobility_analysis.core.errors import AnotherForm, SealBroken, UnknownPlace, UsageError
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.seal import SEAL
from mobility_analysis.framework.chosen import Chosen, write_chosen
from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import PlaceRef
from mobility_analysis.reporting.beside.own_files import MADE_FROM, why_again
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow import report
from mobility_analysis.workflow.publishing.jobs import MadeReport
from mobility_analysis.workflow.publishing.stamps import Stamps
from mobility_analysis.workflow.residents import run_universe


def _made(paths: RunPaths, places: list[str], peers: tuple[str, ...] = ()) -> list[bool]:
    made = report.make_reports(paths, places, peers, say=lambda _: None)
    return [item.is_new for item in made]


def _change(paths: RunPaths, partition: str, geoid: str, **changes: float) -> None:
    path = paths.estimates / "by_state" / f"{partition}.parquet"
    frame = pd.read_parquet(path)
    chosen = (
        (frame["geoid"] == geoid)
        & (frame["measure"] == "share_employed")
        & (frame["subgroup"] == "All")
        & (frame["period"] == "2019-2023")
    )
    assert chosen.sum() == 1
    for name, step in changes.items():
        frame.loc[chosen, name] += step
    frame.to_parquet(path)
    reseal(paths)


def test_a_second_time_nothing_is_made(quick: RunPaths) -> None:
    assert _made(quick, ["99001", "Birch County, DM"]) == [True, True]
    assert _made(quick, ["99001", "99003"]) == [False, False]


def test_the_same_data_on_another_day_is_the_same_report(quick: RunPaths) -> None:
    _made(quick, ["99001"])
    about = quick.estimates / "run.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"built_at": "2026-02-02"}))
    reseal(quick)
    assert _made(quick, ["99001"]) == [False]


def test_other_peers_or_another_notebook_make_it_again(quick: RunPaths) -> None:
    _made(quick, ["99001"])
    assert _made(quick, ["99001"], ("99003",)) == [True]
    (quick.notebooks / "findings.ipynb").write_text("{ }")
    assert _made(quick, ["99001"], ("99003",)) == [True]


def test_peers_are_found_where_none_is_named(quick: RunPaths) -> None:
    def written(*peers: str) -> str:
        made = report.make_reports(quick, ["99001"], peers, say=lambda _: None)
        return made[0].path.read_text()

    found = written()
    assert found.endswith(" balanced") and found.count("99") == 4
    assert written("99003", "99001") == "99001 ('99003',) "


def test_a_factor_that_lenses_count_from_now_on_makes_it_again(quick: RunPaths) -> None:
    """Forms of other places decide whether the form counts, which the report of this one says."""
    path = quick.estimates / "peer_factors.parquet"
    factors = pd.read_parquet(path)
    listed = pd.Series("commission", index=factors.index)
    named = ("99003", "99005")
    own = factors["geoid"].isin(["99001", *named])
    factors.assign(government_form=listed.where(own)).to_parquet(path)
    reseal(quick)
    assert _made(quick, ["99001"], named) == [True]
    assert _made(quick, ["99001"], named) == [False]
    factors.assign(government_form=listed).to_parquet(path)
    reseal(quick)
    assert _made(quick, ["99001"], named) == [True]


def test_another_lens_makes_it_again(quick: RunPaths) -> None:
    _made(quick, ["99001"])
    made = report.make_reports(quick, ["99001"], peer_lens="size", say=lambda _: None)
    assert made[0].is_new
    with pytest.raises(UsageError, match="no lens"):
        report.make_reports(quick, ["99001"], peer_lens="telescope", say=lambda _: None)


def test_another_language_makes_it_again(quick: RunPaths) -> None:
    told: list[str] = []

    def made(*languages: str) -> MadeReport:
        return report.make_reports(quick, ["99001"], languages=languages, say=told.append)[0]

    assert made("es").path.read_text().endswith("\nes")
    assert "Briefs in English and español." in told
    told.clear()
    assert not made("es").is_new
    assert made().is_new
    assert not any("Briefs in" in line for line in told)
    with pytest.raises(UsageError, match="no language 'tlh'"):
        made("tlh")


def test_another_address_makes_it_again(quick: RunPaths) -> None:
    def made(address: str) -> MadeReport:
        return report.make_reports(quick, ["99001"], address=address, say=lambda _: None)[0]

    assert made("https://a.gov/{geoid}").path.read_text().endswith("\nhttps://a.gov/{geoid}")
    assert not made("https://a.gov/{geoid}").is_new
    assert made("https://b.gov/{geoid}").is_new
    assert made("").is_new


def test_only_the_places_that_print_a_changed_value_are_made_again(quick: RunPaths) -> None:
    """A standard error is printed nowhere but in its own place's table, and in those of its peers."""
    everyone = ["99001", "99003", "99005"]
    _made(quick, everyone, ("99001", "99510"))
    assert _made(quick, everyone, ("99001", "99510")) == [False] * 3
    _change(quick, "99", "99003", se=0.001)
    assert _made(quick, everyone, ("99001", "99510")) == [False, True, False]
    _change(quick, "99", "99001", se=0.001)
    assert _made(quick, everyone, ("99001", "99510")) == [True] * 3


def test_a_value_that_moves_in_the_strip_of_all_counties_makes_all_of_the_state_again(
    quick: RunPaths,
) -> None:
    _made(quick, ["99001", "99003"])
    _change(quick, "99", "99003", value=0.02)
    assert _made(quick, ["99001", "99003"]) == [True, True]


def test_the_nation_counts_as_far_as_it_is_printed(quick: RunPaths) -> None:
    _made(quick, ["99001"])
    _change(quick, "00", "00", value=1e-7)
    assert _made(quick, ["99001"]) == [False]
    _change(quick, "00", "00", value=0.01)
    assert _made(quick, ["99001"]) == [True]


def test_a_record_nobody_can_read_is_none(quick: RunPaths) -> None:
    made = report.make_reports(quick, ["99001"], ["99003"], say=lambda _: None)
    stamp = Stamps(quick).of(made[0].place, ["99003"])
    kept = made[0].path.with_name(MADE_FROM)
    assert why_again(kept.parent, stamp) is None
    for damaged in ("{ half", "[]", json.dumps({"form": 1}), "[" * 100_000):
        kept.write_text(damaged)
        assert why_again(kept.parent, stamp) == ""


def test_lists_without_any_entry_are_stamped_too(quick: RunPaths) -> None:
    """Where no row of a state has a reason, its file does not know that reasons would be texts."""
    path = quick.estimates / "by_state" / "99.parquet"
    frame = pd.read_parquet(path)
    place = RunData(quick).find("99001")
    before = Stamps(quick).of(place)["place"]
    frame.assign(reasons=[[]] * len(frame)).to_parquet(path)
    assert pq.read_schema(path).field("reasons").type.value_type == "null"
    reseal(quick)
    assert Stamps(quick).of(place)["place"] not in ("", before)


def test_an_unknown_place_stops_before_anything_is_made(quick: RunPaths) -> None:
    with pytest.raises(UnknownPlace):
        report.make_reports(quick, ["99001", "Elder County"], say=lambda _: None)
    assert not quick.reports.exists()


def test_places_come_from_every_source_of_residents(paths: RunPaths) -> None:
    listing = paths.interim / "urban_crosswalks"
    listing.mkdir()
    city = {"level": "place", "geoid": "9910000", "name": "Alderton city", "year": 2023}
    chosen = Chosen(origin="demonstration", vintages=("v1",))
    write_chosen(paths.raw / "urban_crosswalks", chosen)
    pd.DataFrame([city]).to_parquet(listing / "population.v1.parquet")
    names = [ref.label for ref in run_universe(paths).places()]
    assert names[0] == "Alder County, DM" and names[-1] == "Alderton city, DM"


def test_a_city_that_is_a_county_rests_on_the_countys_small_areas(paths: RunPaths) -> None:
    city = PlaceRef("9960000", Level.PLACE, "Larch city", "DM")
    places = pd.read_parquet(paths.estimates / "places.parquet")
    row = {"level": "place", "geoid": city.geoid, "name": city.name, "postal": "DM"}
    places = pd.concat([places, pd.DataFrame([row | {"same_county": "99510"}])])
    places.to_parquet(paths.estimates / "places.parquet")
    areas = paths.estimates / "small_areas" / "99.parquet"
    areas.parent.mkdir()

    def stamp(value: float) -> object:
        rows = {"county": ["99510"], "area": ["99510000100"], "value": [value]}
        pd.DataFrame(rows).to_parquet(areas)
        reseal(paths)
        return Stamps(paths).of(city)["small_areas"]

    assert stamp(0.1) == stamp(0.1) != ""
    assert stamp(0.1) != stamp(0.2)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("by_state/99.parquet", None, "by_state/99.parquet was changed"),
        ("by_state/99.parquet", b"PAR1 half", "by_state/99.parquet was changed"),
        ("run.json", b"{ half", "run.json was changed"),
        ("small_areas/99.parquet", b"added", "small_areas/99.parquet was added"),
    ],
)
def test_what_was_changed_after_the_gate_is_not_published(
    quick: RunPaths, name: str, content: bytes | None, said: str
) -> None:
    """A share of low birth weight of 750 percent, a damaged file, a file that came from elsewhere."""
    path = quick.estimates / name
    if content is None:
        frame = pd.read_parquet(path)
        frame.loc[frame["measure"] == "share_low_birth_weight", "value"] = 7.5
        frame.to_parquet(path)
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    with pytest.raises(SealBroken, match=said):
        _made(quick, ["99001"])
    assert not (quick.root / "made.txt").exists()
    with pytest.raises(SealBroken, match=said):
        RunData(quick)


@pytest.mark.parametrize("damage", ["{ half", "[]", '{"run": "demo"}', "null"])
def test_a_record_of_an_older_form_is_refused_by_name(quick: RunPaths, damage: str) -> None:
    """Also where it was sealed so: the record itself must be one that this version reads."""
    (quick.estimates / "run.json").write_text(damage)
    reseal(quick)
    with pytest.raises(AnotherForm, match="The record of the run 'demo'"):
        RunData(quick)


def test_estimates_of_a_version_without_a_seal_are_refused(quick: RunPaths) -> None:
    (quick.estimates / SEAL).unlink()
    with pytest.raises(AnotherForm, match="an older version made them"):
        _made(quick, ["99001"])


@pytest.mark.parametrize(
    ("name", "fate"), [("report.html", "was changed"), ("report.html", "is gone")]
)
def test_an_output_that_is_not_as_it_was_made_is_made_again_and_said(
    quick: RunPaths, name: str, fate: str
) -> None:
    made = report.make_reports(quick, ["99001"], say=lambda _: None)
    path = made[0].path.with_name(name)
    path.unlink()
    if fate == "was changed":
        path.write_text("750 percent")
    said: list[str] = []
    assert report.make_reports(quick, ["99001"], say=said.append)[0].is_new
    assert any(
        f"Alder County, DM: {name} {fate} since the report was made" in line for line in said
    )
    assert path.read_text() != "750 percent"


def test_a_state_whose_small_areas_hold_no_tracts_has_a_stamp(paths: RunPaths) -> None:
    """Lists without a single entry have no kind: areas that are ZIP codes, or a source without rows."""
    city = Stamps(paths).of(PlaceRef("99001", Level.COUNTY, "Alder County", "DM"))
    areas = paths.estimates / "small_areas" / "99.parquet"
    areas.parent.mkdir()
    none = pa.array([[], None], pa.list_(pa.null()))
    table = {"county": ["99001", "99003"], "tracts": none, "reasons": [["one", "two"], []]}
    pq.write_table(pa.table(table | {"geometry": pa.nulls(2)}), areas)
    reseal(paths)
    stamp = Stamps(paths).of(PlaceRef("99001", Level.COUNTY, "Alder County", "DM"))
    assert stamp["small_areas"] and stamp["small_areas"] != city["small_areas"]


def test_a_file_of_no_rows_at_all_has_a_stamp(paths: RunPaths) -> None:
    areas = paths.estimates / "small_areas" / "99.parquet"
    areas.parent.mkdir()
    empty = pa.array([], pa.list_(pa.null()))
    pq.write_table(pa.table({"county": pa.array([], pa.string()), "tracts": empty}), areas)
    reseal(paths)
    assert not Stamps(paths).of(PlaceRef("99001", Level.COUNTY, "Alder County", "DM"))[
        "small_areas"
    ]
