"""校验报告.html: one page that opens by itself, its data as one block of JSON, its pictures drawn as it opens."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from dataclasses import asdict, dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from xlgen import terms
from xlgen.finding import RULES
from xlgen.report.given import SEVERITIES, STATUSES, counts, cuts, department
from xlgen.report.tally import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlgen.report.given import Found, Round
    from xlgen.report.tally import Tally

FILE_NAME: Final = f"{terms.REPORT_FILE}.html"
MOST_LISTED: Final = 500
"""So many missing projects or files are listed on the page; the workbook lists all."""
_LONGEST: Final = 300
_WORDS: Final = terms.REPORT_PAGE
# What would end the block of data, or break a line of script, is written as JSON may write any character.
_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_ROWS: Final = "\x00rows\x00"
"""What stands in the page while it is made, where the rows belong: they are written one by one."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A plain table below the projects."""

    id: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    count: int | None = None
    note: str = ""
    cut: str = ""
    none: str = _WORDS["duplicates_none"]


def write(path: Path, given: Round, found: Tally) -> None:
    """Write the page; the rows are streamed, so that a large round is never held as a whole.

    Raises
    ------
    OSError
        The file cannot be written.

    """
    names, expected = sorted(found.departments), given.expected
    places = {name: index for index, name in enumerate(names)}
    page = _page(given, found, names)
    before, after = page.split(_ROWS)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(before)
        for index, result in enumerate(given.results):
            row = _row(result, places[department(result, expected)])
            file.write((",\n" if index else "\n") + _json(row))
        file.write(after)


