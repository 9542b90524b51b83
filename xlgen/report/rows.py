"""The rows of the page's data: a file each, with what its script shows once somebody opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlgen import terms
from xlgen.report.given import SEVERITIES, STATUSES, counts, on_trial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlgen.report.given import Found, Part

_LONGEST: Final = 300
_THERE: Final = terms.FOUND.format(found="")
"""By this a message says what stands in a cell, as the cell shows it."""


def row(result: Found, name: int, part: Part) -> list[object]:
    """Return a file as the page's script reads it, whose places stand at the script's beginning.

    `name` is the place of its department among the names, `part` what the file is for its project.
    """
    verdict, facts = result.verdict, result.facts
    project, figures = verdict["project"] or {}, verdict["figures"]
    severities = [each["severity"] for each in verdict["findings"] if counts(each)]
    around = facts.get("surroundings", {})
    return [
        project.get("code", ""),
        project.get("name", ""),
        name,
        facts.get("implementing_agency", ""),
        STATUSES.index(verdict["status"]),
        *(figures.get(each) for each in ("execution_rate", "execution_score", "total_score", "rating")),
        [severities.count(each) for each in SEVERITIES],
        result.file,
        verdict["trust"],
        verdict.get("check_code"),
        [
            _finding(each, around.get(str(index)), "surroundings" in facts)
            for index, each in enumerate(verdict["findings"])
        ],
        [[each["cell"], each["label"], each["formula"].partition(" = ")[2]] for each in facts.get("working", ())],
        int(part),
        sum(map(on_trial, verdict["findings"])),
    ]


def _finding(own: Mapping[str, Any], around: Mapping[str, Any] | None, known: bool) -> dict[str, object]:  # noqa: FBT001 - read once
    """Return a finding without what is empty; found and expected only where the message does not carry them."""
    place = " ".join(each for each in (own["sheet"], own["cell"]) if each)
    shown = {
        "c": own["code"],
        "s": SEVERITIES.index(own["severity"]),
        "o": int(own["owner"] == "O"),
        "m": own["message"],
        "p": place,
        "f": _apart(own["found"], own["message"]),
        "x": _apart(own["expected"], own["message"]),
        "r": own.get("response"),
        "w": own.get("waived"),
        "b": int(bool(own.get("beta"))),
        "q": int(bool(own.get("off"))),
        "z": int(known and bool(own["cell"]) and around is None),
    }
    found = {key: value for key, value in shown.items() if value or key == "s"}
    if own.get("follows") is not None:
        found["y"] = own["follows"]
    if around and around.get("cells"):
        found["a"] = {"i": around["at"], "k": around["cells"]}
    return found


def _apart(value: object, message: str) -> str:
    """Return what is to be shown beside a message: formulas, texts that it cuts, and what it does not say at all."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return "" if _THERE in message else f"{value:,.15g}"
    text = str(value)
    if text.startswith("=") or len(text) > terms.MOST_SHOWN or _THERE not in message:
        return "" if text in message else text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return ""
