"""The words of elections as people write them: patterns only, for text that is folded and lower case.

Every pattern is bounded and free of nested quantifiers, so that it runs in linear time on one sentence.
"""

import re

# Spellings that people really use: the letters of the word in any order and number, with its ending.
_CANDIDACY = (
    r"(?:c[ao][acdint]{3,9}(?:cy|cies|ty|ture|tures|te|tes|dcy|acy)|candidac\w+|candida\b|kandidatur)"
)
_NOMINATION = r"(?:self[- ]?nom\w+|nom[a-z]{0,6}(?:te|ted|tes|ting|tion|tions|ton)|nominees?)"
_STANDING = f"(?:{_CANDIDACY}|{_NOMINATION})"
_ROLE = (
    r"(?:p\.?t\.?l\.?s?|plt|dptl|ptlship|tc|t\.c\.|te[a-z]{2,7}l com+it+e*y?|ppb"
    r"|(?:project|program|programme)(?: team| technical| tech)?[- ]lead\w*|(?:team|tech|technical)[- ]lead\w*)"
)
# The seat itself, and not a meeting, a chair or a deputy of it.
_SEAT = (
    rf"(?<!deputy )(?<!acting )(?<!chair of the )\b{_ROLE}\b(?![-_]|'s (?!candid|next|position|seat|role)"
    r"| (?:\w+ )?(?:meetings?|chair|liaisons?|report|webinars?|guide|asked|agenda|resolution|users?|commands?|scripts?|qdiscs?|filters?|names?|tags?|office|hours|repos?|repository|tools?|class(?:es)?|rules?)\b)"
)
# Between the author and what he wishes stands none of these but an adverb, and above all no negation.
_BESIDE = (
    r"(?:(?:also|again|once|more|really|very|much|still|hereby|officially|formally|now|then|therefore|too"
    r"|certainly|definitely|gladly|humbly|thus|just|though|nevertheless|however|once again|at this time|both"
    r"|probably|would|very much|like|happily|proudly),? ){0,3}"
)
_WISH = (
    rf"(?:(?:i|we)(?:'d| would| do|'ll| will)? {_BESIDE}(?:like|love|want|wish|hope|intend|plan|aim|decided?|volunteer"
    rf"|offer)|(?:i've|i have|have) {_BESIDE}(?:decided?|chosen|chose)|i(?:'m| am|'d be| would be|'ll be| will be| feel) {_BESIDE}"
    r"(?:more than )?(?:happy|glad|pleased|honou?red|excited|delighted|willing|proud|thrilled|privileged|ready|going"
    r"|planning|hoping|prepared|interested|offering|humbled|writing|volunteering)"
    r"|(?:would be|is|it's|will be) (?:\w+ ){0,2}(?:pleasure|honou?r|privilege)"
    r"|(?:honou?red|happy|glad|grateful|pleased|love it) if (?:you|the team)(?:'ll|'d| will| would)? (?:\w+ )?(?:let|allow|have|give|elect|trust) me"
    r"|(?:like|ask|asking|for) (?:for )?(?:the|an|your) (?:opportunity|chance|support|vote|trust)"
    r"|my (?:\w+ )?(?:intent|intention|desire|pleasure|wish|interest|hope)(?: is)?"
    r"|(?:happy|glad|pleased|honou?red|excited|delighted|thrilled))"
)
_ONE = rf"(?:{_WISH} {_BESIDE}(?:to |in |for |the opportunity to )?{_BESIDE}|i (?:can|shall|will|would|'ll) {_BESIDE}|i'll {_BESIDE})"
_HOLD = (
    r"(?:be|being|become|becoming|considered|re-?elected|elected|serve|serving|continue|continuing|lead|leading|stay|remain|keep|join|joining"
    r"|return|take|taking|pick|fill|step|hold|drive|seek|volunteer|volunteering|apply|represent|accept|contribute|come back|carry on)"
)
_GIVE = (
    r"(?:announce|announcing|submit(?:ting)?|propos(?:e|ing)|put(?:ting)?(?: forth| forward| up| in)?|decl[ae]{1,2}r(?:e|ing)?"
    r"|offer(?:ing)?|present(?:ing)?|enter(?:ing)?|throw(?:ing)?|register(?:ing)?|extend(?:ing)?|express(?:ing)?"
    r"|anounc\w+|rais(?:e|ing)|plac(?:e|ing)|stat(?:e|ing)|post(?:ing)?|send(?:ing)?|mak(?:e|ing)|fil(?:e|ing)"
    r"|add(?:ing)?|confirm(?:ing)?|renew(?:ing)?|tender(?:ing)?|toss(?:ing)?|giv(?:e|ing)|introduc(?:e|ing)"
    r"|resubmit(?:ting)?|resend(?:ing)?|publish(?:ing)?|push(?:ing)?|shar(?:e|ing)|put forth|suggest(?:ing)?"
    r"|(?:have|'ve|just|has|hereby) (?:\w+ )?(?:announced|submitted|proposed|posted|declared|put|filed|sent|pushed))"
)
_TAKE = r"(?:count|take|accept|consider|treat|regard|find|see)"
_RUN = r"(?:run|running|re-?run(?:ning)?|stand|standing|seek|seeking|campaign\w*|go|going)"


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{alternative})" for alternative in alternatives))


