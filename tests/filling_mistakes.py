"""Mistakes that people make when they fill in a form, each with what the sheet 填报自查 must say of it.

A mistake changes what stands in a good filling. What must be said is written down from the catalogue of findings: the
key of each line by the cell that its link leads to. Where a form has no cell in which it could be made, the mistake
finds none (`AbsentError`); `on` says for each where it can be made, so that both are held against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from tests.good_fillings import (
    BLANK,
    KEY,
    LUOHU,
    LUQUAN,
    MONEY,
    NAMES,
    PROJECTS,
    AbsentError,
    GoodForm,
)
from xlgen.model import CellError

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlgen.recompute import Contents

HAIDIAN, ANHUI, FUTIAN, SICHUAN = (
    *("haidian-project-2016", "anhui-rural-project-2022", "futian-project-2021", "sichuan-project-2022"),
)
JINZHAI: Final = "jinzhai-project-2023"
FUNDED: Final = (*PROJECTS, BLANK)
"""The forms with the money table of the national form."""
SCORED: Final = (*FUNDED, LUQUAN)
"""Those whose indicators are held to a target, and not to criteria."""
CRITERIA: Final = (KEY, LUOHU)
PROPOSING: Final = tuple(name for name in FUNDED if name != FUTIAN)
"""Those in which a unit may propose a target."""
REVISED: Final = tuple(name for name in FUNDED if name not in {ANHUI, JINZHAI})
"""Those with both the original and the final budget."""
RATE, TOTAL_POINTS, EXECUTION = "execution_rate", "total_max_score", "execution_score"
REASON: Final = "受天气影响，部分工作顺延。"


@dataclass(frozen=True)
class Said:
    """What a line says: the field that its link leads to, the key; `about` is the field that the verifier names.

    What is `folded` follows from another, and the verifier tells the root alone.
    """

    line: str
    key: str
    about: str = ""
    folded: bool = False

    @property
    def field(self) -> str:
        """The field that the verifier names."""
        return self.about or self.line


@dataclass(frozen=True)
class Made:
    """A mistake as it was made in one form: the cells that hold something else, and what must be said."""

    changes: Contents
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Mistake:
    """A mistake: what it is called, on which forms it can be made, and how."""

    title: str
    on: tuple[str, ...]
    make: Callable[[GoodForm], Made]

    def in_form(self, form: GoodForm) -> Made | None:
        """Return the mistake made in a form, or None where it has no place for it."""
        try:
            return self.make(form)
        except AbsentError:
            return None


MISTAKES: Final[list[Mistake]] = []


def mistake(title: str, *on: str) -> Callable[[Callable[[GoodForm], Made]], Callable[[GoodForm], Made]]:
    """Add a mistake that can be made on some forms."""

    def added(make: Callable[[GoodForm], Made]) -> Callable[[GoodForm], Made]:
        MISTAKES.append(Mistake(title, on, make))
        return make

    return added


def written(title: str, place: str, content: float | str | CellError | None, key: str, *on: str) -> None:
    """Add a mistake that is one cell holding something else, of which that line alone speaks."""

    def make(form: GoodForm) -> Made:
        return Made({form[place]: content}, (Said(form[place], key),))

    MISTAKES.append(Mistake(title, on, make))


# --- words ------------------------------------------------------------------------------------------------------------

written("必填文字没有填", "text", None, "V301", *NAMES)
written("只打了空格", "text", " \u3000 ", "V301", *NAMES)
written("提示语没有换成内容", "text", "待补充", "V309", *NAMES)
written("只有占位符号", "text", "XXX", "V309", *NAMES)
written("正文里留有占位符号", "text", "全年完成平台升级XX项，群众满意。", "V309/within", *NAMES)
written("文字格里是错误值", "text", CellError.NOT_AVAILABLE, "V306", *NAMES)
written("选填文字里留有提示语", "optional text", "请填写", "V309", *FUNDED, KEY, LUQUAN)
written("完成情况写得过短", "objective.achieved_result", "完成。", "N602", *FUNDED, KEY, LUQUAN)
written("完成情况写得过长", "objective.achieved_result", "细" * 1_001, "N603", *FUNDED, KEY, LUQUAN)
written(
    "预期目标没有填",
    "objective.expected_result",
    None,
    "V301",
    *(name for name in FUNDED if name != FUTIAN),
)


@mistake("完成情况照抄预期目标", *FUNDED, KEY, LUQUAN)
def copied(form: GoodForm) -> Made:
    """White space aside."""
    result, expected = form["objective.achieved_result"], form.contents["objective.expected_result"]
    return Made({result: f"\u3000{expected}\n"}, (Said(result, "N601"),))


# --- numbers and choices ----------------------------------------------------------------------------------------------


def no_number(form: GoodForm, place: str) -> Made:
    """In a blank form the sign decides whether a number or a level is wanted."""
    return Made({form[place]: None}, (Said(form[place], "V301" if form.name == BLANK else "V301/number"),))


mistake("数字没有填", *NAMES)(partial(no_number, place="number"))


written("数字格里写了文字", "number", "已完成", "V302", *NAMES)
written("数字带了符号和别的单位", "number", "≥266米", "V302", *NAMES)
written("数字格里是错误值", "number", CellError.DIVISION, "V306", *NAMES)
written("选项没有选", "choice", None, "V301/choice", *NAMES)
written("写了选项以外的词", "choice", "基本合适", "V305", *NAMES)
written("时限填了月份", "deadline", "11月", "V305", *PROJECTS)
written("完成等级写了别的词", "level", "基本达成", "V305", *SCORED)
written("打分没有打", "score", None, "V301", *NAMES)
written("打分写成文字", "score", "满分", "V302", *NAMES)
written("比率超过百分之百", "share", 1.05, "V304/over", *PROJECTS, LUQUAN)
written("分项没有填", "child", None, "V301/number", ANHUI)
written("分项写了文字", "child", "五个", "V302", ANHUI)
written("否决事项没有回答", "veto", None, "V301/choice", LUOHU)
written("百分数漏了百分号（无指标值）", "percentage", 95.0, "V304/high", *CRITERIA)


@mistake("数字大得不可能", *NAMES)
def large(form: GoodForm) -> Made:
    """More than 15 digits: far above a target of ≥, which is asked about as well; of violations it takes all points."""
    field, row = form["number"], form.row("number")
    line = f"{row}.deviation_explanation"
    follows = {KEY: (), LUOHU: (Said(line, "I505", folded=True),)}.get(form.name, (Said(line, "I507", folded=True),))
    return Made({field: 1e15}, (Said(field, "V304/large"), *follows))


@mistake("百分数漏了百分号", *PROJECTS, LUQUAN)
def hundredfold_share(form: GoodForm) -> Made:
    """95 for 95 %: that it is far above its target follows, unless a reason stands there already."""
    field, reason = form["percent"], f"{form.row('percent')}.deviation_explanation"
    follows = () if form.contents.get(reason) else (Said(reason, "I507", folded=True),)
    return Made({field: 95.0}, (Said(field, "V304/share"), *follows))


@mistake("数量为负数", *CRITERIA)
def negative_count(form: GoodForm) -> Made:
    """In 福田 the indicator lost points before, and says why; in 罗湖 it counts violations, and loses none."""
    return Made({form["count"]: -1.0}, (Said(form["count"], "V304/count"),))


@mistake("百分比为负数", *CRITERIA)
def negative_percent(form: GoodForm) -> Made:
    """Take points; the reason is given."""
    field = form["percentage"]
    changes: Contents = {field: -0.5, f"{form.row('percentage')}.deviation_explanation": REASON}
    return Made(changes, (Said(field, "V304/percent"),))


@mistake("打分超过满分", *NAMES)
def score_above(form: GoodForm) -> Made:
    """One point more than there are; in the blank form it is typed beside the score, which then passes its maximum."""
    field, row = form["score"], form.row("score")
    most = form.number(f"{field.rpartition('.')[0]}.max_score")
    passes = Said(f"{row}.deviation_explanation", "I503", about=f"{row}.score", folded=True)
    follows = (passes,) if form.name == BLANK else ()
    return Made({field: most + 1}, (Said(field, "V304/score"), *follows))


@mistake("打分为负数", *NAMES)
def score_below(form: GoodForm) -> Made:
    """Give a reason; in 罗湖 25 of 96.5 points are gone, and 优 is no longer what the total gives."""
    field = form["score"]
    follows = (Said("stated.rating", "I512"),) if form.name == LUOHU else ()
    changes: Contents = {field: -1.0, f"{form.row('score')}.deviation_explanation": REASON}
    return Made(changes, (Said(field, "V304/score"), *follows))


@mistake("打分不在完成等级的分数段内", *SCORED)
def out_of_band(form: GoodForm) -> Made:
    """达成 is 80 to 100 % of the points; half of them are given, and the reason."""
    field, row = form["banded"], form.row("banded")
    changes: Contents = {field: form.number(f"{row}.max_score") / 2, f"{row}.deviation_explanation": REASON}
    return Made(changes, (Said(field, "V304/band"),))


# --- money ------------------------------------------------------------------------------------------------------------

written("金额没有填", "money", None, "V301/number", *NAMES)
written("金额写成文字", "money", "约三百", "V302", *NAMES)


def spent(form: GoodForm, amount: float, *, progress: float | None = None) -> Contents:
    """Return how a form says that so much was spent, and what its row of progress then says; `None`: as before.

    A progress below its target costs points, and the reason is given.
    """
    changes: Contents = {form["funding.appropriation.actual_expenditure"]: amount}
    row = _progress(form)
    if progress is not None and row:
        changes[row] = progress
        if progress < 0.9:
            changes[row.replace("actual_value", "deviation_explanation")] = REASON
    return changes


def _progress(form: GoodForm) -> str:
    try:
        return form["progress"]
    except AbsentError:
        return ""


def _apart(form: GoodForm) -> tuple[Said, ...]:
    """Return what is said where the progress is no longer the execution rate."""
    row = _progress(form)
    return (Said(row, "I510"),) if row else ()


SPENDING: Final = "funding.total_funds.actual_expenditure"


def _over(form: GoodForm) -> Said:
    return Said(SPENDING, "B402/original" if form.name == HAIDIAN else "B402")


def _budget(form: GoodForm) -> str:
    """Return the total that a form's revision and unit of money are asked of."""
    return f"funding.total_funds.{'arrived' if form.name == JINZHAI else 'final_budget'}"


