"""Measure Inloop against the floor, round by round in the same run; write bench/results.md."""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench import load
from bench.cases import CASES, Case, Region, seed
from tests.parts.postgres import postgres
from tests.parts.server import ROOT, flask, serve, settings

RESULTS = ROOT / "bench" / "results.md"
ROUNDS = 11
WARM_UP = 100
PACKAGES = ("flask", "sqlalchemy", "gunicorn", "psycopg")


@dataclass(frozen=True)
class Result:
    """What came out for one case on one database: answers per second, and their ratio."""

    case: Case
    floor: float
    ours: float
    ratio: float


@contextmanager
def floor(database_url: str, page: load.Answer, folder: Path) -> Iterator[str]:
    """Run the floor, returning the same page, with the same server settings on the same kind of database."""
    content = folder / "page"
    content.write_bytes(page.body)
    kind = next(line for line in page.head.decode().split("\r\n") if line.lower().startswith("content-type:"))
    extra = {"FLOOR_PAGE": str(content), "FLOOR_PAGE_TYPE": kind.partition(":")[2].strip()}
    with serve(settings(database_url, **extra), log=folder / "floor.log", module="bench.floor:app") as site:
        yield site.url


def rounds(case: Case, ours: str, bare: str, region: Region) -> Result:
    """Alternate between the two, so that whatever else the machine does hits both alike."""
    requests = list(case.requests(region, WARM_UP + ROUNDS * case.each))
    bare_requests = [case.bare(n) for n in range(case.each)]
    load.run(ours, requests[:WARM_UP], case.check)
    load.run(bare, bare_requests[:WARM_UP], case.check_bare)
    rates: list[tuple[float, float]] = []
    for start in range(WARM_UP, len(requests), case.each):
        below = load.run(bare, bare_requests, case.check_bare)
        rates.append((below, load.run(ours, requests[start : start + case.each], case.check)))
    below, above = (statistics.median(column) for column in zip(*rates, strict=True))
    return Result(case, below, above, statistics.median(ours / bare for bare, ours in rates))


def measure(database_url: str, bare_url: str, folder: Path, cases: Sequence[Case]) -> Iterator[Result]:
    """All cases on one database."""
    env = settings(database_url)
    flask("db", "upgrade", env={**env, "BASE_URL": "http://127.0.0.1"})
    seeded = seed({**env, "BASE_URL": "http://127.0.0.1"})
    prepare_floor(bare_url, folder)
    with serve(env, log=folder / "inloop.log") as site:
        region = seeded(site.url)
        for case in cases:
            example = load.fetch(site.url, case.look(region))
            with floor(bare_url, example, folder) as bare:
                yield rounds(case, site.url, bare, region)


def prepare_floor(database_url: str, folder: Path) -> None:
    env = settings(database_url, FLOOR_PAGE=os.devnull, FLOOR_PAGE_TYPE="text/plain")
    subprocess.run([sys.executable, "-m", "bench.floor"], cwd=ROOT, env=env, check=True)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, tuple[str, str]]]:
    """For each kind of database one address for Inloop and one for the floor."""
    with postgres() as server:
        yield {
            "SQLite": (f"sqlite:///{folder}/inloop.sqlite3", f"sqlite:///{folder}/floor.sqlite3"),
            "PostgreSQL": (server, server),
        }


def table(results: Sequence[Result]) -> list[str]:
    lines = ["| what | floor/s | Inloop/s | ratio | aim |", "|---|---:|---:|---:|---:|"]
    for result in results:
        aim = f">= {result.case.aim}" if result.case.aim else ""
        verdict = "" if result.ratio >= result.case.aim else " (missed)"
        lines.append(f"| {result.case.title} | {result.floor:.0f} | {result.ours:.0f} | {result.ratio:.2f} | {aim}{verdict} |")
    return [*lines, ""]


def heading() -> list[str]:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        "# Benchmarks",
        "",
        "How fast Inloop answers, as a ratio to a bare Flask view that does one indexed single-row UPDATE with a commit",
        "(for a scan and a registration) or returns the same bytes (for the rest), in the same run, behind the same gunicorn",
        "settings. `make bench` makes this page.",
        "",
        f"{date.today():%d %B %Y}, {os.cpu_count()} cores, Python {platform.python_version()}, {packages}. "  # noqa: DTZ011
        f"{ROUNDS} rounds of 60 to 1,000 requests, floor and Inloop in turn, {load.CONNECTIONS} connections kept alive,",
        "every answer checked, the load from the same machine; the ratio is the median of the rounds. PostgreSQL runs without fsync.",
        "A registration is the POST alone, with its CSRF check; the form before it is not counted.",
        "",
    ]


def main() -> None:
    """Run the cases named on the command line, or all; only all are written down."""
    wanted = [case for case in CASES if not sys.argv[1:] or case.name in sys.argv[1:]]
    lines = heading()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        for kind, (ours, bare) in stack.enter_context(databases(Path(name))).items():
            folder = Path(name) / kind
            folder.mkdir()
            results = []
            for result in measure(ours, bare, folder, wanted):
                results.append(result)
                print(f"{kind}: {result.case.title}: {result.ratio:.2f} ({result.ours:.0f}/s)", flush=True)
            lines += [f"## {kind}", "", *table(results)]
    if wanted == list(CASES):
        RESULTS.write_text("\n".join(lines))
        print(f"Written to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
