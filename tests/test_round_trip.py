"""What is filled in comes out again: fill, then extract, is the identity on the records that extract writes."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xlgen
from tests.conftest import RECORDS, ROOT
from tests.forms import variant
from xlgen import terms
from xlgen.finding import RosterError, UsageError
from xlgen.layout import proposal
from xlgen.model import significant

if TYPE_CHECKING:
    from pathlib import Path

CODE = "P003"
# Everything a cell's text can hold; what is white space alone is blank, and "" is no text.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=60
).filter(lambda text: text.strip("".join(map(chr, range(33))) + "\u3000\xa0") != "")
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300).map(significant),
)
# Texts in a number cell that do not read as its number: tokens, words, another unit.
WORDS = st.sampled_from(["/", "—", "不适用", "完成", "95分", "≥3台", "9月前", "#DIV/0!", "TRUE"])


def _plain(number: float) -> float | int:
    return int(number) if float(number).is_integer() and abs(number) < 10**15 else number


def _fillings() -> st.SearchStrategy[dict[str, Any]]:
    cell = st.one_of(st.none(), NUMBERS.map(_plain), WORDS)
    text = st.one_of(st.none(), TEXTS)
    return st.fixed_dictionaries(
        {
            "money": st.lists(cell, min_size=3, max_size=3),
            "achieved": text,
            "agency": text,
            "actuals": st.lists(cell, min_size=8, max_size=8),
            "explanations": st.lists(text, min_size=8, max_size=8),
        }
    )


def _with(record: dict[str, Any], filling: dict[str, Any]) -> dict[str, Any]:
    for line, value in zip(("appropriation", "carryover", "other_funds"), filling["money"], strict=True):
        record["funding"][line]["actual_expenditure"] = value
    record["objective"]["achieved_result"] = filling["achieved"]
    record["project"]["implementing_agency"] = filling["agency"]
    for indicator, actual, words in zip(record["indicators"], filling["actuals"], filling["explanations"], strict=True):
        indicator["actual_value"] = actual
        indicator["deviation_explanation"] = words
    return record


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the form of P003 as issued."""
    folder = tmp_path_factory.mktemp("round-trip")
    xlgen.generate(RECORDS / f"{CODE}.json", folder)
    return next(folder.glob("*.xlsx"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filling=_fillings())
def test_fill_then_extract_is_the_identity(blank: Path, filling: dict[str, Any]) -> None:
    record = _with(xlgen.extract(blank), filling)
    path, output = blank.with_name("record.json"), blank.with_name("filled.xlsx")
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    xlgen.fill(blank, path, output)

    assert record == xlgen.extract(output)


def test_a_published_record_comes_back_as_its_cells_hold_it(filled: Path) -> None:
    written = json.loads((RECORDS / "P002.json").read_text("utf-8"))

    found = xlgen.extract(next(filled.glob("P002*.xlsx")))

    assert written["project"] == found["project"]
    assert written["funding"] == found["funding"]
    assert written["objective"] == found["objective"]
    for before, after in zip(written["indicators"], found["indicators"], strict=True):
        assert (before["name"], before["target_value"], before["max_score"]) == (
            after["name"],
            after["target_value"],
            after["max_score"],
        )
    assert [0.5, 2, 8, "/"] == [found["indicators"][index]["actual_value"] for index in (1, 2, 3, 17)]


@pytest.mark.parametrize(
    ("written", "extracted"),
    [
        ("10台", 10),
        ("９５", 95),
        ("1,234", 1234),
        ({"raw": "10台"}, 10),  # the text stands in the cell, and is read as its number
        ({"raw": "2场"}, "2场"),  # another unit: a text it stays
        ("", None),
        ("  ", None),
    ],
)
def test_a_text_that_reads_as_its_cells_number_becomes_one(
    written: object, extracted: object, blank: Path, tmp_path: Path
) -> None:
    record = xlgen.extract(blank)
    record["indicators"][0]["actual_value"] = written
    (tmp_path / "r.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    xlgen.fill(blank, tmp_path / "r.json", tmp_path / "o.xlsx")

    assert extracted == xlgen.extract(tmp_path / "o.xlsx")["indicators"][0]["actual_value"]


def test_what_a_record_does_not_speak_of_stays(filled: Path, tmp_path: Path) -> None:
    before = next(filled.glob("P003*.xlsx"))
    record = xlgen.extract(before)
    del record["funding"], record["objective"]
    record["indicators"] = [
        {key: each[key] for key in ("dimension", "category", "name")} for each in record["indicators"]
    ]
    record["indicators"][0]["actual_value"] = 9
    (tmp_path / "r.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    xlgen.fill(before, tmp_path / "r.json", tmp_path / "o.xlsx")

    after = xlgen.extract(tmp_path / "o.xlsx")
    expected = xlgen.extract(before)
    expected["indicators"][0]["actual_value"] = 9
    assert expected == after


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda record: record["project"].update(code="P999"), "没有编码为“P999”的工作簿"),
        (lambda record: record.update(fiscal_year=2022), "记录属于 futian-project-2021，2022 年度"),
        (lambda record: record["indicators"][0].update(target_value="12台"), "记录中为 12；应为：表中下发的 10"),
        (lambda record: record["indicators"][0].update(name="别的"), "记录中为 别的"),
        (lambda record: record["indicators"][0].update(score=10), "此项由公式计算，不能填写"),
        (lambda record: record["indicators"].append(dict(record["indicators"][0])), "表中没有这一项"),
    ],
)
def test_a_record_of_another_issue_is_refused_and_nothing_is_written(
    change: Any, words: str, blank: Path, tmp_path: Path
) -> None:
    record = xlgen.extract(blank)
    change(record)
    (tmp_path / "r.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")

    with pytest.raises(RosterError) as refused:
        xlgen.fill(blank, tmp_path / "r.json", tmp_path / "o.xlsx")

    assert words in str(refused.value)
    assert not (tmp_path / "o.xlsx").exists()


