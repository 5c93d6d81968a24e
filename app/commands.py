"""The `flask` commands."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import BinaryIO

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
from app.core.sheet_reader import rows_of
from app.demo import fill
from app.events.models import Event
from app.events.publishing_jobs import publish_due
from app.events.queries import event_or_404
from app.mail.jobs import deliver_due
from app.mail.transports import Unreachable
from app.people import imports
from app.people.access import make_organiser
from app.people.columns import facts_of
from app.people.import_jobs import read_due
from app.people.judging import Judge
from app.people.retention_jobs import apply_retention
from app.people.taking_over import take_over
from app.people.verdicts import Verdict, sentence
from app.registrations.queries import for_event

PAUSE, LONG_PAUSE = 1, 60  # seconds
TIDY_EVERY = 3600  # seconds
ORGANISERS_LINK = timedelta(hours=24)

jobs = AppGroup("jobs", help="Work in the background.")
organiser = AppGroup("organiser", help="People who organise.")
door = AppGroup("door", help="Stations at the door.")
people = AppGroup("people", help="The address book.")
tickets = AppGroup("tickets", help="Tickets of an event.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (jobs, organiser, door, people, tickets, fill_demo, start):
        app.cli.add_command(command)


@jobs.command("run")
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
def run_jobs(once: bool) -> None:
    """Deliver mail and tidy up; any number may run side by side."""
    tidied = -math.inf
    while True:
        try:
            tidied = _tidied(tidied)
            read_due()
            publish_due()
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
    """Forget what is old, once an hour, and apply retention once a day; gives when that was, on a clock that never jumps."""
    if time.monotonic() - last < TIDY_EVERY:
        return last
    forget_old(at=clock.now())
    imports.forget_old(at=clock.now())
    db.session.commit()
    apply_retention()
    return time.monotonic()


@organiser.command("add")
@click.argument("email")
@click.option("--name", required=True)
def add_organiser(email: str, name: str) -> None:
    """Make somebody an organiser, the very first one administrator; prints a sign-in link that is good for a day."""
    form = OrganiserForm(MultiDict({"email": email, "name": name}))
    if not form.validate():
        raise click.UsageError(" ".join(f"{form[field].label.text}: {' '.join(map(str, errors))}" for field, errors in form.errors.items()))
    person = make_organiser(email=form.email.data, name=form.name.data, at=clock.now())
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


@people.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--apply", "applies", is_flag=True, help="Take over what is new or has changed; without it nothing changes.")
def import_people(file: BinaryIO, applies: bool) -> None:
    """Judge a CSV or XLSX file of people, row by row; doubtful rows are left out."""
    try:
        weighed = list(Judge().weigh(facts_of(rows_of(file.read(imports.LARGEST + 1)))))
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    found = Counter(row.judged.verdict for row in weighed)
    click.echo(", ".join(f"{found[verdict]} {verdict}" for verdict in Verdict))
    for row in weighed:
        if row.judged.verdict in (Verdict.DOUBTFUL, Verdict.WRONG):
            click.echo(f"{row.judged.number}: {row.judged.verdict}: {' '.join(map(sentence, row.judged.reasons))}")
    if applies:
        count = take_over(weighed, thing=None, by=None, at=clock.now())
        db.session.commit()
        click.echo(f"{count} taken over.")


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
            "    organiser       plans, publishes, opens the door, sees who is there",
            "    administrator   decides on rights and settings, reads the log",
            "    school contact  keeps the people of the own school, sees who of them comes",
            "    teacher         registers, has a ticket, withdraws",
            "    viewer          sees events and who was there, changes nothing",
            "",
        ]
        if not current_app.config["MAIL_URL"]:
            lines += [f"  No mail server is set: organisers read all mail at {address}/organise/mail/", ""]
    return "\n".join([*lines, "  Ctrl-C stops it.", ""])
