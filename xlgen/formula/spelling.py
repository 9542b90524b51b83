"""Rules bound to cells, and the one spelling of a formula by which two are compared."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xlgen.formula.parsing import EACH, PRECEDENCE, REPEATING, UNARY, FormulaError, parse
from xlgen.formula.tree import Area, Call, Name, Node, Number, Operation, Text, Truth, a1, areas, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


def bind(node: Node, cells: Mapping[str, Sequence[Node]]) -> Node:
    """Return the rule with every name replaced by its cells, or by the number or text that it stands for.

    A name of several areas may stand only as an argument of a function, where it becomes several arguments; within
    `EACH` what is around it is repeated for each of its cells, within `BLOCK` for each of its areas.

    Raises
    ------
    FormulaError
        A name has no cells, or several where one is needed.

    """
    if isinstance(node, Name):
        found = cells.get(node.name)
        if found is None or len(found) != 1:
            raise FormulaError("name-unbound", 0, node.name)
        return found[0]
    if isinstance(node, Operation):
        left = None if node.left is None else bind(node.left, cells)
        return Operation(node.operator, left, bind(node.right, cells))
    if isinstance(node, Call):
        arguments: list[Node] = []
        for argument in node.arguments:
            arguments.extend(_argument(argument, cells))
        return Call(node.function, tuple(arguments))
    return node


BLANKS: Final = frozenset({*map(chr, range(32)), " ", "\u3000", "\xa0"})
"""What may stand in a cell that looks blank: control characters, space, ideographic space, no-break space."""


def is_blank(text: str) -> bool:
    """Return whether a cell with this text looks blank."""
    return BLANKS.issuperset(text)


def filled(operand: str) -> str:
    """Return the formula text that a cell, or each of several, does not look blank; an error stays an error."""
    return f'LEN(TRIM(SUBSTITUTE(SUBSTITUTE(CLEAN({operand}),"\u3000",""),"\xa0","")))>0'


def trimmed(operand: str) -> str:
    """Return the formula text of a cell's words without the spaces around them, ideographic ones included."""
    return f'TRIM(SUBSTITUTE({operand},"\u3000",""))'


def numbers(*fields: str) -> str:
    """Return the condition that every field's cell holds a number, in Excel and in LibreOffice alike."""
    count = f"COUNT({','.join(fields)})={len(fields)}"
    truths = ",".join(f"ISLOGICAL({field})" for field in fields)
    return f"AND({count},NOT(OR({truths})))"


ROUNDING: Final = frozenset({"ROUND", "ROUNDDOWN", "ROUNDUP", "TRUNC"})


def _argument(node: Node, cells: Mapping[str, Sequence[Node]]) -> Iterator[Node]:
    if isinstance(node, Name) and len(cells.get(node.name, ())) > 1:
        yield from cells[node.name]
    elif isinstance(node, Call) and node.function in REPEATING:
        (repeated,) = node.arguments
        (name,) = names(repeated)
        for area in (each for each in cells[name] if isinstance(each, Area)):
            single = (Area.cell(*place) for place in area.cells())
            for part in single if node.function == EACH else (area,):
                yield bind(repeated, {name: (part,)})
    else:
        yield bind(node, cells)


def without_rounding(node: Node) -> Node:
    """Return the formula without its roundings: what is rounded stands in their place."""
    if isinstance(node, Operation):
        left = None if node.left is None else without_rounding(node.left)
        return Operation(node.operator, left, without_rounding(node.right))
    if isinstance(node, Call):
        arguments = tuple(without_rounding(each) for each in node.arguments)
        return arguments[0] if node.function in ROUNDING else Call(node.function, arguments)
    return node