def _json(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate of some file's name has no UTF-8.
    return text.encode("utf-8", "replace").decode().translate(_ESCAPES)


def _asset(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _page(given: Round, found: Tally, names: Sequence[str]) -> str:
    """Return the page with a mark in the place of its rows."""
    style, script = _asset("page.css"), _asset("page.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False, keep_trailing_newline=True)
    return environment.from_string(_asset("page.html")).render(
        words=_WORDS,
        year=_WORDS["year"].format(year=given.fiscal_year),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
        cards=list(_cards(given, found)),
        counts=_counts(found),
        tables=[asdict(each) for each in _tables(given, found)],
        data=Markup(_data(found, names)),  # noqa: S704 - escaped by _json
    )


def _cards(given: Round, found: Tally) -> Iterator[dict[str, object]]:
    if given.issued:
        yield {"kind": "issued", "label": _WORDS["issued"], "value": found.issued}
    yield {"kind": "received", "label": _WORDS["received"], "value": given.summary["files"]}
    for status in STATUSES:
        if status != "unverifiable" or given.summary[status]:
            yield {"kind": status, "label": _WORDS[status], "value": given.summary[status]}
    if given.issued:
        yield {"kind": "missing", "label": _WORDS["missing"], "value": found.missing}


def _counts(found: Tally) -> str:
    numbers = {each: found.severities[each] for each in SEVERITIES}
    text = _WORDS["counts"].format(explained=found.explained, waived=found.waived, **numbers)
    return text + (_WORDS["folded"].format(count=found.folded) if found.folded else "")


def _data(found: Tally, names: Sequence[str]) -> str:
    """Return the block of JSON, all but its rows."""
    codes = sorted(
        ((code, own[0]) for code, own in found.codes.items() if own[0]), key=lambda each: (-each[1], each[0])
    )
    content = {
        "words": dict(_WORDS),
        "statuses": STATUSES,
        "severities": SEVERITIES,
        "titles": dict(terms.TITLES),
        "names": names,
        "departments": sorted(found.departments.items(), key=lambda each: (-_size(each[1]), each[0])),
        "ratings": [[name, int(own[0])] for name, own in found.ratings.items()],
        "totals": list(zip(_classes(), found.totals, strict=True)),
        "codes": codes,
    }
    return f'{_json(content)[:-1]},"rows":[{_ROWS}]}}'


def _size(own: Mapping[str, int]) -> int:
    return sum(own.get(each, 0) for each in (*STATUSES, "missing"))


def _classes() -> list[str]:
    below = _WORDS["below"].format(bound=BOUNDS[0])
    between = [_WORDS["from"].format(bound=low, next=high) for low, high in itertools.pairwise(BOUNDS)]
    return [below, *between, _WORDS["full"].format(bound=BOUNDS[-1])]


# --- the rows ---------------------------------------------------------------------------------------------------------


def _row(result: Found, name: int) -> list[object]:
    """Return a file as the page's script reads it; the places stand at its beginning."""
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
        [[each["cell"], each["label"], each["formula"]] for each in facts.get("working", ())],
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
        "f": _cut(own["found"]),
        "x": _cut(own["expected"]),
        "r": own.get("response"),
        "w": own.get("waived"),
        "b": int(bool(own.get("beta"))),
        "q": int(bool(own.get("off"))),
        "l": (around or {}).get("row"),
        "z": int(known and bool(own["cell"]) and around is None),
    }
    found = {key: value for key, value in shown.items() if value or key == "s"}
    if own.get("follows") is not None:
        found["y"] = own["follows"]
    if around and around.get("cells"):
        found["a"] = {"i": around["at"], "k": around["cells"]}
    return found


def _cut(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


# --- the tables below -------------------------------------------------------------------------------------------------


def _tables(given: Round, found: Tally) -> Iterator[_Table]:
    summary = given.summary
    heads = (_WORDS["number"], _WORDS["name"], _WORDS["department"])
    missing = [(each["code"], each["name"], each["supervising_department"]) for each in summary["missing"]]
    yield _listed("missing", _WORDS["missing_head"], heads, missing, _WORDS["missing_none"])
    twice = [
        (each["code"], "、".join(each["files"]), _WORDS["counted"].format(file=each["counted"]))
        if each["counted"]
        else (each["code"], "、".join(each["files"]), _WORDS["undecided"])
        for each in summary["duplicates"]
    ]
    yield _listed("duplicates", _WORDS["duplicates"], (_WORDS["number"], _WORDS["file"], ""), twice)
    yield _listed("unexpected", _WORDS["unexpected"], (_WORDS["file"],), [(each,) for each in summary["unexpected"]])
    of_round = [
        (each["code"], _WORDS[each["severity"]], _project(each), each.get("file") or "", each["message"])
        for each in summary["findings"]
        if each["code"] != "X109"
    ]
    own = (_WORDS["key"], _WORDS["severity"], _WORDS["number"], _WORDS["file"], _WORDS["found"])
    yield _listed("round", _WORDS["round"], own, of_round)
    told = {each.get("file"): each["message"] for each in summary["findings"] if each["code"] == "X109"}
    beside = [(each, told.get(each, "")) for each in summary["attachments"]]
    yield _listed("attachments", _WORDS["attachments"], (_WORDS["file"], ""), beside)
    yield _rules(given, found)


def _project(finding: Mapping[str, Any]) -> str:
    project = finding.get("project")
    return str(project.get("code", "") if isinstance(project, dict) else project or "")


def _listed(
    name: str,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    none: str = _WORDS["duplicates_none"],
) -> _Table:
    cut = _WORDS["cut"].format(shown=MOST_LISTED, count=len(rows)) if len(rows) > MOST_LISTED else ""
    return _Table(name, title, heads, rows[:MOST_LISTED], count=len(rows), cut=cut, none=none)


def _rules(given: Round, found: Tally) -> _Table:
    heads = [_WORDS[each] for each in ("key", "check", "severity", "ran", "hits", "hit_files", "skipped")]
    sums = _WORDS["rules_sum"].format(ran=found.ran, skipped=found.skipped, failed=found.failed)
    return _Table(
        "rules",
        _WORDS["rules"],
        heads,
        list(rule_rows(found)),
        note="".join((_WORDS["rules_note"], sums, *cuts(given))),
    )


def rule_rows(found: Tally) -> Iterable[tuple[str, str, str, int, int, int, int]]:
    """Yield each check: code, title, severity, files in which it ran, findings, files with one, files without it."""
    for rule in RULES:
        hits, files, skipped = found.codes.get(rule.code, (0, 0, 0))
        severity = terms.SEVERITIES[rule.severity.value]
        yield rule.code, rule.title, severity, max(0, found.files - skipped), hits, files, skipped
