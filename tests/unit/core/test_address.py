"""The address of reports: only what readers can go to, each place its own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.core.address import FOLDER, GEOID, LONGEST, check_address, fill_address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.gov/mobility/{geoid}/",
        "http://example.gov:8080/reports/{folder}/report.html",
        "https://example.gov/mobility?county={geoid}",
    ],
)
def test_an_address_is_taken_as_it_is(address: str) -> None:
    assert check_address(address) == address


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("example.gov/{geoid}", "is no http or https address"),
        ("ftp://example.gov/{geoid}", "is no http or https address"),
        ("file:///reports/{geoid}", "is no http or https address"),
        ("https:///{geoid}", "is no http or https address"),
        ("https://example.gov:port/{geoid}", "is no http or https address"),
        ("https://[example.gov/{geoid}", "is no http or https address"),
        ("javascript:alert({geoid})", "is no http or https address"),
        ("https://me:secret@example.gov/{geoid}", "has an @"),
        ("https://example.gov/{geoid}/the report", "has spaces"),
        ("https://example.gov/{geoid}\n", "has spaces"),
        ("https://exämple.gov/{geoid}", "has spaces or letters"),
        ("https://example.gov/{county}", "has braces"),
        ("https://example.gov/{geoid", "has braces"),
        ("https://example.gov/{geoid}}", "has braces"),
        ("https://example.gov/mobility/", "is the same for every place"),
        (f"https://example.gov/{'a' * LONGEST}{{geoid}}", "is longer than"),
    ],
)
def test_what_readers_cannot_go_to_is_refused_with_an_example(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        check_address(address)
    assert "such as https://example.gov/mobility/{geoid}/" in str(caught.value)


def test_each_place_has_its_own() -> None:
    address = "https://example.gov/{folder}/?code={geoid}"
    assert fill_address(address, "39153", "39153-summit-county-oh") == (
        "https://example.gov/39153-summit-county-oh/?code=39153"
    )
    assert fill_address("", "39153", "39153-summit-county-oh") == ""


@given(st.text(), st.sampled_from(["", "https://", "https://a.gov/"]), st.sampled_from(["", GEOID]))
def test_whatever_is_given_is_refused_or_an_address(text: str, before: str, place: str) -> None:
    given_address = f"{before}{text}{place}"
    try:
        address = check_address(given_address)
    except ValueError:
        return
    if address:
        filled = fill_address(address, "39153", "39153-summit-county-oh")
        assert urlsplit(filled).scheme in ("http", "https") and urlsplit(filled).hostname
        assert filled.isascii() and filled.isprintable() and " " not in filled
        assert GEOID not in filled and FOLDER not in filled and filled != address
