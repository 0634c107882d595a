"""Alerts: news of a run by webhook and e-mail, to whom ``[alerts]`` of ``anbar.toml`` names; else to nobody.

Every run is announced once, by whoever comes first: ``anbar run`` at its end, so that cron needs no daemon, or
the sensors here for runs that Dagster started or that died. A failed run is always news; of checks only what is
new or well again. An alert that cannot be delivered is a warning, never a failure of the run.
"""

import http.client
import json
import os
import smtplib
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict
from email.message import EmailMessage

import dagster as dg

from assets.steps.notice import Notice, notice_of
from assets.steps.workspace import Workspace
from orchestration.automation import refresh
from warehouse.errors import AnbarError
from warehouse.home import Home
from warehouse.settings import Alerts, load_settings

_KEPT_MARKS = 100
_SHOWN = 20
_TLS_PORT = 465


def announce(home: Home, run_id: str, warn: Callable[[str], object], fallback: str = "") -> None:
    """Tell the news of a run to whom the configuration names, unless that was done.

    Args:
        home: the warehouse.
        run_id: the run.
        warn: takes what went wrong; nothing is raised.
        fallback: what is known of a run that has not come to keep books.
    """
    try:
        alerts = load_settings(home.config).alerts
        if not (alerts.webhook or alerts.webhook_env or alerts.email):
            return
        notice = notice_of(Workspace(home, run_id), fallback or "The run failed before it began.")
        if not _is_wanted(notice, alerts) or not _mark(home, run_id):
            return
        for problem in deliver(alerts, notice):
            warn(problem)
    except (AnbarError, OSError) as error:
        warn(f"no alert was sent: {error}")


def _is_wanted(notice: Notice, alerts: Alerts) -> bool:
    return notice.is_news and (alerts.on == "warning" or notice.status != "published" or notice.recovered)


def _mark(home: Home, run_id: str) -> bool:
    """Claim the announcement of a run; False where somebody else has."""
    home.announced.mkdir(parents=True, exist_ok=True)
    try:
        (home.announced / run_id).touch(exist_ok=False)
    except FileExistsError:
        return False
    marks = sorted(home.announced.iterdir(), key=lambda mark: mark.stat().st_mtime)
    for old in marks[:-_KEPT_MARKS]:
        old.unlink(missing_ok=True)
    return True


def deliver(alerts: Alerts, notice: Notice) -> Iterator[str]:
    """Send a notice by every way that is configured; yields what went wrong, without secrets."""
    ways = {
        "webhook": (alerts.webhook or alerts.webhook_env, _post),
        "e-mail": (alerts.email, _mail),
    }
    for name, (is_configured, send) in ways.items():
        if is_configured:
            try:
                send(alerts, notice)
            # HTTPException: an answer that is no HTTP; ValueError: an address that is none.
            except (OSError, ValueError, smtplib.SMTPException, http.client.HTTPException) as error:
                yield f"the alert by {name} was not delivered: {type(error).__name__}."


def _post(alerts: Alerts, notice: Notice) -> None:
    url = alerts.webhook or _secret(alerts.webhook_env)
    if not url.startswith(("http://", "https://")):
        raise ValueError("a webhook is an address with http or https")
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "anbar"}
    if alerts.token_env:
        headers["Authorization"] = f"Bearer {_secret(alerts.token_env)}"
    body = json.dumps({"text": text(notice), **asdict(notice)}, ensure_ascii=False, default=str).encode()
    request = urllib.request.Request(url, body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=alerts.timeout_seconds) as answer:
        answer.read(1024)


def _mail(alerts: Alerts, notice: Notice) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(text(notice).splitlines()[0].split())[:200]
    message["From"], message["To"] = alerts.sender, ", ".join(alerts.email)
    message.set_content(text(notice))
    host, _, stated = alerts.smtp.partition(":")
    port, limit = int(stated or 25), alerts.timeout_seconds
    tls = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, port, timeout=limit, context=tls)
        if port == _TLS_PORT
        else smtplib.SMTP(host, port, timeout=limit)
    ) as server:
        server.ehlo()
        if port != _TLS_PORT and server.has_extn("starttls"):
            server.starttls(context=tls)
        if alerts.smtp_user and alerts.smtp_password_env:
            server.login(alerts.smtp_user, _secret(alerts.smtp_password_env))
        server.send_message(message)


def _secret(variable: str | None) -> str:
    value = os.environ.get(variable or "")
    if not value:
        raise ValueError(f"the environment has no variable {variable}")
    return value


def text(notice: Notice) -> str:
    """A notice for people: what happened in the first line, then the checks."""
    happened = {
        "published": f"published release {notice.release_id}",
        "held_back": "published nothing: checks hold it back",
        "failed": "failed and published nothing",
    }
    lines = [f"Anbar: run {notice.run_id} {happened.get(notice.status, notice.status)}"]
    if notice.recovered:
        lines.append("The run before had not published.")
    if notice.error and notice.status != "published":
        lines.append(notice.error)
    for check in notice.new[:_SHOWN]:
        lines.append(
            f"new {check['severity']}: {check['rule_in_words']}: not so for {check['failed_count']} of "
            f"{check['evaluated_count']}, for instance {check['example_value']} ({check['check_id']})"
        )
    if len(notice.new) > _SHOWN:
        lines.append(f"and {len(notice.new) - _SHOWN} more that are new")
    lines += [f"well again: {check}" for check in notice.fixed[:_SHOWN]]
    if notice.continuing:
        lines.append(f"still failing: {len(notice.continuing)} checks")
    return "\n".join(lines)


@dg.run_failure_sensor(
    name="alert_on_failure",
    monitored_jobs=[refresh],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells of a run that published nothing, as `[alerts]` in anbar.toml says.",
)
def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
    """Announce a failed run."""
    message = context.failure_event.message or ""
    announce(Home.locate(), context.dagster_run.run_id, context.log.warning, message)


@dg.run_status_sensor(
    name="alert_on_checks",
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[refresh],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells what the checks of a published run newly found, as `[alerts]` in anbar.toml says.",
)
def alert_on_checks(context: dg.RunStatusSensorContext) -> None:
    """Announce a published run."""
    announce(Home.locate(), context.dagster_run.run_id, context.log.warning)
