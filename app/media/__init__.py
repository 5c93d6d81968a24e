"""Pictures and files that go with events."""
