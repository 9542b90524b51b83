"""The many spellings of one thing: full-width characters, signs and words for bounds, dashes, white space."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlgen.targets.target import Operator

if TYPE_CHECKING:
    from collections.abc import Iterable

# Full-width letters, digits and signs as plain ones; nothing else: ² and ㎡ are not 2 and m2.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
# Other characters that look like a sign and are typed for it.
_ALIKE = str.maketrans("≧⩾≮≦⩽≯﹥›﹤‹﹦═﹪〜–—―", "≥≥≥≤≤≤>><<==%~---")
_BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def tidy(text: str) -> str:
    """Return the text with full-width characters as plain ones and no white space around."""
    return text.translate(_PLAIN).strip()


def one_line(text: str) -> str:
    """Return the text as written, on one line and with no white space around."""
    lines = (each.strip() for each in _BREAKS.split(text))
    return " ".join(each for each in lines if each)


def signs_alike(text: str) -> str:
    """Return a text with every sign, dash and wave in its one spelling."""
    return text.translate(_ALIKE)


def is_visible(text: str) -> bool:
    """Whether every character can be seen or is white space: none is a control or a zero-width character."""
    return all(each.isprintable() or each.isspace() for each in text)


def listed(words: str) -> frozenset[str]:
    """Return the words of a text, told apart by white space."""
    return frozenset(words.split())


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of these words, the longest first."""
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


_SIGNS: Final = {
    "≥": Operator.AT_LEAST,
    "≥=": Operator.AT_LEAST,
    ">=": Operator.AT_LEAST,
    "=>": Operator.AT_LEAST,
    ">": Operator.ABOVE,
    "≤": Operator.AT_MOST,
    "≤=": Operator.AT_MOST,
    "<=": Operator.AT_MOST,
    "=<": Operator.AT_MOST,
    "<": Operator.BELOW,
    "=": Operator.EXACTLY,
}
_WORDS: Final = {
    Operator.AT_LEAST: (
        "不少于 不低于 不小于 不短于 不得少于 不得低于 不得小于 至少 最少 最低 达到 达 达到或超过 "
        "大于等于 大于或等于 等于或大于 高于等于 高于或等于"
    ),
    Operator.ABOVE: "大于 超过 高于 多于",
    Operator.EXACTLY: "等于",
    Operator.AT_MOST: (
        "不超过 不多于 不高于 不大于 不长于 不得超过 不得高于 不得大于 不得多于 至多 最多 最高 控制在 "
        "小于等于 小于或等于 等于或小于 低于等于 低于或等于"
    ),
    Operator.BELOW: "小于 低于 少于",
}
BOUND_WORDS: Final = {word: operator for operator, words in _WORDS.items() for word in words.split()}
"""A word before a number or a grade → what it asks for."""
_TAILS: Final = {
    Operator.AT_LEAST: "以上 及以上 或以上 (含)以上 以上(含)",
    Operator.AT_MOST: "以下 及以下 或以下 (含)以下 以下(含) 以内 之内 (含)以内 以内(含) 内",
}
BOUND_TAILS: Final = {word: operator for operator, words in _TAILS.items() for word in words.split()}
"""A word behind a number with its unit, or behind a grade → what it asks for."""
CONTAINED: Final = "控制在"
"""Asks for nothing without its tail: 控制在5%以内."""

_BEFORE = re.compile(rf"(?:(?P<sign>[≥≤]=?|>\s*=|=\s*>|<\s*=|=\s*<|[><=])|(?P<word>{any_of(BOUND_WORDS)}))\s*")
# 国内, 校内 are places.
_BEHIND = re.compile(rf"\s*(?P<tail>{any_of(BOUND_TAILS)})(?<![国省市县区境校院室域体]内)$")


def bound(text: str) -> tuple[Operator, str] | None:
    """Return what the signs and words around a text ask for and the text between them, or None if they contradict.

    The text's signs must be in their one spelling. No sign and no word is NONE.
    """
    before = _BEFORE.match(text)
    rest = text[before.end() :] if before else text
    behind = _BEHIND.search(rest)
    found = set()
    if before:
        found.add(_SIGNS["".join(before["sign"].split())] if before["sign"] else BOUND_WORDS[before["word"]])
    if behind:
        found.add(BOUND_TAILS[behind["tail"]])
        rest = rest[: behind.start()]
    if len(found) > 1 or (before and before["word"] == CONTAINED and not behind):
        return None
    return (found.pop() if found else Operator.NONE), rest.strip()
