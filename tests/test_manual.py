"""The manuals: whole in one file each, their pictures small, what they quote of the program what it says today."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.make_manual import INTO, MOST_BYTES, TEXTS, commands_answered

if TYPE_CHECKING:
    from pathlib import Path

MANUALS = {"填报手册.html": 2, "办公室手册.html": 2}
"""Each manual, and how many pictures are in it."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what the commands of the manuals answer today."""
    folder: Path = tmp_path_factory.mktemp("manual")
    return commands_answered(folder / "绩效自评")


@pytest.mark.parametrize("name", MANUALS)
def test_a_manual_is_one_file_with_small_pictures(name: str) -> None:
    page = (INTO / name).read_text("utf-8")

    pictures = re.findall(r'<img [^>]*src="data:image/png;base64,([^"]+)"', page)
    assert MANUALS[name] == len(pictures) == page.count("<img")
    assert all(len(base64.b64decode(each)) < MOST_BYTES for each in pictures)
    assert "{{" not in page
    assert not re.search(r'(?:src|href)="(?!data:)', page)


@pytest.mark.parametrize("name", MANUALS)
def test_a_manual_has_the_words_of_its_text(name: str) -> None:
    page = (INTO / name).read_text("utf-8")

    for line in re.split(r"\{\{\w+(?::\w+)?\}\}", (TEXTS / name).read_text("utf-8")):
        assert line in page, "run: make manual"


def test_what_is_quoted_of_the_program_is_what_it_says_today(answers: dict[str, str]) -> None:
    page = (INTO / "办公室手册.html").read_text("utf-8")

    for key, answer in answers.items():
        assert html.escape(answer) in page, f"{key}; run: make manual"


def test_a_manual_warns_of_secrets_and_of_windows_7() -> None:
    assert "涉密项目及涉密内容不得使用" in (INTO / "填报手册.html").read_text("utf-8")
    assert "Python 3.11 不能在 Windows 7 上运行" in (INTO / "办公室手册.html").read_text("utf-8")
