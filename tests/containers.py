"""Containers of old binary files and records of an .xls, made byte by byte: no library writes the broken ones."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTOR: Final = 512
_LEAST: Final = 4096
"""Bytes from which on a stream lies in sectors of its own."""
_END, _NONE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
MACRO_SHEET: Final = 1


def container(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file (of Excel 97–2003, and of everything encrypted) of some streams."""
    bodies = [each.ljust(_LEAST, b"\0") for each in streams.values()]
    bodies = [each + b"\0" * (-len(each) % _SECTOR) for each in bodies]
    entries = 1 + len(streams)
    directory_sectors = -(-entries * 128 // _SECTOR)
    chain: list[int] = []
    starts = []
    for length in (directory_sectors, *(len(each) // _SECTOR for each in bodies)):
        starts.append(len(chain))
        chain += [*range(len(chain) + 1, len(chain) + length), _END]
    tables = 1
    while (len(chain) + tables) * 4 > tables * _SECTOR:
        tables += 1
    first_table = len(chain)
    chain += [_TABLE] * tables
    chain += [_NONE] * (tables * _SECTOR // 4 - len(chain))
    directory = _entry("Root Entry", 5, _END, 0, child=1 if streams else _NONE)
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), 1):
        following = number + 1 if number < len(streams) else _NONE
        directory += _entry(name, 2, starts[number], len(body), right=following)
    directory = directory.ljust(directory_sectors * _SECTOR, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, 0, 0, _LEAST, _END, 0, _END, 0)
    head += b"".join(struct.pack("<I", first_table + each if each < tables else _NONE) for each in range(109))
    return head + directory + b"".join(bodies) + struct.pack(f"<{len(chain)}I", *chain)


def _entry(  # noqa: PLR0913 - the fields of the format
    name: str, kind: int, start: int, size: int, *, child: int = _NONE, right: int = _NONE
) -> bytes:
    written = name.encode("utf-16-le")
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written) + 2, kind, 1)
    return head + struct.pack("<III", _NONE, right, child) + bytes(36) + struct.pack("<III", start, size, 0)


def record(kind: int, body: bytes = b"") -> bytes:
    """Return one record of an .xls."""
    return struct.pack("<HH", kind, len(body)) + body


def book(cells: bytes = b"", *, kind: int = 0, extra: bytes = b"") -> bytes:
    """Return the stream of an .xls of one sheet: its cells' records, its kind, and records on the book as a whole."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0x07CC, 0, 6))
    name = "表".encode("utf-16-le")
    length = len(start) + len(extra) + 4 + 8 + len(name) + 4
    sheet = record(0x0085, struct.pack("<IBBBB", length, 0, kind, len(name) // 2, 1) + name)
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0x07CC, 0, 6)) + cells + record(0x000A)
    return start + extra + sheet + record(0x000A) + page


def number(row: int, column: int, value: float) -> bytes:
    """Return the record of a number."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def truth(row: int, column: int, value: int, *, error: bool = False) -> bytes:
    """Return the record of a boolean, or of the error of that number."""
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, value, error))
