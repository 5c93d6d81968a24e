"""What this package keeps about people."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from app.core.database import db
from app.core.languages import LANGUAGES
from app.people import opt_outs
from app.people.erasure import ORGANISES, erase
from app.people.labels import ACCESS_LABELS, ROLE_LABELS
from app.people.models import ErasureRequest, ImportRow, Merge, OptOut, PeopleImport, Person
from app.people.privacy import Holding, Rows, declare, deleting, forget, is_needed
from app.people.queries import addresses_of, merged_into, opt_outs_of
from app.schools.models import School


def _person(person: Person) -> Rows:
    facts = {
        _("Name"): person.name,
        _("Mail address"): person.email,
        _("Other mail addresses"): [row.email for row in merged_into(person)],
        _("Role"): str(ROLE_LABELS[person.role]),
        _("Schools"): [school.name for school in person.schools],
        _("Subjects and other tags"): [tag.name for tag in person.tags],
        _("Language"): LANGUAGES.get(person.language, person.language),
        _("What you may do in Inloop"): str(ACCESS_LABELS[person.access]),
        _("Known since"): person.created_at,
        _("Address proven"): person.verified_at,
        _("Signed in last"): person.seen_at,
    }
    return [{str(label): fact for label, fact in facts.items()}]


def _erase_person(person: Person, _at: datetime) -> None:
    """The name and the address go last, with the erasure itself."""
    person.tags = []
    db.session.execute(sa.delete(Merge).where((Merge.gone_id == person.id) | (Merge.kept_id == person.id)))


def _expire_people(before: datetime, *, at: datetime, at_most: int) -> int:
    seen_at = sa.func.coalesce(Person.seen_at, Person.created_at)
    there = Person.erased_at.is_(None) & Person.merged_into_id.is_(None) & Person.access.not_in(ORGANISES)
    unseen = sa.select(Person).where(there, Person.created_at < before, seen_at < before, ~is_needed()).order_by(Person.id).limit(at_most)
    gone = db.session.scalars(unseen).all()
    for person in gone:
        erase(person, by=None, at=at)
    return len(gone)


def _opt_outs(person: Person) -> Rows:
    labels = opt_outs.kinds()
    return [{str(_("No invitations for")): str(labels.get(kind, kind))} for kind in sorted(opt_outs_of(person))]


def _requests(person: Person) -> Rows:
    found = sa.select(ErasureRequest).where(ErasureRequest.person_id == person.id).order_by(ErasureRequest.id.desc())
    return [
        {str(_("Asked")): request.asked_at, str(_("Settled")): request.settled_at, str(_("Answer")): request.answer}
        for request in db.session.scalars(found)
    ]


def _erase_answers(person: Person, _at: datetime) -> None:
    """That somebody asked stays, to show that it was done; what was written to her goes."""
    db.session.execute(sa.update(ErasureRequest).where(ErasureRequest.person_id == person.id).values(answer=""))


def _expire_requests(before: datetime, *, at: datetime, at_most: int) -> int:
    return forget(ErasureRequest, ErasureRequest.settled_at < before, at_most=at_most)


def _contacts(person: Person) -> Rows:
    found = sa.select(School).where(School.contact_email.in_(addresses_of(person))).order_by(School.name)
    return [
        {
            str(_("School")): school.name,
            str(_("Name")): school.contact_name,
            str(_("Mail address")): school.contact_email,
            str(_("Telephone")): school.contact_phone,
        }
        for school in db.session.scalars(found)
    ]


def _erase_contacts(person: Person, _at: datetime) -> None:
    mine = sa.update(School).where(School.contact_email.in_(addresses_of(person)))
    db.session.execute(mine.values(contact_name="", contact_email="", contact_phone=""))


def _imported(person: Person) -> Rows:
    found = sa.select(ImportRow.number, PeopleImport.filename, PeopleImport.created_at).join(PeopleImport, PeopleImport.id == ImportRow.import_id)
    mine = db.session.execute(found.where(ImportRow.person_id == person.id).order_by(PeopleImport.id.desc(), ImportRow.number))
    return [{str(_("File")): name, str(_("Row")): number, str(_("When")): created_at} for number, name, created_at in mine]


def _expire_imports(before: datetime, *, at: datetime, at_most: int) -> int:
    """The rows go first, so that one large file is no large transaction."""
    old = sa.select(PeopleImport.id).where(PeopleImport.created_at < before)
    gone = forget(ImportRow, ImportRow.import_id.in_(old), at_most=at_most)
    return gone or forget(PeopleImport, PeopleImport.created_at < before, at_most=at_most)


declare(
    Holding(
        key="person",
        place=1,
        label=_("Who you are"),
        purpose=_("To know who comes, to write to you, and to sign you in."),
        shown=_person,
        erase=_erase_person,
        expire=_expire_people,
        kept_for=timedelta(days=1826),
        since=_("after you were seen last: no registration, no sign-in"),
        least=365,
        most=3653,
    )
)
declare(
    Holding(
        key="opt-outs",
        place=4,
        label=_("Invitations you do not want"),
        purpose=_("Not to write to you about these."),
        shown=_opt_outs,
        erase=deleting(OptOut.person_id),
    )
)
declare(
    Holding(
        key="erasure-requests",
        label=_("Requests to be erased"),
        purpose=_("To carry them out, and to show that this was done."),
        shown=_requests,
        erase=_erase_answers,
        expire=_expire_requests,
        kept_for=timedelta(days=730),
        since=_("after the request was settled"),
        least=30,
        most=3653,
    )
)
declare(
    Holding(
        key="contacts",
        place=5,
        label=_("Contact of a school or company"),
        purpose=_("To know whom to ask there."),
        shown=_contacts,
        erase=_erase_contacts,
    )
)
declare(
    Holding(
        key="imports",
        label=_("Files of people that were read in"),
        purpose=_("To check a list before it is taken over into the address book."),
        shown=_imported,
        erase=deleting(ImportRow.person_id),
        expire=_expire_imports,
        kept_for=timedelta(days=1),
        since=_("after the file was sent"),
    )
)
