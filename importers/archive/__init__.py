"""The archive's files on disk: format, reading, writing, journal, index."""
