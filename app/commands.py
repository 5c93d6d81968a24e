"""The `flask` commands."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from app.accounts.forms import OrganiserForm
from app.accounts.operations import forget_old, new_link
from app.checkin.operations import api_token, open_station
from app.core import clock
from app.core.database import db
from app.core.errors import DomainError
from app.core.links import link
from app.demo import fill
from app.events.models import Event
from app.events.queries import event_or_404
from app.mail.jobs import deliver_due
from app.mail.transports import Unreachable
from app.people.operations import make_organiser
from app.registrations.queries import for_event

PAUSE, LONG_PAUSE = 1, 60  # seconds
TIDY_EVERY = 3600  # seconds
ORGANISERS_LINK = timedelta(hours=24)

jobs = AppGroup("jobs", help="Work in the background.")
organiser = AppGroup("organiser", help="People who organise.")
door = AppGroup("door", help="Stations at the door.")
tickets = AppGroup("tickets", help="Tickets of an event.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (jobs, organiser, door, tickets, fill_demo, start):
        app.cli.add_command(command)


@jobs.command("run")
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
def run_jobs(once: bool) -> None:
    """Deliver mail and tidy up; any number may run side by side."""
    tidied = -math.inf
    while True:
        try:
            tidied = _tidied(tidied)
            deliver_due()
            pause = PAUSE
        except (Unreachable, OperationalError) as error:
            click.echo(f"The mail server or the database can't be reached; mail waits. {error}", err=True)
            pause = LONG_PAUSE
        db.session.remove()
        if once:
            return
        time.sleep(pause)


def _tidied(last: float) -> float:
    """Forget what is old, once an hour; gives when that was, on a clock that never jumps."""
    if time.monotonic() - last < TIDY_EVERY:
        return last
    forget_old(at=clock.now())
    db.session.commit()
    return time.monotonic()


@organiser.command("add")
@click.argument("email")
@click.option("--name", required=True)
def add_organiser(email: str, name: str) -> None:
    """Make somebody an organiser; prints a sign-in link that is good for a day."""
    form = OrganiserForm(MultiDict({"email": email, "name": name}))
    if not form.validate():
        raise click.UsageError(" ".join(f"{form[field].label.text}: {' '.join(map(str, errors))}" for field, errors in form.errors.items()))
    person = make_organiser(email=form.email.data, name=form.name.data)
    token = new_link(person, good_for=ORGANISERS_LINK, key=current_app.config["SECRET_KEY"], at=clock.now())
    db.session.commit()
    click.echo(link("accounts.follow_link", token=token))


@door.command("open")
@click.argument("slug")
@click.option("--name", default="Deur")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def open_door(slug: str, name: str, as_json: bool) -> None:
    """Open a station; prints its link, pin and API token."""
    key = current_app.config["SECRET_KEY"]
    try:
        station = open_station(_event(slug), name=name, key=key, at=clock.now())
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()
    facts = {"link": link("checkin.station", link_token=station.link_token), "pin": station.pin, "token": api_token(station.link_token, key=key)}
    click.echo(json.dumps(facts) if as_json else "\n".join(f"{name:6} {value}" for name, value in facts.items()))


@tickets.command("list")
@click.argument("slug")
def list_tickets(slug: str) -> None:
    """Print the tickets of an event as CSV."""
    click.echo("code,short_code,status,name,token")
    for registration in for_event(_event(slug)):
        name = registration.person.name.replace('"', '""')
        click.echo(f'{registration.code},{registration.short_code},{registration.status},"{name}",{registration.token}')


def _event(slug: str) -> Event:
    try:
        return event_or_404(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no event {slug!r}; the last part of its address is meant.") from error


@click.command("demo")
@click.option("--scale", default=1, show_default=True, help="As many times the people and events, for load.")
def fill_demo(scale: int) -> None:
    """Fill an empty database with the demo region."""
    click.echo("The demo region is there." if fill(at=clock.now(), scale=scale) else "There are events already; nothing was added.")


@click.command("start")
def start() -> None:
    """Everything in one go: upgrade the database, fill the demo, serve pages and send mail until Ctrl-C."""
    upgrade()
    if current_app.config["DEMO"]:
        fill(at=clock.now(), scale=1)
    db.session.remove()
    db.engine.dispose()
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    click.echo(_welcome(f"http://{host}:{port}"))
    sys.stdout.flush()
    serve = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"{host}:{port}", "wsgi:app"]
    work = [sys.executable, "-m", "flask", "jobs", "run"]
    sys.exit(_supervise([serve, work]))


def _supervise(commands: list[list[str]]) -> int:
    """Run commands until one ends or we are told to stop; then stop them all."""
    running = [subprocess.Popen(command) for command in commands]
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
    try:
        while all(process.poll() is None for process in running):
            time.sleep(PAUSE / 4)
        return max(process.returncode or 0 for process in running)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _welcome(address: str) -> str:
    lines = ["", f"  Inloop runs at {address}", ""]
    if current_app.config["DEMO"]:
        lines += [
            f"  Sign in at {address}/sign-in with one button, as:",
            "    organiser   plans, publishes, opens the door, sees who is there",
            "    teacher     registers, has a ticket, withdraws",
            "",
        ]
        if not current_app.config["MAIL_URL"]:
            lines += [f"  No mail server is set: organisers read all mail at {address}/organise/mail/", ""]
    return "\n".join([*lines, "  Ctrl-C stops it.", ""])
