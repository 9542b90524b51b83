"""Rows and columns that were inserted, deleted or moved are found by what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from xlgen.integrity.alignment import Shift, align

if TYPE_CHECKING:
    from collections.abc import Hashable


def _aligned(expected: list[str], found: list[str]) -> Shift:
    """Return where lines stand that are each told by one letter; "." is a line that nothing tells of."""
    lines: list[dict[Hashable, float]] = [dict.fromkeys(each.replace(".", ""), 1.0) for each in expected]
    return align(lines, {place: frozenset(each) for place, each in enumerate(found) if each != "."})


def test_what_was_not_shifted_stands_in_place() -> None:
    assert _aligned(list("ab.c"), list("ab.c")).in_place


def test_an_inserted_line_shifts_those_below_it() -> None:
    shift = _aligned(list("ab.cd"), list("ab.xxcd"))

    assert {0: 0, 1: 1, 2: 2, 3: 5, 4: 6} == shift.lines
    assert [(3, 4)] == list(shift.inserted())


def test_a_deleted_line_is_gone() -> None:
    assert {0: 0, 2: 1, 3: 2, 4: 3} == _aligned(list("ab.cd"), list("a.cd")).lines


def test_the_last_lines_may_be_gone() -> None:
    assert {0: 0, 1: 1} == _aligned(list("abcd"), list("ab")).lines


def test_two_lines_that_changed_places_are_told_as_one_that_moved() -> None:
    shift = _aligned(list("abcde"), list("abdce"))

    assert {0: 0, 1: 1, 2: 3, 3: 2, 4: 4} == shift.lines
    assert len(shift.moved) == 1


def test_a_line_whose_words_were_changed_stays() -> None:
    assert _aligned(list("abcd"), list("abxd")).in_place


def test_a_word_of_many_lines_tells_nothing() -> None:
    expected = [f"z{each}" for each in "abcdefghij"]

    assert [(0, 0)] == list(_aligned(expected, ["x", *expected]).inserted())


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(1, 30), st.integers(0, 3))
def test_any_insertions_and_deletions_are_undone(data: st.DataObject, count: int, inserted: int) -> None:
    """Every line that is left is found, whatever was put between; lines are told by a word of their own."""
    gone = data.draw(st.sets(st.integers(0, count - 1), max_size=count - 1))
    places = sorted(data.draw(st.lists(st.integers(0, count), min_size=inserted, max_size=inserted)))
    file: list[str] = []
    for line in range(count):
        file += ["neu"] * places.count(line)
        if line not in gone:
            file.append(str(line))
    expected: list[dict[Hashable, float]] = [{str(line): 1.0} for line in range(count)]

    shift = align(expected, {place: frozenset([word]) for place, word in enumerate(file)})

    assert {line: file.index(str(line)) for line in range(count) if line not in gone} == {
        line: place for line, place in shift.lines.items() if file[place] != "neu"
    }
