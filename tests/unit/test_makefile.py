"""``make report COUNTY=…``: what a person types reaches the command as it was typed, and nothing of it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A program that prints its arguments, one a line, with marks around them.
STUB = '#!/bin/sh\nfor each in "$@"; do printf \'<%s>\\n\' "$each"; done\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the Makefile and a set-up that is ready, whose programs are stubs."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    programs = tmp_path / "venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("mobility", "python"):
        (programs / name).write_text(STUB)
        (programs / name).chmod(0o755)
    (tmp_path / "venv" / "ready").touch()
    return tmp_path


def _make(project: Path, *arguments: str, **environment: str) -> list[str]:
    clean = {k: v for k, v in os.environ.items() if k not in ("COUNTY", "DATA", "PEERS", "WITH")}
    done = subprocess.run(
        ["make", "-s", "VENV=venv", *arguments],
        cwd=project,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (project / "x").exists(), "something of the text was run"
    return done.stdout.removesuffix("\n").removeprefix("<").removesuffix(">").split(">\n<")


WORDS = [
    "Summit County, OH; Boone County, MO",
    "$(touch x)",
    "`touch x`",
    '"; touch x; "',
    "'; touch x; '",
    "$(shell touch x)",
    "${shell touch x}",
    "$$(touch x)",
    "$(eval $(shell touch x))",
    "$(info hello)$(error no)",
    "Prince George's County, MD",
    'The "Old" County',
    "back\\slash $HOME $COUNTY $(COUNTY) # * ? ~ !",
    "Do\u00f1a Ana County, NM",
    "two\nlines\ntouch x",
    "-c",
    "a,b) $(if x,y)",
]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    ("name", "option"),
    [("COUNTY", "--county"), ("DATA", "--data"), ("PEERS", "--peer"), ("WITH", "--with")],
)
def test_report_hands_on_the_text_as_it_is(
    project: Path, word: str, name: str, option: str
) -> None:
    assert _make(project, "report", f"{name}={word}") == ["run", f"{option}={word}"]
    assert _make(project, "report", **{name: word}) == ["run", f"{option}={word}"]


@pytest.mark.parametrize("word", WORDS)
def test_fetch_and_bench_do_too(project: Path, word: str) -> None:
    assert _make(project, "fetch", f"DATA={word}") == ["fetch", f"--data={word}"]
    assert _make(project, "bench", f"DATA={word}") == ["benchmarks/run.py", f"--data={word}"]


def test_what_is_not_given_is_not_handed_on(project: Path) -> None:
    assert _make(project, "report") == ["run"]
    assert _make(project, "report", COUNTY="", DATA="") == ["run"]
    assert _make(project, "report", "COUNTY=39153", "PEERS=39151", "DATA=../m") == [
        "run", "--county=39153", "--data=../m", "--peer=39151",
    ]  # fmt: skip


def test_given_and_empty_is_handed_on_to_be_told(project: Path) -> None:
    assert _make(project, "report", "COUNTY=") == ["run", "--county="]
    assert _make(project, "report", "COUNTY=; ") == ["run", "--county=; "]


@pytest.mark.parametrize("slip", ["COUNY=45083", "county=45083", "Peers=39151"])
def test_a_name_that_nobody_knows_is_told_and_nothing_is_run(project: Path, slip: str) -> None:
    done = subprocess.run(
        ["make", "-s", "VENV=venv", "report", slip, "DATA=x"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0 and done.stdout == ""
    assert f"Unknown: {slip.partition('=')[0]}. Next: COUNTY, DATA, PEERS, WITH" in done.stderr


# Stands for Python: as `-m venv` it lays out an environment whose packages are installed already.
PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then exec {python} "$@"; fi
mkdir -p venv/bin venv/lib/python3.11/site-packages
printf '%s\\n' "$PWD/src" > venv/lib/python3.11/site-packages/_mobility_analysis.pth
for name in python uv; do printf '#!/bin/sh\\n' > venv/bin/$name; done
printf '#!/bin/sh\\nexit %s\\n' "$STARTS" > venv/bin/mobility
chmod +x venv/bin/*
"""


@pytest.mark.parametrize("starts", ["0", "1"])
def test_a_set_up_is_ready_only_if_the_command_starts(project: Path, starts: str) -> None:
    """In a folder whose name the locale cannot spell, Python dies at an absolute path in a ``.pth`` file."""
    home = project / "Projekt-\u00e4"
    home.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, home)
    (home / "python").write_text(PYTHON.replace("{python}", sys.executable))
    (home / "python").chmod(0o755)
    done = subprocess.run(
        ["make", "VENV=venv", "PYTHON=./python", "venv/ready"],
        cwd=home,
        env=os.environ | {"LC_ALL": "C", "STARTS": starts},
        capture_output=True,
        check=False,
    )
    assert (home / "venv" / "ready").exists() == (starts == "0"), done.stderr
    path = home / "venv" / "lib" / "python3.11" / "site-packages" / "_mobility_analysis.pth"
    text = path.read_bytes().decode("ascii").strip()
    assert (path.parent / text).resolve() == home / "src"


def test_bytecode_is_kept_where_the_machine_forbids_it(project: Path) -> None:
    (project / "venv" / "bin" / "mobility").write_text(
        "#!/bin/sh\necho ${PYTHONDONTWRITEBYTECODE-unset}\n"
    )
    assert _make(project, "report", PYTHONDONTWRITEBYTECODE="1") == ["unset"]