@mistake("执行数大于预算数", *FUNDED)
def over_budget(form: GoodForm) -> Made:
    """330 of 300."""
    return Made(spent(form, 1.1 * MONEY, progress=1.1), (_over(form),))


@mistake("动用其他资金后超出预算", *FUNDED)
def over_with_other(form: GoodForm) -> Made:
    """300 and 30 of other money, of 300: a question only."""
    changes = spent(form, MONEY, progress=1.1)
    changes[form["funding.other_funds.actual_expenditure"]] = 0.1 * MONEY
    return Made(changes, (Said(SPENDING, "B402/other"),))


@mistake("没有预算却有支出", *FUNDED)
def without_budget(form: GoodForm) -> Made:
    """Leave a rate of 0: a budget of 0 is none that was not spent."""
    changes = spent(form, MONEY, progress=0.0)
    budgets = [each for each in form.contents if each.startswith("funding.appropriation.") and each not in changes]
    return Made(changes | {form[each]: 0.0 for each in budgets}, (Said(SPENDING, "B405"),))


@mistake("执行率偏低没有说明", *FUNDED)
def low_execution(form: GoodForm) -> Made:
    """Half of the budget."""
    return Made(spent(form, MONEY / 2, progress=0.5), (Said(RATE, "B403"),))


@mistake("执行率低于本地的说明线", SICHUAN)
def low_by_place(form: GoodForm) -> Made:
    """85 %: below the 90 % of 四川, above the 80 % of the others."""
    if form.name != SICHUAN:
        raise AbsentError(form.name)
    return Made(spent(form, 0.85 * MONEY, progress=0.85), (Said(RATE, "B403"),))


