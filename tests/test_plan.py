"""The plan is a promise: forms issued under an earlier one are judged by it, and it does not change unnoticed."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RECORDS, ROOT
from tests.forms import NO_REGISTER, issued_with, judged, manifest_of, project, returned
from xlgen import layout, manifest, reader, roster, template
from xlgen.finding import Status
from xlgen.layout import PLAN_VERSION, Role, parse_shape
from xlgen.reader import StoredWorkbook

FIXTURES = Path(__file__).parent / "fixtures"

GOLDEN: dict[int, dict[str, str]] = {
    1: {
        "P001": "0fbf0fcef55aa843",
        "P002": "06fba45b3a6bde19",
        "P003": "f2214c5e74cde298",
        "P004": "d8a0134dc4498ec3",
        "P005": "a2769fae7dda735a",
        "P006": "a9b2b301b240ebf4",
        "P007": "55b0905231c6433d",
        "P008": "149af6a2c625bf3a",
    },
    2: {
        "P001": "642ec004a0c7f87e",
        "P002": "0ebb7b34a9970edf",
        "P003": "3982418be54c1cc7",
        "P004": "0a927928ad23f969",
        "P005": "20d4e98d42366978",
        "P006": "a299600a417717d3",
        "P007": "1ec0bcb6212359cc",
        "P008": "679c7bf5b9d3ee4b",
    },
    3: {
        "P001": "190d5a55da49af93",
        "P002": "f9368bc25385b2f3",
        "P003": "04d98de7805f628f",
        "P004": "cd2b5e04d145565b",
        "P005": "55119681987af9f8",
        "P006": "f93ed77d6179a5ba",
        "P007": "ee858b51425ae18b",
        "P008": "0ece3b3e3cad2d6b",
    },
    4: {
        "P001": "c911e2461ba041d9",
        "P002": "750a5e755d38011c",
        "P003": "5a02a16d7a954788",
        "P004": "895a0e7993ced040",
        "P005": "4c9a23053c3a5405",
        "P006": "74c5eda9312ea16e",
        "P007": "f9e2461602f649c8",
        "P008": "a36178bd43a9b587",
    },
    5: {
        "P001": "d68501a0d98befad",
        "P002": "b097b53f4f0f8a00",
        "P003": "edfd9bc06ee9bed8",
        "P004": "bc378872c596bc7e",
        "P005": "8bc6d1969c500d1c",
        "P006": "fcff4de713396635",
        "P007": "5129c75049be31a6",
        "P008": "1682aadcf7e7b872",
    },
    6: {
        "P001": "5e2c385aeb8eed4b",
        "P002": "c196be6a8fea88fb",
        "P003": "358a4de6b4faac18",
        "P004": "db4a0c5f4380c847",
        "P005": "2e6236d0991c4af6",
        "P006": "974b13fac66e604b",
        "P007": "673506e21b419fe6",
        "P008": "0eea6b4ee8d7dcf9",
    },
}


def test_a_plan_does_not_change_without_a_new_version() -> None:
    """When this fails: raise PLAN_VERSION, add its digests, and add a form of the new version to the fixtures."""
    found = {record.code: layout.plan(form, record).shape.digest for record, form in roster.read_records(RECORDS)}

    assert GOLDEN[PLAN_VERSION] == {code: digest[:16] for code, digest in found.items()}


def test_a_form_of_500_indicators_has_no_formula_that_excel_would_refuse(tmp_path: Path) -> None:
    """Excel takes formulas of at most 8,192 characters; here they are read by our own parser too."""
    form = template.load(ROOT / "templates" / "national-project-2020.toml")
    record = project(*[("≥1台", Decimal(1))] * 500, project__code="P500")
    points = {f"indicators[{index}].max_score": Decimal("0.1") for index in range(500)}
    record = replace(record, values=dict(record.values) | points)

    shape = issued_with(form, record).plan.shape

    assert 8_192 >= max(len(cell.text) + 1 for _, cell in shape.of_role(Role.FORMULA))
    assert Decimal(100) == judged(returned(form, record), tmp_path).figures["total_score"]


def test_every_plan_version_has_a_form_that_is_kept() -> None:
    kept = {int(path.parent.name.removeprefix("plan-")) for path in FIXTURES.glob("plan-*/*.xlsx")}

    assert set(range(1, PLAN_VERSION + 1)) == kept


@pytest.mark.parametrize(
    ("version", "codes"),
    [(1, ["N604"]), *((version, ["B404", "I506", "N604"]) for version in range(2, 7))],  # version 1 knew no other check
)
def test_a_form_of_an_earlier_plan_is_judged_by_its_frozen_plan(version: int, codes: list[str], tmp_path: Path) -> None:
    """No form definition is at hand here: all that is known of the form is what it carries itself."""
    verdict = judged((FIXTURES / f"plan-{version}" / "P002.xlsx").read_bytes(), tmp_path, NO_REGISTER)

    assert verdict.status is Status.ACCEPTED
    assert codes == [each.code for each in verdict.findings]
    assert (Decimal("9.64"), Decimal("97.14")) == (verdict.figures["execution_score"], verdict.figures["total_score"])


def test_the_kept_form_really_was_made_by_its_version() -> None:
    for path in FIXTURES.glob("plan-*/*.xlsx"):
        book = reader.parse(path.read_bytes())
        assert isinstance(book, StoredWorkbook)
        found = manifest.from_rows(book.sheets[manifest.SHEET].rows())
        assert isinstance(found, manifest.Manifest)
        version = int(path.parent.name.removeprefix("plan-"))
        assert version == found.plan.shape.version
        assert GOLDEN[version][found.code] == found.plan.shape.digest[:16]


def test_forms_of_one_pattern_share_one_shape() -> None:
    record, form = next(each for each in roster.read_records(RECORDS) if each[0].code == "P003")

    assert layout.plan(form, record).shape is layout.plan(form, record).shape


def test_the_frozen_shape_reads_back() -> None:
    shape = manifest_of("P002").plan.shape

    assert shape == parse_shape(shape.json)


def test_every_cell_that_a_message_may_name_has_a_name_in_chinese() -> None:
    for code in ("P001", "P002"):
        places = manifest_of(code).plan.shape.places

        assert [] == [field for field, (_, cell) in places.items() if not re.search("[一-鿿]", cell.label)]


def test_no_two_cells_of_a_sheet_overlap() -> None:
    for code in ("P001", "P002"):
        for sheet in manifest_of(code).plan.shape.sheets:
            taken: set[tuple[int, int]] = set()
            for cell in sheet.cells:
                block = {
                    (row, column)
                    for row in range(cell.row, cell.row + cell.rows)
                    for column in range(cell.column, cell.column + cell.columns)
                }
                assert not block & taken, (sheet.name, cell.a1)
                taken |= block


def _total(shape: dict[str, Any]) -> dict[str, Any]:
    """Return the cell of the total score in a shape's JSON."""
    cells: list[dict[str, Any]] = shape["sheets"][1]["cells"]
    return next(each for each in cells if each.get("field") == "total_score")


