"""The words of elections in the spellings people use: patterns only, for text that is folded and lower case.

Every pattern is bounded and free of nested quantifiers, so that it runs in linear time on one sentence.
"""

import re

from scraper.patterns import compiled

# Parts of patterns, with misspellings that people really use: a word's letters in any order and number, and its ending.
CANDIDACY = r"(?:c[ao][acdint]{3,9}(?:cy|cies|ty|ture|tures|te|tes|dcy|acy)|candidac\w+|candida\b|kandidatur)"
NOMINATION = r"(?:self[- ]?nom\w+|nom[a-z]{0,6}(?:te|ted|tes|ting|tion|tions|ton)|nominees?)"
STANDING = f"(?:{CANDIDACY}|{NOMINATION})"
ROLE = (
    r"(?:p\.?t\.?l\.?s?|plt|dptl|ptlship|tc|t\.c(?!\.\w)\.?|te[a-z]{2,7}l com+it+e*y?"
    r"|(?:project|program|programme)(?: team| technical| tech)?[- ]lead\w*|(?:(?<!sub-)(?<!sub )team|tech|technical)[- ]lead\w*)"
)

# For text that is not folded to lower case.
LEAD = (
    r"(?i:\b(?:PTL(?:s|ship)?|P\.T\.L|PLT|(?:project|program|programme)(?:'s)? (?:team|tech|technical)[- ]?lead(?:er|ership)?"
    r"|project lead(?:er)?)\b)"
)
# In lower case `tc` is also a command and a column of a table; in prose the committee is in capitals.
COMMITTEE = r"(?:\b(?:TC|T\.C)\b(?!\.\w)|(?i:\btechnical[- ]com+it+(?:ee|e|y|tee)s?\b))"
LEAD_WORD = compiled(LEAD)
COMMITTEE_WORD = compiled(COMMITTEE)
POSITION = compiled(f"{LEAD}|{COMMITTEE}")
# Words in quotation marks: somebody else's, or of another day.
QUOTATION = compiled(r'(?<!\w)"(?=\S)[^"]{1,300}"')


def any_of(*alternatives: str) -> re.Pattern[str]:
    """One pattern of them all; what begins with a word is tried where words begin, and only there."""
    groups = (
        [each for each in alternatives if each.startswith(r"\b") == at_word] for at_word in (True, False)
    )
    return compiled("|".join(f"(?:{'|'.join(f'(?:{each})' for each in group)})" for group in groups if group))


# What a candidate says beside it; one alone proves nothing.
SUPPORTS = any_of(
    r"\b(?:if|once|when) (?:i am |i'm |re-?)?elected\b",
    rf"\bas (?:your |the |a )?(?:\w+ ){{0,2}}{ROLE},? (?:i|my)\b",
    r"\b(?:my|our) (?:goals?|plans?|priorit\w+|focus|platform|vision|agenda)\b",
    r"\b(?:your|for a|you) (?:vote|support|consideration|trust|considering)\b",
    rf"\b(?:i have|i've) (?:been|served|had).{{0,60}}\b(?:{ROLE}|core|contribut\w+|cycles?)\b",
    r"\bvote for me\b|\bthank(?:s| you) for (?:reading|considering|your consideration|listening)\b",
    r"\b(?:reasons to pick me|experience|goals|why me|todo|to-do)(?: \w+){0,3}:",
)

