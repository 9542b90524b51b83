"""Blank forms: units propose their own indicators; the code typed in says which project a return is of."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import pytest

import xlgen
from tests import rounds
from tests.blanks import COMPLETE, NATIONAL, OUTCOME, OUTPUT, SATISFACTION, extended, form, library, row, workbook
from tests.conftest import RECORDS, ROOT
from tests.forms import judged
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import checks, collection, formula, scoring, template
from xlgen.finding import RosterError, TemplateError, UsageError
from xlgen.layout import Role
from xlgen.model import CellError
from xlgen.recompute import proof
from xlgen.verbs import proposals
from xlgen.verbs.blank import make

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlgen.model import Content


def found(contents: Mapping[str, Content], folder: Path) -> dict[str, set[str]]:
    """Return the codes that a blank form with these contents is given, by field."""
    told: dict[str, set[str]] = {}
    for each in judged(workbook(contents), folder).findings:
        told.setdefault(each.field, set()).add(each.code)
    return told


# --- rows ------------------------------------------------------------------------------------------------------------


def test_rows_that_nothing_stands_in_are_silent_and_the_total_counts_the_others(tmp_path: Path) -> None:
    verdict = judged(workbook(COMPLETE), tmp_path)
    assert verdict.findings == ()
    assert (verdict.status.value, verdict.trust) == ("accepted", "digest-only")
    expected = {"execution_score": 10, "total_max_score": 100, "total_score": 100, "rating": "优"}
    assert {key: verdict.figures[key] for key in expected} == expected


def test_white_space_begins_no_row(tmp_path: Path) -> None:
    assert found(COMPLETE | {"indicators[5].name": " \u3000", "indicators[6].unit_of_measure": " "}, tmp_path) == {}


@pytest.mark.parametrize(
    ("key", "content"),
    [
        ("category", "质量指标"),
        ("name", "验收合格率"),
        ("direction", "≤"),
        ("target_value", 5.0),
        ("actual_value", 0.0),
        ("unit_of_measure", "台"),
        ("max_score", 0.0),
        ("judged_score", 1.0),
        ("deviation_explanation", "延期。"),
    ],
)
def test_a_row_begun_must_be_complete(key: str, content: Content, tmp_path: Path) -> None:
    told = found(COMPLETE | {f"indicators[3].{key}": content}, tmp_path)
    needed = {"category", "name", "direction", "target_value", "actual_value", "max_score"} - {key}
    missing = {field for field, codes in told.items() if "V301" in codes}
    assert missing == {f"indicators[3].{each}" for each in needed}


def test_without_a_complete_row_there_is_no_total(tmp_path: Path) -> None:
    verdict = judged(workbook(COMPLETE | {"indicators[3].name": "验收合格率"}), tmp_path)
    assert (verdict.figures["total_score"], verdict.figures["total_max_score"]) == (None, None)
    assert verdict.status.value == "sent-back"


def test_an_error_in_a_row_is_told_and_leaves_the_total_open(tmp_path: Path) -> None:
    contents = COMPLETE | {"indicators[3].name": CellError.VALUE}
    assert "V306" in found(contents, tmp_path)["indicators[3].name"]
    assert judged(workbook(contents), tmp_path).figures["total_score"] is None


# --- points ----------------------------------------------------------------------------------------------------------


def test_sums_of_sections_and_of_all_are_checked_and_are_the_units(tmp_path: Path) -> None:
    verdict = judged(workbook(COMPLETE | {f"{OUTPUT}.max_score": 49.0}), tmp_path)
    told = {(each.code, each.field, each.cured_by.value) for each in verdict.findings}
    assert told == {("I501", "total_max_score", "F"), ("I502", f"{OUTPUT}.max_score", "F")}


def test_points_of_two_rows_make_up_a_section_wherever_they_stand(tmp_path: Path) -> None:
    second = row("indicators[6]", "成本指标", ("≤", 10.0), 10.0, 20.0)
    assert found(COMPLETE | second | {f"{OUTPUT}.max_score": 30.0}, tmp_path) == {}


def test_a_section_of_which_no_row_is_used_is_told(tmp_path: Path) -> None:
    contents = {field: content for field, content in COMPLETE.items() if not field.startswith(SATISFACTION)}
    assert found(contents, tmp_path) == {"total_max_score": {"I501"}, f"{SATISFACTION}.max_score": {"I502"}}


# --- signs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "target", "actual", "score"),
    [
        ("≥", 40.0, 30.0, "37.5"),
        ("≥", 40.0, 80.0, "50"),
        ("=", 40.0, 30.0, "37.5"),
        ("=", 0.0, 1.0, "0"),
        ("≤", 40.0, 50.0, "40"),
        ("≤", 40.0, 39.0, "50"),
    ],
)
def test_each_sign_scores_by_its_method(sign: str, target: float, actual: float, score: str, tmp_path: Path) -> None:
    contents = COMPLETE | row(OUTPUT, "数量指标", (sign, target), actual, 50.0)
    figures = judged(workbook(contents), tmp_path).figures
    assert figures["total_score"] == Decimal(score) + 50


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"judged_score": None}, "judged_score", "V301"),
        ({"judged_score": 31.0}, "judged_score", "V304"),
        ({"judged_score": 23.9}, "judged_score", "V304"),  # 达成 is 24 to 30
        ({"judged_score": "三十"}, "judged_score", "V302"),
        ({"actual_value": "部分达成"}, "judged_score", "V304"),
        ({"actual_value": "完成"}, "actual_value", "V305"),
        ({"actual_value": 1.0}, "actual_value", "V305"),
        ({"target_value": "待补充"}, "target_value", "V309"),
        ({"direction": ">"}, "direction", "V305"),
        ({"category": "数量指标"}, "category", "V305"),  # of another section
        ({"direction": "≥"}, "target_value", "V302"),
        ({"direction": "≥"}, "actual_value", "V302"),
        ({"direction": "≥", "target_value": 1.0, "actual_value": 1.0}, "judged_score", "V304"),
    ],
)
def test_a_qualitative_row_is_held_to_its_level_and_others_to_numbers(
    changes: dict[str, Content], field: str, code: str, tmp_path: Path
) -> None:
    told = found(COMPLETE | {f"{OUTCOME}.{key}": content for key, content in changes.items()}, tmp_path)
    assert code in told[f"{OUTCOME}.{field}"]


def test_a_score_of_a_person_counts_where_one_decides_and_nowhere_else(tmp_path: Path) -> None:
    partly: dict[str, Content] = {f"{OUTCOME}.actual_value": "部分达成", f"{OUTCOME}.judged_score": 20.0}
    partly[f"{OUTCOME}.deviation_explanation"] = "部分工作延期。"
    verdict = judged(workbook(COMPLETE | partly), tmp_path)
    assert verdict.figures["total_score"] == 90
    assert not verdict.findings
    verdict = judged(workbook(COMPLETE | {f"{OUTPUT}.judged_score": 3.0}), tmp_path)
    assert verdict.figures["total_score"] == 100
    assert [(each.key, each.severity.value) for each in verdict.findings] == [("V304/judged", "note")]


def test_words_of_a_qualitative_target_are_no_number_in_disguise(tmp_path: Path) -> None:
    assert found(COMPLETE | {f"{OUTCOME}.target_value": "100%"}, tmp_path) == {}
    assert "V303" in found(COMPLETE | {f"{OUTPUT}.target_value": "40"}, tmp_path)[f"{OUTPUT}.target_value"]


def test_a_form_that_has_no_levels_offers_no_qualitative_sign(tmp_path: Path) -> None:
    folder = extended(tmp_path, '[scoring]\nbands = []\n[scoring.methods]\n"定性" = "typed"')
    places = proposals.manifest_of(template.pick("mine", (folder,))).plan.shape.places
    assert places[f"{OUTPUT}.direction"][1].choices == ("≥", "=", "≤")
    assert f"{OUTPUT}.judged_score" not in places


# --- which project ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code"), [("001", "001"), (" P001 ", "P001"), ("Ｐ００１", "P001"), (1.0, "1"), (20210001.0, "20210001")]
)
def test_a_return_is_of_the_project_whose_code_is_typed_in(typed: Content, code: str, tmp_path: Path) -> None:
    verdict = judged(workbook(COMPLETE | {"project.code": typed}), tmp_path)
    assert verdict.project == {"code": code, "name": "文化惠民项目"}
    assert verdict.status.value == "accepted"


def test_what_is_typed_into_the_code_stays_text() -> None:
    _, cell = proposals.manifest_of(form()).plan.shape.places["project.code"]
    assert cell.number_format == "@"


def test_without_code_and_name_a_return_is_of_no_project(tmp_path: Path) -> None:
    contents = COMPLETE | {"project.code": None, "project.name": " "}
    assert found(contents, tmp_path) == {"project.code": {"V301"}, "project.name": {"V301"}}
    assert judged(workbook(contents), tmp_path).project == {"code": "", "name": ""}


def test_a_number_that_has_lost_digits_is_no_code(tmp_path: Path) -> None:
    assert found(COMPLETE | {"project.code": 1234567890123450.0}, tmp_path) == {"project.code": {"V304"}}


def test_returns_of_one_blank_form_are_as_many_projects_as_codes(tmp_path: Path) -> None:
    typed = {"甲": "001", "乙": "002", "丙": " 001", "丁": None, "戊": None}
    for unit, code in typed.items():
        (tmp_path / f"{unit}.xlsx").write_bytes(workbook(COMPLETE | {"project.code": code}))
    verdicts = list(xlgen.verify([tmp_path]))
    summary: Any = collection.close(rounds.plain(verdicts), (), collection.Taking(ledger=None))["summary"]
    files = [str(tmp_path / f"{unit}.xlsx") for unit in ("丙", "甲")]
    assert summary["duplicates"] == [{"code": "001", "files": files, "counted": None}]
    assert [each.project["code"] for each in verdicts if each.project] == ["", "001", "002", "", "001"]  # 丁丙乙戊甲


def test_a_blank_form_does_not_stand_for_the_form_that_was_issued(tmp_path: Path) -> None:
    xlgen.generate(RECORDS / "P003.json", tmp_path / "issued")
    returned = tmp_path / "收回.xlsx"
    returned.write_bytes(workbook(COMPLETE | {"project.code": "P003"}))
    ledger = tmp_path / "issued" / "ledger.sqlite"
    verdicts = list(xlgen.verify([returned], ledger=ledger))
    summary: Any = collection.close(rounds.plain(verdicts), (), collection.Taking(ledger=ledger))["summary"]
    assert [each["code"] for each in summary["missing"]] == ["P003"]
    assert summary["unexpected"] == [str(returned)]


def test_a_blank_form_whose_rows_were_changed_is_not_ours(tmp_path: Path) -> None:
    folder = extended(tmp_path, "")
    text = (folder / "mine.toml").read_text("utf-8")
    manifest = proposals.manifest_of(template.pick("mine", (folder,)))
    path = tmp_path / "收回.xlsx"
    path.write_bytes(workbook(COMPLETE, manifest))
    assert [each.trust for each in xlgen.verify([path], templates=[folder])] == ["digest-only"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.toml").write_text(f"{text}[funding]\nzero_budget = 'not-applicable'\n", "utf-8")
    (verdict,) = xlgen.verify([path], templates=[other])
    assert [each.code for each in verdict.findings] == ["S102"]


# --- made, filled, taken out -----------------------------------------------------------------------------------------


def test_one_form_is_made_and_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    assert make(NATIONAL, path) == 16
    assert {each.name for each in tmp_path.iterdir()} == {"空白.xlsx"}
    first = path.read_bytes()
    with pytest.raises(UsageError, match="文件已存在"):
        make(NATIONAL, path)
    path.unlink()
    make(NATIONAL, path)
    assert path.read_bytes() == first


def test_a_form_without_a_column_for_the_second_level_has_no_blank(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="表中没有二级指标一栏"):
        make("scaled", tmp_path / "空白.xlsx", templates=[ROOT / "tests" / "templates"])


def test_a_template_says_how_many_rows_there_are(tmp_path: Path) -> None:
    section = '[[sections]]\nlabel = "产出指标"\nkind = "output"\nmax_score = 90\n'
    categories = 'categories = ["甲", "乙", "丙"]\nblank_rows = '
    folder = extended(tmp_path, f"{section}{categories}4")
    assert make("mine", tmp_path / "空白.xlsx", templates=[folder]) == 4
    path = folder / "mine.toml"
    path.write_text(path.read_text("utf-8").replace("rows = 4", "rows = 2"), "utf-8")
    with pytest.raises(
        TemplateError, match=r"sections\[0\].blank_rows：只有 2 行；应为：每个二级指标至少一行（不少于 3 行）"
    ):
        template.load(path)


def roomy(folder: Path) -> Path:
    """Return a folder with the published samples' form, of as many rows as the longest of them needs."""
    sections = [
        f'[[sections]]\nlabel = "{each.label}"\nkind = "{each.kind}"\nmax_score = {each.max_score}\n'
        f"categories = {json.dumps(each.categories, ensure_ascii=False)}\nblank_rows = 17\n"
        for each in form("futian-project-2021").definition.sections
    ]
    return extended(folder, "".join(sections), "futian-project-2021")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """Return each sample as issued and filled, and as filled into a blank form."""
    folder = tmp_path_factory.mktemp("blank")
    forms = roomy(folder)
    records = [json.loads(path.read_text("utf-8")) | {"template": "mine"} for path in sorted(RECORDS.glob("*.json"))]
    made = []
    for record in (*records, library()):
        own = folder / f"{record['project']['code']}.json"
        own.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
        issues, blank = folder / own.stem, folder / f"{record['template']}.xlsx"
        issued = xlgen.generate(own, issues, templates=[forms]).issues[0].file
        (filled,) = xlgen.fill(issues / issued, own, folder / f"{own.stem}-issued.xlsx", templates=[forms])
        if not blank.exists():
            make(record["template"], blank, templates=[forms])
        (proposed,) = xlgen.fill(blank, own, folder / f"{own.stem}-blank.xlsx", templates=[forms])
        made.append((filled, proposed))
    return made


