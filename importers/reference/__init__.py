"""Facts about cycles, elections and teams, as data."""
