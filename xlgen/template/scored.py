"""The fixed indicators of a form, ready to be laid out: every criterion with its rule and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from xlgen import formula, scoring, targets, terms
from xlgen.scoring import criteria
from xlgen.targets import Operator
from xlgen.template.tables import names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlgen.formula import Node
    from xlgen.targets import Target
    from xlgen.template.definition import Definition
    from xlgen.template.evaluation import Clause, Criterion, FixedIndicator

_PERCENT = "%"
_SIGNS = {Operator.ABOVE: ">", Operator.AT_MOST: "<=", Operator.BELOW: "<"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A rule of the form's own, with the fields that its names stand for."""

    rule: Node
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ScoredCriterion:
    """A criterion as it is laid out.

    `score` is None where a person types it. What it is scored by is computed (`value`), one of `choices`, or a number
    in `unit`, which may be `negative`. `words` are lists of words written into the rule.
    """

    text: str
    points: Decimal
    method: str
    score: Formula | None
    value: Formula | None
    unit: str = ""
    choices: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    required: bool = True
    negative: bool = False


@dataclass(frozen=True, slots=True)
class ScoredClause:
    """A veto or an exemption: computed, or answered with one of `words` (no, yes)."""

    text: str
    words: tuple[str, str]
    value: Formula | None


@dataclass(frozen=True, slots=True)
class ScoredIndicator:
    """A fixed indicator as it is laid out; `rule` speaks of `parts`, `max_score`, `vetoes` and `exemptions`."""

    declared: FixedIndicator
    section: int
    rule: Node
    criteria: tuple[ScoredCriterion, ...]
    vetoes: tuple[ScoredClause, ...]
    exemptions: tuple[ScoredClause, ...]

    @property
    def computes(self) -> bool:
        """Whether its score follows from cells that are none of its own."""
        clauses = (*self.declared.vetoes, *self.declared.exemptions)
        conditions = [each for one in self.declared.criteria for each in (one.value, one.full_when, one.zero_when)]
        return any(each is not None for each in (*conditions, *(each.when for each in clauses)))


def _reaches_below_zero(declared: Criterion, target: Target | None) -> bool:
    """Return whether a bound of a criterion lies below 0: then what it is scored by may, too."""
    bounds = [target.number] if target is not None else [declared.bound]
    for tier in declared.tiers:
        within = criteria.read_range(tier.range)
        bounds += [within.low, within.high] if within is not None else []
    return any(each is not None and each < 0 for each in bounds)


