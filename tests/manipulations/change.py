"""A filled form, the change that is made to it, and how both are put together."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.editing import Workbook
from xlgen import recompute, terms, writer
from xlgen.layout import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xlgen.layout import Cell, Plan, Sheet
    from xlgen.manifest import Manifest
    from xlgen.model import Content
    from xlgen.recompute import Contents

Found = tuple[str, str]
"""A code and the cell it must be told of, or cells with | between; "" where it is told of a sheet or of the file."""


class NothingToChange(Exception):  # noqa: N818 - no fault
    """The form has nothing of the kind that a manipulation changes."""


@dataclass(frozen=True)
class Form:
    """A form filled in: its manifest, and what stands in its cells, results included."""

    manifest: Manifest
    contents: Contents

    @property
    def plan(self) -> Plan:
        """The plan it was issued with."""
        return self.manifest.plan

    @property
    def title(self) -> str:
        """The name of its form sheet."""
        return self.plan.shape.title

    @cached_property
    def results(self) -> frozenset[str]:
        """The fields that formulas give."""
        return frozenset(cell.field for _, cell in self.plan.shape.of_role(Role.FORMULA))

    @cached_property
    def content(self) -> bytes:
        """The workbook's bytes."""
        return writer.write(self.manifest, self.contents)

    @property
    def marks(self) -> list[tuple[Sheet, Cell]]:
        """The cells of the self-check that show a mark."""
        return [each for each in self.cells(Role.FORMULA, named=False) if each[1].style == "check_mark"]

    def cells(self, role: Role, *, named: bool = True) -> list[tuple[Sheet, Cell]]:
        """Return the cells of a role, first cells of their fields; `named` those of sheets whose cells have names."""
        return [
            (sheet, cell)
            for sheet, cell in self.plan.shape.places.values()
            if cell.role is role and not (named and sheet.name in terms.SHEETS)
        ]


@dataclass
class Change:
    """One manipulation at work: the form, its open package, and the chooser of the place."""

    form: Form
    book: Workbook
    chooser: random.Random

    def computed(self, changes: Mapping[str, Content]) -> None:
        """Begin again with the results that follow where some cells hold something else."""
        contents = {field: each for field, each in self.form.contents.items() if field not in self.form.results}
        contents |= changes
        given = recompute.evaluate(self.form.plan.shape, [contents])[0]
        self.book = Workbook(writer.write(self.form.manifest, contents | given))

    def pick(self, choices: Iterable[tuple[Sheet, Cell]]) -> tuple[Sheet, Cell]:
        """Return one of some cells."""
        found = list(choices)
        if not found:
            raise NothingToChange
        return self.chooser.choice(found)

    def formula(self, pattern: str = "", *, replacing: str = "") -> tuple[Sheet, Cell, str]:
        """Return a formula cell whose text holds a pattern, with that replaced once: another text."""
        found = []
        for sheet, cell in self.form.cells(Role.FORMULA, named=False):
            changed = re.sub(pattern, replacing, cell.text, count=1)
            if changed != cell.text:
                found.append((sheet, cell))
        sheet, cell = self.pick(found)
        return sheet, cell, re.sub(pattern, replacing, cell.text, count=1)

    def number(self, role: Role = Role.FORMULA) -> tuple[Sheet, Cell]:
        """Return a cell that shows a number."""
        return self.pick(
            (sheet, cell)
            for sheet, cell in self.form.cells(role)
            if isinstance(self.form.contents.get(cell.field), float)
        )

    def issued(self, *endings: str) -> tuple[Sheet, Cell]:
        """Return an issued cell whose field ends so, and that holds something."""
        return self.pick(
            (sheet, cell)
            for sheet, cell in self.form.cells(Role.ISSUED)
            if cell.field.endswith(endings) and self.form.contents.get(cell.field) not in {None, ""}
        )

    def row(self) -> tuple[str, int]:
        """Return a row of the form that holds something, and neither begins nor ends a block merged over rows."""
        sheet = next(each for each in self.form.plan.shape.sheets if each.name == self.form.title)
        edges = {edge for cell in sheet.cells if cell.rows > 1 for edge in (cell.row, cell.row + cell.rows - 1)}
        held = {cell.row for cell in sheet.cells if cell.field and self.form.plan.shape.places[cell.field][1] is cell}
        rows = [row for row in sorted(held) if row not in edges and row > 3]
        if not rows:
            raise NothingToChange
        return sheet.name, self.chooser.choice(rows)


@dataclass(frozen=True)
class Manipulation:
    """A named change; `alone` where nothing else above a note may be told of the families S and C."""

    name: str
    make: Callable[[Change], Sequence[Found]]
    alone: bool = True


def manipulated(form: Form, change: Manipulation, seed: object) -> tuple[bytes, tuple[Found, ...]]:
    """Return a form's workbook changed, and what must be found in it."""
    at_work = Change(form, Workbook(form.content), random.Random(f"{change.name} {seed}"))
    expected = tuple(change.make(at_work))
    return at_work.book.content(), expected
