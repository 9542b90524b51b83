"""Makes every workbook of `samples/` from its records: `python -m tests.make_samples`.

The same records give the same bytes.
"""

from __future__ import annotations

import math
import re
import tempfile
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
from openpyxl.utils import get_column_letter

import xlgen
from tests import packages
from tests.conftest import ROOT
from tests.forms import good, manifest_of
from tests.wrong_forms import FUTIAN, NATIONAL, Sample, made
from xlgen import roster, terms
from xlgen.layout.measure import text_width
from xlgen.model import Raw, to_cell
from xlgen.verbs import new_roster

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.wrong_forms import Made
    from xlgen.model import Record
    from xlgen.template import Definition

SAMPLES: Final = ROOT / "samples"
SETS: Final[Mapping[str, Mapping[str, Made]]] = {
    "futian-2021": FUTIAN,
    "national-2020": NATIONAL,
    "futian-key-project-2020": {},
    "jinzhai-project-2023": {},
    "luquan-department-2022": {},
    "luohu-department-2022": {},
}
"""Folder of samples → its wrong workbooks; the others hold what was published, with what is wrong in it."""
Line = dict[str, str | float | None]
"""One line of a project list: head → what stands under it."""
WIDEST, LINE_HEIGHT = 80.0, 14.0
"""The widest column of a project list, in digits, and the height of a line of text, in points."""
LISTED: Final = "futian-2021"
"""The samples that are given as a project list too."""


def workbooks() -> Iterator[tuple[str, bytes]]:
    """Yield every workbook of the samples: its path within `samples/`, and its bytes."""
    yield f"{LISTED}/roster.xlsx", project_list(SAMPLES / LISTED / "records")
    for name, wrong in SETS.items():
        records = SAMPLES / name / "records"
        for file, content in filled(records):
            yield f"{name}/filled/{file}", content
        for file in wrong:
            yield f"{name}/wrong/{file}.xlsx", wrong_workbook(name, file)


def filled(records: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the filled workbooks of records, by the commands of the program itself."""
    with tempfile.TemporaryDirectory() as folder:
        issued, returned = Path(folder) / "issued", Path(folder) / "returned"
        xlgen.generate(records, issued)
        for path in xlgen.fill(issued, records, returned):
            yield path.name, path.read_bytes()


def wrong_workbook(name: str, file: str) -> bytes:
    """Return one wrong workbook of a folder of samples."""
    code, how = SETS[name][file]
    return made(_sample(code, SAMPLES / name / "records"), how)


@lru_cache(maxsize=16)
def _sample(code: str, records: Path) -> Sample:
    return Sample(manifest_of(code, records), good(code, records))


def project_list(records: Path) -> bytes:
    """Return records as a project list: the list that `xlgen roster new` begins, filled in by hand."""
    read = roster.read_records(records)
    (form,) = {template.id for _, template in read}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        new_roster.begin(form, path)
        book = openpyxl.load_workbook(path)
        rows: dict[str, list[Line]] = {name: [] for name in terms.ROSTER_NOTES}
        for record, template in read:
            for name, row in _rows(record, template.definition):
                rows[name].append({terms.PROJECT_CODE: record.code, **row})
        for name, lines in rows.items():
            _fill(book[name], lines)
        book.save(path)
        found = packages.parts(path.read_bytes())
    # The day of the making is none of the list's: the same records give the same bytes.
    core = found["docProps/core.xml"].decode()
    created = re.search(r"<dcterms:created[^>]*>([^<]*)<", core)
    day = created[1] if created else ""
    found["docProps/core.xml"] = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{day}", core).encode()
    return packages.packed(found)


def _rows(record: Record, definition: Definition) -> Iterator[tuple[str, Line]]:
    """Yield the lines of one record: the sheet, and what stands under each head; heads go by their words alone."""
    heads = {each.label: f"project.{each.id}" for each in definition.header}
    project = heads | {
        each.label: f"objective.{key}" for key, each in definition.objective_texts if key == "expected_result"
    }
    yield terms.PROJECTS_SHEET, {**_values(record, project), terms.YEAR: record.fiscal_year}
    for line in definition.funding.lines:
        money = {each.label: f"funding.{line.id}.{each.id}" for each in definition.funding.columns}
        yield terms.FUNDING_SHEET, {**_values(record, money), terms.FUNDING_LINE: line.label}
    words = definition.indicators
    for index in range(record.indicator_count):
        keys = {getattr(words, key): key for key in ("dimension", "category", "name", "target_value")}
        paths = {head: f"indicators[{index}].{key}" for head, key in {**keys, terms.MAX_SCORE: "max_score"}.items()}
        yield terms.INDICATORS_SHEET, _values(record, paths)


def _values(record: Record, paths: Mapping[str, str]) -> Line:
    found: Line = {}
    for head, path in paths.items():
        value = record.values.get(path)
        found[head] = to_cell(value) if isinstance(value, Decimal) else value.text if isinstance(value, Raw) else value
    return found


def _fill(page: Worksheet, lines: list[Line]) -> None:
    """Write lines under the heads of a sheet; the unit of a head of money stands in brackets behind its words."""
    (top,) = [row for row in range(1, 10) if page.cell(row, 1).value == terms.PROJECT_CODE]
    heads = {str(each.value).partition("（")[0]: each.column for each in page[top] if each.value}
    for row, line in enumerate(lines, top + 1):
        for head, column in heads.items():
            page.cell(row, column).value = line[head]
    widths = {
        head: min(WIDEST, 4 + max(text_width(str(word)) for word in (head, *(line[head] or "" for line in lines))))
        for head in heads
    }
    for head, column in heads.items():
        dimension = page.column_dimensions[get_column_letter(column)]
        dimension.width = max(dimension.width, widths[head])
    for row, line in enumerate(lines, top + 1):
        deepest = max(math.ceil(text_width(str(line[head] or "")) / (widths[head] - 3)) for head in heads)
        page.row_dimensions[row].height = LINE_HEIGHT * max(1, deepest) + 6


def main() -> None:
    """Write every workbook that differs, and remove those that are made no more."""
    kept = dict(workbooks())
    for path in SAMPLES.rglob("*.xlsx"):
        if path.relative_to(SAMPLES).as_posix() not in kept:
            path.unlink()
    for name, content in kept.items():
        path = SAMPLES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


if __name__ == "__main__":
    main()
