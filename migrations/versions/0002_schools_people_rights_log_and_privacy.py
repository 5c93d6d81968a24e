"""schools, people, rights, log and privacy"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'

LONG_AGO = sa.text("'2026-09-01 00:00:00+00:00'")  # for rows of before these were noted


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w@.+-]+|_", " ", plain).split())


def _words(text: str) -> set[str]:
    found = set(_folded(text).split())
    return {word[:60] for word in found | {part for word in found for part in re.split(r"[.@+-]", word)} if word}


def _fill() -> None:
    """What new columns and tables hold for rows that are there already."""
    bind = op.get_bind()
    for number, name, email in bind.execute(sa.text("SELECT id, name, email FROM persons")).all():
        bind.execute(sa.text("UPDATE persons SET sort_key = :key WHERE id = :id"), {"key": _folded(name)[:120], "id": number})
        for word in sorted(_words(f"{name} {email}")):
            bind.execute(sa.text("INSERT INTO person_words (word, person_id) VALUES (:word, :id)"), {"word": word, "id": number})
    for number, *texts, domain in bind.execute(sa.text("SELECT id, name, short_name, city, mail_domain FROM schools")).all():
        key = _folded(" ".join(texts))[:300]
        bind.execute(sa.text("UPDATE schools SET search_key = :key WHERE id = :id"), {"key": key, "id": number})
        if domain:
            bind.execute(sa.text("INSERT INTO school_domains (school_id, domain) VALUES (:id, :domain)"), {"id": number, "domain": domain.lower()})
    # An organiser of before could do everything, which is what an administrator may do now.
    bind.execute(sa.text("UPDATE persons SET access = 'administrator' WHERE access = 'organiser'"))


def _refuse_updates() -> None:
    """The log grows and is never rewritten."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE FUNCTION log_entries_stay() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'the log is not rewritten'; END $$ LANGUAGE plpgsql")
        op.execute("CREATE TRIGGER log_entries_stay BEFORE UPDATE ON log_entries FOR EACH ROW EXECUTE FUNCTION log_entries_stay()")
    else:
        op.execute("CREATE TRIGGER log_entries_stay BEFORE UPDATE ON log_entries BEGIN SELECT RAISE(ABORT, 'the log is not rewritten'); END")


