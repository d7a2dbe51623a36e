"""One candidacy found in many places becomes one record."""
