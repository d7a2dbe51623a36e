"""What looks like a candidacy and is none, or not surely one: each with the rule that says so."""

import pytest

from importers.examine import examine
from scraper.model import Origin

IN_TIME, OUT_OF_TIME = "Tue, 8 Sep 2015", "Wed, 3 Jun 2015"


def judged(subject: str, body: str, date: str = IN_TIME) -> tuple[str, str]:
    raw = f"From: Ann Bee <ann@x.example>\nDate: {date} 10:00:00 +0000\nSubject: {subject}\nMessage-ID: <a@x.example>\n\n{body}\n"
    found = examine(raw.encode(), Origin("file", path="m")).verdict
    return found.verdict, found.rule


@pytest.mark.parametrize(
    ("subject", "body", "answer"),
    [
        ("[heat] Liberty", "The results are in, and I'm honoured to serve as Heat PTL.", ("review", "afterwards")),
        ("[heat] Liberty", "Thank you all for your votes! I'm glad to continue as Heat PTL.", ("review", "afterwards")),
        ("[heat] Liberty", "I'm happy to be your new PTL for Heat.", ("review", "afterwards")),
        ("[docs] Plans", "I've announced my candidacy for Nova PTL [1], so somebody else should chair.", ("review", "news")),
        ("[sec] Board", "I am running for the board. As a TC member I know the project.", ("other", "other-office")),
        ("[sec] A seat", "I'm running for the User Committee.\n\nMy time on the TC taught me much.", ("other", "other-office")),
        ("[sec] A seat", "I'd like to nominate myself as service coordinator. Think of a PTL.", ("other", "other-office")),
        ("[airship-discuss] Seat", "I nominate myself for the Technical Committee.", ("other", "other-project")),
        ("A seat", "I nominate myself for the Airship Technical Committee.", ("other", "other-project")),
        ("A seat", "I'd like to nominate myself for the Project Policy Board as a PTL did.", ("other", "nothing-said")),
        ("[heat] PTL candidacy", "I file the nomination of Kim Lee for Heat PTL on her behalf.", ("review", "on-behalf")),
        ("[heat] PTL", "Kim asked me to send her nomination for Heat PTL.", ("review", "on-behalf")),
        ("[heat] PTL", "Our team missed the nominations. I'm willing to be Heat PTL.", ("review", "leaderless")),
        ("[heat] No PTL", "I'm willing to take the role of Heat PTL.", ("review", "leaderless")),
        ("[heat] PTL", "I would like to run for Heat PTL. How do I submit it?", ("review", "asks-how")),
        ("[heat] Back then", "In 2013 I wrote:\n\nI want to be your Heat PTL.", ("other", "nothing-said")),
        ("[heat] PTL", "I'd like Kim to run for Heat PTL again.", ("other", "nothing-said")),
        ("[heat] PTL", "Ich möchte wieder PTL von Heat werden, denn die Arbeit ist nicht zu Ende und wir sind ein gutes Team.", ("review", "other-language")),
        ("[heat]", "私はHeatのPTLに立候補します。よろしくお願いします。", ("review", "other-language")),
        ("[heat]", "Vorrei diventare il PTL di Heat.", ("review", "other-language")),
        ("[heat]", "Chcę zostać PTL projektu Heat, proszę o głosy.", ("review", "other-language")),
        ("[heat] PTL", "We have no PTL. I could step in, if the TC agrees.", ("review", "leaderless")),
        ("[heat] PTL", "I want to run for Heat PTL, but I'm not sure if I may.", ("review", "asks-how")),
        ("[heat] PTL", "My colleague Kim Lee would like to be Heat PTL.", ("review", "on-behalf")),
        ("[docs] Plans", "I've put my name in for Heat PTL, so reviews will be slow.", ("review", "words-alone")),
        ("[docs] Plans", "As I'm running for the TC and travel, reviews will be slow.", ("other", "nothing-said")),
        ("[heat] Seat", "I'd like to be the champion of this goal for the TC.", ("other", "nothing-said")),
        ("[heat] PTL", "I would be glad to second Kim's candidacy for Heat PTL.", ("other", "talks-of-elections")),
        ("[heat] PTL", "I have been asked to run for Heat PTL. I said no.", ("other", "nothing-said")),
        ("[heat] PTL", "I hope that your choice of a PTL is me.", ("review", "style-doubtful")),
        ("[all] PTL nominations", "You may send candidacies until Friday. Put a file into the repository.", ("other", "talks-of-elections")),
        ("[heat] PTL candidacy", "I did many reviews in Kilo. Where is the list of the others?", ("other", "talks-of-elections")),
        ("[heat] Candidate patches", "These are for the next release, PTL: please approve them.", ("other", "nothing-said")),
        ("[heat] If I was PTL", "If I would be the PTL of Heat, I'd delete half of the tests.", ("other", "nothing-said")),
        ("[heat] Vice", "I want to be the vice PTL of Heat, to help Kim.", ("other", "nothing-said")),
        ("[heat] PTL", "I'll gladly do the Heat PTL work.", ("review", "style-doubtful")),
        ("[heat] PTL", "Hat. Ring. Heat PTL.", ("review", "style-doubtful")),
        ("[heat] .", "Heat PTL, Liberty, me.", ("review", "style-doubtful")),
        ("[heat] .", "I am a candidate. For Heat PTL.", ("review", "style-doubtful")),
        ("[heat] PTL", "Everybody steps back. I step forward: Heat PTL.", ("review", "style-doubtful")),
        ("[heat] .", "The list was empty, so I signed. PTL of Heat, for half a year.", ("review", "style-doubtful")),
        ("[heat] .", "Should I not? I should. Heat PTL, here I come.", ("review", "style-doubtful")),
        ("[heat] .", "Running again for Heat PTL. Tests first.", ("review", "style-doubtful")),
        ("[heat] PTL", "A hard job. I'll take it.", ("review", "style-doubtful")),
        ("[heat] PTL", "Short and plain: +1 for me.", ("review", "style-doubtful")),
        ("[heat] .", "Keep your old Heat PTL! He has fixed the gate.", ("review", "style-doubtful")),
        ("[heat] Liberty PTL: Ann Bee", "As in Kilo, with more tests.", ("review", "style-doubtful")),
        ("[heat] .", "More tests, more docs, and being your PTL while I do both, if you vote for it.", ("review", "style-doubtful")),
        ("[heat] .", "The writer of this letter intends to seek the post of Heat PTL.", ("review", "style-doubtful")),
        ("[tc] .", "For five years I have sent patches to many projects, and I am requesting to all of you for giving me one chance in TC. I shall work hard and be there.", ("review", "style-doubtful")),
        ("[heat] .", "If the job of Heat's PTL asks for patience, then it had to be me.", ("review", "style-doubtful")),
        ("[heat] PTL bid", "Here comes my bid. More is in the patch.", ("candidacy", "subject-and-words")),
        ("[heat] .", "Heat PTL? Yes, please.", ("review", "style-doubtful")),
        ("[heat] PTL", "Hat: tossed. Ring: there.", ("review", "style-doubtful")),
        ("[heat] .", "Hallo, hiermit bewerbe ich mich im TC.", ("review", "other-language")),
        ("[heat] .", "PTLs, PTLs! I will merge your highlights.", ("other", "nothing-said")),
        ("[heat] .", "Kim did well. I'd be glad if she went on as Heat PTL.", ("other", "nothing-said")),
        ("[tc] .", "I'll be there for the TC office hour, as always.", ("other", "nothing-said")),
        ("[tc] .", "Somebody has put my name on the ballot of a TC poll for fun.", ("other", "nothing-said")),
        ("[heat] .", "Putting my name in for Heat. PTL, of course.", ("review", "style-doubtful")),
        ("[heat] .", "I will lead the session about PTL duties at the PTG.", ("review", "style-doubtful")),
        ("[heat] .", "I'm going to do the PTL tasks for this week.", ("other", "nothing-said")),
        ("[heat] .", "My vote goes to Kim for Heat PTL.", ("other", "nothing-said")),
        ("[heat] .", "I thought about running for PTL, and have a new job.", ("other", "nothing-said")),
        ("[heat] .", "A bot announces: I nominate myself for PTL.", ("review", "style-doubtful")),
        ("[heat] .", "I'll be PTL of the day at the bug smash in March.", ("review", "style-doubtful")),
        ("[heat] PTL", "PTL nomination ends on Friday. I will remind you.", ("other", "nothing-said")),
        ("[heat] PTL", "I voted for Kim as Heat PTL, do so as well.", ("other", "nothing-said")),
        ("[heat] notes", "As Kim, our PTL, asked, here is what I did as PTL in the last weeks.", ("other", "nothing-said")),
        ("[heat] joke", "My dog would like to run for Heat PTL, he barks at bugs.", ("other", "nothing-said")),
        ("[heat] gate", "I'm running the PTL gate tests again.", ("other", "nothing-said")),
        ("[heat] leave", "I will act as PTL of Heat until she comes back.", ("other", "nothing-said")),
        ("[heat] log", "<ann> I nominate myself for Heat PTL\n<kim> ha ha", ("other", "unrelated")),
        ("[heat] team", "I'd like to be the sub-team lead for templates.", ("other", "unrelated")),
        ("[heat] .", "Vote for Ann Bee as Heat PTL! She answers every mail.", ("review", "style-doubtful")),
        ("[heat] .", "A self-proposal for Heat PTL\n\nMany reviews.", ("review", "style-doubtful")),
        ("[heat] PTL", "Vote for Kim Lee as Heat PTL!", ("other", "nothing-said")),
        ("[heat] PTL", "The hats are here. I have sent one to our PTL.", ("other", "nothing-said")),
        ("[heat] PTL", "PTL? Not me.", ("other", "nothing-said")),
        ("[heat] PTL", "I hang up the PTL hat of Heat. Somebody please pick it up.", ("other", "declines")),
        ("[heat] root", "I nominate myself for infra-root, with the blessing of our PTL.", ("other", "nothing-said")),
        ("[heat] PTL", "I propose myself as the contact for the hackathon, our PTL is busy.", ("other", "nothing-said")),
        ("[heat] PTL", "Felicidades a Kim, la nueva PTL de Heat, y gracias por las revisiones de todos.", ("other", "nothing-said")),
        ("[heat] PTL", "恭喜 Kim 当选 Heat 的 PTL！", ("other", "nothing-said")),
        ("[heat] week", "I will stand in for the PTL of Heat during the freeze week.", ("other", "nothing-said")),
        ("[heat] elections", "I will run the election for PTL in Heat, as official.", ("other", "talks-of-elections")),
        ("[heat] days", "I'm up for another round of review days as Heat's PTL suggested.", ("other", "nothing-said")),
        ("[heat] next cycle", "I've been wearing the Heat PTL hat for a year and I would be glad to keep it on for another cycle. Plenty left to do.", ("review", "style-doubtful")),
        ("[heat] notes", "Gonna run for the bus, PTL sync notes are in the etherpad.", ("other", "nothing-said")),
        ("[heat] self-nomination template", "Here is a self-nomination template for PTL candidates, use it.", ("other", "nothing-said")),
        ("Automatic reply: [heat] PTL candidacy", "I am out of the office until Monday, and read no mail.", ("other", "answers-only")),
        ("Undeliverable: [heat] PTL candidacy", "Delivery has failed to these recipients. Please check the address.", ("other", "answers-only")),
        ("Read: [heat] PTL candidacy", "Your message was read on Tuesday, 8 September.", ("other", "answers-only")),
        ("[heat] Liberty", "Look what I found:\n\nFrom kim at x.example  Tue Sep  8 10:00:00 2015\n| From: kim\n\nI nominate myself for Heat PTL.", ("review", "passed-on")),
        ("答复: [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("RES: [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("Re(2): [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("Antwort: [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("Отв: [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("FW: [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("转发： [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("Fwd: Re: [heat] PTL candidacy", "I have read all of this, and it is a plan which our team can work with in the next half of the year.", ("other", "answers-only")),
        ("[heat] PTL", "I'm giving up the seat; as PTL I would like to say thanks.", ("other", "nothing-said")),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_candidacy(subject: str, body: str, answer: tuple[str, str]) -> None:
    assert judged(subject, body) == answer


@pytest.mark.parametrize("question", ["Why not?", "Why me?", "Who am I?", "So what do I want?"])
def test_what_candidates_ask_themselves_asks_nobody(question: str) -> None:
    body = f"{question}\n\nThree years of reviews. Federation needs finishing, and I have the time."
    assert judged("[heat] PTL candidacy", body) == ("candidacy", "subject-over-little")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Ann Bee (ann@x.example) candidacy for Heat PTL.", id="a title in the third person"),
        pytest.param("I ask for the team's support to continue as Heat PTL.", id="asks for support"),
        pytest.param("Let me be your Heat PTL for one more cycle.", id="asks to be let"),
        pytest.param("This I can promise: I throw my hat into the ring.", id="names no seat, only what is thrown"),
        pytest.param("I put myself forward to lead Heat.", id="names no seat, but leading"),
        pytest.param("I'd like another go at the Heat PTL job.", id="another of the author's own"),
        pytest.param("If nobody minds I will run for Heat PTL.", id="others deny, in a condition"),
        pytest.param("The tests are slow, and this is why I am running for PTL.", id="tells why"),
        pytest.param("May I have your vote as Heat PTL?", id="asks for votes"),
        pytest.param("Project: Heat\nPosition: PTL\nCandidate: Ann Bee", id="a title in several lines"),
        pytest.param("My candidature in short: Heat PTL, for I like it.", id="the seat stands behind a colon"),
        pytest.param("There's a name on the ballot for Heat's PTL, and it is mine.", id="a name that is the author's"),
        pytest.param("My file is now in the election repository. Heat needs a PTL.", id="a file that tells"),
        pytest.param("I gladly accept the task of a Heat PTL.", id="accepts a task"),
        pytest.param("In her place I will challenge for Heat PTL.", id="challenges"),
        pytest.param("I contest the Heat PTL election.", id="contests"),
        pytest.param("I would like to run for Heat PTL and my manager is happy with that.", id="a manager agrees"),
        pytest.param("I am asking you to continue to work as Heat PTL.", id="asks to be kept at work"),
        pytest.param("Ann Bee for Heat PTL", id="a title without a verb"),
        pytest.param("Heat needs a PTL, and I want it to be me.", id="the seat comes first"),
        pytest.param("I'd be grateful if I could go on as Heat PTL.", id="asks by a condition"),
        pytest.param("I am Heat PTL candidate.", id="candidate behind the seat"),
        pytest.param("Gonna run for Heat PTL again.", id="leaves the author out"),
        pytest.param("Nominating yours truly for Heat PTL.", id="yours truly"),
        pytest.param("I won't promise miracles, but I'd like to be Heat PTL.", id="another clause denies something"),
        pytest.param("I'd like to be Heat PTL, as nobody said that he would run.", id="another clause is of somebody else"),
        pytest.param("Thanks to everyone who voted last year; I'd like to run for Heat PTL again.", id="thanks and runs"),
        pytest.param("I regret that Kim will leave the PTL role. I'd like to be Heat PTL.", id="somebody else's refusal"),
    ],
)  # fmt: skip
def test_what_is_a_candidacy_nevertheless(body: str) -> None:
    assert judged("[heat] Liberty", body)[0] == "candidacy"


def test_a_wish_after_nominations_closed_is_for_a_person() -> None:
    wish, late = "I'm happy to be the Heat PTL for another cycle.", "Tue, 22 Sep 2015"
    assert judged("[heat] Liberty", wish) == ("candidacy", "words-alone")
    assert judged("[heat] Liberty", wish, late) == ("review", "words-alone")
    assert judged("[heat] Liberty", "I nominate myself for Heat PTL.", late) == ("candidacy", "words-alone")


def test_a_doubtful_wish_outside_of_every_election_is_none() -> None:
    wish = "I hope that your choice of a PTL is me."
    assert judged("[heat] Handover", wish, OUT_OF_TIME) == ("other", "style-doubtful")


def test_words_alone_outside_of_every_election_are_for_a_person() -> None:
    words = "I'm going to serve as Heat PTL."
    assert judged("[heat] Handover", words)[0] == "candidacy"
    assert judged("[heat] Handover", words, OUT_OF_TIME)[0] == "review"
    assert judged("[heat] PTL candidacy", words, OUT_OF_TIME)[0] == "candidacy"
