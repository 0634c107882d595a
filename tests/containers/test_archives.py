"""zip and tar archives: names, kinds, lies, and members that cannot be unpacked."""

import io
import os
import struct
import tarfile
import zipfile
from pathlib import PurePosixPath

import pytest
from containers.packing import COMPRESS, edited, tarred, zipped

from assets.containers import budget as budgets
from assets.containers.archive import open_archive
from assets.containers.budget import Budget
from assets.containers.entries import DEVICE, ENCRYPTED, LEADS_OUT, LINK, SPARSE, shown_path
from assets.containers.errors import CutOffError, LimitError, UnreadableError
from assets.containers.kinds import Kind, kind_of
from warehouse.settings import Containers

_FILES = {"chat/result.json": b'{"a": 1}' * 5000, "chat/photos/1.jpg": os.urandom(2000), "نامه‌ها.txt": b"x"}
_LIMITS = Containers()
_TARS = pytest.mark.parametrize("codec", ["stored", *COMPRESS])


def _kind(data: bytes) -> Kind | None:
    return kind_of(io.BytesIO(data), len(data), _LIMITS)


def _unpacked(
    data: bytes, limits: Containers = _LIMITS, wanted: set[str] | None = None
) -> tuple[dict[str, bytes | str], CutOffError | None]:
    """Members by name: their bytes, or why there are none; and what is wrong with the whole."""
    kind = _kind(data)
    assert kind is not None
    archive = open_archive(io.BytesIO(data), len(data), "a.json.gz", kind, Budget(limits, len(data)))
    entries = archive.entries()
    found: dict[str, bytes | str] = {str(e.path): e.refused for e in entries if e.refused}
    numbers = {e.number for e in entries if not e.refused and (not wanted or str(e.path) in wanted)}
    for entry, pieces in archive.unpack(numbers):
        got = bytearray()
        try:
            for piece in pieces:
                got += piece
            found[str(entry.path)] = bytes(got)
        except UnreadableError as error:
            found[str(entry.path)] = str(error)
        except CutOffError:
            found[str(entry.path)] = bytes(got) + b"CUT"
    return found, archive.note


def _packed_tar(codec: str, data: bytes) -> bytes:
    return data if codec == "stored" else COMPRESS[codec](data)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_gives_its_files(method: int) -> None:
    assert _unpacked(zipped(_FILES, method)) == (_FILES, None)


@_TARS
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_gives_its_files(codec: str, form: int) -> None:
    long = {"a" * 90 + "/" + "b" * 60: b"y" * 513, **_FILES}
    assert _unpacked(_packed_tar(codec, tarred(long, kind=form))) == (long, None)


@_TARS
def test_only_what_is_wanted_is_unpacked(codec: str) -> None:
    data = _packed_tar(codec, tarred(_FILES))
    assert _unpacked(data, wanted={"نامه‌ها.txt"}) == ({"نامه‌ها.txt": b"x"}, None)


@pytest.mark.parametrize("codec", COMPRESS)
def test_a_compressed_file_is_called_like_its_container(codec: str) -> None:
    assert _unpacked(COMPRESS[codec](b"text")) == ({"a.json": b"text"}, None)


def test_very_long_names_of_tar_are_cut() -> None:
    [(name, data)] = _unpacked(tarred({"a/" * 3000 + "b": b"x"}, kind=tarfile.GNU_FORMAT))[0].items()
    assert (len(name) <= 1000, name[-3:], data) == (True, "a/b", b"x")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped({"a": b""}), Kind("zip")),
        (zipped({}), Kind("zip")),
        (tarred({"a": b""}), Kind("tar")),
        (COMPRESS["gzip"](tarred({"a": b""})), Kind("tar", "gzip")),
        (COMPRESS["zstd"](tarred({"a": b""})), Kind("tar", "zstd")),
        (COMPRESS["xz"](b"x"), Kind("single", "xz")),
        (COMPRESS["bzip2"](b"x"), Kind("single", "bzip2")),
        (COMPRESS["gzip"](b""), Kind("single", "gzip")),
        (COMPRESS["gzip"](b"WARC/1.0\r\n" + bytes(600)), None),
        (COMPRESS["zstd"](b"WARC/1.1\r\n"), None),
        (b"\x5d\x2a\x4d\x18" + bytes(100), None),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), None),
        (zipped({"mimetype": b"application/epub+zip"}), None),
        (zipped({"META-INF/MANIFEST.MF": b"", "A.class": b""}), None),
        (zipped({"AndroidManifest.xml": b""}), None),
        (b"SQLite format 3\x00" + bytes(1000), None),
        (b"PAR1" + bytes(1000), None),
        (b"BZh91 is how this text begins", None),
        (b'{"a": 1}', None),
        (b"", None),
        (bytes(2048), None),
    ],
)
def test_the_kind_is_found_by_content(data: bytes, kind: Kind | None) -> None:
    assert _kind(data) == kind


