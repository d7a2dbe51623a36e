"""The words for the positions that are elected, in the spellings people use."""

import re

LEAD = (
    r"(?i:\b(?:PTL(?:s|ship)?|PLT|(?:project|program|programme)(?:'s)? (?:team|tech|technical)[- ]?lead(?:er|ership)?"
    r"|project lead(?:er)?)\b)"
)
# In lower case `tc` is also a command and a column of a table; in prose the committee is in capitals.
COMMITTEE = r"(?:\bTC\b|(?i:\btechnical[- ]com+it+(?:ee|e|y|tee)s?\b))"
LEAD_WORD = re.compile(LEAD)
COMMITTEE_WORD = re.compile(COMMITTEE)
POSITION = re.compile(f"{LEAD}|{COMMITTEE}")
