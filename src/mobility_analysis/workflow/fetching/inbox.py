"""The inbox: what a person dropped into ``data/inbox``, recognised by its content and taken into the raw folder.

A file may be called anything and be packed; sources say what it is (``recognise`` in their modules). What is
recognised is checked with the source's own reader, copied to ``data/raw/<run>/<source>/<vintage>/``, recorded
as a fetch would, and its original is moved to ``data/inbox/taken``: nothing is ever deleted. All else stays
where it is, with the reason.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from mobility_analysis.core.atomic import atomic_path
from mobility_analysis.core.disk import disk_errors
from mobility_analysis.core.errors import DiskTrouble, MissingInput, MobilityError
from mobility_analysis.core.glimpse import Glimpse
from mobility_analysis.core.packed import is_clutter
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.snapshot import (
    HAND,
    Snapshot,
    SnapshotFile,
    load_snapshot,
    save_snapshot,
)
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.aside import first_line
from mobility_analysis.workflow.fetching.choice import Choice
from mobility_analysis.workflow.fetching.offers import Way
from mobility_analysis.workflow.fetching.raw_files import (
    find_standing,
    has_hash,
    link,
    record_of,
    reject_broken,
    snapshot_of,
)
from mobility_analysis.workflow.fetching.recognising import Place, is_known, recognise
from mobility_analysis.workflow.fetching.unpack import look_inside

TAKEN = "taken"
OURS = {"README.md", ".gitkeep"}
UNFINISHED = (".part", ".crdownload", ".download", ".partial", ".tmp")


class Outcome(StrEnum):
    """What became of a file in the inbox."""

    TAKEN = "taken"
    HERE = "already here"
    LEFT = "left"
    UNKNOWN = "not recognised"


@dataclass(frozen=True)
class Line:
    """What became of one file, or of one inside an archive (``x.zip > y.csv``)."""

    shown: str
    outcome: Outcome
    product: str = ""
    source: str = ""
    vintage: str = ""
    file: str = ""
    why: str = ""

    @property
    def is_settled(self) -> bool:
        """The file is in use, so nothing is left to do about it."""
        return self.outcome in (Outcome.TAKEN, Outcome.HERE)


def dropped(paths: RunPaths) -> list[Path]:
    """The files in the inbox without those already taken in, in order of name."""
    inbox = paths.inbox
    taken = inbox / TAKEN
    return [
        path
        for path in sorted(inbox.rglob("*"))
        if (path.is_symlink() or path.is_file())
        and not path.is_relative_to(taken)
        and not is_clutter(str(path.relative_to(inbox)))
        and not (path.parent == inbox and path.name in OURS)
        and not path.name.startswith(".")
    ]


def take_in(paths: RunPaths, *, replace_standing: bool = False) -> list[Line]:
    """Look at every file in the inbox, and take in what is recognised and right.

    Parameters
    ----------
    replace_standing
        Replace a file that is there already by a different one from the inbox.

    Raises
    ------
    DiskTrouble
        The disk is full or may not be written to.
    """
    inbox = paths.inbox
    lines: list[Line] = []
    for path in dropped(paths):
        shown = str(path.relative_to(inbox))
        with disk_errors(shown):
            paths.raw.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=paths.raw, prefix="_inbox-") as work:
                found = _Intake(paths, Path(work), replace_standing).of(path, shown)
            if _is_done(found):
                _put_away(path, inbox)
        lines += found
    return lines


def _is_done(lines: Sequence[Line]) -> bool:
    """Whether a person need do nothing about a file: parts that no source knows do not matter if others were taken."""
    is_any = any(line.is_settled for line in lines)
    return is_any and all(line.outcome is not Outcome.LEFT for line in lines)


def _put_away(path: Path, inbox: Path) -> None:
    target = inbox / TAKEN / path.relative_to(inbox)
    target.parent.mkdir(parents=True, exist_ok=True)
    number = 2
    while target.exists():
        target = target.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    path.replace(target)


# ------------------------------------------------------------------ one file


@dataclass
class _Intake:
    paths: RunPaths
    work: Path
    replace_standing: bool

    def of(self, path: Path, shown: str) -> list[Line]:
        if path.is_symlink():
            return [Line(shown, Outcome.LEFT, why="a link: put the file itself here.")]
        if path.suffix.lower() in UNFINISHED:
            return [Line(shown, Outcome.LEFT, why="a download that is not finished: wait for it.")]
        try:
            return [
                line
                for piece in look_inside(path, shown, self.work, is_known)
                for line in self._piece(*piece)
            ]
        except DiskTrouble:
            raise
        except MobilityError as error:
            return [Line(shown, Outcome.LEFT, why=first_line(error.what))]

    def _piece(self, shown: str, seen: Glimpse) -> Iterator[Line]:
        places, why, product = recognise(seen)
        if not places:
            outcome = Outcome.LEFT if product else Outcome.UNKNOWN
            yield Line(shown, outcome, product, why=why)
        for place in places:
            try:
                outcome, why = self._take(seen, place)
            except DiskTrouble:
                raise
            except MobilityError as error:
                outcome, why = Outcome.LEFT, first_line(error.what)
            names = (place.source.id, place.vintage.id, place.file.name)
            yield Line(shown, outcome, place.product, *names, why=why)

    def _take(self, seen: Glimpse, place: Place) -> tuple[Outcome, str]:
        folder = self.paths.raw / place.source.id / place.vintage.id
        name = place.file.name
        reject_broken(seen.path, seen.path.name)
        address = place.file.url or place.source.landing_page
        new = record_of(seen.path, seen.path.name, address, HAND)
        new = new.model_copy(update={"name": name})
        standing = find_standing(folder, name)
        known = load_snapshot(self.paths.snapshots, place.source.id, place.vintage.id)
        pinned = known.file(name, HAND) if known else None
        stands = standing is not None and has_hash(standing, name, new)
        outcome = Outcome.HERE if stands else Outcome.TAKEN
        if not self.replace_standing:
            if pinned and pinned.sha256 != new.sha256:
                where = f"its snapshot record of {pinned.retrieved}"
                return (Outcome.HERE if stands else Outcome.LEFT), _differs(where)
            if standing and not stands:
                return Outcome.LEFT, _differs("the file that stands")
        if not stands:
            self._check(seen, place, folder)
            with atomic_path(folder / name) as temporary:
                shutil.copy2(seen.path, temporary)
            if standing and standing.name != name:  # a packed copy of it
                standing.unlink()
        self._record(place, folder)
        return outcome, ""

    def _check(self, seen: Glimpse, place: Place, folder: Path) -> None:
        """Check the file with the source's own reader: with the vintage's other files, or alone if some are missing.

        Raises
        ------
        MobilityError
            What the reader says of it.
        """
        name, read = place.file.name, source_module(place.source.id).read
        stage = Path(tempfile.mkdtemp(dir=self.work))
        alone = Path(tempfile.mkdtemp(dir=self.work))
        for target in (stage / name, alone / name):
            link(seen.path, target)
        for file in place.vintage.files:
            standing = find_standing(folder, file.name) if file.name != name else None
            if standing:
                link(standing, stage / standing.name)
        try:
            read(stage, place.vintage)
        except MissingInput:
            _read_alone(alone, place)
        finally:
            shutil.rmtree(stage)
            shutil.rmtree(alone)

    def _record(self, place: Place, folder: Path) -> None:
        """Write the vintage's record once all its files are there, or update the one that exists."""
        source, vintage = place.source, place.vintage
        known = load_snapshot(self.paths.snapshots, source.id, vintage.id)
        by_hand = _by_hand(known)
        if not by_hand and lacking(self.paths, source.id, vintage):
            return
        records = [each for each in known.files if each.origin != HAND] if known else []
        for file in vintage.files:
            pinned = by_hand.get(file.name)
            standing = find_standing(folder, file.name)
            if standing is None or (pinned and has_hash(standing, file.name, pinned)):
                records += [pinned] if pinned else []
            else:
                address = file.url or source.landing_page
                records.append(record_of(standing, file.name, address, HAND))
        if known is None or set(records) != set(known.files):
            save_snapshot(self.paths.snapshots, snapshot_of(source, vintage, tuple(records)))