def test_a_record_gives_the_same_figures_in_a_blank_form_as_in_the_issued_one(pairs: list[tuple[Path, Path]]) -> None:
    assert len(pairs) == 9
    for issued, blank in pairs:
        first, second = xlgen.verify([issued]), xlgen.verify([blank])
        one, other = next(iter(first)), next(iter(second))
        assert one.figures == other.figures, blank.name
        assert one.figures["total_score"] is not None
        assert one.project == other.project
    totals = [next(iter(xlgen.verify([blank]))).figures["total_score"] for _, blank in pairs]
    published = ["0", "97.14", "99.49", "99.92", "99.52", "99.88", "99.99", "100"]
    assert totals[:8] == [Decimal(each) for each in published]


@requires_libreoffice
def test_libreoffice_computes_the_same_of_a_blank_form(pairs: list[tuple[Path, Path]], tmp_path: Path) -> None:
    for recalculated in recalculate([blank for _, blank in pairs], tmp_path):
        (verdict,) = xlgen.verify([recalculated])
        assert {each.code for each in verdict.findings} & {"C201", "C202", "C203"} == set(), recalculated.name


def test_what_is_taken_out_fills_and_is_issued_again(pairs: list[tuple[Path, Path]], tmp_path: Path) -> None:
    _, blank = pairs[-1]
    record = xlgen.extract(blank)
    assert [each["target_value"] for each in record["indicators"][2:6]] == [
        "≥56小时",
        "=100%",
        "运行良好",
        "按期投入使用",
    ]
    assert len(record["indicators"]) == len(library()["indicators"]) - 1  # 不适用 has no row
    path, form_path = tmp_path / "r.json", tmp_path / "空白.xlsx"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    make(NATIONAL, form_path)
    (again,) = xlgen.fill(form_path, path, tmp_path / "again.xlsx")
    assert xlgen.extract(again) == record
    assert len(xlgen.generate(path, tmp_path / "issued").issues) == 1


