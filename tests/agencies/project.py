"""A project whose run ``real`` asks the agencies for the vintages of the demonstration."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from .packing import by_hand

Sources = Mapping[str, Sequence[str]]


def ask_agencies(root: Path, sources: Sources, files: Path) -> None:
    """Make the run ``real`` of the project ``root`` one of the demonstration state from its agencies.

    Parameters
    ----------
    files
        The demonstration's files, a mirror's folder: those by hand are saved where a person saves them.
    """
    pin_vintages(root, sources)
    shutil.rmtree(root / "data" / "snapshots", ignore_errors=True)  # records of the nation's files
    ask_nothing_of_the_nation(root / "expectations")
    for each in by_hand(sources):
        target = root / "data" / "raw" / "real" / each.path
        if (files / each.path).is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files / each.path, target)


def pin_vintages(root: Path, sources: Sources) -> None:
    """Write the run into ``params.yaml``: exactly ``sources``, from the agencies."""
    path = root / "params.yaml"
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    demo = params["runs"]["demo"]
    params["runs"]["real"] = {
        "title": "The demonstration state, from its agencies",
        "origin": "agency",
        "levels": demo["levels"],
        "places": demo["places"],
        "peers": demo["peers"],
        "peer_lens": demo["peer_lens"],
        "pins": {source: list(vintages) for source, vintages in sources.items()},
        "unpinned": "none",
    }
    path.write_text(yaml.safe_dump(params, sort_keys=False), encoding="utf-8")


def ask_nothing_of_the_nation(expectations: Path) -> None:
    """Take out what is asked of the nation's files alone: the state is small."""
    tidy = expectations / "tidy.yaml"
    suite = yaml.safe_load(tidy.read_text(encoding="utf-8"))
    suite["comparisons"] = [each for each in suite["comparisons"] if each.get("run") != "real"]
    tidy.write_text(yaml.safe_dump(suite, sort_keys=False), encoding="utf-8")
    for path in (expectations / "sources").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^\s+national_min_rows: .*\n", "", text, flags=re.MULTILINE)
        content = yaml.safe_load(text)
        for table in content["tables"]:
            table["expectations"] = [
                each for each in table["expectations"] if each.get("run") != "real"
            ]
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