class Compiler:
    """Makes the rules of one form; `path_of` finds the field of a name, `of_number` says whether it holds a number."""

    def __init__(
        self,
        definition: Definition,
        settings: scoring.Settings,
        path_of: Callable[[str, str], str],
        of_number: Callable[[str], bool],
    ) -> None:
        self.definition = definition
        self.settings = settings
        self.path_of = path_of
        self.of_number = of_number

    def indicators(self) -> tuple[ScoredIndicator, ...]:
        """Return all fixed indicators of the form."""
        evaluation = self.definition.evaluation
        found = () if evaluation is None else evaluation.indicators
        return tuple(self.indicator(f"evaluation.indicators[{index}]", each) for index, each in enumerate(found))

    def indicator(self, place: str, declared: FixedIndicator) -> ScoredIndicator:
        """Return one indicator; `place` is where it stands in the file."""
        evaluation = self.definition.evaluation
        if evaluation is None:
            raise LookupError(place)
        words = {"vetoes": evaluation.occurred, "exemptions": evaluation.applies}
        clauses = {
            key: tuple(self.clause(f"{place}.{key}[{index}]", each, own) for index, each in enumerate(given))
            for (key, own), given in zip(words.items(), (declared.vetoes, declared.exemptions), strict=True)
        }
        text = criteria.indicator(
            len(declared.criteria),
            sum((each.points for each in declared.criteria), start=Decimal(0)),
            {key: (own[0], own[1]) for key, own in words.items() if clauses[key]},
            lambda inner: scoring.rounded(inner, self.settings),
        )
        labels = [each.label for each in self.definition.sections]
        return ScoredIndicator(
            declared,
            labels.index(declared.dimension),
            formula.parse_rule(text),
            tuple(
                self.criterion(f"{place}.criteria[{index}]", each, capped=evaluation.cap_of(declared) == "each")
                for index, each in enumerate(declared.criteria)
            ),
            clauses["vetoes"],
            clauses["exemptions"],
        )

    def formula(self, place: str, text: str, names: Sequence[str]) -> Formula:
        """Return a rule that speaks of fields of the form by `names`."""
        return Formula(formula.parse_rule(text), {each: self.path_of(each, place) for each in names})

    def clause(self, place: str, declared: Clause, words: tuple[str, ...]) -> ScoredClause:
        """Return one veto or exemption."""
        own = (words[0], words[1])
        value = None
        if declared.when is not None:
            text = criteria.held(declared.when, own, self.of_number)
            value = self.formula(f"{place}.when", text, names_in(declared.when))
        return ScoredClause(declared.text, own, value)

    def criterion(self, place: str, declared: Criterion, *, capped: bool) -> ScoredCriterion:
        """Return one criterion."""
        target = targets.parse_target(declared.target) if declared.target else None
        base, choices, words = self.base(declared, target, capped=capped)
        value = score = None
        if declared.value is not None:
            text = criteria.guarded(declared.value, self.of_number)
            value = self.formula(f"{place}.value", text, names_in(declared.value))
        if base:
            conditions = [each for each in (declared.full_when, declared.zero_when) if each is not None]
            text = criteria.conditional(base, declared.full_when, declared.zero_when, self.of_number)
            names = [name for each in conditions for name in names_in(each)]
            score = self.formula(place, text, names)
        unit = target.unit if target is not None else declared.unit or ""
        shown = terms.WITH_TARGET.format(text=declared.text, target=target.shown) if target else declared.text
        return ScoredCriterion(
            text=shown,
            points=declared.points,
            method=declared.method,
            score=score,
            value=value,
            unit=unit or (_PERCENT if declared.method in {"tiers", "excess", "ratio"} else ""),
            choices=choices,
            words=words,
            required=declared.full_when is None and declared.zero_when is None,
            negative=declared.negative or _reaches_below_zero(declared, target),
        )

    def base(
        self, declared: Criterion, target: Target | None, *, capped: bool
    ) -> tuple[str, tuple[str, ...], dict[str, str]]:
        """Return a criterion's rule ("" where a person scores it), its choices, and lists of words in the rule."""
        options = [(each.label, f"{each.points:f}") for each in declared.options]
        if declared.method == "met" and self.definition.evaluation is not None:
            yes, no = self.definition.evaluation.met
            options = [(yes, "max_score"), (no, "0")]
        if options:
            return criteria.chosen(options), tuple(word for word, _ in options), {}
        if declared.method == "checkpoint" and target is not None:
            return self.checkpoint(target)
        read = [(criteria.read_range(each.range), each.points) for each in declared.tiers]
        rules = {
            "tiers": criteria.tiered([(within, points) for within, points in read if within is not None]),
            "violations": criteria.violations(declared.each or Decimal(0)),
            "excess": criteria.excess(
                declared.bound or Decimal(0), declared.per or Decimal(1), declared.each or Decimal(0)
            ),
            "ratio": criteria.ratio(capped=capped),
        }
        return rules.get(declared.method, ""), (), {}

    def checkpoint(self, target: Target) -> tuple[str, tuple[str, ...], dict[str, str]]:
        """Return the rule of a checkpoint: its target met gives all its points."""
        if target.number is not None and target.upper is not None:
            within = f"AND(actual_value>={target.number:f},actual_value<={target.upper:f})"
            return criteria.reached(within), (), {}
        if target.is_number and target.number is not None:
            sign = _SIGNS.get(target.operator, ">=")
            if target.number == 0 and target.operator in {Operator.EXACTLY, Operator.NONE}:
                sign = "<="
            return criteria.reached(f"actual_value{sign}{target.number:f}"), (), {}
        own = self.definition.scoring
        choices: tuple[str, ...] = own.verdicts
        accepted = choices[:1]
        if target.operator is Operator.ORDINAL:
            choices = next((each for each in own.scales if target.text in each), (target.text,))
            accepted = choices[: choices.index(target.text) + 1]
        lists = {"choices": f"|{'|'.join(choices)}|", "accepted": f"|{'|'.join(accepted)}|"}
        return scoring.METHODS["ordinal"], choices, lists