@pytest.mark.parametrize(
    ("head", "words"), [(b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"Rar!\x1a\x07\x01", "a RAR archive")]
)
def test_archives_of_other_programs_are_named(head: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=f"{words}.* Unpack it and hand over what it holds"):
        _kind(head + bytes(100))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\a.txt", "../../a.txt"),
        ("a\\b.json", "a/b.json"),
        ("./a//b/./c", "a/b/c"),
        ("a\nb\x1b[31m", "a<0A>b<1B>[31m"),
        ("\u202ecod.exe", "<202E>cod.exe"),
        ("می‌خوانم.txt", "می‌خوانم.txt"),
    ],
)
def test_names_are_made_fit_to_be_shown(name: str, shown: str) -> None:
    assert shown_path(name) == PurePosixPath(shown)


def test_names_that_lead_out_are_refused() -> None:
    names = {"../../etc/passwd": b"x", "a/../../b.txt": b"x", "ok.txt": b"y"}
    for data in (zipped(names), tarred(names)):
        found, _ = _unpacked(data)
        assert found == {"../../etc/passwd": LEADS_OUT, "a/../../b.txt": LEADS_OUT, "ok.txt": b"y"}


def test_names_in_other_encodings_are_read() -> None:
    data = zipped({"XXXX.txt": b"x"})
    assert list(_unpacked(data.replace(b"XXXX.txt", "نام".encode()[:4] + b".txt"))[0]) == ["نا.txt"]
    assert list(_unpacked(data.replace(b"XXXX.txt", b"\x81\x82\xff\xfe.txt"))[0]) == ["üé\xa0■.txt"]
    flagged = edited(data, "XXXX.txt", flags=0x800).replace(b"XXXX.txt", b"\xff\xfe\xfd\xfc.txt")
    assert list(_unpacked(flagged)[0].values()) == [b"x"]
    latin = tarred({"XXXX.txt": b"x"}, kind=tarfile.GNU_FORMAT)
    header = bytearray(latin[:512].replace(b"XXXX.txt", b"\xe4\xf6\xfc\xdf.txt"))
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    assert list(_unpacked(bytes(header) + latin[512:])[0]) == ["äöüß.txt"]


