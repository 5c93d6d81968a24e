"""Inloop as people meet it: in a browser, by mail and in their calendar, on real parts."""