def upgrade() -> None:
    op.create_table('log_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column("action", sa.Enum('event_added', 'event_changed', 'event_published', 'event_called_off', 'programme_changed', 'station_opened', 'station_closed', 'attendance_corrected', 'school_added', 'school_changed', 'school_accepted', 'schools_merged', 'person_added', 'person_changed', 'person_erased', 'persons_merged', 'persons_parted', 'people_tagged', 'people_imported', 'people_exported', 'access_changed', 'signed_in', 'session_ended', 'passkey_added', 'passkey_removed', 'erasure_asked', 'data_downloaded', 'setting_changed', 'retention_applied', 'log_exported', name='action', native_enum=False, length=32), nullable=False),
    sa.Column('thing_kind', sa.String(length=40), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=True),
    sa.Column('thing_label', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_entries'))
    )
    with op.batch_alter_table('log_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_log_entries_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_log_entries_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_log_entries_by_id'), ['by_id'], unique=False)
        batch_op.create_index('ix_log_entries_thing', ['thing_kind', 'thing_id'], unique=False)

    op.create_table('rate_limits',
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.Column('resets_at', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_rate_limits'))
    )
    with op.batch_alter_table('rate_limits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rate_limits_resets_at'), ['resets_at'], unique=False)

    op.create_table('settings',
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_settings'))
    )
    op.create_table('tags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('name_key', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.Enum('subject', 'profile', 'other', name='tagkind', native_enum=False, length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tags')),
    sa.UniqueConstraint('name_key', name=op.f('uq_tags_name_key'))
    )
    op.create_table('former_names',
    sa.Column('name_key', sa.String(length=120), nullable=False),
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_former_names_school_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('name_key', name=op.f('pk_former_names'))
    )
    with op.batch_alter_table('former_names', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_former_names_school_id'), ['school_id'], unique=False)

    op.create_table('school_domains',
    sa.Column('school_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_school_domains_school_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('school_id', 'domain', name=op.f('pk_school_domains'))
    )
    with op.batch_alter_table('school_domains', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_school_domains_domain'), ['domain'], unique=False)

    op.create_table('erasure_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_erasure_requests_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure_requests'))
    )
    with op.batch_alter_table('erasure_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_erasure_requests_person_id'), ['person_id'], unique=False)

    op.create_table('identities',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_identities_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identities')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_identities_issuer_subject'))
    )
    with op.batch_alter_table('identities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identities_person_id'), ['person_id'], unique=False)

    op.create_table('merges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('gone_id', sa.Integer(), nullable=False),
    sa.Column('kept_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['persons.id'], name=op.f('fk_merges_by_id')),
    sa.ForeignKeyConstraint(['gone_id'], ['persons.id'], name=op.f('fk_merges_gone_id')),
    sa.ForeignKeyConstraint(['kept_id'], ['persons.id'], name=op.f('fk_merges_kept_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merges'))
    )
    with op.batch_alter_table('merges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merges_gone_id'), ['gone_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_merges_kept_id'), ['kept_id'], unique=False)

    op.create_table('opt_outs',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_opt_outs_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_opt_outs'))
    )
    op.create_table('passkeys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('credential_id', sa.String(length=1400), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_passkeys_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkeys')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkeys_credential_id'))
    )
    with op.batch_alter_table('passkeys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkeys_person_id'), ['person_id'], unique=False)

    op.create_table('people_imports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('status', sa.Enum('reading', 'ready', 'done', 'refused', name='importstatus', native_enum=False, length=32), nullable=False),
    sa.Column('refusal', sa.String(length=500), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('rows_read', sa.Integer(), nullable=False),
    sa.Column('rows_total', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['persons.id'], name=op.f('fk_people_imports_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_imports'))
    )
    with op.batch_alter_table('people_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_imports_created_at'), ['created_at'], unique=False)

    op.create_table('person_tags',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_person_tags_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_person_tags_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'tag_id', name=op.f('pk_person_tags'))
    )
    with op.batch_alter_table('person_tags', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_tags_tag_id'), ['tag_id'], unique=False)

    op.create_table('person_words',
    sa.Column('word', sa.String(length=60).with_variant(sa.String(length=60, collation='C'), 'postgresql'), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_person_words_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('word', 'person_id', name=op.f('pk_person_words'))
    )
    with op.batch_alter_table('person_words', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_words_person_id'), ['person_id'], unique=False)

    op.create_table('import_rows',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('decision', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['people_imports.id'], name=op.f('fk_import_rows_import_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_import_rows_person_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('import_id', 'number', name=op.f('pk_import_rows'))
    )
    with op.batch_alter_table('browser_sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('browser', sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('is_trusted', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO))
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO))

    with op.batch_alter_table('persons', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sort_key', sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('second_school_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO))
        batch_op.add_column(sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_persons_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_persons_second_school_id'), ['second_school_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_persons_sort_key'), ['sort_key'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_persons_merged_into_id'), 'persons', ['merged_into_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_persons_second_school_id'), 'schools', ['second_school_id'], ['id'])

    with op.batch_alter_table('schools', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('vmbo', 'pro', 'vo', 'vso', 'po', 'mbo', 'company', 'institution', 'other', name='schoolkind', native_enum=False, length=32), nullable=False, server_default="other"))
        batch_op.add_column(sa.Column('brin', sa.String(length=6), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('holiday_region', sa.Enum('north', 'middle', 'south', name='holidayregion', native_enum=False, length=32), nullable=True))
        batch_op.add_column(sa.Column('participation', sa.Enum('participating', 'preparing', 'other', name='participation', native_enum=False, length=32), nullable=False, server_default="other"))
        batch_op.add_column(sa.Column('lesson_ends', sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column('contact_name', sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('contact_email', sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('contact_phone', sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('search_key', sa.String(length=300), nullable=False, server_default=""))

    _fill()
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_column("mail_domain")
        for column in ("kind", "brin", "participation", "lesson_ends", "contact_name", "contact_email", "contact_phone", "search_key"):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("persons", schema=None) as batch_op:
        for column in ("sort_key", "created_at"):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        for column in ("browser", "is_trusted", "signed_in_at", "seen_at"):
            batch_op.alter_column(column, server_default=None)
    _refuse_updates()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER log_entries_stay ON log_entries")
        op.execute("DROP FUNCTION log_entries_stay()")
    with op.batch_alter_table('schools', schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail_domain", sa.String(length=120), nullable=False, server_default=""))
        batch_op.drop_column('search_key')
        batch_op.drop_column('contact_phone')
        batch_op.drop_column('contact_email')
        batch_op.drop_column('contact_name')
        batch_op.drop_column('lesson_ends')
        batch_op.drop_column('participation')
        batch_op.drop_column('holiday_region')
        batch_op.drop_column('brin')
        batch_op.drop_column('kind')

    with op.batch_alter_table('persons', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_persons_second_school_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_persons_merged_into_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_persons_sort_key'))
        batch_op.drop_index(batch_op.f('ix_persons_second_school_id'))
        batch_op.drop_index(batch_op.f('ix_persons_merged_into_id'))
        batch_op.drop_column('erased_at')
        batch_op.drop_column('seen_at')
        batch_op.drop_column('verified_at')
        batch_op.drop_column('created_at')
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('second_school_id')
        batch_op.drop_column('sort_key')

    with op.batch_alter_table('browser_sessions', schema=None) as batch_op:
        batch_op.drop_column('seen_at')
        batch_op.drop_column('signed_in_at')
        batch_op.drop_column('is_trusted')
        batch_op.drop_column('browser')

    op.drop_table('import_rows')
    with op.batch_alter_table('person_words', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_words_person_id'))

    op.drop_table('person_words')
    with op.batch_alter_table('person_tags', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_tags_tag_id'))

    op.drop_table('person_tags')
    with op.batch_alter_table('people_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_imports_created_at'))

    op.drop_table('people_imports')
    with op.batch_alter_table('passkeys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkeys_person_id'))

    op.drop_table('passkeys')
    op.drop_table('opt_outs')
    with op.batch_alter_table('merges', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_merges_kept_id'))
        batch_op.drop_index(batch_op.f('ix_merges_gone_id'))

    op.drop_table('merges')
    with op.batch_alter_table('identities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_identities_person_id'))

    op.drop_table('identities')
    with op.batch_alter_table('erasure_requests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_erasure_requests_person_id'))

    op.drop_table('erasure_requests')
    with op.batch_alter_table('school_domains', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_school_domains_domain'))

    op.drop_table('school_domains')
    with op.batch_alter_table('former_names', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_former_names_school_id'))

    op.drop_table('former_names')
    op.drop_table('tags')
    op.drop_table('settings')
    with op.batch_alter_table('rate_limits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rate_limits_resets_at'))

    op.drop_table('rate_limits')
    with op.batch_alter_table('log_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_log_entries_thing')
        batch_op.drop_index(batch_op.f('ix_log_entries_by_id'))
        batch_op.drop_index(batch_op.f('ix_log_entries_at'))
        batch_op.drop_index(batch_op.f('ix_log_entries_action'))

    op.drop_table('log_entries')
