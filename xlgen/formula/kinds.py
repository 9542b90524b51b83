"""What a rule's parts are, told from its text alone: numbers, words, conditions, and what is 0 whatever the cells hold.

Only what holds for every content is told: a part that may be of several kinds is taken for the one that is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from xlgen.formula.tree import Call, Name, Node, Number, Operation, Text, Truth, names, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Kind = Literal["number", "text", "truth", "blank"]
Kinds = frozenset[Kind]
"""What a part may be; `blank` is the text without a character, which stands for nothing."""

NUMBER: Final[Kinds] = frozenset({"number"})
WORDS: Final[Kinds] = frozenset({"text", "blank"})
TRUTH: Final[Kinds] = frozenset({"truth"})
ANYTHING: Final[Kinds] = frozenset({"number", "text", "truth", "blank"})

_ARITHMETIC: Final = frozenset("+-*/")
_COMPARING: Final = frozenset({"=", "<>", "<", ">", "<=", ">="})
_SORTING: Final = frozenset({"IF", "IFERROR"})
_JOINING: Final = frozenset({"AND", "OR", "NOT"})
_TRUTHS: Final = _JOINING | {"EXACT", "ISBLANK", "ISERROR", "ISLOGICAL", "ISNUMBER", "ISTEXT"}
_TEXTS: Final = frozenset({"CLEAN", "SUBSTITUTE", "TEXT", "TRIM"})
_OF_NUMBERS: Final = frozenset({"ABS", "MAX", "MIN", "ROUND", "ROUNDDOWN", "ROUNDUP", "SUM", "SUMPRODUCT", "TRUNC"})
"""Functions whose every argument is to be a number."""
_OF_ZEROS: Final = _OF_NUMBERS - {"SUMPRODUCT"}


@dataclass(frozen=True, slots=True)
class Misuse:
    """A part of a rule that cannot do what it stands there for; `key` is how, `part` the part itself."""

    key: Literal["divided-by-zero", "words-counted", "kinds-compared", "not-a-condition", "condition-constant"]
    part: Node


def kinds(node: Node, of_name: Callable[[str], Kinds]) -> Kinds:
    """Return what a part may be, errors aside; `of_name` says it of a name."""
    if isinstance(node, Name):
        return of_name(node.name)
    if isinstance(node, Number):
        return NUMBER
    if isinstance(node, Text):
        return frozenset({"text"}) if node.value else frozenset({"blank"})
    if isinstance(node, Truth):
        return TRUTH
    if isinstance(node, Operation):
        return NUMBER if node.operator in _ARITHMETIC else WORDS if node.operator == "&" else TRUTH
    if isinstance(node, Call):
        return _of_call(node, of_name)
    return ANYTHING


def _of_call(node: Call, of_name: Callable[[str], Kinds]) -> Kinds:
    if node.function in _TRUTHS:
        return TRUTH
    if node.function in _TEXTS:
        return WORDS
    if node.function in {"EACH", "BLOCK"} or node.function in _SORTING:
        found = [kinds(each, of_name) for each in _results(node)]
        return frozenset().union(*found) if found else ANYTHING
    return NUMBER


def _results(node: Call) -> tuple[Node, ...]:
    """Return the arguments of which one is what the function yields; an IF without its last one yields FALSE."""
    if node.function != "IF":
        return node.arguments
    return (*node.arguments[1:], *([] if len(node.arguments) > 2 else [Truth(value=False)]))  # noqa: PLR2004 - IF(a,b,c)


def misuses(node: Node, of_name: Callable[[str], Kinds]) -> Iterator[Misuse]:
    """Yield the parts of a rule that can never be computed, or never mean what they say."""
    for each in walk(node):
        if isinstance(each, Operation) and each.operator in _ARITHMETIC:
            operands = [each.right] if each.left is None else [each.left, each.right]
            yield from (Misuse("words-counted", part) for part in operands if kinds(part, of_name) <= WORDS)
            if each.operator == "/" and is_zero(each.right):
                yield Misuse("divided-by-zero", each)
        elif isinstance(each, Operation) and each.operator in _COMPARING and each.left is not None:
            if not kinds(each.left, of_name) & kinds(each.right, of_name):
                yield Misuse("kinds-compared", each)
        elif isinstance(each, Call):
            yield from _misused(each, of_name)


def _misused(node: Call, of_name: Callable[[str], Kinds]) -> Iterator[Misuse]:
    found = [kinds(each, of_name) for each in node.arguments]
    if node.function in _OF_NUMBERS:
        pairs = zip(node.arguments, found, strict=True)
        yield from (Misuse("words-counted", part) for part, own in pairs if own <= WORDS)
    elif node.function == "EXACT" and len(found) == 2 and not found[0] & found[1]:  # noqa: PLR2004 - its two texts
        yield Misuse("kinds-compared", node)
    elif node.function == "IF" and found and found[0] <= WORDS:
        yield Misuse("not-a-condition", node.arguments[0])
    elif node.function in _JOINING:
        pairs = zip(node.arguments, found, strict=True)
        yield from (Misuse("not-a-condition", part) for part, own in pairs if own <= WORDS)


def unmet(node: Node, of_name: Callable[[str], Kinds]) -> Iterator[Misuse]:
    """Yield what keeps a rule from being a condition: parts that are none, and those that are always the same."""
    if isinstance(node, Call) and node.function in _JOINING:
        for each in node.arguments:
            yield from unmet(each, of_name)
    elif isinstance(node, Call) and node.function in _SORTING:
        for each in _results(node):
            if not isinstance(each, Truth):
                yield from unmet(each, of_name)
    elif "truth" not in kinds(node, of_name):
        yield Misuse("not-a-condition", node)
    elif not names(node) or _is_settled(node, of_name):
        yield Misuse("condition-constant", node)


def _is_settled(node: Node, of_name: Callable[[str], Kinds]) -> bool:
    """Return whether a condition compares a part with itself, or asks of a number whether it is one.

    A form's expression is computed only once each name of a number stands for one.
    """
    if isinstance(node, Operation):
        return node.operator in _COMPARING and node.left == node.right
    if isinstance(node, Call) and node.function.startswith("IS"):
        return any(isinstance(each, Name) and of_name(each.name) == NUMBER for each in node.arguments)
    return False


def is_zero(node: Node) -> bool:
    """Return whether a number is 0 whatever the cells hold, as far as its text tells."""
    value = _constant(node)
    if value is not None:
        return value == 0
    if isinstance(node, Operation):
        left = node.right if node.left is None else node.left
        if node.operator == "*":
            return is_zero(left) or is_zero(node.right)
        if node.operator == "/":
            return is_zero(left)
        if node.operator == "-" and node.left == node.right:
            return True
        return node.operator in _ARITHMETIC and is_zero(left) and is_zero(node.right)
    if isinstance(node, Call) and node.arguments:
        some = node.arguments[:1] if "ROUND" in node.function or node.function == "TRUNC" else node.arguments
        return node.function in _OF_ZEROS and all(is_zero(each) for each in some)
    return False


def _constant(node: Node) -> Decimal | None:
    """Return the number that the four operations give on numbers alone; None where there is more to it."""
    if isinstance(node, Number):
        return node.value
    if not isinstance(node, Operation) or node.operator not in _ARITHMETIC:
        return None
    left = Decimal(0) if node.left is None else _constant(node.left)
    right = _constant(node.right)
    if left is None or right is None or (node.operator == "/" and right == 0):
        return None
    found = {"+": left.__add__, "-": left.__sub__, "*": left.__mul__, "/": left.__truediv__}[node.operator](right)
    return found if found.is_finite() else None
