"""Handing out: hostile names on the disk, folders and zips a department, the list's links, the day of return."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import shutil
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

import xlgen
from tests.conftest import RECORDS
from tests.libreoffice import requires_libreoffice, save_as
from xlgen import ledger, writer
from xlgen.finding import UsageError

if TYPE_CHECKING:
    from pathlib import Path

LIST = "下发清单.xlsx"
NAMES = (
    *(
        "a/b:c\\d",
        "问号？*?",
        "100% 完成 #1",
        "CON",
        ".隐藏",
        "末尾.",
        "  前后空格  ",
        "👨‍👩‍👧‍👦幸福工程🏗️",
        "长" * 200,
        "x" * 200,
    ),
    *(
        "同名",
        "同名",
        "e\u0301cole",
        "école",
        "~$锁",
        "[方括号]{花}`^&'+;=@!",
        '"引号"<尖>|',
        "𠮷野家",
        "\u202e倒写",
        "零\u200b宽",
    ),
)
"""Twenty names of projects that file systems, links or people stumble over."""
DEPARTMENTS = ("财政局", "a/b", "a:b", "", "CON", "教育 局 #2 100%", "卫生局.", "长" * 60)


def _records(folder: Path) -> Path:
    """Write a record for each of the names, of the departments in turn; half of the codes are hostile too."""
    folder.mkdir()
    for number, name in enumerate(NAMES):
        record = json.loads((RECORDS / "P003.json").read_text("utf-8"))
        department = DEPARTMENTS[number % len(DEPARTMENTS)]
        code = f"{number:03d}" if number % 2 else f"A/{number}" if number % 4 else f"A:{number // 4 * 4 - 2}"
        record["project"] |= {"code": code, "name": name.strip() or name, "supervising_department": department or None}
        (folder / f"{number:03d}.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return folder


@pytest.fixture(scope="module")
def round_of_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the twenty forms, handed out by department with zips, to be back by the end of March."""
    folder = tmp_path_factory.mktemp("names")
    output = folder / "下发"
    source = _records(folder / "名单")
    xlgen.generate(source, output, by="supervising_department", due=dt.date(2022, 3, 31), zipped=True)
    return output


