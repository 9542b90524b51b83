"""An .xlsx file as a whole: sheets, names, looks and how it computes, each part read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgen import terms
from xlgen.reader import pieces, worksheet
from xlgen.reader.cells import cells, shared_strings
from xlgen.reader.known import Known
from xlgen.reader.package import LINK, MAIN, Package, Refused, parsed
from xlgen.reader.stored import DefinedName, StoredSheet, StoredWorkbook, Visibility
from xlgen.reader.styles import Looks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml import etree

MAX_NAMES: Final = 50_000

_BOOK: Final = "xl/workbook.xml"
_CORE: Final = "docProps/core.xml"
_MODIFIED: Final = "{http://purl.org/dc/terms/}modified"
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})")
_VISIBILITIES: Final = {each.value: each for each in Visibility}
_MACRO_SHEETS: Final = frozenset({"xlMacrosheet", "xlIntlMacrosheet"})
# By parts of the package: what a file may bring along beside cells.
_MACROS: Final = (("vbaproject.bin", "vba"), ("/macrosheets/", "macro-sheet"))
_OUTSIDE: Final = (
    ("/externallinks/", "link"),
    ("/connections.xml", "connection"),
    ("/querytables/", "connection"),
    ("/embeddings/", "object"),
    ("/activex/", "object"),
)
# 'application|topic'!item, as a formula asks another program for data.
_DDE: Final = re.compile(r"(?:^|[^\"\w])'?[\w.]+\|[^\"|]*'?!")
_DDE_END: Final = re.compile(r"\|[^\"|]*!")
"""What every one of them ends with: quickly found missing in formulas that have a `|` in their texts."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sheet as the workbook's own part lists it: its name, the link to its part, whether it is seen."""

    name: str
    link: str
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class _Book:
    """What the workbook's own part says."""

    entries: tuple[_Entry, ...]
    names: tuple[DefinedName, ...]
    manual: bool
    locked: bool


_books: Known[bytes, _Book] = Known()
_looks: Known[tuple[bytes | None, bytes | None], Looks] = Known()


def read(raw: bytes) -> StoredWorkbook:
    """Return what an .xlsx file holds.

    Raises
    ------
    Refused
        It has no sheet, two of one name, or parts that are not looked into.

    """
    package = Package(raw)
    main = next((each.target for each in package.relations("") if each.kind == "officeDocument"), _BOOK)
    book = _book(package.content(main))
    links = {each.name: each for each in package.relations(main) if not each.external}
    targets = {each.kind: each.target for each in links.values() if each.target in package}
    shared = shared_strings(package.xml(targets["sharedStrings"])) if "sharedStrings" in targets else []
    looks = _looks_of(_part(package, targets, "styles"), _part(package, targets, "theme"))
    sheets: dict[str, StoredSheet] = {}
    others: dict[str, str] = {}
    for each in book.entries:
        link = links.get(each.link)
        if link is not None and link.kind == "worksheet":
            sheets[each.name] = _sheet(package, each, link.target, shared, looks)
        else:
            others[each.name] = "" if link is None else link.kind
    if not sheets or len({each.lower() for each in (*sheets, *others)}) < len(book.entries):
        raise Refused("X101")
    return StoredWorkbook(
        sheets,
        manual=book.manual,
        names=book.names,
        styles=looks.styles,
        other_sheets=tuple(others),
        locked=book.locked,
        notes=tuple(_notes(package, sheets, others)),
        modified=_modified(package),
    )


def _book(content: bytes) -> _Book:
    found = _books.get(content)
    if found is None:
        root = parsed(content)
        entries = tuple(
            _Entry(
                each.get("name", ""),
                each.get(LINK, ""),
                _VISIBILITIES.get(each.get("state", ""), Visibility.VISIBLE),
            )
            for each in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")
        )
        calculation, locks = (root.find(f"{MAIN}{each}") for each in ("calcPr", "workbookProtection"))
        found = _Book(
            entries,
            names=tuple(_names(root, [each.name for each in entries])),
            manual=calculation is not None and calculation.get("calcMode") == "manual",
            locked=locks is not None and worksheet.is_on(locks, "lockStructure"),
        )
        _books.keep(content, found, len(content))
    return found


def _looks_of(styles: bytes | None, theme: bytes | None) -> Looks:
    found = _looks.get((styles, theme))
    if found is None:
        found = Looks(None if styles is None else parsed(styles), theme)
        _looks.keep((styles, theme), found, len(styles or b"") + len(theme or b""))
    return found


def _modified(package: Package) -> str:
    """Return when the file says it was last saved, where it says so in the usual spelling."""
    if _CORE not in package:
        return ""
    said = package.xml(_CORE).findtext(_MODIFIED, "").strip()
    return said if _MOMENT.fullmatch(said) else ""


def _part(package: Package, targets: Mapping[str, str], kind: str) -> bytes | None:
    """Return a part of the workbook by its kind, None where there is none."""
    return package.content(targets[kind]) if kind in targets else None


def _sheet(package: Package, entry: _Entry, part: str, shared: Sequence[str], looks: Looks) -> StoredSheet:
    around, filled = pieces.read(package.content(part), looks)
    drawn = worksheet.drawn(package, part)
    return StoredSheet(
        name=entry.name,
        cells=cells(filled, shared),
        pictures=drawn["pictures"],
        drawings=drawn["drawings"],
        comments=drawn["comments"],
        visibility=entry.visibility,
        merges=around.merges,
        hidden=worksheet.hidden(around, (line for rows, _ in filled for line in rows.lines)),
        protected=around.protected,
        password=around.password,
        validations=around.validations,
        conditional_formats=around.conditional_formats,
        filtered=around.filtered,
    )


def _names(book: etree._Element, sheets: Sequence[str]) -> Iterator[DefinedName]:
    found = book.findall(f"{MAIN}definedNames/{MAIN}definedName")
    if len(found) > MAX_NAMES:
        raise Refused("X103")
    for each in found:
        index = int(each.get("localSheetId", -1))
        sheet = sheets[index] if 0 <= index < len(sheets) else ""
        yield DefinedName(each.get("name", ""), each.text or "", sheet, worksheet.is_on(each, "hidden"))


def _notes(package: Package, sheets: Mapping[str, StoredSheet], others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what the file brings along that no form has: macros, and ways out of it."""
    macros = {word for part, word in _MACROS if any(part in f"/{each}" for each in package.names)}
    macros |= {"macro-sheet"} if _MACRO_SHEETS.intersection(others.values()) else set()
    outside = {word for part, word in _OUTSIDE if any(part in f"/{each}" for each in package.names)}
    for links in [each for each in package.names if each.endswith(".rels")]:
        if any(
            each.get("TargetMode") == "External" and not each.get("Type", "").endswith("/hyperlink")
            for each in package.xml(links)
        ):
            outside.add("link")
    if any(
        each.formula and "|" in each.formula and _DDE_END.search(each.formula) and _DDE.search(each.formula)
        for sheet in sheets.values()
        for each in sheet.cells.values()
    ):
        outside.add("dde")
    for key, words in (("X104", macros), ("X105", outside)):
        if words:
            yield key, terms.brought_along(words)