@mistake("资金没有动用但产出满分", *FUNDED)
def unspent(form: GoodForm) -> Made:
    """Two of a hundred; the progress still says 100 %."""
    said = (Said(RATE, "B403"), Said(EXECUTION, "I511", about=RATE), *_apart(form))
    return Made(spent(form, 0.02 * MONEY), said)


@mistake("预算调整很大", *REVISED)
def revised(form: GoodForm) -> Made:
    """From 200 to 300, or to 450 where the rate is of the original budget; nothing need be explained."""
    if form.name == HAIDIAN:
        changes: Contents = {form["funding.appropriation.final_budget"]: 1.5 * MONEY}
    else:
        changes = {form["funding.appropriation.original_budget"]: MONEY / 1.5}
        form["funding.appropriation.final_budget"]
    return Made(changes, (Said(_budget(form), "B404"),))


@mistake("金额按元填在万元表里", *FUNDED)
def unit_of_money(form: GoodForm) -> Made:
    """10⁴ times the budget: more than it, and no progress is 1,000,000 %."""
    said = (_over(form), Said(_budget(form), "B406", about=SPENDING), *_apart(form))
    return Made(spent(form, 10_000 * MONEY), said)


@mistake("金额为负数", *NAMES)
def negative_money(form: GoodForm) -> Made:
    """As much is added elsewhere as is taken off here, so that no total changes."""
    less, more = {
        KEY: ("tables.allocation.other.amount", "tables.allocation.labour.amount"),
        LUQUAN: ("tables.income.other.amount", "tables.income.fiscal.amount"),
        LUOHU: ("tables.tasks.task_1.other", "tables.tasks.task_1.fiscal"),
    }.get(form.name, ("funding.carryover.actual_expenditure", "funding.appropriation.actual_expenditure"))
    before = form.contents.get(less)
    by = 5.0 + (before if isinstance(before, float) else 0.0)
    return Made({form[less]: -5.0, form[more]: form.number(more) + by}, (Said(less, "V304/money"),))


