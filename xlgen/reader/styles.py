"""The looks of an .xlsx file: number formats, colours and locks by the numbers that its cells carry."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING, Final, TypeVar

from xlgen.reader.package import MAIN, Refused, parsed
from xlgen.reader.stored import Effect, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

_ART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCHEME: Final = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
"""The colours of a theme in the order in which cells count them."""
_OFFICE: Final = ("FFFFFF", "000000")
"""Background and text of every theme that a program brings along."""
MAX_STYLES: Final = 65_536
GENERAL: Final = "General"
_T = TypeVar("_T")
_CHINESE_DATES: Final = frozenset((*range(27, 37), *range(50, 59)))
_CHINESE_DATE: Final = "yyyy/m/d"
"""Number formats that have a number of their own in Chinese programs alone."""


class Looks:
    """The styles of a workbook, and the effects that its conditional formats speak of by number.

    `styles` are the looks that cells speak of by number, one at least. `theme` is the part with the colours of the
    theme, None where there is none; it is looked into once a colour speaks of it.

    Raises
    ------
    Refused
        There are more styles than a program would write.

    """

    def __init__(self, part: etree._Element | None, theme: bytes | None) -> None:
        self._theme = theme
        self._scheme: tuple[str, ...] | None = None
        self._formats: dict[int, str] = {}
        self._effects: tuple[Effect, ...] = ()
        self.styles: tuple[Style, ...] = (Style(),)
        if part is not None:
            for each in part.iterfind(f"{MAIN}numFmts/{MAIN}numFmt"):
                self._formats[int(each.get("numFmtId", -1))] = each.get("formatCode", "")
            self._effects = tuple(self.read_effect(each) for each in part.iterfind(f"{MAIN}dxfs/{MAIN}dxf"))
            self.styles = self._styles(part)

    def _styles(self, part: etree._Element) -> tuple[Style, ...]:
        looks = part.findall(f"{MAIN}cellXfs/{MAIN}xf")
        if len(looks) > MAX_STYLES:
            raise Refused("X103")
        fonts = [self._font(each) for each in part.iterfind(f"{MAIN}fonts/{MAIN}font")]
        fills = [self._fill(each) for each in part.iterfind(f"{MAIN}fills/{MAIN}fill")]
        return tuple(self._style(each, fonts, fills) for each in looks) or (Style(),)

    def effect(self, number: int) -> Effect:
        """Return an effect by its number."""
        return self._effects[number] if 0 <= number < len(self._effects) else Effect()

    def read_effect(self, element: etree._Element) -> Effect:
        """Return the effect that a `dxf` describes."""
        font, fill, shown = (element.find(f"{MAIN}{each}") for each in ("font", "fill", "numFmt"))
        return Effect(
            font_colour=None if font is None else self._font(font)[0],
            fill_colour=None if fill is None else self._fill(fill, "bgColor"),
            number_format=None if shown is None else shown.get("formatCode"),
        )

    def _style(
        self, element: etree._Element, fonts: Sequence[tuple[str | None, float | None]], fills: Sequence[str | None]
    ) -> Style:
        colour, size = _at(fonts, element.get("fontId")) or (None, None)
        protection = element.find(f"{MAIN}protection")
        return Style(
            number_format=self._format(int(element.get("numFmtId", 0))),
            font_colour=colour,
            fill_colour=_at(fills, element.get("fillId")),
            font_size=size,
            locked=protection is None or protection.get("locked", "1") in {"1", "true"},
            formula_hidden=protection is not None and protection.get("hidden", "0") in {"1", "true"},
        )

    def _format(self, number: int) -> str:
        if number in _CHINESE_DATES:
            return self._formats.get(number) or _CHINESE_DATE
        own = self._formats.get(number)
        if own or not number:
            return own or GENERAL
        from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 - openpyxl loads much

        return BUILTIN_FORMATS.get(number, GENERAL)

    def _font(self, element: etree._Element) -> tuple[str | None, float | None]:
        colour, size = element.find(f"{MAIN}color"), element.find(f"{MAIN}sz")
        return None if colour is None else self._colour(colour), None if size is None else float(size.get("val", 0))

    def _fill(self, element: etree._Element, key: str = "fgColor") -> str | None:
        """Return the colour of a fill; that of a conditional format stands in its background."""
        pattern = element.find(f"{MAIN}patternFill")
        if pattern is None or pattern.get("patternType", "solid" if key == "bgColor" else "none") == "none":
            return None
        colour = pattern.find(f"{MAIN}{key}")
        return None if colour is None else self._colour(colour)

    def _colour(self, element: etree._Element) -> str | None:
        """Return a colour as RRGGBB; None for the one that the program chooses."""
        found: str | None = None
        if element.get("rgb"):
            found = str(element.get("rgb"))[-6:].upper()
        elif element.get("theme"):
            found = _at(self._colours(), element.get("theme"))
        elif element.get("indexed"):  # beyond the end of the list are the system's own
            from openpyxl.styles.colors import COLOR_INDEX  # noqa: PLC0415 - the same

            indexed = _at(COLOR_INDEX, element.get("indexed"))
            found = indexed[-6:] if isinstance(indexed, str) else None
        tint = float(element.get("tint", 0))
        return _tinted(found, tint) if found and tint else found

    def _colours(self) -> tuple[str, ...]:
        if self._scheme is None:
            scheme = (
                parsed(self._theme).find(f"{_ART}themeElements/{_ART}clrScheme") if self._theme is not None else None
            )
            self._scheme = _OFFICE if scheme is None else tuple(_scheme_colour(scheme, each) for each in _SCHEME)
        return self._scheme


def _scheme_colour(scheme: etree._Element, name: str) -> str:
    for each in scheme.iterfind(f"{_ART}{name}/*"):
        return str(each.get("lastClr") or each.get("val"))[-6:].upper()
    return ""


def _at(found: Sequence[_T], number: str | None) -> _T | None:
    index = int(number) if number else 0
    return found[index] if 0 <= index < len(found) else None


def _tinted(colour: str, tint: float) -> str:
    """Return a colour made lighter (tint above 0) or darker, as the file format defines it."""
    try:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return "".join(f"{round(each * 255):02X}" for each in parts)