@pytest.mark.parametrize(
    "forge",
    [
        lambda shape: _total(shape).update(text="INDIRECT(A1)"),
        lambda shape: _total(shape).update(text="'别的表'!A1"),
        lambda shape: _total(shape).update(text="score+1"),
        lambda shape: _total(shape).update(colour="red"),
        lambda shape: shape.update(version=PLAN_VERSION + 1),
        lambda shape: shape.update(version=0),
        lambda shape: shape.update(figure_digits=[2]),
        lambda shape: shape.pop("lines"),
        lambda shape: shape["figures"].__setitem__(0, "nonexistent"),
        lambda shape: shape["lines"][0].update(field="nonexistent"),
        lambda shape: shape["lines"][0].update(response="nonexistent"),
        lambda shape: shape["lines"][0]["outcomes"][0].update(about="nonexistent"),
        lambda shape: _total(shape).update(text="SUM(A1:XFD1048576)"),
        lambda shape: _total(shape).update(text="+".join("1" * 4000)),
    ],
)
def test_a_frozen_plan_with_anything_foreign_is_not_used(forge: object) -> None:
    shape = json.loads(manifest_of("P003").plan.shape.json)
    assert Role.FORMULA.value == _total(shape)["role"]

    forge(shape)  # type: ignore[operator] # one of the functions above

    assert parse_shape(json.dumps(shape, ensure_ascii=False).encode()) is None


def _rows(**changes: str) -> list[list[str]]:
    rows = [list(row) for row in manifest.to_rows(manifest_of("P003"))]
    for row in rows:
        if row[0] in changes:
            row[1:] = [changes[row[0]]]
    return rows


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"xlgen": "0" * 64}, "S103"),
        ({"template": "another"}, "S103"),
        ({"fiscal_year": "二〇二一"}, "S103"),
        ({"issued": "!!!"}, "S103"),
        ({"issued": base64.b64encode(b"no zlib").decode()}, "S103"),
        ({"issued": base64.b64encode(zlib.compress(b"[]")).decode()}, "S103"),
        ({"issued": base64.b64encode(zlib.compress(b'{"a": {"number": "x"}}')).decode()}, "S103"),
        ({"issued": base64.b64encode(zlib.compress(b'{"a"')).decode()}, "S103"),
        ({"issued": base64.b64encode(zlib.compress('{"a": {"number": "²"}}'.encode())).decode()}, "S103"),
        ({"issued": base64.b64encode(zlib.compress(b'{"a": {"number": "--5"}}')).decode()}, "S103"),
        ({"issued": base64.b64encode(zlib.compress(b"[" * 100_000)).decode()}, "S103"),
        ({"issued": base64.b64encode(zlib.compress(b"{}")[:-3]).decode()}, "S103"),
        ({"plan": "A" * (manifest.MAX_PACKED + 1)}, "S103"),
        ({"plan": base64.b64encode(zlib.compress(b" " * (manifest.MAX_UNPACKED + 1))).decode()}, "S103"),
        ({"plan": base64.b64encode(zlib.compress(b"{}")).decode()}, "S102"),
        ({"plan_version": "99"}, "S102"),
        ({"format": "99"}, "S102"),
    ],
)
def test_a_manifest_that_was_changed_is_not_trusted(changes: dict[str, str], key: str) -> None:
    assert manifest.Broken(key) == manifest.from_rows(_rows(**changes))


def test_rows_without_our_mark_are_no_manifest() -> None:
    assert manifest.from_rows([["别的", "x"], []]) is None
    assert manifest.from_rows([]) is None
