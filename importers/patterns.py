"""The words of elections as people write them: patterns only, for text that is folded and lower case.

Every pattern is bounded and free of nested quantifiers, so that it runs in linear time on one sentence.
"""

import re

_STANDING = r"(?:candid\w*|canidac\w*|candicac\w*|nomin\w*|nomation\w*|self[- ]?nom\w*)"
_ROLE = (
    r"(?:p\.?t\.?l\.?s?|dptl|tc|t\.c\.|technical committee|(?:project|program\w*|programme)"
    r"(?: team| technical| tech)? lead\w*|team lead\w*|technical lead\w*|project lead\w*)"
)
_I_WILL = (
    r"(?:i(?:'m|'d|'ll| am| would| will| want| wish| plan| intend| have| hereby| do| am again| once again"
    r"| also| think| hope| was| decided|'ve)?|we)"
)
_GIVE = (
    r"(?:announc\w*|submit\w*|propos\w*|put\w*|declar\w*|offer\w*|present\w*|enter\w*|throw\w*|toss\w*"
    r"|regist\w*|extend\w*|express\w*|rais\w*|plac\w*|stat\w*|post\w*|send\w*|mak\w*|fil\w*|add\w*"
    r"|officially|confirm\w*|renew\w*|giv\w*|tender\w*|self)"
)
_OUT = r"(?:not|n't|never|no longer|cannot|neither|nor|rather than|instead of)"
_RUN = r"(?:run|running|stand|standing|seek|seeking|apply|applying|going for|continu\w*|serv\w*|re-?run\w*)"


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{alternative})" for alternative in alternatives))


# The author stands, in words that say so by themselves.
DECLARES = _any(
    rf"\b{_GIVE}\b.{{0,80}}\bmy (?:own |intent\w* |formal |official |humble )?{_STANDING}",
    rf"\b{_GIVE}\b.{{0,60}}\bmy (?:name|hat|cap)\b.{{0,60}}\b(?:{_ROLE}|ring|consider\w*|hat|election|ballot)\b",
    r"\b(?:nom\w*|propos\w*|volunteer\w*|offer\w*|present\w*|put\w*|submit\w*|re-?nomin\w*|suggest\w*|throw\w*)"
    rf" (?:forward )?(?:myself|my self|me)\b.{{0,80}}\b(?:{_ROLE}|position|role|candid\w*|election|lead)\b",
    r"\b(?:re-?)?(?:nominate|nominating|nominated|nomiate|nomitate|nominat) (?:for )?(?:myself|my self)\b",
    rf"\bself[- ]?(?:nom|candid|propos)\w*.{{0,80}}\b{_ROLE}\b",
    rf"\bthis is (?:my|a|the) (?:\w+ ){{0,4}}{_STANDING}.{{0,80}}\b{_ROLE}\b",
    rf"\bthis is my (?:\w+ ){{0,4}}(?:{_STANDING}|application|bid)",
    rf"\b(?:here is|here's|please (?:accept|consider|find)|consider this) my {_STANDING}",
    r"\bhat (?:in|into|in to) the ring\b",
    rf"\b{_I_WILL}\b.{{0,60}}\b(?:run|running|stand|standing|rerun|re-run|campaign\w*)\b.{{0,40}}"
    rf"\b(?:for|as|to be|to become|on)\b.{{0,60}}\b{_ROLE}\b",
    rf"\b{_I_WILL}\b.{{0,60}}\b(?:run|running|stand|standing) (?:again )?for (?:another|a|my|the|re)\b.{{0,40}}"
    r"\b(?:term|position|seat|role|cycle|election)\b",
    r"\bi(?:'m| am)? (?:\w+ ){0,4}(?:run|running|stand|standing) for re-?election\b",
    rf"\bi(?:'d| would|'m| am| want| wish| intend| plan)\b.{{0,60}}\b(?:serve|continue|lead|be|become|stay|keep|act)"
    rf"\w*\b.{{0,60}}\b(?:as|the|your|on|to|be)\b.{{0,60}}\b{_ROLE}\b",
    rf"\bi(?:'d| would|'m| am)\b.{{0,60}}\b(?:like|want|wish|happy|honou?red|glad|willing|excited|pleased|love|hope)"
    rf"\b.{{0,80}}\b{_ROLE}\b.{{0,60}}\b(?:again|cycle|release|role|position|election|next|another|candid\w*)\b",
    r"\bi(?:'d| would|'m| am)\b.{0,40}\b(?:like|seek\w*|ask\w*|apply\w*) .{0,30}\bre-?elect\w*\b",
    rf"\b(?:apply\w*|candidate|candidacy|candidature|nominee)\b.{{0,40}}\b(?:for|as|of|to)\b.{{0,60}}\b{_ROLE}\b",
    r"\bi .{0,30}\b(?:am|become|be) (?:a|the|one|your) candidate\b",
    rf"\bmy {_STANDING} (?:for|as|to|in)\b.{{0,60}}\b{_ROLE}\b",
)
# The author himself: without one of these a sentence declares nothing of him.
FIRST_PERSON = re.compile(r"\b(?:i|i'm|i'd|i've|i'll|me|my|mine|myself)\b")

