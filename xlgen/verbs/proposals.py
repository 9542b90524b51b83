"""What units propose in a blank form: which project it is of, its rows filled from a record and taken out again.

A record's indicators go into the rows of their sections, in its order; on the way back only rows in use are told.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import layout, targets, terms
from xlgen.finding import Mistake, RosterError, UsageError, mistake
from xlgen.layout import Role
from xlgen.layout.blank import JUDGED
from xlgen.manifest import Manifest
from xlgen.strict import nearest
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlgen.layout import Plan
    from xlgen.model import Content, Record, Value
    from xlgen.template import Template

_KEYS: Final = (
    *("category", "name", "direction", "target_value", "unit_of_measure", "actual_value", "max_score"),
    *(JUDGED, "deviation_explanation"),
)


def manifest_of(form: Template) -> Manifest:
    """Return the manifest of a form's blank.

    Raises
    ------
    UsageError
        The form has no indicators that a unit could propose.

    """
    return Manifest(
        template=form.id,
        template_version=form.definition.version,
        template_sha256=form.sha256,
        fiscal_year=form.definition.fiscal_year,
        plan=layout.blank_plan(form),
    )


# --- which project it is --------------------------------------------------------------------------------------------


def identity(manifest: Manifest, inputs: Mapping[str, Content]) -> tuple[str, str]:
    """Return the code and name of the project that a workbook is of: as issued, else as the unit typed them.

    A code typed as a number is its digits; a text keeps its zeros. What is no code is "".
    """
    if not layout.blank.is_blank(manifest.plan):
        return manifest.code, manifest.name
    return _typed(inputs.get("project.code")), _typed(inputs.get("project.name"))


def _typed(content: Content) -> str:
    if isinstance(content, str):
        return targets.tidy(content)
    return f"{Decimal(repr(content)).normalize():f}" if isinstance(content, float) else ""


# --- filled from a record -------------------------------------------------------------------------------------------


def placed(plan: Plan, record: Record) -> Record:
    """Return a record with its indicators where they stand in a blank form: rows that it does not need are blank.

    A record's indicator that is not assessed (不适用) has no row. A score goes where a person's score is typed.

    Raises
    ------
    RosterError
        Indicators have no place in the form, or targets that a unit cannot propose; all are named.

    """
    rows = sections(plan)
    cells = {path: cell for path, (_, cell) in plan.shape.places.items()}
    judged = f"indicators[0].{JUDGED}" in cells
    keys = [key for key in _KEYS if key != JUDGED or judged]
    values = {path: value for path, value in record.values.items() if not _of_row(path)}
    values |= {f"indicators[{index}].{key}": None for index in range(len(rows)) for key in keys}
    mistakes: list[Mistake] = []
    wanted: dict[str, int] = dict.fromkeys(rows, 0)
    for index in range(record.indicator_count):
        path = f"indicators[{index}]"
        if _is_not_assessed(record, path):
            continue
        section = str(record.values.get(f"{path}.dimension"))
        if section not in wanted:
            mistakes.append(_unknown(record, f"{path}.dimension", section, list(wanted)))
            continue
        wanted[section] += 1
        if wanted[section] > rows.count(section):
            continue
        row = rows.index(section) + wanted[section] - 1
        spoken = {key: record.values.get(f"{path}.{key}") for key in keys}
        target = target_of(plan, record, path, f"indicators[{row}]")
        if isinstance(target, Mistake):
            mistakes.append(target)
        else:
            spoken |= {field.rpartition(".")[2]: value for field, value in target.items()}
        categories = cells[f"indicators[{row}].category"].choices
        if str(spoken["category"]) not in categories:
            mistakes.append(_unknown(record, f"{path}.category", str(spoken["category"]), list(categories)))
        if judged:
            spoken[JUDGED] = record.values.get(f"{path}.score")
        elif record.values.get(f"{path}.score") is not None:
            mistakes.append(mistake("computed-not-filled", f"{record.code} {path}.score"))
        values |= {f"indicators[{row}].{key}": value for key, value in spoken.items()}
        values |= {
            each.replace(path, f"indicators[{row}]"): value
            for each, value in record.values.items()
            if each.startswith((f"stated.{path}.", f"responses.{path}."))
        }
    mistakes.extend(
        mistake("blank-rows-short", record.code, label=section, found=count, most=rows.count(section))
        for section, count in wanted.items()
        if count > rows.count(section)
    )
    if mistakes:
        raise RosterError(record.code, *mistakes)
    return replace(record, values=values, indicator_count=len(rows))


def _of_row(path: str) -> bool:
    return path.removeprefix("stated.").removeprefix("responses.").startswith("indicators[")


def sections(plan: Plan) -> list[str]:
    """Return the first-level indicator of each row."""
    count = sum(path.startswith("indicators[") for path in plan.issued)
    return [str(plan.issued[f"indicators[{index}].dimension"]) for index in range(count)]


def _is_apart(record: Record, path: str) -> bool:
    """Return whether a record itself gives the cells of a target: then it is taken at its word."""
    return any(f"{path}.{key}" in record.values for key in ("direction", "unit_of_measure"))


def _is_not_assessed(record: Record, path: str) -> bool:
    target = record.values.get(f"{path}.target_value")
    found = targets.parse_target(target) if isinstance(target, str) and not _is_apart(record, path) else None
    return found is not None and found.operator is Operator.NOT_APPLICABLE


def target_of(plan: Plan, record: Record, path: str, row: str = "") -> dict[str, Value] | Mistake:
    """Return what a record's target at `path` is in its three cells, by field; or why a unit cannot propose it.

    `row` is where it stands in the form, if that is not its path. Of a target that the record does not speak of, or
    gives cell by cell, nothing is to be found.
    """
    where = f"{path}.target_value"
    if where not in record.values or _is_apart(record, path):
        return {}
    value, signs = record.values[where], layout.proposal.signs_of(plan.shape, row or path)
    found = layout.proposal.split(path, value, signs)
    if found is not None:
        return found
    worded = terms.QUALITATIVE_SIGN in signs
    known = "、".join(each for each in signs if each != terms.QUALITATIVE_SIGN)
    wanted = (terms.PROPOSABLE_OR_WORDS if worded else terms.PROPOSABLE).format(signs=known)
    return mistake("target-not-proposable", f"{record.code} {where}", found=value, wanted=wanted)


def _unknown(record: Record, path: str, word: str, known: list[str]) -> Mistake:
    near = nearest(word, known, listed=True)
    return mistake("not-of-choices", f"{record.code} {path}", found=f"“{word}”", wanted="、".join(known), near=near)


# --- taken out again ------------------------------------------------------------------------------------------------


def compacted(plan: Plan, record: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a blank form as it is submitted: rows that nothing stands in are left out."""
    filled = [cell.field for _, cell in plan.shape.of_role(Role.INPUT)]
    own = {field.rpartition(".")[2] for field in filled if field.startswith("indicators[")} | {"score"}
    kept: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    for index, row in enumerate(record["indicators"]):
        each = dict(row)
        if JUDGED in each:
            each["score"] = each.pop(JUDGED)
        if any(each.get(key) is not None for key in own) or _is_stated(record, index):
            names[f"indicators[{index}]"] = f"indicators[{len(kept)}]"
            kept.append(each)
    record["indicators"] = kept
    for group in ("stated", "responses"):
        if group in record:
            record[group] = {_renamed(key, names): value for key, value in record[group].items()}
    project = record["project"]
    record["project"] = {key: _typed(value) if key in {"code", "name"} else value for key, value in project.items()}
    return record


def _is_stated(record: Mapping[str, Any], index: int) -> bool:
    return record.get("stated", {}).get(f"indicators[{index}].score") is not None


def _renamed(key: str, names: Mapping[str, str]) -> str:
    row, point, rest = key.partition(".")
    return f"{names[row]}{point}{rest}" if row in names else key


def sole_record(records: Sequence[Record], source: Path) -> Record:
    """Return the one record that a blank form is filled with.

    Raises
    ------
    UsageError
        There are several.

    """
    if len(records) != 1:
        raise UsageError(str(source), mistake("blank-one-record", found=len(records)))
    return records[0]
