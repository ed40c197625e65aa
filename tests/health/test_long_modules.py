"""A module of more than 300 lines has a reason, and the list of reasons names no other module."""

from __future__ import annotations

from mobility_analysis.core.paths import PACKAGE

MOST_LINES = 300
REASONS = {
    "cli.py": "all commands of one program; a command's options and their help are its documentation",
    "core/download.py": "one class: the tries, limits and messages of a download share its state",
    "core/io.py": "every way to read and write a file; they share the checks for damage and for web pages",
    "demo/writers/census_acs.py": "one writer per source; its tables are drawn from the same people",
    "demo/writers/census_pums.py": "one writer per source; homes, people and the truth are drawn together",
    "insights/peers.py": "the distance between places, found and described by one class of points",
    "insights/selection.py": "a value and the selection of values, which are used together everywhere",
    "lab/compare_places.py": "one object of JupyterLab with its tables and figures",
    "lab/metric_audit.py": "one object of JupyterLab with its tables and figures",
    "lab/place.py": "one object of JupyterLab with its tables and figures",
    "lab/plan.py": "one object of JupyterLab with its tables",
    "lab/source_profile.py": "one object of JupyterLab with its tables and figures",
    "press/drawing.py": "one class with the shapes that it draws",
    "press/word.py": "the nouns of a document, and how each is written, one function each",
    "quality/gates.py": "the only module that may import Great Expectations",
    "reporting/beside/brief_in_language.py": "every line of a translated brief; a wrong word on one is found here",
    "reporting/beside/data_dictionary.py": "a third are the words for columns, beside the code that prints them",
    "reporting/beside/review_guide.py": "the three questions of the guide in their order",
    "reporting/page/metric_cards.py": "all parts of a card; a wrong word on a card is found here",
    "sources/bls/qcew.py": "one module per product: five forms of its files, declared and read",
    "sources/cdc/wonder_natality.py": "one module per product: exports by hand, declared, recognised and read",
    "sources/census/acs.py": "one module per product: eight layouts of the same tables, read into one form",
    "sources/census/boundaries.py": "one module per product: half of it declares the files of each year",
    "sources/county_health_rankings/measure_files.py": "one module per product: half of it declares releases",
    "sources/mcdc/geocorr.py": "one module per product: half of it declares exports by hand",
    "workflow/estimating/area_tables.py": "every kind of tidy table, a line or a short function each",
    "workflow/estimating/peer_factors.py": "every factor of the peers, one column of one table each",
    "workflow/fetching/inbox.py": "one class takes files in; the rest are its messages",
    "workflow/fetching/origins.py": "a folder, a mirror and the agencies behind one interface",
    "workflow/fetching/vintage_fetch.py": "one class: the files of a vintage are replaced together or not at all",
}


def test_a_long_module_has_its_reason() -> None:
    lines = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    long = {name for name, number in lines.items() if number > MOST_LINES}
    assert sorted(long - REASONS.keys()) == [], (
        "Divide the module, or write down why it stays whole."
    )
    assert sorted(REASONS.keys() - long) == [], "These are no longer long: take them off the list."
