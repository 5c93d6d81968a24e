"""Places, and the rooms in them."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.words import name_key


class Venue(Model):
    """A place where events are held, how to get there, and how one gets in who can't take the stairs."""

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(160), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    arrival_notes: Mapped[str] = mapped_column(sa.Text, default="")
    by_public_transport: Mapped[str] = mapped_column(sa.String(600), default="")
    by_bike: Mapped[str] = mapped_column(sa.String(600), default="")
    by_car: Mapped[str] = mapped_column(sa.String(600), default="")
    accessibility: Mapped[str] = mapped_column(sa.String(600), default="")

    rooms: Mapped[list["Room"]] = relationship(back_populates="venue", order_by="Room.name", cascade="all, delete-orphan")

    @property
    def line(self) -> str:
        """Name, address and city in one line, for calendars."""
        return ", ".join(part for part in (self.name, self.address, self.city) if part)

    def find_room(self, name: str) -> "Room | None":
        """The room of this name, however it is capitalised."""
        return next((room for room in self.rooms if name_key(room.name) == name_key(name)), None)


class Room(Model):
    """A room of a venue. A session names its room in words, so that an event can move to another venue; the name is the link."""

    __tablename__ = "rooms"
    __table_args__ = (sa.UniqueConstraint("venue_id", "name"), sa.CheckConstraint("seats IS NULL OR seats > 0", name="seats"))

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(sa.ForeignKey("venues.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    seats: Mapped[int | None]
    equipment: Mapped[str] = mapped_column(sa.String(300), default="")

    venue: Mapped[Venue] = relationship(back_populates="rooms")
