"""What units propose: open rows filled from a record and taken out again, and which project a blank form is of.

A record's indicators go into the open rows of their sections, in its order; on the way back only rows in use are told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgen import layout, targets, terms
from xlgen.finding import Mistake, RosterError, UsageError, mistake
from xlgen.layout import Role
from xlgen.layout.open_rows import JUDGED
from xlgen.layout.paths import indicator_index
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
    """Return a record with its indicators where they stand in a form: rows for more that it does not need are blank.

    Its first indicators are the issued ones; what follows goes into the open rows of its section, in order. One that is
    not assessed (不适用) has no row. A score goes where a person's score is typed.

    Raises
    ------
    RosterError
        Indicators have no place in the form, or targets that a unit cannot propose; all are named.

    """
    rows = layout.proposable(plan)
    if not rows:
        return record
    placing = _Placing(plan, record)
    inputs = (cell.field for _, cell in plan.shape.of_role(Role.INPUT))
    values = {path: value for path, value in record.values.items() if _row_of(path) < min(rows)}
    values |= {field: None for field in inputs if _row_of(field) in rows}
    free = {label: [index for index, own in rows.items() if own == label] for label in _labels(plan)}
    counts = Counter[str]()
    for index in range(min(rows), record.indicator_count):
        section = str(record.values.get(f"indicators[{index}].dimension"))
        if _is_not_assessed(record, f"indicators[{index}]"):
            continue
        if section not in free:
            placing.mistakes.append(_unknown(record, f"indicators[{index}].dimension", section, list(free)))
            continue
        counts[section] += 1
        if counts[section] <= len(free[section]):
            values |= placing.row(f"indicators[{index}]", f"indicators[{free[section][counts[section] - 1]}]")
    placing.mistakes.extend(
        mistake(
            "blank-rows-short" if layout.blank.is_blank(plan) else "spare-rows-short",
            record.code,
            label=section,
            found=count,
            most=len(free[section]),
        )
        for section, count in counts.items()
        if count > len(free[section])
    )
    if placing.mistakes:
        raise RosterError(record.code, *placing.mistakes)
    return replace(record, values=values, indicator_count=max(rows) + 1)


class _Placing:
    """What a record's indicators hold, put into open rows; `mistakes` are those found on the way."""

    def __init__(self, plan: Plan, record: Record) -> None:
        self.plan = plan
        self.record = record
        self.mistakes: list[Mistake] = []

    def row(self, path: str, row: str) -> dict[str, Value]:
        """Return what the indicator at `path` of the record is in the row at the path `row`, by field."""
        record, places = self.record, self.plan.shape.places
        judged = f"{row}.{JUDGED}" in places
        spoken = {key: record.values.get(f"{path}.{key}") for key in _KEYS if key != JUDGED}
        target = target_of(self.plan, record, path, row)
        if isinstance(target, Mistake):
            self.mistakes.append(target)
        else:
            spoken |= {field.rpartition(".")[2]: value for field, value in target.items()}
        categories = places[f"{row}.category"][1].choices
        if str(spoken["category"]) not in categories:
            self.mistakes.append(_unknown(record, f"{path}.category", str(spoken["category"]), list(categories)))
        score = record.values.get(f"{path}.score")
        if judged:
            spoken[JUDGED] = score
        elif score is not None:
            self.mistakes.append(mistake("computed-not-filled", f"{record.code} {path}.score"))
        moved = {
            each.replace(path, row): value
            for each, value in record.values.items()
            if each.startswith((f"stated.{path}.", f"responses.{path}."))
        }
        return {f"{row}.{key}": value for key, value in spoken.items()} | moved


def _row_of(path: str) -> int:
    """Return which indicator a field, or what is stated or answered beside it, belongs to; -1 if to none."""
    index = indicator_index(path.removeprefix("stated.").removeprefix("responses."))
    return -1 if index is None else index


def _labels(plan: Plan) -> tuple[str, ...]:
    """Return the first-level indicators of a form."""
    return tuple(label for label, _ in plan.shape.framework.points)


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
    """Return the record of a form as it is submitted: open rows that nothing stands in are left out."""
    rows = layout.proposable(plan)
    filled = [cell.field for _, cell in plan.shape.of_role(Role.INPUT)]
    own = {field.rpartition(".")[2] for field in filled if indicator_index(field) in rows} | {"score"}
    kept: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    for index, row in enumerate(record["indicators"]):
        each = dict(row)
        if JUDGED in each:
            each["score"] = each.pop(JUDGED)
        if index in rows and not any(each.get(key) is not None for key in own) and not _is_stated(record, index):
            continue
        names[f"indicators[{index}]"] = f"indicators[{len(kept)}]"
        kept.append(each)
    record["indicators"] = kept
    for group in ("stated", "responses"):
        if rows and group in record:
            # What is answered beside a row that is left out would be another row's.
            given = {key: value for key, value in record[group].items() if _row_of(key) < 0 or _path_of(key) in names}
            record[group] = {_renamed(key, names): value for key, value in given.items()}
    if layout.blank.is_blank(plan):
        project = record["project"]
        record["project"] = {key: _typed(value) if key in {"code", "name"} else value for key, value in project.items()}
    return record


def _is_stated(record: Mapping[str, Any], index: int) -> bool:
    return record.get("stated", {}).get(f"indicators[{index}].score") is not None


def _path_of(key: str) -> str:
    return key.partition(".")[0]


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
