"""Real list archives on loopback, started by tests and stopped after, and the posts that they are given."""
