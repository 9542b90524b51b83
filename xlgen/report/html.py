"""校验报告.html: one page that opens by itself, its data as one block of JSON, its pictures drawn as it opens."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from dataclasses import asdict, dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from xlgen import terms
from xlgen.report import rows
from xlgen.report.given import SEVERITIES, STATUSES, UNDECIDED, Part, Parts, cuts, department
from xlgen.report.tally import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from xlgen.report.given import Round
    from xlgen.report.tally import Tally

FILE_NAME: Final = f"{terms.REPORT_FILE}.html"
MOST_LISTED: Final = 500
"""So many missing projects or files are listed on the page; the workbook lists all."""
_WORDS: Final = terms.REPORT_PAGE
# What would end the block of data, or break a line of script, is written as JSON may write any character.
_ESCAPES: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_ROWS: Final = "\x00rows\x00"
"""What stands in the page while it is made, where the rows belong: they are written one by one."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A plain table below the projects; the columns `short`, by their places, are not broken into lines."""

    id: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    count: int | None = None
    note: str = ""
    cut: str = ""
    none: str = _WORDS["duplicates_none"]
    short: Sequence[int] = (0,)


def write(path: Path, given: Round, found: Tally) -> None:
    """Write the page; the rows are streamed, so that a large round is never held as a whole.

    Raises
    ------
    OSError
        The file cannot be written.

    """
    names, expected = sorted(found.departments), given.expected
    places = {name: index for index, name in enumerate(names)}
    parts = Parts(given)
    page = _page(given, found, names)
    before, after = page.split(_ROWS)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(before)
        for index, result in enumerate(given.results):
            row = rows.row(result, places[department(result, expected)], parts.of(result))
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
        told=list(_told(given, found)),
        tables=[asdict(each) for each in _tables(given, found)],
        data=Markup(_data(found, names)),  # noqa: S704 - escaped by _json
    )


def _cards(given: Round, found: Tally) -> Iterator[dict[str, object]]:
    """Yield the numbers at the top: projects, each counted once, and last the files."""

    def card(kind: str, value: int, unit: str = _WORDS["projects_of"]) -> dict[str, object]:
        return {"kind": kind, "label": _WORDS[kind], "value": value, "unit": unit}

    if given.issued:
        yield card("issued", found.issued)
    for status in STATUSES:
        if status != "unverifiable" or found.statuses[status]:
            yield card(status, found.statuses[status])
    if found.statuses[UNDECIDED]:
        yield card(UNDECIDED, found.statuses[UNDECIDED])
    if given.issued:
        yield card("missing", found.missing)
    yield card("received", found.files, _WORDS["files_of"])


def _told(given: Round, found: Tally) -> Iterator[str]:
    """Yield what is said below the numbers: of the files, of the findings, of the round as a whole."""
    yield "".join(_files(given, found))
    counted = [_WORDS["counts"].format(**{each: found.severities[each] for each in SEVERITIES})]
    for key in ("trial", "explained", "waived_count", "folded"):
        count = getattr(found, key.removesuffix("_count"))
        counted += [_WORDS[f"of_{key}"].format(count=count)] if count else []
    if found.left.total():
        named = (each for each in SEVERITIES if found.left[each])
        told = "，".join(_WORDS["of_places"].format(name=_WORDS[each], count=found.left[each]) for each in named)
        counted.append(_WORDS["left_counts"].format(count=found.files - found.parts[Part.COUNTS], told=told))
    yield "".join(counted)
    several = len(given.summary["duplicates"])
    others = found.round.total() - found.round["R701"] - found.round["R702"]
    whole = (("round_missing", found.missing), ("round_several", several), ("round_others", others))
    told = "，".join(_WORDS[key].format(count=count) for key, count in whole if count)
    if told:
        yield _WORDS["round_counts"].format(told=told)


def _files(given: Round, found: Tally) -> Iterator[str]:
    """Yield how many files there are, which projects have several, and which files are of none."""
    yield _WORDS["files_told"].format(count=found.files)
    several = [
        _WORDS["several" if own["counted"] else "several_undecided"].format(code=own["code"], count=len(own["files"]))
        for own in given.summary["duplicates"]
    ]
    shown = several[: terms.MOST_LISTED]
    if several:
        more = _WORDS["several_more"].format(count=len(several)) if len(several) > len(shown) else ""
        yield _WORDS["several_told"].format(told="、".join(shown), more=more)
    if found.parts[Part.OUTSIDE]:
        named = (each for each in STATUSES if found.outside[each])
        told = "、".join(_WORDS["of_files"].format(name=_WORDS[each], count=found.outside[each]) for each in named)
        yield _WORDS["outside_told"].format(count=found.parts[Part.OUTSIDE], told=told)


