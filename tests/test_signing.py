"""防改动校验: what the office's key says of a form that came back, and of one that was tampered with."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

import xlgen
from tests import packages
from tests.conftest import RECORDS
from tests.libreoffice import recalculate, requires_libreoffice
from xlgen import signing
from xlgen.cli import commands
from xlgen.finding import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlgen.verbs.verdict import Verdict

MANIFEST = "xl/worksheets/sheet4.xml"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an office's key, another's, and the eight forms issued and filled under the first."""
    folder = tmp_path_factory.mktemp("office")
    signing.new_pair(folder / "key")
    signing.new_pair(folder / "other")
    xlgen.generate(RECORDS, folder / "issued", key=folder / "key")
    xlgen.fill(folder / "issued", RECORDS, folder / "filled")
    return folder


def _form(office: Path, code: str) -> bytes:
    (path,) = (office / "filled").glob(f"{code}_*.xlsx")
    return path.read_bytes()


def _judged(content: bytes, folder: Path, public: Path) -> Verdict:
    (folder / "returned.xlsx").write_bytes(content)
    (verdict,) = xlgen.verify([folder / "returned.xlsx"], trust=public)
    return verdict


def _strings(content: bytes, change: Callable[[str], str]) -> bytes:
    """Return a workbook with its shared texts changed."""
    found = packages.parts(content)
    name = "xl/sharedStrings.xml"
    return packages.packed(found | {name: change(found[name].decode()).encode()})


def _signature(content: bytes) -> str:
    """Return the check value in a workbook: the only text of 88 characters of base64 with "==" behind."""
    (found,) = re.findall(r"<t>([A-Za-z0-9+/]{86}==)</t>", packages.parts(content)["xl/sharedStrings.xml"].decode())
    return str(found)


def test_a_signed_form_is_known_by_the_public_key(office: Path, tmp_path: Path) -> None:
    assert "signature" == _judged(_form(office, "P003"), tmp_path, office / "key.pub").trust


def test_without_the_public_key_a_signed_form_is_judged_by_its_digest(office: Path, tmp_path: Path) -> None:
    (tmp_path / "returned.xlsx").write_bytes(_form(office, "P003"))
    (verdict,) = xlgen.verify([tmp_path / "returned.xlsx"])

    assert "digest-only" == verdict.trust


def _another_byte(content: bytes) -> bytes:
    signature = _signature(content)
    changed = ("B" if signature[0] != "B" else "C") + signature[1:]
    return _strings(content, lambda text: text.replace(signature, changed))


def _no_signature(content: bytes) -> bytes:
    return _strings(content, lambda text: text.replace(_signature(content), "").replace("<t>signature</t>", "<t></t>"))


def _no_base64(content: bytes) -> bytes:
    return _strings(content, lambda text: text.replace(_signature(content), "防改动"))


@pytest.mark.parametrize(
    ("change", "public", "key"),
    [
        (_another_byte, "key.pub", "S103/signature"),
        (_no_base64, "key.pub", "S103/signature"),
        (_no_signature, "key.pub", "S103/unsigned"),
        (lambda content: content, "other.pub", "S103/signature"),
    ],
    ids=["another byte", "no check value", "removed", "another office's key"],
)
def test_what_the_key_does_not_prove_is_sent_back(
    change: Callable[[bytes], bytes], public: str, key: str, office: Path, tmp_path: Path
) -> None:
    verdict = _judged(change(_form(office, "P003")), tmp_path, office / public)

    assert ([key], "sent-back") == ([each.key for each in verdict.findings], verdict.status.value)


def test_the_check_value_of_another_projects_form_proves_nothing(office: Path, tmp_path: Path) -> None:
    own, other = _form(office, "P003"), _form(office, "P004")
    moved = _strings(own, lambda text: text.replace(_signature(own), _signature(other)))

    assert ["S103/signature"] == [each.key for each in _judged(moved, tmp_path, office / "key.pub").findings]


def test_a_changed_manifest_fails_before_its_check_value_is_asked(office: Path, tmp_path: Path) -> None:
    changed = _strings(_form(office, "P003"), lambda text: text.replace("<t>2021</t>", "<t>2022</t>", 1))

    assert ["S103"] == [each.key for each in _judged(changed, tmp_path, office / "key.pub").findings]


def test_a_form_from_before_the_key_passes_where_the_ledger_knows_it(issued: Path, filled: Path, office: Path) -> None:
    path = next(filled.glob("P003*.xlsx"))
    unsigned, known = (
        next(iter(xlgen.verify([path], trust=office / "key.pub", ledger=ledger)))
        for ledger in (None, issued / "ledger.sqlite")
    )

    assert (["S103/unsigned"], "ledger") == ([each.key for each in unsigned.findings], known.trust)


@requires_libreoffice
def test_a_signed_form_passes_through_libreoffice(office: Path, tmp_path: Path) -> None:
    (path,) = (office / "filled").glob("P003_*.xlsx")
    (saved,) = recalculate([path], tmp_path)

    assert "signature" == _judged(saved.read_bytes(), tmp_path, office / "key.pub").trust


def test_a_blank_form_can_be_signed(office: Path, tmp_path: Path) -> None:
    command = ["generate", "--blank", "-t", "national-project-2020", "-o", str(tmp_path / "空白.xlsx")]
    done = CliRunner().invoke(commands.app, [*command, "--key", str(office / "key")])

    assert (0, 88) == (done.exit_code, len(_signature((tmp_path / "空白.xlsx").read_bytes())))


def test_a_new_pair_overwrites_nothing_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(commands.app, ["key", "new", str(tmp_path / "key")])
    before = (tmp_path / "key").read_bytes()

    with pytest.raises(UsageError, match="文件已存在"):
        signing.new_pair(tmp_path / "key")
    assert 0 == done.exit_code
    assert before == (tmp_path / "key").read_bytes()
    assert 0o600 == stat.S_IMODE((tmp_path / "key").stat().st_mode)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "无法读取密钥文件"), (b"", "没有可用的私钥"), (b"not a key", "没有可用的私钥")],
    ids=["no file", "empty", "text"],
)
def test_a_file_that_is_no_key_is_told_and_nothing_is_issued(content: bytes | None, words: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)

    with pytest.raises(UsageError, match=words):
        xlgen.generate(RECORDS, tmp_path / "issued", key=tmp_path / "key")
    assert not (tmp_path / "issued").exists()


def test_keys_of_another_kind_are_told(office: Path, tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (tmp_path / "key").write_bytes(other.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))

    with pytest.raises(UsageError, match="没有可用的私钥"):
        signing.private_key(tmp_path / "key")
    with pytest.raises(UsageError, match="没有可用的公钥"):
        signing.public_key(office / "key")


def test_the_check_value_is_no_part_of_the_digest(office: Path) -> None:
    """So that the same list issued without the key, or with another, is the same issue, and its ledger stays good."""
    again = xlgen.generate(RECORDS, office / "issued", key=office / "other")

    assert (8, ()) == (len(again.unchanged), again.issues)
