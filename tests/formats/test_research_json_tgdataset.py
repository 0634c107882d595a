"""TGDataset: channels by id, messages and files by message id, read in one go or piece by piece."""

import json
from pathlib import Path
from typing import Any

import pytest
from json_dumps import FIXTURES, SHARED, findings, parse, parse_bytes, post, rejections

from assets.formats.base import Batch
from assets.formats.research_json import ADAPTER, tgdataset

CHANNEL = 1111222233
TEXT = {
    "message": "متن", "date": 1637750294.0, "author": None, "is_forwarded": False, "forwarded_from_id": None,
    "forwarded_message_date": None,
}  # fmt: skip
FILE = {name: TEXT[name] for name in TEXT if name != "message"} | {
    "title": None, "extension": ".mp4", "media_id": "AgAD"
}  # fmt: skip


def dump(folder: Path, texts: Any, files: Any, **attributes: Any) -> Batch:
    """A dump of one channel."""
    channel = {"username": "anbar_test", "title": "انبار", "text_messages": texts, "generic_media": files}
    data = json.dumps({str(CHANNEL): channel | attributes}).encode()
    return parse_bytes(ADAPTER, folder, data)


@pytest.fixture(params=["at once", "streamed"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to read a channel: held as a whole, or, where it is too large for that, record by record."""
    if request.param == "streamed":
        monkeypatch.setattr(tgdataset, "_AT_ONCE_BYTES", 10)


@pytest.mark.usefixtures("way")
def test_texts_and_files_are_one_set_of_posts() -> None:
    batch = parse(ADAPTER, FIXTURES / "research_json" / "tgdataset.json")
    columns = ("record_locator", "message_id", "media_kind", "text")
    assert batch.observations.select(columns).rows() == [
        (
            f"/{CHANNEL}/text_messages/72",
            72,
            None,
            "متن با **تأکید** و [پیوند](https://example.org/p(1)) پایان",
        ),
        (f"/{CHANNEL}/text_messages/71", 71, "photo", "متن و عکس"),
        (f"/{CHANNEL}/text_messages/70", 70, None, "از شخصی"),
        (f"/{CHANNEL}/generic_media/73", 73, "document", ""),
        (f"/{CHANNEL}/generic_media/69", 69, "voice_message", ""),
    ]
    assert post(batch, 72)["content_text"] == "متن با **تأکید** و پیوند پایان"
    assert batch.observations["posted_at"].dt.epoch("ms").to_list() == [
        1637750294000, 1637750200500, 1637750100000, 1637750300000, 1637750000000,
    ]  # fmt: skip
    assert batch.excluded.select("record_locator", "record_kind", "artifact_kind").rows() == [
        (f"/{CHANNEL}/generic_media/71", "artifact", "duplicate_record"),
        ("/1444555566/generic_media/1", "quarantined", None),
    ]
    assert rejections(batch) == [("/1444555566/generic_media/1", "not_an_object")]
    assert batch.channels.rows() == [
        (f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار آزمون", None, False),
        ("id:1444555566", 1444555566, None, "دیگری", None, False),
    ]
    assert findings(batch) == {("unknown_field", "message.brand_new_field"): 1}


@pytest.mark.usefixtures("way")
def test_forwards(tmp_path: Path) -> None:
    forward = TEXT | {"is_forwarded": True}
    texts = {
        "3": forward | {"forwarded_from_id": 1444555566},
        "2": forward | {"forwarded_from_id": 777000},  # a person
        "1": forward,
    }
    batch = dump(tmp_path, texts, {})
    assert batch.observations.select("is_forward", "forward_from_ref").rows() == [
        (True, "id:1444555566"),
        (True, None),
        (True, None),
    ]


@pytest.mark.parametrize(
    ("extension", "kind"),
    [
        (".jpe", "photo"),
        ("PNG", "photo"),
        (".mp4", "video"),
        (".oga", "voice_message"),
        (".mp3", "audio"),
        (".gif", "animation"),
        (".tgs", "document"),
        (None, "document"),
        (5, "document"),
    ],
)
@pytest.mark.usefixtures("way")
def test_kinds_of_files(tmp_path: Path, extension: Any, kind: str) -> None:
    batch = dump(
        tmp_path, {"1": TEXT}, {"1": FILE | {"extension": extension}, "2": FILE | {"extension": extension}}
    )
    assert batch.observations["media_kind"].to_list() == [kind, kind]


@pytest.mark.usefixtures("way")
def test_a_bad_record_costs_only_itself(tmp_path: Path) -> None:
    texts = {
        "1": TEXT,
        "2": TEXT | {"message": 5},
        "3": TEXT | {"date": "soon"},
        "x": TEXT,
        "5": {},
        "6": {"message": None, "author": "a"},
        "7": [],
        "8": TEXT | {"message": None},
        "9": TEXT | {"date": None},
        "10": TEXT | {"date": 1637750294},
    }
    batch = dump(tmp_path, texts, {"1": {}, "11": {"author": None}, "12": FILE | {"date": 1e300}})
    assert batch.observations["message_id"].to_list() == [1, 8, 9, 10]
    assert {place.rpartition("/")[2]: reason for place, reason in rejections(batch)} == {
        "2": "invalid_text", "3": "unreadable_time", "x": "invalid_message_id", "5": "not_a_message",
        "6": "not_a_message", "7": "not_an_object", "11": "not_a_message", "12": "unreadable_time",
    }  # fmt: skip
    assert batch.record_count == 13


@pytest.mark.parametrize("record", [{"author": "a"}, {"extension": ".pdf"}, {"date": None}, {"message": "m"}])
def test_both_ways_judge_a_thin_record_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: dict[str, Any]
) -> None:
    found = []
    for size in (tgdataset._AT_ONCE_BYTES, 10):
        monkeypatch.setattr(tgdataset, "_AT_ONCE_BYTES", size)
        batch = dump(tmp_path, {"1": record}, {"2": record})
        found.append((batch.observations.rows(), rejections(batch)))
    assert found[0] == found[1]


@pytest.mark.usefixtures("way")
def test_attributes_and_messages_of_another_shape(tmp_path: Path) -> None:
    batch = dump(tmp_path, {"1": TEXT}, None, stickers=[1], scam="?")
    assert findings(batch) == {("unknown_field", "channel.stickers"): 1}
    assert batch.observations["message_id"].to_list() == [1]
    batch = dump(tmp_path, {"1": TEXT}, [FILE])  # a list where records are keyed is not passed over
    assert batch.observations["message_id"].to_list() == [1]
    assert [reason for _, reason in rejections(batch)] == ["not_an_object"]


def test_channels_that_are_none_are_rejected(tmp_path: Path) -> None:
    data = json.dumps({"2": {"text_messages": {"3": TEXT}, "generic_media": {}}, "1": 5, "4": []}).encode()
    batch = parse_bytes(ADAPTER, tmp_path, data + b" 7")
    assert batch.observations["channel_ref"].to_list() == ["id:2"]
    assert [reason for _, reason in rejections(batch)] == ["not_an_object"] * 3


def test_a_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    texts = {str(n): TEXT | {"message": f"متن {n}"} for n in range(50)}
    data = json.dumps({"5": {"username": "anbar_test", "text_messages": texts, "generic_media": {}}}).encode()
    batch = parse_bytes(ADAPTER, tmp_path, data[: data.index(b'"40"') + 30])
    assert batch.observations["message_id"].to_list() == list(range(40))
    assert [reason for _, reason in rejections(batch)] == ["truncated_json"]
    assert ("truncated_file", "the file ends inside a list or object") in findings(batch)
    assert batch.channels["handle"].to_list() == ["anbar_test"]


@pytest.mark.parametrize("broken", [b'"m" "date": 1.0}', b'"\xff", "date": 1.0}', b'"\\ud800"}', b"NaN}"])
def test_damage_inside_a_channel_costs_one_record(tmp_path: Path, broken: bytes) -> None:
    good = json.dumps(TEXT).encode()
    head = b'{"5": {"title": "t", "text_messages": {"1": ' + good + b', "2": {"message": '
    data = (
        head + broken + b', "3": ' + good + b'}, "generic_media": {"3": ' + json.dumps(FILE).encode() + b"}}}"
    )
    batch = parse_bytes(ADAPTER, tmp_path, data)
    assert batch.observations.select("message_id", "media_kind").rows() == [(1, None), (3, "video")]
    assert len(rejections(batch)) == 1
    assert batch.record_count == 4


def test_real_dump_message_by_message() -> None:
    path = SHARED / "custom-json" / "multi-tgdataset-preview" / "tgdataset_preview.json"
    if not path.exists():
        pytest.skip("the real dumps (../shared/data) are not on this machine")
    channels = json.loads(path.read_bytes())
    texts = {
        (f"id:{c}", int(m)): (round(t["date"] * 1e6), t["message"])
        for c, channel in channels.items()
        for m, t in channel["text_messages"].items()
    }
    files = {
        (f"id:{c}", int(m)): (round(f["date"] * 1e6), "")
        for c, channel in channels.items()
        for m, f in channel["generic_media"].items()
    }
    batch = parse(ADAPTER, path)
    rows = batch.observations.select("channel_ref", "message_id", "posted_at", "text", "media_kind").rows()
    found = {(c, m): (time, text) for c, m, time, text, _ in rows}
    times = batch.observations["posted_at"].dt.epoch("us").to_list()
    assert (len(channels), len(texts), len(files)) == (10, 2847, 1685)
    assert {key: (time, found[key][1]) for key, time in zip(found, times, strict=True)} == files | texts
    assert len(rows) == len(files | texts)
    assert {(c, m) for c, m, _, _, kind in rows if kind} == files.keys()
    assert batch.excluded.height == len(files.keys() & texts.keys())
    assert batch.rejections.is_empty()
    assert batch.findings.is_empty()
