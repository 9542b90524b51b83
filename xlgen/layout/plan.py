"""What a plan is: every sheet and cell of a form as pure data, with the values it was issued with.

A *shape* is shared by all forms of one template and one pattern of indicators; the *issued values* are one
project's. This module knows no form; `shape.py` draws one.
"""

from __future__ import annotations

import enum
import hashlib
import itertools
import re
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from xlgen import formula
from xlgen.finding import Owner, Severity  # noqa: TC001 - pydantic reads the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.model import Value

PLAN_VERSION: Final = 6
"""Raised with every change of what a plan holds or how a form is drawn; golden digests in the tests hold it."""

NAME_PREFIX: Final = "x_"
"""What the defined names of fields begin with."""

_MOST_CELLS: Final = 100_000
_STRICT = ConfigDict(extra="forbid")


class Role(enum.Enum):
    """What a cell is for: printed words, a value given by the office, a value filled in, a formula."""

    LABEL = "label"
    ISSUED = "issued"
    INPUT = "input"
    FORMULA = "formula"


class Kind(enum.Enum):
    """What an issued or input cell holds."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    TARGET = "target"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell, 0-based; `rows` × `columns` is the block it is merged over.

    `text` is a label's words or a formula's text without `=`. `field` is the path of the value that an issued or
    input cell shows, or that a formula gives. `label` names the cell in messages; where `row_label` is a field, that
    field's issued value stands before it. `choices` are the words that may be chosen. `unit_field` is the field in
    which the unit proposes the unit of measure, `words_field` that in which it says (定性) that words stand here
    and no number: then the choices are offered, and a number may stand here too. Beside % a number that stands
    `as_written` is 90 where a record says 0.9; others, and all of plans before that was said, hold the share itself.
    An input that was issued with a value may be corrected by the unit. `longest` is how many characters a text may have
    at most, 0 where nothing says so. A required input may stay blank once a field in `spared_by` is
    answered with the word beside it: its indicator is exempt.
    """

    __pydantic_config__ = _STRICT

    row: int
    column: int
    role: Role
    style: str
    rows: int = 1
    columns: int = 1
    text: str = ""
    field: str = ""
    kind: Kind = Kind.TEXT
    unit: str = ""
    number_format: str = ""
    label: str = ""
    row_label: str = ""
    link: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    unit_field: str = ""
    words_field: str = ""
    longest: int = 0
    as_written: bool = False
    spared_by: tuple[tuple[str, str], ...] = ()

    @property
    def a1(self) -> str:
        """The address on its sheet."""
        return formula.a1(self.row, self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: widths in characters, cells in reading order, how it prints.

    `head_rows` are the first and the last of those printed again on every page, 0-based. So many rows are `frozen`:
    they stay in view. What stands under the last head row can be `filtered`.
    """

    __pydantic_config__ = _STRICT

    name: str
    widths: tuple[float, ...]
    cells: tuple[Cell, ...]
    repeat_rows: int = 0
    """The head row of plans before version 3; there a landscape sheet names the row below it."""
    head_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    landscape: bool = False
    frozen: int = 0
    filtered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a line of the self-check may say: its key, severity, the field to be mended, and who mends it.

    `beside` are the fields that a message shows along with it, `parts` those that it adds up: where one of these is no
    number, and there is something beside, that was compared. `criteria` are (score, points, what it follows from) of
    each criterion: a message shows those that lack points.
    """

    __pydantic_config__ = _STRICT

    key: str
    severity: Severity
    about: str
    owner: Owner | None = None
    beside: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    criteria: tuple[tuple[str, str, str], ...] = ()

    @property
    def fields(self) -> Iterator[str]:
        """All fields that it speaks of."""
        return itertools.chain((self.about,), self.beside, self.parts, *self.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the self-check: the field whose formula gives the key, and what the key may be.

    `response` is the field in which the unit answers a warning; "" where the line never warns.
    """

    __pydantic_config__ = _STRICT

    field: str
    outcomes: tuple[Outcome, ...]
    response: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """What the office's own figures are held to: the points of each first-level indicator, and the checks that apply.

    Numbers are written as digits; `heavy` is from how many points an indicator weighs too much. Where the rest is
    `scaled` to 100, what is not assessed leaves its points out of the sums.
    """

    __pydantic_config__ = _STRICT

    points: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    heavy: str = "50"
    scaled: bool = False


@dataclass(frozen=True, kw_only=True)
class Shape:
    """All sheets of a form, its self-check lines and figures; equal shapes have equal digests.

    `figure_names` are what a verdict calls the figures, where that is not their field. `levels` are the codes that this
    form takes graver or lighter than the catalogue.
    """

    __pydantic_config__ = _STRICT

    version: int
    title: str
    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    figures: tuple[str, ...]
    figure_digits: tuple[int, ...]
    figure_names: tuple[str, ...] = ()
    framework: Framework = Framework()
    levels: tuple[tuple[str, Severity], ...] = ()

    @cached_property
    def named_figures(self) -> Mapping[str, tuple[str, int]]:
        """What a verdict calls each figure → its field and its digits."""
        names = self.figure_names or self.figures
        return dict(zip(names, zip(self.figures, self.figure_digits, strict=True), strict=True))

    @cached_property
    def json(self) -> bytes:
        """The shape as canonical JSON."""
        return _ADAPTER.dump_json(self, exclude_defaults=True)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, hexadecimal."""
        return hashlib.sha256(self.json).hexdigest()

    @cached_property
    def cells(self) -> Mapping[tuple[str, int, int], Cell]:
        """All cells by (sheet, row, column)."""
        return MappingProxyType({(sheet.name, each.row, each.column): each for sheet, each in self.walk()})

    @cached_property
    def places(self) -> Mapping[str, tuple[Sheet, Cell]]:
        """The first cell of each field, in the order of the sheets: the one that carries its defined name."""
        found: dict[str, tuple[Sheet, Cell]] = {}
        for sheet, cell in self.walk():
            if cell.field:
                found.setdefault(cell.field, (sheet, cell))
        return MappingProxyType(found)

    @cached_property
    def printed(self) -> Mapping[tuple[str, int, int], str | None]:
        """The words of all labels by (sheet, row, column), None for those without."""
        labels = self._by_role[Role.LABEL]
        return MappingProxyType({(sheet.name, each.row, each.column): each.text or None for sheet, each in labels})

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The position of each sheet by its name."""
        return MappingProxyType({sheet.name: index for index, sheet in enumerate(self.sheets)})

    def walk(self) -> Iterator[tuple[Sheet, Cell]]:
        """Yield every cell with its sheet, in order."""
        for sheet in self.sheets:
            for cell in sheet.cells:
                yield sheet, cell

    def of_role(self, role: Role) -> Iterator[tuple[Sheet, Cell]]:
        """Yield the cells of one role with their sheets, in order."""
        return iter(self._by_role[role])

    @cached_property
    def _by_role(self) -> Mapping[Role, tuple[tuple[Sheet, Cell], ...]]:
        return {role: tuple(each for each in self.walk() if each[1].role is role) for role in Role}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A shape with the values it was issued with, by field path."""

    shape: Shape
    issued: Mapping[str, Value] = field(default_factory=dict)


_ADAPTER: Final = TypeAdapter(Shape)


def parse_shape(json: bytes) -> Shape | None:
    """Return the shape that a frozen plan's JSON holds, or None where it is none that may be trusted.

    Every formula must be of the rule language and speak only of cells of the shape's own sheets.
    """
    try:
        shape = _ADAPTER.validate_json(json)
    except ValidationError:
        return None
    if not 1 <= shape.version <= PLAN_VERSION or len(shape.figures) != len(shape.figure_digits):
        return None
    if shape.figure_names and len(shape.figure_names) != len(shape.figures):
        return None
    fields = frozenset(place for place, cell in shape.cells.items() if cell.field)
    try:
        spoken_of = {
            area for sheet, cell in shape.of_role(Role.FORMULA) for area in formula.placed(cell.text, sheet.name)[1]
        }
    except formula.FormulaError:
        return None
    if not all(place in fields for area in spoken_of for place in _bounded(area)):
        return None
    spoken = {*shape.figures, *(line.field for line in shape.lines)}
    spoken.update(field for line in shape.lines for outcome in line.outcomes for field in outcome.fields)
    spoken.update(line.response for line in shape.lines if line.response)
    spoken.update(field for _, cell in shape.of_role(Role.INPUT) for field, _ in cell.spared_by)
    return shape if spoken <= set(shape.places) else None


def _bounded(area: formula.Area) -> Iterator[tuple[str, int, int]]:
    """Yield the cells of an area, no more than a form can have: a block of millions ends at its first empty cell."""
    return itertools.islice(area.cells(), _MOST_CELLS)


def defined_name(path: str) -> str:
    """Return the defined name of a field: the prefix and the path with `_` for all but letters, digits and `_`."""
    return NAME_PREFIX + re.sub(r"[^A-Za-z0-9_]", "_", path)
