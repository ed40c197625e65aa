"""Looking through the Word files in ``drafts/``, which are people's: whether what they say of the data is still right.

Each sentence of ours is sought in the edited text; each number that belongs to none is listed, with the nearest thing
that may be said; words that the data cannot bear are pointed at. Nothing is changed, and nothing is rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from mobility_analysis.insights.language import Family
from mobility_analysis.insights.passed_over import listed
from mobility_analysis.insights.said_words import flat, tokens
from mobility_analysis.insights.sayings import Became, Fate, Saying
from mobility_analysis.insights.statements import Kind, Statement, statements
from mobility_analysis.insights.word_differences import NEAR_SHARE, share_in_words
from mobility_analysis.insights.wording import wording
from mobility_analysis.planning.check import MEND, MISSING, NOTE, Remark
from mobility_analysis.planning.claims.own_numbers import SHEET as OWN_NUMBERS
from mobility_analysis.planning.claims.own_numbers import OwnNumber
from mobility_analysis.planning.claims.rows import NAME as CLAIMS_BOOK
from mobility_analysis.planning.drafts.built import BuiltDraft, BuiltDrafts
from mobility_analysis.planning.drafts.what_became import Known, Said, fates_of, quote, what_became
from mobility_analysis.planning.folder import PlanFolder
from mobility_analysis.planning.keep import lock_beside
from mobility_analysis.press import word_reading
from mobility_analysis.press.word_reading import TextBlock, WordText, read_word

_QUOTED = re.compile(r'"[^"]*\d[^"]*"')


def examine_drafts(plan: PlanFolder, known: Known) -> Iterator[Remark]:
    """What is to be said of every Word file in ``drafts/``, and of numbers of one's own; nothing is changed."""
    yield from _own_numbers(known.own)
    drafts = BuiltDrafts(plan)
    for path in sorted(plan.drafts.rglob("*.docx")):
        # What Word puts beside a file that is open has the ending of one.
        if path.name.startswith("~$"):
            continue
        name = path.relative_to(plan.drafts).as_posix()
        where = f"drafts/{name}"
        lock = lock_beside(path)
        if lock:
            yield Remark(
                NOTE,
                where,
                f"It is open in another program ({lock}); what is not saved is not seen.",
            )
        try:
            read = read_word(path.read_bytes())
        except OSError as error:
            yield Remark(MEND, where, f"It cannot be opened: {error.strerror}.")
            continue
        if read.fault:
            yield Remark(MEND, where, read.fault)
            continue
        yield from (Remark(kind, where, what) for kind, what in _left_open(read))
        yield from (
            Remark(kind, where, what)
            for kind, what in _said(read, drafts.of(name), drafts.any(), known)
        )


def _left_open(read: WordText) -> Iterator[Said]:
    blanks = read.blanks
    if blanks:
        yield MISSING, f"{len(blanks)} blanks are left, the first: {blanks[0]}"
    if read.has_changes:
        yield (
            MISSING,
            "Tracked changes are neither accepted nor rejected. It was read as if all were accepted.",
        )
    if read.comments:
        yield MISSING, f"Comments are in it: {read.comments}. Take them out before you send it."


def _said(
    read: WordText, draft: BuiltDraft | None, every: Sequence[Saying], known: Known
) -> Iterator[Said]:
    """What became of our sentences, whose the other numbers are, and how it is worded.

    Parameters
    ----------
    every
        What was built into any draft.
    """
    blocks = [_own_words(block) for block in read.blocks]
    found = fates_of(blocks, draft.sayings if draft else every, known)
    if draft is None:
        # Somebody made it from drafts of ours: what does not stand in it need never have.
        found = [each for each in found if each.became is not Became.GONE]
    yield from what_became(found, known)
    stated = [statements(text, known.own_words) for text in blocks]
    others = _of_no_saying(stated, found)
    yield from _of_nobody([each for each in others if each.kind is not Kind.WORK], known)
    yield from _of_the_work([each for each in others if each.kind is Kind.WORK])
    yield from _quotations(read.blocks)
    yield from _wording(blocks, stated, found)


def _own_words(block: TextBlock) -> str:
    return "" if block.kind is word_reading.Kind.QUOTATION else block.text


# ------------------------------------------------------------------ numbers of nobody


class _Taken:
    """Where sentences of ours stand in the text."""

    def __init__(self, found: Sequence[Fate]) -> None:
        self._spans = {span for each in found for span in each.spans}

    def has(self, block: int, statement: Statement) -> bool:
        """Whether words of a statement are a saying's."""
        return any(
            number == block and start < statement.end and statement.start < end
            for number, start, end in self._spans
        )


def _of_no_saying(stated: Sequence[Sequence[Statement]], found: Sequence[Fate]) -> list[Statement]:
    """What is stated in blocks of text outside of sentences of ours."""
    taken = _Taken(found)
    return [
        each
        for number, found_in in enumerate(stated)
        for each in found_in
        if not taken.has(number, each)
    ]


