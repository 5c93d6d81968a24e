"""calendars of schools"""

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



def downgrade() -> None:
    with op.batch_alter_table('periods', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_periods_school_id'))
        batch_op.drop_index('ix_periods_days')

    op.drop_table('periods')
