"""Reads policies: TOML files, and lists of findings let pass as workbooks; strictly, and all mistakes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgen import strict, terms
from xlgen.finding import BY_CODE, UNVERIFIABLE_CODES, Mistake, UsageError, mistake
from xlgen.policy.decided import NONE, Policy
from xlgen.template import definition, toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Any


def read(paths: Sequence[Path]) -> Policy:
    """Return what some files decide together.

    Raises
    ------
    UsageError, XlgenError
        A file is missing or has mistakes (all are named), or two decide one code.

    """
    whole = NONE
    for path in paths:
        found = _file(path)
        twice = [mistake("word-twice", f"codes.{code}", word=code) for code in found.codes if code in whole.codes]
        if twice:
            raise UsageError(str(path), *twice)
        own = found.thresholds.model_fields_set
        whole = whole.model_copy(
            update={
                "codes": {**whole.codes, **found.codes},
                "thresholds": whole.thresholds.model_copy(update={key: getattr(found.thresholds, key) for key in own}),
                "waivers": (*whole.waivers, *found.waivers),
            }
        )
    return whole


def _file(path: Path) -> Policy:
    if path.suffix.lower() != ".toml":
        from xlgen.policy import listed  # noqa: PLC0415 - what reads workbooks loads much

        return Policy(waivers=listed.read(path))
    content, _ = toml.parsed(path)
    mistakes = list(_of_forms(content))
    found = strict.read(Policy, content)
    if not isinstance(found, Policy):
        told = {each.place for each in mistakes}
        mistakes += [each for each in found if each.place not in told]
    elif "policy" not in found.model_fields_set:
        mistakes.append(mistake("key-missing", "policy", wanted="1"))
    else:
        mistakes += _codes(found)
    if mistakes or not isinstance(found, Policy):
        raise UsageError(str(path), *mistakes)
    return found


def _of_forms(content: dict[str, Any]) -> Iterator[Mistake]:
    """Yield what belongs into a form definition: its formulas carry the threshold, and the units see them."""
    thresholds = content.get("thresholds")
    for key in thresholds if isinstance(thresholds, dict) else ():
        if key in definition.Thresholds.model_fields:
            yield mistake("threshold-of-form", f"thresholds.{key}", word=key)


def _codes(policy: Policy) -> Iterator[Mistake]:
    for code in policy.codes:
        yield from code_mistakes(code, f"codes.{code}")
    for index, each in enumerate(policy.waivers):
        yield from code_mistakes(each.code, f"waivers[{index}].code")


def code_mistakes(code: str, place: str) -> Iterator[Mistake]:
    """Yield what is wrong with deciding about a code: there is none such, or it says that nothing was computed."""
    if code not in BY_CODE:
        near = strict.nearest_code(code.upper(), BY_CODE, terms.CORRECT_IT)
        yield mistake("code-unknown", place, near=near)
    elif code in UNVERIFIABLE_CODES:
        yield mistake("code-not-decidable", place, word=code, title=BY_CODE[code].title)
