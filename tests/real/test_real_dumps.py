"""All real dumps, loaded by one command and compared message by message with independent readers.

Texts must be equal to the character. What readers leave away is what belongs to the file and not to a text:
Windows line ends in tables and text files, blank lines at the ends of a text file, the line end before and
after a text in pages of Telegram Desktop, and in pages of t.me white space at the ends and around the raw
line breaks of a page that was laid out anew.

Skipped where the folder of real dumps is not there; its texts never enter this repository.
"""

import functools
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import frequencies
import independent_json
import polars as pl
import pytest
from conftest import SHARED, Warehouse
from independent import Message
from independent_dumps import KINDS, RealDump

from assets.steps.staged import books
from assets.steps.workspace import Workspace
from warehouse.home import Home
from warehouse.lake import Dump
from warehouse.marts import MARTS

DUMPS = SHARED / "dumps"
REPORTING_ZONE = "Asia/Tehran"
KAPITAL = "dumps/tdesktop-html/ru-kapital-channel"
EXPORTER_ZONES = {KAPITAL: "Europe/Berlin"}
"""Its label says UTC+01:00 all year, but its clock kept Central European summer time."""

pytestmark = pytest.mark.skipif(
    not DUMPS.exists(), reason="the real dumps (../shared/data) are not on this machine"
)

Seen = tuple[int | None, datetime | None, str]
"""Id, instant and text of a message."""


@dataclass
class Loaded:
    """What one run made of everything."""

    warehouse: Warehouse
    done: "subprocess.CompletedProcess[str]"
    parses: dict[frozenset[str], tuple[Dump, Path]]
    """By the hashes of a dump's files."""

    def table(self, dump: RealDump, name: str) -> pl.DataFrame:
        """A staged table of one dump, in its order."""
        files = frozenset(hashlib.sha256(f.read_bytes()).hexdigest() for f in dump.files)
        _, folder = self.parses[files]
        frame = pl.concat([pl.read_parquet(p) for p in sorted(folder.glob(f"{name}-*.parquet"))])
        return frame.sort("record_index") if "record_index" in frame.columns else frame

    def tables(self, name: str, table: str = "observation") -> pl.DataFrame:
        """A staged table of all dumps of one folder."""
        return pl.concat([self.table(dump, table) for dump in KINDS[name].dumps(SHARED / name)])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A home that ``anbar run`` filled with everything there is, decoys included."""
    home = Home(tmp_path_factory.mktemp("real") / "home")
    home.create()
    page = (SHARED / KAPITAL / "messages.html").read_text(encoding="utf-8")
    title = re.search(r'<div class="text bold">\s*(.*?)\s*</div>', page, flags=re.DOTALL)
    assert title is not None
    home.config.write_text(
        f'[[channel]]\nname = "{title[1]}"\nexporter_zone = "{EXPORTER_ZONES[KAPITAL]}"\n', encoding="utf-8"
    )
    command = [Path(sys.executable).with_name("anbar"), "run", DUMPS, SHARED / "seed", "--home", home.root]
    environment = {k: v for k, v in os.environ.items() if k not in {"ANBAR_HOME", "DAGSTER_HOME"}}
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
        check=False,
    )
    workspace = Workspace(home, "afterwards")
    parses = {frozenset(b.sha256 for b in d.blobs): (d, folder) for d, folder in workspace.parses}
    return Loaded(Warehouse(home), done, parses)


@functools.cache
def readings(name: str) -> tuple[tuple[Message, ...], int, int]:
    """Independent readings of a folder's dumps: messages, number of service rows, of other rows."""
    read = [dump.read() for dump in KINDS[name].dumps(SHARED / name)]
    messages = tuple(m for r in read for m in r.messages)
    return messages, sum(r.service_rows for r in read), sum(r.other_rows for r in read)


def seen(name: str, message: Message) -> Seen:
    """What is to be found in the warehouse of a message."""
    zone = EXPORTER_ZONES.get(name)
    instant = message.in_zone(zone) if zone else message.at(REPORTING_ZONE)
    return message.message_id, instant, message.text


@pytest.mark.parametrize("name", KINDS)
def test_independent_readers_find_what_the_sources_say(name: str) -> None:
    messages, service, _ = readings(name)
    assert (len(messages), service) == (KINDS[name].message_count, KINDS[name].service_count)


