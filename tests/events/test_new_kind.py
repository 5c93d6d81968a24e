"""A sixth kind of event is a record and a member: nothing else of the house changes."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMBER = '    OPEN_HOUSE = "open-house"\n'
RECORD = """
    Kind.OPEN_HOUSE: Profile(
        label=_("Open house"),
        plural=_("Open houses"),
        icon="hall",
        stretch=_("Round"),
        doors_open=time(18),
        starts=time(18, 30),
        ends=time(21),
        capacity=300,
        days=2,
        shape=Shape.ZONES,
        calendar=CalendarShape.DAYS,
    ),
"""
WALK = """
from app import create_app
from app.core.database import db
from flask_migrate import upgrade
from tests.browsing import Browser
from tests.factories import make_organiser, make_venue

from config import from_environment

settings = {"SECRET_KEY": "x" * 40, "BASE_URL": "https://inloop.test", "DATABASE_URL": "sqlite:///sixth.sqlite3"}
app = create_app(from_environment(settings) | {"TESTING": True})
with app.app_context():
    upgrade()
    organiser, venue = Browser(app).sign_in(make_organiser()), make_venue()
    db.session.commit()
    facts = {"title": "Open dagen", "venue": venue.id, "on": "2030-01-10", "last_on": "2030-01-11", "doors_open": "18:00"}
    made = organiser.post("/organise/events/add?kind=open-house", facts | {"starts": "18:30", "ends": "21:00", "capacity": "300"})
    organiser.post(made.location + "zones/add", {"title": "Zorg"})
    organiser.post(made.location + "publish", page=made.location)
    slug = made.location.split("/")[-2]
    print(made.status_code, "Open house" in organiser.get("/?kind=open-house", headers={"Accept-Language": "en"}).text)
    print("Zorg" in organiser.get(f"/events/{slug}").text, organiser.get(f"/events/{slug}.ics").text.count("BEGIN:VEVENT"))
"""


def test_a_sixth_kind_is_a_record(tmp_path: Path) -> None:
    for name in ("app", "templates", "migrations", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "config.py", tmp_path)
    kinds = tmp_path / "app" / "events" / "kinds.py"
    source = kinds.read_text()
    source = source.replace('    GUEST_LESSON = "guest-lesson"\n', f'    GUEST_LESSON = "guest-lesson"\n{MEMBER}').replace(
        "PROFILES = {", f"PROFILES = {{{RECORD}", 1
    )
    kinds.write_text(source)

    walk = subprocess.run([sys.executable, "-c", WALK], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert walk.stdout.splitlines() == ["302 True", "True 2"], walk.stderr
