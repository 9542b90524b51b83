"""Whether an expression can do what it is written for: numbers where it counts, conditions where it decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import formula, targets, terms
from xlgen.finding import Mistake, mistake
from xlgen.formula import kinds
from xlgen.formula.kinds import ANYTHING, NUMBER, WORDS, Kinds
from xlgen.strict import shown
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from xlgen.formula import Node
    from xlgen.template.definition import Definition
    from xlgen.template.evaluation import Criterion
    from xlgen.template.tables import Entry

    KindsOf = Callable[[str], Kinds]

_ORDER: Final = ("truth", "text", "number", "blank")
"""Of several kinds that a part may be, the one that it is called by."""


def kinds_of(fields: Mapping[str, str], entries: Mapping[str, Entry]) -> KindsOf:
    """Return what names may hold; `fields` are the field paths of names, "" for one that stands for nothing."""

    def of_name(name: str) -> Kinds:
        path = fields.get(name, "")
        if not path:
            return ANYTHING
        entry = entries.get(path)
        return NUMBER if entry is None or entry.of_number else WORDS

    return of_name


def value_mistakes(where: str, text: str, of_name: KindsOf, wanted: Kinds, words: str) -> Iterator[Mistake]:
    """Yield what keeps an expression from ever giving what is `wanted`; `words` say what that is."""
    node = formula.parse_rule(text)
    found = list(part_mistakes(where, node, of_name))
    yield from found
    own = kinds.kinds(node, of_name)
    if not found and not own & wanted:
        yield mistake("value-of-other-kind", where, found=_text(node), kind=_called(own), wanted=words)


def condition_mistakes(where: str, text: str, of_name: KindsOf) -> Iterator[Mistake]:
    """Yield what keeps an expression from being a condition that depends on what is filled in."""
    node = formula.parse_rule(text)
    found = list(part_mistakes(where, node, of_name))
    yield from found or (_misuse(where, each, of_name) for each in kinds.unmet(node, of_name))


def part_mistakes(where: str, node: Node, of_name: KindsOf) -> Iterator[Mistake]:
    """Yield the parts of a rule that can never be computed, or never mean what they say."""
    return (_misuse(where, each, of_name) for each in kinds.misuses(node, of_name))


def _misuse(where: str, found: kinds.Misuse, of_name: KindsOf) -> Mistake:
    if found.key != "not-a-condition":
        return mistake(found.key, where, found=_text(found.part))
    own = kinds.kinds(found.part, of_name)
    names = formula.names(found.part)
    pattern = terms.CONDITION_OF_WORDS if names and own <= WORDS else terms.CONDITION
    example = pattern.format(name=names[0] if names else terms.SOME_CELL)
    return mistake(found.key, where, found=_text(found.part), kind=_called(own), example=example)


def _text(node: Node) -> str:
    return shown(formula.render(node, lambda area: area.a1))


def _called(own: Kinds) -> str:
    return terms.KINDS[next(each for each in _ORDER if each in own)]


def kinds_wanted(criterion: Criterion, definition: Definition) -> tuple[Kinds, str]:
    """Return what the value of a criterion is to be, and in words: a number, unless its target is one of some words."""
    target = targets.parse_target(criterion.target) if criterion.target and criterion.method == "checkpoint" else None
    if target is None or target.is_number or target.upper is not None:
        return NUMBER, terms.VALUE_OF_NUMBER
    own = definition.scoring
    choices = own.verdicts
    if target.operator is Operator.ORDINAL:
        choices = next((each for each in own.scales if target.text in each), choices)
    return WORDS, terms.VALUE_OF_WORDS.format(choices="、".join(choices))


def denominators(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names below a division stroke, each with the division."""
    for each in formula.walk(formula.parse_rule(text)):
        if isinstance(each, formula.Operation) and each.operator == "/":
            yield from ((name, _text(each)) for name in formula.names(each.right))
