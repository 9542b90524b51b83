"""The sheet 填报说明, made from the form itself: how to fill it in, who fills what, how it is scored, with examples.

Every number on it is the template's, so that none stands twice; what is special to a place is added in its own words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.layout import open_rows
from xlgen.layout.drawing import Drawing
from xlgen.layout.guide import evaluated, examples, filling, scores, who
from xlgen.layout.guide.words import Section
from xlgen.layout.measure import LEAST, row_heights
from xlgen.layout.plan import Role, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlgen.layout.pattern import Pattern
    from xlgen.layout.plan import Cell
    from xlgen.template import Template

_WIDTHS: Final = (6.0, 10.0, 71.0)
"""Head, lead and text: together just the width of an upright page."""
_DENSE: Final = (6.0, 11.0, 78.0)
"""Of what would take more than a page: a wider sheet is printed smaller, text of 11 points at a little over 10."""
_PAGE: Final = 702.0
"""So many points of a page's height are planned for: programs measure a little differently."""


def draw(template: Template, pattern: Pattern, cells: Sequence[Cell]) -> Sheet:
    """Return the sheet 填报说明; `cells` are those of the form and of the tables beside it, in their order."""
    drawing = Drawing(terms.GUIDE_SHEET, {})
    drawing.label((0, 0), f"{template.definition.title}{terms.GUIDE_SHEET}", "title", (1, len(_WIDTHS)))
    row = 1
    for section in _sections(template, pattern, cells):
        drawing.label((row, 0), section.head, "guide_head", (len(section.rows), 1))
        for lead, text in section.rows:
            if lead:
                drawing.label((row, 1), lead, "guide_lead")
            drawing.label((row, 2 if lead else 1), text, "guide_text", (1, 1 if lead else 2))
            row += 1
    sheet = Sheet(name=terms.GUIDE_SHEET, widths=_WIDTHS, cells=tuple(drawing.cells))
    return sheet if _height(sheet, row) <= _PAGE else replace(sheet, widths=_DENSE)


def _height(sheet: Sheet, rows: int) -> float:
    """Return how tall a sheet of labels is, in points."""
    heights = row_heights(sheet, {(each.row, each.column): each.text for each in sheet.cells})
    return sum(heights.get(row, LEAST) for row in range(rows))


def _sections(template: Template, pattern: Pattern, cells: Sequence[Cell]) -> Iterator[Section]:
    """Yield the sections that the form has anything to say in."""
    definition, evaluation = template.definition, template.definition.evaluation
    contact = definition.guide.contact or terms.GUIDE_OFFICE
    inputs = [each for each in cells if each.role is Role.INPUT]
    found = (
        filling.filling(definition, inputs, open_rows.guide(definition, pattern)),
        who.section(definition, pattern, cells),
        scores.section(definition, pattern)
        if evaluation is None
        else evaluated.section(definition, evaluation, template.scored),
        examples.section(definition, pattern, template.scored),
        filling.errors(definition, inputs),
        Section(terms.GUIDE_MORE, tuple(("", each) for each in definition.guide.lines)),
        Section(terms.GUIDE_ASKING, (("", terms.GUIDE_ASK.format(contact=contact)),)),
    )
    return (each for each in found if each.rows)
