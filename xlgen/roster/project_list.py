"""Reads a project list: the sheets 项目, 资金 and 指标, joined by project code, into records and their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlgen import terms
from xlgen.roster import cells, sheets
from xlgen.roster.cells import WrongCellError
from xlgen.roster.table import CODE, Table
from xlgen.roster.words import plain, without_brackets
from xlgen.strict import nearest, nearest_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlgen.finding import Mistake
    from xlgen.model import Value
    from xlgen.roster.grid import Grid
    from xlgen.template import Template

_NAME: Final = "project.name"
_LEVELS: Final = ("dimension", "category")


@dataclass
class Project:
    """One project as a record's JSON would say it, and the cell that each path comes from."""

    content: dict[str, Any]
    places: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, value: object, place: str) -> None:
        """Set a value by its path."""
        *groups, key = path.split(".")
        here = self.content
        for group in groups:
            here = here.setdefault(group, {})
        here[key] = value
        self.places[path] = place

    def place(self, path: str) -> str:
        """Return the cell that a path comes from, or that of the project's code."""
        return self.places.get(path) or self.places[CODE]


@dataclass
class Listing:
    """What a project list says: projects by code, all mistakes of its sheets, and the columns not read.

    `unsourced` are columns of amounts that were not read because their source is not said; `sheets` names the sheets in
    order.
    """

    projects: dict[str, Project]
    mistakes: list[Mistake]
    unused: tuple[str, ...]
    unsourced: tuple[str, ...]
    sheets: tuple[str, ...]


def read(grids: Sequence[Grid], template: Template) -> Listing:
    """Return what the sheets of a project list say."""
    chosen, mistakes = sheets.pick(grids, template)
    tables = {kind: Table(grid, kind, template, mistakes) for kind, grid in chosen.items()}
    projects: dict[str, Project] = {}
    if terms.PROJECTS_SHEET in tables:
        projects = _projects(tables[terms.PROJECTS_SHEET], template)
    joined = terms.PROJECTS_SHEET in tables and tables[terms.PROJECTS_SHEET].has(CODE)
    if terms.FUNDING_SHEET in tables:
        _funding(tables[terms.FUNDING_SHEET], template, projects, joined=joined)
    if terms.INDICATORS_SHEET in tables:
        table = tables[terms.INDICATORS_SHEET]
        _indicators(table, projects, joined=joined)
        for code, project in projects.items():
            if not project.content["indicators"] and table.has(CODE):
                table.wrong("indicators-missing", project.places[CODE], word=code, wanted=table.grid.name)
    unused = tuple(dict.fromkeys(each for table in tables.values() for each in table.unused))
    funded = any("funding" in each.content for each in projects.values())
    unsourced = () if funded else tuple(each for table in tables.values() for each in table.unsourced)
    return Listing(projects, mistakes, unused, unsourced, tuple(each.name for each in grids))


def _projects(table: Table, template: Template) -> dict[str, Project]:
    definition = template.definition
    projects: dict[str, Project] = {}
    for row in table.rows():
        code = table.code(row, cells.code)
        if code is None:
            continue
        if code in projects:
            name = table.read(row, _NAME, cells.text) or ""
            table.wrong("code-twice", table.place(row, CODE), word=code, name=name)
            continue
        project = projects[code] = Project({"record": 1, "fiscal_year": definition.fiscal_year, "indicators": []})
        project.put(CODE, code, table.place(row, CODE))
        for key in (key for key in table.heads.by_key if key.partition(".")[0] in {"project", "objective"}):
            if key != CODE:
                project.put(key, _field(table, row, key, definition.amount_unit), table.place(row, key))
        if not project.content["project"].get("name"):
            if table.has(_NAME):
                _blank(table, row, _NAME)
            # Refused anyway; with a name to stand in, the form's own rules are told of its indicators too.
            project.content["project"]["name"] = code
        year = table.read(row, "fiscal_year", cells.year)
        if year is not None:
            project.put("fiscal_year", year, table.place(row, "fiscal_year"))
        _wide(table, row, project, definition.amount_unit)
    return projects


def _field(table: Table, row: int, key: str, unit: str) -> Value:
    if key in table.words.amounts:
        return _amount(table, row, key, unit)
    return table.read(row, key, cells.text)


def _amount(table: Table, row: int, key: str, unit: str) -> Value:
    written = table.unit(key, unit)
    return table.number(row, key, lambda cell: cells.amount(cell, written, unit))


