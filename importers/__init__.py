"""Elections and the archive: identification, resolution, matching, writing, and the command line.

Reaches the network only through `scraper`; election facts are data under `importers/data`.
"""