@pytest.mark.parametrize("name", KINDS)
def test_every_message_has_its_id_time_and_text(loaded: Loaded, name: str) -> None:
    rows = loaded.tables(name).select("message_id", "posted_at", "text").rows()
    ours = Counter(rows)
    theirs = Counter(seen(name, message) for message in readings(name)[0])
    assert sorted((ours - theirs).elements(), key=str)[:3] == []
    assert sorted((theirs - ours).elements(), key=str)[:3] == []


@pytest.mark.parametrize("name", KINDS)
def test_messages_keep_their_order(loaded: Loaded, name: str) -> None:
    if "tgdataset" in name:
        pytest.skip("texts and media are two unordered objects there")
    ours = loaded.tables(name)["message_id"].to_list()
    assert ours == [message.message_id for message in readings(name)[0]]


@pytest.mark.parametrize("name", KINDS)
def test_rows_that_are_no_posts_are_counted(loaded: Loaded, name: str) -> None:
    kinds = Counter(loaded.tables(name, "excluded").select("record_kind", "artifact_kind").rows())
    service = sum(n for (kind, _), n in kinds.items() if kind == "service")
    beside = ("separator", "container")  # of days and of whole pages: no reader counts them
    other = sum(n for (kind, what), n in kinds.items() if kind == "artifact" and what not in beside)
    assert (service, other) == readings(name)[1:]
    assert not any(kind == "quarantined" for kind, _ in kinds)


@pytest.mark.parametrize("name", [n for n in KINDS if "telethon" in n or "custom" in n or "csv" in n])
def test_every_message_is_in_its_channel(loaded: Loaded, name: str) -> None:
    ours = loaded.tables(name).select("channel_ref", "message_id").rows()
    theirs = [(_reference(message.channel), message.message_id) for message in readings(name)[0]]
    assert Counter(ours) == Counter(theirs)


def _reference(channel: str | None) -> str | None:
    if channel is None:
        return None
    return f"id:{channel}" if channel.isdecimal() else f"handle:{channel.removeprefix('@').lower()}"


def test_web_posts_know_the_number_of_their_channel(loaded: Loaded) -> None:
    name = "dumps/tme-web/tchantest-messages"
    channels = loaded.tables(name, "channel")
    numbers = dict(channels.select("handle", "telegram_id").drop_nulls().rows())
    assert numbers["tchantest"] == 1591537674
    handles = {message.channel.lower() for message in readings(name)[0] if message.channel}
    assert handles == {"tchantest", "camaradosdeputados", "some_random_user"}
    assert handles - {"some_random_user"} <= numbers.keys() <= handles | {"tchantest"}


def test_the_run_goes_on_past_look_alikes(loaded: Loaded) -> None:
    assert loaded.done.returncode == 0, loaded.done.stderr
    refused = {
        line.partition("refused: ")[2] for line in loaded.done.stderr.splitlines() if "refused: " in line
    }
    reasons = {Path(path).name: reason for path, _, reason in (line.partition(": ") for line in refused)}
    assert reasons["messages.html"].startswith("it is HTML or XML of a kind that Anbar does not know")
    assert reasons["target.json"].startswith("it is JSON of a kind that Anbar does not know")
    assert set(reasons) == {"messages.html", "target.json", "last_id.txt"}  # a number alone is no post
    remembered = loaded.warehouse.query("SELECT DISTINCT file_name FROM dq.refused_file")
    assert {str(name) for (name,) in remembered} == set(reasons)


def test_every_record_is_accounted_for(loaded: Loaded) -> None:
    assert loaded.warehouse.query("SELECT sum(abs(residual))::INT FROM dq.ledger") == [(0,)]
    assert loaded.warehouse.query("SELECT count(*) FROM dq.quarantine") == [(0,)]
    totals = loaded.warehouse.query("SELECT sum(post_count)::INT FROM mart.post_frequency_daily")
    assert totals == loaded.warehouse.query("SELECT count(*)::INT FROM core.fact_post")
    rows = books(Workspace(loaded.warehouse.home, "afterwards"))
    found = rows["observation_count"].sum()
    assert found == sum(kind.message_count for kind in KINDS.values())


