"""The site says what the tables say, leads to the raw bytes, and lets no stranger's text do anything."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from site_samples import HOSTILE, OUTCOMES, RECORDS, SUBJECT, open_sample, quarantined

from dashboard.pages.quarantine import read_quarantine
from dashboard.render import render
from dashboard.site import build_site
from dashboard.text import plain

_BROWSER = next((b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b)), None)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    con = open_sample(tmp_path_factory.mktemp("release"))
    yield con
    con.close()


@pytest.fixture(scope="module")
def site(release: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(release, SUBJECT, tmp_path_factory.mktemp("site") / "quality").path.parent


def _pages(site: Path) -> dict[str, LexborHTMLParser]:
    return {p.name: LexborHTMLParser(p.read_text(encoding="utf-8")) for p in sorted(site.glob("*.html"))}


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, LexborHTMLParser]:
    return _pages(site)


def _nodes(page: LexborHTMLParser, css: str = "*") -> list[LexborNode]:
    return page.css(css)


def _text(page: LexborHTMLParser, css: str) -> str:
    [node] = page.css(css)
    return " ".join(node.text().split())


def test_every_page_allows_its_own_style_and_script_and_nothing_else(pages: dict[str, Any]) -> None:
    for name, page in pages.items():
        [meta] = page.css("meta[http-equiv]")
        policy = dict(part.split(" ", 1) for part in meta.attributes["content"].split("; "))
        assert policy["default-src"] == "'none'"
        for element, directive in (("style", "style-src"), ("script", "script-src")):
            [node] = page.css(element)
            digest = hashlib.sha256(node.text().encode()).digest()
            assert policy[directive] == f"'sha256-{base64.b64encode(digest).decode()}'", name


def test_no_page_asks_for_anything_or_runs_anything_of_a_stranger(pages: dict[str, Any]) -> None:
    for name, page in pages.items():
        for node in _nodes(page):
            for attribute, value in node.attributes.items():
                where = f"{name}: <{node.tag} {attribute}={value!r}>"
                assert not attribute.startswith("on"), where
                assert attribute not in {"style", "srcset", "action"}, where
                assert attribute != "src" or node.tag == "none", where
                if attribute == "href":
                    assert re.match(r"[\w.#:/%-]+$|data:,$", value), where
                    assert not re.match(r"[a-z]+:(?!,)", value), where
        assert "url(http" not in page.css_first("style").text()
        assert "@import" not in page.css_first("style").text()


def test_every_link_leads_somewhere(site: Path, pages: dict[str, Any]) -> None:
    anchors: dict[str, list[str]] = {
        name: [n.attributes["id"] for n in page.css("[id]")] for name, page in pages.items()
    }
    for name, found in anchors.items():
        assert len(found) == len(set(found)), f"{name} has an id twice"
    for name, page in pages.items():
        for node in page.css("a[href]"):
            file, _, anchor = node.attributes["href"].partition("#")
            target = file or name
            assert (site / target).exists(), f"{name}: {node.html}"
            assert not anchor or anchor in anchors[target], f"{name}: {node.html}"


def test_raw_text_is_shown_exactly_with_what_is_hidden_in_it(pages: dict[str, Any]) -> None:
    hostile = next(page for name, page in pages.items() if name.startswith("quarantine-text.3a.hostile"))
    shown = [node.text() for node in hostile.css(".raw")]
    signed = [plain(words).replace("⟦", "").replace("⟧", "") for words in HOSTILE]
    assert shown == signed
    assert "U+202E" in shown[6]
    assert "\u200c" in shown[-1]  # the half-space is spelling, not a trick


def test_names_of_channels_files_and_topics_are_text(pages: dict[str, Any]) -> None:
    names = {
        "channels.html": plain(HOSTILE[6]),
        "ledger.html": HOSTILE[2],
        "activity.html": HOSTILE[4],
        "formats.html": HOSTILE[3],
        "runs.html": HOSTILE[0],
    }
    for page, words in names.items():
        assert words in pages[page].css_first("main").text(), page


def test_the_verdict_comes_first_and_names_what_is_wrong(pages: dict[str, Any]) -> None:
    index = pages["index.html"]
    assert _text(index, "h1") == "These numbers can be used, with 4 warnings."
    verdict = _text(index, ".verdict")
    assert "Since the run before: 2 newly failing, 2 still failing, 1 fixed." in verdict
    assert "Not known whether what mart.post_frequency_daily:cannot_run asks for" in verdict
    assert "70 of 1,000 (7 %)" in verdict
    assert SUBJECT.release_id in verdict


def test_a_check_that_did_not_run_is_nowhere_green(pages: dict[str, Any]) -> None:
    page = pages["checks.html"]
    [article] = [a for a in page.css("article") if "cannot_run" in a.attributes["id"]]
    assert article.css_first(".not_run") is not None
    assert article.css_first(".passed") is None
    [row] = [r for r in page.css("#catalogue ~ div tr") if "cannot_run" in r.text()]
    assert "passed" not in row.css_first("td").text()
    assert "2 passed, 1 not run" in row.css_first("desc").text()
    [cell] = [c for c in page.css("td.cell") if "not run" in c.text()]
    assert "not_run" in cell.attributes["class"]


def test_every_check_stands_in_the_catalogue_with_its_history(pages: dict[str, Any]) -> None:
    rows = pages["checks.html"].css("#catalogue ~ div tbody tr")
    assert len(rows) == len(OUTCOMES)
    strips = {r.css("code")[0].text(): r.css_first("desc").text() for r in rows}
    assert strips["dq.ledger.residual:is_zero"] == "3 runs, oldest first: 2 passed, 1 failed."


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("index.html", "SELECT count(*) FROM core.fact_post"),
        ("index.html", "SELECT count(*) FROM core.fact_post WHERE date_key = 0"),
        ("ledger.html", "SELECT sum(record_count)::INT FROM dq.latest_ledger WHERE stage = 'parsed'"),
        (
            "quarantine.html",
            "SELECT count(*) FROM dq.quarantine WHERE status='open' AND reason='invalid_utf8'",
        ),
        ("ledger.html", "SELECT sum(waived_count)::INT FROM dq.latest_ledger"),
        ("channels.html", "SELECT max(days_since_last_post) FROM dq.freshness"),
        ("channels-1.html", "SELECT max(post_count) FROM dq.volume_anomaly WHERE is_anomaly"),
        ("duplicates.html", "SELECT count(*) FROM core.fact_post_observation WHERE copy_kind <> 'original'"),
        ("dictionary.html", "SELECT count(*) FROM meta.column WHERE table_name = 'fact_post'"),
    ],
)
def test_numbers_are_those_of_the_views(
    release: duckdb.DuckDBPyConnection, pages: dict[str, Any], page: str, query: str
) -> None:
    [(value,)] = release.execute(query).fetchall()
    assert value, query
    assert re.search(rf"(?<![\d,]){value:,}(?![\d,])", pages[page].css_first("main").text(separator=" ")), (
        query
    )


def test_three_clicks_lead_from_the_verdict_to_raw_text(pages: dict[str, Any]) -> None:
    [link] = [a for a in pages["index.html"].css("a") if a.text() == "invalid_utf8"]
    records = pages[link.attributes["href"]]
    [direct] = [a for a in pages["index.html"].css(".verdict a") if a.text() == "the records"]
    assert direct.attributes["href"] == link.attributes["href"]
    first = records.css_first("article")
    assert "record 0" in first.css_first(".raw").text()
    assert "bytes 1,000 to 1,100" in " ".join(first.text().split())


def test_long_quarantines_are_paged_and_keep_their_place(site: Path, tmp_path: Path) -> None:
    parts = sorted(site.glob("quarantine-invalid_utf8-*.html"))
    assert len(parts) > 1
    assert all(p.stat().st_size <= 400_000 for p in parts)
    ids = [a.attributes["id"] for p in _pages(site).values() for a in p.css("article[id^=q]")]
    assert len(ids) == RECORDS + len(HOSTILE)
    assert all(len(p.css("article")) <= 500 for p in _pages(site).values())


def test_what_is_left_out_is_said(release: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.pages.quarantine.MAX_OF_REASON", 100)
    [last] = [p for p in read_quarantine(release).pages if p.name == "quarantine-invalid_utf8-1.html"]
    page = LexborHTMLParser(render(last, dump_page={}))
    assert _text(page, ".care").startswith(f"The first 100 of {RECORDS} records are shown")


def test_what_did_not_change_is_the_same_file_in_the_next_release(site: Path, tmp_path: Path) -> None:
    con = open_sample(tmp_path)
    schema = con.execute("SELECT * FROM dq.quarantine LIMIT 0").description
    row = quarantined(5001, "invalid_utf8", "one more")
    con.execute(
        f"INSERT INTO dq.quarantine VALUES ({', '.join('?' * len(schema))})", [row.get(d[0]) for d in schema]
    )
    later = replace(SUBJECT, release_id="r000004-20261104T060000Z")
    report = build_site(con, later, tmp_path / "quality", earlier=site)
    con.close()
    same = {p.name for p in site.iterdir() if (tmp_path / "quality" / p.name).samefile(p)}
    assert report.reused_count == len(same)
    assert {"quarantine-invalid_utf8-1.html", "channels-1.html", "dumps-1.html"} <= same
    assert not {"index.html", "quarantine-invalid_utf8-2.html", "dq.json"} & same
    assert "+1 since the release before" in _text(_pages(tmp_path / "quality")["index.html"], "dl")


def test_a_run_that_was_held_back_says_so_and_what_readers_see(
    release: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    before = SUBJECT.release_id
    held = replace(SUBJECT, run_id="run-2", release_id=None, served_release_id=before, reason=HOSTILE[0])
    report = build_site(release, held, tmp_path / "quality")
    assert report.verdict == "held_back"
    verdict = _text(_pages(tmp_path / "quality")["index.html"], ".verdict")
    assert verdict.startswith("Do not use: nothing was published.")
    assert f"Readers still see release {before}" in verdict
    assert "dq.ledger.residual:is_zero" in verdict
    summary = json.loads((tmp_path / "quality" / "dq.json").read_text())
    assert (summary["is_published"], summary["served_release_id"]) == (False, before)


def test_layers_without_a_check_are_named(release: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    unknown = replace(SUBJECT, run_id="run-without-checks", release_id=None)
    build_site(release, unknown, tmp_path / "quality")
    assert "No check of stg, core, mart, dq ran" in _text(
        _pages(tmp_path / "quality")["index.html"], ".verdict"
    )


def test_machines_read_the_same(site: Path, release: duckdb.DuckDBPyConnection) -> None:
    summary = json.loads((site / "dq.json").read_text(encoding="utf-8"))
    assert summary["format"] == "anbar-dq/1"
    assert summary["verdict"] == "warnings"
    assert summary["checks"] == {
        "error": {"passed": 2, "failed": 0, "not_run": 0},
        "warning": {"passed": 1, "failed": 3, "not_run": 1},
    }
    assert summary["changes"] == {"new": 2, "continuing": 2, "fixed": 1}
    changes = {t["check_id"]: t["change"] for t in summary["troubles"]}
    assert changes["core.fact_post.text:still_bad"] == "continuing"
    [(posts,)] = release.execute("SELECT count(*) FROM core.fact_post").fetchall()
    assert summary["counts"]["post_count"] == posts
    assert summary["ledger"]["parsed"]["residual"] == 0


def test_the_feed_tells_of_each_change_once(site: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(site / "feed.xml").getroot()
    titles = [e.findtext(f"{atom}title") for e in feed.iter(f"{atom}entry")]
    assert titles == [
        "Published r000003-20261103T060000Z: 2 new, 1 fixed",
        "Held back : 1 new, 0 fixed",
        "Published r000001-20261101T060000Z: 2 new, 0 fixed",
    ]
    assert HOSTILE[0] in str(feed[6].findtext(f"{atom}content"))


def test_pages_can_be_used_without_eyes_or_mouse(pages: dict[str, Any]) -> None:
    for name, page in pages.items():
        assert page.css_first("html").attributes["lang"] == "en"
        assert len(page.css("main")) == len(page.css("h1")) == len(page.css("nav[aria-label]")) == 1, name
        assert page.css_first("a.skip").attributes["href"] == "#main"
        for picture in page.css("svg"):
            assert picture.attributes["role"] == "img"
            assert picture.css_first("title").text()
        for head in page.css("thead th"):
            assert head.attributes["scope"] == "col"


@pytest.mark.parametrize(
    "name", ["index.html", "checks.html", "quarantine-text.3a.hostile.20..3c.b.3e.-1.html", "channels-1.html"]
)
@pytest.mark.acceptance
@pytest.mark.skipif(_BROWSER is None, reason="no Chromium is on this machine")
def test_a_browser_has_nothing_to_complain_about(site: Path, tmp_path: Path, name: str) -> None:
    page = tmp_path / name
    page.write_bytes((site / name).read_bytes())
    command = [
        str(_BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    complaints = [line for line in done.stderr.splitlines() if re.search(r"CONSOLE|Refused|violates", line)]
    assert complaints == []
    if name == "index.html":
        assert "days old, which is older than it should be" in done.stdout  # the script ran
    assert "<script>window.__xss" not in done.stdout
    assert "<svg onload" not in done.stdout
