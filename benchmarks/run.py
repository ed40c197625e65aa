"""Speed and memory of the three jobs people wait for, and of one of them beside the stock way.

* the national run from a mirror after fetch, by stage: parse, gate, estimate (with grades and small areas);
* the demonstration's pipeline;
* one county's report, ours and by the stock tools (``papermill`` and ``jupyter nbconvert`` commands on
  the same notebook and county), in one run.

Usage: ``python benchmarks/run.py [--data <mirror>]`` after ``make report`` has run once for each run.
Prints a Markdown table; wall time, CPU time and peak memory are of the whole process tree. On a machine that others
use, too, compare CPU time.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Measured:
    seconds: float
    peak_mib: float
    cpu_seconds: float


def _tree_memory(pid: int) -> int:
    """Resident bytes of a process and its children."""
    total = 0
    pending = [pid]
    while pending:
        current = pending.pop()
        try:
            total += int(Path(f"/proc/{current}/statm").read_text().split()[1]) * PAGE
            children = Path(f"/proc/{current}/task/{current}/children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pending += map(int, children)
    return total


def measure(command: list[str], **environment: str) -> Measured:
    """Wall time, CPU time and peak resident memory of a command; its output is shown only if it fails."""
    began, used = time.perf_counter(), _cpu_of_children()
    surroundings = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"} | environment
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # as the Makefile and `mobility run` do
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, _tree_memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{output}")
    return Measured(time.perf_counter() - began, peak / (1 << 20), _cpu_of_children() - used)


def _cpu_of_children() -> float:
    """Seconds of user and system time of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def national(data: str) -> list[tuple[str, Measured]]:
    """Each stage over all sources of the real run, from raw files already fetched."""
    measure([str(BIN / "mobility"), "fetch", "--run", "real", "--data", data])
    sources = subprocess.run(
        [sys.executable, "-c", _SOURCES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    parse = " && ".join(
        f"{sys.executable} pipelines/parse.py --run real --source {name}" for name in sources
    )
    return [
        ("nation, parse", measure(["bash", "-c", parse])),
        *(
            (
                f"nation, {stage}",
                measure([sys.executable, f"pipelines/{stage}.py", "--run", "real"]),
            )
            for stage in ("check", "estimate")
        ),
    ]


_SOURCES = (
    "from mobility_analysis.framework.chosen import run_settings;"
    "from mobility_analysis.core.paths import project_root;"
    "print(*run_settings(project_root(), 'real').sources)"
)


def demonstration() -> Measured:
    """The whole demonstration pipeline in a clean clone of what is committed."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
        return measure(
            ["bash", "-c", f"cd {copy} && {BIN / 'mobility'} run"], MOBILITY_ROOT=str(copy)
        )


def our_report(geoid: str) -> Measured:
    return measure([str(BIN / "mobility"), "report", "--run", "demo", "--county", geoid, "--force"])


def stock_report(geoid: str) -> Measured:
    """The same notebook with the tools' own commands: executed, then turned into a page."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "findings.ipynb"
        script = (
            f"papermill -r geoid {geoid} -r run demo notebooks/findings.ipynb {out} "
            f"&& jupyter nbconvert --to html {out}"
        )
        return measure(["bash", "-c", script], MOBILITY_ROOT=str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", help="mirror of the agencies' files; without it the national run is left out"
    )
    arguments = parser.parse_args()
    rows: list[tuple[str, Measured]] = []
    if arguments.data:
        rows += national(arguments.data)
    rows.append(("demonstration pipeline with a report", demonstration()))
    rows.append(("one report, ours", our_report("99001")))
    rows.append(("one report, papermill and nbconvert commands", stock_report("99001")))
    print("| job | seconds | CPU seconds | peak MiB |\n|---|---|---|---|")
    for name, found in rows:
        print(f"| {name} | {found.seconds:.1f} | {found.cpu_seconds:.1f} | {found.peak_mib:.0f} |")


if __name__ == "__main__":
    main()
