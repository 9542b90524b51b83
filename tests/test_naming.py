"""Names of the issued files: every file system takes them, none is lost, and each can be found from the list."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlgen.verbs import naming

HOSTILE = (
    *("", " ", ".", "..", "...", "~$", "/", "\\", "a/b", "a:b", "a\\b", '*?"<>|', "100%", "#1", "%20", "a\nb", "\x7f"),
    *("CON", "nul", "NUL.1", "com1", "LPT9.txt", "COM¹", "conout$", "Aux .x", ".隐藏", "末尾.", "末尾 ", "　全角　"),
    *(
        "👨‍👩‍👧‍👦幸福工程",
        "🏗️" * 60,
        "é",
        "e\u0301",
        "ﬁ",
        "FI",
        "长" * 200,
        "𠮷" * 100,
        "\u202e倒",
        "零\u200b宽",
        "\ue000",
    ),
    *("\ud800", "\uffff", "ß", "SS", "İ", "购置费", "购置费 "),
)
# A list of one's own, not the program's: what Windows says of names, what Unix hides, and what breaks a link.
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|#%]')
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{a}{b}" for a in ("com", "lpt") for b in "0123456789¹²³"
}


def _problems(name: str, units: int) -> list[str]:
    """Return what is wrong with a name, on any system."""
    stem = name.removesuffix(".xlsx")
    wrong = {
        "a character that is not allowed": FORBIDDEN.search(name),
        "no text": not stem,
        "invisible or no character": any(unicodedata.category(each) in {"Cc", "Cf", "Cs", "Cn"} for each in name),
        "hidden, or the lock of an office program": name.startswith((".", "~")),
        "lost at the end on Windows": stem != stem.strip(" ") or stem.endswith(".") or name != name.strip(" "),
        "a device": name.partition(".")[0].rstrip(" ").casefold() in DEVICES,
        "too long in bytes": len(name.encode(errors="replace")) > 240,
        "too long in characters": len(stem.encode("utf-16-le", "replace")) // 2 > units,
        "not composed": name != unicodedata.normalize("NFC", name),
    }
    return [each for each, found in wrong.items() if found]


texts = st.one_of(st.text(max_size=210), st.sampled_from(HOSTILE), st.lists(st.sampled_from(HOSTILE)).map("".join))


@settings(max_examples=1000, deadline=None)
@given(text=texts)
def test_any_text_becomes_a_name_that_every_system_takes(text: str) -> None:
    name = naming.safe(text, naming.MOST_OF_FILE)

    assert [] == _problems(name, 80)
    assert name == naming.safe(name, naming.MOST_OF_FILE)


@settings(max_examples=1000, deadline=None)
@given(projects=st.dictionaries(texts, texts, min_size=1, max_size=12))
def test_the_forms_of_a_list_have_names_of_their_own_whatever_the_projects_are_called(projects: dict[str, str]) -> None:
    taken: set[str] = set()

    names = [naming.file_name(code, name, 1, taken) for code, name in projects.items()]

    assert [] == [problem for name in names for problem in _problems(name, 90)]
    folded = {unicodedata.normalize("NFD", name).upper().casefold() for name in names}
    assert len(projects) == len(folded)


def test_the_same_list_gets_the_same_names() -> None:
    empty: tuple[set[str], set[str]] = (set(), set())

    first, second = ([naming.file_name(code, "同名", 1, taken) for code in HOSTILE] for taken in empty)

    assert first == second


def test_a_thousand_projects_of_one_hostile_code_and_name_get_a_thousand_names() -> None:
    taken: set[str] = set()

    assert 1000 == len({naming.file_name("a/b", "CON", 1, taken) for _ in range(1000)})


def test_names_sort_as_the_codes_do() -> None:
    codes = ["0001", "0002", "0010", "0100"]

    assert codes == [
        name.partition("_")[0]
        for name in sorted(naming.file_name(c, "乙甲"[i % 2], 1, set()) for i, c in enumerate(codes))
    ]


@pytest.mark.parametrize(
    ("code", "name", "number", "expected"),
    [
        ("P001", "购置费", 1, "P001_购置费.xlsx"),
        ("P001", "购置费", 3, "P001_购置费_第3版.xlsx"),
        ("A/B", 'a:b*c?"d"<e>|f\n', 1, "A_B_a_b_c__d__e__f_.xlsx"),
        ("7", "长" * 200, 1, f"7_{'长' * 66}.xlsx"),
        ("7", "a" * 200, 1, f"7_{'a' * 78}.xlsx"),
        ("7", " . ", 1, "7_.xlsx"),
        ("NUL.1", "改造", 1, "_NUL.1_改造.xlsx"),
        (".1", "改造", 1, "1_改造.xlsx"),
        ("9", "完成率 100% #2", 1, "9_完成率 100_ _2.xlsx"),
        ("9", "幸福🏗️工程", 1, "9_幸福🏗️工程.xlsx"),
    ],
)
def test_file_names_read_like_the_project(code: str, name: str, number: int, expected: str) -> None:
    assert expected == naming.file_name(code, name, number, set())


def test_names_that_differ_in_case_or_in_what_is_lost_are_numbered() -> None:
    taken: set[str] = set()

    assert ["P001_购置费.xlsx", "p001_购置费_2.xlsx", "P001_购置费_3.xlsx"] == [
        naming.file_name(code, name, 1, taken)
        for code, name in (("P001", "购置费"), ("p001", "购置费"), ("P001", "购置费."))
    ]


def test_two_departments_never_share_a_folder() -> None:
    found = naming.folder_names(["综合科", "a/b", "a:b", "A_B", "综合科", "下发清单.xlsx", "…"], ["下发清单.xlsx"])

    assert {
        "A_B": "A_B",
        "a/b": "a_b_2",
        "a:b": "a_b_3",
        "下发清单.xlsx": "下发清单.xlsx_2",
        "综合科": "综合科",
        "…": "…",
    } == found
