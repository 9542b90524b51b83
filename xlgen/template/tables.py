"""Tables of a form beside its money and indicator tables: what their file says, and what each of their cells is.

A cell is what its column says, its row overriding the column, and an entry of `cells` both. Names in its formula are
columns of the same row, rows of the same column, `row.column` of the same table or `table.row.column`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from xlgen import formula, terms
from xlgen.strict import Declared, Several
from xlgen.template.values import LONGEST_RULE, FieldId, Label, Supplied, Title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Expression = Annotated[str, Field(min_length=1, max_length=LONGEST_RULE)]
"""Excel formula text over names of fields."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,2}$")]
"""A name of a cell as a formula would write it."""
CellKind = Literal["money", "number", "percent", "text", "choice"]

TOTAL_ROW: Final = "total"
"""The id of the row that adds up the others."""
_NOT_ADDED: Final = frozenset({"text", "choice", "percent"})


class CellKeys(Declared):
    """What may be said of a cell; what is left out is said by the column, or by nobody."""

    kind: CellKind | None = None
    unit: Label | None = None
    choices: Several[Label] | None = None
    supplied: Supplied | None = None
    required: bool | None = None
    negative: bool | None = None
    formula: Expression | None = None
    sum: Several[Name] | None = None
    parts: Several[Name] | None = None
    parts_rule: Literal["=", "≤"] | None = None
    states: Name | None = None
    or_states: Expression | None = None


class TableColumn(CellKeys):
    """A column; neighbours of one `group` share a head above theirs."""

    id: FieldId
    label: Label
    group: Label | None = None
    width: Annotated[int, Field(ge=4, le=80)] | None = None


class TableRow(CellKeys):
    """A row that the form fixes."""

    id: FieldId
    label: Label


class TableCell(CellKeys):
    """One cell that differs from its row and column; an `empty` one prints a stroke."""

    row: FieldId
    column: FieldId
    empty: bool = False


class Table(Declared):
    """A table on a sheet; its rows are fixed, or the record's (`most_rows`)."""

    id: FieldId
    title: Label
    sheet: Title = terms.TABLES_SHEET
    row_head: Label = terms.TABLE_ROW
    total_label: Label | None = None
    most_rows: Annotated[int, Field(ge=1, le=200)] | None = None
    columns: Several[TableColumn] = Field(min_length=1, max_length=30)
    rows: Several[TableRow] = Field(default=(), max_length=200)
    cells: Several[TableCell] = Field(default=(), max_length=500)


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a table: its field path, what it holds, and what it is computed from or held against.

    `names` maps the names of `formula` and `or_states` to field paths; `sum`, `parts` and `states` are field paths.
    `place` is where a mistake about it stands in the file, `said` where each of its keys does.
    """

    path: str
    place: str
    kind: CellKind
    unit: str = ""
    choices: tuple[str, ...] = ()
    supplied: Supplied = "filled"
    required: bool = False
    negative: bool = False
    formula: str = ""
    sum: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    exact: bool = True
    states: str = ""
    or_states: str = ""
    names: tuple[tuple[str, str], ...] = ()
    empty: bool = False
    said: tuple[tuple[str, str], ...] = ()

    @property
    def computed(self) -> bool:
        """Whether it is a formula."""
        return bool(self.formula or self.sum)

    @property
    def of_number(self) -> bool:
        """Whether it holds a number."""
        return self.kind not in {"text", "choice"}

    def at(self, key: str) -> str:
        """Return where a key of it stands in the file."""
        return dict(self.said).get(key, self.place)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that stands for nothing: where it stands, the names that there are, or its cell that prints a stroke."""

    place: str
    name: str
    known: tuple[str, ...]
    stroke: str = ""


def field_path(table: str, row: str, column: str) -> str:
    """Return the field path of a cell of a table."""
    return f"tables.{table}.{row}.{column}"


def names_in(expression: str) -> tuple[str, ...]:
    """Return the names that an expression speaks of; none where it cannot be read (that is told elsewhere)."""
    try:
        return formula.names(formula.parse_rule(expression))
    except formula.FormulaError:
        return ()


