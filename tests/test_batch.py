"""Many files: one that breaks us costs itself, the others are judged; what the round came to."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

import xlgen
from xlgen import batch, collection, ledger, terms
from xlgen.finding import InternalError, Status, UsageError, mistake
from xlgen.results import Result
from xlgen.verbs.verify import judge_each, open_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlgen.reader import Source
    from xlgen.verbs.observed import Computed, Opened
    from xlgen.verbs.verdict import Verdict


def _statuses(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {each.file.rpartition("/")[2][:4]: each.status.value for each in verdicts}


def test_a_file_that_breaks_the_reading_is_unverifiable_and_the_others_are_judged(
    filled: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaking(source: Source, *more: Any) -> Opened | Verdict:
        if source.path.name.startswith("P002"):
            raise ZeroDivisionError
        return open_file(source, *more)

    monkeypatch.setattr("xlgen.batch.judging.open_file", breaking)
    with caplog.at_level(logging.WARNING):
        verdicts = list(xlgen.verify([filled]))

    assert len(verdicts) == 8
    assert _statuses(verdicts)["P002"] == "unverifiable"
    assert ["X108"] == [each.code for each in verdicts[1].findings]
    assert "ZeroDivisionError" in caplog.text  # the trace is logged; no cell contents are


def test_a_folder_that_cannot_be_looked_into_is_told_and_the_others_are_judged(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (open_form,) = filled.glob("P003*")
    shutil.copy(open_form, tmp_path / "P003.xlsx")
    (tmp_path / "教育局").mkdir()
    scanned = os.scandir
    denied = mock.Mock(side_effect=lambda path: scanned(path) if "教育局" not in path else scanned(tmp_path / "无"))
    monkeypatch.setattr(os, "scandir", denied)

    told = {each.file.rpartition("/")[2]: each for each in xlgen.verify([tmp_path])}

    assert "accepted" == told["P003.xlsx"].status.value
    assert ["X108/denied"] == [each.key for each in told["教育局"].findings]
    assert "权限" in terms.SENTENCES["X108/denied"]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_a_link_that_leads_round_in_a_circle_is_told_and_followed_by_nobody(filled: Path, tmp_path: Path) -> None:
    (open_form,) = filled.glob("P003*")
    (tmp_path / "收回").mkdir()
    shutil.copy(open_form, tmp_path / "收回" / "P003.xlsx")
    (tmp_path / "收回" / "上一层").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "绕圈.xlsx").symlink_to("绕圈.xlsx")

    told = {each.file.removeprefix(f"{tmp_path.as_posix()}/"): each.findings for each in xlgen.verify([tmp_path])}

    assert {"收回/P003.xlsx", "绕圈.xlsx"} == set(told)
    assert ["X108/denied"] == [each.key for each in told["绕圈.xlsx"]]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "P003.xlsx").symlink_to(tmp_path / "U盘" / "P003.xlsx")

    (told,) = xlgen.verify([tmp_path])

    assert ["X108/denied"] == [each.key for each in told.findings]


def test_the_folder_of_the_report_is_passed_over_among_the_returns(filled: Path, tmp_path: Path) -> None:
    (open_form,) = filled.glob("P003*")
    (tmp_path / "报告" / "退回修改").mkdir(parents=True)
    shutil.copy(open_form, tmp_path / "报告" / "退回修改" / "P003.xlsx")
    shutil.copy(open_form, tmp_path / "P003.xlsx")

    assert 2 == len(batch.collect([tmp_path]).sources)
    assert [f"{tmp_path.as_posix()}/P003.xlsx"] == list(batch.collect([tmp_path], tmp_path / "报告").sources)


def test_files_here_are_named_without_the_folder(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (open_form,) = filled.glob("P003*")
    (tmp_path / "收回").mkdir()
    shutil.copy(open_form, tmp_path / "收回" / "P003.xlsx")
    shutil.copy(open_form, tmp_path)
    monkeypatch.chdir(tmp_path)

    assert [open_form.name, "收回/P003.xlsx"] == list(batch.collect(["."]).sources)


def test_a_file_that_breaks_the_judging_is_found_among_its_chunk(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(opened: Sequence[Opened]) -> list[tuple[Verdict, Computed]]:
        if any("P003" in each.file for each in opened):
            raise InternalError("x", mistake("reference-circular"))
        return judge_each(opened)

    monkeypatch.setattr("xlgen.batch.judging.judge_each", breaking)

    found = _statuses(list(xlgen.verify([filled])))

    assert {"P003"} == {code for code, status in found.items() if status == "unverifiable"}
    assert len(found) == 8


def test_chunks_do_not_change_the_verdicts(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [each.to_json() for each in xlgen.verify([filled])]

    monkeypatch.setattr(batch, "MOST", 3)

    assert whole == [each.to_json() for each in xlgen.verify([filled])]


@pytest.mark.parametrize("before", [True, False])
def test_garbage_is_looked_for_as_before_once_files_are_judged(filled: Path, before: bool) -> None:  # noqa: FBT001
    (gc.enable if before else gc.disable)()
    try:
        list(xlgen.verify(list(filled.glob("P003*"))))

        assert before == gc.isenabled()
    finally:
        gc.enable()


def test_verdicts_come_in_the_order_of_the_paths(filled: Path) -> None:
    files = sorted(filled.glob("*.xlsx"), reverse=True)

    assert sorted(path.as_posix() for path in files) == [each.file for each in xlgen.verify(files)]


def test_a_missing_path_is_told_before_anything_is_judged(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有这个文件或文件夹"):
        xlgen.verify([filled, tmp_path / "没有"])


def test_what_is_missing_and_what_was_never_issued_is_known_from_the_ledger(
    issued: Path, filled: Path, tmp_path: Path
) -> None:
    register = tmp_path / ledger.FILE_NAME
    known = [each for each in ledger.read(issued / ledger.FILE_NAME) if each.code in {"P001", "P002", "P003"}]
    ledger.add(register, known)
    paths = [next(filled.glob("P002*")), next(filled.glob("P004*"))]

    verdicts = list(xlgen.verify(paths, ledger=register))
    with batch.store(None) as kept:
        kept.add(("", Result(file=each.file, verdict=each.to_json(), facts={})) for each in verdicts)
        whole = collection.close(kept, (), collection.Taking(ledger=register))

    found = whole["summary"]
    assert ["P001", "P003"] == [each["code"] for each in found["missing"]]
    assert [str(paths[1])] == found["unexpected"]
    assert ["ledger", "digest-only"] == [each.trust for each in verdicts]
    assert 0 == collection.exit_code(whole)
    assert [Status.ACCEPTED, Status.FLAGGED] == [each.status for each in verdicts]  # P004 copies its objective


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ({}, 0),
        ({"accepted": 3, "flagged": 2}, 0),
        ({"accepted": 3, "sent-back": 1}, 1),
        ({"sent-back": 1, "unverifiable": 1}, 3),
    ],
)
def test_the_exit_code_follows_the_worst_that_became_of_a_file(statuses: dict[str, int], code: int) -> None:
    summary = {"summary": {each.value: 0 for each in Status} | {"findings": [], "final": False} | statuses}

    assert code == collection.exit_code(summary)
