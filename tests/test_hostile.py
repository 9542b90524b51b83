"""Hostile and broken files: each is refused in its own words or read, and the round goes on."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xlgen
from tests.hostile import HOSTILE, PASSWORD, Hostile, flagged, form, locked, zipped
from tests.packages import packed, parts
from xlgen import batch, reader
from xlgen.finding import Status
from xlgen.reader import StoredWorkbook

if TYPE_CHECKING:
    from xlgen.verbs.verdict import Verdict

GOOD = "P003 好的.xlsx"
MEMORY = 250_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of all hostile files and one good form."""
    made = tmp_path_factory.mktemp("hostile")
    for each in HOSTILE:
        (made / each.name).write_bytes(each.content())
    (made / GOOD).write_bytes(form())
    return made


@pytest.fixture(scope="module")
def verdicts(folder: Path) -> dict[str, Verdict]:
    """Return what is said of each, by the name under the folder; all of one archive stand under its name."""
    return {Path(each.file).relative_to(folder).parts[0].rstrip("!"): each for each in xlgen.verify([folder])}


def _said(verdict: Verdict) -> tuple[str, ...]:
    return tuple(sorted(each.code for each in verdict.findings if each.code[0] in "XS"))


@pytest.mark.parametrize("hostile", [each for each in HOSTILE if not each.attached], ids=lambda each: each.name)
def test_each_hostile_file_is_refused_or_read_with_its_code(hostile: Hostile, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[hostile.name]

    assert hostile.said == _said(verdict)
    assert hostile.opens == (verdict.project is not None)
    if not hostile.opens:
        assert Status.SENT_BACK == verdict.status


def test_what_is_no_form_is_an_attachment_with_what_to_do(folder: Path) -> None:
    found = batch.collect([folder])

    assert {each.name: each.attached for each in HOSTILE if each.attached} == {
        Path(name).name: key for name, key in found.attachments.items()
    }


def test_the_good_form_among_them_is_accepted(verdicts: dict[str, Verdict]) -> None:
    assert Status.ACCEPTED == verdicts[GOOD].status
    assert 1 + sum(1 for each in HOSTILE if not each.attached) == len(verdicts)


def test_what_is_said_of_a_refused_file_stands_from_grave_to_light(verdicts: dict[str, Verdict]) -> None:
    assert ["S101", "X105", "X106"] == [each.code for each in verdicts["DDE.ods"].findings]


def test_none_of_them_is_larger_than_a_megabyte(folder: Path) -> None:
    assert [] == [each.name for each in folder.iterdir() if each.stat().st_size > 1_000_000]


_READ_ALL = """
import resource, sys
from pathlib import Path
from xlgen import batch, reader
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
with reader.Reader() as opening:
    for source in batch.collect([Path(sys.argv[1])]).sources.values():
        opening.read(source)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such bound")
def test_all_of_them_are_read_within_a_bound_of_memory(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _READ_ALL, str(folder), str(MEMORY)], capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize("kept", [*range(0, len(form()), 331), len(form()) - 1, len(form()) - 22])
def test_a_form_cut_off_anywhere_cannot_be_read(kept: int) -> None:
    assert str(reader.parse(form()[:kept])).startswith("X101")


PACKINGS = {"packed": form(), "stored": packed(parts(form()), zipfile.ZIP_STORED)}


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_damaged_form_is_refused_or_holds_the_same_record(packing: str, tmp_path: Path) -> None:
    whole, path = PACKINGS[packing], tmp_path / "收回.xlsx"
    path.write_bytes(whole)
    record = xlgen.extract(path)
    opened = 0

    @settings(max_examples=250, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(1, 255)), min_size=1, max_size=4))
    def damaged(changes: list[tuple[int, int]]) -> None:
        nonlocal opened
        content = bytearray(whole)
        for position, change in changes:
            content[position] ^= change
        if isinstance(reader.parse(bytes(content)), StoredWorkbook):
            path.write_bytes(content)
            opened += 1
            assert record == xlgen.extract(path)

    damaged()
    assert opened  # some damage touches what nobody reads: otherwise nothing was compared


DAMAGED = {"旧宏.xls": 150, "DDE.ods": 150, "加密.xlsx": 15, "几份表.xlsx": 50}
"""How often each is damaged; what is locked takes a while to be opened."""


@pytest.mark.parametrize(("name", "times"), DAMAGED.items())
def test_damage_to_other_formats_never_raises(name: str, times: int) -> None:
    whole = next(each for each in HOSTILE if each.name == name).content()

    @settings(max_examples=times, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(1, 255)), min_size=1, max_size=8))
    def damaged(changes: list[tuple[int, int]]) -> None:
        content = bytearray(whole)
        for position, change in changes:
            content[position] ^= change
        assert isinstance(reader.parse(bytes(content)), str | StoredWorkbook)

    damaged()


def _names(found: reader.Found, folder: Path) -> list[str]:
    return [Path(each).relative_to(folder).as_posix() for each in found.sources]


def test_archives_are_gone_through_one_within_another(tmp_path: Path) -> None:
    inner = zipped({"P003_购置费.xlsx": form(), "再压一层.zip": zipped({"P004.xlsx": b"x"})}, gbk=True)
    outer = {"综合科/P003 报送.xlsx": form(), "二科.zip": inner, "照片.jpg": b"x", "__MACOSX/._P003.xlsx": b"x"}
    (tmp_path / "报送.zip").write_bytes(zipped(outer, gbk=True))

    found = batch.collect([tmp_path])
    verdicts = list(xlgen.verify([tmp_path]))

    assert ["报送.zip!/二科.zip!/P003_购置费.xlsx", "报送.zip!/综合科/P003 报送.xlsx"] == _names(found, tmp_path)
    assert ["X109", "X109", "X109/packed"] == sorted(found.attachments.values())
    assert [Status.ACCEPTED, Status.ACCEPTED] == [each.status for each in verdicts]
    assert ["P003", "P003"] == [each.project["code"] for each in verdicts if each.project]
    assert [each.name for each in found.sources.values()] == [each.file for each in verdicts]


def test_names_in_an_archive_are_read_as_utf8_and_as_gbk(tmp_path: Path) -> None:
    for gbk in (False, True):
        (tmp_path / f"{gbk}.zip").write_bytes(zipped({"石家庄市鹿泉区（2022）.xlsx": form()}, gbk=gbk))

    assert ["False.zip!/石家庄市鹿泉区（2022）.xlsx", "True.zip!/石家庄市鹿泉区（2022）.xlsx"] == _names(
        batch.collect([tmp_path]), tmp_path
    )


def test_two_files_of_one_name_in_an_archive_are_both_read(tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped({"P003.xlsx": form()}))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("P003.xlsx", form())
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())

    assert ["a.zip!/P003.xlsx", "a.zip!/P003.xlsx#2"] == _names(batch.collect([tmp_path]), tmp_path)
    assert [Status.ACCEPTED] * 2 == [each.status for each in xlgen.verify([tmp_path])]


def test_a_locked_form_opens_with_its_password(tmp_path: Path) -> None:
    path = tmp_path / "P003.xlsx"
    path.write_bytes(locked(form()))

    without, wrong, right = (next(iter(xlgen.verify([path], password=each))) for each in ("", "x", PASSWORD))

    assert ["X102", "X102/password"] == [each.findings[0].key for each in (without, wrong)]
    assert (Status.ACCEPTED, ()) == (right.status, _said(right))


def test_a_form_locked_against_changes_only_opens_as_excel_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "P003.xlsx"
    path.write_bytes(locked(form(), "VelvetSweatshop"))

    assert Status.ACCEPTED == next(iter(xlgen.verify([path]))).status


def test_a_password_that_does_not_open_an_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(flagged(zipped({"P003.xlsx": form()})))

    assert ["X102/password"] == [each.findings[0].key for each in xlgen.verify([tmp_path], password=PASSWORD)]


def test_a_wrong_ending_does_not_hide_a_form(tmp_path: Path) -> None:
    for ending in (".xls", ".et", ".zip", ".docx", ".bak", ""):
        (tmp_path / f"P003{ending}").write_bytes(form())

    verdicts = list(xlgen.verify([tmp_path]))

    assert [(Status.ACCEPTED, ())] * 6 == [(each.status, _said(each)) for each in verdicts]


def test_the_command_names_what_must_be_unpacked_or_saved_otherwise(tmp_path: Path) -> None:
    for each in HOSTILE:
        if each.attached:
            (tmp_path / each.name).write_bytes(each.content())
    shutil.copytree(tmp_path, tmp_path / "一科")
    command = [sys.executable, "-m", "xlgen", "verify", str(tmp_path)]

    shown = subprocess.run(command, capture_output=True, check=False).stdout.decode()
    lines = subprocess.run([*command, "--json", "-"], capture_output=True, check=False).stdout.decode().splitlines()

    assert "另有 20 个其他文件，没有校验" in shown
    assert (
        f"{(tmp_path / 'P003.et').as_posix()}：是 WPS 表格的专用格式，未校验。请在 WPS 中另存为 .xlsx 后重新报送。"
        in shown
    )
    summary = json.loads(lines[-1])["summary"]
    assert {"X109"} == {each["code"] for each in summary["findings"]}
    assert summary["attachments"] == [each["file"] for each in summary["findings"]]


def test_the_command_opens_what_is_locked(tmp_path: Path) -> None:
    (tmp_path / "P003.xlsx").write_bytes(locked(form()))
    command = [sys.executable, "-m", "xlgen", "verify", str(tmp_path), "--password", PASSWORD]

    done = subprocess.run(command, capture_output=True, check=False)

    assert (0, b"") == (done.returncode, done.stderr)
    assert "通过" in done.stdout.decode()