def test_links_devices_and_sparse_files_are_refused() -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE,
                     tarfile.DIRTYPE):  # fmt: skip
            info = tarfile.TarInfo(f"kind{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        archive.addfile(tarfile.TarInfo("file"))
        sparse = tarfile.TarInfo("sparse")
        sparse.pax_headers = {"GNU.sparse.major": "1"}
        archive.addfile(sparse)
    found, note = _unpacked(target.getvalue())
    assert found == {"kind1": LINK, "kind2": LINK, "kind3": DEVICE, "kind6": DEVICE, "kindS": SPARSE,
                     "file": b"", "sparse": SPARSE}  # fmt: skip
    assert note is None
    zips = edited(zipped({"link": b"/etc/passwd", "fifo": b"", "file": b"x"}), "link", mode=0o120777)
    assert _unpacked(edited(zips, "fifo", mode=0o010644))[0] == {"link": LINK, "fifo": DEVICE, "file": b"x"}


def test_a_link_has_no_bytes_whatever_size_it_states() -> None:
    data = tarred({"b.txt": b"y"}, {"link": "x"}, tarfile.GNU_FORMAT)
    link = bytearray(data[1024:1536])
    link[124:136] = b"%011o\0" % 700
    link[148:156] = b" " * 8
    link[148:156] = b"%06o\0 " % sum(link)
    assert _unpacked(bytes(link) + data) == ({"link": LINK, "b.txt": b"y"}, None)


def test_members_that_cannot_be_unpacked_are_told_apart() -> None:
    files = {f"{n}.txt": b"text" * 100 for n in range(7)}
    data = edited(zipped(files), "0.txt", flags=1)
    data = edited(data, "1.txt", method=9)
    data = edited(data, "2.txt", method=77)
    data = edited(data, "3.txt", crc=1)
    data = edited(data, "4.txt", size=7)
    data = edited(data, "5.txt", size=2**31)
    found, _ = _unpacked(data)
    assert found.pop("0.txt") == ENCRYPTED
    assert "by Deflate64" in str(found.pop("1.txt"))
    assert "by method 77" in str(found.pop("2.txt"))
    assert "checksum is wrong" in str(found.pop("3.txt"))
    assert "7 bytes are stated, 400 are there" in str(found.pop("4.txt"))
    assert "2,147,483,648 bytes are stated, 400 are there" in str(found.pop("5.txt"))
    assert found == {"6.txt": b"text" * 100}


def test_a_zip_whose_members_lie_over_one_another_is_refused() -> None:
    data = zipped({"a.txt": b"x" * 1000, "b.txt": b"y" * 1000})
    with pytest.raises(UnreadableError, match="lie over one another, as in bombs"):
        _unpacked(edited(data, "b.txt", offset=0))


def test_a_zip_whose_members_lie_beyond_its_end_is_damaged() -> None:
    with pytest.raises(UnreadableError, match="a member lies beyond its end"):
        _unpacked(edited(zipped({"a.txt": b"x"}), "a.txt", packed_size=2**31))


@pytest.mark.parametrize("cut", [1, 30, 100])
def test_a_zip_without_its_end_is_cut_off(cut: int) -> None:
    with pytest.raises(UnreadableError, match=r"directory, is missing: it is cut off|damaged"):
        _unpacked(zipped(_FILES)[:-cut])


def test_a_zip_may_stand_behind_something_else_and_have_a_comment() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = b"made by hand PK\x05"
        archive.writestr("a.txt", b"x")
    data = b"PK\x03\x04 something else" + target.getvalue()
    assert _unpacked(data) == ({"a.txt": b"x"}, None)


def test_a_zip_of_64_bits_is_read() -> None:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.txt", "w", force_zip64=True) as member,
    ):
        member.write(b"x" * 100)
    data = bytearray(target.getvalue())
    # A directory entry whose numbers stand in its extra field, and an end of 64 bits.
    at = data.rfind(b"PK\x01\x02")
    size, packed = struct.unpack_from("<2L", data, at + 24)[0], struct.unpack_from("<L", data, at + 20)[0]
    entry = bytearray(data[at : data.rfind(b"PK\x05\x06")])
    struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<L", entry, 42, 0xFFFFFFFF)
    extra = struct.pack("<2H3Q", 1, 24, size, packed, 0)
    struct.pack_into("<H", entry, 30, len(extra))
    entry[46 + 5 :] = extra
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(entry), at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + len(entry), 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    whole = bytes(data[:at] + entry) + end64 + locator + last
    assert zipfile.ZipFile(io.BytesIO(whole)).read("a.txt") == b"x" * 100
    assert _unpacked(whole) == ({"a.txt": b"x" * 100}, None)


@_TARS
def test_what_is_readable_of_a_tar_that_is_cut_off_is_given(codec: str) -> None:
    big = os.urandom(40_000)
    data = tarred({"a.txt": b"x", "b.txt": big, "c.txt": b"z"})
    data = data[: data.rfind(b"c.txt") - 12_000]
    whole = data if codec == "stored" else COMPRESS[codec](data)
    found, note = _unpacked(whole)
    assert (found["a.txt"], "c.txt" in found, note is not None) == (b"x", False, True)
    assert len(found["b.txt"]) > 20_000