# The author puts himself forward, in words that do it by being said.
PERFORMS = _any(
    rf"\b{_GIVE}\b.{{0,60}}\bmy (?:[\w/-]+ ){{0,4}}{_STANDING}",
    rf"\b{_GIVE} (?:\w+ ){{0,2}}(?:my|the|a) (?:own )?(?:name|hat|cap|hand)\b.{{0,60}}\b(?:{_ROLE}|ring|consider\w*|hat"
    r"|election|ballot)\b",
    rf"\b(?:{_NOMINATION}|re-?nominat\w+|propose|proposing|volunteer|volunteering|offer|offering|present|presenting"
    r"|put|putting|submit|submitting|suggest) (?:for )?(?:forward )?(?:myself|my self|me (?:as|for|to be|forward))\b",
    rf"\b{_ONE}nominate (?:for|as|to) .{{0,40}}\b{_ROLE}\b",
    rf"\b(?:i|to|i'm|am|i'd like to) {_BESIDE}self[- ]nominat\w+",
    rf"^\W*(?:self[- ]?nominating|self[- ]?nomination|announcing|my) (?:\w+ ){{0,2}}(?:{_STANDING}|for)\b.{{0,60}}\b{_ROLE}\b",
    rf"\b(?:this|here)(?: \w+)? (?:is|are|'s) (?:my|a|our) (?:[\w-]+ ){{0,4}}(?:{_STANDING}|application|bid)\b",
    rf"\bhere's my (?:\w+ ){{0,3}}{_STANDING}",
    rf"\b{_TAKE}\b.{{0,40}}\bmy (?:[\w-]+ ){{0,3}}(?:{_STANDING}|application|bid|name)\b",
    rf"\b(?:consider|count) me\b.{{0,30}}\b(?:for|as|an?|in)\b.{{0,60}}\b(?:{_ROLE}|candidate|nominee)\b",
    rf"\bmak(?:e|ing) (?:myself|my self) available\b.{{0,60}}\b{_ROLE}\b|\bmy foot forward\b.{{0,60}}\b{_ROLE}\b",
    r"\b(?:hats?|name) .{0,60}\b(?:in|into|in to) the ring\b|\bhats? (?:in|into|in to) the ring\b",
    rf"\bthrow in my hats?\b.{{0,80}}\b{_ROLE}\b|\bannouncement (?:to|of|for)\b.{{0,60}}\b{_ROLE}\b",
    r"\bi(?:'m| am) (?:[\w-]+ ){0,2}(?:a|as|the|one|your|also) (?:\w+ )?candidate (?:for|in|to)\b",
    rf"\bi {_BESIDE}(?:gratefully )?accept (?:the|this|that|your|his|her|their) nomination\b",
    rf"(?<!in )(?<!of )(?<!from )(?<!since )(?<!with )(?<!about )(?<!not )\bmy (?:\w+ )?{_STANDING} (?:for|as|to)\b.{{0,60}}\b{_ROLE}\b",
    r"\b(?:apply|applying) for (?:the|this|that) (?:role|position|seat)\b",
    rf"\b(?:apply|applying|application)\b.{{0,40}}\b{_ROLE}\b",
    rf"\bi {_BESIDE}(?:volunteer|stand|run|apply) (?:\w+ )?(?:for|as|to)\b.{{0,60}}\b{_ROLE}\b",
    rf"\bas (?:a |the )?candidate (?:for|on|of|to)\b.{{0,50}}\b{_ROLE}\b",
)
# The author says that he stands or would like the seat.
WISHES = _any(
    rf"\b(?:i|we|i'm|we're)(?: am| are|'m|'re|'ll be| will be)? {_BESIDE}(?:re-?)?{_RUN} (?:once |again |once more |this time ){{0,2}}(?:for|as|to be|to serve|on|in the|election)\b"
    rf".{{0,60}}(?:{_SEAT}|\bre-?election\b|\b(?:another|second|third|fourth|fifth) (?:\w+ )?(?:term|cycle|round|time)\b)",
    rf"\b{_ONE}(?:officially )?{_RUN}\b(?! it\b| this\b| them\b).{{0,40}}\b(?:for|as|to|on|in|again|be)\b.{{0,60}}(?:{_SEAT}|\bre-?election\b)",
    rf"\b(?:i|i'm) {_BESIDE}(?:am )?seek(?:ing)? (?:a |another |re-?)?(?:seat|election|term|position)\b.{{0,40}}{_SEAT}",
    rf"\b{_ONE}{_RUN} (?:again|once (?:again|more)|for another (?:term|cycle|round))\b",
    r"\b(?:seek\w*|ask\w*) (?:for )?your (?:vote|support)\b|\bi(?:'m| am) (?:now |again )?(?:running|standing)(?: again)?(?:[.,!;:]|$)",
    rf"\bi\b.{{0,40}}\bto (?:re-?)?(?:run|stand) (?:once |again |more ){{0,2}}(?:for|as)\b.{{0,40}}{_SEAT}",
    rf"\b(?:i|i'm|am) {_BESIDE}(?:seek\w*|ask\w*) (?:for )?re-?election\b",
    rf"\b{_ONE}(?:\w+ )?{_HOLD}\b (?!it\b|them\b)(?:(?!\b(?:who|which|that|whether|what|model)\b)[^.,;?]){{0,60}}?{_SEAT}",
    rf"\bi(?:'m| am) {_BESIDE}(?:up for|interest(?:ed|ing) (?:in|on)|applying|volunteering|willing|available)\b.{{0,60}}{_SEAT}",
    rf"\b{_ONE}(?:do (?:it|this|that) (?:again|once more|for another|this time|next)|(?:serve|do) (?:you )?(?:again|another|one more|a second|a third)\b"
    r"|(?:keep|continue) doing (?:it|this)|(?:\w+ ){0,3}take on (?:that|this|the) (?:role|position|job)\b)",
    rf"\b(?:honou?r|privilege|pleasure) to (?!have|see|work|meet|know)\w+ .{{0,60}}{_SEAT}",
    rf"\bi(?:'m| am| will|'ll|'d like to)? {_BESIDE}step(?:ping)? (?:up|forward|in)\b.{{0,60}}{_SEAT}",
    rf"\b(?:another|a) (?:go|try|shot|round|stint) (?:at|as|on)\b.{{0,40}}{_SEAT}",
    rf"\bi(?:'m| am) {_BESIDE}(?:entering|joining|in) .{{0,30}}\b{_ROLE} (?:race|election)|^\W*(?:a )?candidate for\b.{{0,40}}{_SEAT}",
    rf"\b(?:accept|choose|choosing|select|elect|electing|pick) me (?:again )?(?:for|as|to be)\b.{{0,40}}{_SEAT}",
    rf"\btime (?:has come )?for me to {_BESIDE}{_RUN}\b.{{0,40}}{_SEAT}|\bproposing to (?:act|{_HOLD})\b.{{0,40}}{_SEAT}",
    rf"\b(?:appreciate|asking for|like) (?:the|a) (?:chance|opportunity)\b.{{0,40}}{_SEAT}|\basking you to\b.{{0,60}}{_SEAT}",
    rf"\bexpress\w* (?:my )?(?:interest|wish|desire|intent\w*)\b.{{0,60}}{_SEAT}",
    rf"\b(?:rais\w+|put\w*) my hand\b.{{0,60}}{_SEAT}",
    rf"\bmy (?:\w+ )?(?:interest|services|intent|intention|desire)\b.{{0,60}}{_SEAT}",
    rf"\b(?:as|be|being) (?:the|your|a|our) .{{0,30}}{_SEAT}.{{0,30}}\b(?:if you(?:'ll| will)? have me|once more|again for)\b",
)
# The author himself: without one of these a sentence declares nothing of him.
FIRST_PERSON = re.compile(
    r"\b(?:i|i'm|i'd|i've|i'll|me|my|mine|myself|we|we're|it would be an?|it'd be an?)\b|^\W*(?:a )?candidate for\b"
)
# Sentences that tell, imagine, decline or ask what a declaration says.
VOIDS = _any(
    r"\b(?:when|since|until|before|after|whether|once) i (?:first |last |was |had )?(?:announc|submit|propos|ran\b|run\b|decid|wrote|stood|stand\b|running)",
    r"\bas (?:i|we) (?:\w+ )?(?:said|wrote|mentioned|promised|explained|stated)\b",
    r"\bif i (?:were|was|run|ran|stood|had)\b|\bi would have\b|\bi (?:was|were) (?:going|thinking|planning|about)\b|\bi'd (?:hoped|thought)\b",
    r"\b(?:thinking about|think about|considering|yet to decide|considered) (?:\w+ ){0,2}(?:run|running|standing|whether|whe)",
    r"\b(?:why|how|what|when|where) (?:i|to|people|others|you) (?:\w+ )?(?:run|ran|stand|stood|submit|announce|nominate)",
    r"\b(?:years?|cycles?|months?) ago\b|\bwhat it(?:'s| is) like\b",
    r"\b(?:did submit|deadline to|must i|should i|can i)\b",
    rf"\b{_STANDING} (?:was|is|were) (?:rejected|refused)\b",
    r"\bnobody else\b.{0,20}\bsomebody\b",
    r"\bthank(?:s| you|ful)\b.{0,30}\bfor (?:electing|choosing|voting|having|your votes?)\b|\b(?:not|n't) (?:think|believe|know|sure|want you)\b",
    r"\b(?:encourag\w+|invit\w+|urg\w+|like|want|help\w*|wish) (?:you|everyone|everybody|anybody|people|some\w+|others|whoever)\b",
    r"\b(?:act|serve) as (?:its|the|an?|our) (?:first|initial|interim)\b|\bafraid to\b|\btold to\b|\bcandidates? to\b|\beach candidate\b",
    r"\bi said\b|\b(?:somebody|someone|he|she|they|you|people|team|who) (?:has |have )?nominated me\b",
    r"\bon behalf of\b|\byour candidacy\b",
)
# In plain past tense it is a story, in the perfect it is news.
TELLS = re.compile(
    r"\bi (?!have|just|hereby)(?:\w+ )?(?:announced|submitted|proposed|ran|declared|posted|wrote|stood|volunteered|applied)\b"
    r"(?!.{0,80}\b(?:today|yesterday|just|here|http|this year|i'd like|i would like|i want)\b)"
)
NEGATES = re.compile(
    r"\b(?:not|n't|never|no longer|neither|nor|rather than|instead of|without|won't|wont|can't|cannot|don't|didn't"
    r"|isn't|wouldn't|nobody)\b"
)