# What a candidate says beside it; one alone proves nothing.
SUPPORTS = _any(
    r"\b(?:if|once|when) (?:i am |i'm |re-?)?elected\b",
    rf"\bas (?:your |the |a )?(?:\w+ ){{0,2}}{_ROLE},? (?:i|my)\b",
    r"\b(?:my|our) (?:goals?|plans?|priorit\w+|focus|platform|vision|agenda)\b",
    r"\b(?:your|for a|you) (?:vote|support|consideration|trust|considering)\b",
    rf"\b(?:i have|i've) (?:been|served|had).{{0,60}}\b(?:{_ROLE}|core|contribut\w+|cycles?)\b",
    r"\bvote for me\b|\bthank(?:s| you) for (?:reading|considering|your consideration|listening)\b",
)

# The author says that he does not stand, or stops.
DECLINES = _any(
    rf"\b(?:{_OUT}|won't|don't|didn't|wouldn't|can't|cannot|wont)\b.{{0,60}}\b(?:{_RUN}|submit\w*|be|propos\w*|put\w*|enter\w*)\b"
    rf".{{0,60}}\b(?:{_ROLE}|{_STANDING}|re-?election|election|another term|again|term)\b",
    r"\bnon[- ]?candid\w*",
    r"\b(?:i|i'll|i'm|i've) .{0,60}\b(?:stepping|step|stepped) (?:down|aside|back|away)\b",
    r"\b(?:decided|time|going|want) .{0,40}\blet (?:someone|somebody|others|another)\b",
    r"\bnot (?:be )?(?:running|standing|seeking|run|stand|seek)\b",
    r"\b(?:pass|passing|hand|handing) (?:on |over )?the (?:torch|baton|reins|role|hat)\b",
    r"\bmy last (?:cycle|term|release) as\b",
)
WITHDRAWS = _any(
    rf"\b(?:withdraw\w*|retract\w*|rescind\w*|revok\w*|cancel\w*|pull\w*|remov\w*)\b.{{0,40}}\bmy (?:\w+ )?(?:{_STANDING}|name)",
    rf"\bi .{{0,40}}\b(?:withdraw\w*|bow\w* out|drop\w* out)\b.{{0,60}}\b(?:{_STANDING}|race|election|running)",
)

# Somebody else is put forward, or asked.
PROPOSES_OTHER = _any(
    r"\b(?:nominate|nominating|propose|proposing|recommend|suggest)\b (?!my|me\b|myself|for\b|as\b|to\b|that\b|a\b|the\b|i\b)"
    r".{0,60}\b(?:for|as|to|be)\b.{0,60}\b(?:core|ptl|chair|lead|reviewer|maintainer|liaison|member|position|committee)\b",
    r"\bcore[- ](?:reviewer|team|developer|dev)s?\b.{0,40}\b(?:nominat|propos)\w*",
    r"\b(?:nominat|propos)\w*.{0,60}\bcore[- ](?:reviewer|team|developer|dev)\b",
    r"\bvote \+1\b|\+1/-1",
)
ASKS = _any(
    r"\b(?:looking for|need|seeking|call for|wanted|any) .{0,40}\b(?:volunteers?|candidates?|nominations?|nominees)\b",
    r"\b(?:questions?|question) (?:for|to) .{0,30}\bcandidates?\b",
    r"\bdear candidates\b",
    r"\b(?:no|without a|lack of) (?:candidate|nominee|candidac\w+|nominations?)\b",
    r"\bplease consider (?:running|standing|submitting|proposing|nominating)\b",
    r"\b(?:submit|announce|propose|send|put) your (?:own )?(?:candid\w*|nominat\w*|name)\b",
)
RECOUNTS = _any(
    r"\b(?:last|previous|past|earlier) (?:year|cycle|time|election|round|term)\b.{0,80}\b(?:candid\w*|nominat\w*|ran|run)\b",
    r"\b(?:candid\w*|nominat\w*|ran)\b.{0,80}\b(?:last|previous|past) (?:year|cycle|time|election|round)\b",
    r"\bwhen i (?:ran|announced|submitted|first ran|was running|wrote)\b",
    r"\b(?:years?|cycles?|months?) ago\b",
)
PAST_VERB = re.compile(r"\b(?:announced|submitted|proposed|ran|declared|posted|sent|wrote|stood)\b")
PRESENT_WISH = re.compile(
    r"\b(?:i'd like|i would like|i'm|i am|i want|i wish|i will|i'll|i hereby|i'd love|hereby|this is my)\b"
)