@pytest.mark.parametrize("codec", ["gzip", "xz", "zstd"])
def test_what_is_readable_of_a_cut_off_stream_around_a_tar_is_given(codec: str) -> None:
    big = os.urandom(600_000)
    data = COMPRESS[codec](tarred({"a.txt": b"x", "b.txt": big}))
    found, note = _unpacked(data[: len(data) * 2 // 3])
    assert found["a.txt"] == b"x"
    got = found["b.txt"]
    assert isinstance(got, bytes)
    assert big.startswith(got.removesuffix(b"CUT"))
    assert len(got) > 300_000
    assert isinstance(note, CutOffError)


def test_a_tar_that_is_damaged_in_the_middle_gives_what_comes_before() -> None:
    data = bytearray(tarred({"a.txt": b"x", "b.txt": b"y"}, kind=tarfile.GNU_FORMAT))
    data[1024] ^= 1
    found, note = _unpacked(bytes(data))
    assert (found, "damaged in the middle" in str(note)) == ({"a.txt": b"x"}, True)


def test_a_damaged_stream_around_a_tar_makes_all_of_it_unsure() -> None:
    filling = bytes(1_000_000)  # after the end of the archive
    data = bytearray(COMPRESS["gzip"](tarred({"a.txt": b"x", "b.bin": os.urandom(600_000)}) + filling))
    data[-6] ^= 1  # the checksum of everything
    with pytest.raises(UnreadableError, match="it is damaged"):
        _unpacked(bytes(data))


@pytest.mark.parametrize("size", [b"77777777777\0", b"\x80" + b"\x7f" * 11, b"\xff" * 12, b"-0000000001\0"])
def test_sizes_that_are_none_end_a_tar(size: bytes) -> None:
    header = bytearray(tarred({"a.txt": b"x"}, kind=tarfile.GNU_FORMAT)[:512])
    header[124:136] = size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    found, note = _unpacked(bytes(header) + bytes(2048))
    assert isinstance(note, CutOffError)
    assert found.keys() <= {"a.txt"}


def test_a_huge_extended_header_is_not_taken_into_memory() -> None:
    header = bytearray(tarred({"a.txt": b"x"}, kind=tarfile.GNU_FORMAT)[:512])
    header[124:136], header[156:157] = b"%011o\0" % (1 << 32), b"x"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    found, note = _unpacked(bytes(header) + bytes(5000))
    assert (found, "damaged in the middle" in str(note)) == ({}, True)


@pytest.mark.parametrize("make", [zipped, tarred, lambda f: COMPRESS["gzip"](tarred(f))])
def test_members_are_counted(make: object) -> None:
    data = make({f"{n}.txt": b"" for n in range(11)})  # type: ignore[operator]
    with pytest.raises(LimitError, match="more than 10 members; nothing of it is loaded"):
        _unpacked(data, Containers(max_members=10))


@pytest.mark.parametrize(
    "make", [lambda d: zipped({"a": d}), lambda d: tarred({"a": d}), COMPRESS["gzip"], COMPRESS["zstd"]]
)
def test_unpacked_bytes_are_counted(make: object) -> None:
    data = make(bytes(3_000_000))  # type: ignore[operator]
    _unpacked(data, Containers(max_bytes=3_100_000))
    with pytest.raises(LimitError, match=r"more than 2,900,000 bytes.* raise max_bytes under \[containers\]"):
        _unpacked(data, Containers(max_bytes=2_900_000))


def test_the_ratio_counts_for_what_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = COMPRESS["gzip"](bytes(10_000_000))
    assert _unpacked(bomb)[0] == {"a.json": bytes(10_000_000)}
    monkeypatch.setattr(budgets, "RATIO_FROM", 1_000_000)
    with pytest.raises(LimitError, match=r"more than 500 times its [\d,]+ bytes, as only bombs do"):
        _unpacked(bomb)


def test_skipping_through_a_packed_tar_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "RATIO_FROM", 1_000_000)
    bomb = COMPRESS["zstd"](tarred({"a.jpg": bytes(30_000_000), "b.txt": b"x"}))
    with pytest.raises(LimitError):
        _unpacked(bomb, wanted={"b.txt"})