def _read_alone(folder: Path, place: Place) -> None:
    """Read the file alone; nothing is said where the reader needs further files of the vintage."""
    read = source_module(place.source.id).read
    try:
        read(folder, replace(place.vintage, files=(place.file,)))
    except (MissingInput, IndexError, KeyError):
        return


def _differs(what: str) -> str:
    return f"differs from {what}: if this is the newer one, run `mobility inbox --replace`."


# ------------------------------------------------------------------ what is still lacking


def lacking(paths: RunPaths, source_id: str, vintage: Vintage) -> list[str]:
    """Required files of a vintage that are missing; where it has a record, the files of the record."""
    folder = paths.raw / source_id / vintage.id
    by_hand = _by_hand(load_snapshot(paths.snapshots, source_id, vintage.id))
    return [
        file.name
        for file in vintage.files
        if not (file.is_optional or (by_hand and file.name not in by_hand))
        and find_standing(folder, file.name) is None
    ]


def _by_hand(known: Snapshot | None) -> dict[str, SnapshotFile]:
    """The records of what was saved by hand, by file."""
    return {file.name: file for file in known.files if file.origin == HAND} if known else {}


def still_lacking(paths: RunPaths, lines: Sequence[Line]) -> Iterator[str]:
    """A sentence for every vintage of which only a part was taken in."""
    for source_id, vintage_id in dict.fromkeys(
        (line.source, line.vintage) for line in lines if line.is_settled
    ):
        vintage = source_module(source_id).SOURCE.vintage(vintage_id)
        names = lacking(paths, source_id, vintage)
        if names:
            needed = sum(not file.is_optional for file in vintage.files)
            more = f" and {len(names) - 4} more" if len(names) > 4 else ""
            yield (
                f"{source_id} {vintage_id} still lacks {len(names)} of {needed} files: "
                f"{', '.join(names[:4])}{more}."
            )


def passed_over(lines: Sequence[Line], choice: Choice) -> Iterator[str]:
    """A sentence for every vintage that is whole now and that a run does not take, and why not."""
    taken_in = {(line.source, line.vintage) for line in lines if line.is_settled}
    for passed in choice.passed:
        name = (passed.offer.source.id, passed.offer.vintage.id)
        if name in taken_in and passed.offer.way != Way.BY_HAND:
            yield f"{' '.join(name)} is in place, and a run passes it over: {passed.why}."


# ------------------------------------------------------------------ told


def print_inbox(lines: Sequence[Line]) -> None:
    """The table of what each file was taken for, or why it was left."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not lines:
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 160
    table = Table("File", "Taken for", "Edition and file", "What became of it", box=SIMPLE_HEAD)
    for line in lines:
        where = f"{line.vintage}: {line.file}" if line.file else ""
        what = f"{line.outcome.value}: {line.why}" if line.why else line.outcome.value
        table.add_row(*map(Text, (line.shown, line.product or "-", where or "-", what)))
    console.print(table)
