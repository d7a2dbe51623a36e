"""The words of elections in the spellings people use, as parts of patterns; the elected positions also as patterns."""

import re

# For text that is folded and lower case. Spellings that people really use: the letters of the word in any order and number, with its ending.
CANDIDACY = r"(?:c[ao][acdint]{3,9}(?:cy|cies|ty|ture|tures|te|tes|dcy|acy)|candidac\w+|candida\b|kandidatur)"
NOMINATION = r"(?:self[- ]?nom\w+|nom[a-z]{0,6}(?:te|ted|tes|ting|tion|tions|ton)|nominees?)"
STANDING = f"(?:{CANDIDACY}|{NOMINATION})"
ROLE = (
    r"(?:p\.?t\.?l\.?s?|plt|dptl|ptlship|tc|t\.c\.|te[a-z]{2,7}l com+it+e*y?"
    r"|(?:project|program|programme)(?: team| technical| tech)?[- ]lead\w*|(?:team|tech|technical)[- ]lead\w*)"
)

# For text in its own letters.
LEAD = (
    r"(?i:\b(?:PTL(?:s|ship)?|PLT|(?:project|program|programme)(?:'s)? (?:team|tech|technical)[- ]?lead(?:er|ership)?"
    r"|project lead(?:er)?)\b)"
)
# In lower case `tc` is also a command and a column of a table; in prose the committee is in capitals.
COMMITTEE = r"(?:\bTC\b|(?i:\btechnical[- ]com+it+(?:ee|e|y|tee)s?\b))"
LEAD_WORD = re.compile(LEAD)
COMMITTEE_WORD = re.compile(COMMITTEE)
POSITION = re.compile(f"{LEAD}|{COMMITTEE}")


def any_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{alternative})" for alternative in alternatives))
