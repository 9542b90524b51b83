"""The eight published forms give the published scores: in the workbook, in the verdict, and by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import xlgen
from tests.conftest import ROOT
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import ledger, reader
from xlgen.reader import StoredWorkbook

if TYPE_CHECKING:
    from pathlib import Path

# 福田区 2021, as printed: code → total score, execution score.
PUBLISHED = {
    "P001": ("0", "0"),
    "P002": ("97.14", "9.64"),
    "P003": ("99.49", "9.49"),
    "P004": ("99.92", "9.92"),
    "P005": ("99.52", "9.52"),
    "P006": ("99.88", "9.88"),
    "P007": ("99.99", "9.99"),
    "P008": ("100", "10"),
}
FORM = "项目支出绩效自评表"


def test_the_verdicts_carry_the_published_scores(issued: Path, filled: Path) -> None:
    verdicts = xlgen.verify([filled], ledger=issued / ledger.FILE_NAME)
    found = {each.project["code"]: each.figures for each in verdicts if each.project}

    assert {code: (Decimal(total), Decimal(score)) for code, (total, score) in PUBLISHED.items()} == {
        code: (figures["total_score"], figures["execution_score"]) for code, figures in found.items()
    }


@requires_libreoffice
def test_a_hard_recalculation_shows_the_published_scores(filled: Path, tmp_path: Path) -> None:
    for path in recalculate(sorted(filled.glob("*.xlsx")), tmp_path):
        book = reader.parse(path.read_bytes())
        assert isinstance(book, StoredWorkbook)
        cells = book.sheets[FORM].cells
        total = max(place for place in cells if place[1] == 7 and isinstance(cells[place].content, float))

        assert tuple(map(float, PUBLISHED[path.name[:4]])) == (cells[total].content, cells[5, 8].content), path.name


def test_the_samples_promise_what_was_published() -> None:
    promised = json.loads((ROOT / "samples" / "futian-2021" / "expected.json").read_text("utf-8"))

    assert {code: (float(total), float(score)) for code, (total, score) in PUBLISHED.items()} == {
        code: (each["total_score"], each["execution_score"]) for code, each in promised.items()
    }
