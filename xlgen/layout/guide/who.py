"""Who fills what: the fields that are issued, may be corrected, must or may be filled in, taken from the cells."""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.layout.guide.words import UNEXPLAINED, Section, sentences
from xlgen.layout.open_rows import NEEDED, judged_label
from xlgen.layout.paths import CORRECTION, TOTAL_LINE, indicator_index
from xlgen.layout.plan import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xlgen.layout.pattern import Pattern
    from xlgen.layout.plan import Cell
    from xlgen.template import Definition

_STATED: Final = "stated."
_INDICATOR: Final = re.compile(r"indicators\[\d+\]\.(?:(?P<clause>vetoes|exemptions)|(?P<part>criteria)\[\d+\]\.)?")
_UNTOLD: Final = frozenset({"fiscal_year", CORRECTION})
_HIDDEN: Final = frozenset({"used"})
_EXPLANATION: Final = "deviation_explanation"
_ROWS: Final = frozenset({terms.GUIDE_ROWS, terms.GUIDE_USED_ROWS, terms.GUIDE_SPARE_ROWS})


class By(enum.Enum):
    """Who gives what stands in a cell; the value is the lead of its row on the sheet."""

    ISSUED = terms.GUIDE_ISSUED
    CORRECTABLE = terms.GUIDE_CORRECTABLE
    REQUIRED = terms.GUIDE_REQUIRED
    OPTIONAL = terms.GUIDE_OPTIONAL
    COMPUTED = ""


Field = tuple[str, str]
"""The block that a field belongs to ("" where it stands for itself), and its label."""


def section(definition: Definition, pattern: Pattern, cells: Iterable[Cell]) -> Section:
    """Return who fills what; `cells` are those of the form and of the tables beside it, in order."""
    found = _fields(definition, pattern, cells)
    rows = []
    for by in (By.ISSUED, By.CORRECTABLE, By.REQUIRED, By.OPTIONAL):
        names = [(field, _noted(definition, field, given, by)) for field, given in found.items() if _told(given) is by]
        # What the office has left open stands among what is issued too.
        names += [(field, field[1]) for field, given in found.items() if by is By.ISSUED and _partly(given)]
        if names:
            order = list(found)
            names.sort(key=lambda each: order.index(each[0]))
            rows.append((by.value, sentences(_blocks((field[0], name) for field, name in names))))
    return Section(terms.GUIDE_WHO, tuple(rows))


def _told(given: frozenset[By]) -> By:
    """Return the row that names a field: the one that asks most of the unit."""
    return next(each for each in (By.REQUIRED, By.OPTIONAL, By.CORRECTABLE, By.ISSUED, By.COMPUTED) if each in given)


def _partly(given: frozenset[By]) -> bool:
    """Return whether a field was issued in some rows and left to the unit in others."""
    return By.ISSUED in given and bool(given & {By.REQUIRED, By.OPTIONAL, By.CORRECTABLE})


def _noted(definition: Definition, field: Field, given: frozenset[By], by: By) -> str:
    """Return a field's label, and which of its cells are meant where not all are."""
    name = field[1]
    if by in {By.REQUIRED, By.OPTIONAL} and By.ISSUED in given:
        return terms.GUIDE_LEFT_OPEN.format(name=name)
    heads = _rows_heads(definition)
    if field[0] not in _ROWS:
        return name
    if By.COMPUTED in given and name in {heads["score"], heads.get("part_score")}:
        return terms.GUIDE_BY_PERSON.format(name=name)
    if name == heads[_EXPLANATION] and UNEXPLAINED in definition.checks.apply:
        return terms.GUIDE_IF_NOT_FULL.format(name=name)
    return name


def _blocks(fields: Iterable[Field]) -> Iterator[str]:
    """Yield neighbours of one block together, those of no block together too."""
    block, names = "", list[str]()
    for own, name in (*fields, (None, "")):
        if own != block:
            if names:
                words = terms.GUIDE_NAMES.join(names)
                yield terms.GUIDE_BLOCK.format(block=block, names=words) if block else words
            block, names = own or "", []
        names.append(name)


