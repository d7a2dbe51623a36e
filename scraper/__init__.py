"""Mirrors public mailing lists and repositories, and reads raw mail.

Generic on purpose: nothing in this package knows what an election is.
Only `session` and the git command reach the network; every reader is pure and runs from bytes.
"""
