"""What is wrong with the words of a form: labels that cannot be told apart, choices that no cell can offer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.finding import Mistake, mistake
from xlgen.strict import place, unknown
from xlgen.template.values import units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlgen.template.definition import Definition

_LONGEST_LIST: Final = 255
"""Characters that Excel takes for the list of an input rule, for its message, and for a text in a formula."""


def repeated(where: str, words: Sequence[str]) -> Iterator[Mistake]:
    """Yield the words of the list at `where` that stand in it before."""
    for index, word in enumerate(words):
        if word in words[:index]:
            yield mistake("word-twice", f"{where}[{index}]", word=word)


# --- labels ---------------------------------------------------------------------------------------------------------


def _bare(label: str) -> str:
    """Return a label as a project list's heads are compared: no white space, without 其中."""
    return re.sub(terms.AMONG, "", "".join(label.split())).casefold()


def _told_apart(labels: Iterable[tuple[str, str]], own: Iterable[str]) -> Iterator[Mistake]:
    """Yield the labels, each with its place, that are those of others, or of the tool's own columns."""
    seen = {_bare(each): each for each in own}
    for where, label in labels:
        bare = _bare(label)
        if bare in seen:
            yield mistake("label-twice", where, word=label, other=seen[bare])
        else:
            seen[bare] = where


def head_labels(definition: Definition) -> Iterator[Mistake]:
    """Yield the labels of the head and the objective that another column of the table 项目 has."""
    labels = [(f"header[{index}].label", each.label) for index, each in enumerate(definition.header)]
    labels += [(f"objective.{key}.label", half.label) for key, half in definition.objective_texts]
    return _told_apart(labels, (terms.PROJECT_CODE, terms.FORM_COLUMN, terms.YEAR))


def funding_labels(definition: Definition) -> Iterator[Mistake]:
    """Yield the labels of the money table's columns and lines that others have."""
    funding = definition.funding
    columns = [(f"funding.columns[{index}].label", each.label) for index, each in enumerate(funding.columns)]
    lines = [(f"funding.lines[{index}].label", each.label) for index, each in enumerate(funding.lines)]
    yield from _told_apart(columns, (terms.PROJECT_CODE, terms.FUNDING_LINE))
    yield from _told_apart([("funding.total_label", funding.total_label), *lines], ())


def indicator_labels(definition: Definition) -> Iterator[Mistake]:
    """Yield the heads of the indicator table that others have."""
    heads = definition.indicators
    keys = ["dimension", "category", "name", "target_value", "actual_value", "deviation_explanation"]
    keys += ["max_score", "score", "direction", "unit_of_measure", "stated_score"]
    labels = [(f"indicators.{key}", getattr(heads, key)) for key in keys]
    own = (terms.PROJECT_CODE, terms.PARENT)
    return _told_apart([each for each in labels if each[1] is not None], own)


def alias_mistakes(definition: Definition) -> Iterator[Mistake]:
    """Yield the aliases of what is no label of the form or of every list, and spellings that say two things."""
    heads = definition.indicators
    labels = {half.label for _, half in definition.objective_texts}
    labels.update(each.label for each in definition.header)
    labels.update(each.label for each in definition.funding.columns)
    labels.update(each.label for each in definition.funding.lines)
    labels |= {heads.dimension, heads.category, heads.name, heads.target_value}
    labels |= {heads.max_score, heads.score, heads.direction, heads.unit_of_measure}
    labels |= {terms.PROJECT_CODE, terms.FORM_COLUMN, terms.YEAR, terms.FUNDING_LINE, terms.PARENT}
    # What another form calls a column may be a spelling in this one; to say more of that word does no harm.
    known = labels | terms.ROSTER_ALIASES.keys()
    seen: set[str] = set()
    for label, spellings in definition.roster.aliases.items():
        where = place(("roster", "aliases", label))
        if label not in known:
            yield unknown(where, label, known)
        for index, spelling in enumerate(spellings):
            if spelling in seen:
                yield mistake("word-twice", f"{where}[{index}]", word=spelling)
            elif spelling in labels:
                yield mistake("alias-is-label", f"{where}[{index}]", word=spelling)
            seen.add(spelling)


# --- choices --------------------------------------------------------------------------------------------------------


def choice_mistakes(where: str, words: Sequence[tuple[str, str]], label: str) -> Iterator[Mistake]:
    """Yield what a cell labelled `label` cannot offer: `words` are the choices, each with its place.

    A rule keeps its words in a text between strokes, Excel between commas and quotes; TRIM makes several spaces one;
    and a word without a letter becomes a number or a date as it is chosen.
    """
    for index, (at, word) in enumerate(words):
        if any(mark in word for mark in '|",\n') or "  " in word:
            yield mistake("word-marked", at, found=word)
        elif not any(each.isalpha() for each in word):
            yield mistake("word-numeric", at, found=word)
        if word in [each for _, each in words[:index]]:
            yield mistake("word-twice", at, word=word)
    choices = [word for _, word in words]
    message = terms.CHOICE_MESSAGE.format(label=label, choices="、".join(choices))
    longest = max(units(f"|{'|'.join(choices)}|"), units(message))
    if choices and longest > _LONGEST_LIST:
        yield mistake("choices-too-long", where, found=longest)


def choices(definition: Definition) -> Iterator[Mistake]:
    """Yield what is wrong with the words that an achievement is chosen from."""
    own, label = definition.scoring, definition.indicators.actual_value
    bands = [(f"scoring.bands[{index}].level", each.level) for index, each in enumerate(own.bands)]
    yield from choice_mistakes("scoring.bands", bands, label)
    for number, scale in enumerate(own.scales):
        where = f"scoring.scales[{number}]"
        yield from choice_mistakes(where, [(f"{where}[{i}]", word) for i, word in enumerate(scale)], label)
    verdicts = [(f"scoring.verdicts[{index}]", word) for index, word in enumerate(own.verdicts)]
    yield from choice_mistakes("scoring.verdicts", verdicts, label)


def rating_names(definition: Definition) -> Iterator[Mistake]:
    """Yield what is wrong with the names of the ratings, which may be stated."""
    names = [(f"ratings[{index}].name", each.name) for index, each in enumerate(definition.ratings)]
    return choice_mistakes("ratings", names, terms.STATED_FIGURES["rating"])
