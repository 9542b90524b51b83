"""Recomputation: the formulas of a plan evaluated by the engine, for many records at once.

`evaluate` takes what stands in the cells and returns what the formulas give; `as_read` first reads the inputs as a
person would (full-width digits, thousands separators, %, the cell's own unit).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlgen import formula, targets, terms
from xlgen.finding import InternalError, mistake
from xlgen.layout import Kind, Role
from xlgen.model import LARGEST, Content, Raw, significant, to_cell, to_decimal
from xlgen.recompute import engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from xlgen.formula import Area, Node
    from xlgen.layout import Cell, Plan, Shape
    from xlgen.model import Value

Contents = dict[str, Content]
"""Field path → what stands in its cell; a path that is absent is a blank cell."""

_PROGRAMS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Step:
    """Formulas of one text in R1C1 terms that can be computed at the same time.

    `fields` are the paths they give; `cells[i]` are the paths that formula i speaks of, those of one slot behind those
    of the other; `widths` are how many each slot has. `level` is how many formulas deep they lie.
    """

    text: str
    fields: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    level: int


_programs: dict[str, tuple[Step, ...]] = {}


def program(shape: Shape) -> tuple[Step, ...]:
    """Return the steps of a shape in the order in which they can be computed.

    Raises
    ------
    InternalError
        A formula refers to a cell that holds no field, or to itself.

    """
    found = _programs.get(shape.digest)
    if found is None:
        if len(_programs) >= _PROGRAMS_KEPT:
            _programs.pop(next(iter(_programs)))
        found = _programs[shape.digest] = _build(shape)
    return found


def _build(shape: Shape) -> tuple[Step, ...]:
    bound = {cell.field: formula.placed(cell.text, sheet.name) for sheet, cell in shape.of_role(Role.FORMULA)}
    slots = {field: tuple(_fields(shape, area) for area in areas) for field, (_, areas) in bound.items()}
    levels: dict[str, int] = {}
    for field in bound:
        _level(field, slots, levels, ())
    grouped: dict[tuple[int, str, tuple[int, ...]], list[str]] = {}
    for field, (text, _) in bound.items():
        widths = tuple(len(slot) for slot in slots[field])
        grouped.setdefault((levels[field], text, widths), []).append(field)
    return tuple(
        Step(
            text=text,
            fields=tuple(fields),
            cells=tuple(tuple(itertools.chain.from_iterable(slots[field])) for field in fields),
            widths=widths,
            level=level,
        )
        for (level, text, widths), fields in sorted(grouped.items(), key=lambda each: each[0][0])
    )


def _fields(shape: Shape, area: Area) -> tuple[str, ...]:
    fields = []
    for place in area.cells():
        cell = shape.cells.get(place)
        if cell is None or not cell.field:
            raise InternalError(shape.title, mistake("reference-empty", area.a1))
        fields.append(cell.field)
    return tuple(fields)


def _level(
    field: str, slots: Mapping[str, tuple[tuple[str, ...], ...]], levels: dict[str, int], above: tuple[str, ...]
) -> int:
    """Return how many formulas deep a field lies: 0 for what is no formula."""
    if field not in slots:
        return 0
    if field in above:
        raise InternalError(field, mistake("reference-circular", field))
    if field not in levels:
        below = {each for slot in slots[field] for each in slot}
        levels[field] = 1 + max((_level(each, slots, levels, (*above, field)) for each in below), default=0)
    return levels[field]


def evaluate(shape: Shape, many: Sequence[Mapping[str, Content]]) -> list[Contents]:
    """Return what every formula of the shape gives, for each record's contents.

    A formula field that stands in a record's contents is taken from there and not computed: that is how a cell whose
    formula was overwritten enters those that refer to it.

    Raises
    ------
    InternalError
        A formula is outside the engine's allow-list.

    """
    return evaluate_each([(shape, given) for given in many])


def evaluate_each(many: Sequence[tuple[Shape, Mapping[str, Content]]]) -> list[Contents]:
    """Return what the formulas give for records of any shapes; those of one text are computed together, of all forms.

    Raises
    ------
    InternalError
        As `evaluate`.

    """
    held = [dict(given) for _, given in many]
    together: dict[tuple[int, str, tuple[int, ...]], list[tuple[int, Step]]] = defaultdict(list)
    for index, (shape, _) in enumerate(many):
        for step in program(shape):
            together[step.level, step.text, step.widths].append((index, step))
    for (_, text, widths), steps in sorted(together.items(), key=lambda each: each[0][0]):
        rows = [tuple(map(held[index].get, cells)) for index, step in steps for cells in step.cells]
        values = iter(_compute(text, widths, rows))
        for index, step in steps:
            given, one = many[index][1], held[index]
            for field in step.fields:
                value = next(values)
                if field not in given:
                    one[field] = value
    return [
        {field: one[field] for step in program(shape) for field in step.fields}
        for (shape, _), one in zip(many, held, strict=True)
    ]


def _compute(text: str, widths: tuple[int, ...], rows: Sequence[tuple[Content, ...]]) -> list[Content]:
    """Return what formulas of one text give, one a row of cells; equal rows are computed once."""
    distinct, where = engine.distinct_rows(rows)
    try:
        answers = [_stored(each) for each in engine.evaluate_rows(text, widths, distinct)]
    except engine.EngineError as error:
        raise InternalError(text, mistake("formula-not-computable", reason=error)) from error
    return [answers[index] for index in where]


def _stored(value: Content) -> Content:
    return significant(value) if isinstance(value, float) else value


def issued_contents(plan: Plan) -> Contents:
    """Return what stands in the cells of the issued values, those included that the unit may correct."""
    return locked_contents(plan) | correctable_contents(plan)


def locked_contents(plan: Plan) -> Contents:
    """Return what stands in the cells that only the office supplies."""
    return {cell.field: _issued(plan, cell) for _, cell in plan.shape.of_role(Role.ISSUED)}


def correctable_contents(plan: Plan) -> Contents:
    """Return what was issued in the cells that the unit may correct."""
    inputs = (cell for _, cell in plan.shape.of_role(Role.INPUT) if cell.field in plan.issued)
    return {cell.field: _issued(plan, cell) for cell in inputs}


def _issued(plan: Plan, cell: Cell) -> Content:
    return to_content(plan.issued.get(cell.field), cell.kind, cell.unit)


def to_content(value: Value, kind: Kind, unit: str) -> Content:
    """Return what a record's value is in its cell: a text that reads as the cell's own number becomes one."""
    if isinstance(value, Raw):
        return value.text or None
    if isinstance(value, str):
        if kind is Kind.TARGET:
            return _target(value)
        number = _read(value, kind, unit)
        return (value or None) if number is None else to_cell(number)
    return None if value is None else to_cell(value)


def _target(text: str) -> Content:
    """Return what a target's cell holds: its number, or its words in their canonical spelling."""
    target = targets.parse_target(text)
    if target is None:
        return text or None
    return to_cell(target.number) if target.is_number and target.number is not None else target.shown


