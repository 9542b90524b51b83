"""Finds what is to be read: files, folders, and archives with what lies in them."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final

from xlgen.reader import kinds
from xlgen.reader.kinds import Kind
from xlgen.reader.package import LARGE, MAX_RATIO, leads_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

MAX_FILE: Final = 64_000_000
"""Bytes of a file that is looked at; a form of 1,000 indicators has half a million."""
MAX_MEMBERS: Final = 20_000
MAX_SWELLING: Final = 50
"""How many times its size a large archive may unpack to; workbooks are packed already."""
BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, NotImplementedError, RuntimeError, OSError),
)
"""What a damaged archive raises."""

_WITHIN: Final = "!/"
_FORMS: Final = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".ods", ".ots", ".xlsb"})
"""Endings that say that a file is meant for a form."""
_WPS: Final = frozenset({".et", ".ett"})
_DOCUMENTS: Final = frozenset({".doc", ".docx", ".docm", ".ppt", ".pptx", ".wps", ".wpt", ".dps", ".vsd", ".msg"})
_PACKED: Final = frozenset({".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_SYSTEM: Final = frozenset({"thumbs.db", "desktop.ini"})
_LEFT_BEHIND: Final = ("~$", ".~", ".")
"""How programs name what they leave beside the files that they open."""
_UTF8: Final = 0x800
_LOCKED: Final = 0x1


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, by the name it is reported under.

    `at` is where it lies: a path as text, for there may be tens of thousands, or an address. `members` are the places
    of it in the lists of the archives around it. `key` is the finding's where it is known already why it is not read.
    """

    name: str
    at: str | Path
    members: tuple[int, ...] = ()
    key: str = ""

    @property
    def path(self) -> Path:
        """Where it lies, or the outermost archive that it lies in."""
        return Path(self.at) if isinstance(self.at, str) else self.at


