"""The words in which authors stand for a seat: patterns only, for one sentence that is folded and lower case.

Every pattern is bounded and free of nested quantifiers, so that it runs in linear time on one sentence.
"""

from importers.identify.patterns import CANDIDACY, NOMINATION, ROLE, STANDING, any_of
from scraper.patterns import compiled

# The seat itself, and not a meeting, a chair or a deputy of it.
_SEAT = (
    rf"(?<!deputy )(?<!acting )(?<!vice )(?<!vice-)(?<!co-)(?<!chair of the )\b{ROLE}\b(?![-_]|'s (?!candid|next|position|seat|role)| of the (?:day|week|month)\b"
    r"| (?:\w+ )?(?:meetings?|chair|liaisons?|report|webinars?|guide|asked|agenda|resolution|users?|commands?|scripts?|qdiscs?|filters?|names?|tags?|office|hours|sessions?|repos?|repository|tools?|class(?:es)?|rules?|tests?|jobs|pages?|quer(?:y|ies)|photos?)\b)"
)
# Between the author and what they wish stands none of these but an adverb, and above all no negation.
_BESIDE = (
    r"(?:(?:also|again|once|more|really|very|much|still|hereby|officially|formally|now|then|therefore|too"
    r"|certainly|definitely|gladly|humbly|thus|just|though|nevertheless|however|once again|at this time|both"
    r"|probably|would|very much|like|happily|proudly),? ){0,3}"
)
# What an author asks for who wants to be elected.
_FAVOUR = (
    r"(?:for |to have |to get )?(?:(?:the|an?|your|you|everybody's|everyone's|[\w-]+'s?) ){1,3}(?:\w+ ){0,2}"
    r"(?:support|votes?|trust|backing|confidence|blessing|permission|approval|endorsement|consent|opportunity|chance|honou?r|privilege|pleasure)"
)
_WISH = (
    rf"(?:(?:i|we)(?:'d| would| do|'ll| will| should)? {_BESIDE}(?:like|love|want|wish|hope|intend|plan|aim|aspire|decided?|volunteer"
    rf"|offer|ask)|(?:i've|i have|have) {_BESIDE}(?:decided?|chosen|chose)|i(?:'m| am|'d be| would be|'ll be| will be| feel) {_BESIDE}"
    r"(?:more than )?(?:happy|glad|pleased|honou?red|excited|delighted|willing|proud|thrilled|privileged|ready|going|keen|eager"
    r"|planning|hoping|prepared|interested|offering|humbled|writing|volunteering)"
    r"|(?:would be|is|it's|will be) (?:\w+ ){0,2}(?:pleasure|honou?r|privilege)"
    r"|(?:honou?red|happy|glad|grateful|pleased|love it) if (?:you|the team)(?:'ll|'d| will| would)? (?:\w+ )?(?:let|allow|have|give|elect|trust) me"
    r"|(?:like|ask|asking|for) (?:for )?(?:the|an|your) (?:opportunity|chance|support|vote|trust)"
    rf"|(?:ask\w*|request\w*|seek\w*|hop(?:e|ing)|plead\w*|appeal\w*|like|love|want|welcome|appreciate|beg) {_FAVOUR}"
    r"|(?:made|make|making) up my mind|(?:take|taking|took) it (?:up)?on myself|it is time for me"
    r"|i have (?:the|an?) (?:\w+ )?(?:intent|intention|desire|wish|ambition)"
    r"|my (?:\w+ )?(?:intent|intention|desire|pleasure|wish|interest|hope|aim|plan)(?: is)?"
    r"|(?:happy|glad|pleased|honou?red|excited|delighted|thrilled))"
)
# “Gonna run for PTL again” at the beginning of a sentence: of oneself.
_GONNA = r"(?:gonna|wanna|going to|would like to|happy to|hoping to|planning to)"
_ELIDED = rf"(?:\A\W{{0,3}}|(?<=, )){_GONNA}"
_ONE = (
    rf"(?:{_WISH} {_BESIDE}(?:to |in |for |the opportunity to |to try (?:to |and ))?{_BESIDE}|i (?:can|shall|will|would|'ll) {_BESIDE}"
    rf"|i'll {_BESIDE}|i(?:'m| am)? {_BESIDE}(?:gonna|wanna) {_BESIDE}|{_ELIDED} {_BESIDE})"
)
_HOLD = (
    r"(?:be|being|become|becoming|considered|re-?elected|elected|serve|serving|continue|continuing|lead|leading|stay|remain|keep|join|joining"
    r"|return|take|taking|pick|fill|step|hold|drive|seek|volunteer|volunteering|apply|represent|accept|contribute|come back|carry on"
    r"|go on|stay on|go ahead|help out|undertake|undertaking|assume|assuming|act|coordinate|guide|look after|candidate|compete|participate|take part"
    r"|steer|steering|head|heading|challenge(?= (?:to|for)\b))"
)
_GIVE = (
    r"(?:announce|announcing|submit(?:ting)?|propos(?:e|ing)|put(?:ting)?(?: forth| forward| up| in)?|decl[ae]{1,2}r(?:e|ing)?"
    r"|offer(?:ing)?|present(?:ing)?|enter(?:ing)?|throw(?:ing)?|register(?:ing)?|extend(?:ing)?|express(?:ing)?"
    r"|anounc\w+|rais(?:e|ing)|plac(?:e|ing)|stat(?:e|ing)|post(?:ing)?|send(?:ing)?|mak(?:e|ing)|fil(?:e|ing)"
    r"|add(?:ing)?|confirm(?:ing)?|renew(?:ing)?|tender(?:ing)?|toss(?:ing)?|giv(?:e|ing)|introduc(?:e|ing)"
    r"|resubmit(?:ting)?|resend(?:ing)?|publish(?:ing)?|push(?:ing)?|shar(?:e|ing)|put forth|suggest(?:ing)?"
    r"|(?:have|'ve|just|has|hereby) (?:\w+ )?(?:announced|submitted|proposed|posted|declared|put|filed|sent|pushed))"
)
_FURTHER = r"(?:another|one more|one last|one final|a further|an? (?:second|third|fourth|fifth|sixth|final|last|new)|my (?:second|third|fourth|fifth|sixth|last))"
_TERM = r"(?:cycle|term|round|year|turn|season|release|stint|spin|time|tour|period|go|chance|shot|try|opportunity)s?"
_TAKE = r"(?:count|take|accept|consider|treat|regard|find|see)"
_RUN = r"(?:run|running|re-?run(?:ning)?|stand|standing|seek|seeking|campaign\w*|go|going|postulat\w+)"

