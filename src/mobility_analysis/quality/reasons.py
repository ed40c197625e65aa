"""Reason codes of grades, and the sentence a reader sees for each."""

from __future__ import annotations

# Codes that explain why a value is absent. All others explain a grade and are not used without a value.
EXPLAIN_ABSENCE = frozenset(
    {
        "ethnicity_left_out",
        "middle_of_parts",
        "more_votes_than_adults",
        "no_monitor",
        "no_physicians",
        "parts_without_counts",
        "rules_of_counties",
        "some_schools_unknown",
        "students_among_young",
        "votes_by_district",
    }
)

REASONS: dict[str, str] = {
    "precise": "The margin of error is small.",
    "wide_interval": "The margin of error is wide.",
    "too_imprecise": "The margin of error is so wide that the value could mislead.",
    "rarer_side_imprecise": (
        "So few are on one side that their share is known only roughly, narrow as the margin of error is."
    ),
    "few_interviews": (
        "Fewer than 30 interviews stand behind it, too few for any margin of error to be trusted."
    ),
    "interviews_unknown": "How many interviews stand behind it is not known.",
    "no_margin_published": "The source publishes no margin of error for this value.",
    "controlled": "The Census Bureau sets this count to its population estimate, so it has no margin.",
    "complete_count": "The value is a complete count.",
    "suppressed_parts": "Some districts' small counts are withheld, so the true value lies in a range.",
    "mostly_suppressed": "So many small counts are withheld that the value is little more than a guess.",
    "parts_withheld": "Some small counts are withheld, so the true value may be a little higher.",
    "hardly_withheld": "So few small counts are withheld that the value hardly depends on them.",
    "mostly_withheld": "Small counts are withheld, so the true value may be a good deal higher.",
    "known_within_5": "The share is known to within 5 percentage points.",
    "known_within_10": "The share is known to within 10 percentage points.",
    "not_known_within_10": "Even together with neighbors the share is not known to within 10 points.",
    "rates_only": "Neighborhoods' counts and margins are not at hand, only their poverty rates.",
    "far_from_the_line": "No neighborhood comes near enough to 40 percent for chance to matter.",
    "edge_of_simulation": (
        "Nearly all simulations lie on one side of the value, so chance has probably moved it to the other."
    ),
    "near_the_line": "Neighborhoods lie so near the 40 percent line that the value could be far off.",
    "few_establishments": "It rests on the pay of fewer than 30 establishments.",
    "modeled": "A part of it is a model's result, whose error nobody states.",
    "two_or_three_grades": "Scores of two or three grades make a poor line.",
    "four_grades": "Scores of only four of the six grades are there.",
    "few_tests": "In at least one grade fewer than 30 pupils took the test.",
    "some_schools_unknown": "Part of the pupils attend schools for which nothing is known.",
    "lunch_counts_differ": "Pupils eligible for free lunch are counted in different ways.",
    "few_pupils": "The group has very few pupils here.",
    "modeled_value": "It is the result of a model, whose error the producer does not state.",
    "some_tracts_without_value": "Some neighborhoods have no value and are left out of the mean.",
    "many_tracts_without_value": "A quarter or more of those it is about live where there is no value.",
    "hardly_without_enrollment": (
        "A few of the students counted are left out of the share, because their districts state no enrollment."
    ),
    "partly_without_enrollment": (
        "More than a tenth of the students counted are left out of the share, because their districts state no "
        "enrollment."
    ),
    "mostly_without_enrollment": (
        "More than a quarter of the students counted are left out of the share, because their districts state no "
        "enrollment, so the value may be far off."
    ),
    "most_students": (
        "More than half of the students enrolled in the fall were counted over the year: after a disaster that can "
        "be, or the two files do not fit."
    ),
    "few_students": "It rests on very few students.",
    "few_births": "It rests on few births, so it moves by chance from year to year.",
    "few_events": "Fewer than 20 cases stand behind it, so it moves by chance from year to year.",
    "pooled_years": "Several years are taken together, because single years are too small.",
    "pooled_area": "It is the value of a group of small counties taken together, not of this county.",
    "one_more_small": "One physician more or less would hardly change it.",
    "one_more_medium": "One physician more or less would change it noticeably.",
    "one_more_large": "One physician more or less would change it a great deal.",
    "no_physicians": "No primary care physician practices here.",
    "monitors_full_year": "Monitors reported on at least three quarters of the days.",
    "monitors_part_year": "Monitors reported on fewer than three quarters of the days.",
    "monitors_few_days": "Monitors reported on fewer than half of the days.",
    "monitors_of_minor_pollutants": (
        "The monitors here tell little or nothing of ozone and fine particles, which harm most people: the "
        "index rests on other pollutants."
    ),
    "monitors_partly_of_minor_pollutants": (
        "On many days the index rests on other pollutants than ozone and fine particles."
    ),
    "monitors_not_everywhere": "Air is measured where monitors stand, not in every neighborhood.",
    "older_than_five_years": "Its period ended five years ago or more, so things may have changed since.",
    "older_than_eight_years": (
        "Its period ended eight years ago or more: it is history, and no number of today."
    ),
    "media_compiled": "Votes were compiled by news media on election night, not certified.",
    "population_other_year": "Adults are counted in another year than the votes.",
    "adults_not_citizens": "Adults who are not citizens are counted although they cannot vote.",
    "more_votes_than_adults": "More votes than adults: the two sources do not fit each other here.",
    "address_based": "Each district counts toward the county of its main office.",
    "open_interval": "The Census Bureau prints only that it is $250,000 or more.",
    "open_interval_low": "The Census Bureau prints only that it is less than $2,500.",
    "open_interval_home": "The Census Bureau prints only that it is $2,000,000 or more.",
    "open_interval_home_low": "The Census Bureau prints only that it is less than $10,000.",
    "siblings_imprecise": "Other incomes of the same survey are too imprecise here to trust this one.",
    "districts_without_row": "Some districts have no entry and are taken to have no students experiencing homelessness.",
    "districts_mostly_without_row": "Many students are in districts without an entry, so the value may be far too low.",
    "no_monitor": "No air monitor stands here.",
    "votes_by_district": "Votes are published by election district, not by county.",
    "agencies_nearly_all": "Police agencies serving nearly all residents reported all year.",
    "agencies_most": "Police agencies serving up to a fifth of the residents did not report.",
    "agencies_half": "Police agencies serving more than a fifth of the residents did not report.",
    "serves_some_others": "Its police agency also serves people outside this place.",
    "serves_many_others": "More than a fifth of the people its police agency serves live outside this place.",
    "police_of_larger_area": (
        "One police department serves several counties and reports for all of them together, so this is the "
        "value of the whole area."
    ),
    "legacy_rape": "Its police still counted rape by the older, narrower definition.",
    "race_by_police": (
        "Police record race and ethnicity as officers see them, the census as people answer; the two do "
        "not match exactly."
    ),
    "ethnicity_mostly_known": (
        "Up to a fifth of the arrests have no race or ethnicity on record and count in no group, so the "
        "rate may be higher."
    ),
    "ethnicity_left_out": (
        "More than a fifth of the arrests have no race or ethnicity on record, so a rate would mislead."
    ),
    "students_among_young": (
        "Too many of the 15- to 19-year-olds are college students, or too few are, to tell how many of a "
        "group are 10 to 17."
    ),
    "race_of_householder": (
        "Everyone in a household counts under the race of the person in whose name the home is."
    ),
    "third_party_extract": "The agency's figures were read from a partner's extract.",
    "survey_area_whole": "The survey's areas make up this place exactly.",
    "survey_area_shared": (
        "It also counts neighbors outside this place, because the survey's areas are larger."
    ),
    "survey_area_mostly_others": (
        "Most people it counts may live elsewhere: the survey's area is far larger than this place."
    ),
    "local_few": "It rests on fewer than 30 people or records.",
    "local_no_margin": "Nothing is given from which a margin of error could be computed.",
    "local_simple_sample": (
        "The margin of error takes those who answered for a random sample, so the true one may be wider."
    ),
    "local_qualitative": "It counts what was said or noted, which may be a part of what there is.",
    "boundary_of_whole_tracts": (
        "The boundary follows census tracts so nearly that at most 5 percent of the residents may be counted on the "
        "wrong side; of a tract that it cuts the part of the land inside stands for the part of the people."
    ),
    "boundary_cuts_tracts": (
        "The boundary cuts census tracts, and of these the part of the land inside stands for the part of the people: "
        "5 to 25 percent of the residents may be counted on the wrong side."
    ),
    "boundary_cuts_many_tracts": (
        "The boundary cuts so many census tracts, of which the part of the land inside stands for the part of the "
        "people, that more than a quarter of the residents may be counted on the wrong side."
    ),
    "middle_of_parts": "Medians and percentiles of parts say nothing exact about the whole.",
    "parts_without_counts": "The source does not print how many people or jobs stand behind each part's value.",
    "rules_of_counties": "It rests on a cost or an income limit that is set for each county by itself.",
    "officials_nearly_all": "At least 95 percent of the officials said themselves how they identify.",
    "officials_most": "Between 80 and 95 percent of the officials said themselves how they identify.",
    "officials_too_few": "Fewer than 80 percent of the officials said themselves how they identify.",
    "officials_from_public_sources": (
        "Some officials are counted by what they have said in public, not by an answer of theirs."
    ),
    "officials_withheld": "The count is not shown, so that nobody can be recognized in it.",
    "residents_share_imprecise": "The group's share of residents is known only roughly.",
}