# What a candidate says beside it; one alone proves nothing.
SUPPORTS = _any(
    r"\b(?:if|once|when) (?:i am |i'm |re-?)?elected\b",
    rf"\bas (?:your |the |a )?(?:\w+ ){{0,2}}{_ROLE},? (?:i|my)\b",
    r"\b(?:my|our) (?:goals?|plans?|priorit\w+|focus|platform|vision|agenda)\b",
    r"\b(?:your|for a|you) (?:vote|support|consideration|trust|considering)\b",
    rf"\b(?:i have|i've) (?:been|served|had).{{0,60}}\b(?:{_ROLE}|core|contribut\w+|cycles?)\b",
    r"\bvote for me\b|\bthank(?:s| you) for (?:reading|considering|your consideration|listening)\b",
    r"\b(?:reasons to pick me|experience|goals|why me|todo|to-do)(?: \w+){0,3}:",
)

# The author says that he does not stand, or stops.
_OUT = r"(?:not|n't|never|no longer|cannot|neither|nor|rather than|instead of|won't|don't|didn't|wouldn't|can't|wont|rather not)"
DECLINES = _any(
    rf"\b{_OUT}\b.{{0,50}}\b(?:run|running|stand|standing|seek|seeking|apply|applying|going for|continu\w*|serv\w*|re-?run\w*"
    rf"|submit\w*|be|propos\w*|put\w*|enter\w*)\b.{{0,50}}\b(?:{_ROLE}|{_STANDING}|re-?election|election|another term|again|term|fourth|third)\b",
    rf"\bnon[- ]?{_CANDIDACY}|\b(?:not|isn't|never) (?:my|a) (?:\w+ )?{_STANDING}",
    r"\b(?:i|i'll|i'm|i've) .{0,40}\b(?:stepping|step|stepped) (?:down|aside|back|away)\b",
    r"\b(?:decided|time|going|want) .{0,40}\b(?:let|see) (?:someone|somebody|others|another)\b",
    r"\bi (?:\w+ )?(?:am|was|will|won't|do|don't|can't|cannot|'m)? ?(?:not|n't)? ?(?:be )?not (?:be )?(?:running|standing|seeking|run|stand|seek)\b",
    r"\bi(?:'m| am) not (?:\w+ )?(?:running|standing|seeking)\b|\bi (?:won't|wont)(?: be)? (?:run|stand|seek)",
    r"\b(?:pass|passing|hand|handing) (?:on |over )?the (?:torch|baton|reins|role|hat)\b",
    rf"\bdecided (?:not|against)\b|\btake a break\b|\brespectfully decline\b|\bleave the {_ROLE} (?:role|position|seat)\b|\bi won't,|\blooking for a successor\b|\bi retire from\b",
    rf"\bmy name (?:isn't|is not|won't)\b|\bi can(?:'t| not|not) be {_ROLE}|\bmy last (?:day|cycle|term|release) (?:as|at)\b",
    rf"\b(?:one from me|enjoyed being your {_ROLE})\b|\bi won't\.",
)
WITHDRAWS = _any(
    rf"\b(?:withdraw\w*|retract\w*|rescind\w*|revok\w*|cancel\w*|pull\w*|remov\w*|take (?=.{{0,40}}\boff\b)).{{0,40}}\b(?:my|this) (?:\w+ )?(?:{_STANDING}|name)",
    rf"\b(?:my|this) (?:\w+ )?{_STANDING}\b.{{0,40}}\bwithdrawn\b",
    r"\bi (?:hereby )?withdraw\b",
    rf"\bi\b.{{0,40}}\b(?:withdraw\w*|bow\w* out|drop\w* out)\b.{{0,60}}\b(?:{_STANDING}|race|election|running)",
)

