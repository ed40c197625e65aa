"""Levels of geography and the shape of their codes (``geoid``)."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Kinds of places, from the nation to single areas, as ``level`` columns hold them."""

    NATION = "nation"
    STATE = "state"
    COUNTY = "county"
    PLACE = "place"
    AREA = "area"
    TRACT = "tract"
    ZCTA = "zcta"
    DISTRICT = "district"
    AGENCY = "agency"

    @property
    def width(self) -> int:
        """Digits of the code; the nation's is ``00``."""
        return _WIDTHS[self]


_WIDTHS = {
    Level.NATION: 2,
    Level.STATE: 2,
    Level.COUNTY: 5,
    Level.PLACE: 7,
    Level.AREA: 5,
    Level.TRACT: 11,
    Level.ZCTA: 5,
    Level.DISTRICT: 7,
    Level.AGENCY: 9,
}

NATION_GEOID = "00"

# Beginnings and endings of names that stand with an article in a sentence.
_BEGIN = ("United", "Demonstration")
_END = (
    " borough",
    " census area",
    " municipality",
    " planning region",
    " government (balance)",
    " urban county",
)


def in_words(name: str) -> str:
    """A name inside a sentence: "the United States", "the Bethel Census Area, AK", "Summit County, OH".

    The District of Columbia stands without a postal code.
    """
    if name.startswith("District of Columbia"):
        return "the District of Columbia"
    needs_article = name.startswith(_BEGIN) or name.partition(",")[0].lower().endswith(_END)
    return f"the {name}" if needs_article else name


# FIPS codes of American Samoa, Guam, the Northern Mariana Islands, Puerto Rico and the Virgin Islands:
# in some agency files, outside the framework's 50 states and the District of Columbia.
TERRITORIES = ("60", "66", "69", "72", "78")

# Summary levels in the Census Bureau's GEO_ID, the part before "US".
# https://www.census.gov/programs-surveys/geography/technical-documentation/naming-convention/geo-identifiers.html
CENSUS_SUMMARY_LEVELS = {
    "0100000": Level.NATION,
    "0400000": Level.STATE,
    "0500000": Level.COUNTY,
    "1400000": Level.TRACT,
    "1600000": Level.PLACE,
}

REPORT_LEVELS = (Level.COUNTY, Level.PLACE)  # those that have reports and ranks

# Codes of states, and of the District's county, that files and maps treat apart.
ALASKA, CONNECTICUT, HAWAII = "02", "09", "15"
DEMONSTRATION_STATE = "99"  # no state has it: the made-up one, which is its own nation
DISTRICT_OF_COLUMBIA = "11001"