def _data(found: Tally, names: Sequence[str]) -> str:
    """Return the block of JSON, all but its rows."""
    codes = sorted(found.hits.items(), key=lambda each: (-each[1], each[0]))
    departments = sorted(found.departments.items(), key=lambda each: (-_size(each[1]), each[0]))
    content = {
        "words": dict(_WORDS),
        "statuses": [*STATUSES, UNDECIDED],
        "severities": SEVERITIES,
        "titles": dict(terms.TITLES),
        "names": names,
        "departments": [each for each in departments if _size(each[1])],
        "ratings": [[name, int(own[0])] for name, own in found.ratings.items()],
        "totals": list(zip(_classes(), found.totals, strict=True)),
        "codes": codes,
    }
    return f'{_json(content)[:-1]},"rows":[{_ROWS}]}}'


def _size(own: Mapping[str, int]) -> int:
    return sum(own.get(each, 0) for each in (*STATUSES, UNDECIDED, "missing"))


def _classes() -> list[str]:
    below = _WORDS["below"].format(bound=BOUNDS[0])
    between = [_WORDS["from"].format(bound=low, next=high) for low, high in itertools.pairwise(BOUNDS)]
    return [below, *between, _WORDS["full"].format(bound=BOUNDS[-1])]


# --- the tables below -------------------------------------------------------------------------------------------------


def _tables(given: Round, found: Tally) -> Iterator[_Table]:
    summary = given.summary
    yield _missing(given, found)
    twice = [
        (each["code"], "、".join(each["files"]), _WORDS["counted"].format(file=each["counted"]))
        if each["counted"]
        else (each["code"], "、".join(each["files"]), _WORDS["undecided_told"])
        for each in summary["duplicates"]
    ]
    yield _listed("duplicates", _WORDS["duplicates"], (_WORDS["number"], _WORDS["file"], ""), twice)
    unexpected = [(each,) for each in summary["unexpected"]]
    yield replace(_listed("unexpected", _WORDS["unexpected"], (_WORDS["file"],), unexpected), short=())
    yield _of_round(summary)
    told = {each.get("file"): each["message"] for each in summary["findings"] if each["code"] == "X109"}
    beside = [(each, told.get(each, "")) for each in summary["attachments"]]
    yield replace(_listed("attachments", _WORDS["attachments"], (_WORDS["file"], ""), beside), short=())
    yield _rules(given, found)


def _missing(given: Round, found: Tally) -> _Table:
    """Return the projects that are missing, and what the office let pass of them."""
    passed = {
        _project(each): _WORDS["waived"].format(**each["waived"])
        for each in given.summary["findings"]
        if each["code"] == "R701" and each.get("waived")
    }
    keys = ("code", "name", "supervising_department")
    heads = [_WORDS["number"], _WORDS["name"], _WORDS["department"]]
    missing = [[str(each[key]) for key in keys] for each in given.summary["missing"]]
    if passed:
        heads, missing = [*heads, ""], [[*each, passed.get(each[0], "")] for each in missing]
    none = _WORDS["missing_none"].format(count=found.issued) if given.issued else _WORDS["unknown"]
    return _listed("missing", _WORDS["missing_head"], heads, missing, none)


def _of_round(summary: Mapping[str, Any]) -> _Table:
    """Return what is said of the round as a whole; what is missing or came twice is listed in tables of its own."""
    elsewhere = {"R701", "R702", "X109"}
    found = [
        (each["code"], _WORDS[each["severity"]], _project(each), each.get("file") or "", each["message"])
        for each in summary["findings"]
        if each["code"] not in elsewhere
    ]
    heads = (_WORDS["key"], _WORDS["severity"], _WORDS["number"], _WORDS["file"], _WORDS["found"])
    note = _WORDS["round_note"] if summary["missing"] or summary["duplicates"] else ""
    return replace(_listed("round", _WORDS["round"], heads, found), note=note, short=(0, 1, 2))


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
    return _Table(
        "rules",
        _WORDS["rules"],
        terms.RULE_HEADS,
        [each.cells for each in found.rules.rows()],
        note="".join((_WORDS["rules_note"], found.rules.sums(), *cuts(given))),
        short=(0, 2),
    )