@pytest.mark.parametrize("name", [n for n in MARTS if "topic" not in n])
def test_every_frequency_holds_every_post(loaded: Loaded, name: str) -> None:
    channel = "channel_key" if "overall" not in name else "0"
    shown = loaded.warehouse.query(f"SELECT {channel}, sum(post_count)::BIGINT FROM {name} GROUP BY 1")
    posts = loaded.warehouse.query(f"SELECT {channel}, count(*) FROM core.fact_post GROUP BY 1")
    assert sorted(shown, key=str) == sorted(posts, key=str)


@pytest.mark.parametrize(
    ("prefix", "channel"), [("mart.post_frequency", "channel_key"), ("mart.post_frequency_overall", "0")]
)
def test_weeks_are_the_sums_of_their_days(loaded: Loaded, prefix: str, channel: str) -> None:
    found = frequencies.weeks(loaded.warehouse, prefix, channel)
    assert found == frequencies.weeks_of_days(loaded.warehouse, prefix, channel)
    assert len(found) > 100


def test_jalali_months_equal_jdatetime(loaded: Loaded) -> None:
    expected = frequencies.jalali_months_of_posts(loaded.warehouse)
    rows = loaded.warehouse.query(
        "SELECT channel_key, jalali_month_key, post_count FROM mart.post_frequency_jalali_monthly"
    )
    assert {(c, m): n for c, m, n in rows if n} == expected
    overall: Counter[int] = Counter()
    for (_, month), count in expected.items():
        overall[month] += count
    rows = loaded.warehouse.query(
        "SELECT jalali_month_key, post_count FROM mart.post_frequency_overall_jalali_monthly"
    )
    assert {month: count for month, count in rows if count} == overall


# Posts with equal texts and ids of their own are all kept, here even among all other dumps.
@pytest.mark.parametrize(
    "name",
    [
        "dumps/tdesktop-html/en-rubber-price-channel",
        "dumps/tdesktop-json/zh-resources-channel",
        "dumps/plain-text/fa-per-post-txt",
        "dumps/csv/am-fashiontera-shop",
        "dumps/telethon-json/ru-tms-shop-channel",
    ],
)
def test_legitimate_repeats_stay(loaded: Loaded, name: str) -> None:
    keys = loaded.tables(name)["dump_key"].unique().to_list()
    [(posts,)] = loaded.warehouse.query(
        f"SELECT count(DISTINCT post_key) FROM core.fact_post_observation WHERE dump_key IN {(*keys, 0)}"
    )
    assert posts == KINDS[name].message_count


def test_entities_are_cut_in_utf_16_units(loaded: Loaded) -> None:
    name = "dumps/telethon-json/ru-science-policy-channel"
    stated = independent_json.telethon_entities(SHARED / name / "channel_messages.json")
    assert len(stated) == 39
    assert all(value.startswith("#" if kind == "hashtag" else "@") for _, kind, value in stated)
    ids = loaded.tables(name).select("record_index", "message_id")
    ours = (
        loaded.tables(name, "entity")
        .join(ids, on="record_index")
        .select("message_id", "entity_kind", "entity_value")
    )
    tags = ours.filter(pl.col("entity_kind").is_in(["hashtag", "mention"])).rows()
    assert {(i, kind, value.lstrip("#@").lower()) for i, kind, value in tags} == {
        (i, kind, value.lstrip("#@").lower()) for i, kind, value in stated
    }


