"""What is wrong with a form definition beyond its shape: words that fit nothing, rules that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import finding, formula, scoring, terms
from xlgen.finding import Mistake, mistake
from xlgen.strict import nearest
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlgen.template.definition import Definition, Funding, Scoring

_RESERVED: Final = frozenset({terms.GUIDE_SHEET, terms.CHECK_SHEET, terms.MANIFEST_SHEET.casefold(), "history"})
"""Names of other sheets of the workbook, and the one that Excel keeps for itself, case aside."""


def _funding_mistakes(funding: Funding) -> Iterator[Mistake]:
    columns = {each.id for each in funding.columns}
    for key in ("numerator", "denominator"):
        word = getattr(funding, key)
        if word not in columns:
            yield unknown(f"funding.{key}", word, columns)
    lines = {each.id for each in funding.lines}
    for index, word in enumerate(funding.other_lines):
        if word not in lines:
            yield unknown(f"funding.other_lines[{index}]", word, lines)


def inconsistencies(definition: Definition, stem: str) -> Iterator[Mistake]:
    """Yield the mistakes of a definition whose file's name (without ending) is `stem`."""
    if definition.id != stem:
        yield mistake("id-not-file-name", "id", found=definition.id, wanted=stem)
    if definition.title.casefold() in _RESERVED:
        yield mistake("title-reserved", "title", found=definition.title)
    yield from _funding_mistakes(definition.funding)
    funding = definition.funding
    yield from _repeated("header", [each.id for each in definition.header])
    yield from _repeated("funding.columns", [each.id for each in funding.columns])
    yield from _repeated("funding.lines", [each.id for each in funding.lines])
    yield from _repeated("sections", [each.label for each in definition.sections])
    if "name" not in {each.id for each in definition.header}:
        yield mistake("key-missing", "header", wanted='id = "name"')
    points = funding.max_score + sum(each.max_score for each in definition.sections)
    if points != 100:  # noqa: PLR2004 - the scale of every form
        yield mistake("points-not-100", "sections", found=points)
    yield from _scoring_mistakes(definition)
    yield from _check_mistakes(definition)
    yield from _alias_mistakes(definition)


def _scoring_mistakes(definition: Definition) -> Iterator[Mistake]:
    rules = definition.scoring
    yield from _repeated("scoring.bands", [each.level for each in rules.bands])
    for index, each in enumerate(rules.bands):
        if not 0 <= each.least <= each.most <= 1:
            yield mistake("band-impossible", f"scoring.bands[{index}]", found=f"{each.least}–{each.most}")
    if scoring.QUALITATIVE in rules.methods.values() and not rules.bands:
        yield mistake("key-missing", "scoring.bands", wanted=terms.BANDS_WANTED)
    for index, scale in enumerate(rules.scales):
        yield from _repeated(f"scoring.scales[{index}]", scale)
    words = [
        *(each.level for each in rules.bands),
        *rules.verdicts,
        *(word for scale in rules.scales for word in scale),
    ]
    if any(mark in word for word in words for mark in '|"'):
        yield mistake("word-marked", "scoring")
    bounds = [each.least for each in definition.ratings]
    if bounds != sorted(set(bounds), reverse=True) or (bounds and bounds[-1] != 0):
        yield mistake("ratings-order", "ratings", found="、".join(f"{each:f}" for each in bounds))
    yield from _repeated("ratings", [each.name for each in definition.ratings])
    if "rating" in definition.stated and not definition.ratings:
        yield mistake("key-missing", "ratings", wanted=terms.RATINGS_WANTED)


def _check_mistakes(definition: Definition) -> Iterator[Mistake]:
    known = {rule.code for rule in finding.RULES if rule.where & (finding.Where.CELL | finding.Where.ISSUE)}
    for index, code in enumerate(definition.checks.apply):
        if code not in known:
            yield unknown(f"checks.apply[{index}]", code, known)
    yield from _repeated("checks.apply", definition.checks.apply)
    codes = {rule.code for rule in finding.RULES}
    for code in definition.checks.levels:
        if code not in codes:
            yield unknown(f"checks.levels.{code}", code, codes)


