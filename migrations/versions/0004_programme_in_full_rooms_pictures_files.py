"""programme in full, rooms, pictures, files, lines of the plan"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


DEFAULTED = {
    "events": ("stays_in_plan", "programme_version"),
    "rounds": ("kind", "place", "notes"),
    "sessions": ("equipment",),
    "venues": ("by_public_transport", "by_bike", "by_car", "accessibility"),
}


def _name_themes() -> None:
    """Every theme that was typed becomes one of the region's themes; upper and lower case are the same."""
    bind, numbers = op.get_bind(), {}
    for event, title in bind.execute(sa.text("SELECT id, theme FROM events WHERE theme <> '' ORDER BY id")).all():
        if title.lower() not in numbers:
            bind.execute(sa.text("INSERT INTO themes (title) VALUES (:title)"), {"title": title})
            numbers[title.lower()] = bind.execute(sa.text("SELECT id FROM themes WHERE title = :title"), {"title": title}).scalar_one()
        bind.execute(sa.text("UPDATE events SET theme_id = :theme WHERE id = :event"), {"theme": numbers[title.lower()], "event": event})


def upgrade() -> None:
    op.create_table('programme_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('description', sa.String(length=600), nullable=False),
    sa.Column('is_retired', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_lines')),
    sa.UniqueConstraint('title', name=op.f('uq_programme_lines_title'))
    )
    op.create_table('themes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_themes')),
    sa.UniqueConstraint('title', name=op.f('uq_themes_title'))
    )
    op.create_table('rooms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('equipment', sa.String(length=300), nullable=False),
    sa.CheckConstraint('seats IS NULL OR seats > 0', name=op.f('ck_rooms_seats')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_rooms_venue_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rooms')),
    sa.UniqueConstraint('venue_id', 'name', name=op.f('uq_rooms_venue_id_name'))
    )
    with op.batch_alter_table('rooms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rooms_venue_id'), ['venue_id'], unique=False)

    op.create_table('targets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('measure', sa.Enum('activities', 'participations', 'people', 'hours', name='measure', native_enum=False, length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_targets_number')),
    sa.ForeignKeyConstraint(['line_id'], ['programme_lines.id'], name=op.f('fk_targets_line_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_targets')),
    sa.UniqueConstraint('line_id', 'year', 'measure', name=op.f('uq_targets_line_id_year_measure'))
    )
    with op.batch_alter_table('targets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_targets_line_id'), ['line_id'], unique=False)

    op.create_table('attachments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('filename', sa.String(length=120), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_attachments_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments'))
    )
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachments_event_id'), ['event_id'], unique=False)

    op.create_table('pictures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('alt', sa.String(length=300), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_pictures_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pictures')),
    sa.UniqueConstraint('event_id', name=op.f('uq_pictures_event_id'))
    )
    op.create_table('picture_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('picture_id', sa.Integer(), nullable=False),
    sa.Column('format', sa.Enum('avif', 'webp', 'jpeg', name='pictureformat', native_enum=False, length=32), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['picture_id'], ['pictures.id'], name=op.f('fk_picture_files_picture_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_picture_files')),
    sa.UniqueConstraint('picture_id', 'format', 'width', name=op.f('uq_picture_files_picture_id_format_width'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('theme_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('line_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('minutes_per_day', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('host_minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('stays_in_plan', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('publishes_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('programme_version', sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f('ix_events_line_id'), ['line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_publishes_at'), ['publishes_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_theme_id'), ['theme_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_events_theme_id'), 'themes', ['theme_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_events_line_id'), 'programme_lines', ['line_id'], ['id'])

    _name_themes()
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("theme")

    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('workshops', 'plenary', 'break', 'open', name='roundkind', native_enum=False, length=32), nullable=False, server_default="workshops"))
        batch_op.add_column(sa.Column('place', sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('notes', sa.String(length=300), nullable=False, server_default=""))

    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('until_round_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('leader_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('equipment', sa.String(length=300), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f('ix_sessions_leader_id'), ['leader_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sessions_until_round_id'), ['until_round_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_sessions_until_round_id'), 'rounds', ['until_round_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_sessions_leader_id'), 'persons', ['leader_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('venues', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by_public_transport', sa.String(length=600), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('by_bike', sa.String(length=600), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('by_car', sa.String(length=600), nullable=False, server_default=""))
        batch_op.add_column(sa.Column('accessibility', sa.String(length=600), nullable=False, server_default=""))

    for table, columns in DEFAULTED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('venues', schema=None) as batch_op:
        batch_op.drop_column('accessibility')
        batch_op.drop_column('by_car')
        batch_op.drop_column('by_bike')
        batch_op.drop_column('by_public_transport')

    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_sessions_leader_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_sessions_until_round_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_sessions_until_round_id'))
        batch_op.drop_index(batch_op.f('ix_sessions_leader_id'))
        batch_op.drop_column('equipment')
        batch_op.drop_column('leader_id')
        batch_op.drop_column('until_round_id')

    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.drop_column('notes')
        batch_op.drop_column('place')
        batch_op.drop_column('kind')

    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('theme', sa.String(length=80), nullable=False, server_default=""))

    op.execute("UPDATE events SET theme = (SELECT title FROM themes WHERE themes.id = events.theme_id) WHERE theme_id IS NOT NULL")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.alter_column("theme", server_default=None)
        batch_op.drop_constraint(batch_op.f('fk_events_line_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_events_theme_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_events_theme_id'))
        batch_op.drop_index(batch_op.f('ix_events_publishes_at'))
        batch_op.drop_index(batch_op.f('ix_events_line_id'))
        batch_op.drop_column('programme_version')
        batch_op.drop_column('archived_at')
        batch_op.drop_column('publishes_at')
        batch_op.drop_column('stays_in_plan')
        batch_op.drop_column('host_minutes')
        batch_op.drop_column('minutes_per_day')
        batch_op.drop_column('line_id')
        batch_op.drop_column('theme_id')

    op.drop_table('picture_files')
    op.drop_table('pictures')
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachments_event_id'))

    op.drop_table('attachments')
    with op.batch_alter_table('targets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_targets_line_id'))

    op.drop_table('targets')
    with op.batch_alter_table('rooms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rooms_venue_id'))

    op.drop_table('rooms')
    op.drop_table('themes')
    op.drop_table('programme_lines')
