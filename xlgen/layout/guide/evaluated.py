"""How a form that fixes its indicators is scored: the ways of its criteria in general, which its own column details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import terms
from xlgen.layout.guide.scores import maximum, rating
from xlgen.layout.guide.words import Section, quoted, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlgen.template import Definition, ScoredIndicator
    from xlgen.template.evaluation import Evaluation


def section(definition: Definition, evaluation: Evaluation, scored: Sequence[ScoredIndicator]) -> Section:
    """Return how the criteria, the indicators and the whole are scored; what no indicator has is left out."""
    heads = evaluation.heads
    where = terms.GUIDE_CRITERIA_WHERE.format(criterion=heads.criterion, points=heads.points)
    rows = [
        (terms.GUIDE_MAXIMUM, maximum(definition)),
        (terms.GUIDE_CRITERIA, where),
        *_criteria(evaluation, scored),
        (terms.GUIDE_INDICATOR, sentences(_indicators(evaluation, scored))),
        (terms.TOTAL, sentences((terms.GUIDE_TOTAL, *rating(definition)))),
    ]
    return Section(terms.GUIDE_SCORES, tuple(rows))


def _criteria(evaluation: Evaluation, scored: Sequence[ScoredIndicator]) -> Iterator[tuple[str, str]]:
    """Yield how the criteria are scored, by what there is to do, each way once."""
    used = {each.method for one in scored for each in one.criteria}
    yes, no = evaluation.met
    for kind, methods in terms.GUIDE_CRITERIA_KINDS.items():
        told = [terms.GUIDE_CRITERIA_METHODS[each].format(yes=yes, no=no) for each in methods if each in used]
        if told:
            yield kind, sentences(told)


def _indicators(evaluation: Evaluation, scored: Sequence[ScoredIndicator]) -> Iterator[str]:
    """Yield what becomes of the scores of an indicator's criteria."""
    yield terms.GUIDE_INDICATOR_SUM.format(max_score=evaluation.heads.max_score)
    ratios = [each.declared for each in scored if any(one.method == "ratio" for one in each.criteria)]
    whole = [each.name for each in ratios if evaluation.cap_of(each) == "whole"]
    if ratios and not whole:
        yield terms.GUIDE_CAPPED_EACH
    elif ratios:
        text = terms.GUIDE_CAPPED_WHOLE if len(whole) == len(ratios) else terms.GUIDE_CAPPED_SOME
        yield text.format(names=quoted(whole))
    yield terms.GUIDE_CLAUSES.join(_clauses(evaluation, scored))
    if evaluation.stated_score:
        yield terms.GUIDE_STATED.format(head=evaluation.stated_score)


def _clauses(evaluation: Evaluation, scored: Sequence[ScoredIndicator]) -> Iterator[str]:
    """Yield what a veto and an exemption do; the rule of an indicator asks for vetoes first."""
    if any(each.vetoes for each in scored):
        yield terms.GUIDE_VETO.format(word=evaluation.occurred[1])
    if any(each.exemptions for each in scored):
        yield terms.GUIDE_EXEMPTION.format(word=evaluation.applies[1])
    if any(each.vetoes and each.exemptions for each in scored):
        yield terms.GUIDE_VETO_FIRST
