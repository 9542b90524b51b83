"""What the office gave, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen.layout import Role

if TYPE_CHECKING:
    from tests.manipulations.change import Change, Found


def issued_changed(change: Change, *endings: str) -> list[Found]:
    """Change an issued value."""
    sheet, cell = change.issued(*endings)
    value = change.form.contents[cell.field]
    other = value + 1 if isinstance(value, float) else f"{value}甲"
    change.computed({cell.field: other})
    change.book.put(sheet.name, cell.row, cell.column, other)
    return [("S107", cell.a1)]


def label_changed(change: Change) -> list[Found]:
    """Change a label."""
    labels = [
        (sheet, cell)
        for sheet, cell in change.form.plan.shape.of_role(Role.LABEL)
        if cell.text.strip() and not cell.link
    ]
    sheet, cell = change.pick(labels)
    change.book.put(sheet.name, cell.row, cell.column, f"{cell.text}（改）")
    return [("S107", cell.a1)]


def weights_swapped(change: Change) -> list[Found]:
    """Exchange the points of two indicators."""
    weights = [
        (sheet, cell)
        for sheet, cell in change.form.cells(Role.ISSUED)
        if cell.field.endswith(".max_score") and isinstance(change.form.contents.get(cell.field), float)
    ]
    sheet, first = change.pick(weights)
    value = change.form.contents[first.field]
    _, second = change.pick(
        each for each in weights if change.form.contents[each[1].field] != value and each[0] is sheet
    )
    change.computed({first.field: change.form.contents[second.field], second.field: value})
    return [("S107", first.a1), ("S107", second.a1)]