# The author says that they do not stand, or stop.
_OUT = r"(?:not|n't|never|no longer|cannot|neither|nor|rather than|instead of|won't|don't|didn't|wouldn't|can't|wont|rather not)"
DECLINES = any_of(
    rf"\b{_OUT}\b.{{0,50}}\b(?:run|running|stand|standing|seek|seeking|apply|applying|going for|continu\w*|serv\w*|re-?run\w*"
    rf"|submit\w*|be|propos\w*|put\w*|enter\w*)\b.{{0,50}}\b(?:{ROLE}|{STANDING}|re-?election|election|another term|again|term|fourth|third)\b",
    rf"\bnon[- ]?{CANDIDACY}|\b(?:not|isn't|never) (?:my|a) (?:\w+ )?{STANDING}",
    r"\b(?:i|i'll|i'm|i've) .{0,40}\b(?:stepping|step|stepped) (?:down|aside|back|away)\b",
    r"\b(?:decided|time|going|want) .{0,40}\b(?:let|see) (?:someone|somebody|others|another)\b",
    r"\bi (?:\w+ )?(?:am|was|will|won't|do|don't|can't|cannot|'m)? ?(?:not|n't)? ?(?:be )?not (?:be )?(?:running|standing|seeking|run|stand|seek)\b",
    r"\bi(?:'m| am) not (?:\w+ )?(?:running|standing|seeking)\b|\bi (?:won't|wont)(?: be)? (?:run|stand|seek)",
    r"\bhang(?:ing)? up (?:my|the) (?:\w+ )?hat\b",
    r"\b(?:pass|passing|hand|handing) (?:on |over )?the (?:torch|baton|reins|role|hat)\b",
    rf"\bdecided (?:not|against)\b|\btake a break\b|\brespectfully decline\b|\bi(?:'ll|'m|'ve)?\b[^,;]{{0,40}}\bleav(?:e|ing) the {ROLE} (?:role|position|seat)\b|\bi won't,|\blooking for a successor\b|\bi retire from\b",
    rf"\bmy name (?:isn't|is not|won't)\b|\bi can(?:'t| not|not) be {ROLE}|\bmy last (?:day|cycle|term|release) (?:as|at)\b",
    rf"\b(?:one from me|enjoyed being your {ROLE})\b|\bi won't\.",
)
# Before a refusal these make it somebody else's, or of another day.
NOT_OWN_REFUSAL = compiled(
    r"\b(?:i|we|i'm|i am|i've|i was) (?:\w+ )?(?:regret|know|knew|hear|heard|sorry|sad|understand|see|saw|read|learn\w*|respect|told|hope)"
    r"(?: that| to (?:see|hear|learn|read)| of| why| how| from| when)* (?!i\b|i'm\b|i'll\b|i've\b)|\b(?:last|previous|that) (?:time|cycle|year|election|round)\b|\bback then\b"
    r"|\b(?:ago|unless|if i (?:do|am|were|was|don't|can't))\b|\b(?:he|she|they|nobody|no one|our ptl|the (?:current |old |former )?ptl) (?:\w+ )?(?:is|was|has|will|won't|does|did|decided|told|said)\b"
)
WITHDRAWS = any_of(
    rf"\b(?:withdraw\w*|retract\w*|rescind\w*|revok\w*|cancel\w*|pull\w*|remov\w*|take (?=.{{0,40}}\boff\b)).{{0,40}}\b(?:my|this) (?:\w+ )?(?:{STANDING}|name)",
    rf"\b(?:my|this) (?:\w+ )?{STANDING}\b.{{0,40}}\bwithdrawn\b",
    r"\bi (?:hereby )?withdraw\b",
    rf"\bi\b.{{0,40}}\b(?:withdraw\w*|bow\w* out|drop\w* out)\b.{{0,60}}\b(?:{STANDING}|race|election|running)",
)

