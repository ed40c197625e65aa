"""Why a value is absent. Every absence has a reason, and none is stored as zero."""

from __future__ import annotations

from enum import StrEnum


class Missing(StrEnum):
    """Reasons a value is missing, with the sentence a reader sees."""

    SUPPRESSED_BY_SOURCE = "suppressed_by_source"
    TOO_FEW_RECORDS = "too_few_records"
    NO_SOURCE_ROW = "no_source_row"
    NOT_APPLICABLE = "not_applicable"
    GEOGRAPHY_CHANGED = "geography_changed"
    NOT_COLLECTED = "not_collected"
    UNDEFINED = "undefined"
    AGENCIES_SILENT = "agencies_silent"
    COUNTIES_ONLY = "counties_only"
    NOT_PUBLISHED = "not_published"
    SERVES_OTHERS = "serves_others"
    OUTSIDE_THE_FILE = "outside_the_file"
    NOT_FOR_STATE = "not_for_state"
    WITHHELD_OR_NONE = "withheld_or_none"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"
    NOT_ADDED_UP = "not_added_up"
    NOT_OF_TRACTS = "not_of_tracts"
    PARTS_LACKING = "parts_lacking"
    CHECK_FAILED = "check_failed"

    @property
    def sentence(self) -> str:
        """The reason as a sentence for readers."""
        return _SENTENCES[self]


_SENTENCES = {
    Missing.SUPPRESSED_BY_SOURCE: (
        "The agency withholds this value to protect the few people behind it."
    ),
    Missing.TOO_FEW_RECORDS: "Too few people were counted or surveyed here to say.",
    Missing.NO_SOURCE_ROW: "The source has no entry for this place.",
    Missing.NOT_APPLICABLE: "This does not apply to this place or group.",
    Missing.GEOGRAPHY_CHANGED: (
        "The source still uses boundaries that no longer exist, so it has no value for this place."
    ),
    Missing.NOT_COLLECTED: "The source does not collect this.",
    Missing.UNDEFINED: "The value cannot be computed: its denominator is zero.",
    Missing.AGENCIES_SILENT: (
        "Police agencies serving more than half of the residents did not report, so a rate would mislead."
    ),
    Missing.COUNTIES_ONLY: "The files used here give this for counties, not for cities.",
    Missing.SERVES_OTHERS: (
        "Most of the people whom its police agency serves live elsewhere, so a rate would mislead."
    ),
    Missing.NOT_PUBLISHED: "The agency lists this place but left this figure out.",
    Missing.OUTSIDE_THE_FILE: (
        "The file at hand covers only a part of the nation, and this place is not in it."
    ),
    Missing.NOT_FOR_STATE: "The source publishes this for no county of this state.",
    Missing.WITHHELD_OR_NONE: (
        "The source prints no value: either it is withheld, or there is nothing of this kind here."
    ),
    Missing.SET_ASIDE: (
        "The source's row for this place could not be told from an error in the file and was set aside."
    ),
    Missing.NOT_ADDED_UP: "The numbers of an area's parts do not add up to one for the whole.",
    Missing.NOT_OF_TRACTS: "This run has no such numbers for the census tracts that the area is made of.",
    Missing.PARTS_LACKING: (
        "At least one part of the area has no number of its own, so a sum would leave people out."
    ),
    Missing.CHECK_FAILED: (
        "The number did not pass a check that every number must pass before it is published."
    ),
    Missing.WITHDRAWN: "The agency withdrew this value because of an error in collecting the data.",
}

# Reasons that say only that a file has no entry; any other reason tells the reader more.
NO_ENTRY = frozenset({Missing.NO_SOURCE_ROW.value, Missing.OUTSIDE_THE_FILE.value})
