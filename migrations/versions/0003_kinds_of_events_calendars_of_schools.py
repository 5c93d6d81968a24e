"""kinds of events, calendars of schools"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('periods',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('holiday', 'exam', 'busy', name='periodkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('region', sa.Enum('north', 'middle', 'south', name='holidayregion', native_enum=False, length=32), nullable=True),
    sa.Column('school_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_periods_days')),
    sa.CheckConstraint('region IS NULL OR school_id IS NULL', name=op.f('ck_periods_whose')),
    sa.ForeignKeyConstraint(['school_id'], ['schools.id'], name=op.f('fk_periods_school_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_periods'))
    )
    with op.batch_alter_table('periods', schema=None) as batch_op:
        batch_op.create_index('ix_periods_days', ['starts_on', 'ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_periods_school_id'), ['school_id'], unique=False)

    op.create_table('stops',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('pick-up', 'travel', 'visit', 'session', 'meal', 'night', name='stopkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('notes', sa.String(length=600), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at IS NULL OR ends_at >= starts_at', name=op.f('ck_stops_times')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_stops_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stops'))
    )
    with op.batch_alter_table('stops', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stops_event_id'), ['event_id'], unique=False)

    op.create_table('zones',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('description', sa.String(length=600), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_zones_event_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_zones')),
    sa.UniqueConstraint('event_id', 'title', name=op.f('uq_zones_event_id_title'))
    )
    with op.batch_alter_table('zones', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_zones_event_id'), ['event_id'], unique=False)

    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('host_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_events_host_id'), ['host_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_events_host_id'), 'schools', ['host_id'], ['id'])

    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('zone_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('host_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_sessions_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sessions_zone_id'), ['zone_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_sessions_host_id'), 'schools', ['host_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_sessions_zone_id'), 'zones', ['zone_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_sessions_zone_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_sessions_host_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_sessions_zone_id'))
        batch_op.drop_index(batch_op.f('ix_sessions_host_id'))
        batch_op.drop_column('host_id')
        batch_op.drop_column('zone_id')

    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_events_host_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_events_host_id'))
        batch_op.drop_column('host_id')

    with op.batch_alter_table('zones', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_zones_event_id'))

    op.drop_table('zones')
    with op.batch_alter_table('stops', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stops_event_id'))

    op.drop_table('stops')
    with op.batch_alter_table('periods', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_periods_school_id'))
        batch_op.drop_index('ix_periods_days')

    op.drop_table('periods')