def test_a_blank_form_that_is_filled_again_takes_the_records_rows(
    pairs: list[tuple[Path, Path]], tmp_path: Path
) -> None:
    _, blank = pairs[-1]
    record = library()
    record["indicators"] = record["indicators"][:1] + record["indicators"][-1:]
    path = tmp_path / "r.json"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    (again,) = xlgen.fill(blank, path, tmp_path / "again.xlsx")
    assert [each["name"] for each in xlgen.extract(again)["indicators"]] == [
        each["name"] for each in record["indicators"]
    ]


def test_answers_and_stated_scores_go_with_their_rows(tmp_path: Path) -> None:
    folder = extended(tmp_path, '[indicators]\nstated_score = "自评得分"')
    manifest = proposals.manifest_of(template.pick("mine", (folder,)))
    responses = {f"responses.{OUTCOME}.deviation_explanation": "已核实。"}
    contents = COMPLETE | responses | {f"stated.{SATISFACTION}.score": 10.0}
    path, record = tmp_path / "一.xlsx", tmp_path / "r.json"
    path.write_bytes(workbook(contents, manifest))
    taken = xlgen.extract(path)
    assert taken["responses"] == {"indicators[1].deviation_explanation": "已核实。"}
    assert taken["stated"] == {"indicators[2].score": 10}
    record.write_text(json.dumps(taken, ensure_ascii=False), "utf-8")
    make("mine", tmp_path / "空白.xlsx", templates=[folder])
    (again,) = xlgen.fill(tmp_path / "空白.xlsx", record, tmp_path / "二.xlsx", templates=[folder])
    assert xlgen.extract(again) == taken


