"""A second implementation of the form in exact arithmetic, from the rules in words; it knows no xlgen.

A template's file and what a form was issued with, both as plain data, say what the form is; with what stands in its
cells (field path → content) that gives every formula cell of every sheet.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracle import code, evaluation, money, scores
from tests.oracle.cells import Answer, Error, Given, shown, word
from tests.oracle.form import EXECUTION_MAX, OPEN, Form, Indicator, read_template, written_number
from tests.oracle.lines import lines_of
from tests.oracle.questions import MISSING
from tests.oracle.view import View
from tests.oracle.words import ALL_DONE, NOT_APPLICABLE, SENTENCES, SOME_LEFT, severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "ALL_DONE",
    "EXECUTION_MAX",
    "NOT_APPLICABLE",
    "SENTENCES",
    "Answer",
    "Error",
    "Form",
    "Given",
    "Indicator",
    "answers",
    "figures",
    "keys_of",
    "lines_of",
    "may_warn",
    "read_template",
    "written_number",
]


def figures(form: Form, contents: Mapping[str, Given]) -> dict[str, Answer]:
    """Return what every formula cell of the form itself shows, by field path."""
    return _with_figures(form, contents).found


def _with_figures(form: Form, contents: Mapping[str, Given]) -> View:
    view = View(contents)
    money.fill(form, view)
    form.tables.fill(view)
    evaluation.fill(form, view)
    for row in form.counted_rows:
        if row.kind == OPEN:
            fields = [
                field for field in form.inputs if row.path in {field.rpartition(".")[0], field[7:].rpartition(".")[0]}
            ]
            view.found[f"{row.path}.used"] = "" if all(view.blank(field) for field in fields) else Decimal(1)
        if not row.person_decides:
            view.found[f"{row.path}.score"] = scores.score(form, row, view)
    money.fill_totals(form, view)
    return view


def answers(
    form: Form, contents: Mapping[str, Given], order: Sequence[str], counted: Sequence[tuple[str, bool]] = ()
) -> dict[str, Answer]:
    """Return what every formula cell of form and self-check shows, by field path.

    `order` tells which field each line of the self-check is about, `counted` which fields the check code is over, in
    order, and whether they are money.
    """
    view = _with_figures(form, contents)
    checks = form.template["checks"]
    asked, levels, left = lines_of(form), checks.get("levels", {}), 0
    needed = missing = 0
    for index, field in enumerate(order):
        key = next((each.key for each in asked[field] if each.holds(view)), "")
        # A check that is switched off says nothing, nor does what comes after it.
        key = key if key.partition("/")[0] in checks["apply"] else ""
        mark = _mark(key, levels, answered=not (view.blank(f"responses.{field}") or view.broken(f"responses.{field}")))
        left += mark in {"✗", "？"}
        view.found[f"self_check[{index}].key"] = key
        view.found[f"self_check[{index}].mark"] = mark
        view.found[f"self_check[{index}].message"] = SENTENCES[key] if key else _length(form, field, view)
        needed += any(each.key in MISSING for each in asked[field]) and _is_needed(form, field, view)
        missing += key in MISSING
    summary = SOME_LEFT.format(count=left) if left else ALL_DONE
    view.found |= {"self_check.summary": summary, "self_check.status": f"自查：{summary}"}
    if any(each.key in MISSING for field in order for each in asked[field]) and not form.blank:
        view.found["self_check.progress"] = shown(1 - Fraction(missing, max(1, needed)))
    code.fill(view, counted, form.template["amount_unit"])
    return view.found


def _is_needed(form: Form, field: str, view: View) -> bool:
    """Whether a field must be filled in: of an open row once it is in use, but for the score that a person gives."""
    row, _, key = field.rpartition(".")
    if not any(each.path == row and each.kind == OPEN for each in form.indicators):
        return True
    return view.in_use(row) and key != "judged_score"


def _length(form: Form, field: str, view: View) -> str:
    """Return what a line says of a text that is all right and has a bound: how long it is."""
    longest = form.template["objective"][field.partition(".")[2]].get("longest") if "objective." in field else None
    length = len(word(view.at(field)))
    if not longest or not length or view.broken(field):
        return ""
    return f"已写 {length} 字，还可写 {longest - length} 字。"


def _mark(key: str, levels: Mapping[str, str], *, answered: bool) -> str:
    if not key:
        return "✓"
    marks = {"error": "✗", "warning": "✓" if answered else "？", "note": "※"}
    return marks[severity(key, levels)]


def keys_of(form: Form, field: str) -> set[str]:
    """Return what the line of a field may say."""
    applied = form.template["checks"]["apply"]
    return {each.key for each in lines_of(form)[field] if each.key.partition("/")[0] in applied}


def may_warn(form: Form, field: str) -> bool:
    """Whether the line of a field may say something that an answer settles."""
    levels = form.template["checks"].get("levels", {})
    if field.startswith("stated.") and field.endswith("score") and field != "stated.total_score":
        return True  # a stated score below its rule is asked about when the form comes back
    return any(severity(key, levels) == "warning" for key in keys_of(form, field))
