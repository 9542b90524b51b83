"""A whole round through the command: 1,050 forms issued, 1,000 projects back under names that say nothing.

Most come back as they were issued, for what they hold does not matter here; those that count twice or are corrected are
filled in.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import xlgen
from tests.conftest import RECORDS, ROOT
from tests.hostile import zipped
from xlgen import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ISSUED: Final = 1050
MISSING, OLD, TWICE, CORRECTED = 50, 10, 20, 50
STRANGERS: Final = 15
PACKED: Final = 100
BESIDE: Final = {"扫描件.pdf": b"%PDF-1.4\n", "盖章页.jpg": b"\xff\xd8\xff\xe0"}
EACH_BESIDE: Final = 30


@dataclass(frozen=True)
class Round:
    """What was done, by project codes, and what the command said of it the first time and after the corrections."""

    missing: Sequence[str]
    old: Sequence[str]
    twice: Sequence[str]
    strangers: Sequence[str]
    corrected: Sequence[str]
    beside: Sequence[str]
    first: tuple[list[dict[str, Any]], dict[str, Any]]
    second: tuple[list[dict[str, Any]], dict[str, Any]]


def _records(folder: Path, codes: Iterable[str], target: str = "10台") -> Path:
    """Return a folder of records: one real project under so many codes."""
    folder.mkdir(exist_ok=True)
    record = json.loads((RECORDS / "P003.json").read_text("utf-8"))
    for code in codes:
        record["project"] |= {"code": code, "name": f"购置费{code}", "supervising_department": f"{code[-1]}局"}
        record["indicators"][0] |= {"target_value": target, "actual_value": target}
        (folder / f"{code}.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return folder


def _by_code(paths: Iterable[Path]) -> dict[str, bytes]:
    return {path.name.partition("_")[0]: path.read_bytes() for path in paths}


def _issue(records: Path, folder: Path) -> dict[str, bytes]:
    """Return the forms that the command issues."""
    _run("generate", records, "-o", folder)
    return _by_code(folder.glob("*_*.xlsx"))


def _fill(issued: Path, records: Path, codes: Iterable[str], folder: Path) -> dict[str, bytes]:
    """Return the forms of some projects filled in from their records."""
    folder.mkdir()
    filled = [xlgen.fill(next(issued.glob(f"{code}_*")), records / f"{code}.json", folder)[0] for code in codes]
    return _by_code(filled)


def _run(*arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "xlgen", *map(str, arguments)], capture_output=True, cwd=ROOT, check=False
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    return done.stdout.decode()


def _verified(folder: Path, register: Path, today: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the verdicts, and the summary."""
    told = _run("verify", folder, "--ledger", register, "--json", "-", "--today", today)
    *verdicts, last = map(json.loads, told.splitlines())
    return verdicts, last["summary"]


def _deliver(forms: Sequence[bytes], folder: Path, chooser: random.Random) -> None:
    """Lay forms into a folder under names that say nothing: some in archives, one of these in another."""
    names = [f"新建 XLSX 工作表 ({number}).xlsx" for number in range(len(forms))]
    chooser.shuffle(names)
    files = dict(zip(names, forms, strict=True))
    (folder / "微信").mkdir(parents=True)
    for place, (name, content) in zip(itertools.cycle([folder, folder / "微信"]), [*files.items()][PACKED:]):
        (place / name).write_bytes(content)
    packed = iter([*files.items()][:PACKED])
    inner, outer = (dict(itertools.islice(packed, each)) for each in (30, 30))
    (folder / "教育局.zip").write_bytes(zipped(outer | {"再压一层.zip": zipped(inner, gbk=True)}, gbk=True))
    (folder / "卫健委.zip").write_bytes(zipped(dict(packed)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """Return the round once it was verified, corrected and verified again."""
    folder, chooser = tmp_path_factory.mktemp("round"), random.Random(8)
    issued, returned = folder / "下发", folder / "收回"
    codes = [f"P{number:04}" for number in range(1, ISSUED + 1)]
    records = _records(folder / "名单", codes)
    chooser.shuffle(codes)
    parts = iter(codes)
    missing, old, twice, corrected = (
        sorted(itertools.islice(parts, count)) for count in (MISSING, OLD, TWICE, CORRECTED)
    )
    forms = _issue(records, issued)
    _issue(_records(records, old, "12台"), issued)  # beside the forms of the first issue
    strangers = [f"X{number:04}" for number in range(STRANGERS)]
    foreign = _issue(_records(folder / "别处名单", strangers), folder / "别处")
    filled = _fill(issued, records, (*twice, *corrected), folder / "填报")

    # What is corrected later lies beside the others first, to be taken away.
    _deliver(
        [forms[code] for code in codes if code not in {*missing, *corrected}]
        + [filled[code] for code in twice]
        + [*foreign.values()],
        returned,
        chooser,
    )
    for code in corrected:
        (returned / f"{code}初次.xlsx").write_bytes(forms[code])
    beside = sorted(f"{number:02}{name}" for number in range(EACH_BESIDE) for name in BESIDE)
    for name in beside:
        (returned / name).write_bytes(BESIDE[name[2:]])
    first = _verified(returned, issued / ledger.FILE_NAME, "2026-03-20")

    for code in corrected:
        (returned / f"{code}初次.xlsx").unlink()
        (returned / f"重报{code}.xlsx").write_bytes(filled[code])
    second = _verified(returned, issued / ledger.FILE_NAME, "2026-04-02")
    shutil.rmtree(folder)
    return Round(missing, old, twice, strangers, corrected, beside, first, second)


def _codes(listed: Iterable[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in listed]


def _names(paths: Iterable[str]) -> Iterator[str]:
    return (Path(each).name for each in paths)


def test_the_lists_of_a_round_of_files_are_exact(whole: Round) -> None:
    verdicts, found = whole.first

    assert (ISSUED, ISSUED - MISSING) == (found["issued"], found["received"])
    assert ISSUED - MISSING + TWICE + STRANGERS == found["files"] == len(verdicts)
    assert whole.missing == _codes(found["missing"])
    assert whole.twice == _codes(found["duplicates"])
    assert whole.old == sorted(_codes(found["superseded"]))
    of_file = {each["file"]: each["project"]["code"] for each in verdicts}
    assert whole.strangers == sorted(of_file[each] for each in found["unexpected"])
    assert dict.fromkeys(whole.twice, 2) == {
        each["code"]: sum(of_file[file] == each["code"] for file in each["files"]) for each in found["duplicates"]
    }
    assert whole.beside == sorted(_names(found["attachments"]))
    assert PACKED == sum(".zip!/" in each for each in of_file)
    assert 30 == sum("再压一层.zip!/新建 XLSX 工作表" in each for each in of_file)


def test_a_second_run_shows_exactly_the_corrections(whole: Round) -> None:
    _, found = whole.second

    changes = [{"code": code, "from": "sent-back", "to": "accepted"} for code in whole.corrected]
    assert {"new": [], "withdrawn": [], "changed": changes} == found["changed"]
    assert (1, 2) == (whole.first[1]["round"], found["round"])
    same = ("issued", "received", "files", "missing", "duplicates", "superseded", "attachments")
    assert {key: whole.first[1][key] for key in same} == {key: found[key] for key in same}