# Without one of these no sentence performs; looking for them first takes a tenth of the time.
MAY_PERFORM = compiled(
    rf"c[ao][acdint]|kandid|nom|self|announc|appl|statement|pitch|\b(?:hats?|me|name|cap|hand|bid|foot|{ROLE})\b"
)
# Authors put themselves forward, in words that do it by being said (“I nominate myself”).
PERFORMS = any_of(
    rf"\b{_GIVE}\b.{{0,60}}\bmy (?:[\w/-]+ ){{0,4}}{STANDING}",
    rf"\b{_GIVE} (?:\w+ ){{0,2}}(?:my|the|a) (?:own )?(?:name|hat|cap|hand)\b.{{0,60}}\b(?:{ROLE}|ring|consider\w*|hat|pot|mix"
    r"|election|ballot)\b",
    rf"\b(?:{NOMINATION}|re-?nominat\w+|propose|proposing|declar(?:e|ing)|announc(?:e|ing)|nam(?:e|ing)|volunteer|volunteering|offer|offering|present|presenting"
    r"|put|putting|submit|submitting|suggest) (?:for )?(?:forward )?(?:myself|my self|yours truly|me (?:as|for|to be|forward))\b",
    rf"\b{_ONE}nominate (?:for|as|to) .{{0,40}}\b{ROLE}\b",
    rf"\b(?:i|to|i'm|am|i'd like to) {_BESIDE}self[- ]nominat\w+",
    rf"^\W*(?:self[- ]?nominating|self[- ]?nomination|announcing) (?:\w+ ){{0,2}}(?:{STANDING}|for)\b.{{0,60}}\b{ROLE}\b",
    rf"^\W*my (?:\w+ ){{0,2}}{STANDING}\b.{{0,60}}\b{ROLE}\b",
    rf"\b(?:this|here)(?: \w+)? (?:is|are|comes?|'s) (?:my|a|our) (?:[\w-]+ ){{0,4}}(?:{STANDING}|application|bid|(?:statement|pitch)(?=.{{0,40}}\b{ROLE}\b))\b",
    rf"\bhere's my (?:\w+ ){{0,3}}{STANDING}",
    rf"\b{_TAKE}\b.{{0,40}}\bmy (?:[\w-]+ ){{0,3}}(?:{STANDING}|application|bid|name)\b",
    rf"\b(?:consider|count) me\b.{{0,30}}\b(?:for|as|an?|in|to be)\b.{{0,60}}\b(?:{ROLE}|candidate|nominee)\b",
    rf"\bmak(?:e|ing) (?:myself|my self) available\b.{{0,60}}\b{ROLE}\b|\bmy foot forward\b.{{0,60}}\b{ROLE}\b",
    r"\b(?:hats?|name) .{0,60}\b(?:in|into|in to) the ring\b|\bhats? (?:in|into|in to) the ring\b",
    rf"\bthrow in my hats?\b.{{0,80}}\b{ROLE}\b|\bannouncement (?:to|of|for)\b.{{0,60}}\b{ROLE}\b",
    r"\bi(?:'m| am) (?:[\w-]+ ){0,2}(?:a|as|the|one|your|also) (?:\w+ )?candidate (?:for|in|to)\b",
    rf"\bi {_BESIDE}(?:gratefully )?accept (?:the|this|that|your|his|her|their) nomination\b",
    # what stands above it is asked where it stands: asked everywhere, that took a quarter of the time
    rf"my(?<=\bmy)(?<!in my)(?<!of my)(?<!from my)(?<!since my)(?<!with my)(?<!about my)(?<!not my) (?:\w+ )?{STANDING} (?:for|as|to)\b.{{0,60}}\b{ROLE}\b",
    r"\b(?:apply|applying) for (?:the|this|that) (?:role|position|seat)\b",
    rf"\b(?:apply|applying|application)\b.{{0,40}}\b{ROLE}\b",
    rf"\bi {_BESIDE}(?:volunteer|stand|run|apply) (?:\w+ )?(?:for|as|to)\b.{{0,60}}\b{ROLE}\b",
    rf"\bas (?:a |the )?candidate (?:for|on|of|to)\b.{{0,50}}\b{ROLE}\b",
    r"\b(?:throw\w*|toss\w*|fling\w*|chuck\w*|drop\w*|cast\w*|add\w*) (?:in )?(?:my|a|the) (?:\w+ )?hat\b(?! on\b)",
    rf"\bmy (?:\w+ )?(?:bid|name (?:to|on|onto|in) the (?:list|ballot|slate))\b.{{0,60}}\b{ROLE}\b",
    rf"\bi(?:'m| am) (?:\w+ )?(?:(?:a|the|your|one) )?(?:[\w-]+ )?{ROLE} (?:candidate|nominee)\b",
    rf"\b(?:mak|do|send|submitt|giv)(?:e|ing)? (?:\w+ )?self[- ]?nomination\b|\b(?:i|to|going|want|announc\w+) candidat(?:e|ing) (?:for|to|as)\b.{{0,40}}\b{ROLE}\b",
)
# The author says that they stand or would like the seat, which is named behind in the same sentence.
WISHES = any_of(
    rf"\b(?:{_ONE}(?:(?:officially )?{_RUN}\b(?! it\b| this\b| them\b| (?:the|a|an|our|some) (?:\w+ )?(?:meet|session|test|job|code|script|tool|talk|poll)).{{0,40}}\b(?:for|as|to|on|in|again|be))"
    rf"|(?:i|we|i'm|we're)(?: am| are|'m|'re|'ll be| will be)? {_BESIDE}(?:(?:re-?)?{_RUN} (?:once |again |once more |this time ){{0,2}}(?:for|as|to be|to serve|on|in the|election)"
    r"|(?:am )?seek(?:ing)? (?:(?:a |another |re-?)?(?:seat|election|term|position)|to|the|an?|your))"
    rf"|i(?:'m| am| feel) {_BESIDE}(?:up for|interest(?:ed|ing) (?:in|on)|applying|volunteering|willing|available|(?:all )?in for|(?:ready|game|up|fit|prepared|available|back) (?:for|as|to))"
    rf"|i\b.{{0,40}}\bto (?:re-?)?(?:run|stand) (?:once |again |more ){{0,2}}(?:for|as)"
    r"|(?:honou?r|privilege|pleasure) to (?!have|see|work|meet|know|second|support|endorse|help|assist|welcome|vote|nominate)\w+"
    rf"|i(?:'m| am| will|'ll|'d like to)? {_BESIDE}step(?:ping)? (?:up|forward|in)"
    r"|(?:another|a) (?:go|try|shot|round|stint) (?:at|as|on)|(?:elect|electing|accept|choose|choosing|pick|select|make|trust|vote) me (?:again |once more )?(?:for|as|to|into|on|with)"
    rf"|time (?:has come )?for me to {_BESIDE}{_RUN}|proposing to (?:act|{_HOLD})|(?:appreciate|asking for|like) (?:the|a) (?:chance|opportunity)|asking you to"
    r"|express\w* (?:my )?(?:interest|wish|desire|intent\w*)|(?:rais\w+|put\w*) my hand|my (?:\w+ )?(?:interest|services?|intent|intention|desire)"
    r"|(?:your|our|the [\w-]+'s|everybody's|everyone's) (?:\w+ ){0,2}(?:support|votes?|trust|backing|confidence|blessing) (?:to|in|for|as|on|with)"
    r"|(?:like|love|want|wish|hope|ask\w*|up|game|ready|in|happy|glad|willing|grateful|thankful|looking forward|stand\w*|run\w*|go\w*|stay\w*|have)\b"
    rf"[^.,;?]{{0,40}}\b{_FURTHER} (?:\w+ ){{0,2}}{_TERM} (?:as|at|in|on|of|to|being|leading)"
    rf"|(?:let|allow|permit) me (?:to )?{_BESIDE}(?:{_HOLD}|{_RUN})|here i am\b.{{0,20}}\b(?:for|as|again|to)"
    rf"|(?:can|may|could|might) i (?:\w+ )?(?:have|get|count on|ask for) {_FAVOUR} (?:as|to (?:be|become|{_RUN}|serve|lead|remain|stay|continue))"
    r"|i\b.{0,20}\btry(?:ing)? (?:again|once more|my luck)(?: now| this time)? (?:as|at|for)"
    r"|(?:put|sign|write|pencil) me (?:down|up|in)|count (?:me in|on me)|(?:join|enter|get into|run in|stay in) (?:the|this) (?:\w+ )?(?:race|running|contest)"
    r"|(?:place|placing|put|putting|set|throw\w*) my (?:own )?name (?:on|before|in|forward|out|up|down)|in the running for|have me (?:again )?as"
    r"|(?:ask\w*|seek\w*|like|love|want|hop\w+|wish|apply\w*|run\w*|stand\w*|have|take|fill)(?: for| to have)? (?:one|an?|the|my|any|that)(?: (?:of )?(?:the )?(?:[\w-]+ )?)(?:seats?|spots?|places?|joy|honou?r)"
    r"|(?:happy|glad|grateful|honou?red|pleased|thankful|appreciat\w+(?: it)?) if i (?:could|can|may|might|get to)|what i(?:'d| would)? (?:\w+ ){0,2}is to (?:be|become)"
    r"|(?:appreciate|love|like|welcome|grateful for|hope) (?:being|to be|to get|having) (?:given|granted|allowed|considered|trusted|chosen|elected|named|the)"
    r"|i(?:'d| would|'ll| will)? (?:be|make|am|'m) (?:\w+ )?(?:good|great|fine|decent|useful|capable|fitting|suitable|right) (?:\w+ )?(?:for|to|as|on|in)?"
    r"|(?:let|allow|permit|trust) me\b(?! (?:to )?(?:suggest|propose|introduce|thank|nominate|say|remind|ask))[^.,;]{0,40}\b(?:as|be)"
    rf")\b.{{0,60}}{_SEAT}",
    rf"\b{_ONE}(?:(?:\w+ )?{_HOLD}\b (?!it\b|them\b|(?:the|an?|this|that|our) (?:[\w-]+ )?(?:discussion|session|talk|workshop|panel|call)s?\b|(?:\w+ )?(?:able|sure|clear|honest|happy|glad|honou?red|pleased|delighted|willing|excited|grateful|nice|great|good|curious)\b)(?:(?!\b(?:who|which|that|whether|what|model)\b)[^.,;?]){{0,60}}?{_SEAT}"
    rf"|(?:have|get|take) .{{0,40}}{_SEAT}.{{0,20}}\b(?:back|again)\b|give\b.{{0,20}}{_SEAT} {_FURTHER}\b|{_RUN} (?:the |a )?(?:[\w-]+ ){{0,2}}?(?=p){_SEAT})",
    rf"\bi(?:'m| am) running (?:the )?(?:[\w-]+ ){{0,2}}?(?=p){_SEAT}",
    rf"\b(?:as|be|being) (?:the|your|a|our) .{{0,30}}{_SEAT}.{{0,30}}\b(?:if you(?:'ll| will)? have me|once more|again for)\b",
    rf"^\W*(?:a )?candidate for\b.{{0,40}}{_SEAT}",
    rf"\bi(?:'m| am) {_BESIDE}(?:entering|joining|contesting|in) .{{0,30}}\b{ROLE} (?:race|election)|\bi {_BESIDE}(?:contest|enter|join) .{{0,30}}\b{ROLE} (?:race|election|contest)",
    rf"{_SEAT} (?:(?:role|position|seat|job|post|hat) )?(?:(?:of|for|in) [\w-]+ )?is (?:what|one|something|(?:a|the) (?:job|role|position|seat|task|post))(?: that| which)? i(?:'d|'m| would| am| want| wish| hope)\b",
)
# The same in words that need no seat behind them.
WISHES_ALONE = any_of(
    rf"\b{_ONE}(?:(?:officially )?{_RUN}\b(?! it\b| this\b| them\b)(?: (?:again|once (?:again|more)|for another (?:term|cycle|round))\b|.{{0,40}}\b(?:for|as|to|on|in|again|be)\b.{{0,60}}\bre-?election\b)"
    r"|do (?:it|this|that) (?:again|once more|for another|this time|next)|(?:serve|do) (?:you )?(?:again|another|one more|a second|a third)\b"
    r"|(?:keep|continue) doing (?:it|this)|(?:\w+ ){0,3}take on (?:that|this|the) (?:role|position|job)\b)",
    rf"\b(?:i|we|i'm|we're)(?: am| are|'m|'re|'ll be| will be)? {_BESIDE}(?:re-?)?{_RUN} (?:once |again |once more |this time ){{0,2}}(?:for|as|to be|to serve|on|in the|election)\b"
    r".{0,60}(?:\bre-?election\b|\b(?:another|second|third|fourth|fifth) (?:\w+ )?(?:term|cycle|round|time)\b)",
    rf"\b(?:i|i'm|am) {_BESIDE}(?:seek\w*|ask\w*) (?:for )?re-?election\b",
    r"\b(?:seek\w*|ask\w*) (?:for )?your (?:vote|support)\b|\bi(?:'m| am) (?:now |again )?(?:running|standing)(?: again)?(?:[.,!;:]|$)",
    r"\bmy old (?:job|seat|role|hat|position|place) (?:again|back)\b|\bmake (?:the )?[\w.]+(?: cycle| release)? my (?:next|second|third|fourth|fifth|sixth)\b",
    rf"\b(?:{_ONE}|i(?:'m| am) )step(?:ping)? up(?: for (?:it|this|that|the (?:role|job|position|task)))?(?:[.,!;:]|$)",
    r"^\W*(?:(?:so|yes|team|all|folks|therefore|hence|thus)[,:]? )?i (?:hereby )?(?:run|stand|apply)(?: again)?(?:[.!]|$)",
    r"\bi(?:'m| am) {0,2}(?:now )?(?:running|standing) (?:again|once more|this time|for it)\b",
    r"\b(?:my|the) (?:\w+ )?name (?:is|stands|goes|has been put) .{0,20}\bon the (?:list|ballot|slate)\b",
    r"\b(?:place|placing|put|putting|set|throw\w*) my (?:own )?name (?:on|before|in|forward|out|up|down)\b.{0,60}\b(?:you|ballot|list|voters)\b",
    r"\bi (?:\w+ )?(?:declare|announce|say|decide|mean)[:,]? .{0,10}\bi (?:\w+ )?(?:run|stand)\b",
    r"\bi (?:\w+ )?accept (?:the|this) (?:challenge|role|task|responsibility|position|burden)\b",
    r"\bname on the (?:ballot|list|slate)\b.{0,40}\b(?:is|be) mine\b|\bmy (?:file|patch|entry|form|statement) (?:is )?(?:now )?in the elections? repo",
)
# The author asks to be chosen, which declares where neither subject nor another sentence does.
PLEADS = any_of(
    rf"\b(?:can|may|could|might|shall) i (?:\w+ )?(?:be|become|continue as|serve as|go on as)\b.{{0,40}}{_SEAT}|\b(?:would|will|could|can|do) you (?:have|elect|choose|want|take|trust|keep|accept) me\b|\bi(?:'m| am) (?:up|game|ready|in) for (?:it|that)\b",
    r"\bvote for me\b|\bconsider(?:ing)? (?:\w+ )?voting for me\b|\bif you(?:'ll| will| would)? (?:have|want|elect|take|choose|pick|let) me\b",
    r"\b(?:hope|count|ask\w*|like|have|want|need|request\w*|beg|earn) (?:\w+ ){0,3}your (?:vote|trust)s?\b|\b(?:want|like|let|hope for) (?:it|that|this)(?: one)? to be me\b",
    rf"\b{_ONE}(?:be |get |stand to be )?re-?elected\b(?! as (?:a )?(?:core|board))",
)
# Standing, for whatever it is.
STANDS = compiled(
    rf"\b(?:run|running|stand|standing) (?:again )?(?:for|as)\b|\bmy (?:[\w-]+ ){{0,2}}{STANDING}\b|\bnominat\w+ myself\b|\bas an? candidate\b"
)
# The author: without one of these a sentence declares nothing of them.
FIRST_PERSON = compiled(
    rf"\b(?:undersigned|(?:sender|writer|author) of this (?:e-?mail|mail|message|letter|post)|yours truly|i|i'm|i'd|i've|i'll|me|my|mine|myself|we|we're|it would be an?|it'd be an?|(?<=, ){_GONNA})\b"
    rf"|^(?:\W*(?:a )?candidate for|\W{{0,3}}{_GONNA})\b"
)
# Questions that ask for the vote, and so declare.
REQUESTS = compiled(
    r"\b(?:can|may|could|might|shall) i (?:\w+ )?(?:be|become|continue as|serve as|go on as|have|count on|ask for|get) (?:again )?(?:your|the)\b"
    r"|\b(?:would|will|could|can|do|won't) you (?:please )?(?:have|elect|choose|vote for|support|want|take|trust|keep|accept|let) me\b"
)
# Sentences that tell, imagine, decline or ask what a declaration says.
VOIDS = any_of(
    r"\b(?:when|since|until|before|after|whether|once) i (?:first |last |was |had )?(?:announc|submit|propos|ran\b|run\b|decid|wrote|stood|stand\b|running)",
    r"\bas (?:i|we) (?:\w+ )?(?:said|wrote|mentioned|promised|explained|stated)\b",
    r"\bif i (?:were|was|run|ran|stood|had)\b|\bif i(?:'d| would) (?:be|become) (?!elected|chosen|given|allowed)|\bi would have\b|\bi (?:was|were) (?:going|thinking|planning|about)\b|\bi'd (?:hoped|thought)\b",
    r"\b(?:thinking about|think about|thought about|considering|yet to decide|considered) (?:\w+ ){0,2}(?:run|running|standing|whether|whe)",
    r"\b(?:(?<!is )(?<!'s )why|how|what|when|where) (?:i|to|people|others|you) (?:\w+ )?(?:run|ran|stand|stood|submit|announce|nominate)\b",
    r"\b(?:years?|cycles?|months?) ago\b|\bwhat it(?:'s| is) like\b",
    r"^\W*(?:as|since|because|now that|given that) i(?:'m| am|'ll| will)\b|\b(?:know|ask\w*|wonder\w*|sure|unsure|see|tell|told)(?: me| us| you)? (?:if|whether) i\b",
    rf"\bi(?:'ve| have|'d| had| was| am) (?:\w+ )?(?:been )?(?:asked|told|urged) to\b|\bmy (?:\w+ )?{STANDING} (?:\w+ ){{0,4}}(?:said|promised|claimed|told|spoke)\b",
    r"\b(?:did submit|deadline to|must i|should i|can i(?! (?:be|have|count|ask|continue)\b))\b",
    rf"\b{STANDING} (?:was|is|were) (?:rejected|refused)\b",
    r"\bnobody else\b.{0,20}\bsomebody\b",
    r"\bthank(?:s| you|ful)\b.{0,30}\bfor (?:electing|choosing|voting|having|your votes?)\b|\b(?:not|n't) (?:think|believe|know|sure|want you)\b",
    r"\b(?:encourag\w+|invit\w+|urg\w+|like|want|help\w*|wish) (?:you|everyone|everybody|anybody|people|some\w+|others|whoever)\b",
    r"\b(?:act|serve) as (?:its|the|an?|our) (?:first|initial|interim)\b|\bafraid to\b|\btold to\b|\bcandidates to\b|\beach candidate\b",
    r"\bi said\b|\b(?:somebody|someone|he|she|they|you|people|team|who) (?:has |have )?nominated me\b",
    r"\bon behalf of\b|\byour candidacy\b",
    # who takes another's place for a while, or runs after something else
    r"\b(?:stand|standing|step|stepping|fill|filling) in for\b|\b(?:run|running) for (?:the|my|an?) (?:bus|train|plane|flight|door|hills|cover|now|life)\b",
    # who holds the election, and who does what the holder of a seat asked for
    r"\b(?:run|running) (?:the|this|these|our|all|an?) (?:[\w-]+ )?(?:elections?|polls?|votes?|voting)\b",
    rf"\bas (?:[\w'’-]+ ){{0,3}}{ROLE} (?:suggest|said|ask|wrote|propos|request|mention|want|told|recommend)\w*",
    r"\b(?:someone|somebody|who) (?:is|was|has|have)\b.{0,40}\bmy name\b",
    r"\buntil (?:he|she|they) (?:is|are|comes?|gets?|returns?)\b|\bmy (?:cat|dog|bot|robot|rubber duck) (?:would|wants?|will|should|is)\b",
    # what somebody offers beside a seat
    rf"\b(?:myself|me) (?:as|for|to be) (?:the |an? |your )?(?:[\w-]+ ){{0,2}}(?:contact|root|reviews?|mentor|host|testing|help)\b(?![^,;]{{0,60}}\b{ROLE}\b)",
)
# The author wishes it of somebody else.
_ADVERB = r"(?:to|for|that|i|i'd|me|my|myself|in|on|as|it|again|also|once|more|very|much|now|too|still|just|both|is|\w+ly|the opportunity|the chance)"
OTHERS = any_of(
    r"\b(?:like|love|want|wish|hope|ask) (?:that )?(?:every|each|all|any|the other|other) (?:candidates?|ptls?|tc|members?|teams?|nominees?)\b",
    r"\bpositions as\b|\b(?:votes?|voting|support) (?:for|of) (?:my|this|our|the) (?:\w+ )?(?:session|talk|proposal|presentation|spec|patch|change|idea)s?\b",
    r"\b(?:like|love|want|wish|hope|hoping|prefer|ask|asking|expect|need|urge|invite|nice if|good if|glad if|happy if|see)"
    r" (?:to see |that |if )?(?:you|he|she|they|him|her|them|some\w*|any\w*|every\w*|each|who\w*|others?|people|folks|our|new|(?:another|two|three|several|many)(?! (?:\w+ )?(?:terms?|cycles?|go|years?|chances?|try|shot|rounds?|months?|times?)\b)"
    r"|all of|at least|candidates?|contributors)\b(?! (?:support|vote|trust|confidence))[^.,;:]{0,80}"
    r"\b(?:run|stand|be|serve|go|step|lead|take|put|nominate|come|get|apply|consider|ran|stood|went|stayed|became|continued)\b",
    rf"\b(?:like|love|want|ask|expect|prefer|invite|convince|trust|hope|hoping) (?:that )?(?!{_ADVERB}\b)[\w-]+ (?:to|will|would|runs?|stands?) (?:run|stand|for|again|serve|be)\b",
    r"\bwho(?:ever|soever)\b[^.,;:]{0,40}\b(?:runs?|stands?|becomes?|is|leads?)\b|\b(?:that|if) (?:two|three|more|other|some\w*|any\w*|every\w*) (?:\w+ ){0,3}(?:run|ran|stand|stood|step)",
)
# In plain past tense it is a story, in the perfect it is news.
TELLS = compiled(
    r"\bi (?!have|just|hereby)(?:\w+ )?(?:announced|submitted|proposed|ran|declared|posted|wrote|stood|volunteered|applied)\b"
    r"(?!.{0,80}\b(?:today|yesterday|just|here|http|this year|i'd like|i would like|i want)\b)"
)
NEGATES = compiled(
    r"\b(?:not|n't|never|no longer|neither|nor|rather than|instead of|without|won't|wont|can't|cannot|don't|didn't"
    r"|isn't|wouldn't|nobody)\b"
)
# Beside the name of a position these tell what a post is for; they are too common to say that it is a candidacy.
_INTENT = (
    r"\bi(?:'d|'m|'ll| am| will| would| shall| want| wish| hope| intend| plan| have decided| decided| seek"
    r"| offer| volunteer| appl|'ve decided)"
)
_UNDERTAKE = (
    r"(?:(?:re-?)?(?:run|running|stand|standing|serve|serving|continue|continuing|apply|applying|volunteer"
    r"|volunteering|take|taking|be|become|remain|lead|return|step|seek|seeking|go))"
)
BESIDE_POSITION = any_of(
    rf"{_INTENT}\b[^.]{{0,90}}?\b{_UNDERTAKE}\b",
    r"\bi (?:[\w-]+ ){0,2}(?:run|stand|apply|volunteer|seek|wish|want)\b",
    r"\b(?:be|feel|am) (?:[\w-]+ )?(?:honou?red|happy|glad|pleased|willing|delighted|privileged|proud)\b",
    rf"\bas an? (?:[\w-]+ )?{CANDIDACY}",
    rf"\b(?:this|here) is (?:[\w-]+ ){{0,3}}{STANDING}",
    r"\b(?:please )?consider (?:this|my|me)\b",
    r"\b(?:would|'d) (?:like|love) (?:[\w-]+ ){0,3}(?:to )?(?:continue|serve|run|stand|lead|be)\b",
    r"\b(?:my|an) (?:[\w-]+ ){0,2}(?:intention|intent|interest|desire|bid|pleasure|honou?r|privilege) (?:to|in|for)\b",
    r"\bconsidered for\b",
    r"\bcontinu\w+ (?:on )?(?:to )?(?:(?:serve|serving|be|being|act|acting|work|working) )?as\b",
    r"\b(?:running|standing|volunteering|applying) (?:again )?(?:for|as|to)\b",
    r"\b(?:rais\w*|put\w*) my hand\b",
    r"\bonce (?:again|more)\b",
    r"\b(?:another|one more|for an? (?:second|third|fourth|fifth)) (?:[\w-]+ )?(?:term|cycle|round|time|tour)\b",
)
# Enough without a position, and without the first person.
SELF_NOMINATION = compiled(r"\bself[- ]nominat")
NOT_STANDING = compiled(
    r"\b(?:won't|will not|wont|not going to|do(?:es)? not (?:plan|intend|want)|don't (?:plan|intend|want)"
    r"|decided not|chosen not|not be|not (?:run|running|stand|standing|seek|seeking|continu\w+|submit\w*)|no longer"
    rf"|non[- ]?{STANDING}|step(?:ping)? down)\b"
)
TITLE = compiled(rf"\b{STANDING}")
