"""Places where events are held: their rooms, how to get there, and who can get in."""