def test_more_indicators_than_rows_are_refused(tmp_path: Path) -> None:
    record = library()
    record["indicators"] = record["indicators"][:1] * 9 + record["indicators"][1:]
    path, blank = tmp_path / "r.json", tmp_path / "空白.xlsx"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    make(NATIONAL, blank)
    with pytest.raises(RosterError, match="“产出指标”有 16 个指标；应为：不多于空白表的 8 行"):
        xlgen.fill(blank, path, tmp_path / "filled.xlsx")


def test_a_blank_form_takes_one_record(tmp_path: Path) -> None:
    make("futian-project-2021", tmp_path / "空白.xlsx")
    with pytest.raises(UsageError, match="现有 8 条"):
        xlgen.fill(tmp_path / "空白.xlsx", RECORDS, tmp_path / "filled.xlsx")


# --- the form's own words --------------------------------------------------------------------------------------------


def test_cells_and_guide_speak_in_the_heads_of_the_form(tmp_path: Path) -> None:
    heads = {
        "category": "二级",
        "name": "指标",
        "direction": "符号",
        "target_value": "目标",
        "unit_of_measure": "计量",
        "actual_value": "完成",
        "max_score": "权重",
        "score": "评分",
    }
    own = "\n".join(f'{key} = "{head}"' for key, head in heads.items())
    folder = extended(tmp_path, f"[indicators]\n{own}\n")
    shape = proposals.manifest_of(template.pick("mine", (folder,))).plan.shape
    labels = {key: shape.places[f"{OUTPUT}.{key}"][1].label for key in heads}
    within = {"direction": "目标·符号", "unit_of_measure": "目标·计量"}
    assert labels == {key: f"产出指标第1行·{within.get(key, head)}" for key, head in heads.items()}
    guide = "".join(cell.text for cell in shape.sheets[0].cells)
    said = (
        "选二级，填指标，选符号（≥、=、≤、定性），填目标、计量和权重。",
        "计量为 % 的，目标和完成只填数字",
        "右边的“评分”",
    )
    assert [each for each in said if each not in guide] == []