def _alias_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield the aliases of what is no label of the form or of every list, and spellings that say two things."""
    heads, objective = definition.indicators, definition.objective
    labels = {objective.expected_result.label, objective.achieved_result.label}
    labels.update(each.label for each in definition.header)
    labels.update(each.label for each in definition.funding.columns)
    labels.update(each.label for each in definition.funding.lines)
    labels |= {heads.dimension, heads.category, heads.name, heads.target_value, *terms.ROSTER_ALIASES}
    aliases = definition.roster.aliases
    for label in aliases.keys() - labels:
        yield unknown(f"roster.aliases.{label}", label, labels)
    yield from _repeated("roster.aliases", [each for spellings in aliases.values() for each in spellings])


def unknown(where: str, word: str, known: Iterable[str]) -> Mistake:
    """Return the mistake of a word that is none of the known ones."""
    choices = list(known)
    wanted = "、".join(f"“{each}”" for each in sorted(choices))
    return mistake("name-unknown", where, word=word, wanted=wanted, near=nearest(word, choices))


def _repeated(where: str, words: Sequence[str]) -> Iterator[Mistake]:
    for index, word in enumerate(words):
        if word in words[:index]:
            yield mistake("word-twice", f"{where}[{index}]", word=word)


def read_rules(definition: Definition) -> tuple[dict[str, formula.Node], list[Mistake]]:
    """Return the rules by id as trees, and the mistakes in those the template writes and in its methods."""
    own = definition.scoring
    texts = scoring.rules(_settings(definition))
    known = set(texts) | set(own.methods.values())
    texts.update(own.rules)
    mistakes = [unknown(f"scoring.rules.{key}", key, known) for key in own.rules if key not in known]
    mistakes.extend(_method_mistakes(own, set(texts) | scoring.TYPED_METHODS))
    rules: dict[str, formula.Node] = {}
    for key, text in texts.items():
        found = _rule(key, text)
        if isinstance(found, list):
            mistakes.extend(found)
        else:
            rules[key] = found
    if not mistakes:
        rules[scoring.PROPOSED] = formula.parse_rule(scoring.proposed(texts, own.methods))
    return rules, mistakes


def _settings(definition: Definition) -> scoring.Settings:
    own = definition.scoring
    over = own.over_achieved
    return scoring.Settings(
        digits=own.digits,
        rounding=own.rounding,
        zero_budget=definition.funding.zero_budget,
        over_achieved=None if over is None else (over.times, over.deduct),
        caps=tuple((each.below, each.total) for each in own.caps),
        ratings=tuple((each.name, each.least) for each in definition.ratings),
    )


def _rule(key: str, text: str) -> formula.Node | list[Mistake]:
    where = f"scoring.rules.{key}"
    try:
        rule = formula.parse_rule(text)
    except formula.FormulaError as error:
        return [mistake("rule-unreadable", where, position=error.position + 1, reason=error.reason)]
    allowed = scoring.PARAMETERS.get(key, scoring.PARAMETERS["at-least"])
    wanted = "、".join(sorted(allowed))
    mistakes = [mistake("rule-address", where, found=area.a1, wanted=wanted) for area in formula.areas(rule)]
    mistakes.extend(
        mistake("rule-name-unknown", where, word=name, wanted=wanted, near=nearest(name, allowed))
        for name in formula.names(rule)
        if name not in allowed
    )
    return mistakes or rule


def _method_mistakes(own: Scoring, methods: set[str]) -> Iterator[Mistake]:
    """Yield signs without a method, methods that are none, and methods that another kind of target needs."""
    signs = {each.value for each in Operator}
    for sign, method in own.methods.items():
        where = f"scoring.methods.{sign}"
        if sign not in signs:
            yield unknown(where, sign, signs)
        elif method not in methods or (method in scoring.PARAMETERS and method not in _methods_of(Operator(sign))):
            yield unknown(where, method, {*_methods_of(Operator(sign)), *own.rules})
    yield from (mistake("method-missing", "scoring.methods", sign=sign) for sign in sorted(signs - set(own.methods)))


def _methods_of(operator: Operator) -> frozenset[str]:
    """Return the methods that score a kind of target."""
    if operator is Operator.NOT_APPLICABLE:
        return frozenset({"not-applicable"})
    if operator is Operator.BETWEEN:
        return frozenset({"between", scoring.TYPED})
    if operator is Operator.ORDINAL:
        return frozenset({"ordinal", *scoring.TYPED_METHODS})
    if operator in {Operator.QUALITATIVE, Operator.DATE}:
        return frozenset({"met-or-not", *scoring.TYPED_METHODS})
    return frozenset({"at-least", "above", "exactly", "at-most", "at-most-linear", "below", scoring.TYPED})
