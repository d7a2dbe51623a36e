"""Repositories: cloned within limits, their history read through git's own plumbing."""
