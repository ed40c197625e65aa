"""What a catalogue of another language must hold, and the command that keeps the catalogues complete.

``python -m mobility_analysis.reporting.beside.messages`` writes ``messages.pot`` anew, adds new texts to each
language's ``messages.po``, compiles them and says what is not translated. It needs Babel, which development has;
reports read the compiled catalogues with Python's own gettext.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mobility_analysis.core.paths import PACKAGE
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.subgroups import SUBGROUPS
from mobility_analysis.geography.universe import states
from mobility_analysis.insights.choose import TOLD
from mobility_analysis.insights.findings import Method, Verdict
from mobility_analysis.insights.group_names import short_group
from mobility_analysis.insights.local_records import ask_locally
from mobility_analysis.insights.peer_lenses import known_factors, lenses
from mobility_analysis.insights.questions import questions
from mobility_analysis.press.translation import (
    CHARTED_SHARES,
    DOMAIN,
    KINDS,
    LOCALE,
    MONTHS,
    SPOKEN_SHARES,
    unit_message,
)
from mobility_analysis.quality.grading import NO_VALUE, WORDS
from mobility_analysis.reporting.page.page_one import KICKER
from mobility_analysis.runs.run_record import DEMONSTRATION

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

TEMPLATE = LOCALE / f"{DOMAIN}.pot"
# Where texts stand in the code, as the first words of `say` (or the first two of `count`).
MODULES = (
    "press/translation.py",
    "press/chart_rows.py",
    "press/interval_chart.py",
    "reporting/charts/dot_plot.py",
    "reporting/beside/brief_in_language.py",
    "planning/documents/posters.py",
)
KEYWORDS = {"say": None, "count": (1, 2), "pgettext": ((1, "c"), 2)}
NATIONS = ("United States", "Demonstration nation")
LINE = 110
# In the head of every catalogue; the day of writing would change files in which no text changed.
BEGUN = datetime(2026, 11, 29, tzinfo=UTC)


@dataclass(frozen=True)
class Message:
    """A text to translate, its plural if it has one, and what a translator should know."""

    text: str
    plural: str = ""
    context: str = ""
    about: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """The text as a catalogue of Babel names it."""
        return (self.text, self.plural) if self.plural else self.text


def messages() -> list[Message]:
    """Every text of the brief and the posters, each once: those in the code and those of the registry and other lists."""
    found = {
        (each.text, each.context): each
        for each in [*_of_code(), *_of_registry(), *_of_comparisons(), *_of_places()]
    }
    return list(found.values())


def _of_code() -> Iterator[Message]:
    from babel.messages.extract import extract_from_file

    for name in MODULES:
        for _, text, _, context in extract_from_file("python", PACKAGE / name, keywords=KEYWORDS):
            one, many = text if isinstance(text, tuple) else (text, "")
            yield Message(one, many, context or "")


def _of_registry() -> Iterator[Message]:
    measures = [(metric, measure) for metric in registry().metrics for measure in metric.measures]
    for metric, measure in measures:
        yield Message(metric.heading(measure), about="Heading over a number.")
    for metric, measure in measures:
        yield Message(
            unit_message(measure), about=f"A number with its unit: {metric.heading(measure)}."
        )
        if measure.counted:
            about = "Stands behind a number of people or events and a colon."
            yield Message(measure.counted, about=about)
    for pillar in registry().pillars:
        yield Message(pillar.label, about="A pillar of the framework: above the title of a poster.")
        for predictor in pillar.predictors:
            yield Message(
                predictor.label, about="A predictor of the framework: the title of a poster."
            )
    for metric in registry().metrics:
        yield Message(ask_locally(metric.id), about="Whom to ask here, on the last of the posters.")
    for question in questions().values():
        yield Message(
            question, about="What to ask about a shortfall; of a system, never of the people."
        )
    for group in SUBGROUPS:
        yield Message(short_group(group.label), about=f"A group. {group.definition}")


def _of_comparisons() -> Iterator[Message]:
    for verdict in Verdict:
        yield Message(verdict.words, about="A verdict.")
    for method in (*TOLD, Method.TEST_WITH_EVERYONE):
        yield Message(method.words, about="How a verdict was reached.")
    for grade in (*WORDS.values(), NO_VALUE):
        yield Message(grade, about="The grade of a number.")
    for factor in known_factors().values():
        yield Message(factor.label, about='Behind "alike in" and "differs in".')
    for lens in lenses().values():
        yield Message(lens.label, about="A way to look for similar places.")


def _of_places() -> Iterator[Message]:
    for name in (*NATIONS, *states()["name"]):
        yield Message(name, about="A place; the same text where it has no other name.")
    for kind in KINDS:
        yield Message(f"{{name}} {kind}", about="A place's name inside a line.")
    for month in MONTHS:
        yield Message(month)
    for share in (*CHARTED_SHARES, *SPOKEN_SHARES):
        yield Message(share, about="A share.")
    yield Message(KICKER)
    yield Message(DEMONSTRATION)
    yield Message("English", about="What the language is called by those who speak it.")


# ------------------------------------------------------------------ catalogues


def template() -> Catalog:
    """The catalogue without translations, from which one of a new language is made."""
    from babel.messages.catalog import Catalog

    made = Catalog(
        project="mobility-analysis",
        domain=DOMAIN,
        charset="utf-8",
        header_comment=_HEADER,
        creation_date=BEGUN,
    )
    for each in messages():
        made.add(
            each.id, auto_comments=[each.about] if each.about else (), context=each.context or None
        )
    return made


_HEADER = "# Texts of the brief and the posters. Written by `python -m mobility_analysis.reporting.beside.messages`.\n#"


def read(path: Path) -> Catalog:
    """The catalogue in a ``.po`` file."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, domain=DOMAIN)


def troubles(catalogue: Catalog) -> list[str]:
    """What is wrong with a language's catalogue: texts without translation, {placeholders} that differ."""
    found = []
    for each in messages():
        entry = catalogue.get(each.text, each.context or None)
        said = (
            []
            if entry is None
            else [entry.string]
            if isinstance(entry.string, str)
            else entry.string
        )
        if entry is None or not said or not all(said) or entry.fuzzy:
            found.append(f"not translated: {each.text}")
            continue
        wanted = _placeholders(each.text)
        found += [
            f"{{placeholders}} differ: {each.text}"
            for text in said
            if _placeholders(text) != wanted
        ]
    return found


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", text))


def catalogues() -> list[Path]:
    """The ``.po`` file of each language."""
    return sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    from io import BytesIO

    from babel.messages.mofile import write_mo

    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def main() -> None:
    """Write the template, bring every language's catalogue up to date, compile it, say what it lacks."""
    from babel.messages.pofile import write_po

    new = template()
    with TEMPLATE.open("wb") as file:
        write_po(file, new, width=LINE, omit_header=False)
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(new, no_fuzzy_matching=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=LINE, ignore_obsolete=True)
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        found = troubles(catalogue)
        print(f"{path.parts[-3]}: {len(messages())} texts, {len(found)} to mend")
        for each in found:
            print(f"  {each}")


if __name__ == "__main__":
    main()