# --- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [scoring.OPEN, scoring.ROW_USED])
@pytest.mark.parametrize("name", [NATIONAL, "futian-project-2021"])
def test_rules_of_rows_are_total(name: str, rule: str) -> None:
    assert proof.failures(form(name).rules[rule], float, frozenset({""})) == ()


CHAINS: Final = {
    "name": checks.OPEN_TEXT,
    "choice": checks.open_choice(("数量指标", "质量指标")),
    "target": checks.OPEN_TARGET,
    "points": checks.open_number(checks.NEGATIVE_POINTS),
    "sum": (checks.section_sum(Decimal(50), "COUNT(used_rows)"),),
    "achievement": checks.open_achievement(("达成", "未达成")),
    "judged": checks.open_judged(("定性",), checks.banded([("达成", Decimal("0.8"), Decimal(1))], 2)),
    "explanation": checks.scored(Decimal("1.3"), "1", of_number=True, proposed=True, worded=True),
    "outputs": (checks.unspent(Decimal("0.1"), "COUNT(used_rows)"),),
    "code": (*checks.REQUIRED_TEXT, checks.CODE_DIGITS),
}


@pytest.mark.parametrize("name", CHAINS)
def test_the_chains_of_rows_are_total(name: str) -> None:
    keys = frozenset({"", *(each.key for each in CHAINS[name])})
    assert proof.failures(formula.parse_rule(checks.chain(CHAINS[name])), str, keys) == ()


def test_a_row_has_inputs_for_all_that_a_unit_proposes() -> None:
    shape = proposals.manifest_of(form()).plan.shape
    keys = ("category", "name", "direction", "target_value", "unit_of_measure", "actual_value", "max_score")
    assert all(shape.places[f"{OUTPUT}.{key}"][1].role is Role.INPUT for key in (*keys, "judged_score"))
    assert shape.places[f"{OUTPUT}.category"][1].choices == ("数量指标", "质量指标", "时效指标", "成本指标")
    assert shape.places[f"{OUTPUT}.direction"][1].choices == ("≥", "=", "≤", "定性")
    assert shape.places[f"{OUTPUT}.actual_value"][1].choices == ("达成", "部分达成", "未达成")