def render(node: Node, spell: Callable[[Area], str]) -> str:
    """Return the one spelling of a tree; `spell` writes an area."""
    if isinstance(node, Area):
        return spell(node)
    if isinstance(node, Call):
        return f"{node.function}({','.join(render(each, spell) for each in node.arguments)})"
    if isinstance(node, Operation):
        return _operation(node, spell)
    if isinstance(node, Number):
        return f"{node.value:f}" if abs(node.value.adjusted()) < 16 else str(node.value)  # noqa: PLR2004 - 15 digits
    if isinstance(node, Text):
        return '"' + node.value.replace('"', '""') + '"'
    return ("TRUE" if node.value else "FALSE") if isinstance(node, Truth) else node.name


def _operation(node: Operation, spell: Callable[[Area], str]) -> str:
    level = UNARY if node.left is None else PRECEDENCE[node.operator]

    def side(child: Node, floor: int) -> str:
        text = render(child, spell)
        low = isinstance(child, Operation) and child.left is not None and PRECEDENCE[child.operator] < floor
        signed = isinstance(child, Operation) and child.left is None and floor > level
        return f"({text})" if low or signed else text

    if node.left is None:
        return f"-{side(node.right, UNARY)}"
    return f"{side(node.left, level)}{node.operator}{side(node.right, level + 1)}"


def spelled_on(sheet: str) -> Callable[[Area], str]:
    """Return how areas are spelled in a formula that lies on `sheet`: other sheets are named and quoted."""

    def spell(area: Area) -> str:
        if area.sheet == sheet:
            return area.a1
        quoted = area.sheet.replace("'", "''")
        return f"'{quoted}'!{area.a1}"

    return spell


def spelled(node: Node) -> str:
    """Return the one spelling of a bound formula, every area with its sheet."""
    return render(node, spelled_on(""))


def with_areas(node: Node, change: Callable[[Area], Area | None]) -> Node | None:
    """Return the formula with each area changed; None where an area becomes None."""
    if isinstance(node, Area):
        return change(node)
    if isinstance(node, Operation):
        left = None if node.left is None else with_areas(node.left, change)
        right = with_areas(node.right, change)
        if right is None or (left is None and node.left is not None):
            return None
        return Operation(node.operator, left, right)
    if isinstance(node, Call):
        arguments = [with_areas(each, change) for each in node.arguments]
        kept = tuple(each for each in arguments if each is not None)
        return Call(node.function, kept) if len(kept) == len(arguments) else None
    return node


def normal(text: str, sheet: str) -> str:
    """Return the normal form of a formula that lies on `sheet`: what is equal in it is equal in meaning.

    Case, spaces, `$`, `TRUE()` for `TRUE`, needless brackets, quotes of a sheet's name and the spelling of numbers
    vanish. A text outside the language is returned stripped of spaces and in capitals.
    """
    try:
        return spelled(parse(text, sheet, None))
    except FormulaError:
        return re.sub(r"\s+", "", text).upper()


@lru_cache(maxsize=65536)
def slotted(node: Node) -> tuple[str, tuple[Area, ...]]:
    """Return a bound formula with its areas as numbered slots, and those areas.

    Slot i is spelled `A{i+1}`, or `A{i+1}:…{i+1}` over as many columns as the area has cells; formulas that differ
    only in their places get the same text and are compiled once.
    """
    found = areas(node)
    places = {area: index for index, area in enumerate(found)}

    def spell(area: Area) -> str:
        row = places[area]
        width = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        return a1(row, 0) if width == 1 else f"{a1(row, 0)}:{a1(row, width - 1)}"

    return render(node, spell), found


@lru_cache(maxsize=16_384)
def placed(text: str, sheet: str) -> tuple[str, tuple[Area, ...]]:
    """Return what `slotted` says of the formula text of a cell on `sheet`; many forms have it in common.

    Raises
    ------
    FormulaError
        The text is not of the language, or speaks of a name.

    """
    node = parse(text, sheet)
    unbound = names(node)
    if unbound:
        raise FormulaError("name-unbound", 0, unbound[0])
    slots, found = slotted(node)
    return sys.intern(slots), found