# Seats of other elections and tasks that people volunteer for.
OTHER_OFFICE = _any(
    r"\bboard\b|\bdirectors?\b|\buser[- ]committee\b|\bworking group\b|\bsig\b|\bchairs?\b|\bco-?chair|\bambassador",
    r"\bliaison\b|\belection officials?\b|\bcores?\b|\bcore[- ]review|\bchampion\b|\bspeaker\b|\btrack\b|\bgroup\b|\buc\b",
    r"\bgsoc\b|\boutreachy\b|\bsummer of code\b|\bmoderator\b|\bstable[- ]maint|\bpresident\b|\baward\b|\bfan club\b",
)

# Somebody else is put forward, or asked.
PROPOSES_OTHER = _any(
    r"\b(?:nominate|nominating|propose|proposing|recommend|suggest)\b (?!my|me\b|myself|for\b|as\b|to\b|that\b|the\b|i\b|these\b)"
    r".{0,60}\b(?:for|as|to|be)\b.{0,60}\b(?:core|ptl|tc|chair|lead|reviewer|maintainer|liaison|member|position|committee)\b",
    r"\bcore[- ](?:reviewer|team|developer|dev)s?\b.{0,40}\b(?:nominat|propos)\w*",
    r"\b(?:nominat|propos)\w*.{0,60}\bcore[- ](?:reviewer|team|developer|dev)\b",
    r"\bvote \+1\b|\+1/-1|\bi nominate (?!my)|\bto nominate (?!my|me\b|for\b|these\b)",
)
ASKS = _any(
    r"\b(?:looking for|need|seeking|call for|wanted|any) .{0,40}\b(?:volunteers?|candidates?|nominations?|nominees)\b",
    r"\b(?:questions?|question) (?:for|to) .{0,30}\bcandidates?\b",
    r"\bdear candidates\b|\bhi candidates\b|\bto all who run\b",
    r"\b(?:no|without a|lack of) (?:candidate|nominee|candidac\w+|nominations?)\b",
    r"\bplease consider (?:running|standing|submitting|proposing|nominating)\b",
    r"\b(?:submit|announce|propose|send|put) your (?:own )?(?:candid\w*|nominat\w*|name)\b",
)

