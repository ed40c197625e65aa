"""What a file covers, in words."""

from __future__ import annotations

import pytest

from mobility_analysis.insights.part_files import outside_sentence


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("cnt_ht_index@undated-tract-ma25", "covers Massachusetts only"),
        ("census_acs@5yr-2018-tract-udp", "covers 10 states only"),
        ("census_acs@5yr-2017-tract-ky21111-aff", "covers one county of Kentucky only"),
        ("bls_qcew@2022-annual-area-slices-oh", "covers 15 counties of Ohio only"),
        ("nobody@2020", "covers only a part of the nation"),
        ("census_acs@5yr-2018-tract-oeps", "covers only a part of the nation"),
    ],
)
def test_the_sentence_names_the_part(source: str, part: str) -> None:
    assert part in outside_sentence([source, "census_acs@5yr-2018-tract-udp"])
