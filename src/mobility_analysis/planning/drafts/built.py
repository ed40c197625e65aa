"""What each draft said of the data when it was built, kept in ``state/drafts.json``.

A draft is people's from then on. Only by this memory can a check tell a sentence that was changed or taken out from
one that never stood there, and what a newer run says instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mobility_analysis.insights.sayings import Saying
from mobility_analysis.insights.statements import statements
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.memory import recall, remember
from mobility_analysis.press.word import Document

NAME = "drafts.json"


@dataclass(frozen=True)
class BuiltDraft:
    """A draft as it was built: the day of its run, and what it said."""

    built: str
    sayings: tuple[Saying, ...]


class BuiltDrafts:
    """The memory of all drafts of a plan, by file name; one that is gone or damaged is as good as none."""

    def __init__(self, plan: PlanFolder) -> None:
        self._path: Path = plan.state / NAME
        self._drafts: dict[str, BuiltDraft] = {}
        try:
            self._drafts = {name: _read(entry) for name, entry in recall(self._path).items()}
        except (TypeError, KeyError, AttributeError):
            self._drafts = {}

    def of(self, name: str) -> BuiltDraft | None:
        """What the draft ``name`` was built with; ``None`` where nobody remembers."""
        return self._drafts.get(name)

    def any(self) -> tuple[Saying, ...]:
        """What was built into any draft: a file of another name was made from one, or from several."""
        every = {
            (each.id, each.text): each for draft in self._drafts.values() for each in draft.sayings
        }
        return tuple(every.values())

    def remember(self, name: str, built: str, document: Document, known: Sequence[Saying]) -> None:
        """Note which of the ``known`` sayings stand in a draft that has just been written.

        Other texts of it with a number (that there are 24 predictors) are noted, too: they are ours, and not missed.
        """
        texts = dict.fromkeys(document.texts)
        said = [each for each in known if each.text in texts]
        others = [text for text in texts if statements(text) and text not in {s.text for s in said}]
        ours = (Saying(f"text {text}", text, is_small_print=True) for text in others)
        self._drafts[name] = BuiltDraft(built, (*said, *ours))
        remember(self._path, {name: asdict(draft) for name, draft in self._drafts.items()})


def _read(entry: dict[str, Any]) -> BuiltDraft:
    sayings = (
        Saying(str(each["id"]), str(each["text"]), bool(each["is_small_print"]))
        for each in entry["sayings"]
    )
    return BuiltDraft(str(entry["built"]), tuple(sayings))
