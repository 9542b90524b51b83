"""The rules of a form as formula trees, and what is wrong with those it writes and with its choice of methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import formula, scoring, terms
from xlgen.finding import Mistake, mistake
from xlgen.formula.kinds import ANYTHING, WORDS
from xlgen.strict import nearest, place, unknown
from xlgen.targets import Operator
from xlgen.template import meaning
from xlgen.template.values import units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlgen.template.definition import Definition

_LONGEST_TEXT: Final = 255
"""Characters that Excel takes for a text in a formula."""
_BUILT_IN: Final = frozenset(scoring.RULES) | frozenset(scoring.METHODS)
_OF_WORDS: Final = scoring.WORDS | {scoring.DIRECTION}
_OF_NUMBER: Final = frozenset(
    {"at-least", "above", "exactly", "at-most", "at-most-linear", "below", scoring.TYPED},
)


def methods_of(operator: Operator) -> frozenset[str]:
    """Return the methods that score a kind of target."""
    if operator is Operator.NOT_APPLICABLE:
        return frozenset({"not-applicable"})
    if operator is Operator.BETWEEN:
        return frozenset({"between", scoring.TYPED})
    if operator is Operator.ORDINAL:
        return frozenset({"ordinal", *scoring.TYPED_METHODS})
    if operator in {Operator.QUALITATIVE, Operator.DATE}:
        return frozenset({"met-or-not", *scoring.TYPED_METHODS})
    return _OF_NUMBER


def method_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield signs without a method, methods that are none, and methods that another kind of target needs."""
    own = definition.scoring
    if definition.evaluation is not None:  # its indicators have no signs
        return
    signs = {each.value for each in Operator}
    taken = _BUILT_IN | scoring.TYPED_METHODS | {scoring.PROPOSED, scoring.OPEN}
    for sign, method in own.methods.items():
        where = place(("scoring", "methods", sign))
        if sign not in signs:
            yield unknown(where, sign, signs)
        elif method not in methods_of(Operator(sign)) and (method in taken or method not in own.rules):
            yield unknown(where, method, {*methods_of(Operator(sign)), *(own.rules.keys() - taken)})
    yield from (mistake("method-missing", "scoring.methods", sign=sign) for sign in sorted(signs - set(own.methods)))


def proposal_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield the signs that a unit may choose for a target of its own, and that are not scored by a formula."""
    if may_propose(definition):
        for sign in terms.PROPOSED_SIGNS:
            method = definition.scoring.methods.get(sign)
            if method in scoring.TYPED_METHODS:
                yield mistake("method-of-proposal", place(("scoring", "methods", sign)), found=method)


def may_propose(definition: Definition) -> bool:
    """Return whether a unit may propose a target."""
    return definition.evaluation is None and definition.indicators.target_supplied in {"either", "filled"}


def rule_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield what is wrong with the rules that the form writes itself."""
    own = definition.scoring
    known = _BUILT_IN | set(own.methods.values())
    for key, text in own.rules.items():
        where = place(("scoring", "rules", key))
        if key in scoring.TYPED_METHODS:
            yield mistake("rule-unused", where, word=key, wanted="、".join(sorted(_BUILT_IN)))
        elif key not in known:
            yield unknown(where, key, known - scoring.TYPED_METHODS)
        yield from _text_mistakes(where, key, text)


def _text_mistakes(where: str, key: str, text: str) -> Iterator[Mistake]:
    rule = parsed(where, text)
    if isinstance(rule, Mistake):
        yield rule
        return
    allowed = scoring.PARAMETERS.get(key, scoring.PARAMETERS["at-least"])
    wanted = "、".join(sorted(allowed))
    yield from (mistake("rule-address", where, found=area.a1, wanted=wanted) for area in formula.areas(rule))
    yield from (
        mistake("rule-name-unknown", where, word=name, wanted=wanted, near=nearest(name, allowed, listed=True))
        for name in formula.names(rule)
        if name not in allowed
    )
    yield from long_texts(where, rule)
    yield from meaning.part_mistakes(where, rule, lambda name: WORDS if name in _OF_WORDS else ANYTHING)


def parsed(where: str, text: str) -> formula.Node | Mistake:
    """Return what a rule's text says, or what keeps it from being read."""
    if text.lstrip().startswith("="):
        return mistake("rule-unreadable", where, position=1, reason=terms.SYNTAX["equals-sign"])
    try:
        return formula.parse_rule(text)
    except formula.FormulaError as error:
        return mistake("rule-unreadable", where, position=error.position + 1, reason=error.reason)


def long_texts(where: str, rule: formula.Node) -> Iterator[Mistake]:
    """Yield a text of a rule that Excel does not take in a formula."""
    longest = max((units(each.value) for each in formula.walk(rule) if isinstance(each, formula.Text)), default=0)
    if longest > _LONGEST_TEXT:
        yield mistake("rule-text-long", where, found=longest)


def settings_of(definition: Definition) -> scoring.Settings:
    """Return what the form's place decides about scoring."""
    own, over = definition.scoring, definition.scoring.over_achieved
    return scoring.Settings(
        digits=own.digits,
        rounding=own.rounding,
        zero_budget=definition.funding.zero_budget,
        over_achieved=None if over is None else (over.times, over.deduct),
        caps=tuple((each.below, each.total) for each in own.caps),
        ratings=tuple((each.name, each.least) for each in definition.ratings),
        scaled=own.not_applicable == "scaled",
        deducted=bool(own.missing),
    )


def composed(definition: Definition) -> tuple[dict[str, formula.Node], list[Mistake]]:
    """Return every rule of a sound form by id as a tree; mistakes where together they are too much for a formula."""
    own = definition.scoring
    texts = scoring.rules(settings_of(definition)) | own.rules
    if may_propose(definition):
        texts[scoring.PROPOSED] = scoring.proposed(texts, own.methods)
    if definition.evaluation is None:
        texts[scoring.OPEN] = scoring.open_row(texts, own.methods)
    rules: dict[str, formula.Node] = {}
    mistakes: list[Mistake] = []
    for key, text in texts.items():
        try:
            rules[key] = formula.parse_rule(text)
        except formula.FormulaError as error:
            where = place(("scoring", "rules", key))
            mistakes.append(mistake("rule-unreadable", where, position=error.position + 1, reason=error.reason))
    return rules, mistakes