def _read(text: str, kind: Kind, unit: str, *, shares: bool = True) -> Decimal | None:
    return None if kind in {Kind.TEXT, Kind.CHOICE} else targets.read_number(text, unit, shares=shares)


def into_cell(cell: Cell, value: Value, contents: Mapping[str, Content]) -> Content:
    """Return what a record's value is in a cell; `contents` say which unit, or that words, the unit proposes for it."""
    kind, unit = Kind.TEXT if _worded(cell, contents) else cell.kind, _unit(cell, contents)
    if not cell.as_written or value is None or isinstance(value, Raw):
        return to_content(value, kind, unit)
    if isinstance(value, str):
        number = _read(value, kind, unit, shares=False)
        return (value or None) if number is None else to_cell(number)
    written = value * 100 if targets.is_percent(unit) else value
    # What no cell can hold stands there as a text.
    return to_cell(written) if abs(written) <= LARGEST else f"{value:f}"


def from_cell(cell: Cell, contents: Mapping[str, Content]) -> Content:
    """Return what a record says of an input cell: `into_cell` turned round."""
    content = contents.get(cell.field)
    if cell.as_written and isinstance(content, float) and targets.is_percent(_unit(cell, contents)):
        return to_cell(to_decimal(content) / 100)
    return content


def as_read(shape: Shape, contents: Mapping[str, Content]) -> tuple[Contents, tuple[str, ...]]:
    """Return the contents with texts in number cells read as numbers where they are such, and those fields.

    A text of nothing but white space is blank.
    """
    read: Contents = dict(contents)
    numbers_as_text = []
    for _, cell in shape.of_role(Role.INPUT):
        value = read.get(cell.field)
        if not isinstance(value, str):
            continue
        if formula.is_blank(value):
            read[cell.field] = None
        elif cell.kind is Kind.CHOICE:
            read[cell.field] = targets.tidy(value)
        elif not _worded(cell, read):
            number = _read(value, cell.kind, _unit(cell, read), shares=not cell.as_written)
            if number is not None:
                read[cell.field] = to_cell(number)
                numbers_as_text.append(cell.field)
    return read, tuple(numbers_as_text)