@pytest.mark.parametrize(
    ("name", "tag", "post_count"),
    [
        ("dumps/tdesktop-html/ar-sheikh-audio-channel", "خطبة_الجمعة", 209),
        ("dumps/tdesktop-html/ru-kapital-channel", "тактика", 25),
        ("dumps/tdesktop-html/ru-kapital-channel", "рубль", 24),
        ("dumps/custom-json/multi-tgdataset-preview", "security", 67),
        ("dumps/telethon-json/ru-tms-shop-channel", "LouisVuitton", 12),
        ("seed", "حکمرانی_مشارکتی", 3),
    ],
)
def test_posts_of_a_hashtag_are_those_that_a_search_finds(
    loaded: Loaded, name: str, tag: str, post_count: int
) -> None:
    # A post that writes a tag twice speaks of it once, and so does one that lies in the dump in two copies.
    search = re.compile(rf"(?<![\w#])#{tag}(?!\w)", re.IGNORECASE)
    told = {(m.channel, m.message_id or m.text[-200:]) for m in readings(name)[0] if search.search(m.text)}
    keys = loaded.tables(name)["dump_key"].unique().to_list()
    [(found,)] = loaded.warehouse.query(
        "SELECT count(DISTINCT post_key) FROM core.fact_post_topic JOIN core.dim_topic USING (topic_key)"
        f" JOIN core.fact_post_observation USING (post_key) WHERE dump_key IN {(*keys, 0)}"
        f" AND topic_kind = 'hashtag' AND lower(topic_label) = lower('{tag}')"
    )
    assert (found, len(told)) == (post_count, post_count)


def test_albums_that_are_numbered(loaded: Loaded) -> None:
    name = "dumps/telethon-json/ru-tms-shop-channel"
    sizes = independent_json.telethon_albums(SHARED / name / "channel_messages.json")
    assert (len(sizes), sum(sizes.values())) == (302, 1854)
    ours = Counter(loaded.tables(name)["album_ref"].drop_nulls())
    assert sorted(ours.values()) == sorted(sizes.values())


def test_albums_without_a_number(loaded: Loaded) -> None:
    name = "dumps/tdesktop-json/zh-resources-channel"
    assert independent_json.tdesktop_pairs(SHARED / name / "result.json") == 273
    members = loaded.tables(name)["album_ref"].drop_nulls()
    assert len(members) - members.n_unique() == 273


def test_albums_of_web_pages_are_one_post(loaded: Loaded) -> None:
    posts = loaded.tables("dumps/tme-web/tchantest-messages").filter(pl.col("album_ref").is_not_null())
    assert posts.select("message_id", "text").sort("message_id").rows() == [
        (14, "Multiple pics"),
        (84, "Multiple videos and pictures"),
    ]


def test_times_without_a_zone_stay_flagged(loaded: Loaded) -> None:
    for name in ("dumps/tdesktop-html/roboteam-test-group", "dumps/tdesktop-json/roboteam-test-group"):
        assert loaded.tables(name)["is_zone_assumed"].to_list() == [True] * 8
    assert not loaded.tables(KAPITAL)["is_zone_assumed"].any()
    assert not loaded.tables("dumps/tdesktop-json/salaf-path-channel")["is_zone_assumed"].any()


def test_a_channel_keeps_its_posting_hour_through_summer(loaded: Loaded) -> None:
    # A Moscow schedule, seen through the clock of an exporter with summer time.
    moscow = pl.col("posted_at").dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Moscow")
    months = (
        loaded.tables(KAPITAL)
        .filter(moscow.dt.date().is_between(pl.date(2019, 4, 1), pl.date(2022, 2, 28)))
        .group_by(summer=moscow.dt.month().is_between(4, 10), hour=moscow.dt.hour())
        .len()
        .sort("len", descending=True)
    )
    commonest = {summer: months.filter(pl.col("summer") == summer)["hour"][0] for summer in (True, False)}
    assert commonest[True] == commonest[False]


@pytest.mark.parametrize("order", [("html", "json"), ("json", "html")])
def test_html_and_json_of_one_channel_are_one_set_of_posts(
    warehouse: Warehouse, order: tuple[str, str]
) -> None:
    for kind in order:
        workspace = warehouse.build(DUMPS / f"tdesktop-{kind}" / "salaf-path-channel")
    posts = pl.read_parquet(workspace.table_files("core.fact_post"))
    theirs = readings("dumps/tdesktop-json/salaf-path-channel")[0]
    assert sorted(posts["message_id"]) == sorted(m.message_id or 0 for m in theirs)
    assert posts["observation_count"].unique().to_list() == [2]
    observations = pl.read_parquet(workspace.table_files("core.fact_post_observation"))
    assert set(observations["copy_kind"]) == {"original", "exact_copy"}
    found = {i: (at, text) for i, at, text in posts.select("message_id", "posted_at", "text").rows()}
    assert found == {m.message_id: (m.instant, m.text) for m in theirs}
