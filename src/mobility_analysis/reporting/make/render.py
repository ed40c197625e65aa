"""One report: the executed notebook, the page made from it, and the tables it rests on."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mobility_analysis.core.address import fill_address
from mobility_analysis.core.atomic import atomic_folder, mend, remove_folder
from mobility_analysis.core.errors import ReportError
from mobility_analysis.core.io import write_text
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.slow_imports import skip_iri_grammar
from mobility_analysis.insights.peer_lenses import DEFAULT_LENS
from mobility_analysis.press.inline_svg import ALONE
from mobility_analysis.press.notebooks import export_page, run_notebook
from mobility_analysis.press.templates import TEMPLATES, read_script
from mobility_analysis.reporting.beside.data_dictionary import write_dictionary
from mobility_analysis.reporting.beside.own_files import keep_peoples_files, record_own_files
from mobility_analysis.reporting.beside.review_files import write_review_guide
from mobility_analysis.reporting.beside.review_guide import review_guide
from mobility_analysis.reporting.make.report_card import card_of
from mobility_analysis.reporting.make.report_folders import report_folder, take_over_renamed
from mobility_analysis.runs.place_data import PlaceData
from mobility_analysis.runs.read_place import read_place
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import DEMONSTRATION

NOTEBOOK = "findings.ipynb"
# HTML may leave these out before the next cell, row or entry; they are a twentieth of a report.
OPTIONAL_ENDS = re.compile(r"</(?:td|th|tr|li)>\n?")


def make_report(
    paths: RunPaths,
    geoid: str,
    peers: Sequence[str] | None = None,
    peer_lens: str = "",
    rests_on: dict[str, Any] | None = None,
    *,
    languages: Sequence[str] = (),
    address: str = "",
) -> Path:
    """Write the report of one place and return its page.

    What people wrote into the review guide of an earlier report is carried over, and whatever else of
    theirs is in its folder stays.

    Parameters
    ----------
    geoid
        Code or name of the place.
    peers
        Codes or names of the places it is compared with; ``None`` has them found.
    peer_lens
        The lens under which the peers are (or were) found; empty where a person named them.
    rests_on
        What the report rests on, kept to tell whether it is up to date (:mod:`workflow.publishing.stamps`).
    languages
        Codes of the languages besides English that the brief is written in.
    address
        Where reports of the run can be read (:mod:`core.address`); printed, and named by the page.

    Raises
    ------
    UnknownPlace
        A code or name no place answers to.
    SealBroken
        The estimates are not those that passed the gate.
    ReportError
        The notebook failed, or an earlier review guide cannot be read; an earlier report stays in place.
    """
    run = RunData(paths)
    if peers is None:
        peer_lens = peer_lens or DEFAULT_LENS
        peers = [peer.geoid for peer in run.find_peers(run.find(geoid), peer_lens)]
    data = read_place(run, geoid, tuple(peers), peer_lens)
    mend(paths.reports)
    target = report_folder(paths, data.here)
    outdated = take_over_renamed(target)
    address = fill_address(address, data.here.geoid, target.name)
    with atomic_folder(target) as folder:
        notebook = execute(paths, data, folder / NOTEBOOK, languages, address)
        write_text(folder / "report.html", to_html(notebook, data, address))
        record_own_files(folder, rests_on)
        # Last, so that what people write while the report is being made is carried over too.
        keep_peoples_files(folder, target)
        for other in outdated:
            keep_peoples_files(folder, other, is_merged=True)
        write_review_guide(review_guide(data), data.record, folder, earlier=target)
    for other in outdated:
        remove_folder(other)
    write_dictionary(data.record, paths.reports)
    return target / "report.html"


def execute(
    paths: RunPaths, data: PlaceData, output: Path, languages: Sequence[str] = (), address: str = ""
) -> Any:
    """Run ``notebooks/findings.ipynb`` for one place with papermill.

    It works in the report's folder, where the notebook writes its two tables. Outside a notebook the
    cells run in this process (:mod:`reporting.make.engine`); inside one they get a kernel of their own.
    """
    template = paths.notebooks / NOTEBOOK
    parameters = {
        "run": paths.run,
        "geoid": data.here.geoid,
        "peers": ",".join(peer.geoid for peer in data.peers),
        "peer_lens": data.peer_lens,
        "languages": ",".join(languages),
        "address": address,
        "write_tables": True,
    }
    return run_notebook(template, output, parameters, paths.root, data.here.in_words)


def run_nothing() -> None:
    """Run and print a notebook of one figure, so that everything that a report needs is loaded."""
    skip_iri_grammar()
    import nbformat
    import papermill

    cell = (
        "from mobility_analysis.press.drawing import Drawing\n"
        "sheet = Drawing(1, 1)\nsheet.words(0, 0, 'Aa 0.1')\nsheet.svg('warm', '')"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": ""}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "nothing.ipynb")
        nbformat.write(notebook, path)
        done = papermill.execute_notebook(
            str(path), str(path), progress_bar=False, log_output=False, engine_name="in_process"
        )
    export_page(done, dict.fromkeys(("title", "css", "banner", "footer"), "") | {"card": {}})


def to_html(notebook: Any, data: PlaceData, address: str = "") -> str:
    """The notebook's outputs as one self-contained page; ``address`` is where it can be read."""
    html = export_page(notebook, _page(data) | {"address": address})
    if "<h1>" not in html:
        raise ReportError(
            f"The notebook for {data.here.in_words} printed no page one.",
            f"Restore notebooks/{NOTEBOOK} from git.",
        )
    return OPTIONAL_ENDS.sub("", _without_empty_lines(html)).replace(f"<svg{ALONE}", "<svg")


def _without_empty_lines(text: str) -> str:
    return re.sub(r"\n\s*\n+", "\n", text)


def _page(data: PlaceData) -> dict[str, Any]:
    return {
        "card": card_of(data),
        "title": f"{data.here.label}: mobility findings",
        "css": (TEMPLATES / "page.css").read_text(encoding="utf-8"),
        # As it will stand in the page, since the page's policy knows it by its hash.
        "script": _without_empty_lines(read_script("report.js")),
        "banner": DEMONSTRATION if data.record.is_demonstration else "",
        "footer": (
            f"{data.here.label}. Built {data.record.built_at} from {data.record.title.lower()}. "
            "Metrics: Boosting Upward Mobility framework, Urban Institute."
        ),
    }
