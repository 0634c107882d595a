"""Days off of Iran stand behind the volume of channels in its languages, and of no others."""

from pathlib import Path

from site_samples import open_sample

from dashboard.pages.channels import read_channels, section


def test_days_off_are_those_of_the_language(tmp_path: Path) -> None:
    con = open_sample(tmp_path)
    con.execute(
        "UPDATE core.dim_date SET is_holiday = TRUE, holiday_name_en = 'Oil day' WHERE date_key = 20240319"
    )
    shown = {}
    for language in ("fa", "en"):
        con.execute("UPDATE core.dim_channel SET primary_language = ? WHERE channel_key = 1", [language])
        volume = section(con, read_channels(con)).pages[1]
        [shown[language]] = [str(chart) for c, chart in volume.data["channels"] if c["channel_key"] == 1]
    [(fridays,)] = con.execute(
        "SELECT count(*) FROM dq.volume_anomaly JOIN core.dim_date USING (date_key) "
        "WHERE channel_key = 1 AND is_weekend"
    ).fetchall()
    [rest] = [part for part in shown["fa"].split("<") if 'class="rest"' in part]
    assert rest.count("M") == fridays > 5
    assert "2024-03-19: Oil day" in shown["fa"]
    assert "rest" not in shown["en"]
    assert "feast" not in shown["en"]