POLICY_BOARD = compiled(r"\bppb\b|\bpolicy board\b")
# Letters and words by which text in another language than English is told.
OTHER_SCRIPT = compiled(r"[\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
OTHER_WORDS = compiled(
    r"\b(?:und|ich|der|das|dem|den|nicht|für|mit|eine?r?|ist|wir|zu|auf|les|des|une|est|pour|nous|dans|que|je|du|et|sur|el|los|las|una|por|para|con|como|del"
    r"|mich|einen|einem|möchte|werde|hiermit|bewerbe|kandidiere|mi|de|la|uma|não|com|dos|mais|em|eu|meu|minha|da|do|il|di|che|per|sono|vorrei|ik|van|voor|het|een|niet|jag|och|att|som|na|se|w|si)\b"
)
ENGLISH_WORDS = compiled(
    r"\b(?:the|and|to|of|for|is|are|was|be|been|have|has|that|this|with|it|my|we|you|your|our|i|i'd|i'm|on|will|would|not|at|from|by|if|but|an|so)\b"
)
# Thanks and congratulations in those languages, which are for others.
OTHER_THANKS = compiled(
    r"\b(?:f[ée]licit\w+|felicidades|enhorabuena|gratulier\w+|gl[üu]ckw[üu]nsch\w*|parab[ée]ns|congratula\w+|complimenti|gratulacje|grattis|gefeliciteerd)\b"
    r"|\b(?:merci|gracias|obrigad[oa]s?|grazie|danke) (?:à|a|an) (?:tous|todos|todas|tutti|alle) (?:ceux|los|las|os|as|que|por|pour|coloro|die|für)|恭喜|祝贺|祝賀|おめでと|축하|поздравл"
)
# Seats of other elections and tasks that people volunteer for.
OTHER_OFFICE = any_of(
    r"\b(?:service|program|event|community|user group|release|track|ops) (?:coordinator|organi[sz]er|manager)\b|\bcoordinators?\b|\badvisory\b|\bsecretary\b"
    r"|\btreasurer\b|\b(?:governing|steering) (?:board|committee|council)\b|\bcouncil\b|\bsteering committee\b|\brepresentative\b|\bdelegate\b",
    r"\bboard\b|\bdirectors?\b|\buser[- ]committee\b|\bworking group\b|\bsig\b|\bchairs?\b|\bco-?chair|\bambassador",
    r"\bliaison\b|\belection officials?\b|\bcores?\b|\bcore[- ]review|\bchampion\b|\bspeaker\b|\btrack\b|\bgroup\b|\buc\b",
    r"\btsc\b|\blieutenants?\b|\b(?:sub-?team|sub-?project)\b|\bleads? (?:of|for) (?:the |our |a )?(?:[\w-]+ ){1,3}(?:team|effort|squad)\b",
    r"\bgsoc\b|\boutreachy\b|\bsummer of code\b|\bmoderator\b|\bstable[- ]maint|\bpresident\b|\baward\b|\bfan club\b",
)

# Somebody else is put forward, or asked.
PROPOSES_OTHER = any_of(
    r"\b(?:nominate|nominating|propose|proposing|recommend|suggest)\b (?!my|me\b|myself|yours truly|for\b|as\b|to\b|that\b|the\b|i\b|these\b)"
    r".{0,60}\b(?:for|as|to|be)\b.{0,60}\b(?:core|ptl|tc|chair|lead|reviewer|maintainer|liaison|member|position|committee)\b",
    r"\bcore[- ](?:reviewer|team|developer|dev)s?\b.{0,40}\b(?:nominat|propos)\w*",
    r"\b(?:nominat|propos)\w*.{0,60}\bcore[- ](?:reviewer|team|developer|dev)\b",
    r"\bvote \+1\b|\bi nominate (?!my)|\bto nominate (?!my|me\b|for\b|these\b)",
    r"\+1/-1",
)
ASKS = any_of(
    r"\b(?:looking for|need|seeking|call for|wanted|any) .{0,40}\b(?:volunteers?|candidates?|nominations?|nominees)\b",
    r"\b(?:questions?|question) (?:for|to) .{0,30}\bcandidates?\b",
    r"\bdear candidates\b|\bhi candidates\b|\bto all who run\b",
    r"\b(?:no|without a|lack of) (?:candidate|nominee|candidac\w+|nominations?)\b",
    r"\bplease consider (?:running|standing|submitting|proposing|nominating)\b",
    r"\b(?:submit|announce|propose|send|put) your (?:own )?(?:candid\w*|nominat\w*|name)\b",
)

# What election officials post.
OFFICIAL_SUBJECT = any_of(
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
OFFICIAL_BODY = any_of(
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
CONFIRMS = compiled(
    r"^\W*(?:your |this )?(?:candidacy |nomination )?(?:is )?(?:confirmed|ack(?:nowledged)?|verified|accepted)\b"
)
# What people say to a candidate, and candidates do not say of themselves.
ADDRESSES = any_of(
    r"^\W*(?:\+\d|thank(?:s| you),? \w+ for \w+ing\b)",
    r"\b(?:good|best of) luck\b|\bcongrat\w+|\bthanks? (?:you )?for (?:stepping|running|serving|all|everything|volunteering|your (?:work|service|effort)|putting)",
    r"\byour (?:candidacy|plans?|platform|statement|nomination|leadership)\b|\byou (?:have|got) my (?:vote|support)\b",
    r"\byou(?:'d| would|'ll| will|'re| are) (?:be |do |make )?(?:a |an )?(?:great|good|fine|the best|awesome|excellent)\b",
    r"\b(?:my|your) (?:vote|opinion)\b.{0,20}$|\b(?:gets|has|have) my vote\b|\b(?:is|was) (?:awesome|great|the best)\b",
    r"\b(?:he|him|his|she|her)\b",
    r"\b(?:he|she|they)(?:'d| would|'ll| will) (?:be|make) (?:a|an)\b|\bi (?:hereby |fully |strongly )?(?:endorse|second|support)\b",
)
# What the elected say, and what is said of an election that is over.
AFTERWARDS = any_of(
    r"\bacclai?m\w*|\b(?:i'm|i am) (?:now |once more )?(?:your|the) (?:new |re-elected )",
    r"\b(?:results? (?:are|is|were) (?:now )?(?:in|out|known|public|there|here)|(?:votes?|ballots?) (?:are|is|have been) (?:in|counted|cast)|(?:polls?|voting|elections?|race) (?:is|are|was|were|has|have) (?:now |all )?(?:been )?(?:over|closed|ended|finished|concluded|decided|done|behind us))\b",
    r"\b(?:won|winning) (?:the|this|that|my) (?:election|seat|vote|race|poll)\b|\b(?:i've been|i have been|i was|having been|to have been) (?:just |now |re-?|newly )*(?:elected|voted in|chosen by you|confirmed)\b(?! (?:in|as|to|for|at|by) [^.]{0,40}\b(?:last|previous|ago|20\d\d|first|before|since)\b)",
    r"\b(?:newly|just|freshly) (?:re-?)?elected\b|\b(?:your|the|our|as|a) new(?:ly)? (?:[\w-]+ ){0,2}(?:ptl|tc member|technical committee member|project (?:team )?lead)\b|\bwithout opposition\b|\bunopposed\b|\buncontested\b|\bno other candidates?\b",
    r"\b(?:thank(?:s|ed|ful)?(?: you)?(?! in advance)|grateful|gratitude|appreciate|humbled|honou?red|touched)\b(?![^.]{0,30}in advance)[^.]{0,50}\b(?:for|by|of|to) (?:(?:the|your|all|every|each|this|that|these|those|everyone|everybody|who) ){0,3}(?:\w+ )?(?:re-?electing|electing|choosing|voting|votes?|voted|trust you (?:put|placed|have)|result|outcome)\b(?! so far)",
    r"\b(?:everyone|everybody|all|those|people|each|you) who (?:has |have )?voted\b|\bthank(?:s| you)(?: all| everyone| everybody)?,? for (?:\w+ ){0,2}(?:votes?|trust|confidence)\b(?!.{0,30}\b(?:in advance|consider|so far|until now))|\bmy first (?:day|week|act|task) as\b",
    r"\b(?:now that|since|after|with) (?:the )?(?:election|elections|vote|voting|polls?)\b[^.]{0,30}\b(?:over|behind|done|finished|closed|ended|concluded)\b|\bcongrat\w+ to\b",
)
# A new candidacy, whatever else its sentence thanks for.
ANEW = compiled(
    rf"\b(?:run|running|stand|standing|re-?election|{STANDING}|apply\w*|volunteer\w*|seek\w*|vote for me|your (?:vote|support))\b"
)
# News that a candidacy stands elsewhere, which is not the candidacy.
NEWS = compiled(
    rf"\A(?=.*(?:\[\d|https?:|\b(?:here|there|link|review|gerrit|elsewhere|already|yesterday|last (?:night|week)|earlier|some of you|as you (?:may|might|know)|separate\w*|other (?:mail|post|thread|list))\b))"
    rf".*\b(?:i've|i have|have|i'd|i had|i) (?:\w+ )?(?:announced|submitted|proposed|posted|declared|filed|sent|pushed|put|thrown|made|published)\b.{{0,60}}\b(?:{STANDING}|hat|name)\b"
)
# Somebody puts forward another, who cannot do so themselves.
ON_BEHALF = any_of(
    r"\b(?:asked|asks|begged|told|wants|allowed|authori[sz]ed) (?:me|us) to (?:\w+ )?(?:submit|send|post|forward|file|announce|propose|put|say|tell|nominate)\b.{0,60}\b(?:his|her|their|he|she|they|him|them)\b",
    rf"\b(?:submit\w*|fil(?:e|ing)|announc\w+|propos\w+|present\w*|post\w*|send\w*|enter\w*|put\w*|forward\w*|register\w*)\b.{{0,30}}\b(?:the|this|a|his|her|their|[\w-]+'s) (?:{STANDING}) (?:of|by|from) (?!the\b|a\b|ptl|tc\b|this|my|our|all|any|other|each)",
    rf"\b(?:{STANDING}|nominat\w+|stand\w*|run\w*|propos\w+|submit\w*|fil(?:e|ing))\b.{{0,100}}\b(?:on (?:his|her|their|[\w-]+'s) behalf|on behalf of (?!the\b|my\b|our\b|all\b|openstack))",
    rf"\bon (?:his|her|their|[\w-]+'s) behalf\b.{{0,60}}\b(?:{STANDING}|stand|run)\b|\bon behalf of (?!the\b|my\b|our\b|all\b|openstack).{{0,60}}\b(?:{STANDING})\b",
    rf"\bmy (?:\w+ )?(?:colleague|friend|co-?worker|team-?mate) (?:\w+ ){{0,3}}(?:would like|wants|wishes|runs|stands|is (?:running|standing)|(?:cannot|can't) (?:post|send|write|mail))\b|\b(?:his|her|their) (?:own )?{STANDING}\b.{{0,80}}\b(?:for (?:him|her|them)|in (?:his|her|their) (?:name|place|absence|stead))\b",
)
ASKS_HOW = compiled(
    r"\b(?:how|where|when) (?:do|can|could|should|would|must|may) i (?:\w+ )?(?:submit|nominate|run|stand|announce|file|send|propose|register|apply)\b"
    r"|\b(?:is it|am i) (?:\w+ )?(?:too late|eligible|allowed|possible)\b|\b(?:can|may|could) i still\b|\b(?:don't know|not sure|unsure|wonder\w*|to know|unclear) (?:if|whether) i(?:'m| am| can| may| could)\b|\bmy (?:patch|change|review) (?:is|was|got|has been) rejected\b"
)
PROCEDURE = any_of(
    r"\brejected\b|\bcan(?:'t|not) submit\b|\beligible\b|\bmissed the deadline\b|\bdeadline\b|\bwho may\b|\bproblem\b"
    r"|\bwhat (?:i|you)\b|\b(?:six|two|one|twelve) (?:months|cycles|years?) (?:later|on)\b|\bnot a candidacy\b|\bgood candidacy\b"
)
PASSES_ON = compiled(
    r"\b(?:forward(?:ing)?|post(?:ing)?|send(?:ing)?) (?:this|it|his|her|their)\b|\bon (?:his|her|their) behalf\b"
)
COMMITTEE_CHAIR = compiled(
    r"\b(?:tc|committee|ptl) (?:vice[- ])?chair\w*"
    rf"|\b(?:chair\w*|champion|liaison|moderator|secretary|coordinator|lieutenant|deputy|mentor|assistant) (?:of|for|to|in|at|on) (?:[\w'-]+ ){{0,5}}?{ROLE}\b"
)
WANTS = compiled(r"\b(?:like|love|hope|want|wish|will|would|i'd|i'll|i'm|i am)\b")
# A team for which nobody stood in time.
OFFERS = compiled(
    r"\bi(?:'d| can| could| would|'ll| will|'m| am) (?:\w+ ){0,3}(?:do (?:it|that|this)|step(?:ping)? (?:in|up)|tak(?:e|ing) (?:it|this|over|the)|help(?:ing)? out|serv(?:e|ing)|lead(?:ing)?|fill(?:ing)?|volunteer\w*)\b"
)
LEADERLESS = any_of(
    r"\bif (?:that|it|this) is (?:still )?(?:possible|allowed|ok|okay|fine|permitted)\b|\bstill possible\b|\b(?:the )?(?:tc|committee) (?:asked|asks|is asking|is looking|looks|wonders|wondered|has to)\b",
    r"\bleaderless\b|\bif the (?:tc|technical committee|committee) (?:agrees|approves|appoints|will have|wants|allows|lets|accepts|is (?:ok|fine|happy))\b|\bvacan(?:t|cy)\b",
    r"\b(?:miss\w*|overs\w+|forg[eo]t\w*|slept through|slipp\w+|overlook\w*|fail\w* to|too late for|late for|did(?:n't| not) make)\b.{0,40}\b(?:deadline|nominat\w+|election|elections|candidacy|self-nom\w*)\b",
    r"\b(?:without (?:a |any )?(?:ptl|candidates?|nominee|nomination)|no (?:ptl|candidates?|nominations?|nominees?|nominee|one stood|one ran))\b",
    r"\b(?:nobody|no one|no-one|none of us|not one of us) (?:\w+ )?(?:stood|ran|nominated|came forward|stepped|put|submitted|filed|signed|applied|volunteered|self-nominated|was nominated)\b",
    r"\b(?:deadline|nomination period|nominations?) (?:\w+ )?(?:has |have |is |are |was |were )?(?:already |now )?(?:passed|over|closed|ended|gone|behind)\b|\b(?:after|past) the (?:nomination|deadline|election)",
    r"\b(?:tc|technical committee) (?:to |can |could |may |might |will |should |would )?(?:appoint|decide|pick|assign)\w*\b|\bappoint me\b|\blate (?:candidacy|nomination|self-nom\w*)\b",
)
# Projects that have leads and committees of their own, beside the seat, and lists that are theirs.
_ELSEWHERE = (
    r"(?:airship|starlingx|zuul|kata(?: containers)?|opnfv|onap|anuket|kubernetes|k8s|cncf|debian|fedora|ubuntu|gentoo|suse|opensuse|ceph|apache"
    r"|cloudstack|cloud ?foundry|jenkins|python|django|twisted|rust|gnome|kde|openinfra|open infrastructure|opendev|hyperledger|magma|eclipse|freebsd"
    r"|libreoffice|mozilla|opendaylight|finos|linux|xen|dpdk|spdk|fd\.io|akraino|istio|docker|moby|podman|qemu|libvirt|perl|postgres\w*|node\.?js)"
)
OTHER_PROJECT = any_of(
    rf"\b(?<!openstack[ _-]){_ELSEWHERE}(?:'s|s)? (?:(?:project|community|foundation|release|core|new|next|own|first) ){{0,2}}(?:{ROLE}|elections?)\b(?! (?:of|for|in) openstack)",
    rf"\b{ROLE}(?: (?:seat|role|position|member))? (?:of|for|in|at|on) (?:the )?{_ELSEWHERE}\b(?![ -](?:packag|imag|deploy|driver|integrat|plugin))",
)
OTHER_LIST = compiled(
    r"^\s*\[(?!openstack)[a-z0-9.]{2,30}[-_. ](?:discuss|dev|devel|developers?|announce|users?|list|community|general|tech|tc|project|technical)\]"
)

# Subjects.
SUBJECT_STANDS = any_of(
    rf"\b{STANDING}\b",
    rf"\b(?:running|run|standing|stand) (?:again )?for\b.{{0,60}}\b(?:{ROLE}|re-?election)\b",
    r"\b(?:nominating|nominate|proposing|propose) (?:myself|me)\b",
    rf"\bi(?:'d| would) like to (?:continue|serve|be|run)\b.{{0,40}}\b{ROLE}\b",
    rf"\b(?:continu\w*|serv\w*|re-?elect\w*) as\b.{{0,40}}\b{ROLE}\b",
    r"\bhat in(?:to)? the ring\b",
    rf"\bapplication for\b.{{0,40}}\b{ROLE}\b|\b{ROLE} (?:application|bid|self|re-?election)\b",
)
SUBJECT_OTHER = any_of(
    r"\bquestions?\b|\bdeadline\b|\bwhy\b(?! i\b)|\bhow\b|\bwho\b|\bmeeting\b|\bagenda\b|\breminder\b|\bdiscussion\b|\bthoughts on\b",
    r"\bcore\b.{0,30}\b(?:nominat|propos|candid)|\b(?:nominat|propos|candid)\w*.{0,40}\bcore\b",
    r"\b(?:releases? candidates?|candidate releases?|milestone candidates?|allocation candidates?|candidate (?:(?:fix|patch|branch|build|host|release|change|commit|version|image|package|bug|spec|design|solution|name|topic|talk)(?:e?s)?))\b|\brc\d\b",
    r"\b(?:looking for|volunteers?|seeking|call for|need)\b|\b(?:candidates|candidacies)\b|\bcandidacy mails?\b",
    r"\bchair\b|\bspeaker\b|\bsummit\b|\bbackports?\b|\bfreeze\b|\boutage\b",
    r"\b(?:template|instructions?|guide|guidelines|example|faq)\b|\brejected\b|\bcan't\b|\bname nominations\b|\bwhat\b|\bas a (?:tc|ptl) candidate\b",
)
SUBJECT_DECLINES = any_of(
    rf"\bnon[- ]?{STANDING}|\bnot a (?:{STANDING})",
    rf"{STANDING} \(?(?:not\b|cancel|withdr)",
    r"\bnot (?:running|seeking|standing|going|to run|a candidate|be running)\b|\bno longer\b",
    r"\bstep(?:ping)? (?:down|aside|back|away)\b|\bretir\w+\b|\bfarewell\b|\bgood ?bye\b|\bleaving the\b|\bhanding over\b",
    r"\bwithdraw\w*\b|\bretract\w*\b",
)
# What mail programs put before a subject in the languages of their users, and how often.
_REPLY = r"(?:re|aw|sv|antw(?:ort)?|vs|odp|res|rif|r|ynt|bls|válasz|atb\.?|απ|на|отв|reply|答复|回复|回覆|返信|답장)"
_FORWARD = r"(?:fwd?|wg|tr|rv|enc|vb|vl|转发|轉寄|転送)"
_TIMES = r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]"
LIST_PREFIX = compiled(
    rf"^(?:\s*(?:{_REPLY}|{_FORWARD}){_TIMES}|\s*\[(?:openstack(?:-dev|-discuss)?)\])+", re.IGNORECASE
)
REPLY_PREFIX = compiled(rf"^(?:\[[^\]]{{1,40}}\]\s*){{0,6}}{_REPLY}{_TIMES}", re.IGNORECASE)
# What programs write before the subject that they answer: out of office, not delivered, read, called back.
AUTOMATIC_PREFIX = compiled(
    r"^(?:\[[^\]]{1,40}\]\s*){0,6}(?:auto(?:matic|mated|matische)?[- ]?(?:reply|response|respond|antwort)|abwesen\w+|out of (?:the )?office|ooo|vacation"
    r"|r[ée]ponse automatique|respuesta autom[áa]tica|resposta autom[áa]tica|risposta automatica|自动答复|自動応答|自动回复"
    r"|(?:un|not )?deliver(?:able|ed|y)\b[^:]{0,40}|mail delivery\b[^:]{0,40}|returned mail|failure notice|(?:not )?read|gelesen|ungelesen|lu|le[íi]do"
    r"|accepted|declined|tentative(?:ly accepted)?|cancell?ed|(?:message )?recall)\s*:",
    re.IGNORECASE,
)
FORWARD_PREFIX = compiled(rf"^(?:\[[^\]]{{1,40}}\]\s*){{0,6}}{_FORWARD}{_TIMES}", re.IGNORECASE)
SEAT = compiled(rf"\b{ROLE}\b")
ELECTIONS = compiled(
    rf"\b(?:myself forward|your votes?|{ROLE}|{STANDING}|elections?|elected|re-?election|hats?|governance)\b"
)
OFFICIAL_TAG = compiled(r"\[elections?\]")
TOPIC = compiled(
    rf"\b(?:(?!candidates?\b){CANDIDACY}|{ROLE} candidates?|elections?|terms?|who should be|turnout|(?:run|running|ran) for (?:the )?{ROLE})\b"
)
PROMISES = compiled(r"\bi(?:'ll| will) (?:run|stand|do it)\b")
ASKS_SUBJECT = compiled(r"\bquestions?\b|\?\s*$|\bcampaign\w*\b|\basks?\b")
# One's own is one.
NAMES_STANDING = compiled(rf"\b(?!nominations\b){STANDING}\b")
NAMES_CANDIDACY = compiled(rf"\b(?:(?!candidates?\b){CANDIDACY}|self[- ]?(?:nom|propos|candid)\w+(?<!s))\b")
THANKS = compiled(r"^(?:\[[^\]]{0,40}\] ?){0,6}(?:a )?(?:big )?(?:thank\w*|congrat\w*)\b")
# The line that stands where others declare: a name, the word and the seat, in whichever order, and no verb.
TITLE_LINE = compiled(
    rf"^(?!.*[?])(?!.*\b(?:is(?! (?:running|standing|an? candidate|self|nominat))|not|no longer|non|withdraw\w*|former|step\w*|are|was|were|has|have|for whom|deadline|confirmed|list|open|vote for|elect)\b)(?=.*\b{ROLE}\b)(?=.*\b(?:{STANDING}|for|running|stand(?:s|ing))\b).{{8,140}}$"
)
ASKING = compiled(r"\?\s*$")
CORRECTS = compiled(
    r"\bi (?:\w+ )?meant\b|\bwrong (?:project|team|seat|subject|tag|name)\b|\bcorrection\b|\btypo\b"
)
# What candidates ask themselves, as a heading.
_OWN_QUESTION = r"\W*(?:so |but |and )?(?:(?:why|what) (?:not|me|now|next|again|(?:do |did |would |will |have |am |can )?i\b[^?]{0,40})|(?:should|shall|dare) i\b[^?]{0,20}|who (?:am i|i am))\?\s*$"
ASKS_READERS = compiled(rf"^(?!{_OWN_QUESTION}).*\?\s*$")
# What a post stands for that names no seat.
WITHOUT_SEAT = compiled(
    rf"\b(?:{CANDIDACY}|hats?|(?:to|and|in) (?:lead|steer|head|leading|steering|heading)|leadership|your votes?)\b"
)
# The seat as what somebody is after, in whichever words.
SEEKS = compiled(
    r"\b(?:like|love|want\w*|wish\w*|hop(?:e|ing)|will|would|going|offer\w*|ask\w*|seek\w*|aspir\w+|keen|eager|ready|willing|able|run\w*|stand\w*|bid|"
    rf"{STANDING}|elect\w*|votes?|another|again|continu\w*|serv\w*|time|chance|turn|here|up|i'd|i'll)\b[^?]{{0,90}}"
    rf"\b(?:as|for|be|become|becoming|being|join|joining|of|on|into|do|doing) (?:(?!to\b|for\b|from\b|place\b|able\b)[\w'-]+ ){{0,3}}?{ROLE}\b(?! (?:to\b|and i\b|meet|agenda|asked|has|have|said|guide|office|hours?\b|liaison|channel|report|tasks?\b|duties))"
    rf"|\b{ROLE}\b[^?]{{0,60}}\b(?:i(?:'d| would) (?:like|love)|i want|i wish|i hope|i am up|i'm up|i(?:'d| would) be (?:glad|happy|honou?red))\b"
    rf"|\b(?:giv\w+|allow\w*|grant\w*) me (?:[\w-]+ ){{0,3}}(?:chance|opportunity|place|seat)\b[^?]{{0,40}}\b{ROLE}\b"
    rf"|\b{ROLE}\b[^?]{{0,120}}\b(?:could|might|should|may|will|would|to) be me\b"
    rf"|\b(?:being|becoming|remaining|staying) your (?:[\w-]+ ){{0,2}}{ROLE} (?:while|again|for|in|until)\b"
    rf"|\b{ROLE} hat\b[^?]{{0,40}}\b(?:fits?|suits?)\b[^?]{{0,20}}\b(?:me|my head)\b"
)
# What says in few words that the author stands, and what they ask for beside their own name.
TERSE = compiled(
    r"(?:(?:\A|[,:;.-] ?|\b(?:it's|it is|its) (?:\w+ )?|\b(?:pick|choose|elect|take|vote(?: for)?) )me|\A(?:gonna|wanna|happy to|(?:going|running|standing|applying) (?:to|for|again)|yes,? (?:please|i (?:do|will|would))|(?:throwing|putting) my (?:name|hat))"
    r"|\b(?:myself|i|i'm|i'll|i'd|mine|yours truly|self[- ]?(?:propos|candid)\w+(?<!s)))\b"
)
# The holder of a seat who agrees with what the author is after.
AGREES = compiled(
    rf"\b(?:blessing|support|help|agreement|consent|approval|permission|advice) (?:of|from) (?:our|the|my) (?:\w+ )?{ROLE}\b"
)
HELD = compiled(
    rf"\b(?:the|our|my|your|his|her|their|each|every) (?:\w+ )?{ROLE}\b(?! (?:of|for|in|role|seat|job|chair|position)\b)|\b{ROLE} (?:names?|meetings?|agenda)\b|\bptls\b"
)
# A few words that are the seat and what belongs to it.
SEAT_FIRST = compiled(rf"^\W*(?:[\w-]+ ){{0,2}}{ROLE}(?: (?:of|for|in) |[,.:;]|$)")
RING = compiled(
    r"\bhat\b\W{1,3}(?:(?:in|into|the|meet|meets|thrown|tossed)\W{1,3}){0,2}ring\b|\bring\b\W{1,3}(?:(?:meet|meets|the|my)\W{1,3}){0,2}hat\b"
)
# The same where the subject alone names the seat.
OFFERS_SELF = compiled(
    r"(?:\+1 (?:for|to)|\b(?:it is|it's|it has to be|make it)) (?:myself|me)\b|\bi(?:'ll| will|'d| would) (?:take|keep|have|do) it\b"
)
# Who holds the seat asks to be kept, in the third person.
KEEP_YOURS = compiled(rf"^\W*(?:re-?elect|keep) your (?:[\w-]+ ){{0,3}}{ROLE}\b")
VOTE_FOR = compiled(r"\b(?:vote for|elect|re-?elect|choose|pick|support)\b")
# Subjects of talk about the seats and of their holders at work.
TALKS = compiled(
    r"\b(?:roles?|guide|status|report|update|holiday|vacation|meeting|resolution|proposal|proposing|liaisons?|goals?)\b"
)
# A holder of the seat at work.
HOLDS = compiled(
    rf"\bas (?:the |a |your )?(?:[\w-]+ ){{0,2}}{ROLE}(?: (?:of|for|in) (?:[\w-]+ ){{1,4}}?)?,? ?(?:i|i'm|i'd|my)\b|\b(?:i'm|i am) (?:the|a|your) (?:[\w-]+ ){{0,2}}{ROLE} (?:of|for|and|until|while)\b"
    rf"|\bas an? {ROLE} member,? i(?:'d|'m)?\b|\b(?:deputy|acting|interim|vice|policy board)\b|\b(?:second|support|endorse) (?:[\w'-]+ ){{0,3}}{STANDING}|\bthat (?!i\b|we\b|my\b|the\b)\w+ (?:runs?|stands?|will|would|wins?|is)\b"
    rf"|\bi (?:\w+ )?(?:ran|was|lost|served|decided|resigned?|might|may|could)\b|\bgiv\w+ up\b|\bi (?:\w+ )?voted\b|\bmy vote (?:goes|went|is)\b|\bwhat i (?:do|did) as\b|\bwhere (?!i\b)[\w-]+ \w+ as\b|\b(?:like|love|want) to (?:thank|tell|report|propose|discuss|ask|know|hear|meet|talk|see)\b"
)
