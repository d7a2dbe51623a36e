"""Mirrors public mailing lists and repositories, and reads raw mail.

Generic on purpose: what the posts are about is the business of whoever imports them.
Only `session` and the git command reach the network; every reader is pure and runs from bytes.
"""