def _fields(definition: Definition, pattern: Pattern, cells: Iterable[Cell]) -> dict[Field, frozenset[By]]:
    """Return by whom the cells of each field are given, in the order of the form."""
    found: dict[Field, frozenset[By]] = {}
    heads, tables = _rows_heads(definition), _Tables(definition)
    for cell in cells:
        index = indicator_index(cell.field)
        row = pattern.indicators[index] if index is not None and pattern.indicators else None
        unassessed = row is not None and not row.applies
        field = None if not cell.field or unassessed else _field(definition, heads, tables, cell)
        if field is not None and pattern.is_open(cell.field):
            field = (terms.GUIDE_USED_ROWS if pattern.blank else terms.GUIDE_SPARE_ROWS, field[1])
        if field is not None:
            found[field] = found.get(field, frozenset()) | {_by(pattern, cell)}
    return found


def _by(pattern: Pattern, cell: Cell) -> By:
    if cell.role is Role.ISSUED:
        return By.ISSUED
    if cell.role is Role.FORMULA:
        return By.COMPUTED
    if cell.field in pattern.correctable:
        return By.CORRECTABLE
    # An open row that is used at all must be complete.
    required = cell.field.rpartition(".")[2] in NEEDED if pattern.is_open(cell.field) else cell.required
    return By.REQUIRED if required else By.OPTIONAL


def _field(definition: Definition, heads: Mapping[str, str], tables: _Tables, cell: Cell) -> Field | None:
    """Return the block and the label of a cell's field; None for what needs no word."""
    stated, path = cell.field.startswith(_STATED), cell.field.removeprefix(_STATED)
    group, _, rest = path.partition(".")
    own = _INDICATOR.match(path)
    if own is not None:
        return _of_row(heads, own, path, stated=stated)
    if stated:
        return "", terms.STATED_TOTALS if group == "funding" else cell.label
    if group == "funding":
        return _of_funding(definition, rest, cell)
    if group == "tables":
        return tables.field(rest, cell)
    # Of a correction, what is locked tells; the year is nobody's to fill in.
    return None if path in _UNTOLD else ("", terms.GUIDE_SIGNATURES if group == "signoff" else cell.label)


def _of_row(heads: Mapping[str, str], own: re.Match[str], path: str, *, stated: bool) -> Field | None:
    """Return the head of a cell of an indicator's rows."""
    key = path.rpartition(".")[2]
    if stated:
        key = f"stated_{key}"
    elif own["clause"] or own["part"]:
        key = own["clause"] or f"part_{key}"
    return None if key in _HIDDEN else (terms.GUIDE_ROWS, heads[key])


def _of_funding(definition: Definition, rest: str, cell: Cell) -> Field | None:
    """Return the column of a cell of the money table; what the total line computes needs no word."""
    line, _, column = rest.partition(".")
    labels = {each.id: each.label for each in definition.funding.columns}
    if column not in labels or (line == TOTAL_LINE and cell.role is Role.FORMULA):
        return None
    return definition.funding.label, labels[column]


def _rows_heads(definition: Definition) -> dict[str, str]:
    """Return the head over each key of an indicator."""
    if definition.evaluation is not None:
        heads: dict[str, str] = dict(definition.evaluation.heads)
        return {
            **heads,
            "part_max_score": heads["points"],
            "part_actual_value": heads["actual_value"],
            "part_score": heads["criterion_score"],
            "stated_score": definition.evaluation.stated_score or "",
            "vetoes": terms.VETO,
            "exemptions": terms.EXEMPTION,
        }
    own = definition.indicators
    keys = ("category", "name", "target_value", "actual_value", "max_score", "score", "direction", "unit_of_measure")
    found = {key: str(getattr(own, key)) for key in ("dimension", *keys, _EXPLANATION)}
    return found | {"stated_score": own.stated_score or "", "judged_score": judged_label(definition)}


class _Tables:
    """Names of the tables' fields: their columns; what the unit fills on a sheet of several tables has one name."""

    def __init__(self, definition: Definition) -> None:
        self.tables = {each.id: each for each in definition.tables}
        sheets = [each.sheet for each in definition.tables]
        self.alone = {each.id for each in definition.tables if sheets.count(each.sheet) == 1}

    def field(self, rest: str, cell: Cell) -> Field | None:
        """Return the sheet and the column of a cell `table.row.column`."""
        key, _, column = (*rest.split("."), "", "")[:3]
        table = self.tables[key]
        label = next(each.label for each in table.columns if each.id == column)
        block = terms.GUIDE_QUOTED.format(word=table.sheet)
        if cell.role is Role.FORMULA:
            return None
        if key in self.alone:
            return block, label
        if cell.role is Role.INPUT:
            return block, terms.GUIDE_ALL_TABLES
        return block, terms.FUNDING_FIELD.format(line=table.title, column=label)
