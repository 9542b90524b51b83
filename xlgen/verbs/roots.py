"""Which findings follow from another, so that one mistake is told and counted once.

A finding follows from a cell without a proper value where its own check depends on that cell, and has nothing to say
once a proper value stands there. A shown value that is wrong follows from another where it is what its formula gives
for the values shown. Nothing else is folded: whatever would stay after the root is mended stands on its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xlgen import integrity, layout, recompute, targets, terms
from xlgen.finding import Severity
from xlgen.model import to_cell
from xlgen.verbs import observed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xlgen.finding import Finding
    from xlgen.layout import Shape
    from xlgen.model import Content
    from xlgen.recompute import Contents
    from xlgen.verbs.observed import Computed, Opened

_NO_VALUE: Final = frozenset({"V301", "V302", "V304", "V306", "V308", "V309"})
"""Findings of a cell that leave its check without the value that it needs."""
_MOST_TRIED: Final = 6
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NEVER_FOLDED: Final = frozenset("XSCR")
"""Families of what is told of the file itself: a value that is mended mends none of it."""
_UNEXPLAINED: Final = "I505"
_SAID_OF_MONEY: Final = {"N609": "funding.total_funds.actual_expenditure", "N610": "execution_rate"}
"""What is said of the money spent without a line of the self-check: from which field it follows."""


def found(opened: Opened, computed: Computed, findings: Sequence[Finding]) -> dict[int, int]:
    """Return which findings follow from which: the place of each follower → the place of its root.

    Raises
    ------
    InternalError
        A formula is outside the engine's allow-list.

    """
    follows = _of_values(opened, computed, findings)
    follows |= _of_shown(opened, findings)
    return follows | _of_no_budget(opened.manifest.plan.shape, computed.read, findings, follows)


# --- what follows from a cell without a proper value --------------------------------------------------------------


def _of_values(opened: Opened, computed: Computed, findings: Sequence[Finding]) -> dict[int, int]:
    shape = opened.manifest.plan.shape
    roots = {each.field: place for place, each in enumerate(findings) if _is_root(shape, each)}
    others = [
        place
        for place, each in enumerate(findings)
        if place not in roots.values() and each.code[0] not in _NEVER_FOLDED and each.field not in roots
    ]
    if not roots or not others:
        return {}
    tried = {field: _proper(shape, field, computed.read) for field in roots}
    reached = {field: recompute.following(shape, [field]) for field, values in tried.items() if values}
    linked = {
        place: next((field for field in reached if _depends(shape, findings[place], reached[field])), None)
        for place in others
    }
    if not any(linked.values()):
        return {}
    still = _still_said(opened, computed, {field: tried[field] for field in reached})
    return {
        place: roots[field]
        for place, field in linked.items()
        if field is not None and (findings[place].code, findings[place].field) not in still
    }


def _is_root(shape: Shape, finding: Finding) -> bool:
    return (
        finding.code in _NO_VALUE
        and finding.severity is Severity.ERROR
        and finding.field in shape.places
        and shape.places[finding.field][1].role is layout.Role.INPUT
    )


def _depends(shape: Shape, finding: Finding, reached: AbstractSet[str]) -> bool:
    """Return whether the check that said it follows from the cells that `reached` is reached from."""
    if finding.code in _SAID_OF_MONEY:
        return _SAID_OF_MONEY[finding.code] in reached
    lines = (line.field for line in shape.lines for each in line.outcomes if _said_by(each, finding))
    return any(line in reached for line in lines)


def _said_by(outcome: layout.Outcome, finding: Finding) -> bool:
    return (outcome.key, outcome.about) == (finding.key, finding.field)


def _still_said(opened: Opened, computed: Computed, tried: Mapping[str, Sequence[float]]) -> frozenset[tuple[str, str]]:
    """Return what is said whichever proper values stand in the cells: code and field."""
    shape = opened.manifest.plan.shape
    most = max(map(len, tried.values()))
    inputs = [
        {**computed.read, **{field: values[min(number, len(values) - 1)] for field, values in tried.items()}}
        for number in range(most)
    ]
    formulas = {cell.field for _, cell in shape.of_role(layout.Role.FORMULA)}
    given = [{field: content for field, content in each.items() if field not in formulas} for each in inputs]
    said = [
        {(each.code, each.field) for each in observed.findings(opened, _computed(computed, own, done))}
        for own, done in zip(given, recompute.evaluate(shape, given), strict=True)
    ]
    return frozenset(set.intersection(*said))


def _computed(computed: Computed, inputs: Contents, done: Contents) -> Computed:
    return replace(computed, read=inputs | done)


def _proper(shape: Shape, field: str, read: Mapping[str, Content]) -> tuple[float, ...]:
    """Return the values that may have been meant for a cell; none where nobody can say.

    A number that stands within the words is meant, and a word for nothing means 0. Otherwise it is what such a cell
    is held against: an indicator's target, the other amounts of its line and what the shares stated elsewhere make of
    them.
    """
    cell, content = shape.places[field][1], read.get(field)
    if cell.kind is layout.Kind.TEXT:
        return ()
    if isinstance(content, str):
        if targets.tidy(content) in terms.NIL_WORDS:
            return (0.0,)
        numbers = _NUMBER.findall(targets.tidy(content))
        if len(numbers) == 1:
            share = targets.read_number(numbers[0] + ("%" if "%" in targets.tidy(content) else ""), cell.unit)
            return () if share is None else (to_cell(share),)
    return tuple(dict.fromkeys(_held_against(shape, field, read)))[:_MOST_TRIED]


def _held_against(shape: Shape, field: str, read: Mapping[str, Content]) -> Iterator[float]:
    row, _, column = field.rpartition(".")
    beside = f"{row}.target_value"
    if column == "actual_value" and isinstance(read.get(beside), float):
        yield read[beside]  # type: ignore[misc] # a number, as was asked
    if not field.startswith("funding."):
        return
    amounts = [
        value
        for other in shape.places
        if other.rpartition(".")[0] == row
        and other != field
        and isinstance(value := read.get(other), float)
        and value > 0
    ]
    yield from amounts
    shares = (read.get(other) for other in shape.places if other.endswith(".actual_value"))
    for share in shares:
        if isinstance(share, float) and 0 < share < 1:
            yield from (amount * share for amount in amounts)


# --- what follows from a shown value ------------------------------------------------------------------------------


def _of_shown(opened: Opened, findings: Sequence[Finding]) -> dict[int, int]:
    """Return the wrong shown values that are what their formulas give for the values shown."""
    shape = opened.manifest.plan.shape
    wrong = {each.field: place for place, each in enumerate(findings) if each.code == "C203"}
    if len(wrong) < 2:  # noqa: PLR2004 - one alone follows from nothing
        return {}
    shown = opened.held.shown
    reached = {field: recompute.following(shape, [field]) for field in wrong}
    follows: dict[int, int] = {}
    for field, place in wrong.items():
        above = [other for other in wrong if field in reached[other]]
        first = [other for other in above if not any(other in reached[more] for more in above)]
        if first and integrity.same(shown[field], _given(opened, field, above)):
            follows[place] = wrong[first[0]]
    return follows


def _given(opened: Opened, field: str, above: Iterable[str]) -> Content:
    """Return what a cell's formula gives where the cells `above` it hold what they show."""
    held = opened.held
    contents = {**held.inputs, **held.overwritten, **{other: held.shown[other] for other in above}}
    return recompute.evaluate(opened.manifest.plan.shape, [contents])[0].get(field)


# --- what nobody could do without money ---------------------------------------------------------------------------


def _of_no_budget(
    shape: Shape, read: Mapping[str, Content], findings: Sequence[Finding], follows: Mapping[int, int]
) -> dict[int, int]:
    """Return the unexplained scores of 0 of indicators of which nothing was done, where there was no budget."""
    if not _is_without_budget(shape, read):
        return {}
    nothing = [
        place
        for place, each in enumerate(findings)
        if each.code == _UNEXPLAINED and place not in follows and _is_nothing(each.field.rpartition(".")[0], read)
    ]
    return dict.fromkeys(nothing[1:], nothing[0]) if nothing else {}


def _is_without_budget(shape: Shape, read: Mapping[str, Content]) -> bool:
    budgets = [
        read.get(field)
        for field in shape.places
        if field.startswith("funding.total_funds.") and field.endswith("budget")
    ]
    return bool(budgets) and budgets[-1] == 0


def _is_nothing(row: str, read: Mapping[str, Content]) -> bool:
    return read.get(f"{row}.score") == 0 and read.get(f"{row}.actual_value") in {0.0, None, *terms.VERDICTS[1:]}
