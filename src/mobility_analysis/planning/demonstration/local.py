"""Made-up local records of the demonstration county: what a county may put beside the national numbers."""

from __future__ import annotations

from mobility_analysis.local.files import is_fresh, write_rows
from mobility_analysis.local.folder import LocalFolder
from mobility_analysis.local.measures import COLUMNS as MEASURE_COLUMNS
from mobility_analysis.local.values import COLUMNS as VALUE_COLUMNS

_MADE_UP = "Made-up numbers of a county that does not exist."

MEASURES: tuple[dict[str, str], ...] = (
    {
        "local_id": "preschool_public",
        "beside": "share_enrolled_ages_3_4",
        "label": "Children of 3 and 4 in public preschool",
        "question": "What share of the county's children of 3 and 4 go to a public preschool?",
        "unit": "share",
        "direction": "higher",
        "kind": "administrative",
        "collected_by": "the Alder County school districts",
        "method": "Enrollment on October 1, over the health department's count of children by year of birth.",
        "population_covered": "Children of 3 and 4 who live in the county",
        "known_limits": f"{_MADE_UP} Private preschools and Head Start are not in it.",
        "sharing": "public",
        "agreement": "Data sharing agreement 26-14",
        "until": "2035-06-30",
        "url": "https://example.org/alder/preschool",
    },
    {
        "local_id": "shelter_beds",
        "predictor": "housing_stability",
        "label": "Beds in shelters and transitional housing",
        "question": "How many beds are there for people without a home?",
        "unit": "count",
        "direction": "none",
        "kind": "inventory",
        "collected_by": "the Alder Continuum of Care",
        "method": "Counted on one night in January.",
        "population_covered": "All beds in the county that are open to anyone",
        "known_limits": f"{_MADE_UP} Beds in motels are not in it.",
        "sharing": "public",
    },
    {
        "local_id": "feels_at_home",
        "predictor": "social_capital",
        "label": "Residents who know a neighbor they could ask for help",
        "question": "What share of residents know somebody near by whom they could ask for help?",
        "unit": "share",
        "direction": "higher",
        "kind": "survey",
        "collected_by": "the Alder community foundation",
        "method": "Questionnaire at libraries, clinics and by mail, in two languages.",
        "population_covered": "Adults who chose to answer",
        "known_limits": f"{_MADE_UP} Whoever visits a library answers more often.",
        "sharing": "public",
    },
    {
        "local_id": "waiting_list",
        "beside": "share_enrolled_ages_3_4",
        "label": "Families on waiting lists for preschool",
        "question": "How many families wait for a place?",
        "unit": "count",
        "direction": "lower",
        "kind": "administrative",
        "collected_by": "the Alder County school districts",
        "population_covered": "Families who asked for a place and have none",
        "known_limits": f"{_MADE_UP} A family on two lists counts twice.",
        "sharing": "coalition",
    },
)


def _preschool(period: str, part: int, of: int, **more: str) -> dict[str, str]:
    counts = {"numerator": str(part), "denominator": str(of), "as_of": f"{period[:4]}-10-01"}
    return {"local_id": "preschool_public", "period": period, **counts, **more}


# The smallest group's row is left out, and another one with it, so that `mobility plan check` has something to show.
VALUES: tuple[dict[str, str], ...] = (
    _preschool("2024-2025", 1012, 2410),
    _preschool("2024-2025", 31, 70, subgroup="Asian, Non-Hispanic"),
    _preschool("2024-2025", 236, 610, subgroup="Black, Non-Hispanic"),
    _preschool("2024-2025", 214, 640, subgroup="Hispanic"),
    _preschool("2024-2025", 2, 9, subgroup="Pacific Islander, Non-Hispanic"),
    _preschool("2024-2025", 529, 1081, subgroup="White, Non-Hispanic"),
    _preschool("2024-2025", 118, 402, area="North side"),
    _preschool("2023-2024", 951, 2388),
    {"local_id": "shelter_beds", "period": "2025", "value": "212", "as_of": "2025-01-22"},
    {"local_id": "shelter_beds", "period": "2024", "value": "198", "as_of": "2024-01-24"},
    {"local_id": "feels_at_home", "period": "2025", "numerator": "611", "denominator": "842"},
    {
        "local_id": "feels_at_home",
        "subgroup": "Renter",
        "period": "2025",
        "numerator": "187",
        "denominator": "301",
    },
    {"local_id": "waiting_list", "period": "2025", "value": "164"},
)


def fill_local(folder: LocalFolder) -> None:
    """Fill the files that hold nothing but their headings; whatever somebody wrote stays."""
    for path, columns, rows in (
        (folder.measures, MEASURE_COLUMNS, MEASURES),
        (folder.values, VALUE_COLUMNS, VALUES),
    ):
        if is_fresh(path, list(columns)):
            write_rows(path, list(columns), rows)