def _blank(table: Table, row: int, key: str) -> None:
    """Keep the mistake that a cell is blank, unless it was told of already."""
    place = table.place(row, key)
    if all(each.place != place for each in table.mistakes):
        table.wrong("cell-blank", place, wanted=table.words.labels[key])


def _wide(table: Table, row: int, project: Project, unit: str) -> None:
    """Read the money table's columns of a row: one a funding line and column."""
    for key in table.parts:
        _part(table, project, key, _amount(table, row, key, unit), table.place(row, key))


def _part(table: Table, project: Project, path: str, value: Value, place: str) -> None:
    if project.places.get(path) and value is not None:
        table.wrong("funding-twice", place, found=project.places[path])
    elif path not in project.places:
        project.put(path, value, place)


def _project(table: Table, row: int, projects: dict[str, Project], told: set[str], *, joined: bool) -> Project | None:
    """Return the project of a row; a code that the projects' sheet does not hold is told of once."""
    code = table.code(row, cells.code)
    if code is None or code in projects:
        return projects.get(code or "")
    if joined and code not in told:
        told.add(code)
        near = nearest_code(code, projects, terms.ADD_OR_REMOVE)
        table.wrong("code-not-listed", table.place(row, CODE), word=code, near=near)
    return None


def _funding(table: Table, template: Template, projects: dict[str, Project], *, joined: bool) -> None:
    told: set[str] = set()
    unit = template.definition.amount_unit
    if not table.has("line") and not table.parts and table.heads.by_key:
        table.wrong("column-missing", table.grid.name, wanted=terms.FUNDING_LINE, found=terms.NO_FUNDING_LINES)
        return
    for row in table.rows():
        project = _project(table, row, projects, told, joined=joined)
        line = _line(table, row, template) if table.has("line") else None
        if project is None:
            continue
        _wide(table, row, project, unit)
        for key in (key for key in table.words.amounts if line and table.has(key)):
            _part(table, project, f"funding.{line}.{key}", _amount(table, row, key, unit), table.place(row, key))


def _line(table: Table, row: int, template: Template) -> str | None:
    text = table.read(row, "line", cells.text)
    if text is None:
        _blank(table, row, "line")
        return None
    line = table.words.lines.get(plain(text)) or table.words.lines.get(without_brackets(text))
    if line is None and without_brackets(text) not in table.words.total:
        labels = [each.label for each in template.definition.funding.lines]
        near = nearest(text, labels, listed=True)
        table.wrong("not-of-choices", table.place(row, "line"), found=f"“{text}”", wanted="、".join(labels), near=near)
    return line


def _indicators(table: Table, projects: dict[str, Project], *, joined: bool) -> None:
    told: set[str] = set()
    above: dict[str, str] = {}
    of: Project | None = None
    for row in table.rows():
        project = _project(table, row, projects, told, joined=joined)
        if project is None or project is not of:
            above, of = {}, project
        if project is None:
            continue
        words = {key: "".join((table.read(row, key, cells.text) or "").split()) for key in _LEVELS}
        # A blank below a filled one takes that; under another first level the second level above says nothing.
        if words["dimension"] in {"", above.get("dimension")}:
            words = {key: words[key] or above.get(key, "") for key in _LEVELS}
        above = words
        parent = table.read(row, "parent", cells.text)
        # On paper the points are often merged over an indicator and what stands below it: they are the first one's.
        shared = parent is not None and table.continues(row, "max_score")
        indicator = {
            **words,
            "name": table.read(row, "name", cells.text) or "",
            "target_value": _target(table, row),
            "max_score": None if shared else table.number(row, "max_score", cells.points),
        }
        if parent is not None:
            indicator["parent"] = parent
        index = len(project.content["indicators"])
        project.content["indicators"].append(indicator)
        for key in indicator:
            project.places[f"indicators[{index}].{key}"] = table.place(row, key)


def _target(table: Table, row: int) -> str | None:
    number = table.read(row, "target_value", cells.target)
    direction, unit = (table.read(row, key, cells.text) for key in ("direction", "unit"))
    try:
        return cells.composed(direction, number, unit)
    except WrongCellError as error:
        key = "direction" if error.mistake.key == "not-of-choices" else "target_value"
        table.mistakes.append(error.mistake.within(table.place(row, key)))
        return None
