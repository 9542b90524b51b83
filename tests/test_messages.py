"""What messages say: the figures that are compared, in as many digits as it takes, and nothing that contradicts."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.forms import judged, project, returned, variant, workbook
from tests.test_evaluation import contents, field
from xlgen import layout, template
from xlgen.cli import show
from xlgen.finding import Severity
from xlgen.layout import response
from xlgen.model import Content, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.model import Value
    from xlgen.verbs.verdict import Verdict

D = Decimal
EVALUATED = Path(__file__).parent / "templates" / "evaluated.toml"
SPENT = "funding__{line}__actual_expenditure"


def _messages(verdict: Verdict, key: str) -> list[str]:
    return [each.message for each in verdict.findings if each.key == key]


def _returned(folder: Path, form: str, record: Record, changes: Mapping[str, Content] | None = None) -> Verdict:
    return judged(returned(variant(folder, form), record, changes), folder)


def _scored(folder: Path, changes: Mapping[str, Content], form: Path = EVALUATED) -> Verdict:
    """Return the verdict of a form with a score table, filled in full but for what changes (short names)."""
    values: dict[str, Value] = {"project.code": "E1", "project.name": "项目"}
    record = Record(template="evaluated", fiscal_year=2020, values=values, indicator_count=11)
    return judged(returned(template.load(form), record, contents(changes)), folder)


# --- what is added up ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("appropriation", "carryover", "shown"),
    [
        ("60", "30", "（分项 60.00＋30.00＝90.00，相差 10.00）"),
        # In two decimals nobody would see that anything differs.
        ("66.66", "33.335", "（分项 66.66＋33.335＝99.995，相差 0.005）"),
        ("120", "-30", "（分项 120.00＋(-30.00)＝90.00，相差 10.00）"),
        ("90", None, "（分项 90.00，相差 10.00）"),
    ],
)
def test_a_typed_total_is_shown_beside_its_parts_and_their_sum(
    appropriation: str, carryover: str | None, shown: str, tmp_path: Path
) -> None:
    totals = {f"funding__total_funds__{key}": D(100) for key in ("original_budget", "final_budget")}
    parts = {"appropriation": appropriation, "carryover": carryover}
    spent = {SPENT.format(line=line): None if amount is None else D(amount) for line, amount in parts.items()}
    record = project(("1项", D(1)), **totals, **spent, **{SPENT.format(line="total_funds"): D(100)})

    (message,) = _messages(_returned(tmp_path, '[funding]\ntotals = "input"\n', record), "B401")

    assert message.startswith(f"“年度资金总额·全年执行数”（F6）现为 100.00。合计与各分项之和不等{shown}。请核对")


def test_of_many_parts_their_number_is_told(tmp_path: Path) -> None:
    labels = ["其中：当年财政拨款", "上年结转资金", *(f"第{number}项" for number in range(11))]
    lines = "".join(f'[[funding.lines]]\nid = "part{n}"\nlabel = "{label}"\n' for n, label in enumerate(labels))
    form = f'[funding]\ntotals = "stated"\nother_lines = []\n{lines}'
    amounts: dict[str, Value] = {
        f"funding__part{number}__{key}": D(10)
        for number in range(13)
        for key in ("original_budget", "final_budget", "actual_expenditure")
    }
    record = project(("1项", D(1)), stated__funding__actual_expenditure=D(120), **amounts)
    values = {path: value for path, value in record.values.items() if ".appropriation." not in path}
    record = Record(template="", fiscal_year=2020, values=values, indicator_count=record.indicator_count)

    (message,) = _messages(_returned(tmp_path, form, record), "B401")

    assert "（分项共 13 项，合计 130.00，相差 10.00）" in message


STATED = 'stated = ["total_score"]\n[indicators]\nstated_score = "自评得分"\n'


@pytest.mark.parametrize(
    ("first", "shown"),
    [(D(50), "（各项得分 50＋30＋10＋10.00＝100.00，相差 5.00）"), (None, "（总分·得分 100）")],
)
def test_a_stated_total_is_shown_beside_what_it_is_held_to(first: Decimal | None, shown: str, tmp_path: Path) -> None:
    """All scores stated beside it are added up; where one is not there, it is held to our total."""
    scores = {"stated__indicators[1]__score": D(30), "stated__indicators[2]__score": D(10)}
    record = project(("1项", D(1)), stated__total_score=D(95), **{"stated__indicators[0]__score": first}, **scores)

    (message,) = _messages(_returned(tmp_path, STATED, record), "I513")

    assert shown.replace(".00", "") in message.replace(".00", "")


# --- as many digits as it takes -------------------------------------------------------------------------------------


def test_a_value_just_below_its_tier_is_shown_so_that_this_is_seen(tmp_path: Path) -> None:
    (message,) = _messages(_scored(tmp_path, {"A4.0": 0.899999}), "I505")

    assert "（得分 5.4，分值 6；评价要点1·完成情况 89.9999%，得 1.40 分，满分 2 分）" in message
    assert [] == _messages(_scored(tmp_path, {"A4.0": 0.9}), "I505")


def test_a_score_that_a_person_gives_below_its_points_is_shown_as_what_it_is(tmp_path: Path) -> None:
    (message,) = _messages(_scored(tmp_path, {"B4.score0": 2.5}), "I505")

    assert "；评价要点1·单项得分 2.5，得 2.5 分，满分 3 分）" in message


@pytest.mark.parametrize(("spent", "shown"), [("79.9999", "79.9999%"), ("79.994", "79.99%"), ("33.3333333", "33.33%")])
def test_a_rate_has_more_digits_only_where_its_bound_needs_them(spent: str, shown: str, tmp_path: Path) -> None:
    record = project(("1项", D(1)), **{SPENT.format(line="appropriation"): D(spent)})

    (message,) = _messages(_returned(tmp_path, "", record), "B403")

    assert f"现为 {shown}。预算执行率偏低（" in message


@pytest.mark.parametrize(
    ("number", "number_format", "apart", "shown"),
    [
        ("0.899999", "0.00%", "0.9", "89.9999%"),
        ("0.899999", "0.00%", "0.8", "90.00%"),
        ("0.9", "0.00%", "0.9", "90.00%"),
        ("-0.899999", "0.00%", "-0.9", "-89.9999%"),
        ("1234.5649999", "#,##0.00", "1234.56", "1,234.565"),
        ("99.9999", '"≥"0%', "100", "≥9999.99%"),
        ("0.00004", "0.00", "0", "0.00004"),
        ("5", 'General"台"', "5.01", "5台"),
    ],
)
def test_a_number_is_shown_on_its_side_of_another(number: str, number_format: str, apart: str, shown: str) -> None:
    assert shown == layout.as_shown(D(number), number_format, [D(apart)]).text


# --- nothing that contradicts -----------------------------------------------------------------------------------------

RATE = "stated.execution_rate"


@pytest.mark.parametrize("text", ["95%", "９５％", " 95.00 %", "0.95"])
def test_a_stated_rate_typed_as_text_that_reads_right_is_a_matter_of_writing_alone(text: str, tmp_path: Path) -> None:
    record = project(("1项", D(1)), **{SPENT.format(line="appropriation"): D(95)})

    verdict = _returned(tmp_path, 'stated = ["execution_rate"]\n', record, {RATE: text})

    assert [("V303/percent", RATE)] == [(each.key, each.field) for each in verdict.findings]
    (message,) = _messages(verdict, "V303/percent")
    assert "，读作 95.00%。" in message
    assert "应为" not in message


def test_a_stated_rate_typed_as_text_that_reads_wrong_is_told_with_what_was_read(tmp_path: Path) -> None:
    record = project(("1项", D(1)), **{SPENT.format(line="appropriation"): D(95)})

    verdict = _returned(tmp_path, 'stated = ["execution_rate"]\n', record, {RATE: "95"})

    assert ["B407/hundredfold", "V303/percent"] == [each.key for each in verdict.findings]
    first, second = (each.message for each in verdict.findings)
    assert "现为 9500.00%。" in first
    assert "现为“95”，读作 9500.00%。" in second
    assert all("百分之九十五" in each and "95% 或 0.95" in each for each in (first, second))


def test_a_text_is_quoted_so_that_its_end_is_seen(tmp_path: Path) -> None:
    changes: dict[str, Content] = {
        "indicators[0].actual_value": "预计\n下半年完成，目前设备已经安装和调试完毕，正在组织验收。"
    }

    (message,) = _messages(judged(workbook("P003", changes), tmp_path), "V302")

    assert "现为“预计 下半年完成，目前设备已经安装和调试完毕，正…”。" in message


# --- dates ----------------------------------------------------------------------------------------------------------


def _dated(cell: str, day: dt.date) -> bytes:
    """Return a filled workbook with a date in a cell, as a spreadsheet program stores one."""
    book = openpyxl.load_workbook(io.BytesIO(workbook("P003")))
    page = book["项目支出绩效自评表"]
    page[cell] = day
    page[cell].number_format = 'yyyy"年"m"月"d"日"'
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("cell", "about"), [("F7", "funding.appropriation.actual_expenditure"), ("F13", "indicators[0].actual_value")]
)
def test_a_date_where_a_number_belongs_is_told_and_does_not_count(cell: str, about: str, tmp_path: Path) -> None:
    verdict = judged(_dated(cell, dt.date(2021, 5, 3)), tmp_path)

    errors = [each for each in verdict.findings if each.severity is Severity.ERROR]
    assert [("V304/date", about, cell, "2021-05-03")] == [
        (each.key, each.field, each.cell, each.found) for each in errors
    ]
    assert "现为“2021-05-03”。此处应填数字，填的是日期。" in errors[0].message
    assert not {"B402", "I507"} & {each.code for each in verdict.findings}


def test_a_date_in_a_cell_of_words_is_none_of_our_business(tmp_path: Path) -> None:
    verdict = judged(_dated("I13", dt.date(2021, 5, 3)), tmp_path)

    assert "V304/date" not in {each.key for each in verdict.findings}


# --- what a form says may be below 0 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ("", ["V304/percent"]),
        ("negative = true\n", []),
        ('tiers = [{ range = "≥-5%", points = 2 }, { range = "<-5%", points = 0 }]\n', []),
    ],
)
def test_a_criterion_may_be_below_0_where_its_form_says_so(says: str, found: list[str], tmp_path: Path) -> None:
    text = EVALUATED.read_text("utf-8")
    start = text.index('text = "合格率"')
    stop = text.index("tiers = ", start)
    end = text.index("\n", stop) + 1
    path = tmp_path / "evaluated.toml"
    path.write_text(text[:stop] + (says if "tiers" in says else text[stop:end] + says) + text[end:], "utf-8")

    verdict = _scored(tmp_path, {"A4.0": -0.03, "A4.why": "同比下降。"}, path)

    assert found == [each.key for each in verdict.findings if each.field == field("A4.0")]


# --- as printed -------------------------------------------------------------------------------------------------------


def test_what_the_unit_has_answered_is_printed_with_its_answer_and_asked_no_more(tmp_path: Path) -> None:
    record = project(("1项", D(1)), **{SPENT.format(line="appropriation"): D(70)})
    answer: dict[str, Content] = {response("execution_rate"): "尾款下年支付。"}

    (before,) = [each for each in show.findings(_returned(tmp_path, "", record).to_json()) if "B403" in each]
    (after,) = [each for each in show.findings(_returned(tmp_path, "", record, answer).to_json()) if "B403" in each]

    assert before.startswith("  请核实 “年度资金总额·执行率”（H6）现为 70.00%。")
    assert "请在“情况说明”中写明" in before
    assert after.startswith("  已说明 “年度资金总额·执行率”（H6）现为 70.00%。")
    assert after.endswith("）。单位说明：“尾款下年支付”。［B403］")