# What election officials post.
OFFICIAL_SUBJECT = _any(
    r"\belections? (?:season|nominations?|campaigning|voting|results?|kick-?off|statistics|reminder|officials?|close)\b",
    r"\b(?:nominations?|voting|campaigning|polling|polls?|elections?)\b.{0,60}\b(?:kick-?off|period|are|is|now|has|have|last|close[sd]?|open|needed)\b",
    r"\b(?:last|final) (?:days?|hours?|call|reminder)\b.{0,40}\b(?:nominat|vot|elect|candid)",
    r"\b(?:nominat|vot|elect|candid)\w*.{0,40}\b(?:last|final) (?:days?|hours?|call|reminder)\b",
    r"\b(?:results?|conclusion|outcome|winners?|statistics) (?:of|for|and) .{0,40}\b(?:election|nomination|poll|conclusion)s?\b",
    r"\belections?\b.{0,40}\b(?:results?|concluded|conclusion|are over|underway|begins?|starts?|ends?|election$)\b",
    r"\bwelcome .{0,40}\b(?:ptls?|tc members?|technical committee)\b|\bleaderless\b|\bcampaigning\b|\brunoff\b|\bextra-atc\b",
    r"\bcandidate (?:list|proposals?)\b|\bcandidates? (?:are|list)\b|\bcall for (?:nominations|candidates|election)\b|\bcandidacy proposals\b",
    r"\b(?:ptl|tc) candidates for\b|\bhow to submit\b|\bproposed dates\b|\bdeadline extended\b|\bchange of dates\b|\bopt in\b",
    r"\b(?:ptl|tc)\b.{0,20}\bresults?\b|\bresults? (?:and|of)\b.{0,30}\b(?:ptl|tc)\b|\bptl appointments\b|\bnominate yourselves\b",
    r"\bproposals? for\b.{0,20}\bpositions\b|\bnot enough (?:\w+ )?candidates\b|\bthank you,? election officials\b",
)
OFFICIAL_BODY = _any(
    r"\bnominations? (?:for|of) .{0,80}\b(?:are|is) (?:now )?(?:open|closed|over)\b",
    r"\bnomination (?:period )?(?:officially )?(?:begins|is|has|will|ends|closes|opens)\b",
    r"\b(?:poll|polls|voting|election)s? .{0,60}\b(?:is|are) (?:now )?(?:open|closed|over|under ?way|complete)\b",
    r"\belection officials?\b|\belectorate\b|\bofficial candidate list\b|\blast hours for\b",
    r"\bplease join me in (?:congratulating|thanking)\b",
    r"\bhere(?:'s| is| are) the (?:list of )?(?:candidates|nominees|results|newly elected)\b",
    r"\bcandidates? (?:that|who) (?:have|has) (?:been )?(?:confirmed|submitted|stepped)\b",
    r"\bballots?\b|\b\d+ (?:ptl |tc )?candidates\b|\bcurrent candidates\b|\bnominations opened\b|\bpolls are closed\b|\bas officials\b",
    r"\bcondorcet\b|\bcivs\b|\bcandidate proposals\b|\bcandidacies (?:must|will|that)\b|\bproposals for tc candidates\b",
    r"\b(?:will|shall) (?:be deemed|oversee) .{0,20}(?:leaderless|selection)\b|\bdeemed leaderless\b",
    r"\bto announce your candidacy\b|\bcan propose their candidacy\b|\bwill remain open until\b|\bnominations? statistics\b",
)
CONFIRMS = re.compile(
    r"^\W*(?:your |this )?(?:candidacy |nomination )?(?:is )?(?:confirmed|ack(?:nowledged)?|verified|accepted)\b"
)
# What people say to somebody, and a candidate does not say of himself.
ADDRESSES = _any(
    r"^\W*\+\d|\b(?:good|best of) luck\b|\bcongrat\w+|\bthanks? (?:you )?for (?:stepping|running|serving|all|everything|volunteering|your (?:work|service|effort)|putting)",
    r"\byour (?:candidacy|plans?|platform|statement|nomination|leadership)\b|\byou (?:have|got) my (?:vote|support)\b",
    r"\byou(?:'d| would|'ll| will|'re| are) (?:be |do |make )?(?:a |an )?(?:great|good|fine|the best|awesome|excellent)\b",
    r"\b(?:my|your) (?:vote|opinion)\b.{0,20}$|\b(?:gets|has|have) my vote\b|\b(?:is|was) (?:awesome|great|the best)\b",
    r"\b(?:he|him|his|she|her)\b|^\W*thank(?:s| you),? \w+ for \w+ing\b",
    r"\b(?:he|she|they)(?:'d| would|'ll| will) (?:be|make) (?:a|an)\b|\bi (?:hereby |fully |strongly )?(?:endorse|second|support)\b",
)
PROCEDURE = _any(
    r"\brejected\b|\bcan(?:'t|not) submit\b|\beligible\b|\bmissed the deadline\b|\bdeadline\b|\bwho may\b|\bproblem\b"
    r"|\bwhat (?:i|you)\b|\b(?:six|two|one|twelve) (?:months|cycles|years?) (?:later|on)\b|\bnot a candidacy\b|\bgood candidacy\b"
)
PASSES_ON = re.compile(
    r"\b(?:forward(?:ing)?|post(?:ing)?|send(?:ing)?) (?:this|it|his|her|their)\b|\bon (?:his|her|their) behalf\b"
)
COMMITTEE_CHAIR = re.compile(r"\b(?:tc|committee|ptl) (?:vice[- ])?chair\w*")
WANTS = re.compile(r"\b(?:like|love|hope|want|wish|will|would|i'd|i'll|i'm|i am)\b")
LEADERLESS = re.compile(
    r"\bleaderless\b|\bmissed the (?:deadline|nomination)|\bif the tc (?:agrees|approves|appoints)"
)