def test_a_key_that_a_criterion_does_not_have_names_the_one_that_it_has(tmp_path: Path) -> None:
    """A criterion that a person scores has a score and nothing achieved: the key of another row is no help."""
    record = json.loads(
        next((ROOT / "samples" / "luohu-department-2022" / "records").glob("*.json")).read_text("utf-8")
    )
    record["indicators"][4]["criteria"][1] = {"actual_value": 1}
    (tmp_path / "r.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    xlgen.generate(ROOT / "samples" / "luohu-department-2022" / "records", tmp_path)

    with pytest.raises(RosterError) as refused:
        xlgen.fill(next(tmp_path.glob("LH001*.xlsx")), tmp_path / "r.json", tmp_path / "o.xlsx")

    assert "indicators[4].criteria[1].actual_value：表中没有这一项。是否想写“indicators[4].criteria[1].score”？" in str(
        refused.value
    )


def test_one_form_filled_into_a_folder_keeps_its_name(issued: Path, tmp_path: Path) -> None:
    (form,) = issued.glob(f"{CODE}*.xlsx")

    assert (tmp_path / form.name,) == xlgen.fill(form, RECORDS / f"{CODE}.json", tmp_path)


def test_of_a_form_issued_twice_the_one_that_the_record_is_of_is_filled(tmp_path: Path) -> None:
    issued, source = tmp_path / "下发", tmp_path / "P003.json"
    record = json.loads((RECORDS / "P003.json").read_text("utf-8"))
    for target in ("10台", "12台"):
        record["indicators"][0]["target_value"] = target
        source.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
        xlgen.generate(source, issued)

    written = xlgen.fill(issued, source, tmp_path / "收回")

    assert ["P003_购置费_第2版.xlsx"] == [path.name for path in written]


def test_filling_over_the_issued_workbooks_is_refused(blank: Path, tmp_path: Path) -> None:
    copy = tmp_path / blank.name
    copy.write_bytes(blank.read_bytes())

    for workbooks, output in ((copy, copy), (tmp_path, tmp_path)):
        with pytest.raises(UsageError, match="会覆盖下发的工作簿"):
            xlgen.fill(workbooks, RECORDS / f"{CODE}.json", output)

    assert blank.read_bytes() == copy.read_bytes()


def test_a_workbook_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 - used here alone

    stranger = tmp_path / "别的.xlsx"
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write(0, 0, 1)
    stranger.write_bytes(buffer.getvalue())

    with pytest.raises(UsageError, match="不是下发的表"):
        xlgen.extract(stranger)
    with pytest.raises(UsageError, match="无法读取文件"):
        xlgen.extract(tmp_path / "没有.xlsx")


SIGNS = (*terms.PROPOSED_SIGNS, terms.QUALITATIVE_SIGN)


@pytest.mark.parametrize(
    ("sign", "number", "unit"),
    [
        *[
            ("定性", "达到良好", None),
            ("定性", "9月前", None),
            (None, "9月前", None),
            (None, "≤10月", None),
            (None, "不适用", None),
            ("≥", 100, "台"),
            ("≤", 0.95, "%"),
            ("=", 0.955, "％"),
            ("≥", 100, "3个月"),
            ("≥", 95, "%"),
            (None, 100, "台"),
        ],
        *[("≥", None, "台"), ("≥", "满意", "台"), ("≥", 1e-7, "台"), ("≥", 2022, "年"), (None, None, None)],
    ],
)
def test_a_proposed_target_comes_out_as_it_was_filled_in(sign: object, number: object, unit: object) -> None:
    cells = dict(zip((f"p.{key}" for key in proposal.KEYS), (sign, number, unit), strict=True))

    record = proposal.joined("p", cells, SIGNS)

    if set(record) == {"target_value"}:
        again = proposal.split("p", record["target_value"], SIGNS) or {}  # type: ignore[arg-type] # a value of JSON
    else:
        again = {f"p.{key}": record.get(key) for key in proposal.KEYS}  # type: ignore[misc] # the same
    assert cells == {key: float(each) if isinstance(each, Decimal) else each for key, each in again.items()}


EVERYTHING = (
    'stated = ["execution_rate", "execution_score", "total_score", "rating"]\n[indicators]\nstated_score = "自评得分"\n'
)


def test_every_field_that_a_unit_may_fill_in_comes_out_again(tmp_path: Path) -> None:
    """A target that it proposes, words chosen, scores typed, figures stated, answers, signatures, a correction."""
    record = json.loads(next((ROOT / "samples" / "national-2020" / "records").glob("*.json")).read_text("utf-8"))
    (tmp_path / "forms").mkdir()
    own = variant(tmp_path / "forms", EVERYTHING)
    record |= {"template": own.id, "correction_request": "指标值应为2项。"}
    none = {"target_value": None, "actual_value": None, "deviation_explanation": None}
    proposed = record["indicators"][0] | none
    issued = record | {"indicators": [proposed, *record["indicators"][1:]]}
    filled = record | {
        "indicators": [proposed | {"target_value": "≥12场", "actual_value": 12}, *record["indicators"][1:]],
        "responses": {"execution_rate": "尾款于次年支付。"},
        "stated": {"total_score": 97.5, "rating": "优", "indicators[0].score": 9.5, "execution_rate": 0.95},
        "signoff": {"preparer": "甲", "reviewer": "乙", "lead": "丙", "phone": "0755-1234567", "date": "2021-02-01"},
    }
    paths = {"issued": issued, "filled": filled}
    for name, content in paths.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    xlgen.generate(tmp_path / "issued.json", tmp_path / "下发", templates=[tmp_path / "forms"])
    (form,) = (each for each in (tmp_path / "下发").glob("*.xlsx") if each.name != "下发清单.xlsx")

    xlgen.fill(form, tmp_path / "filled.json", tmp_path / "填好.xlsx", templates=[tmp_path / "forms"])

    found = xlgen.extract(tmp_path / "填好.xlsx")
    assert filled["indicators"][0] == found["indicators"][0]
    for key in ("responses", "stated", "signoff", "correction_request", "objective", "project"):
        assert filled[key] == found[key], key
    again = tmp_path / "again.json"
    again.write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    xlgen.fill(form, again, tmp_path / "再填.xlsx", templates=[tmp_path / "forms"])
    assert found == xlgen.extract(tmp_path / "再填.xlsx")
