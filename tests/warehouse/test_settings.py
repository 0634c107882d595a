"""What people configure, and what they read when it is wrong."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.formats.telegram import bare_id
from warehouse.errors import UsageError
from warehouse.settings import Channel, Settings, channel_from_text, load_settings, load_sidecar


def _settings(folder: Path, text: str) -> Settings:
    path = folder / "anbar.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_without_a_file_defaults_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "anbar.toml")
    assert settings == Settings() == _settings(tmp_path, "")
    assert (settings.reporting_zone, settings.retention.releases, settings.channel) == ("Asia/Tehran", 5, ())


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    settings = _settings(
        tmp_path,
        """
        reporting_zone = "Europe/Berlin"
        lock_timeout_seconds = 1.5
        memory_limit = "1.5GB"
        [[channel]]
        name = "آرمان‌گرام"
        handle = "https://t.me/ArmanGram"
        telegram_id = -1001591537674
        aliases = ["@old_name", "-1001234567890", "آرمان"]
        exporter_zone = "Asia/Tehran"
        footer_lines = ["@armangram"]
        title_markers = ["🔰"]
        [[mapping]]
        files = "Shop_*.csv"
        columns = {text = "Nachricht", posted_local = "Zeit"}
        [retention]
        releases = 3
        days = 0
        [quality]
        max_quarantined_share = 1.0
        """,
    )
    [channel] = settings.channel
    assert (channel.handle, channel.telegram_id, channel.title_markers) == ("armangram", 1591537674, ("🔰",))
    assert (settings.memory_limit, settings.retention.days) == ("1.5GB", 0)
    [mapping] = settings.mapping
    assert list(mapping.columns.items()) == [("posted_local", "Zeit"), ("text", "Nachricht")]
    assert [mapping.fits(n) for n in ("shop_1.CSV", "Shop_.csv", "my_shop_1.csv")] == [True, True, False]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert _settings(tmp_path, '\ufeffreporting_zone = "UTC"').reporting_zone == "UTC"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("reporting = 1", "anbar.toml: reporting: unknown key. Correct the file"),
        ("[[channel]]\nnmae = 'x'", "channel.0.nmae: unknown key"),
        ("[retention]\nrelease = 5", "retention.release: unknown key"),
        (
            "reporting_zone = 'Asia/Teheran'",
            "reporting_zone: 'Asia/Teheran' is no IANA time zone such as Asia/Tehran",
        ),
        ("reporting_zone = '../etc/passwd'", "is no IANA time zone"),
        ("reporting_zone = ''", "is no IANA time zone"),
        ("[[channel]]\nexporter_zone = 'IRST'", "channel.0.exporter_zone: 'IRST' is no IANA time zone"),
        ("[[channel]]\nhandle = 'not a handle'", "channel.0.handle: 'not a handle' is no public user name"),
        ("[[channel]]\nhandle = '@ab'", "'@ab' is no public user name"),
        ("[[channel]]\ntelegram_id = 0", "channel.0.telegram_id: 0 is no channel id"),
        ("[[channel]]\ntelegram_id = 'x'", "channel.0.telegram_id: Input should be a valid integer"),
        ("[[channel]]\naliases = ['@a!']", "channel.0.aliases.0: '@a!' is no public user name"),
        ("[[channel]]\naliases = ['0']", "channel.0.aliases.0: 0 is no channel id"),
        ("[retention]\nreleases = 2", "retention.releases: Input should be greater than or equal to 3"),
        (
            "[quality]\nmax_quarantined_share = 0",
            "quality.max_quarantined_share: Input should be greater than 0",
        ),
        ("[[mapping]]\nfiles = '*'", "mapping.0.columns: Field required"),
        ("[[mapping]]\ncolumns = {text = 'x'}", "mapping.0.files: Field required"),
        ("[[mapping]]\nfiles = ''\ncolumns = {text = 'x'}", "mapping.0.files: String should have at least"),
        ("[[mapping]]\nfiles = '*'\ncolumns = {text = 5}", "mapping.0.columns.text: Input should be a valid"),
        (
            "[[mapping]]\nfiles = '*'\ncolumns = {body = 'x'}",
            "mapping.0.columns: 'body' is nothing that a column says of a post; allowed are message_id, posted_at,",
        ),
        ("memory_limit = '4'", "memory_limit: String should match pattern"),
        ("lock_timeout_seconds = -1", "lock_timeout_seconds: Input should be greater than or equal to 0"),
        ("a = ", "anbar.toml is no valid TOML: Invalid value"),
        ("a = 1\na = 2", "anbar.toml is no valid TOML"),
        ("x = 1\ny = 2", "x: unknown key; y: unknown key."),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        _settings(tmp_path, text)
    assert message in str(error.value)
    assert "Correct the file and run again" in str(error.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "anbar.toml").write_bytes("نام".encode("cp1256"))
    with pytest.raises(UsageError, match="no valid TOML"):
        load_settings(tmp_path / "anbar.toml")


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "anbar.toml").mkdir()
    with pytest.raises(UsageError, match=r"anbar\.toml cannot be read"):
        load_settings(tmp_path / "anbar.toml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-1001591537674", Channel(telegram_id=1591537674)),
        ("1591537674", Channel(telegram_id=1591537674)),
        ("@ArmanGram", Channel(handle="armangram")),
        ("t.me/ArmanGram", Channel(handle="armangram")),
        ("https://t.me/s/ArmanGram/", Channel(handle="armangram")),
        ("HTTPS://T.me/ArmanGram", Channel(handle="armangram")),
        ("آرمان‌گرام", Channel(name="آرمان‌گرام")),
        ("ArmanGram", Channel(name="ArmanGram")),
    ],
)
def test_channel_from_text(text: str, expected: Channel) -> None:
    assert channel_from_text(text) == expected


@given(
    st.one_of(
        st.integers(-(10**16), 10**16),
        st.integers(1, 10**12 - 2**31).flatmap(
            lambda n: st.sampled_from([n, -n, -(10**12) - n, 10**12 + n, 2**49 + n, 2**48 + n])
        ),
        st.integers(1, 2**32 - 1).map(lambda n: 2**33 + n),
    )
)
def test_ids_of_configuration_and_dumps_are_read_alike(value: int) -> None:
    expected = bare_id(value)
    if expected is None:
        with pytest.raises(ValueError, match=f"{value} is no channel id"):
            Channel(telegram_id=value)
    else:
        assert Channel(telegram_id=value).telegram_id == expected


def test_the_hash_is_of_the_settings_in_force(tmp_path: Path) -> None:
    written_out = _settings(tmp_path, 'reporting_zone = "Asia/Tehran" # the default')
    assert written_out.content_hash == Settings().content_hash
    assert _settings(tmp_path, 'reporting_zone = "UTC"').content_hash != Settings().content_hash


def _sidecar(folder: Path, text: str) -> Any:
    path = folder / "x.txt.anbar.toml"
    path.write_text(text, encoding="utf-8")
    return load_sidecar(path)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-01T09:00:00Z", datetime(2026, 11, 1, 9)),  # noqa: DTZ001
        ("2026-11-01T12:30:00+03:30", datetime(2026, 11, 1, 9)),  # noqa: DTZ001
        ("2026-11-01T09:00:00", datetime(2026, 11, 1, 9)),  # noqa: DTZ001
    ],
)
def test_capture_time_of_a_sidecar_is_utc(tmp_path: Path, text: str, instant: datetime) -> None:
    assert _sidecar(tmp_path, f"captured_at = {text}").captured_at == instant


def test_a_sidecar_survives_its_way_through_a_manifest(tmp_path: Path) -> None:
    sidecar = _sidecar(
        tmp_path,
        'channel = {name = "آرمان", telegram_id = 5}\ncaptured_at = 2026-11-01T09:00:00Z\n'
        'columns = {text = "متن"}',
    )
    written = sidecar.model_dump(mode="json", exclude_none=True)
    assert type(sidecar).model_validate(written) == sidecar


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chanel = 'x'", "x.txt.anbar.toml: chanel: unknown key"),
        ("captured_at = 'yesterday'", "captured_at: Input should be a valid datetime"),
        ("exporter_zone = 'x'", "exporter_zone: 'x' is no IANA time zone"),
        ("channel = '@a!'", "'@a!' is no public user name"),
        ("channel = {handel = 'x'}", "unknown key"),
        (
            "[columns]\nbody = 'x'",
            "columns: 'body' is nothing that a column says of a post; allowed are message_id,",
        ),
        ("[channel", "is no valid TOML"),
    ],
)
def test_mistakes_in_a_sidecar_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        _sidecar(tmp_path, text)
    assert message in str(error.value)


def test_whom_to_alert_changes_no_content(tmp_path: Path) -> None:
    path = tmp_path / "anbar.toml"
    path.write_text(
        '[alerts]\nwebhook = "https://example.org/x"\nemail = ["a@example.org"]\n', encoding="utf-8"
    )
    assert load_settings(path).content_hash == load_settings(tmp_path / "none").content_hash


@pytest.mark.parametrize("line", ['webhook = "ftp://x"', 'smtp = "a:b"', 'on = "always"', 'password = "x"'])
def test_a_wrong_alert_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "anbar.toml"
    path.write_text(f"[alerts]\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"alerts\."):
        load_settings(path)