def unbound(texts: Sequence[str], sayings: Sequence[Saying], known: Known) -> list[str]:
    """What texts state of the data that belongs to no saying and for which nobody stands.

    Numbers of the work itself (two planners, ten employers) are what people say they will do, and not among them.
    """
    stated = [statements(text, known.own_words) for text in texts]
    others = _of_no_saying(stated, fates_of(texts, sayings, known))
    found = _of_nobody([each for each in others if each.kind is not Kind.WORK], known)
    return [what for kind, what in found if kind == MEND]


def _of_nobody(others: Sequence[Statement], known: Known) -> Iterator[Said]:
    """One remark for each sentence with numbers or claims that belong to nothing."""
    for sentence, group in groupby(others, key=lambda each: each.sentence):
        stated = list(group)
        words = ", ".join(f"\u201c{each.words}\u201d" for each in stated)
        near = known.nearest(sentence)
        if near is None:
            yield (
                MEND,
                f"No finding stands behind {words}: {quote(sentence)} The run has nothing like it: say where it comes "
                "from, or leave it out.",
            )
        elif _is_said_in(stated, near):
            yield (
                MISSING,
                f"{words} stands in a finding, though not in these words: {quote(sentence)} The finding: {quote(near.text)}",
            )
        else:
            yield (
                MEND,
                f"No finding stands behind {words}: {quote(sentence)} The nearest: {quote(near.text)}",
            )


def _is_said_in(stated: Sequence[Statement], near: Saying) -> bool:
    """Whether every statement is a number, and each stands in the finding."""
    if any(each.kind is not Kind.NUMBER for each in stated):
        return False
    known = _numbers(near.text)
    return all(_is_one_of(each.words, known) for each in stated)


def _is_one_of(words: str, known: set[tuple[Decimal, bool]]) -> bool:
    """Whether a number or a share in words is among numbers, a share within two points."""
    share = share_in_words(tokens(words))
    if share is not None:
        return any(percent and abs(number - share) <= NEAR_SHARE for number, percent in known)
    here = _numbers(words)
    return bool(here) and here <= known


def _numbers(text: str) -> set[tuple[Decimal, bool]]:
    """The numbers of a text, each with whether it is in percent."""
    words = tokens(text)
    following = [*(t.word == "percent" for t in words[1:]), False]
    return {
        (t.number, after)
        for t, after in zip(words, following, strict=False)
        if t.number is not None
    }


def _of_the_work(work: Sequence[Statement]) -> Iterator[Said]:
    if work:
        words = dict.fromkeys(f"\u201c{_with_noun(each)}\u201d" for each in work)
        yield (
            NOTE,
            f"Numbers of your own work, which no data can check: {', '.join(words)}. Write each, with who stands for it, on the sheet \u201c{OWN_NUMBERS}\u201d of {CLAIMS_BOOK}.",
        )


def _with_noun(each: Statement) -> str:
    """A number with what it counts, where that comes soon: "90 minutes"."""
    nouns = f"(?:{listed('work')}|{listed('lengths')})"
    found = re.search(rf"{re.escape(each.words)}(?:(?: \w+)?? {nouns}\b)?", each.sentence)
    return found.group(0) if found else each.words


def _quotations(blocks: Sequence[TextBlock]) -> Iterator[Said]:
    """How many quotations hold numbers: the words of others are not checked."""
    whole = [block for block in blocks if block.kind is word_reading.Kind.QUOTATION]
    count = sum(any(map(str.isdigit, block.text)) for block in whole) + sum(
        len(_QUOTED.findall(flat(block.text))) for block in blocks if block not in whole
    )
    if count:
        yield (
            NOTE,
            f"Quotations with a number in them: {count}. The words of others are not checked.",
        )


# ------------------------------------------------------------------ wording


def _wording(
    blocks: Sequence[str], stated: Sequence[Sequence[Statement]], found: Sequence[Fate]
) -> Iterator[Said]:
    """Words that the data cannot bear, but for those of a claim that was tested."""

    def tested(sentence: str) -> str:
        return " ".join(each.saying.text for each in found if sentence in each.passage)

    for text, states in zip(blocks, stated, strict=True):
        for each in wording(text, states, tested):
            remark = each.remark
            kind = MEND if remark.family is Family.PEOPLE else NOTE
            yield (
                kind,
                f"\u201c{remark.words}\u201d: {remark.why} Better: {remark.instead}. It stands in: {quote(each.sentence)}",
            )


def _own_numbers(numbers: Sequence[OwnNumber]) -> Iterator[Remark]:
    """What is missing of a number."""
    for each in numbers:
        where = f"{CLAIMS_BOOK}, {OWN_NUMBERS}, {each.key or each.words}"
        if not each.by:
            yield Remark(
                MISSING, where, f"\u201c{each.words}\u201d does not count yet: who stands for it?"
            )
        elif not each.source:
            yield Remark(NOTE, where, f"\u201c{each.words}\u201d: where does it stand?")
