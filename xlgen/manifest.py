"""What a workbook says of itself: a very hidden sheet with template, issued values and the frozen plan.

Rows of key and value, the long ones compressed and spread over cells of at most 32,000 characters. All text is
base64: no program that saves the file again changes it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from xlgen import layout, terms
from xlgen.model import Raw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlgen.layout import Plan, Shape
    from xlgen.model import Value

FORMAT: Final = 1
MAGIC: Final = "xlgen"
SHEET: Final = terms.MANIFEST_SHEET
SIGNATURE: Final = "signature"
CHUNK: Final = 32_000
MAX_PACKED: Final = 4_000_000
"""Characters of packed text that are looked at; a plan of 1,000 indicators takes a tenth."""
MAX_UNPACKED: Final = 40_000_000
_SHAPES_KEPT: Final = 64

_KEYS: Final = ("format", "plan_version", "template", "template_version", "template_sha256", "fiscal_year")
_PACKED: Final = ("issued", "plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a workbook was issued with: the form definition it was made from, and the plan.

    `signature` is the office's check value over the digest, "" where it was issued without one.
    """

    template: str
    template_version: int
    template_sha256: str
    fiscal_year: int
    plan: Plan
    signature: str = ""

    @property
    def code(self) -> str:
        """The project's code."""
        return str(self.plan.issued.get("project.code") or "")

    @property
    def name(self) -> str:
        """The project's name."""
        return str(self.plan.issued.get("project.name") or "")

    @property
    def digest(self) -> str:
        """SHA-256 over everything the manifest holds, hexadecimal: what the ledger keeps."""
        return _digest(_plain(self), _issued_json(self.plan.issued), self.plan.shape.digest)


@dataclass(frozen=True, slots=True)
class Broken:
    """A manifest that is there but cannot be trusted: its digest fails, or its plan is none."""

    key: str


def _plain(manifest: Manifest) -> tuple[str, ...]:
    return (
        str(FORMAT),
        str(manifest.plan.shape.version),
        manifest.template,
        str(manifest.template_version),
        manifest.template_sha256,
        str(manifest.fiscal_year),
    )


def _digest(plain: tuple[str, ...], issued: bytes, shape_digest: str) -> str:
    parts = (*(each.encode() for each in plain), issued, shape_digest.encode())
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def _issued_json(issued: Mapping[str, Value]) -> bytes:
    plain = {path: _jsonable(value) for path, value in sorted(issued.items())}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _jsonable(value: Value) -> object:
    """Return a value for JSON: a number is kept as its digits, since a float would not round-trip."""
    if isinstance(value, Decimal):
        return {"number": f"{value:f}"}
    return {"raw": value.text} if isinstance(value, Raw) else value


def to_rows(manifest: Manifest) -> list[list[str]]:
    """Return the rows of the hidden sheet, texts only."""
    plain = _plain(manifest)
    rows = [[MAGIC, manifest.digest]]
    rows.extend([key, value] for key, value in zip(_KEYS, plain, strict=True))
    if manifest.signature:
        rows.append([SIGNATURE, manifest.signature])
    texts = _packed(_issued_json(manifest.plan.issued)), _packed_shape(manifest.plan.shape)
    for key, packed in zip(_PACKED, texts, strict=True):
        rows.append([key, *(packed[start : start + CHUNK] for start in range(0, len(packed), CHUNK))])
    return rows


def _packed(content: bytes) -> str:
    return base64.b64encode(zlib.compress(content, 9)).decode()


_packed_shapes: dict[str, str] = {}


def _packed_shape(shape: Shape) -> str:
    """Return a shape packed: once for all forms of it."""
    found = _packed_shapes.get(shape.digest)
    if found is None:
        if len(_packed_shapes) >= _SHAPES_KEPT:
            _packed_shapes.pop(next(iter(_packed_shapes)))
        found = _packed_shapes[shape.digest] = _packed(shape.json)
    return found


def from_rows(rows: list[list[str]]) -> Manifest | Broken | None:
    """Return what the hidden sheet's rows hold: a manifest, one that cannot be trusted, or None where it is none.

    Sizes are bounded before anything is unpacked; a frozen plan's formulas pass the allow-list or it is not used.
    """
    found = {row[0]: row[1:] for row in rows if row and row[0]}
    if MAGIC not in found:
        return None
    try:
        digest = found[MAGIC][0]
        plain = tuple(found[key][0] for key in _KEYS)
        issued = _unpack("".join(found["issued"]))
        shape = _shape("".join(found["plan"]))
        numbers = [int(plain[index]) for index in (0, 1, 3, 5)]
        values = _values(issued)
    except (KeyError, IndexError, ValueError, ArithmeticError, RecursionError):
        return Broken("S103")
    if numbers[0] > FORMAT or numbers[1] > layout.PLAN_VERSION or shape is None:
        return Broken("S102")
    if values is None or _digest(plain, issued, shape.digest) != digest:
        return Broken("S103")
    return Manifest(
        template=plain[2],
        template_version=numbers[2],
        template_sha256=plain[4],
        fiscal_year=numbers[3],
        plan=layout.Plan(shape=shape, issued=values),
        signature="".join(found.get(SIGNATURE, [])[:1]),
    )


Packed = tuple[list[bytes], list[tuple[str, int, str, int, str, int, bytes]]]
"""Manifests for another process: shapes as JSON, each once; of each manifest its own fields, the last its values."""


def pack(manifests: Sequence[Manifest]) -> Packed:
    """Return manifests as another process of this program takes them."""
    shapes = {each.plan.shape.digest: each.plan.shape.json for each in manifests}
    places = {digest: place for place, digest in enumerate(shapes)}
    own = [
        (
            each.template,
            each.template_version,
            each.template_sha256,
            each.fiscal_year,
            each.signature,
            places[each.plan.shape.digest],
            _issued_json(each.plan.issued),
        )
        for each in manifests
    ]
    return list(shapes.values()), own


def unpack(packed: Packed) -> list[Manifest]:
    """Return the manifests that were packed.

    Raises
    ------
    ValueError
        They were packed by another program.

    """
    shapes = [layout.parse_shape(each) for each in packed[0]]
    found = []
    for template, version, sha256, year, signature, place, issued in packed[1]:
        shape, values = shapes[place], _values(issued)
        if shape is None or values is None:
            raise ValueError(template)
        found.append(
            Manifest(
                template=template,
                template_version=version,
                template_sha256=sha256,
                fiscal_year=year,
                plan=layout.Plan(shape=shape, issued=values),
                signature=signature,
            )
        )
    return found


def _unpack(packed: str) -> bytes:
    """Return packed text unpacked.

    Raises
    ------
    ValueError
        It is too large, or not what `to_rows` writes.

    """
    if len(packed) > MAX_PACKED:
        raise ValueError(len(packed))
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(base64.b64decode(packed, validate=True), MAX_UNPACKED)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(packed[:40]) from error
    if not unpacker.eof:
        raise ValueError(len(content))
    return content


@lru_cache(maxsize=_SHAPES_KEPT)
def _shape(packed: str) -> Shape | None:
    return layout.parse_shape(_unpack(packed))


def _values(issued: bytes) -> dict[str, Value] | None:
    content = json.loads(issued)
    if not isinstance(content, dict):
        return None
    return {path: _value(value) for path, value in content.items()}


def _value(value: Any) -> Value:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        text = value.get("number")
        return Raw(str(value.get("raw", ""))) if text is None else _number(str(text))
    return None if value is None else str(value)


def _number(text: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]{1,400}(\.[0-9]{1,400})?", text):
        raise ValueError(text[:40])
    return Decimal(text)
