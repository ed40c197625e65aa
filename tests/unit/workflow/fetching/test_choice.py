"""Which vintages a run takes of those that an origin offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.core.errors import MissingInput, SettingsError, UsageError
from mobility_analysis.core.paths import RunPaths, project_root
from mobility_analysis.core.settings import RunSettings, load_settings
from mobility_analysis.demo.offered import OFFERED
from mobility_analysis.framework.snapshot import FileOrigin, Snapshot, SnapshotFile, save_snapshot
from mobility_analysis.framework.source import (
    IF_THERE,
    ONLY_PINNED,
    RemoteFile,
    Rhythm,
    Source,
    Vintage,
    by_id,
)
from mobility_analysis.metrics.rewarding_work.jobs_paying_living_wages import LARGEST_GAP
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.fetching.choice import (
    HEAVY,
    YEARS_APART,
    Choice,
    choose,
    choose_for,
    known_options,
)
from mobility_analysis.workflow.fetching.offers import Offer, Offering, Way, listing_of
from mobility_analysis.workflow.fetching.source_list import megabytes_of

FILE = RemoteFile("a.csv", "https://example.org/a.csv")


def _vintage(name: str, year: int, **more: object) -> Vintage:
    made = Vintage(id=name, year=year, period=str(year), geo_vintage=year, files=(FILE,))
    return replace(made, **more)


def _source(*vintages: Vintage, **more: object) -> Source:
    made = Source(
        id="toy",
        agency="Agency",
        title="Title",
        landing_page="https://example.org",
        citation="C",
        licence="L",
        each_row_is="a county",
        provides=("toys",),
        vintages=by_id(*vintages),
    )
    return replace(made, **more)


def _settings(**more: object) -> RunSettings:
    return RunSettings(title="T", origin="agency", levels=("county",), places=("1",), **more)


def _offers(source: Source, way: Way = Way.AGENCY, **megabytes: float) -> list[Offer]:
    return [
        Offer(source, vintage, way, megabytes.get(f"_{vintage.year}", 0.0))
        for vintage in source.vintages.values()
    ]


def _choose(offers: Sequence[Offer], *options: str, **settings: object) -> Choice:
    return choose({"toy": offers}, _settings(**settings), options)


def _taken(choice: Choice) -> tuple[str, ...]:
    return choice.sources["toy"]


def _why(choice: Choice) -> Mapping[str, str]:
    return {each.offer.vintage.id: each.why for each in choice.passed}


# ------------------------------------------------------------------ one source


def test_every_edition_is_taken_where_they_cost_little() -> None:
    source = _source(*(_vintage(str(year), year) for year in (2018, 2021, 2024)))
    assert _taken(_choose(_offers(source))) == ("2018", "2021", "2024")


def test_of_one_edition_the_best_rendering_is_taken() -> None:
    source = _source(
        _vintage("2024-api", 2024, layout="api"),
        _vintage("2024-bulk", 2024, layout="bulk"),
        _vintage("2019-extract", 2019, layout="extract"),
        renderings=("bulk", "api"),
    )
    choice = _choose(_offers(source))
    assert _taken(choice) == ("2024-bulk", "2019-extract")
    assert _why(choice) == {"2024-api": "2024-bulk has the same"}


def test_without_an_order_the_later_declared_rendering_is_taken() -> None:
    source = _source(_vintage("first", 2024), _vintage("second", 2024))
    assert _taken(_choose(_offers(source))) == ("second",)


def test_editions_that_hold_all_years_replace_one_another() -> None:
    source = _source(*(_vintage(f"v{year}", year, slot="all years") for year in (2022, 2024)))
    assert _taken(_choose(_offers(source))) == ("v2024",)


def test_a_large_edition_is_passed_over_beside_a_newer_one() -> None:
    years = range(2014, 2025)
    source = _source(*(_vintage(str(year), year) for year in years))
    sizes = {f"_{year}": HEAVY + 1 for year in years}
    choice = _choose(_offers(source, Way.AGENCY, **sizes))
    assert _taken(choice) == ("2014", "2019", "2024")
    assert _why(choice)["2023"] == "51 MB, and 2024 is newer by less than 5 years"
    assert YEARS_APART == 5
    free = _choose(_offers(source, Way.MIRROR))
    assert len(_taken(free)) == len(years)


def test_a_part_of_the_nation_does_not_stand_for_all_of_it() -> None:
    source = _source(
        _vintage("ohio", 2024, covers=("39",), layout="best"),
        _vintage("nation", 2024),
        renderings=("best",),
    )
    choice = _choose(_offers(source))
    assert _taken(choice) == ("nation",)
    assert _why(choice) == {"ohio": "nation has the same"}
    only = _choose([each for each in _offers(source) if each.vintage.covers])
    assert _taken(only) == ("ohio",)


def test_two_parts_of_one_edition_are_both_taken() -> None:
    source = _source(_vintage("ohio", 2024, covers=("39",)), _vintage("utah", 2024, covers=("49",)))
    assert _taken(_choose(_offers(source))) == ("ohio", "utah")


def test_a_vintage_with_other_tables_is_taken_beside() -> None:
    source = _source(
        _vintage("totals", 2024, kinds=("toys",)),
        _vintage("by-industry", 2024, kinds=("toys:by_industry",)),
        _vintage("both", 2023, kinds=("toys", "toys:by_industry")),
        _vintage("old-totals", 2023, kinds=("toys",)),
    )
    assert _taken(_choose(_offers(source))) == ("totals", "by-industry", "both")


def test_groups_are_taken_beside_everyone_only() -> None:
    groups = {"kinds": ("toys:by_industry",), "beside": "toys"}
    source = _source(
        _vintage("2024-groups", 2024, **groups),
        _vintage("2023-groups", 2023, **groups),
        _vintage("2023-all", 2023, kinds=("toys",)),
    )
    choice = _choose(_offers(source))
    assert _taken(choice) == ("2023-groups", "2023-all")
    assert _why(choice) == {"2024-groups": "toys of all is not there"}


def test_a_copy_with_few_of_its_files_comes_after_a_whole_one() -> None:
    source = _source(
        _vintage("rich", 2023, layout="rich"), _vintage("poor", 2023, layout="poor"),
        renderings=("rich", "poor"),
    )  # fmt: skip
    rich, poor = _offers(source, Way.MIRROR)
    assert _taken(_choose([replace(rich, share=0.1), poor])) == ("poor",)
    assert _taken(_choose([rich, poor])) == ("rich",)


def test_what_costs_much_is_taken_on_request() -> None:
    source = _source(_vintage("records", 2024, option="pums"))
    choice = _choose(_offers(source))
    assert _taken(choice) == () and _why(choice) == {"records": "asked for by --with pums"}
    assert _taken(_choose(_offers(source), "pums")) == ("records",)
    assert _taken(_choose(_offers(source), options=("pums",))) == ("records",)
    assert _taken(_choose(_offers(source, Way.MIRROR))) == ("records",)


def test_what_is_for_pins_alone_waits_for_one() -> None:
    source = _source(_vintage("few-counties", 2024, option=ONLY_PINNED))
    assert _taken(_choose(_offers(source, Way.MIRROR))) == ()
    pinned = _choose(_offers(source, Way.MIRROR), pins={"toy": "few-counties"})
    assert _taken(pinned) == ("few-counties",)


# ------------------------------------------------------------------ pins


def test_a_pin_takes_these_and_no_others_and_none_leaves_out() -> None:
    source = _source(_vintage("2023", 2023), _vintage("2024", 2024))
    choice = _choose(_offers(source), pins={"toy": ["2023"]})
    assert _taken(choice) == ("2023",)
    assert _why(choice) == {"2024": "another is pinned in params.yaml"}
    left_out = _choose(_offers(source), pins={"toy": "none"})
    assert _taken(left_out) == () and set(_why(left_out).values()) == {"left out by params.yaml"}


def test_a_pinned_vintage_that_is_not_offered_is_left_to_fetch_which_says_why() -> None:
    choice = _choose([], pins={"toy": ["2023"]})
    assert _taken(choice) == ("2023",) and choice.not_offered == {"toy": ["2023"]}


def test_without_a_pin_nothing_is_taken_where_the_run_says_so() -> None:
    source = _source(_vintage("2024", 2024))
    assert _taken(_choose(_offers(source), unpinned="none")) == ()


def test_an_option_that_nothing_has_is_refused() -> None:
    with pytest.raises(UsageError, match="--with pumz") as caught:
        choose_for(RunPaths(project_root(), "real"), _settings(), "agency", ["pumz"])
    assert "chas-tracts, earlier-acs, pums, schools" in caught.value.next_step


def test_the_old_list_of_sources_is_told_apart_from_a_mistake(tmp_path: Path) -> None:
    content = yaml.safe_load((project_root() / "params.yaml").read_text(encoding="utf-8"))
    content["runs"]["real"]["sources"] = {"epa_aqi": ["2024-annual-county"]}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(content))
    with pytest.raises(SettingsError, match="no longer listed under sources") as caught:
        load_settings(tmp_path)
    assert "pins:" in caught.value.next_step


# ------------------------------------------------------------------ by hand


def test_a_table_that_no_address_gives_is_asked_of_a_person_once() -> None:
    old, new = _vintage("2022", 2022), _vintage("2023", 2023)
    part = _vintage("part", 2024, covers=("39",))
    own = _vintage("own", 2024, option=IF_THERE)
    by_hand = _offers(_source(old, new, part, own), Way.BY_HAND)
    assert _taken(_choose(by_hand)) == ("2023",)
    other = _source(_vintage("2024", 2024), id="other")
    both = choose({"toy": by_hand, "other": _offers(other)}, _settings())
    assert both.sources == {"toy": (), "other": ("2024",)}


# ------------------------------------------------------------------ what is on offer


def _offering(folder: Path, origin: str = "agency") -> Offering:
    return Offering(origin, folder / "raw", folder / "snapshots", listing_of(origin))


def test_an_agency_offers_what_has_an_address_and_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOY_KEY", raising=False)
    keyed = RemoteFile("k.csv", "https://example.org/k", key_env="TOY_KEY")
    source = _source(
        _vintage("open", 2024, files=(replace(FILE, megabytes=3.0),)),
        _vintage("keyed", 2023, files=(keyed,)),
        _vintage("mixed", 2022, files=(FILE, RemoteFile("h.csv", steps="Open the page."))),
        _vintage("copy", 2021, files=(RemoteFile("c.csv"),)),
    )
    offered = {each.vintage.id: each for each in _offering(tmp_path).of(source)}
    assert {name: each.way for name, each in offered.items()} == {
        "open": Way.AGENCY,
        "mixed": Way.BY_HAND,
    }
    assert offered["open"].megabytes == 3.0
    monkeypatch.setenv("TOY_KEY", "x")
    assert "keyed" in {each.vintage.id for each in _offering(tmp_path).of(source)}


SAVED = b"a\n1\n"


@pytest.mark.parametrize(
    ("origin", "recorded", "way"),
    [
        ("hand", SAVED, Way.AT_HAND),
        ("mirror", SAVED, Way.BY_HAND),
        ("mirror", b"another copy", Way.AT_HAND),
    ],
    ids=["recorded", "a mirror's", "another than the mirror's"],
)
def test_files_that_a_person_saved_are_offered_and_an_earlier_mirrors_are_not(
    tmp_path: Path, origin: FileOrigin, recorded: bytes, way: Way
) -> None:
    source = _source(_vintage("v", 2024, files=(RemoteFile("h.csv", steps="Open."),)))
    folder = tmp_path / "raw" / "toy" / "v"
    folder.mkdir(parents=True)
    (folder / "h.csv").write_bytes(SAVED)
    assert [each.way for each in _offering(tmp_path).of(source)] == [Way.AT_HAND]
    file = SnapshotFile(
        name="h.csv",
        origin=origin,
        url="u",
        retrieved="2026-01-01",
        sha256=sha256(recorded).hexdigest(),
        bytes=4,
    )
    record = Snapshot(
        source_id="toy", vintage="v", agency="A", licence="L", landing_page="p", files=(file,)
    )
    save_snapshot(tmp_path / "snapshots", record)
    assert [each.way for each in _offering(tmp_path).of(source)] == [way]


def test_a_folder_offers_what_it_holds_packed_or_not(tmp_path: Path) -> None:
    two = (RemoteFile("a.csv"), RemoteFile("b.csv"))
    source = _source(_vintage("part", 2024, files=two), _vintage("absent", 2023))
    folder = tmp_path / "mirror" / "toy" / "part"
    folder.mkdir(parents=True)
    (folder / "b.csv.gz").write_bytes(b"x")
    (found,) = _offering(tmp_path, str(tmp_path / "mirror")).of(source)
    assert (found.vintage.id, found.way, found.share) == ("part", Way.MIRROR, 0.5)
    with pytest.raises(MissingInput, match="no such folder"):
        listing_of(str(tmp_path / "nowhere"))


def test_a_partial_copy_does_not_stand_for_another(tmp_path: Path) -> None:
    """Outlines of some states in the edition of one year, of others in that of the next."""
    source = _source(_vintage("2020", 2020, slot="tracts"), _vintage("2021", 2021, slot="tracts"))
    partial = [replace(each, share=0.02) for each in _offers(source, Way.MIRROR)]
    assert _taken(_choose(partial)) == ("2020", "2021")
    assert _taken(_choose(_offers(source, Way.MIRROR))) == ("2021",)


# ------------------------------------------------------------------ the project's own


def test_the_demonstration_takes_all_that_it_offers() -> None:
    paths = RunPaths(project_root(), "demo")
    found = choose_for(paths, load_settings(project_root()).run("demo"), "demonstration")
    assert {source: set(taken) for source, taken in found.sources.items() if taken} == {
        source: set(offered) for source, offered in OFFERED.items()
    }


def test_from_the_agencies_each_source_is_taken_at_its_newest(tmp_path: Path) -> None:
    choice = choose_for(RunPaths(tmp_path, "real"), _settings(), "agency")
    for source_id, module in source_modules().items():
        by_address = [
            vintage.year
            for vintage in module.SOURCE.vintages.values()
            if not (vintage.covers or vintage.option)
            and all(file.addresses and not file.key_env for file in vintage.files)
        ]
        taken = [offer.vintage.year for offer in choice.taken[source_id]]
        assert not by_address or max(by_address) <= max(taken), source_id
    assert choice.sources["census_pums"] == choice.sources["urban_meps"] == ()
    assert choice.sources["local_government_forms"] == ()


@pytest.mark.parametrize("key", [None, "a-key"])
def test_the_default_set_from_the_agencies_is_three_gigabytes_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    monkeypatch.delenv("CENSUS_API_KEY", raising=False)
    if key:
        monkeypatch.setenv("CENSUS_API_KEY", key)
    paths = RunPaths(tmp_path, "real")
    choice = choose_for(paths, _settings(), "agency")
    assert megabytes_of(each for offers in choice.taken.values() for each in offers) <= 3_000
    # No table is left out for it but those that a run is asked to take.
    kinds = _kinds(choice)
    everything = _kinds(choose_for(paths, _settings(), "agency", known_options(_sources())))
    assert everything - kinds == {
        "pums_persons",
        "pums_households",
        "pums_vacant_homes",
        # What spreads the records over places.
        "income_limits",
        "puma_allocation",
        "school_poverty",
        "chas_tracts",
        "district_scores",
        "district_reading",
    }


def _sources() -> list[Source]:
    return [module.SOURCE for module in source_modules().values()]


def _kinds(choice: Choice) -> set[str]:
    return {kind for offers in choice.taken.values() for each in offers for kind in each.kinds}


def _agency_choice(folder: Path) -> Mapping[str, tuple[str, ...]]:
    return choose_for(RunPaths(folder, "real"), _settings(), "agency").sources


def test_pay_is_taken_of_the_years_that_a_cost_of_living_prices(tmp_path: Path) -> None:
    editions = source_modules()["mit_living_wage"].SOURCE.vintages.values()
    newest = max(vintage.year for vintage in editions)
    priced = {newest + gap for gap in range(-LARGEST_GAP, LARGEST_GAP + 1)}
    taken = _agency_choice(tmp_path)["bls_qcew"]
    assert set(taken) == {
        f"{year}-annual-{what}" for year in priced for what in ("industry-10", "industries")
    }


def test_citizens_are_taken_of_the_elections_whose_votes_are(tmp_path: Path) -> None:
    chosen = _agency_choice(tmp_path)
    elections = {vintage[:4] for vintage in chosen["county_presidential"]}
    assert {vintage[-4:] for vintage in chosen["census_cvap"]} == elections


def test_districts_are_taken_of_the_falls_in_which_homeless_students_were_counted(
    tmp_path: Path,
) -> None:
    chosen = _agency_choice(tmp_path)
    counted = {vintage[2:6] for vintage in chosen["ed_homeless"]}
    assert {vintage[:4] for vintage in chosen["nces_ccd"]} == counted


def test_outlines_are_taken_of_the_tracts_that_tables_have(tmp_path: Path) -> None:
    """The air's tables are of tracts before the census of 2020, the survey's of those since."""
    chosen = _agency_choice(tmp_path)["census_boundaries"]
    assert [vintage for vintage in chosen if "tract" in vintage] == ["2019-tract", "2025-tract"]


def test_the_period_before_of_the_survey_is_taken_on_request(tmp_path: Path) -> None:
    asked = choose_for(RunPaths(tmp_path, "real"), _settings(), "agency", ["earlier-acs"])
    with_it = asked.sources["census_acs"]
    new, old = ("5yr-2024-all-sf", "5yr-2024-tract-sf"), ("5yr-2019-all-sf", "5yr-2019-tract-sf")
    assert set(with_it) == {*new, *old}
    assert set(_agency_choice(tmp_path)["census_acs"]) == set(new)


def test_what_serves_no_measure_is_taken_from_a_mirror_only() -> None:
    source = _source(_vintage("2023", 2023, option=IF_THERE), _vintage("2024", 2024))
    choice = _choose(_offers(source))
    assert _taken(choice) == ("2024",)
    assert _why(choice) == {"2023": "taken from a mirror that has it, or where params.yaml pins it"}
    assert _taken(_choose(_offers(source, Way.MIRROR))) == ("2023", "2024")


def test_pins_printed_choose_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from mobility_analysis.workflow.fetching.source_list import print_pins

    paths = RunPaths(tmp_path, "real")
    choice = choose_for(paths, _settings(), "agency")
    print_pins(choice)
    pins = yaml.safe_load(capsys.readouterr().out)["pins"]
    again = choose_for(paths, _settings(pins=pins), "agency")
    assert again.sources == choice.sources


@given(
    st.lists(
        st.tuples(st.integers(2010, 2026), st.sampled_from("abc"), st.floats(0, 200)),
        min_size=1,
        max_size=12,
        unique_by=lambda each: each[:2],
    )
)
def test_the_newest_edition_is_always_taken_once(given_: list[tuple[int, str, float]]) -> None:
    vintages = [_vintage(f"{year}-{layout}", year, layout=layout) for year, layout, _ in given_]
    source = _source(*vintages, renderings=("b", "a"))
    offers = [
        Offer(source, vintage, Way.AGENCY, megabytes)
        for vintage, (_, _, megabytes) in zip(vintages, given_, strict=True)
    ]
    choice = _choose(offers)
    years = [offer.vintage.year for offer in choice.taken["toy"]]
    assert max(years) == max(year for year, _, _ in given_)
    assert len(years) == len(set(years))
    assert len(choice.passed) + len(years) == len(offers)
    assert all(each.why for each in choice.passed)


@pytest.mark.parametrize("source_id", source_modules())
def test_declarations_about_choice_are_sound(source_id: str) -> None:
    source: Source = source_modules()[source_id].SOURCE
    layouts = {vintage.layout for vintage in source.vintages.values()}
    assert set(source.renderings) <= layouts
    for vintage in source.vintages.values():
        tables = {kind.partition(":")[0] for kind in vintage.kinds}
        assert tables <= set(source.provides), vintage.id
    if source.upcoming is not None:
        assert source.upcoming.id not in source.vintages, "declared, and still called upcoming"
        assert source.upcoming.files[0].url, "no address to ask"
        assert source.rhythm is not None or source.cadence
    if source.rhythm is not None:
        assert isinstance(source.rhythm, Rhythm) and 1 <= source.rhythm.month <= 12