def _worded(cell: Cell, contents: Mapping[str, Content]) -> bool:
    """Return whether the unit says that words stand in a cell, and no number."""
    said = contents.get(cell.words_field) if cell.words_field else None
    return isinstance(said, str) and targets.tidy(said) == terms.QUALITATIVE_SIGN


def result(node: Node, shape: Shape, contents: Mapping[str, Content]) -> Content:
    """Return what one bound formula gives for a record's contents, formula cells included.

    Raises
    ------
    InternalError
        The formula is outside the engine's allow-list.

    """
    text, areas = formula.slotted(node)
    slots = [_fields(shape, area) for area in areas]
    cells = tuple(itertools.chain.from_iterable(slots))
    (value,) = _compute(text, tuple(map(len, slots)), [tuple(map(contents.get, cells))])
    return value


def unrounded(text: str, sheet: str, shape: Shape, contents: Mapping[str, Content]) -> Decimal | None:
    """Return what a formula of the shape gives before it rounds; None where that is no number."""
    value = result(formula.without_rounding(formula.parse(text, sheet)), shape, contents)
    return to_decimal(value) if isinstance(value, float) else None


def _unit(cell: Cell, contents: Mapping[str, Content]) -> str:
    """Return a cell's own unit: the form's, or the one that the unit proposes beside it."""
    proposed = contents.get(cell.unit_field) if cell.unit_field else None
    return proposed if isinstance(proposed, str) else cell.unit


def following(shape: Shape, fields: Iterable[str]) -> frozenset[str]:
    """Return the fields whose formulas depend on any of some fields, those themselves not among them."""
    given = frozenset(fields)
    follow = set(given)
    for step in program(shape) if follow else ():
        for field, cells in zip(step.fields, step.cells, strict=True):
            if not follow.isdisjoint(cells):
                follow.add(field)
    return frozenset(follow - given)


def sources(shape: Shape, field: str) -> frozenset[str]:
    """Return the fields that a field's formula depends on, by way of other formulas too."""
    above = {given: cells for step in program(shape) for given, cells in zip(step.fields, step.cells, strict=True)}
    found: set[str] = set()
    new = {field}
    while new:
        new = {each for one in new for each in above.get(one, ()) if each} - found
        found |= new
    return frozenset(found)


def reached(shape: Shape, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the figures that follow from fields, from the formulas' own dependency graph."""
    follow = following(shape, fields)
    return tuple(name for name, (figure, _) in shape.named_figures.items() if figure in follow)
