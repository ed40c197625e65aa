"""docs/addresses.md against the sources: every source and every server that is asked stands in it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from mobility_analysis.core.paths import project_root
from mobility_analysis.sources import source_modules

PAGE = (project_root() / "docs" / "addresses.md").read_text(encoding="utf-8")
ON_GITHUB, ARCHIVE = "raw.githubusercontent.com", "web.archive.org"


@pytest.mark.parametrize("source_id", source_modules())
def test_a_source_stands_in_the_table_of_addresses(source_id: str) -> None:
    assert f"| `{source_id}` |" in PAGE
    rows = PAGE.partition(f"| `{source_id}` |")[2].split("\n| `")[0]
    for vintage in source_modules()[source_id].SOURCE.vintages.values():
        for file in vintage.files:
            for host in {urlsplit(url).netloc for url in file.addresses}:
                told = {ON_GITHUB: "GitHub", ARCHIVE: "Archive"}.get(host, host)
                assert told.lower() in rows.lower(), f"{vintage.id}: {host} is not told"


def test_archives_come_last() -> None:
    for module in source_modules().values():
        for vintage in module.SOURCE.vintages.values():
            for file in vintage.files:
                is_archive = [urlsplit(url).netloc == ARCHIVE for url in file.addresses]
                assert is_archive == sorted(is_archive), file.name
                assert file.url or not file.mirrors, file.name


def test_every_file_with_an_address_says_about_how_large_it_is() -> None:
    for module in source_modules().values():
        for vintage in module.SOURCE.vintages.values():
            for file in vintage.files:
                size = file.megabytes
                assert not file.addresses or (size is not None and 0 < size < 3_000), file.name


def test_sizes_of_survey_files_are_near_the_known_ones() -> None:
    sizes = {
        file.name: file.megabytes
        for vintage in source_modules()["census_acs"].SOURCE.vintages.values()
        for file in vintage.files
        if file.name.endswith(".dat")
    }
    # Of the table of one line by block group the server lists 18.3; 173 lines by tract are the largest.
    assert sizes["acsdt5y2023-b19013.dat"] == 18.3
    assert max(sizes, key=lambda name: sizes[name] or 0).endswith("b23001.dat")
    records = source_modules()["census_pums"].SOURCE.vintage
    of_states = [
        sum(file.megabytes or 0 for file in vintage.files)
        for vintage in source_modules()["census_pums"].SOURCE.vintages.values()
        if vintage.id.startswith("5yr-2024-") and vintage.id != "5yr-2024-us"
    ]
    nation = sum(file.megabytes or 0 for file in records("5yr-2024-us").files)
    assert len(of_states) == 51
    assert abs(sum(of_states) - nation) < 5
