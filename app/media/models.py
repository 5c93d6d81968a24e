"""Pictures and files that go with events. They live in the database: one backup holds everything."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.events.models import Event


class Picture(Model):
    """The picture of an event; `alt` says what is on it, and may be empty only in a draft."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), unique=True)
    alt: Mapped[str] = mapped_column(sa.String(300), default="")
    fingerprint: Mapped[str] = mapped_column(sa.String(64))  # of what was uploaded; part of its addresses, so that they never change
    width: Mapped[int]  # pixels, of the largest size
    height: Mapped[int]
    added_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
    files: Mapped[list["PictureFile"]] = relationship(back_populates="picture", order_by="PictureFile.width", cascade="all, delete-orphan")

    def files_in(self, file_format: str) -> list["PictureFile"]:
        """Its sizes in one format, the smallest first."""
        return [file for file in self.files if file.format == file_format]


class PictureFormat(enum.StrEnum):
    """What browsers are offered, the smallest first; the value stands in addresses."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpeg"


class PictureFile(Model):
    """A picture in one size and format."""

    __tablename__ = "picture_files"
    __table_args__ = (sa.UniqueConstraint("picture_id", "format", "width"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("pictures.id", ondelete="CASCADE"))
    format: Mapped[PictureFormat]
    width: Mapped[int]  # pixels
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)

    picture: Mapped[Picture] = relationship(back_populates="files")


class Attachment(Model):
    """A file that goes with an event: a lesson sheet, a route, a programme for the wall."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    filename: Mapped[str] = mapped_column(sa.String(120))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]  # bytes
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    added_at: Mapped[datetime]

    event: Mapped[Event] = relationship()