def source_at(path: Path) -> Source:
    """Return the source that a path or an address is, reported under its own name."""
    return Source(shown(path), path) if _is_address(path) else _source(str(path))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: files to be read, and attachments with the key of the finding that says what they are."""

    sources: dict[str, Source] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)

    def add(self, source: Source) -> None:
        """Take a file in; an archive may hold two of one name."""
        name, number = source.name, 1
        while name in self.sources and self.sources[name] != source:
            number += 1
            name = f"{source.name}#{number}"
        self.sources[name] = Source(name, source.at, source.members, source.key)


def find(paths: Sequence[Path], ours: Collection[str], output: Path | None = None) -> Found:
    """Return what lies at paths; of folders, all but the files named in `ours`, and but the folder `output`."""
    own = None if output is None else str(output.resolve())
    found = Found()
    for path in paths:
        if not path.is_dir():
            if path.is_file():
                _sort(found, source_at(path), path.name)
            else:
                found.attachments[shown(path)] = "X109"
            continue
        for source, name in _addresses_in(path) if _is_address(path) else _in_folder(str(path), own=own):
            if name not in ours:
                _sort(found, source, name)
    return Found(dict(sorted(found.sources.items())), dict(sorted(found.attachments.items())))


def shown(path: Path) -> str:
    """Return the name under which a file is reported; bytes of a name that are no UTF-8 are written out."""
    # An address keeps its protocol, which is no part of its path, and its own sign between folders.
    return _readable(str(path)) if _is_address(path) else _source(str(path)).name


def _is_address(path: Path) -> bool:
    return hasattr(path, "protocol")


def _source(path: str) -> Source:
    name = _readable(path.replace(os.sep, "/"))
    return Source(name, name if name == path else path)


def _readable(name: str) -> str:
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _in_folder(folder: str, name: str = "", own: str | None = None) -> Iterator[tuple[Source, str]]:
    """Yield the files in a folder and in those within it, each with its own name, as texts: there may be thousands.

    Links to folders are passed over: they may lead round in a circle; so is the folder `own`. A folder that cannot be
    looked into stands for what lies in it, and so does a link that leads nowhere: whoever reads it says so.
    """
    try:
        with os.scandir(folder) as listed:
            entries = list(listed)
    except OSError:
        yield _source(folder), name
        return
    for each in entries:
        path = each.name if folder == os.curdir else each.path
        if each.is_dir(follow_symlinks=False):
            if own is None or os.path.realpath(path) != own:
                yield from _in_folder(path, each.name, own)
        elif _is_file(each):
            yield _source(path), each.name


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))  # noqa: PTH110 - a text
    except OSError:  # a link that leads nowhere we may look
        return True


def _addresses_in(folder: Path) -> Iterator[tuple[Source, str]]:
    """Yield the same of an address."""
    yield from ((source_at(each), each.name) for each in folder.rglob("*") if each.is_file())


def _sort(found: Found, source: Source, name: str) -> None:
    verdict = _by_name(name)
    if verdict:
        _take(found, source, verdict)
        return
    try:
        with source.path.open("rb") as file:
            _look(found, source, file)
    except OSError:  # whoever reads it says so
        found.add(source)


def _by_name(name: str) -> str:
    """Return what a name alone says: `form`, the key of a finding, or "" where the content must tell."""
    if name.startswith(_LEFT_BEHIND) or name.lower() in _SYSTEM:
        return "X109"
    return "form" if os.path.splitext(name)[1].lower() in _FORMS else ""  # noqa: PTH122 - no path is made of each


def _take(found: Found, source: Source, verdict: str) -> None:
    if verdict == "form":
        found.add(source)
    else:
        found.attachments[source.name] = verdict


def _look(found: Found, source: Source, file: BinaryIO) -> None:
    """Sort a file whose name does not say that it is a form by what it holds; archives are gone through."""
    ending = PurePosixPath(source.name).suffix.lower()
    kind = kinds.kind_of(file)
    if kind is Kind.ARCHIVE:
        if len(source.members) > 1:  # an archive in an archive in an archive
            found.attachments[source.name] = "X109/packed"
        else:
            _unpack(found, source, file)
    elif ending == ".zip" and kind in {Kind.TRUNCATED, Kind.EMPTY}:
        found.add(Source(source.name, source.at, source.members, f"X101/{kind.value}"))
    elif ending in _WPS and kind is not Kind.XLSX:
        found.attachments[source.name] = "X109/et"
    elif kind in kinds.WORKBOOKS and not (kind is Kind.ENCRYPTED and ending in _DOCUMENTS):
        found.add(source)
    else:
        packed = kind is Kind.PACKED or ending in _PACKED
        found.attachments[source.name] = "X109/packed" if packed else "X109"


def _unpack(found: Found, source: Source, file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            unpacked = sum(each.file_size for each in members)
            size = file.seek(0, io.SEEK_END)
            if len(members) > MAX_MEMBERS or unpacked > max(MAX_FILE, MAX_SWELLING * size):
                found.add(Source(source.name, source.at, source.members, "X103/archive"))
                return
            for index, each in enumerate(members):
                if not each.is_dir():
                    name = f"{source.name}{_WITHIN}{member_name(each)}"
                    _sort_member(found, Source(name, source.at, (*source.members, index)), archive, each)
    except BROKEN:
        found.add(Source(source.name, source.at, source.members, "X101/truncated"))


def _sort_member(found: Found, source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(source.name)
    if "__MACOSX" in path.parts:
        found.attachments[source.name] = "X109"
        return
    key = "X107/path" if leads_out(member_name(member)) else ""
    verdict = _by_name(path.name)
    if verdict or key:
        _take(found, Source(source.name, source.at, source.members, key), verdict or "X109")
        return
    if member.flag_bits & _LOCKED:
        locked = Source(source.name, source.at, source.members, "X102")
        _take(found, locked, "form" if path.suffix.lower() == ".zip" else "X109")
        return
    try:
        with archive.open(member) as file:
            head = file.read(kinds.HEAD)
        swells = member.file_size > LARGE and member.file_size > MAX_RATIO * max(1, member.compress_size)
        if kinds.may_be_form(head) and member.file_size <= MAX_FILE and not swells:
            head = archive.read(member)
    except BROKEN:
        found.add(Source(source.name, source.at, source.members, "X101"))
        return
    _look(found, source, io.BytesIO(head))


def member_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a file in an archive as it was meant: Windows in Chinese writes GBK and does not say so."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8:
        written = name.encode("cp437", "replace")
        for alphabet in ("utf-8", "gb18030"):
            with contextlib.suppress(UnicodeDecodeError):
                name = written.decode(alphabet)
                break
    return name.partition("\x00")[0].replace("\\", "/").lstrip("/")
