"""What each rubric looks at, in a reader's words, for the methods of a report."""

from __future__ import annotations

_FLOOR = (
    " Weak where fewer than 30 interviews stand behind the value, as margins tell; a group's is never strong "
    "where nobody knows how many."
)
_SHARES = (
    "Shares from a survey: by how wide the interval is, also beside the rarer of the share and what it "
    f"leaves over.{_FLOOR}"
)
_AMOUNTS = (
    "Amounts, ratios and rates from a survey: by how large the error is beside the value. An amount of which "
    f"only the lowest class is known is weak.{_FLOOR}"
)
_AREAS = (
    " From survey records never strong where the survey's areas reach beyond the place, and weak where most of "
    "an area's people live elsewhere."
)

RUBRIC_WORDS = {
    "share_precision": _SHARES,
    "relative_precision": _AMOUNTS,
    "microdata_share": _SHARES + _AREAS,
    "microdata_ratio": _AMOUNTS + _AREAS,
    "suppression_bounds": (
        "Counts of students with withheld parts: by how far the lowest and the highest possible value lie "
        "apart; weak where very few students are counted, or where many attend districts without an entry."
    ),
    "withheld_parts": (
        "Counts with withheld parts: by how far the lowest and the highest possible value lie apart."
    ),
    "births": (
        "Shares of births: by the number of births, the number of those with low weight, and how wide the "
        "interval is. The value of several small counties taken together is weak."
    ),
    "one_more_physician": (
        "People per physician: by how far one more physician would change the number, and by how large the "
        "error of so few is beside the value; the worse of the two."
    ),
    "monitored_days": (
        "Measured air: by the part of the year's days on which monitors reported, and weak where they tell "
        "little or nothing of ozone and fine particles."
    ),
    "counted_events": (
        "Rates of counted deaths: weak below 20 deaths, then by how far chance moves a rate of so few."
    ),
    "reporting_agencies": (
        "Counts of the police: strong where agencies serving at least 95 percent of the residents reported, "
        "weak below 80 percent, and weak below 20 cases. Where an agency serves people elsewhere, the same "
        "lines hold for the part of them who live here. Rates by race and ethnicity are never strong, nor is "
        "the rate of a larger area."
    ),
    "no_margin": "Values whose source publishes neither a margin nor a sample size: never strong.",
    "modeled_cost": (
        "Pay over a modeled cost of living: never strong, weak with fewer than 30 establishments."
    ),
    "modeled_tracts": (
        "Means of a model's values of neighborhoods: never strong; weak where a quarter or more of the people "
        "live where there is no value, or where the neighborhoods of a kind lie near the line between the "
        "kinds."
    ),
    "concentrated_poverty": (
        "Shares of people in neighborhoods above a line: by how wide the interval is, and weak where "
        "neighborhoods lie so near the line that chance decides. Never strong where chance alone hardly "
        "ever gives as high, or as low, a value."
    ),
    "householders": (
        "Shares of people by the race of their householder: by how wide the interval is, and never strong, "
        "because people are counted by another person's race."
    ),
    "area_margin": "Shares of small areas: by the margin, which is what neighborhoods are merged for.",
    "learning_rate": (
        "Learning rates: by the error, the number of grades with scores, and whether in each of them at least "
        "30 pupils took the test."
    ),
    "reading_level": (
        "Mean reading levels: known within a quarter of a school year is strong, beyond half of one, or with fewer "
        "than 30 tests, weak."
    ),
    "modeled_schools": (
        "Pupils of schools whose poverty is modeled: by how wide the interval is, how many pupils there are, "
        "and whether any of their schools are unknown."
    ),
    "lunch_schools": (
        "Pupils of schools by lunch counts: never strong; weak where schools without a usable count could "
        "move the value by 30 points or more, or with fewer than 30 pupils."
    ),
    "turnout_of_citizens": (
        "Votes over citizens of voting age: by how wide the interval is, and never strong where the votes were "
        "compiled by news media."
    ),
    "turnout": (
        "Votes over adults: complete counts, to be used with care because not all adults may vote; weak where "
        "there are more votes than adults."
    ),
}