class Tables:
    """All tables of a form with the rows that they have: the form's own, or those of a record."""

    def __init__(self, declared: Iterable[Table], rows: Mapping[str, Sequence[str]], fields: Iterable[str]) -> None:
        """`rows` are the row ids of tables whose rows a record gives; `fields` the form's other fields."""
        self.tables = {each.id: each for each in declared}
        self.rows = {key: self._rows(each, rows.get(key, ())) for key, each in self.tables.items()}
        self.fields = frozenset(fields)
        self.empty = frozenset(self._empty())
        self.unknown: list[Unknown] = []

    @staticmethod
    def _rows(table: Table, given: Sequence[str]) -> tuple[str, ...]:
        own = tuple(each.id for each in table.rows) if table.most_rows is None else tuple(given)
        return (*own, TOTAL_ROW) if table.total_label else own

    def _empty(self) -> Iterator[tuple[str, str, str]]:
        """Yield the cells (table, row, column) that print a stroke: nothing can be computed from them."""
        for key, table in self.tables.items():
            own = {(each.row, each.column) for each in table.cells if each.empty}
            yield from ((key, *each) for each in own)
            said = {each.column for each in table.cells if each.row == TOTAL_ROW}
            for column in table.columns if table.total_label else ():
                rows = [each for each in self.rows[key] if each != TOTAL_ROW]
                blank = bool(rows) and own.issuperset((each, column.id) for each in rows)
                added = (column.kind or "money") not in _NOT_ADDED and not blank
                if not added and not column.formula and column.id not in said:
                    yield key, TOTAL_ROW, column.id

    def path(self, name: str, place: str, at: tuple[str, str, str] | None = None) -> str:
        """Return the field path of a name at a cell (table, row, column); "" where there is none, which is noted."""
        steps = name.split(".")
        found: tuple[str, str, str] | None = None
        if at is not None and len(steps) == 1:
            table = self.tables[at[0]]
            if any(each.id == name for each in table.columns):
                found = (at[0], at[1], name)
            elif name in self.rows[at[0]]:
                found = (at[0], name, at[2])
        elif at is not None and len(steps) == 2 and self._has(at[0], *steps):  # noqa: PLR2004 - row.column
            found = (at[0], steps[0], steps[1])
        elif len(steps) == 3 and self._has(*steps):  # noqa: PLR2004 - table.row.column
            found = (steps[0], steps[1], steps[2])
        if found is not None and found not in self.empty:
            return field_path(*found)
        if name in self.fields:
            return name
        stroke = "" if found is None else ".".join(found)
        self.unknown.append(Unknown(place, name, tuple(self.known(at)), stroke))
        return ""

    def _has(self, table: str, row: str, column: str) -> bool:
        return (
            table in self.tables
            and row in self.rows[table]
            and any(each.id == column for each in self.tables[table].columns)
        )

    def known(self, at: tuple[str, str, str] | None) -> Iterator[str]:
        """Yield the names that may be written at a cell."""
        if at is not None:
            yield from (each.id for each in self.tables[at[0]].columns)
            yield from self.rows[at[0]]
        for key, table in self.tables.items():
            for row in self.rows[key]:
                yield from (f"{key}.{row}.{column.id}" for column in table.columns)
        yield from sorted(self.fields)

    def entries(self) -> dict[str, Entry]:
        """Return every cell by its field path, in reading order."""
        found: dict[str, Entry] = {}
        for key, table in self.tables.items():
            for row in self.rows[key]:
                for column in table.columns:
                    entry = self._entry(table, row, column)
                    found[entry.path] = entry
        return found

    def _entry(self, table: Table, row: str, column: TableColumn) -> Entry:
        at = (table.id, row, column.id)
        path, index = field_path(*at), list(self.tables).index(table.id)
        place = f"tables[{index}]"
        layers: list[CellKeys] = [column]
        where = [f"{place}.columns[{table.columns.index(column)}]"]
        for number, each in enumerate(table.rows):
            if each.id == row:
                layers.append(each)
                where.append(f"{place}.rows[{number}]")
        for number, one in enumerate(table.cells):
            if (one.row, one.column) == (row, column.id):
                layers.append(one)
                where.append(f"{place}.cells[{number}]")
        if any(isinstance(each, TableCell) and each.empty for each in layers):
            return Entry(path, where[-1], "text", empty=True)
        said, source = _merged(layers, where)
        kind = said.kind or "money"
        if row == TOTAL_ROW and table.total_label and len(layers) == 1 and not said.formula:
            return self._total(table, column, path, kind, said.unit or "")
        texts = [each for each in (said.formula, said.or_states) if each]
        first = source.get("formula") or source.get("sum") or where[0]
        return Entry(
            path,
            first,
            kind,
            unit="%" if kind == "percent" else said.unit or "",
            choices=said.choices or (),
            supplied=said.supplied or "filled",
            required=bool(said.required),
            negative=bool(said.negative),
            formula=said.formula or "",
            sum=tuple(self.path(each, source["sum"], at) for each in said.sum or ()),
            parts=tuple(self.path(each, source["parts"], at) for each in said.parts or ()),
            exact=said.parts_rule != "≤",
            states=self.path(said.states, source["states"], at) if said.states else "",
            or_states=said.or_states or "",
            names=tuple((name, self.path(name, first, at)) for text in texts for name in names_in(text)),
            said=tuple(source.items()),
        )

    def _total(self, table: Table, column: TableColumn, path: str, kind: CellKind, unit: str) -> Entry:
        rows = [
            each for each in self.rows[table.id] if each != TOTAL_ROW and (table.id, each, column.id) not in self.empty
        ]
        where = f"tables[{list(self.tables).index(table.id)}].total_label"
        if kind in _NOT_ADDED or not rows:
            return Entry(path, where, "text", empty=True)
        return Entry(path, where, kind, unit=unit, sum=tuple(field_path(table.id, row, column.id) for row in rows))


_COMPUTING: Final = ("formula", "sum")
_COMPARING: Final = ("parts", "parts_rule", "states", "or_states")


def _merged(layers: Sequence[CellKeys], where: Sequence[str]) -> tuple[CellKeys, dict[str, str]]:
    """Return what the layers say together, the later the stronger, and where each word of it stands.

    What one layer computes is not what an earlier one fills in or compares.
    """
    said: dict[str, Any] = {}
    source: dict[str, str] = {}
    for layer, place in zip(layers, where, strict=True):
        own = {key: getattr(layer, key) for key in CellKeys.model_fields if getattr(layer, key) is not None}
        dropped = (*_COMPUTING, *_COMPARING) if own.keys() & {*_COMPUTING, "parts", "states"} else ()
        for key in (*dropped, *(_COMPUTING if "supplied" in own else ())):
            said.pop(key, None)
            source.pop(key, None)
        said |= own
        source |= {key: f"{place}.{key}" for key in own}
    return CellKeys.model_construct(_fields_set=None, **said), source
