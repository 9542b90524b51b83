"""Reads the TOML of a form definition together with the one that it extends."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlgen import terms
from xlgen.finding import Mistake, TemplateError, UsageError, mistake
from xlgen.strict import place, shown, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BOM = b"\xef\xbb\xbf"
"""What Windows editors put before a text; it is no part of it."""
_SHOWN = 40
_TELLING = ("id", "label", "name", "level")
"""What an entry of a list may be named by."""


def read(path: Path, shelves: Sequence[Path], below: tuple[str, ...] = ()) -> tuple[dict[str, Any], bytes]:
    """Return a form definition as its file says it, with what it extends, and the bytes of all the files.

    Tables are joined key by key, and so are the entries of a list that are named by their id or label; anything else in
    the variant stands for what the form it extends says. That form is looked for beside the file, then on the
    `shelves`. `below` are the forms on whose behalf this one is read.

    Raises
    ------
    UsageError
        There is no such file.
    TemplateError
        It is no TOML, or extends what it cannot.

    """
    content, raw = parsed(path)
    if "extends" not in content:
        return content, raw
    base = content.pop("extends")
    if not isinstance(base, str):
        wanted = terms.WANTED["string_type"]
        raise TemplateError(str(path), mistake("wrong-kind", "extends", found=shown(base), wanted=wanted))
    chain = (*below, path.stem)
    if base in chain:
        raise TemplateError(str(path), mistake("extends-itself", "extends", word=base))
    # Looked up by name: a base is no path, so that it can lie nowhere else.
    known = {each.stem: each for folder in (*shelves, path.parent) for each in sorted(folder.glob("*.toml"))}
    if base not in known:
        raise TemplateError(str(path), unknown("extends", base, known.keys() - set(chain)))
    inherited, inherited_raw = read(known[base], shelves, chain)
    mistakes: list[Mistake] = []
    joined = _joined(inherited, content, (), mistakes)
    if mistakes:
        raise TemplateError(str(path), *mistakes)
    return joined, raw + b"\x00" + inherited_raw


def parsed(path: Path) -> tuple[dict[str, Any], bytes]:
    """Return what a TOML file says, and its bytes.

    Raises
    ------
    UsageError
        There is no such file.
    TemplateError
        It is no TOML.

    """
    raw = content(path)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        at = terms.LINE_AND_COLUMN.format(line=line, column=column)
        raise TemplateError(str(path), mistake("toml-not-utf8", at)) from error
    try:
        return tomllib.loads(text, parse_float=Decimal), raw
    except (ValueError, ArithmeticError, RecursionError) as error:  # the last two: too large a number, too deep
        raise TemplateError(str(path), _no_toml(str(error), text)) from error


def content(path: Path) -> bytes:
    """Return the bytes of a file, ends of lines and all as if it had been written here.

    Raises
    ------
    UsageError
        There is no such file.

    """
    try:
        return path.read_bytes().removeprefix(_BOM).replace(b"\r\n", b"\n")
    except OSError as error:
        raise UsageError(str(path), mistake("file-unreadable", wanted=terms.TEMPLATE_FILE)) from error


def _no_toml(reason: str, text: str) -> Mistake:
    """Return where a TOML text is wrong, and how; the parser says it in English."""
    found = re.search(r"line (\d+), column (\d+)", reason)
    lines = text.rstrip().split("\n")
    at_end = "end of document" in reason
    line = lines[int(found[1]) - 1].strip() if found else lines[-1].strip() if at_end else ""
    at = terms.LINE_AND_COLUMN.format(line=found[1], column=found[2]) if found else terms.TOML_END if at_end else ""
    if re.search("overwrite|twice|immutable|redefine|[Dd]uplicate", reason):
        said, remedy = terms.TOML_TWICE, terms.TOML_REMEDY_TWICE
    elif not at:
        said, remedy = terms.TOML_TOO_MUCH, terms.TOML_REMEDY_TOO_MUCH
    else:
        said, remedy = terms.TOML_WRONG, _remedy(line.partition("#")[0])
    return mistake(
        "not-toml",
        at,
        reason=said,
        line=terms.TOML_LINE.format(line=line[:_SHOWN]) if line else "",
        remedy=remedy,
    )


def _remedy(line: str) -> str:
    if any(mark in line for mark in terms.TOML_WIDE_MARKS):
        return terms.TOML_REMEDY_MARKS
    if not line.partition("=")[0].isascii() and '"' not in line.partition("=")[0]:
        return terms.TOML_REMEDY_KEY
    return terms.TOML_REMEDY


def _joined(
    base: dict[str, Any], variant: dict[str, Any], where: tuple[str, ...], mistakes: list[Mistake]
) -> dict[str, Any]:
    joined = dict(base)
    for key, value in variant.items():
        inherited, here = base.get(key), (*where, key)
        if isinstance(value, dict) and isinstance(inherited, dict):
            joined[key] = _joined(inherited, value, here, mistakes)
        elif isinstance(value, dict) and (named := _named(inherited)):
            joined[key] = _changed(named, value, here, mistakes)
        else:
            joined[key] = value
    return joined


def _named(inherited: object) -> dict[str, dict[str, Any]]:
    """Return the entries of a list by what tells them apart: the id, else the label or name that all of them have."""
    entries = inherited if isinstance(inherited, list) else []
    if entries and all(isinstance(each, dict) for each in entries):
        for key in _TELLING:
            words = [each.get(key) for each in entries]
            if all(isinstance(each, str) for each in words) and len(set(words)) == len(words):
                return dict(zip(words, entries, strict=True))
    return {}


def _changed(
    named: dict[str, dict[str, Any]], variant: dict[str, Any], where: tuple[str, ...], mistakes: list[Mistake]
) -> list[dict[str, Any]]:
    """Return the entries of a list with those changed that the variant names."""
    for word, value in variant.items():
        if word not in named:
            mistakes.append(unknown(place((*where, word)), word, named))
        elif not isinstance(value, dict):
            found = shown(value)
            mistakes.append(mistake("wrong-kind", place((*where, word)), found=found, wanted=terms.GROUP))
        else:
            named[word] = _joined(named[word], value, (*where, word), mistakes)
    return list(named.values())