@pytest.fixture
def handed_out(round_of_names: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Return a test's own copy of the records and of what was handed out."""
    shutil.copytree(round_of_names.parent, tmp_path / "own")
    return tmp_path / "own" / "名单", tmp_path / "own" / "下发"


def _listed(output: Path) -> list[tuple[str, str, str, str]]:
    """Return what each line of the list says, (code, file, day), and where its link leads."""
    page = load_workbook(output / LIST).worksheets[0]
    heads = {cell.value: position for position, cell in enumerate(page[2])}
    found = []
    for row in page.iter_rows(min_row=3):
        link: Any = row[heads["文件"]].hyperlink
        path = unquote(link.target).replace("\\", "/") if link else ""
        values = [str(row[heads[head]].value or "") for head in ("项目编码", "文件", "报送期限")]
        found.append((values[0], values[1], values[2], path))
    return found


# --- names and the list -------------------------------------------------------------------------------------------


def test_every_form_can_be_found_from_the_list_and_is_that_projects(round_of_names: Path) -> None:
    listed = _listed(round_of_names)

    assert len(NAMES) == len(listed)
    for code, file, _, link in listed:
        assert file == link
        assert code == xlgen.extract(round_of_names / link)["project"]["code"]


def test_nothing_is_lost_and_no_form_is_beside_the_list(round_of_names: Path) -> None:
    forms = [path for path in round_of_names.rglob("*.xlsx") if path.name != LIST]

    issued = [each.file for each in ledger.read(round_of_names / ledger.FILE_NAME)]
    assert sorted(issued) == sorted(path.relative_to(round_of_names).as_posix() for path in forms)
    assert len(NAMES) == len({path.name.casefold() for path in forms})


@requires_libreoffice
def test_libreoffice_follows_the_links_of_the_list(round_of_names: Path, tmp_path: Path) -> None:
    shutil.copytree(round_of_names, tmp_path / "下发")
    (made,) = save_as([tmp_path / "下发" / LIST], tmp_path / "下发", "ods")
    with zipfile.ZipFile(made) as packed:
        text = packed.read("content.xml").decode()

    links = [unquote(each.partition('"')[0]) for each in text.split('xlink:href="')[1:]]
    # A document of LibreOffice's own is a folder to its links: they begin with the way out of it.
    files = [each.removeprefix("../").replace("&amp;", "&").replace("&apos;", "'") for each in links]
    assert sorted(each.file for each in ledger.read(round_of_names / ledger.FILE_NAME)) == sorted(files)


def test_a_link_is_followed_whatever_its_file_is_called(tmp_path: Path) -> None:
    path = "财政 局/100% #1 [x]{y}^`&'+~()=,;@!$ %20.xlsx"
    columns = [writer.Column("文件")]
    (tmp_path / "x.xlsx").write_bytes(
        writer.tables([writer.Table("表", "表", columns, [[writer.Link(path)]])], "表", 2021)
    )

    cell = load_workbook(tmp_path / "x.xlsx").worksheets[0]["A3"]

    assert (path, path) == (cell.value, unquote(cell.hyperlink.target).replace("\\", "/"))


def test_links_are_short_enough_for_excel_2010(round_of_names: Path) -> None:
    page = load_workbook(round_of_names / LIST).worksheets[0]

    links = [str(cell.hyperlink.target) for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert len(NAMES) == len(links)
    assert max(map(len, links)) <= 255


# --- folders and zips ---------------------------------------------------------------------------------------------


def test_each_department_has_a_folder_and_a_zip_of_its_own(round_of_names: Path) -> None:
    folders = {path.name for path in round_of_names.iterdir() if path.is_dir()}

    assert {
        "财政局",
        "a_b",
        "a_b_2",
        "未填主管部门",
        "_CON",
        "教育 局 _2 100_",
        "卫生局",
        "长" * 40,
    } == folders
    assert {f"{each}.zip" for each in folders} == {path.name for path in round_of_names.glob("*.zip")}


def test_a_zip_holds_the_forms_of_its_department_under_utf8_names(round_of_names: Path) -> None:
    with zipfile.ZipFile(round_of_names / "财政局.zip") as packed:
        entries = packed.infolist()
        contents = {each.filename: packed.read(each) for each in entries}

    assert {path.name: path.read_bytes() for path in (round_of_names / "财政局").iterdir()} == contents
    assert all(each.flag_bits & 0x800 for each in entries if not each.filename.isascii())


def test_without_a_field_to_go_by_there_is_one_folder_and_one_zip(tmp_path: Path) -> None:
    done = xlgen.generate(RECORDS, tmp_path, zipped=True)

    assert [tmp_path / "下发.zip"] == list(done.zips)
    with zipfile.ZipFile(tmp_path / "下发.zip") as packed:
        assert sorted(path.name for path in tmp_path.glob("P*.xlsx")) == packed.namelist()


def test_the_field_may_be_named_as_the_form_names_it(tmp_path: Path) -> None:
    done = xlgen.generate(RECORDS / "P003.json", tmp_path, by="主管部门")

    assert ["0402009/P003_购置费.xlsx"] == [each.file for each in done.issues]


def test_a_field_that_the_head_does_not_have_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        xlgen.generate(RECORDS, tmp_path / "下发", by="supervising_departmnt")

    assert "表样 futian-project-2021 的表头中没有“supervising_departmnt”" in str(refused.value)
    assert "是否想写“supervising_department”？" in str(refused.value)
    assert not (tmp_path / "下发").exists()


def test_repeating_a_hand_out_changes_nothing(handed_out: tuple[Path, Path]) -> None:
    source, output = handed_out
    before = {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}

    done = xlgen.generate(source, output, by="supervising_department", due=dt.date(2022, 3, 31), zipped=True)

    assert () == done.issues
    assert before == {path: path.read_bytes() for path in output.rglob("*") if path.is_file()}


def test_a_zip_follows_what_is_issued_anew_and_what_is_withdrawn(handed_out: tuple[Path, Path]) -> None:
    source, output = handed_out
    record = json.loads((source / "000.json").read_text("utf-8"))
    code = record["project"]["code"]
    (source / "000.json").unlink()
    with zipfile.ZipFile(output / "财政局.zip") as packed:
        before = set(packed.namelist())

    xlgen.generate(source, output, by="supervising_department", withdraw=(code,), zipped=True)
    with zipfile.ZipFile(output / "财政局.zip") as packed:
        without = set(packed.namelist())
    (source / "000.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    xlgen.generate(source, output, by="supervising_department", zipped=True)
    with zipfile.ZipFile(output / "财政局.zip") as packed:
        again = set(packed.namelist())

    (gone,) = before - without
    assert {gone.replace(".xlsx", "_第2版.xlsx")} == again - without


def test_a_form_in_a_folder_whose_file_is_gone_is_written_again_in_its_place(handed_out: tuple[Path, Path]) -> None:
    source, output = handed_out
    lost = min((output / "财政局").iterdir())
    digest = hashlib.sha256(lost.read_bytes()).hexdigest()
    lost.unlink()

    xlgen.generate(source, output)

    assert digest == hashlib.sha256(lost.read_bytes()).hexdigest()


def test_a_later_project_never_takes_the_name_of_an_earlier_one(tmp_path: Path) -> None:
    record = json.loads((RECORDS / "P003.json").read_text("utf-8"))
    for code in ("a/b", "a:b"):
        record["project"]["code"] = code
        (tmp_path / "名单.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
        xlgen.generate(tmp_path / "名单.json", tmp_path / "下发", by="主管部门" if code == "a:b" else None)

    files = [each.file.rpartition("/")[2] for each in ledger.read(tmp_path / "下发" / ledger.FILE_NAME)]
    assert ["a_b_购置费.xlsx", "a_b_购置费_2.xlsx"] == files


def test_forms_in_folders_are_filled_in_the_same_folders(tmp_path: Path) -> None:
    issued, returned = tmp_path / "下发", tmp_path / "收回"
    xlgen.generate(RECORDS / "P003.json", issued, by="主管部门")

    (written,) = xlgen.fill(issued, RECORDS / "P003.json", returned)

    assert "0402009/P003_购置费.xlsx" == written.relative_to(returned).as_posix()


# --- the day ------------------------------------------------------------------------------------------------------


def _days(output: Path) -> list[tuple[str, int, str]]:
    return [(each.code, each.number, each.due) for each in ledger.read(output / ledger.FILE_NAME)]


def test_the_day_of_return_stands_in_the_ledger_and_in_the_list(round_of_names: Path) -> None:
    assert {"2022-03-31"} == {day for _, _, day in _days(round_of_names)}
    assert {"2022-03-31"} == {day for _, _, day, _ in _listed(round_of_names)}


def test_a_day_put_off_is_noted_without_a_new_issue_and_stays_with_a_later_one(tmp_path: Path) -> None:
    source, output = tmp_path / "名单", tmp_path / "下发"
    source.mkdir()
    for code in ("P001", "P003"):
        shutil.copy(RECORDS / f"{code}.json", source)
    xlgen.generate(source, output)
    assert [("P001", 1, ""), ("P003", 1, "")] == _days(output)

    done = xlgen.generate(source, output, due=dt.date(2022, 4, 15))

    assert () == done.issues
    assert [("P001", 1, "2022-04-15"), ("P003", 1, "2022-04-15")] == _days(output)
    assert ["2022-04-15"] * 2 == [day for _, _, day, _ in _listed(output)]
    record = json.loads((source / "P003.json").read_text("utf-8"))
    record["project"]["name"] = "设备购置"
    (source / "P003.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    xlgen.generate(source, output)
    assert ("P003", 2, "2022-04-15") == _days(output)[-1]


def test_a_ledger_of_version_2_is_read_and_becomes_one_of_today(tmp_path: Path) -> None:
    xlgen.generate(RECORDS / "P003.json", tmp_path)
    path = tmp_path / ledger.FILE_NAME
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ("ALTER TABLE issue DROP COLUMN due", "DROP TABLE round", "DROP TABLE receipt"):
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 2")
    assert [("P003", 1, "")] == _days(tmp_path)

    xlgen.generate(RECORDS / "P003.json", tmp_path, due=dt.date(2022, 4, 15))

    assert [("P003", 1, "2022-04-15")] == _days(tmp_path)
