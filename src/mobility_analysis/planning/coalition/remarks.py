"""What is missing in ``coalition.xlsx``: of each part only once people have begun it, since nobody begins with all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark
from mobility_analysis.planning.coalition.answers import (
    CoalitionAnswers,
    Invitation,
    Partner,
    Person,
    Task,
)
from mobility_analysis.planning.coalition.registry import Entry, coalition_registry
from mobility_analysis.planning.coalition.sheet_names import (
    ACTIVITIES,
    AGREEMENTS,
    BENEFIT,
    CHAMPIONS,
    DECIDING,
    INVITATIONS,
    LETTERS,
    MEETINGS,
    NAME,
    OUR_GOVERNMENT,
    PARTNERS,
    PEOPLE,
    RESIDENT,
    RESIDENTS,
    ROLES,
)
from mobility_analysis.planning.readiness.answers import day_of, is_filled_day


def coalition_remarks(answers: CoalitionAnswers) -> Iterator[Remark]:
    """What is to be said of the workbook as it stands."""
    if answers.people:
        yield from _people(answers)
        yield from _roles(answers)
        yield from _champions(answers)
        yield from _without("Nobody leads", ACTIVITIES, answers.activities)
        yield from _residents(answers)
    if answers.partners:
        yield from _partners(answers.partners)
        yield from _benefits(answers)
    if answers.invitations:
        yield from _invitations(answers)
    yield from _meetings(answers)


def _at(sheet: str, key: str = "") -> str:
    return ", ".join(filter(None, (NAME, sheet, key)))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# ------------------------------------------------------------------ people


def _people(answers: CoalitionAnswers) -> Iterator[Remark]:
    asked = coalition_registry()
    rings = [each.says for each in asked.rings]
    sectors = [OUR_GOVERNMENT, *(each.says for each in asked.sectors), RESIDENT]
    for each in answers.people:
        where = _at(PEOPLE, each.key)
        yield from _off_list(where, each.ring, "ring", rings)
        yield from _off_list(where, each.sector, "sector", sectors)
        since, until = day_of(each.since), day_of(each.until)
        if since and until and until < since:
            yield Remark(MEND, where, f"Until {until} is before since {since}.")
    missing = [each.key for each in answers.people if not each.ring]
    if missing:
        yield Remark(MISSING, _at(PEOPLE), f"In which ring? {_listed(missing)}.")
    missing = [each.key for each in answers.people if not each.sector]
    if missing:
        yield Remark(MISSING, _at(PEOPLE), f"Of which sector? {_listed(missing)}.")


def _off_list(where: str, text: str, what: str, known: Sequence[str]) -> Iterator[Remark]:
    if text and text not in known:
        yield Remark(MEND, where, f"\u201c{text}\u201d is no {what} of the list: {_listed(known)}.")


def _roles(answers: CoalitionAnswers) -> Iterator[Remark]:
    open_roles = [each.role.says for each in answers.roles if not each.is_settled]
    if open_roles:
        yield Remark(
            MISSING,
            _at(ROLES),
            f"Nobody holds: {_listed(open_roles)}. Or say on this sheet who does the work instead.",
        )
    holders = [person for each in answers.roles for person in each.holders]
    is_full = all(each.is_settled for each in answers.roles)
    if is_full and holders and all(each.is_of_government for each in holders):
        yield Remark(
            NOTE,
            _at(ROLES),
            "Everybody who holds a role works for our government. Partners who run a part of the work share its power: "
            "could one role go to somebody outside?",
        )
    for each in answers.roles:
        outside = [person for person in each.holders if not person.is_of_government]
        if outside and not each.authority:
            yield Remark(
                MISSING,
                _at(ROLES, f"role.{each.role.id}"),
                f"{_names(outside)} works outside our government: which authority and information were given?",
            )
    managers = answers.project_managers
    if managers and not any(each.is_public for each in managers):
        yield Remark(
            NOTE,
            _at(PEOPLE, managers[0].key),
            "The project manager is not to be named in public, so letters and agendas leave a blank for the name. Ask, "
            "and write yes where it may be told.",
        )


def _names(people: Sequence[Person]) -> str:
    return _listed(each.name or each.organization for each in people)


def _champions(answers: CoalitionAnswers) -> Iterator[Remark]:
    champion = coalition_registry().ring("champion")
    found = [each for each in answers.people if each.ring == champion]
    if not found:
        yield Remark(MISSING, _at(PEOPLE), "No champion is named yet.")
        return
    if not any(each.is_of_government for each in found):
        yield Remark(
            MISSING, _at(PEOPLE), "No champion works for our government. One at least has to."
        )
    yield from _without("No champion is asked for", CHAMPIONS, answers.duties)


def _residents(answers: CoalitionAnswers) -> Iterator[Remark]:
    found = [each for each in answers.people if each.is_resident]
    if not found:
        yield Remark(MISSING, _at(PEOPLE), "Nobody takes part as a resident yet.")
        return
    unpaid = [each.key for each in found if not each.paid]
    if unpaid:
        yield Remark(MISSING, _at(PEOPLE), f"How are these residents paid? {_listed(unpaid)}.")
    lines = [each.says for each in answers.residents if not each.how]
    if lines:
        yield Remark(MISSING, _at(RESIDENTS), f"How do we do it? {' '.join(lines)}")


def _without(words: str, sheet: str, tasks: Sequence[Task]) -> Iterator[Remark]:
    missing = [_lower(each.says) for each in tasks if not each.who]
    if missing:
        yield Remark(MISSING, _at(sheet), f"{words}: {'; '.join(missing)}.")


# ------------------------------------------------------------------ partners


def _partners(partners: Sequence[Partner]) -> Iterator[Remark]:
    asked = coalition_registry()
    seen: dict[str, str] = {}
    for each in partners:
        where = _at(PARTNERS, each.key)
        yield from _off_list(where, each.sector, "sector", [e.says for e in asked.sectors])
        yield from _off_list(where, each.relation, "relation", [e.says for e in asked.relations])
        for unknown in each.unknown:
            near = f" Did you mean \u201c{unknown.near}\u201d?" if unknown.near else ""
            yield Remark(
                MEND,
                where,
                f"\u201c{unknown.text}\u201d under \u201c{unknown.heading}\u201d stands on no sheet, so the coverage page leaves it "
                f"out.{near}",
            )
        other = seen.setdefault(each.name.casefold(), each.key)
        if other != each.key:
            yield Remark(MEND, where, f"\u201c{each.name}\u201d stands in {other} as well.")
    for what, missing in (
        ("Which sector?", [each.key for each in partners if not each.sector]),
        ("Which relation?", [each.key for each in partners if not each.relation]),
    ):
        if missing:
            yield Remark(MISSING, _at(PARTNERS), f"{what} {_listed(missing)}.")


def _benefits(answers: CoalitionAnswers) -> Iterator[Remark]:
    known = {each.name.casefold() for each in answers.partners}
    for each in answers.benefits:
        if each.partner.casefold() not in known:
            yield Remark(
                NOTE,
                _at(BENEFIT, each.key),
                f"\u201c{each.partner}\u201d is no organization of the sheet \u201c{PARTNERS}\u201d.",
            )


def _invitations(answers: CoalitionAnswers) -> Iterator[Remark]:
    asked = coalition_registry()
    slots = [each for each in asked.letter if not answers.letter[each.id]]
    waiting = [each for each in answers.invitations if not is_filled_day(each.asked_on)]
    for each in answers.invitations:
        where = _at(INVITATIONS, each.key)
        yield from _off_list(where, each.ring, "ring", [e.says for e in asked.rings])
    if not waiting:
        return
    open_slots = [each for each in slots if any(_lacks(one, each) for one in waiting)]
    if open_slots:
        titles = _listed(f"\u201c{each.says}\u201d" for each in open_slots)
        yield Remark(MISSING, _at(LETTERS), f"Letters leave a blank for: {titles}.")
    if not answers.project_managers:
        yield Remark(
            MISSING, _at(PEOPLE), "Letters have to say who the project manager is; nobody is yet."
        )
    for each in waiting:
        missing = [
            *([] if each.sender else ["who sends it"]),
            *([] if answers.may_say(each.organization) else [f"why them ({BENEFIT})"]),
        ]
        if missing:
            yield Remark(
                MISSING, _at(INVITATIONS, each.key), f"The letter lacks: {', '.join(missing)}."
            )


def _lacks(invitation: Invitation, slot: Entry) -> bool:
    """Whether a letter takes a part from the common sheet, because its own row says nothing of it."""
    own = {"ask": invitation.ask, "give": invitation.give, "by": str(invitation.by or "")}
    return not own.get(slot.id, "").strip()


# ------------------------------------------------------------------ working together


def _meetings(answers: CoalitionAnswers) -> Iterator[Remark]:
    days = [(each, day_of(each.on)) for each in answers.meetings]
    for each, day in days:
        if day is None:
            yield Remark(MISSING, _at(MEETINGS, each.key), "On which day?")
    is_begun = any(each.text for each in answers.agreements)
    if not (answers.meetings or is_begun):
        return
    open_matters = [
        _lower(each.says)
        for each in answers.agreements
        if each.key.startswith("agreement.") and not each.text
    ]
    if open_matters:
        yield Remark(MISSING, _at(AGREEMENTS), f"Not agreed yet: {'; '.join(open_matters)}.")
    chosen = [method for method in answers.methods if method.is_chosen]
    if not chosen:
        yield Remark(MISSING, _at(DECIDING), "No way to decide is chosen yet.")
    for method in chosen:
        if not method.for_what:
            yield Remark(MISSING, _at(DECIDING, method.key), f"{method.says}: for which decisions?")
    today = date.today()
    for agreed in answers.agreements:
        again = day_of(agreed.again)
        if again is not None and again < today:
            yield Remark(
                NOTE,
                _at(AGREEMENTS, agreed.key),
                f"\u201c{agreed.says}\u201d was to be looked at again on {again}. Do so, then write a new day.",
            )
