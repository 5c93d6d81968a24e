"""A real calendar program: vdirsyncer subscribes to a feed over HTTP, khal shows what is in it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SYNC = """
[general]
status_path = "{folder}/status/"
[pair agenda]
a = "feed"
b = "here"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
"""
SHOW = """
[calendars]
[[agenda]]
path = {folder}/events
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
COLUMNS = ("start", "end-time", "title", "location", "status")


@dataclass(frozen=True)
class Entry:
    """One line of the calendar, in the words of khal."""

    starts: str
    ends: str
    title: str
    location: str
    status: str


@dataclass(frozen=True)
class Subscriber:
    """Somebody who has subscribed to a feed."""

    folder: Path

    def sync(self) -> None:
        """Fetch the feed."""
        self._run("vdirsyncer", "--config", str(self.folder / "sync.ini"), "sync")

    def entries(self, on: date) -> list[Entry]:
        """What the calendar shows for one day."""
        form = "|".join(f"{{{column}}}" for column in COLUMNS)
        config = str(self.folder / "khal.ini")
        shown = self._run("khal", "--config", config, "list", "--day-format", "", "--format", form, f"{on}", "1d")
        lines = [line for line in shown.splitlines() if line.count("|") == len(COLUMNS) - 1]
        return [Entry(*(part.strip() for part in line.split("|"))) for line in lines]

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(Path(sys.executable).parent / program), *arguments]
        env = {**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def subscribe(url: str, folder: Path, *, zone: str = "Europe/Amsterdam") -> Subscriber:
    """Set the program up for one feed, in a folder of its own, for somebody who lives in `zone`."""
    (folder / "events").mkdir(parents=True)
    (folder / "sync.ini").write_text(SYNC.format(folder=folder, url=url))
    (folder / "khal.ini").write_text(SHOW.format(folder=folder, zone=zone))
    subscriber = Subscriber(folder)
    subscriber._run("vdirsyncer", "--config", str(folder / "sync.ini"), "discover")
    return subscriber