# What election officials post.
OFFICIAL_SUBJECT = _any(
    r"\belections? (?:season|nominations?|campaigning|voting|results?|kick-?off|statistics|reminder|officials?|close)\b",
    r"\b(?:nominations?|voting|campaigning|polling|polls?|elections?) (?:kick-?off|period|are|is|now|has|have|last|close[sd]?|open)\b",
    r"\b(?:last|final) (?:days?|hours?|call|reminder)\b.{0,40}\b(?:nominat|vot|elect|candid)",
    r"\b(?:nominat|vot|elect|candid)\w*.{0,40}\b(?:last|final) (?:days?|hours?|call|reminder)\b",
    r"\b(?:results?|conclusion|outcome|winners?) (?:of|for) .{0,40}\belections?\b",
    r"\belections?\b.{0,40}\b(?:results?|concluded|conclusion|are over|underway|begins?|starts?|ends?)\b",
    r"\bwelcome .{0,40}\b(?:ptls?|tc members?|technical committee)\b",
    r"\bcandidate (?:list|proposals?)\b|\bcandidates? (?:are|list)\b|\bcall for (?:nominations|candidates)\b",
)
OFFICIAL_BODY = _any(
    r"\bnominations? (?:for|of) .{0,80}\b(?:are|is) (?:now )?(?:open|closed|over)\b",
    r"\bnomination period (?:officially )?(?:begins|is|has|will|ends|closes|opens)\b",
    r"\b(?:poll|polls|voting|election) .{0,60}\b(?:is|are) (?:now )?(?:open|closed|over|under ?way|complete)\b",
    r"\belection officials?\b",
    r"\bplease join me in (?:congratulating|thanking)\b",
    r"\bhere (?:is|are) the (?:list of )?(?:candidates|nominees|results|newly elected)\b",
    r"\blast hours for .{0,40}\bnominations\b",
    r"\bcandidates? (?:that|who) (?:have|has) (?:been )?(?:confirmed|submitted|stepped)\b",
    r"\bcondorcet\b|\bcivs\b",
    r"\b(?:will|shall) (?:be deemed|oversee) .{0,20}(?:leaderless|selection)\b|\bdeemed leaderless\b",
)
CONFIRMS = re.compile(
    r"^\W*(?:candidacy |nomination )?(?:is )?(?:confirmed|ack(?:nowledged)?|verified|accepted)\b"
)

# Subjects.
SUBJECT_STANDS = _any(
    rf"\b(?:{_STANDING}|self[- ]nomination)\b",
    rf"\b(?:running|run|standing|stand) (?:again )?for\b.{{0,60}}\b(?:{_ROLE}|re-?election)\b",
    r"\b(?:nominating|nominate|proposing|propose) (?:myself|me)\b",
    rf"\bi(?:'d| would) like to (?:continue|serve|be|run)\b.{{0,40}}\b{_ROLE}\b",
    rf"\b(?:continu\w*|serv\w*|re-?elect\w*) as\b.{{0,40}}\b{_ROLE}\b",
    r"\bhat in(?:to)? the ring\b",
    rf"\bapplication for\b.{{0,40}}\b{_ROLE}\b|\b{_ROLE} (?:application|bid|self)\b",
)
SUBJECT_OTHER = _any(
    r"\?\s*$",
    r"\bquestions?\b|\bdeadline\b|\bwhy\b|\bhow\b|\bmeeting\b|\bagenda\b|\breminder\b|\bdiscussion\b|\bthoughts\b",
    r"\bcore\b.{0,30}\b(?:nominat|propos|candid)|\b(?:nominat|propos|candid)\w*.{0,40}\bcore\b",
    r"\b(?:release|milestone) candidates?\b|\brc\d\b",
    r"\b(?:looking for|volunteers?|seeking|call for|need)\b",
    r"\bchair\b|\bliaison\b|\bspeaker\b|\bsummit\b|\bbackport\b|\bdriver\b|\bfreeze\b|\bboard\b|\bambassador\b",
)
SUBJECT_DECLINES = _any(
    rf"\bnon[- ]?{_STANDING}",
    r"\bnot (?:running|seeking|standing|going|to run|a candidate|be running)\b|\bno longer\b",
    r"\bstep(?:ping)? (?:down|aside|back|away)\b|\bretir\w+\b|\bfarewell\b|\bgood ?bye\b",
    r"\bwithdraw\w*\b|\bretract\w*\b",
)
LIST_PREFIX = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|sv|antw)\s*:|\s*\[(?:openstack(?:-dev|-discuss)?)\])+", re.IGNORECASE
)
REPLY_PREFIX = re.compile(
    r"^(?:\[[^\]]{1,40}\]\s*){0,6}(?:re|aw|sv|antw|vs|odp)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
FORWARD_PREFIX = re.compile(r"^(?:\[[^\]]{1,40}\]\s*){0,6}(?:fwd?|wg|tr)\s*:", re.IGNORECASE)
SEAT = re.compile(rf"\b{_ROLE}\b")