@mistake("合计与分项之和不等", KEY, LUQUAN, LUOHU)
def parts_differ(form: GoodForm) -> Made:
    """By a hundredth: no rate that follows from the total changes at the digits stated."""
    field = form["sum"]
    return Made({field: round(form.number(field) + 0.01, 2)}, (Said(field, "B401"),))


@mistake("所列比率与计算不符", LUQUAN, LUOHU)
def stated_rate(form: GoodForm) -> Made:
    """90 % where it is 100 %."""
    return Made({form["stated rate"]: 0.9}, (Said(form["stated rate"], "B407"),))


@mistake("所列比率差一百倍", LUQUAN, LUOHU)
def stated_hundredfold(form: GoodForm) -> Made:
    """1 % where it is 100 %."""
    return Made({form["stated rate"]: 0.01}, (Said(form["stated rate"], "B407/hundredfold"),))


@mistake("计算用的数填了零", *CRITERIA)
def divided_by_nothing(form: GoodForm) -> Made:
    """Nothing follows from a division by 0; the total of 福田 is no longer that of its parts."""
    row = {KEY: "indicators[6]", LUOHU: "indicators[14]"}.get(form.name, "")
    field = form["divisor"]
    sums = (Said(field, "B401"),) if form.name == KEY else ()
    said = Said(f"{row}.deviation_explanation", "V301/uncomputed", about=f"{row}.score")
    return Made({field: 0.0}, (*sums, said))


# --- indicators and scores --------------------------------------------------------------------------------------------


def _shortfall(form: GoodForm) -> Contents:
    """Return how one thing of the row `short` is missing; in published forms its points were lost already."""
    return {form["falling"]: form.number(form["falling"]) - 1} if form.name in FUNDED else {}


def _explained_badly(title: str, reason: str | CellError | None, key: str) -> None:
    def make(form: GoodForm) -> Made:
        return Made(_shortfall(form) | {form["short"]: reason}, (Said(form["short"], key),))

    MISTAKES.append(Mistake(title, NAMES, make))


_explained_badly("未得满分没有说明", None, "I505")
_explained_badly("未得满分只写了无", "无", "I505")
_explained_badly("偏差原因只有省略号", "……", "V309")
_explained_badly("偏差原因是错误值", CellError.REFERENCE, "V306")