# Subjects.
SUBJECT_STANDS = _any(
    rf"\b{_STANDING}\b",
    rf"\b(?:running|run|standing|stand) (?:again )?for\b.{{0,60}}\b(?:{_ROLE}|re-?election)\b",
    r"\b(?:nominating|nominate|proposing|propose) (?:myself|me)\b",
    rf"\bi(?:'d| would) like to (?:continue|serve|be|run)\b.{{0,40}}\b{_ROLE}\b",
    rf"\b(?:continu\w*|serv\w*|re-?elect\w*) as\b.{{0,40}}\b{_ROLE}\b",
    r"\bhat in(?:to)? the ring\b",
    rf"\bapplication for\b.{{0,40}}\b{_ROLE}\b|\b{_ROLE} (?:application|bid|self|re-?election)\b",
)
SUBJECT_OTHER = _any(
    r"\bquestions?\b|\bdeadline\b|\bwhy\b(?! i\b)|\bhow\b|\bwho\b|\bmeeting\b|\bagenda\b|\breminder\b|\bdiscussion\b|\bthoughts on\b",
    r"\bcore\b.{0,30}\b(?:nominat|propos|candid)|\b(?:nominat|propos|candid)\w*.{0,40}\bcore\b",
    r"\b(?:releases? candidates?|candidate releases?|milestone candidates?|allocation candidates?|candidate (?:fix|build|hosts?))\b|\brc\d\b",
    r"\b(?:looking for|volunteers?|seeking|call for|need)\b|\b(?:candidates|candidacies)\b|\bcandidacy mails?\b",
    r"\bchair\b|\bspeaker\b|\bsummit\b|\bbackports?\b|\bfreeze\b|\boutage\b",
    r"\brejected\b|\bcan't\b|\bname nominations\b|\bwhat\b|\bas a (?:tc|ptl) candidate\b",
)
SUBJECT_DECLINES = _any(
    rf"\bnon[- ]?{_STANDING}|\bnot a (?:{_STANDING})|{_STANDING} \(?(?:not\b|cancel|withdr)",
    r"\bnot (?:running|seeking|standing|going|to run|a candidate|be running)\b|\bno longer\b",
    r"\bstep(?:ping)? (?:down|aside|back|away)\b|\bretir\w+\b|\bfarewell\b|\bgood ?bye\b|\bleaving the\b|\bhanding over\b",
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
ELECTIONS = re.compile(rf"\b(?:{_ROLE}|{_STANDING}|elections?|elected|re-?election|hats?|governance)\b")
OFFICIAL_TAG = re.compile(r"\[elections?\]")
TOPIC = re.compile(
    rf"\b(?:(?!candidates?\b){_CANDIDACY}|{_ROLE} candidates?|elections?|terms?|who should be|turnout|(?:run|running|ran) for (?:the )?{_ROLE})\b"
)
ASKS_SUBJECT = re.compile(r"\bquestions?\b|\?\s*$|\bcampaign\w*\b|\basks?\b")
STANDING = re.compile(rf"\b{_STANDING}\b")
CANDIDACY = re.compile(rf"\b(?!candidates?\b){_CANDIDACY}\b")
THANKS = re.compile(r"^(?:\[[^\]]{0,40}\] ?){0,6}(?:a )?(?:big )?(?:thank\w*|congrat\w*)\b")
ASKING = re.compile(r"\?\s*$")
# Subjects of talk about the seats and of their holders at work.
TALKS = re.compile(
    r"\b(?:roles?|guide|status|report|update|holiday|vacation|meeting|resolution|proposal|proposing|liaisons?|goals?)\b"
)
# A holder of the seat at work.
HOLDS = re.compile(rf"\bas (?:the |a |your )?(?:[\w-]+ ){{0,2}}{_ROLE},? (?:i|my)\b")
