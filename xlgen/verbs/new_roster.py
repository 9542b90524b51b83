"""Begins a project list: an empty one for a form, or one from last year's records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgen import files, roster, template, terms, writer
from xlgen.finding import UsageError, mistake
from xlgen.model import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xlgen.model import Record
    from xlgen.template import Definition, Template
    from xlgen.writer import Column, Table
    from xlgen.writer.tables import Entry

SPARE: Final = 200
"""Blank rows that are ready to be filled."""
LONG: Final = 40.0
"""Width of a column for sentences, in digits' widths."""
_SUPPLIED: Final = frozenset({"issued", "either"})
_LEVELS: Final = ("dimension", "category", "name", "target_value", "max_score")


def begin(form: str, output: Path, *, records: Path | None = None, templates: Sequence[Path] = ()) -> int:
    """Write a project list for a form to `output` and return the number of projects in it.

    With `records` it holds their projects for the year after theirs: heads, indicators, targets and points are kept,
    money and the expected result are blank.

    Raises
    ------
    UsageError, RosterError, TemplateError
        There is no such form, the records have mistakes, or `output` exists.

    """
    chosen = template.pick(form, tuple(templates))
    if output.exists():
        raise UsageError(str(output), mistake("roster-exists"))
    earlier = [record for record, _ in roster.read_records(records, tuple(templates))] if records else []
    year = max((each.fiscal_year for each in earlier), default=chosen.definition.fiscal_year - 1) + 1
    sheets = [_projects(chosen, earlier)]
    sheets += [_funding(chosen, earlier)] if chosen.definition.has_funding else []
    sheets += [_indicators(chosen, earlier)] if chosen.definition.evaluation is None else []
    files.save(output, writer.tables(sheets, terms.ROSTER_TITLE, year))
    return len(earlier)


def _table(form: Template, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Entry]]) -> Table:
    named = terms.ROSTER_FORM.format(form=form.id, title=form.definition.title)
    notes = (terms.ROSTER_NOTES[name], named)
    return writer.Table(name, terms.ROSTER_TITLES[name], columns, rows, notes, SPARE)


def _projects(form: Template, earlier: Sequence[Record]) -> Table:
    definition = form.definition
    fields = [each for each in definition.header if each.supplied in _SUPPLIED]
    expected = [
        half for key, half in definition.objective_texts if key == "expected_result" and half.supplied in _SUPPLIED
    ]
    columns = [
        writer.Column(terms.PROJECT_CODE),
        *(
            writer.Column(_money(each.label, definition), "money")
            if each.kind == "money"
            else writer.Column(each.label)
            for each in fields
        ),
        writer.Column(terms.YEAR, "number"),
    ]
    columns += [writer.Column(each.label, least=LONG) for each in expected]
    rows: list[tuple[Entry, ...]] = []
    for record in earlier:
        kept = (None if each.kind == "money" else _text(record, f"project.{each.id}") for each in fields)
        rows.append((record.code, *kept, record.fiscal_year + 1, *(None for _ in expected)))
    return _table(form, terms.PROJECTS_SHEET, columns, rows)


def _funding(form: Template, earlier: Sequence[Record]) -> Table:
    funding = form.definition.funding
    money = [each for each in funding.columns if each.supplied in _SUPPLIED]
    labels = tuple(each.label for each in funding.lines)
    columns = [
        writer.Column(terms.PROJECT_CODE),
        writer.Column(terms.FUNDING_LINE, choices=labels),
        *(writer.Column(_money(each.label, form.definition), "money") for each in money),
    ]
    rows = [(record.code, label, *(None for _ in money)) for record in earlier for label in labels]
    return _table(form, terms.FUNDING_SHEET, columns, rows)


def _indicators(form: Template, earlier: Sequence[Record]) -> Table:
    heads, sections = form.definition.indicators, form.definition.sections
    categories = tuple(dict.fromkeys(word for each in sections for word in each.categories))
    columns = [
        writer.Column(terms.PROJECT_CODE),
        writer.Column(heads.dimension, choices=tuple(each.label for each in sections)),
        writer.Column(heads.category, choices=categories),
        writer.Column(heads.name, least=LONG),
        writer.Column(heads.target_value),
        writer.Column(heads.max_score, "number"),
    ]
    if heads.children:
        columns.append(writer.Column(terms.PARENT, least=LONG))
    rows = [row for record in earlier for row in _indicator_rows(record, children=heads.children)]
    return _table(form, terms.INDICATORS_SHEET, columns, rows)


def _indicator_rows(record: Record, *, children: bool) -> Iterator[tuple[Entry, ...]]:
    for index in range(record.indicator_count):
        *texts, points = (f"indicators[{index}].{key}" for key in _LEVELS)
        given = record.values.get(points)
        parent = [_text(record, f"indicators[{index}].parent")] * children
        number = given.text if isinstance(given, Raw) else given
        yield record.code, *(_text(record, path) for path in texts), number, *parent


def _text(record: Record, path: str) -> str | None:
    value = record.values.get(path)
    if value is None:
        return None
    return value.text if isinstance(value, Raw) else value if isinstance(value, str) else f"{value:f}"


def _money(label: str, definition: Definition) -> str:
    return label + terms.UNIT_IN_BRACKETS.format(unit=definition.amount_unit)