@mistake("一项要点不符合没有说明", *CRITERIA)
def criterion_missed(form: GoodForm) -> Made:
    """Lose the points of one criterion."""
    line = f"{form.row('criterion')}.deviation_explanation"
    return Made({form["criterion"]: "不符合"}, (Said(line, "I505"),))


@mistake("得满分却填了偏差原因", *NAMES)
def explained_in_vain(form: GoodForm) -> Made:
    """Nothing deviates."""
    return Made({form["full"]: REASON}, (Said(form["full"], "I506"),))


@mistake("完成值明显高于指标值没有说明", *SCORED)
def over_achieved(form: GoodForm) -> Made:
    """Twice the target."""
    field, line = form["far"], f"{form.row('far')}.deviation_explanation"
    return Made({field: 2 * form.number(field)}, (Said(line, "I507"),))


@mistake("支出进度与执行率不一致", *PROJECTS)
def progress_differs(form: GoodForm) -> Made:
    """97 % of 100 %; the target is 90 %."""
    return Made({form["progress"]: 0.97}, (Said(form["progress"], "I510"),))


@mistake("分值没有填", *FUNDED)
def points_missing(form: GoodForm) -> Made:
    """Of what is not yet complete no sum is asked."""
    return Made({form["points"]: None}, (Said(form["points"], "V301"),))


@mistake("分值合计不为一百", *FUNDED)
def points_off(form: GoodForm) -> Made:
    """One more: neither is the section's sum right."""
    field = form["points"]
    return Made({field: form.number(field) + 1}, (Said(field, "I502"), *_not_100(form)))


@mistake("分值为负数", *FUNDED)
def points_negative(form: GoodForm) -> Made:
    """All points of the form are then not 100; of the section's own sum another cell would have to speak."""
    return Made({form["points"]: -3.0}, (Said(form["points"], "V304/points"), *_not_100(form)))


def _not_100(form: GoodForm) -> tuple[Said, ...]:
    return (Said(TOTAL_POINTS, "I501"),) if form.name in FUNDED else ()


@mistake("所填总分与各项之和不等", *CRITERIA)
def stated_total(form: GoodForm) -> Made:
    """Two points more."""
    field = form["stated total"]
    return Made({field: form.number(field) + 2}, (Said(field, "I513"),))


@mistake("所填得分为负数", *CRITERIA)
def stated_score(form: GoodForm) -> Made:
    """Change a part of the sum that the stated total is held to."""
    field = form["stated score"]
    return Made({field: -1.0}, (Said(field, "V304/points"), Said(form["stated total"], "I513")))


written("所填等级与总分不符", "stated rating", "良", "I512", LUOHU)
written("所填等级不在等级之内", "stated rating", "合格", "V305", LUOHU)

# --- a target that the unit proposes, and the blank form --------------------------------------------------------------

written("指标性质没有选", "sign", None, "V301/choice", *PROPOSING)
written("指标性质写了文字", "sign", "大于", "V305", *PROPOSING)
written("指标值没有填", "target", None, "V301", *PROPOSING)
written("指标值写了文字", "target", "四十", "V302", *PROPOSING)
mistake("自拟指标没有填完成值", *PROPOSING)(partial(no_number, place="proposed"))
written("自拟指标的完成值写了文字", "proposed", "已完成", "V302", *PROPOSING)
written("编码没有填", "code", None, "V301", BLANK)
written("编码按数字填丢了末位", "code", 1234567890123456.0, "V304/code", BLANK)
written("填了一行却没有名称", "name", None, "V301", BLANK)
written("按公式得分的行又打了分", "judged", 10.0, "V304/judged", BLANK)


@mistake("百分比的指标值写成小数", *PROPOSING)
def share_confused(form: GoodForm) -> Made:
    """0.95 beside %, where 95 is meant; achieved as much."""
    changes: Contents = {form["target"]: 0.95, form["unit"]: "%", form["proposed"]: 0.95}
    return Made(changes, (Said(form["proposed"], "V304/confused"),))
