"""What lies beside a report, for the list on its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mobility_analysis.press.templates import render
from mobility_analysis.press.translation import find_languages
from mobility_analysis.reporting.beside.brief_in_language import brief_file
from mobility_analysis.reporting.beside.local_tables import LOCAL_FILE
from mobility_analysis.reporting.beside.print_edition import BRIEF
from mobility_analysis.runs.own_officials import FILE as OFFICIALS_FILE
from mobility_analysis.runs.place_data import PlaceData

FILES = (
    (BRIEF, "Brief", "page one alone, to hand out, with the pages of the report to turn to"),
    ("report.pdf", "Print edition", "this report on paper"),
    (
        "sources.html",
        "Sources, methods, all values",
        "how each number was made, the files behind it with their hashes, every value of all years and groups",
    ),
    (
        "workbook.xlsx",
        "Workbook",
        "in Excel: a summary of all measures, charts, a sheet for each pillar, all findings",
    ),
    (
        "review_guide.docx",
        "Data Review Guide",
        "three questions to talk over, evidence filled in, with boxes to write in (Word); your answers stay "
        "when the report is made again",
    ),
    (
        "estimates.csv",
        "Estimates",
        "the rows behind it: all years and groups, of this place and those beside it",
    ),
    ("findings.csv", "Findings", "every comparison with its method"),
    ("peers.json", "Peers", "who they are, who chose them, how far each is and why"),
    ("small_areas.csv", "Small areas", "values of neighborhoods and ZIP codes"),
    (
        LOCAL_FILE,
        "Local records",
        "what the place collects itself: every number with its groups, parts, years and method",
    ),
    (
        OFFICIALS_FILE,
        "Elected officials",
        "the place's own count by group, beside residents; no names",
    ),
    ("findings.ipynb", "Notebook", "how this page was made"),
    (
        "../data_dictionary.html",
        "Data dictionary",
        "what each measure, column and code means (the same for all reports of a run)",
    ),
)


def files_section(data: PlaceData, *, has_brief: bool = True, languages: Sequence[str] = ()) -> str:
    """The list of files beside the report, each with a link by its relative name.

    Parameters
    ----------
    languages
        Codes of the languages besides English that the brief is written in.
    """
    return render("files.html.j2", files=list(_there(data, has_brief, languages)))


def _there(
    data: PlaceData, has_brief: bool, languages: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    is_there = {
        BRIEF: has_brief,
        "small_areas.csv": len(data.run.small_areas(data.territory)) > 0,
        LOCAL_FILE: bool(data.local.measures),
        OFFICIALS_FILE: data.local.officials is not None,
    }
    for name, title, about in FILES:
        if is_there.get(name, True):
            yield name, title, about
        if name == BRIEF and has_brief:
            for language in find_languages(languages):
                yield (
                    brief_file(language.code),
                    f"Brief ({language.name})",
                    "the same in that language",
                )
