"""Several at the same moment, in threads, each in a transaction of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from app.core.database import db


def at_once(app: Flask, act: Callable[[int], object], *, times: int = 6) -> list[Exception]:
    """Let `times` threads act at the same moment and commit; gives what went wrong."""
    db.session.commit()
    ready, errors = Barrier(times), list[Exception]()

    def run(number: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                act(number)
                db.session.commit()
            except Exception as error:
                errors.append(error)

    threads = [Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors
