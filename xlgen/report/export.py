"""An export in the rows and columns of another system; which, says a small TOML file.

`export = 1`, optional `title`, `rows` (the codes of the projects that the other system lists, in its order), and a list
`columns`, each with a `head` and one of `field` (a path into the record), `figure` (a name of the verdict's figures) or
`value` (the same words in every row); a number may be divided by `divide` and rounded half up to `digits`.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from xlgen import strict, terms, writer
from xlgen.finding import Mistake, UsageError, mistake
from xlgen.model import ALL_DIGITS
from xlgen.report.given import Part, Parts
from xlgen.strict import Declared, Several
from xlgen.template import toml
from xlgen.writer import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xlgen.report.given import Found, Round

_STEP: Final = re.compile(r"([A-Za-z0-9_]+)|\[(\d+)\]")
_KINDS: Final = ("field", "figure", "value")


class _Column(Declared):
    head: str
    field: str | None = None
    figure: str | None = None
    value: str | None = None
    divide: Annotated[int, Field(ge=1)] = 1
    digits: Annotated[int, Field(ge=0, le=10)] | None = None


class Mapped(Declared):
    """A mapping as its file declares it."""

    export: Literal[1]
    title: str = ""
    rows: Several[str] | None = None
    columns: Annotated[Several[_Column], Field(min_length=1)]


def load(path: Path) -> Mapped:
    """Return the mapping of a file.

    Raises
    ------
    UsageError
        There is no such file, or the mapping has mistakes.
    TemplateError
        It is no TOML.

    """
    content, _ = toml.read(path, ())
    found = strict.read(Mapped, content)
    if not isinstance(found, Mapped):
        raise UsageError(str(path), *found)
    mistakes = list(_wrong(found))
    if mistakes:
        raise UsageError(str(path), *mistakes)
    return found


def _wrong(found: Mapped) -> Iterator[Mistake]:
    for index, each in enumerate(found.columns):
        given = [kind for kind in _KINDS if getattr(each, kind) is not None]
        if len(given) != 1:
            yield mistake("export-column", f"columns[{index}]", found="、".join(given) or terms.BLANK)
    twice = {code for code in found.rows or () if (found.rows or ()).count(code) > 1}
    for code in sorted(twice):
        yield mistake("export-row-twice", "rows", word=code)


def made(mapped: Mapped, given: Round, name: str) -> tuple[bytes, list[str]]:
    """Return the workbook, and the codes of the projects that were returned and have no row in it."""
    by_code = dict(_counted(given))
    codes = list(mapped.rows) if mapped.rows is not None else sorted(by_code)
    rows = [[_entry(each, by_code.get(code), code) for each in mapped.columns] for code in codes]
    columns = [
        Column(each.head, "number" if any(isinstance(row[index], Decimal) for row in rows) else "text")
        for index, each in enumerate(mapped.columns)
    ]
    table = Table(name[:31], mapped.title or name, columns, rows)
    return writer.tables([table], mapped.title or name, given.fiscal_year), sorted(by_code.keys() - set(codes))


def _counted(given: Round) -> Iterator[tuple[str, Found]]:
    """Yield the file that counts of each project; one that is not decided has none."""
    parts = Parts(given)
    for each in given.results:
        if parts.of(each) is Part.COUNTS:
            yield each.verdict["project"]["code"], each


def _entry(column: _Column, result: Found | None, code: str) -> Decimal | str | None:
    if column.value is not None:
        return column.value
    if result is None:
        return code if column.field == "project.code" else None
    if column.figure is not None:
        value = result.verdict["figures"].get(column.figure)
    else:
        value = _at(result.facts.get("record", {}), str(column.field))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None if value is None else str(value)
    number = Decimal(str(value)) / column.divide
    return number if column.digits is None else _rounded(number, column.digits)


def _rounded(number: Decimal, digits: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, ALL_DIGITS)


def _at(record: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what stands at a field path of a record; None where it has no such place."""
    here: Any = record
    for name, index in _STEP.findall(path):
        if name and isinstance(here, dict):
            here = here.get(name)
        elif index and isinstance(here, list) and int(index) < len(here):
            here = here[int(index)]
        else:
            return None
    return None if isinstance(here, dict | list) else here
