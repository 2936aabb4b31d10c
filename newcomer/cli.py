"""Commands: the start script, the worker, the first administrator."""

import signal
import socket
import subprocess
import sys
import threading
from datetime import datetime
from typing import Any

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from newcomer import mail, schedule
from newcomer.access import Role
from newcomer.accounts import services as accounts
from newcomer.accounts.models import User
from newcomer.accounts.sign_in import new_user
from newcomer.config import ROOT
from newcomer.database import utcnow
from newcomer.extensions import db
from newcomer.forms import normal_address
from newcomer.registry import AwaitedWork, registry

log = structlog.get_logger()

PAUSE = 2.0  # seconds between two looks of the worker
LAST_WORDS = 10.0  # seconds to finish what is begun
SHORT_PAUSE = 0.4  # for what somebody waits for


def register(app: Flask) -> None:
    for command in (serve, worker, create_admin, prepare):
        app.cli.add_command(command)


@click.command("create-admin")
@click.argument("email")
@with_appcontext
def create_admin(email: str) -> None:
    """Make the first administrator; they sign in by a link to this address."""
    region = current_app.extensions["region"]
    try:
        address = normal_address(email.strip())
    except ValueError:
        raise click.BadParameter(f"{email!r} is not an e-mail address.") from None
    accounts.invite(address, Role.administrator, region.default_language, actor=None, now=utcnow())
    db.session.commit()
    click.echo(
        f"{email} is an administrator. Sign in at {_site()}/sign-in; invite coordinators from the desk."
    )


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Bring the database up to date and fill an empty one: articles, and the demo where it is wanted."""
    upgrade()
    now = utcnow()
    for start in registry().start:
        start(now)
    if current_app.config["SETTINGS"].demo:
        _fill_demo(now)
    db.session.commit()


def _fill_demo(now: datetime) -> None:
    language = current_app.extensions["region"].default_language
    for email, name, role in (
        ("coordinator@example.test", "Kari Koordinator", Role.coordinator),
        ("administrator@example.test", "Amir Administrator", Role.administrator),
    ):
        if db.session.scalar(select(User.id).where(User.email == email)) is None:
            user = new_user(email, language, now)
            user.name = name
            accounts.grant(user, role, actor=None, now=now)
    for fill in registry().demo:
        fill(now)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and stop.")
@click.option("--pause", default=PAUSE, show_default=True, help="Seconds between two looks.")
@with_appcontext
def worker(once: bool, pause: float) -> None:
    """Send the mail that waits and run the due work, until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    helpers: list[threading.Thread] = []
    while not stop.is_set():
        try:
            schedule.run_due(utcnow())  # first: what has run out need not be mailed any more
            mail.deliver_pending(stop=stop.is_set)
            for work in registry().awaited_work if once else ():
                while work.run(utcnow()):
                    pass
        except Exception:  # the database may be away for a while; the worker waits for it
            log.exception("worker failed; trying again")
            if once:
                raise
        finally:
            db.session.remove()
        if once:
            return
        if not helpers:  # not before: while the engines load, no mail would leave
            helpers = _start_helpers(stop)
        stop.wait(pause)
    for helper in helpers:
        helper.join(LAST_WORDS)


def _start_helpers(stop: threading.Event) -> list[threading.Thread]:
    """A thread for each sort of work that somebody waits for."""
    helpers = [
        threading.Thread(target=_wait_for, args=(work, stop, _this_app()), daemon=True)
        for work in registry().awaited_work
    ]
    for helper in helpers:
        helper.start()
    return helpers


def _wait_for(work: AwaitedWork, stop: threading.Event, app: Flask) -> None:
    """Do this work whenever there is any, until told to stop."""
    prepared = False
    while not stop.is_set():
        with app.app_context():
            try:
                if not prepared:
                    work.prepare()
                    prepared = True
                busy = work.run(utcnow())
            except Exception:  # as the worker itself: it waits for whatever is away
                log.exception("awaited work failed; trying again", work=work.name)
                busy = False
        if not busy:
            stop.wait(SHORT_PAUSE)


def _this_app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return app


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Prepare the database and serve the site and its worker together, on this machine."""
    settings = current_app.config["SETTINGS"]
    _refuse_taken_port(settings.port)
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "prepare"], check=True, cwd=ROOT)  # noqa: S603
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"127.0.0.1:{settings.port}",
    ]
    gunicorn += ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--reuse-port"]
    gunicorn += ["--no-control-socket", "--log-level", "warning"]
    _banner()
    programs = [subprocess.Popen(command, cwd=ROOT) for command in (gunicorn, [*flask, "worker"])]  # noqa: S603
    sys.exit(_run_together(programs))


def _refuse_taken_port(port: int) -> None:
    """gunicorn shares its port between workers, and would share it with somebody else's site too."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"Port {port} is taken. Try: make run PORT={port + 1}"
            ) from None


def _run_together(programs: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one of the programs ends or we are told to stop; then end the others."""

    def stop(*_: Any) -> None:
        for program in programs:
            program.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(program.poll() is None for program in programs):
        try:
            programs[0].wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            continue
    stop()
    codes = [_end(program) for program in programs]
    return max(codes) if min(codes) >= 0 else 0


def _end(program: subprocess.Popen[bytes]) -> int:
    """Give the program time to finish what it is at, and no more."""
    try:
        return program.wait(timeout=20)
    except subprocess.TimeoutExpired:
        program.kill()
        return program.wait()


def _site() -> str:
    return f"{current_app.config['SETTINGS'].base_url}/{current_app.extensions['region'].default_language}"


def _banner() -> None:
    settings = current_app.config["SETTINGS"]
    lines = ["", f"  The site:     {settings.base_url}/"]
    if settings.demo:
        lines.append(f"  Coordinator:  coordinator@example.test, by a link from {_site()}/sign-in")
        lines.append("  Administrator: administrator@example.test, the same way")
    if settings.shows_demo_mailbox:
        lines.append(f"  Sent e-mail:  {_site()}/demo/mail")
    elif not settings.smtp_url:
        lines.append(f"  Sent e-mail:  files in {settings.instance / 'mail'}")
    if not settings.demo:
        lines.append("  First administrator: .venv/bin/flask --app wsgi create-admin EMAIL")
    lines += ["  Stop:         Ctrl+C", ""]
    click.echo("\n".join(lines))
