"""The committed page of files that only a person can get says what the sources say."""

from __future__ import annotations

import re

import pytest

from mobility_analysis.core.paths import project_root
from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.fetching.by_hand import PAGE, page, products

# Sources whose by-hand editions are partners' copies of what a program fetches in another edition; and a list
# that the user makes (docs/government-forms.md).
COPIES = {
    "bls_qcew",
    "census_boundaries",
    "census_cbp",
    "hud_income_limits",
    "nces_ccd",
    "urban_debt_in_america",
}
OWN_LISTS = {"local_government_forms"}


def test_the_committed_page_is_that_of_the_code() -> None:
    committed = (project_root() / PAGE).read_text(encoding="utf-8")
    assert committed == page(), "stale: run `python -m mobility_analysis.workflow.fetching.by_hand`"


def test_every_product_that_needs_a_person_is_on_the_page() -> None:
    needed = {
        name
        for name, module in source_modules().items()
        if any(not file.addresses for v in module.SOURCE.vintages.values() for file in v.files)
    }
    assert needed - COPIES - OWN_LISTS == {source.id for source, _ in products()}
    for name in COPIES:
        vintages = source_modules()[name].SOURCE.vintages.values()
        assert any(all(file.addresses for file in vintage.files) for vintage in vintages), name


@pytest.mark.parametrize("source", [source.id for source, _ in products()])
def test_each_says_where_what_to_click_how_long_and_what_it_adds(source: str) -> None:
    section = page().split(f'<a id="{source}"></a>')[1].split('<a id="')[0]
    for word in ("- From: ", "- Takes about ", "- Adds: ", "- Terms: ", "- Without it: "):
        assert re.search(rf"^{word}\S.*\.$", section, re.MULTILINE), word
    assert section.count("```") >= 2


def test_what_is_on_the_page_is_recognised_in_the_inbox() -> None:
    for source, _ in products():
        assert hasattr(source_modules()[source.id], "recognise"), source.id
