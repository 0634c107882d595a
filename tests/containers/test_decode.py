"""Compressed streams: whole, strung together, cut off, damaged, and asking for too much."""

import io
import lzma
import os

import pytest
import zstandard
from containers.packing import COMPRESS

from assets.containers.decode import PIECE, decoded
from assets.containers.errors import CutOffError, UnreadableError

_WINDOW = 8 << 20
_DATA = os.urandom(300_000) + "کتابخانه ".encode() * 60_000

every_codec = pytest.mark.parametrize("codec", COMPRESS)


def _read(codec: str, packed: bytes, window: int = _WINDOW) -> tuple[bytes, Exception | None]:
    unpacked = bytearray()
    try:
        for piece in decoded(codec, io.BytesIO(packed).read, window):
            assert len(piece) <= PIECE
            unpacked += piece
    except (CutOffError, UnreadableError) as error:
        return bytes(unpacked), error
    return bytes(unpacked), None


@every_codec
def test_streams_strung_together_are_one(codec: str) -> None:
    one, other, empty = (COMPRESS[codec](d) for d in (_DATA, b"more", b""))
    assert _read(codec, one + empty + other) == (_DATA + b"more", None)


@every_codec
@pytest.mark.parametrize("cut", [1, 5, 20, 60])
def test_a_stream_that_is_cut_off_gives_what_is_readable(codec: str, cut: int) -> None:
    unpacked, error = _read(codec, COMPRESS[codec](_DATA)[:-cut])
    assert isinstance(error, CutOffError)
    assert _DATA.startswith(unpacked)
    assert len(unpacked) > 100_000


@every_codec
@pytest.mark.parametrize("kept", [0, 1, 5, 7, 11])
def test_a_stream_may_end_in_its_head(codec: str, kept: int) -> None:
    unpacked, error = _read(codec, COMPRESS[codec](_DATA)[:kept])
    assert (unpacked, isinstance(error, CutOffError) or not kept and codec == "zstd") == (b"", True)


@every_codec
def test_damage_is_noticed(codec: str) -> None:
    packed = bytearray(COMPRESS[codec](_DATA))
    packed[len(packed) // 2] ^= 0xFF
    _, error = _read(codec, bytes(packed))
    assert isinstance(error, UnreadableError)
    assert "it is damaged (" in str(error)


@every_codec
def test_what_follows_a_stream_is_noted(codec: str) -> None:
    unpacked, error = _read(codec, COMPRESS[codec](_DATA) + b"something else")
    assert unpacked == _DATA
    assert "something else follows" in str(error)


@pytest.mark.parametrize("codec", ["gzip", "bzip2", "xz"])
def test_zeros_may_fill_up_a_stream(codec: str) -> None:
    assert _read(codec, COMPRESS[codec](b"x") + bytes(40_000)) == (b"x", None)


@every_codec
def test_a_stream_of_zeros_comes_in_small_pieces(codec: str) -> None:
    unpacked, error = _read(codec, COMPRESS[codec](bytes(20_000_000)))
    assert (len(unpacked), error) == (20_000_000, None)


def test_many_tiny_streams_take_no_more_time_than_their_number() -> None:
    assert _read("gzip", COMPRESS["gzip"](b"") * 20_000) == (b"", None)


def test_a_huge_window_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = packed.compress(_DATA) + packed.flush()
    assert _read("zstd", data, 128 << 20) == (_DATA, None)
    unpacked, error = _read("zstd", data)
    assert unpacked == b""
    assert "more than the 8,388,608 bytes of memory" in str(error)
    assert "max_window" in str(error)


def test_a_huge_dictionary_of_xz_is_refused() -> None:
    packed = lzma.compress(b"x" * 100, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 64 << 20}])
    assert _read("xz", packed, 64 << 20) == (b"x" * 100, None)
    unpacked, error = _read("xz", packed)
    assert (unpacked, "max_window" in str(error)) == (b"", True)


def test_a_frame_made_with_a_dictionary_is_refused() -> None:
    samples = [f"post {n} of {n * n} about books and shelves".encode() for n in range(300)]
    dictionary = zstandard.train_dictionary(1024, samples)
    packed = zstandard.ZstdCompressor(dict_data=dictionary).compress(_DATA)
    assert "compressed with a dictionary" in str(_read("zstd", packed)[1])


@pytest.mark.parametrize("block", [(200_000 << 3), (200_000 << 3) | 2, 5 << 3 | 6])
def test_blocks_that_no_frame_may_have_are_damage(block: int) -> None:
    head = COMPRESS["zstd"](_DATA)[: zstandard.frame_header_size(COMPRESS["zstd"](_DATA))]
    _, error = _read("zstd", head + block.to_bytes(3, "little") + os.urandom(300_000))
    assert "it is damaged (" in str(error)


def test_skippable_frames_are_skipped() -> None:
    skippable = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"notes"
    packed = COMPRESS["zstd"](_DATA)
    assert _read("zstd", skippable + packed + skippable) == (_DATA, None)
    assert isinstance(_read("zstd", packed + skippable[:-1])[1], CutOffError)
