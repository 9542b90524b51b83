"""Third-level indicators under the head of another kind: a satisfaction among the quantities, a count among the costs.

Only where the name's ending or the unit leaves no doubt. Shares of completion or coverage go with several kinds, and
so does the quality of a service that is prompt: of these nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen import targets, terms
from xlgen.finding import BY_CODE, Finding, Owner
from xlgen.layout.open_rows import USED
from xlgen.narrative.quantities import plain
from xlgen.targets import Operator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlgen.layout import Plan, Shape
    from xlgen.model import Content

_BRACKETS: Final = re.compile(r"[（(【\[][^（(【\[]*[）)】\]]$")
_ENDINGS: Final = {kind: re.compile(f"(?:{endings})$") for kind, endings in terms.KIND_ENDINGS.items()}
_WORDS: Final = {kind: re.compile(words) for kind, words in terms.KIND_WORDS.items()}
_DURATION: Final = re.compile(terms.DURATION)
_MONEY: Final = tuple(terms.MONEY_UNITS)


@dataclass(frozen=True, slots=True)
class _Row:
    """What tells the kind of an indicator: its name, its target's unit ("" for none), and whether that is a date."""

    path: str
    category: str
    name: str
    unit: str
    is_number: bool
    is_date: bool = False


def issued(plan: Plan) -> Iterator[Finding]:
    """Yield N608 for each indicator that the office issued under the head of another kind."""
    for path in _paths(plan):
        text = str(plan.issued.get(f"{path}.target_value") or "")
        target = targets.parse_target(text) if text else None
        if f"{path}.parent" in plan.issued or (target and target.operator is Operator.NOT_APPLICABLE):
            continue
        yield from _mismatch(
            "N608",
            _Row(
                path,
                str(plan.issued.get(f"{path}.category") or ""),
                str(plan.issued[f"{path}.name"]),
                target.unit if target else "",
                target is not None and target.number is not None,
                target is not None and target.operator is Operator.DATE,
            ),
        )


def proposed(plan: Plan, read: Mapping[str, Content]) -> Iterator[Finding]:
    """Yield N608 for each indicator that the unit proposed under the head of another kind: that is its own to mend."""
    for path in rows(plan.shape):
        if f"{path}.{USED}" not in plan.shape.places:
            continue
        category, name, unit = (read.get(f"{path}.{key}") for key in ("category", "name", "unit_of_measure"))
        if isinstance(category, str) and isinstance(name, str):
            is_number = isinstance(read.get(f"{path}.target_value"), float)
            row = _Row(path, category, name, plain(unit) if isinstance(unit, str) else "", is_number)
            yield from _mismatch("N608/proposed", row)


def rows(shape: Shape) -> Iterator[str]:
    """Yield the path of each row of the indicator table, issued or open."""
    index = 0
    while (path := f"indicators[{index}]") and f"{path}.name" in shape.places:
        yield path
        index += 1


def _paths(plan: Plan) -> Iterator[str]:
    index = 0
    while (path := f"indicators[{index}]") and f"{path}.name" in plan.issued:
        yield path
        index += 1


def kind_of(category: str) -> str | None:
    """Return the kind of indicators that a second-level indicator is for; None where its name tells none, or two."""
    found = {kind for word, kind in terms.CATEGORY_WORDS.items() if word in category}
    if found == {terms.COST} and any(word in category for word in terms.OTHER_COSTS):
        return None
    return found.pop() if len(found) == 1 else None


def _mismatch(key: str, row: _Row) -> Iterator[Finding]:
    kind, name = kind_of(row.category), plain(row.name)
    if kind is None or not name or _is_at_home(kind, name, row):
        return
    own = _tells(name, row)
    if own is not None and own in terms.BELONGS_ELSEWHERE[kind]:
        yield Finding(
            key=key,
            severity=BY_CODE["N608"].severity,
            field=f"{row.path}.name",
            found=row.name,
            owner=Owner.FILLER if key.endswith("proposed") else None,
            detail=terms.LOOKS_LIKE.format(category=row.category, kind=own),
        )


def _is_at_home(kind: str, name: str, row: _Row) -> bool:
    """Return whether an indicator may be meant as one of a kind: by a word of it, or by its unit."""
    if kind == terms.COST and row.unit.startswith(_MONEY):
        return True
    if kind == terms.TIMELINESS and (row.is_date or _DURATION.fullmatch(row.unit)):
        return True
    return _WORDS[kind].search(name) is not None


def _tells(name: str, row: _Row) -> str | None:
    """Return the kind that a name's ending and the target tell; None where they do not, or contradict each other."""
    if row.is_date:
        return terms.TIMELINESS
    bare = _BRACKETS.sub("", name)
    kind = next((each for each, ending in _ENDINGS.items() if ending.search(bare)), None)
    money = row.unit.startswith(_MONEY)
    if kind == terms.QUANTITY:
        counted = row.is_number and row.unit not in {"", "%", "‰"} and not _DURATION.fullmatch(row.unit)
        return kind if counted and not money else None
    if kind == terms.COST:
        return kind if money else None
    # A share is a share: 满意度 of 3 分 is one too, 合格率 of 10 台 is not understood.
    return kind if not money else None
