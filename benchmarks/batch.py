"""A batch of reports against stock Papermill: the same notebook, the same places, one after the other.

    python benchmarks/batch.py                         12 counties of the demonstration
    python benchmarks/batch.py --run real --state OH   the places of a state of the real run
    python benchmarks/batch.py --reports 500           also: does memory grow over 500 reports?

Stock is the ``papermill`` command with a kernel of its own for each report, as its documentation shows
it, first one at a time, then as many at a time as there are cores; it runs the notebook only. Ours runs
the notebook and also prints the page. Both write the tables and the print edition, which are cells of
the notebook. The outputs of every cell are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# Before the stack is imported, as `mobility report` does it.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from mobility_analysis.core.paths import RunPaths, project_root  # noqa: E402
from mobility_analysis.workflow.publishing.batch import run_batch  # noqa: E402
from mobility_analysis.workflow.publishing.jobs import Job  # noqa: E402
from mobility_analysis.workflow.publishing.run_sheet import places_of  # noqa: E402
from mobility_analysis.workflow.report import jobs_of  # noqa: E402
from mobility_analysis.workflow.residents import run_universe  # noqa: E402

COUNTIES, CITIES = 3144, 486
STOCK_PLACES = 6  # as many reports as the stock way makes; it is slow


def main() -> None:
    asked = _arguments()
    paths = RunPaths(project_root(), asked.run)
    universe = run_universe(paths)
    refs = places_of(universe, [asked.state] if asked.state else [])[: asked.places]
    jobs = jobs_of(paths, [(ref, ()) for ref in refs])
    cores = os.cpu_count() or 1
    print(f"{len(jobs)} places of the {asked.run} run, {cores} cores")

    few = jobs[:STOCK_PLACES]
    with tempfile.TemporaryDirectory() as folder:
        serial = _stock(paths, few, Path(folder), 1)
        side_by_side = _stock(paths, few, Path(folder), cores)
        began = time.perf_counter()
        made = run_batch(paths, jobs, say=lambda _: None, force=True)
        ours = (time.perf_counter() - began) / len(jobs)
        same = sum(
            _outputs(Path(folder, f"{job.place.geoid}.ipynb")) == _outputs(notebook)
            for job, notebook in zip(
                few, (report.path.with_name("findings.ipynb") for report in made), strict=False
            )
        )
    print(f"papermill command, one at a time       {serial:7.2f} s a report (notebook)")
    print(f"papermill command, {cores} at a time         {side_by_side:7.2f} s a report (notebook)")
    print(
        f"batch, {cores} at a time                     {ours:7.2f} s a report (notebook, page, print)"
    )
    print(
        f"faster                                 {serial / ours:6.1f}x and {side_by_side / ours:.1f}x"
    )
    print(f"notebooks with the same outputs        {same} of {len(few)}")
    print(
        f"{COUNTIES} counties and {CITIES} cities        {(COUNTIES + CITIES) * ours / 60:7.0f} minutes"
    )
    if asked.reports:
        every = places_of(universe, [])[: asked.reports]
        _memory(paths, jobs_of(paths, [(ref, ()) for ref in every]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", default="demo", choices=["demo", "real"])
    parser.add_argument("--state", default="", help="postal code")
    parser.add_argument("--places", type=int, default=12)
    parser.add_argument("--reports", type=int, default=0, help="reports of the memory test")
    return parser.parse_args()


def _stock(paths: RunPaths, jobs: list[Job], folder: Path, workers: int) -> float:
    """Seconds per report of the ``papermill`` command."""

    def run(job: Job) -> None:
        place = folder / job.place.geoid
        place.mkdir(exist_ok=True)
        command = [
            sys.executable, "-m", "papermill", str(paths.notebooks / "findings.ipynb"),
            str(folder / f"{job.place.geoid}.ipynb"), "--cwd", str(place), "--no-progress-bar",
            "-r", "run", paths.run, "-r", "geoid", job.place.geoid, "-r", "peers", ",".join(job.peers), "-r", "peer_lens", job.peer_lens,
            "-y", "write_tables: true",
        ]  # fmt: skip
        env = os.environ | {"MOBILITY_ROOT": str(paths.root), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        subprocess.run(command, check=True, env=env, capture_output=True)

    began = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run, jobs))
    return (time.perf_counter() - began) / len(jobs)


def _outputs(notebook: Path) -> list[list[object]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [
        [output.get("data", output.get("text")) for output in cell["outputs"]]
        for cell in cells
        if cell["cell_type"] == "code"
    ]


def _memory(paths: RunPaths, jobs: list[Job]) -> None:
    """Memory of the parent, and of its largest child so far, after each fifth of one batch."""
    print(f"{len(jobs)} reports in one batch:   parent (now)   largest child (so far)")
    made = 0

    def note(line: str) -> None:
        nonlocal made
        is_made = ": made" in line
        made += is_made
        if is_made and made % max(1, len(jobs) // 5) == 0:
            child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"  {made:5d}        {_resident():7.0f} MiB        {child:7.0f} MiB", flush=True)

    began = time.perf_counter()
    run_batch(paths, jobs, say=note, force=True)
    print(f"{(time.perf_counter() - began) / len(jobs):.2f} s a report")


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
