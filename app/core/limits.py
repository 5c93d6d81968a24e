"""How often one may try: counted in the database, so that all processes count together."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model


class RateLimit(Model):
    """Tries under one key until a moment, in seconds since 1970."""

    __tablename__ = "rate_limits"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    hits: Mapped[int]
    resets_at: Mapped[float] = mapped_column(sa.Float, index=True)
