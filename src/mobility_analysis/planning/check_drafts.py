"""Looking through the Word files in ``drafts/``, which are people's: whether each can be read, and what is left to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import lock_beside
from mobility_analysis.press.word_reading import WordText, read_word


def examine_drafts(plan: PlanFolder) -> Iterator[Remark]:
    """What is to be said of every Word file in ``drafts/``; nothing is changed."""
    for path in sorted(plan.drafts.glob("*.docx")):
        # What Word puts beside a file that is open has the ending of one.
        if path.name.startswith("~$"):
            continue
        where = f"drafts/{path.name}"
        lock = lock_beside(path)
        if lock:
            yield Remark(
                NOTE,
                where,
                f"It is open in another program ({lock}); what is not saved is not seen.",
            )
        read = read_word(path.read_bytes())
        if read.fault:
            yield Remark(MEND, where, read.fault)
        else:
            yield from _left_open(where, read)


def _left_open(where: str, read: WordText) -> Iterator[Remark]:
    blanks = read.blanks
    if blanks:
        yield Remark(MISSING, where, f"{len(blanks)} blanks are left, the first: {blanks[0]}")
    if read.has_changes:
        yield Remark(
            MISSING,
            where,
            "Tracked changes are neither accepted nor rejected. It was read as if all were accepted.",
        )
    if read.comments:
        yield Remark(
            MISSING,
            where,
            f"Comments are in it: {read.comments}. Take them out before you send it.",
        )
