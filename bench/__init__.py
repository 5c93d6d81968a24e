"""Benchmarks: how close Inloop comes to a bare Flask view that does the same work."""
