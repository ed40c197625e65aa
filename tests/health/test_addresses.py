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
