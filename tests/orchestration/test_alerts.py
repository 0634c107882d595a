"""Alerts reach a webhook and a mail server, once per run, with news only, and never make a run fail."""

import json
import socketserver
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets.steps import history
from assets.steps.notice import Notice, notice_of
from assets.steps.workspace import Workspace
from orchestration.alerts import alert_on_checks, alert_on_failure, announce, text
from schemas import PUBLISHED
from warehouse.home import Home

START = datetime.fromisoformat("2026-01-01T00:00")


class Received(list[Any]):
    """What a server got, and the status that it answers with."""

    status = 200


@pytest.fixture
def webhook() -> Iterator[tuple[str, Received]]:
    """A web server on this machine: its address, and what it was sent."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the name that http.server asks for
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((dict(self.headers), json.loads(body)))
            self.send_response(received.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", received
        server.shutdown()
        thread.join()


@pytest.fixture
def mailbox() -> Iterator[tuple[str, list[str]]]:
    """A mail server that speaks as little SMTP as it takes: its address, and the letters."""
    letters: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().upper():
                if line.startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    letters.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.wfile.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}", letters
        server.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.create()
    return home


def ran(home: Home, number: int, status: str = "published", **checks: str) -> Workspace:
    """Keep books of a run: its checks by id, with their status."""
    workspace = Workspace(home, f"run-{number}")
    at = START + timedelta(days=number)
    row = {
        "run_id": workspace.run_id, "started_at": at, "status": status, "code_version": "1", "config_hash": "x",
        "release_id": f"r{number}" if status == "published" else None, "new_dump_count": 0, "parsed_dump_count": 0,
        "refused_file_count": 0, "error": None if status == "published" else "the disk is full",
    }  # fmt: skip
    history.remember(workspace, "dq.run", pl.DataFrame([row], schema=PUBLISHED["dq.run"].polars_schema))
    rows = [
        {"run_id": workspace.run_id, "check_id": check, "table_name": "t", "dimension": "validity",
         "severity": "warning", "status": found, "evaluated_count": 9, "failed_count": 1, "threshold": 0.0,
         "rule_in_words": f"{check} holds", "example_value": "7", "owner": "x", "checked_at": at}
        for check, found in checks.items()
    ]  # fmt: skip
    results = pl.DataFrame(rows, schema=PUBLISHED["dq.check_result"].polars_schema)
    history.remember(workspace, "dq.check_result", results)
    return workspace


def test_a_notice_tells_what_is_new_what_goes_on_and_what_is_well_again(home: Home) -> None:
    first = notice_of(ran(home, 1, a="passed", b="failed", c="failed", d="passed"))
    assert ([c["check_id"] for c in first.new], first.recovered) == (["b", "c"], False)
    failed = notice_of(ran(home, 2, status="failed", a="not_run", b="not_run"))
    assert (failed.status, failed.error, failed.new, failed.is_news) == (
        "failed",
        "the disk is full",
        [],
        True,
    )
    third = notice_of(ran(home, 3, a="failed", b="failed", c="passed", d="passed"))
    assert [c["check_id"] for c in third.new] == ["a"]
    assert (third.continuing, third.fixed, third.recovered) == (["b"], ["c"], True)
    assert not notice_of(ran(home, 4, a="failed", b="failed", c="passed", d="passed")).is_news
    assert notice_of(Workspace(home, "run-9"), "no lock").error == "no lock"


def configure(home: Home, **keys: Any) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    home.config.write_text("\n".join(["[alerts]", *lines]), encoding="utf-8")


def test_a_webhook_gets_json_once_per_run(home: Home, webhook: tuple[str, Received]) -> None:
    url, received = webhook
    problems: list[str] = []
    ran(home, 1, a="failed")
    announce(home, "run-1", problems.append)
    assert received == [], "nobody is named yet"
    configure(home, webhook=url)
    announce(home, "run-1", problems.append)
    announce(home, "run-1", problems.append)
    ran(home, 2, a="failed")
    announce(home, "run-2", problems.append)
    [(headers, body)] = received
    assert headers["Content-Type"].startswith("application/json")
    assert (body["run_id"], body["status"], body["new"][0]["check_id"]) == ("run-1", "published", "a")
    assert "a holds: not so for 1 of 9, for instance 7" in body["text"]
    assert problems == []


def test_only_failures_where_only_failures_are_wanted(home: Home, webhook: tuple[str, Received]) -> None:
    url, received = webhook
    configure(home, webhook=url, on="failure")
    ran(home, 1, a="failed")
    ran(home, 2, status="held_back", b="failed")
    ran(home, 3, a="failed")
    for run in ("run-1", "run-2", "run-3"):
        announce(home, run, pytest.fail)
    assert [(body["run_id"], body["status"], body["recovered"]) for _, body in received] == [
        ("run-2", "held_back", False), ("run-3", "published", True),
    ]  # fmt: skip


def test_secrets_come_from_the_environment(
    home: Home, webhook: tuple[str, Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, received = webhook
    configure(home, webhook_env="HOOK", token_env="TOKEN")
    problems: list[str] = []
    ran(home, 1, status="failed")
    announce(home, "run-1", problems.append)
    assert problems == ["the alert by webhook was not delivered: ValueError."]
    monkeypatch.setenv("HOOK", url)
    monkeypatch.setenv("TOKEN", "s3cret")
    ran(home, 2, status="failed")
    announce(home, "run-2", problems.append)
    [(headers, body)] = received
    assert headers["Authorization"] == "Bearer s3cret"
    assert "s3cret" not in json.dumps(body)


@pytest.mark.parametrize("fault", ["refuses", "answers 500", "is silent", "is no address"])
def test_a_webhook_that_fails_is_a_warning_without_secrets(
    fault: str, home: Home, webhook: tuple[str, Received]
) -> None:
    url, received = webhook
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as silent:
        address = f"http://127.0.0.1:{silent.server_address[1]}/s3cret"
        if fault == "refuses":
            silent.server_close()
        received.status = 500
        chosen = {"answers 500": url, "is no address": "http://[s3cret/"}.get(fault, address)
        configure(home, webhook=chosen, timeout_seconds=0.1)
        ran(home, 1, status="failed")
        problems: list[str] = []
        announce(home, "run-1", problems.append)
    [problem] = problems
    assert problem.startswith("the alert by webhook was not delivered")
    assert "s3cret" not in problem


def test_a_letter_is_sent(home: Home, mailbox: tuple[str, list[str]]) -> None:
    address, letters = mailbox
    configure(home, email=["a@example.org", "b@example.org"], smtp=address)
    ran(home, 1, status="failed")
    announce(home, "run-1", pytest.fail)
    [letter] = letters
    assert "Subject: Anbar: run run-1 failed and published nothing" in letter
    assert "To: a@example.org, b@example.org" in letter
    assert "the disk is full" in letter


def test_many_checks_are_cut_short() -> None:
    check = {"check_id": "a", "severity": "warning", "rule_in_words": "x", "failed_count": 1, "evaluated_count": 2,
             "example_value": "7"}  # fmt: skip
    shown = text(Notice("r", "published", release_id="r1", new=[check] * 30))
    assert shown.count("new warning") == 20
    assert "and 10 more" in shown


def test_the_sensors_tell_of_runs_of_the_daemon(
    home: Home, webhook: tuple[str, Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, received = webhook
    configure(home, webhook=url)
    monkeypatch.setenv("ANBAR_HOME", str(home.root))
    job = dg.JobDefinition(graph_def=dg.GraphDefinition(name="refresh"))
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance)
        context = dg.build_run_status_sensor_context(
            "alerts", result.get_run_success_event(), instance, result.dagster_run
        )
        for sensor, given in ((alert_on_failure, context.for_run_failure()), (alert_on_checks, context)):
            sensor(given)
    [(_, body)] = received
    assert (body["run_id"], body["status"]) == (result.run_id, "failed"), "it has kept no books"
