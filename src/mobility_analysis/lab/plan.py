"""A place's plan in JupyterLab: ``Plan("39153")``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from mobility_analysis.core.errors import UsageError
from mobility_analysis.core.near_names import choose_from
from mobility_analysis.core.paths import project_root
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.claim_text import parse_claim
from mobility_analysis.insights.claims import Form, Judged
from mobility_analysis.lab.showing import scoped
from mobility_analysis.lab.tables import Table
from mobility_analysis.planning import page
from mobility_analysis.planning.action_plan import editions
from mobility_analysis.planning.action_plan.contents import EDITIONS, TECHNICAL
from mobility_analysis.planning.action_plan.measures import baseline_words
from mobility_analysis.planning.action_plan.parts import plan_parts
from mobility_analysis.planning.claims.sheets import source_of
from mobility_analysis.planning.desk import Desk
from mobility_analysis.planning.documents.progress import progress_table
from mobility_analysis.planning.find import begin, open_desk
from mobility_analysis.planning.guide import guide
from mobility_analysis.planning.keep import Built, Refreshed
from mobility_analysis.planning.progress.baseline import Adoption
from mobility_analysis.planning.readiness.answers import STEPS, ReadinessAnswers
from mobility_analysis.planning.readiness.evidence import evidence
from mobility_analysis.planning.workbooks.worksheets import Plain
from mobility_analysis.press.block_pages import blocks_html
from mobility_analysis.press.templates import without_formulas
from mobility_analysis.runs.changes_since import changes_since
from mobility_analysis.runs.own_officials import own_table

_OF_LOCAL = (
    "area",
    "subgroup",
    "period",
    "value",
    "lower",
    "upper",
    "n",
    "grade",
    "reasons",
    "as_of",
)


class Part:
    """A part of a plan that displays itself in a notebook."""

    def __init__(self, html: Markup) -> None:
        self._html = html

    @property
    def html(self) -> str:
        """The part as it stands on the plan's page.

        Examples
        --------
        >>> plan.show("opening").html.startswith("<div")
        True
        """
        return without_formulas(self._html)

    def __repr__(self) -> str:
        # Between two elements stands a space, also where none is in the page.
        return Markup(str(self._html).replace("<", " <")).striptags()

    def _repr_html_(self) -> str:
        return scoped(self._html)


class Plan:
    """The plan of one county or city.

    Parameters
    ----------
    place
        Code (``"39153"``) or name (``"Summit County, OH"``) of a place whose plan was begun.
    root
        The project's folder; found by itself inside a checkout.

    Raises
    ------
    MissingInput
        The place has no plan: :meth:`start` begins one.
    UnknownPlace
        With the nearest names, when no place or several answer.
    SettingsError
        ``plan.yaml`` holds something it cannot.

    Examples
    --------
    >>> plan = Plan("Alder County, DM")
    >>> plan
    Plan('Alder County, DM'): With these answers our rule suggests: postpone. 0 of 9 conditions are met; 31 steps have no answer yet.
    """

    def __init__(self, place: str, *, root: str | Path | None = None) -> None:
        self._desk = open_desk(Path(root or project_root()), str(place))

    @classmethod
    def start(cls, place: str, *, run: str = "", root: str | Path | None = None) -> Plan:
        """Begin the plan of a place and write its worksheet; one that is there already is completed.

        Parameters
        ----------
        run
            ``real`` or ``demo``, of a new plan; by default what the place speaks of.

        Examples
        --------
        >>> Plan.start("Alder County, DM", run="demo").folder.name
        '99001-alder-county-dm'
        """
        found = cls.__new__(cls)
        found._desk = begin(Path(root or project_root()), str(place), run)
        found._desk.complete()
        return found

    @property
    def desk(self) -> Desk:
        """What the command line works with.

        Examples
        --------
        >>> plan.desk.here.label
        'Alder County, DM'
        """
        return self._desk

    @property
    def folder(self) -> Path:
        """Where the plan lies.

        Examples
        --------
        >>> plan.folder.name
        '99001-alder-county-dm'
        """
        return self._desk.plan.path

    @property
    def _answers(self) -> ReadinessAnswers:
        return self._desk.readiness.answers

    @property
    def readiness(self) -> pd.DataFrame:
        """The 31 steps with what people wrote, one row each.

        Examples
        --------
        >>> plan.readiness[["key", "answer"]].head(2)
                    key answer
        0  leadership.1
        1  leadership.2
        """
        answers = self._answers.readiness.answers
        rows = []
        for key, (condition, step) in guide().steps.items():
            given = answers[key]
            rows.append(
                {
                    "key": key,
                    "condition": condition.title,
                    "step": step.says,
                    "answer": given.written,
                    "how": given.how,
                    "address": given.address,
                    "owner": given.owner,
                    "by_when": given.by_when,
                }
            )
        return Table(rows)

    @property
    def conditions(self) -> pd.DataFrame:
        """The nine conditions: how many steps count, how they are answered, where each stands.

        Examples
        --------
        >>> plan.conditions[["key", "counted", "yes", "unanswered"]].head(2)
                    key  counted  yes  unanswered
        0    leadership        4    0           4
        1  partnerships        3    0           3
        """
        return Table(
            [
                {
                    "key": each.condition.id,
                    "condition": each.condition.title,
                    "counted": each.counted,
                    "yes": each.yes,
                    "partly": each.partly,
                    "no": each.no,
                    "unanswered": each.unanswered,
                    "stands": each.words,
                }
                for each in self._answers.readiness.standings
            ]
        )

    @property
    def preparedness(self) -> pd.DataFrame:
        """What is planned for each step that is open.

        Examples
        --------
        >>> len(plan.preparedness)
        31
        """
        return Table(
            [
                {
                    "key": each.step.key,
                    "answer": each.step.written,
                    "action": each.action,
                    "means": each.means,
                    "owner": each.step.owner,
                    "by_when": each.step.by_when,
                    "done_when": each.done_when,
                    "how_it_goes": each.progress,
                }
                for each in self._answers.actions
                if each.step.is_open
            ]
        )

    @property
    def officials(self) -> pd.DataFrame:
        """Elected officials by group as they may be published, beside residents; no names, and nothing is written.

        One row per basis (said by themselves, with public statements), body and group;
        :data:`runs.own_officials.MEANINGS` says what each column holds.

        Raises
        ------
        PlanError
            The lists in ``private/officials/`` cannot be read, or nobody is in them.

        Examples
        --------
        >>> plan.officials[["body", "group", "officials"]]  # doctest: +SKIP
        """
        return own_table(self._desk.opened.data, self._desk.office.counted().own)

    @property
    def claims(self) -> pd.DataFrame:
        """What people want to say, with what the data say to it and what was approved.

        Examples
        --------
        >>> plan.claims.columns.tolist()
        ['key', 'claim', 'standing', 'words', 'why', 'uses', 'by', 'on']
        """
        return Table(
            [
                {
                    "key": each.key,
                    "claim": each.typed,
                    "standing": each.standing.value,
                    "words": each.judged.words if each.judged else "",
                    "why": each.judged.why if each.judged else each.trouble,
                    "uses": ", ".join(each.uses),
                    "by": each.by,
                    "on": each.on,
                }
                for each in self._desk.claims.read()
            ],
            columns=["key", "claim", "standing", "words", "why", "uses", "by", "on"],
        )

    @property
    def groups(self) -> pd.DataFrame:
        """Each group of the inventory with what the data show of it.

        Examples
        --------
        >>> plan.groups["says"].tolist()[:2]
        ['People of color', 'One racial or ethnic group']
        """
        return Table([vars(each) for each in self._desk.coalition.groups])

    @property
    def predictors(self) -> pd.DataFrame:
        """Each predictor with its number, how it compares, its widest sure gap and its change.

        Examples
        --------
        >>> len(plan.predictors)
        24
        """
        return Table([vars(each) for each in self._desk.coalition.predictors])

    @property
    def partners(self) -> pd.DataFrame:
        """Organizations of the inventory: sector, groups, predictors, assets, relation; nothing of the sheet *Benefit*.

        Examples
        --------
        >>> len(plan.partners)
        0
        """
        names = ("key", "name", "sector", "groups", "predictors", "assets", "relation", "asked_by")
        found = self._desk.coalition.answers.partners
        return Table(
            [{name: getattr(each, name) for name in names} for each in found], columns=list(names)
        )

    def facts(self) -> pd.DataFrame:
        """Everything that may be said of the place, one row each.

        Examples
        --------
        >>> plan.facts()["words"].iloc[0]
        "In Alder County, there were 44 affordable and available homes for every 100 households with incomes up to 50 percent of the area's median in 2019–2023 (plus or minus 6)."
        """
        return Table(
            [
                {
                    "claim": each.claim.typed,
                    "words": each.words,
                    "know": each.why,
                    "source": source_of(self._desk.opened.data, each),
                }
                for each in self._desk.opened.facts
            ]
        )

    def claim(
        self,
        measure: str,
        *,
        group: str = ALL,
        more_than: float | None = None,
        less_than: float | None = None,
    ) -> Judged:
        """What the data say to a claim.

        Parameters
        ----------
        measure
            A measure's id, or a whole claim as one types it: ``"share_employed/Female gap"``.
        more_than, less_than
            The number that is claimed, in the measure's unit (shares 0 to 1).

        Raises
        ------
        UsageError
            There is no such measure, the text is no claim, or both numbers are given.

        Examples
        --------
        >>> plan.claim("share_employed", more_than=0.8).words
        'In Alder County, more than four in five people ages 25 to 54 were employed in 2019–2023.'
        """
        if more_than is not None and less_than is not None:
            raise UsageError("Two numbers are claimed at once.", "Ask for one after the other.")
        asked = parse_claim(measure)
        for form, number in ((Form.MORE_THAN, more_than), (Form.LESS_THAN, less_than)):
            if number is not None:
                asked = replace(asked, form=form, number=number)
        return self._desk.opened.judge(asked if group == ALL else replace(asked, group=group))

    @property
    def local(self) -> pd.DataFrame:
        """The place's own numbers that passed the gate, whoever may see them (``sharing``), one row each.

        Examples
        --------
        >>> len(plan.local)
        0
        """
        records = self._desk.opened.local()
        measures = {each.id: each for each in records.measures}
        rows = records.rows
        ids = rows["measure"]
        return Table(
            {
                "local_id": ids,
                "label": ids.map(lambda name: measures[name].measure.label),
                "sharing": ids.map(lambda name: measures[name].sharing),
                **{name: rows[name] for name in _OF_LOCAL},
            }
        )

    @property
    def local_remarks(self) -> pd.DataFrame:
        """What is to be mended or known of the files in ``local/``.

        Examples
        --------
        >>> len(plan.local_remarks)
        0
        """
        remarks = self._desk.opened.local().remarks
        return Table(
            [{"where": each.where, "what": each.text, "is_note": each.is_note} for each in remarks],
            columns=["where", "what", "is_note"],
        )

    def evidence(self) -> pd.DataFrame:
        """What the run can show beside a step.

        Examples
        --------
        >>> plan.evidence()["key"].tolist()[:3]
        ['leadership.1', 'data.1', 'data.2']
        """
        shown = evidence(self._desk.opened.data, self._desk.plan)
        return Table(
            [{"key": key, "shows": each.text, "as_of": each.as_of} for key, each in shown.items()]
        )

    def answer(
        self, key: str, value: Plain, *, column: str = "answer", sheet: str = STEPS
    ) -> Refreshed:
        """Write one answer into the worksheet, as a person would by hand.

        Parameters
        ----------
        key
            The row, such as ``"leadership.1"``.
        column
            Which of people's cells: on the sheet of steps ``answer``, ``how``, ``address``, ``owner``, ``by_when``.

        Raises
        ------
        UsageError
            There is no such sheet, row or column.
        PlanError
            The worksheet is open, or its rows cannot be told apart; nothing was changed.

        Examples
        --------
        >>> answered = plan.answer("leadership.1", "yes")
        >>> str(plan.readiness.set_index("key").loc["leadership.1", "answer"])
        'yes'
        >>> emptied = plan.answer("leadership.1", "")
        """
        return self._desk.readiness.book.answer({sheet: {key: {column: value}}})

    def adopt(self, on: date) -> Adoption:
        """Freeze the baselines of the measures and the approved claims, to tell progress from.

        Raises
        ------
        PlanError
            There are no measures, or one cannot be read.

        Examples
        --------
        >>> plan.adopt(date(2026, 12, 1))  # doctest: +SKIP
        """
        return self._desk.progress.adopt(on)

    def progress(self) -> pd.DataFrame:
        """What became of each adopted measure, one row each; without an adoption no rows. Nothing is written.

        Examples
        --------
        >>> len(plan.progress())
        0
        """
        return progress_table(self._desk.progress.rows())

    def changes(self, before: str | Path | None = None) -> pd.DataFrame:
        """What the last run changed for the place, one row for each change (:mod:`insights.place_changes`).

        Parameters
        ----------
        before
            Earlier estimates to compare with, a table or its folder; else those that the last run replaced.

        Raises
        ------
        MissingInput, UsageError
            The file named is not there, or is no table of estimates.

        Examples
        --------
        >>> len(plan.changes())
        0
        """
        found = changes_since(self._desk.opened.data, before)
        lines = found.lines if found is not None else ()
        columns = ["kind", "measure", "label", "words"]
        return Table([[str(getattr(each, c)) for c in columns] for each in lines], columns=columns)

    def refresh(self) -> list[Refreshed]:
        """Write the evidence anew; whatever people wrote stays.

        Examples
        --------
        >>> [each.path.name for each in plan.refresh()]
        ['readiness.xlsx', 'claims.xlsx', 'coalition.xlsx', 'action-plan.xlsx']
        """
        return self._desk.refresh()

    def check(self) -> pd.DataFrame:
        """What is missing, to be mended or to be known; also written to ``out/check.html``.

        Examples
        --------
        >>> plan.check()["kind"].unique().tolist()
        ['Still missing']
        """
        found = self._desk.write_check()
        return Table([vars(each) for each in found], columns=["kind", "where", "what"])

    def gates(self) -> pd.DataFrame:
        """The gates of a release: one row for each that holds, and one for each thing that another lacks.

        Examples
        --------
        >>> plan.gates()[["gate", "holds"]].head(2)
          gate  holds
        0   G1   True
        1   G2  False
        """
        rows = []
        for each in self._desk.gates():
            lacks = [vars(lack) for lack in each.lacks] or [
                dict.fromkeys(("where", "what", "whose"), "")
            ]
            rows += [
                {"gate": each.gate.value, "asks": each.gate.asks, "holds": each.holds, **lack}
                for lack in lacks
            ]
        return Table(rows)

    def build(self, *, new_drafts: bool = False, is_release: bool = False) -> list[Built]:
        """Write the documents and the page; a release only where every gate holds.

        Examples
        --------
        >>> plan.build()  # doctest: +SKIP
        """
        return self._desk.build(new_drafts=new_drafts, is_release=is_release)

    def show(self, part: str) -> Part:
        """One part of the plan's page.

        Parameters
        ----------
        part
            ``opening``, ``conditions``, ``steps``, ``evidence``, ``preparedness``, ``findings`` or ``to do``.

        Raises
        ------
        UsageError
            There is no such part.

        Examples
        --------
        >>> str(plan.show("conditions"))[:30]
        'The nine conditions Condition '
        """
        desk = self._desk
        answers = self._answers
        made = {
            "opening": lambda: page.opening(desk.opened.data, answers),
            "conditions": lambda: page.conditions(answers),
            "steps": lambda: page.steps(answers),
            "evidence": lambda: page.shown_by_data(evidence(desk.opened.data, desk.plan).items()),
            "preparedness": lambda: page.preparedness(answers),
            "findings": lambda: page.findings(desk.frame),
            "to do": lambda: page.remarks(desk.examine()),
        }
        if part not in made:
            raise UsageError(f"A plan has no part {part!r}.", choose_from(part, made))
        return Part(made[part]())

    def edition(self, part: str, edition: str = TECHNICAL) -> Part:
        """One part of the action plan in one edition.

        Parameters
        ----------
        part
            ``opening``, a part of the plan (``beginning``, ``findings``, ``change``, ``measurement``,
            ``sustainability``, ``learning``, ``history``, ``appendix``), or ``back``.
        edition
            ``technical`` or ``general``.

        Raises
        ------
        UsageError
            There is no such part or edition.

        Examples
        --------
        >>> str(plan.edition("opening", "general"))[:40]
        'Mobility Action Plan of Alder County, DM'
        """
        names = ("opening", *(each.id for each in plan_parts()), "back")
        if part not in names:
            raise UsageError(f"An action plan has no part {part!r}.", choose_from(part, names))
        if edition not in EDITIONS:
            raise UsageError(
                f"An action plan has no edition {edition!r}.", choose_from(edition, EDITIONS)
            )
        contents = self._desk.action_plan.contents
        if part == "opening":
            blocks = editions.opening(contents, edition)
        elif part == "back":
            blocks = editions.back(contents, edition)
        else:
            blocks = editions.part_blocks(contents, part, edition)
        return Part(blocks_html(blocks))

    @property
    def measures(self) -> pd.DataFrame:
        """The measurement plan, with each baseline from the run and whether the data can show the target.

        Examples
        --------
        >>> len(plan.measures)
        0
        """
        contents = self._desk.action_plan.contents
        return Table(
            [
                {
                    "key": each.key,
                    "of": ", ".join(each.elements),
                    "measure": each.indicator or each.name,
                    "kind": each.kind,
                    "baseline": baseline_words(each),
                    "target": each.target_words,
                    "by_when": each.by_when_words,
                    "can_show": contents.shows[each.key].verdict.value
                    if each.key in contents.shows
                    else "",
                    "data_by": each.data_by,
                }
                for each in contents.planned
            ]
        )

    def __repr__(self) -> str:
        readiness = self._answers.readiness
        return f"Plan({self._desk.here.label!r}): {readiness.sentence}"

    def _repr_html_(self) -> str:
        return self.show("opening")._repr_html_()
