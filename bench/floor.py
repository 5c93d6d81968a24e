"""The floor: a bare Flask application that does the same single write, or returns the same bytes."""

import os
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, Response, request
from werkzeug import Response as BaseResponse

ROWS = 5_000
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=15000", "foreign_keys=ON")

metadata = sa.MetaData()
tickets = sa.Table(
    "floor_tickets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(32), unique=True),
    sa.Column("scans", sa.Integer, default=0),
)
scan_one = sa.update(tickets).where(tickets.c.code == sa.bindparam("wanted")).values(scans=tickets.c.scans + 1)

app = Flask(__name__)
engine = sa.create_engine(os.environ["DATABASE_URL"])
page = Path(os.environ["FLOOR_PAGE"]).read_bytes()
page_type = os.environ["FLOOR_PAGE_TYPE"]


@sa.event.listens_for(engine, "connect")
def as_inloop_does(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    """Open SQLite with the settings Inloop uses, so that a commit costs the same."""
    if engine.dialect.name == "sqlite":
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")


def prepare() -> None:
    """Make the table and its rows."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(tickets), [{"code": f"IL{n:026d}", "scans": 0} for n in range(ROWS)])
    engine.dispose()


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.post("/write")
def write() -> dict[str, str]:
    with engine.begin() as connection:
        done = connection.execute(scan_one, {"wanted": request.args["code"]})
    return {"outcome": "checked_in" if done.rowcount else "unknown"}


@app.get("/page")
def constant_page() -> BaseResponse:
    """The same bytes, or 304 for who has them."""
    answer = Response(page, content_type=page_type)
    answer.set_etag("as-before")
    return answer.make_conditional(request)


if __name__ == "__main__":
    prepare()
