"""Whose post it is: names, signatures, and whether two people are one."""
