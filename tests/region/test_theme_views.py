"""The pages about themes."""

import pytest
import sqlalchemy as sa

from app.core.database import db
from app.region.models import Theme
from app.region.themes import find_or_add
from tests.browsing import Browser, words
from tests.factories import make_draft
from tests.observing import statements

pytestmark = pytest.mark.usefixtures("today")


def make_theme(title: str) -> int:
    number = find_or_add(title)
    assert number
    db.session.commit()
    return number


def titles() -> list[str]:
    return sorted(db.session.scalars(sa.select(Theme.title)))


def test_the_list_counts_events(organiser: Browser) -> None:
    for title in ("Een", "Twee"):
        make_draft(title)
    make_theme("AI")

    page = words(organiser.get("/organise/themes/"))

    assert "AI 0 Hernoem AI Samenvoegen AI XR 2 Hernoem XR" in page


def test_a_theme_gets_another_name(organiser: Browser) -> None:
    number = make_theme("X.R.")

    organiser.post(f"/organise/themes/{number}/edit", {"title": "XR-leren"})

    assert titles() == ["XR-leren"]


@pytest.mark.parametrize("title", ["", "\x00", "x" * 81, "AI", "ai"])
def test_a_name_that_does_not_fit_is_refused_at_the_field(organiser: Browser, title: str) -> None:
    number = make_theme("X.R.")
    make_theme("AI")

    answer = organiser.post(f"/organise/themes/{number}/edit", {"title": title})

    assert (answer.status_code, "title-error" in answer.text) == (200, True)
    assert titles() == ["AI", "X.R."]


def test_two_names_become_one_and_events_follow(organiser: Browser) -> None:
    event, number = make_draft("Een"), make_theme("XR-leren")
    assert event.theme_id
    address = f"/organise/themes/{event.theme_id}/merge"

    looked = words(organiser.get(address))
    organiser.post(address, {"into": str(number)})

    db.session.expire_all()
    assert "1 activiteit krijgt het thema dat je kiest; deze naam verdwijnt." in looked
    assert (event.theme_id, titles()) == (number, ["XR-leren"])


@pytest.mark.parametrize("into", ["", "0", "itself", "999999", "\x00"])
def test_a_theme_that_is_none_is_refused_at_the_field(organiser: Browser, into: str) -> None:
    number = make_theme("XR")
    make_theme("AI")

    answer = organiser.post(f"/organise/themes/{number}/merge", {"into": str(number) if into == "itself" else into})

    assert (answer.status_code, "into-error" in answer.text, titles()) == (200, True, ["AI", "XR"])


def test_the_number_of_queries_does_not_grow(organiser: Browser) -> None:
    def fill(number: int) -> int:
        for count in range(number):
            make_theme(f"Thema {number} {count}")
        with statements() as seen:
            assert organiser.get("/organise/themes/").status_code == 200
        return len(seen)

    assert fill(1) == fill(30)
