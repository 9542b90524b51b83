"""The recomputed figures with their working, in this file's own numbers: 得分 = ROUND(3 × (50% ÷ 100%), 2) = 1.5.

A formula is told by the branch that it took. Where that branch computes nothing, the comparisons that led to it are
told instead.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlgen import formula, integrity, layout, terms
from xlgen.formula import Area, Number, Operation, Text
from xlgen.layout import Role
from xlgen.recompute import asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlgen.formula import Node
    from xlgen.layout import Cell, Plan, Shape
    from xlgen.model import Content

_SAID: Final[Mapping[str, str]] = {"=": "＝", "*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "<>": "≠"}
_OPPOSITE: Final[Mapping[str, str]] = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_PRODUCT: Final = frozenset({"*", "/"})
_SIGN: Final = re.compile(r"^[≥≤＝=＞＜><]+")
_NEAR: Final = Decimal(1).scaleb(-6)


@dataclass(slots=True)
class _Told:
    """A formula while it is told: the values it speaks of, the answers to its conditions, and the comparisons met."""

    shape: Shape
    read: Mapping[str, Content]
    truths: Mapping[Node, Content]
    met: list[tuple[Operation, bool]] = field(default_factory=list)


def workings(
    files: Sequence[tuple[Plan, Mapping[str, Content], Sequence[str]]],
) -> list[list[dict[str, object]]]:
    """Return for each file the working of the fields asked for, in the order of the form.

    `files` are (plan, contents as read, fields); a field that is no formula, or gives nothing, has none. An entry is
    `{"field", "sheet", "cell", "label", "formula", "value"}`.

    Raises
    ------
    InternalError
        A formula is outside the engine's allow-list.

    """
    trees = [[_parsed(plan.shape, each) for each in fields] for plan, _, fields in files]
    queries = [
        (condition, plan.shape, read)
        for (plan, read, _), nodes in zip(files, trees, strict=True)
        for node in nodes
        for condition in _conditions(node)
    ]
    answers = iter(asked.answers(queries))
    found = []
    for (plan, read, fields), nodes in zip(files, trees, strict=True):
        truths = {condition: next(answers) for node in nodes for condition in _conditions(node)}
        told = (_entry(plan, name, node, read, truths) for name, node in zip(fields, nodes, strict=True))
        found.append([each for each in told if each is not None])
    return found


def _parsed(shape: Shape, name: str) -> Node:
    sheet, cell = shape.places[name]
    return _tree(cell.text, sheet.name)


@functools.lru_cache(maxsize=4096)
def _tree(text: str, sheet: str) -> Node:
    return formula.parse(text, sheet)


@functools.lru_cache(maxsize=4096)
def _conditions(node: Node) -> tuple[Node, ...]:
    """Return the conditions of a formula, those of branches not taken included."""
    calls = (each for each in formula.walk(node) if isinstance(each, formula.Call) and each.function == "IF")
    return tuple(dict.fromkeys(each.arguments[0] for each in calls))


def _entry(
    plan: Plan, name: str, node: Node, read: Mapping[str, Content], truths: Mapping[Node, Content]
) -> dict[str, object] | None:
    value = read.get(name)
    if value is None or value == "":
        return None
    sheet, cell = plan.shape.places[name]
    told = _Told(plan.shape, read, truths)
    taken = _taken(node, told)
    words = {"label": cell.label, "value": _shown(cell, value)}
    if isinstance(taken, Area | Number | Text):
        reasons = "，".join(dict.fromkeys(_compared(told)))
        words["reasons"] = terms.WORKING_REASONS.format(reasons=reasons) if reasons else ""
        text = terms.WORKING_TAKEN.format(**words)
    else:
        text = terms.WORKING.format(working=_said(taken, told), **words)
    row_name = str(plan.issued.get(cell.row_label) or "") if cell.row_label else ""
    return {
        "field": name,
        "sheet": sheet.name,
        "cell": cell.a1,
        "label": f"{row_name}·{cell.label}" if row_name else cell.label,
        "formula": text,
        "value": integrity.plain(value),
    }


def _taken(node: Node, told: _Told) -> Node:
    """Return a formula with each choice replaced by the branch that it took."""
    if isinstance(node, formula.Call) and node.function == "IF":
        held = told.truths[node.arguments[0]]
        truth = bool(held) if isinstance(held, bool | float) else False
        told.met.extend(_comparisons(node.arguments[0], truth=truth))
        return _taken(node.arguments[1 if truth else 2], told)
    if isinstance(node, formula.Call) and node.function == "IFERROR":
        return _taken(node.arguments[0], told)
    if isinstance(node, formula.Call):
        return formula.Call(node.function, tuple(_taken(each, told) for each in node.arguments))
    if isinstance(node, Operation):
        left = None if node.left is None else _taken(node.left, told)
        return Operation(node.operator, left, _taken(node.right, told))
    return node


def _comparisons(condition: Node, *, truth: bool) -> Iterator[tuple[Operation, bool]]:
    """Yield the comparisons of two cells, or of one with a number, that a condition settles."""
    if isinstance(condition, formula.Call) and condition.function == "AND" and truth:
        for each in condition.arguments:
            yield from _comparisons(each, truth=True)
    elif isinstance(condition, Operation) and condition.operator in _OPPOSITE:
        sides = (condition.left, condition.right)
        if all(isinstance(each, Area | Number) for each in sides):
            yield condition, truth


def _compared(told: _Told) -> Iterator[str]:
    for comparison, truth in told.met:
        operator = comparison.operator if truth else _OPPOSITE[comparison.operator]
        left, right = (_labelled(each, told) for each in (comparison.left, comparison.right))
        yield f"{left} {_SAID.get(operator, operator)} {right}"


def _labelled(node: Node | None, told: _Told) -> str:
    if isinstance(node, Area):
        cell = told.shape.cells[node.sheet, node.top, node.left]
        own = cell.label or told.shape.places[cell.field][1].label
        return terms.OPERAND.format(label=own, value=_said(node, told))
    return "" if node is None else _said(node, told)


def _said(node: Node, told: _Told, within: str = "") -> str:
    """Return a formula as it is worked out on paper; `within` is the operator that it stands beside."""
    if isinstance(node, Operation):
        if node.left is None:
            return f"−{_said(node.right, told, '*')}"
        left, right = _said(node.left, told, node.operator), _said(node.right, told, node.operator)
        text = f"{left} {_SAID.get(node.operator, node.operator)} {right}"
        return f"({text})" if within in _PRODUCT else text
    if isinstance(node, formula.Call):
        parts = [part for each in node.arguments for part in _parts(each, told)]
        if node.function == "SUM":
            text = " + ".join(parts) or "0"
            return f"({text})" if within and len(parts) > 1 else text
        return f"{node.function}({', '.join(parts)})"
    return "".join(_parts(node, told)) or terms.BLANK


def _parts(node: Node, told: _Told) -> Iterable[str]:
    """Return what an argument is: the value of each of its cells that holds a number, or its own working."""
    if isinstance(node, Area):
        places = list(node.cells())
        cells = [told.shape.cells[place] for place in places]
        values = [(each, told.read.get(each.field)) for each in cells]
        single = len(values) == 1
        return [_shown(each, value) for each, value in values if single or isinstance(value, float)]
    if isinstance(node, Number):
        return [f"{node.value:f}"]
    if isinstance(node, Text):
        return [terms.quoted(node.value)]
    return [_said(node, told)]


def _shown(cell: Cell, value: Content) -> str:
    """Return a value as its cell shows it, with more decimals where it has them; a target without its sign."""
    if isinstance(value, float):
        number = integrity.fifteen(value)
        text = integrity.as_shown(cell, value, (number - _NEAR, number + _NEAR)) or f"{value:.15g}"
        return _SIGN.sub("", text)
    return terms.quoted(integrity.plain(value)) if isinstance(value, str) and not cell.text else terms.shown(value)


def asked_for(shape: Shape, read: Mapping[str, Content], touched: Iterable[str]) -> list[str]:
    """Return the fields whose working is worth telling: rate, score and total, lost points, and what was `touched`."""
    wanted = {*(name for name, _ in shape.named_figures.values()), layout.RATING, *touched}
    wanted -= {"total_max_score"}
    found = []
    for name, (_, cell) in shape.places.items():
        if cell.role is not Role.FORMULA or name.startswith(("self_check", "check_code")):
            continue
        if name in wanted or (name.endswith("].score") and _short(name, read)):
            found.append(name)
    return found


def _short(name: str, read: Mapping[str, Content]) -> bool:
    """Return whether an indicator's score is below its points."""
    score, points = read.get(name), read.get(f"{name.removesuffix('score')}max_score")
    return isinstance(score, float) and isinstance(points, float) and score < points
