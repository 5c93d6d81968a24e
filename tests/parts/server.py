"""Inloop as in production: gunicorn with its own settings, in processes of its own."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import Flask

from app import create_app
from app.core.database import db
from config import from_environment

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "a-key-for-the-tests-only-0123456789abcdef"
OWN = ("BASE_URL", "DATABASE_URL", "DEMO", "MAIL_", "OIDC_", "RATE_LIMIT_", "SECRET_KEY", "TRUSTED_PROXIES", "FLASK_")


@dataclass(frozen=True)
class Site:
    """A running Inloop: where it listens, and the settings it runs with."""

    url: str
    env: Mapping[str, str]

    def flask(self, *arguments: str) -> str:
        """Run one `flask` command with the settings of this site; give what it prints."""
        return flask(*arguments, env=self.env)

    def deliver(self) -> None:
        """Send the mail that waits."""
        self.flask("jobs", "run", "--once")

    @contextmanager
    def inside(self) -> Iterator[Flask]:
        """The same installation in this process: its database, to arrange things in."""
        app = create_app(from_environment(self.env))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def settings(database_url: str, **more: str) -> dict[str, str]:
    """An environment for Inloop: this process's own, without settings of the product, plus ours."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OWN)}
    ours = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": database_url, "DEMO": "0", "RATE_LIMIT_STORAGE": "none"}
    return {**inherited, "PYTHONUNBUFFERED": "1", **ours, **more}


def flask(*arguments: str, env: Mapping[str, str]) -> str:
    """Run one `flask` command to its end; give what it prints, or fail with it."""
    command = [sys.executable, "-m", "flask", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise AssertionError(f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def await_health(url: str, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
    """Return when the site answers; the socket is open already, so one patient request will do."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=30) as answer:  # noqa: S310
            assert answer.status == 200
    except (OSError, AssertionError) as fault:
        process.terminate()
        process.wait(10)
        log.seek(0)
        raise AssertionError(f"Inloop did not start: {fault}\n{log.read().decode()}") from fault


@contextmanager
def serve(env: Mapping[str, str], *, log: Path, module: str = "wsgi:app", wait: bool = True, host: str = "127.0.0.1") -> Iterator[Site]:
    """Start gunicorn on a free port, wait until it answers, stop it afterwards by its own pid. `host`: the name it goes by."""
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("w+b") as output:
        listener.set_inheritable(True)
        url = f"http://{host}:{listener.getsockname()[1]}"
        env = {**env, "BASE_URL": env.get("BASE_URL", url)}
        bind = f"fd://{listener.fileno()}"
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", module]
        process = subprocess.Popen(
            [*command, "--bind", bind],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
        )
        try:
            if wait:
                await_health(url, process, output)
            yield Site(url, env)
        finally:
            process.terminate()
            process.wait(40)


@contextmanager
def jobs(env: Mapping[str, str], *, log: Path) -> Iterator[None]:
    """Let `flask jobs run` work beside the site, as in production; stop it afterwards by its own pid."""
    with log.open("wb") as output:
        command = [sys.executable, "-m", "flask", "jobs", "run"]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=output, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)
