"""Invented names: the same for one person everywhere, in the form that stood there, and nobody else's."""

import base64
import quopri
import re
from email.header import Header, decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.site.mentions import common_words, list_words, people
from importers.site.pseudonyms import Pseudonyms
from importers.site.recoded import in_stream, plain

SALT = "pepper"
HEAD = "From: ada.quint at cloud.example (Ada Quint)\nSubject: hello\n\n"
ADA = re.compile(r"ada|quint", re.IGNORECASE)


def renamed(text: str, more: str = "", salt: str = SALT, **given: list[str]) -> str:
    """The text after everybody in it, and in what else was recorded, has got another name."""
    names = Pseudonyms(people([plain(text), more], **given), salt, given.get("spared", ()))
    return names.apply(text.encode()).decode()


def ada(text: str) -> str:
    """The text in a world that knows Ada Quint."""
    return renamed(text, HEAD)


FIRST, LAST = re.findall(r"\((\w+) (\w+)\)", ada(HEAD))[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("From: ada.quint at cloud.example (Ada Quint)\n", "From: {a} at {h} ({F} {L})\n", id="header"),
        pytest.param("From: Ada Quint <ada.quint@cloud.example>\n", "From: {F} {L} <{a}@{h}>\n", id="sign kept"),
        pytest.param("On Mon, Ada Quint <ada.quint at cloud.example> wrote:\n", "On Mon, {F} {L} <{a} at {h}> wrote:\n", id="attribution"),
        pytest.param("> > Ada Quint\n", "> > {F} {L}\n", id="quote"),
        pytest.param("> see Ada\n> Quint about it\n", "> see {F}\n> {L} about it\n", id="broken over a quoted line"),
        pytest.param("-- \nAda Quint\nada.quint@cloud.example\n", "-- \n{F} {L}\n{a}@{h}\n", id="signature"),
        pytest.param("I am Ada, and Ada's work is nova.\n", "I am {F}, and {F}'s work is nova.\n", id="first name"),
        pytest.param("From: Quint, Ada <ada.quint@cloud.example>\n", "From: {L}, {F} <{a}@{h}>\n", id="turned"),
        pytest.param("ADA QUINT\n", "{F!U} {L!U}\n", id="capitals"),
        pytest.param("candidates/newton/Nova/Ada_Quint.txt", "candidates/newton/Nova/{F}_{L}.txt", id="path"),
        pytest.param("<a href='mailto:ada.quint%40cloud.example'>", "<a href='mailto:{a}%40{h}'>", id="percent"),
    ],
)  # fmt: skip
def test_every_form_of_a_name_becomes_that_form_of_the_invented_one(text: str, wanted: str) -> None:
    wanted = wanted.replace("{F!U}", FIRST.upper()).replace("{L!U}", LAST.upper())
    address = f"{FIRST}.{LAST}".lower()
    assert ada(text) == wanted.format(F=FIRST, L=LAST, a=address, h="people.example")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("We met at review.openstack.org and at lists.openstack.org.\n", id="at in prose"),
        pytest.param("To: openstack-dev at lists.openstack.org\n", id="list"),
        pytest.param("To: OpenStack List <openstack-dev@lists.openstack.org>\n\nOpenStack List\n", id="list's name"),
        pytest.param("To: Cloud Talk <cloud-talk@cloud.example>\n\nhttp://x.example/mailman/listinfo/cloud-talk\nCloud Talk\n", id="list by its page"),
        pytest.param("Unsubscribe: OpenStack-dev-request at lists.openstack.org?subject:unsubscribe\n", id="request"),
        pytest.param("From: Jenkins <jenkins@review.example>\n\nJenkins said so.\n", id="robot"),
        pytest.param("git clone git@github.com:openstack/nova\n", id="git"),
        pytest.param("Message-ID: <2016.ABC123@mail.cloud.example>\n\nx\n", id="message id"),
        pytest.param("References: <1@a.example>\n <2@b.example>\n\nx\n", id="folded references"),
        pytest.param("the granada quintet, adage, ada, quint\n", id="inside words, and in lower case"),
        pytest.param("nova, Neutron and the Pike cycle\n", id="projects"),
        pytest.param("caf\udce9".encode("utf-8", "surrogateescape").decode("latin-1"), id="odd bytes"),
    ],
)  # fmt: skip
def test_what_is_nobody_stays(text: str) -> None:
    assert ada(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "Will this do? Mark it. Thanks, Will\n", "Will this do? Mark it. Thanks, {F}\n", id="thanks"
        ),
        pytest.param("Will\n", "{F}\n", id="signs"),
        pytest.param("Hi Will,\n", "Hi {F},\n", id="greeted"),
        pytest.param("Thanks for running, Will!\n", "Thanks for running, {F}!\n", id="called"),
        pytest.param("Will Stone will do it.\n", "{F} {L} will do it.\n", id="in full"),
    ],
)
def test_a_name_that_is_a_word_counts_where_somebody_is_meant(text: str, told: str) -> None:
    head = "From: will.stone at cloud.example (Will Stone)\n"
    first, last = re.findall(r"\((\w+) (\w+)\)", renamed(head))[0]
    assert renamed(text, head) == told.format(F=first, L=last)


@pytest.mark.parametrize(
    ("spelled", "also"),
    [
        pytest.param("Radosław Wójcik", "Radoslaw Wojcik", id="without accents"),
        pytest.param("Wei-Chen Hsu", "Wei-Chen", id="double first name alone"),
        pytest.param("Tess O'Dell", "Tess O’Dell", id="another apostrophe"),
        pytest.param("Jürgen Krämer", "J&uuml;rgen Kr&#228;mer", id="entities"),
        pytest.param("Jürgen Krämer", "J%C3%BCrgen%20Kr%C3%A4mer", id="percent"),
    ],
)
def test_other_spellings_of_a_name_are_the_same_person(spelled: str, also: str) -> None:
    head = f"From: {spelled} <x.y.z@cloud.example>\n"
    first = re.findall(r"From: (\w+)", renamed(head))[0]
    assert renamed(f"{also}\n", head).startswith(first)
    assert not set(re.findall(r"\w{4,}", also)) & set(re.findall(r"\w{4,}", renamed(f"{also}\n", head)))


def test_two_addresses_of_one_name_are_one_person() -> None:
    text = "From: Ada Quint <ada@work.example>\nFrom: Ada Quint <aquint@home.example>\n"
    assert len(set(re.findall(r"<(\S+)>", renamed(text)))) == 1


def test_two_names_at_one_address_are_one_person() -> None:
    text = "From: Bob Stark <b.s@work.example>\nFrom: Robert Stark <b.s@work.example>\n"
    assert len(set(renamed(text).splitlines())) == 1


def test_two_people_of_one_first_name_stay_two() -> None:
    text = "From: Ada Quint <ada.q@a.example>\nFrom: Ada Bolt <ada.b@b.example>\n\nAda\n"
    (first, last), (other, second) = re.findall(r"From: (\w+) (\w+)", renamed(text))
    assert first == other == renamed(text).split()[-1]
    assert last != second


def test_a_labelled_nick_goes_and_the_name_behind_a_word_of_addresses_too() -> None:
    text = "-- \nAda Quint <ada.quint@cloud.example>\nIRC: quintessa\n\nping quintessa or http://x/~aquint/\n"
    changed = renamed(text, "From: Ada Quint <aquint@home.example>\n")
    assert "quintessa" not in changed
    assert "aquint" not in changed


def test_a_file_called_after_its_author_is_called_after_the_invented_one() -> None:
    stream = (
        "commit refs/heads/master\nauthor Yuki Hana <yh@work.example> 1 +0000\ndata 0\n"
        "M 100644 :1 candidates/ocata/TC/hanayuki.txt\nM 100644 :2 candidates/ocata/Nova/dresden.txt\n"
    )
    changed = renamed(stream)
    first, last = re.findall(r"author (\w+) (\w+)", changed)[0]
    assert f"candidates/ocata/TC/{first[0]}{last}.txt".casefold() in changed.casefold()
    assert "hanayuki" not in changed
    assert not {"dresden", f"{first[0]}{last}".casefold()} & set(re.findall(r"Nova/(\w+)", changed))


def test_the_salt_decides_and_nothing_else() -> None:
    assert renamed(HEAD) == renamed(HEAD)
    assert renamed(HEAD, "From: Zed Alpha <zed@alpha.example>\n") == renamed(HEAD)
    assert renamed(HEAD, salt="salt") != renamed(HEAD)


def test_names_by_hand_and_names_that_are_spared() -> None:
    assert "Tess" not in renamed("I thank Tess Moran.\n", named=["Tess Moran"])
    text = "From: Cloud Robot <run@cloud.example>\n"
    assert "Cloud Robot" in renamed(text, spared=["Cloud Robot"])


def test_encoded_words_are_read_and_written_again() -> None:
    word = Header("Jürgen Krämer", "iso-8859-1").encode()
    text = f"From: {word} <jk@cloud.example>\n\nJürgen Krämer\n"
    changed = renamed(text)
    header, body = changed.split("\n\n")
    shown = str(make_header(decode_header(header.removeprefix("From: ").partition(" <")[0])))
    assert shown == body.strip() != "Jürgen Krämer"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_encoded_parts_are_read_and_written_again(encoding: str) -> None:
    said = f"Grüße, I am Ada Quint.\n{'long line ' * 20}\n"
    pack = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}[encoding]
    unpack = {"base64": base64.b64decode, "quoted-printable": quopri.decodestring}[encoding]
    head = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
    text = f"--x\n{head}{encoding}\n\n{pack(said.encode()).decode()}\n--x--\n"
    changed = ada(text)
    body = changed.partition("\n\n")[2].partition("\n--x--")[0]
    assert unpack(body.encode()).decode().rstrip() == said.replace("Ada Quint", f"{FIRST} {LAST}").rstrip()
    assert changed.endswith("\n--x--\n")


def test_attachments_keep_their_bytes() -> None:
    picture = base64.encodebytes(b"\x89PNG Ada Quint").decode()
    text = f"--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{picture}--x--\n"
    assert ada(text) == text


@pytest.mark.parametrize("mark", ["", "> ", "- "])
def test_a_signature_keeps_its_form_and_names_no_key(mark: str) -> None:
    lines = ["-----BEGIN PGP SIGNATURE-----", "Version: GnuPG v1.2", "", "iD8DBQFBv0kdAd+2", "=aB3d"]
    text = "".join(f"{mark}{line}\n" for line in [*lines, "-----END PGP SIGNATURE-----"])
    changed = ada(text)
    assert [len(line) for line in changed.splitlines()] == [len(line) for line in text.splitlines()]
    kept = [old == new for old, new in zip(text.splitlines(), changed.splitlines(), strict=True)]
    assert kept == [True, True, True, False, False, True]
    assert ada(text) == changed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("On Mon, Dec 15, 2003 at 5:50 PM, Tess Moran wrote:\n> x\n", "Tess Moran", id="attribution"),
        pytest.param("Moran, Tess wrote:\n\nI told Tess so.\n", "Tess", id="attribution turned"),
        pytest.param("> > quinx wrote:\n\nI told quinx so.\n", "quinx", id="attribution by nick"),
        pytest.param("see http://cs.example.edu/~quinx/ and ask quinx\n", "quinx", id="home page"),
        pytest.param("see http://quinx.blogspot.com and ask quinx\n", "quinx", id="blog"),
        pytest.param("[12:01] <quinx> hello\n\nas quinx said\n", "quinx", id="log of a channel"),
        pytest.param("Jabber: quinx\n\nas quinx said\n", "quinx", id="label"),
        pytest.param("From talk@lists.example.org  Thu Dec 11 05:57:05 2003\nFrom: talk@lists.example.org (Tess Moran)\n\nx\n", "Tess Moran", id="sent in her stead by the list"),
        pytest.param("From: tm at cloud.example (Tess \"Quinx\" Moran)\n\nTess \"Quinx\" Moran\n", "Quinx", id="nick inside the name"),
        pytest.param("From: tm at cloud.example (Tess Moran aka quinx)\n\nquinx\n", "quinx", id="alias"),
        pytest.param("From: tm at cloud.example (Tess Quinn Moran)\n\nMs Quinn\n", "Quinn", id="middle name"),
        pytest.param("From: ab at cloud.example (quinx)\n\nquinx said\n", "quinx", id="a nick for a name"),
        pytest.param("From: ab at cloud.example (劉建)\n\n劉建\n", "劉建", id="script without capitals"),
        pytest.param("From: Tess.Moran at cloud.example (Tess.Moran@cloud.example)\n\nTess\n", "Tess", id="name that only the address tells"),
        pytest.param("From: quinx at cloud.example (T M)\n\nhttp://www.quinx.net/\n", "quinx", id="host of one's own"),
        pytest.param("From ab at cloud.example  Thu Dec 11 05:57:05 2003\nFrom: ab at cloud.example (Anna Berg)\n\nBye,\nAnnika\n", "Annika", id="short form at the end"),
        pytest.param("Sent to +44 (0)20 7946 0018 today\n", "7946", id="telephone"),
        pytest.param("Tel: 030 901820\n", "901820", id="labelled telephone"),
        pytest.param("call 555-867-5309\n", "5309", id="telephone with dashes"),
    ],
)  # fmt: skip
def test_people_are_found_where_no_address_stands(text: str, told: str) -> None:
    changed = renamed(text)
    assert told not in changed
    assert changed.count("\n") == text.count("\n")
    assert renamed(text) == changed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He wrote:\n\nHe said it.\n", id="pronoun"),
        pytest.param("On Thu wrote:\n\nOn Thu.\n", id="day"),
        pytest.param("From: talk at cloud.example (HTTP)\n\nGET / HTTP/1.1\n", id="abbreviation"),
        pytest.param("http://site.example/users/login\n\nthe login\n", id="page of everybody"),
        pytest.param("Python 2.7.18 and 192.168.100.2000, 2016-03-14 12:00:00 +0000\n", id="no telephone"),
        pytest.param("-- \n5.10.0-123\n", id="version"),
    ],
)
def test_nobody_is_made_of_other_words(text: str) -> None:
    assert renamed(text).partition("\n\n")[2] == text.partition("\n\n")[2]


def test_words_of_the_lists_name_are_nobodys_though_addresses_hold_them() -> None:
    text = (
        "From: tess-cloud-talk at home.example (Tess Moran)\nSubject: [Cloud-Talk] x\n\nthe cloud talk\n" * 3
    )
    found = people([text])
    assert list_words([text]) == {"cloud", "talk"}
    assert "the cloud talk" in Pseudonyms(found, SALT, list_words([text])).apply(text.encode()).decode()


def test_common_words_count_as_names_only_where_somebody_is_meant() -> None:
    text = "From: j.hope at cloud.example (Juno Lately)\n\nlately\nlately\nlately lately lately. Lately it works.\n"
    names = Pseudonyms(people([text]), SALT, (), common_words([text]))
    changed = names.apply(text.encode()).decode()
    assert "Lately it works" in changed
    assert "Juno Lately" not in changed


def test_lengths_in_a_git_stream_are_right_again() -> None:
    said = b"I am Ada Quint.\n"
    who = b"Ada Quint <ada.quint@cloud.example> 1 +0000\n"
    stream = b"blob\nmark :1\ndata %d\n%s\ncommit refs/heads/master\ncommitter %sdata 4\nAda\n" % (
        len(said),
        said,
        who,
    )
    names = Pseudonyms(people([stream.decode()]), SALT)
    changed = in_stream(stream, names.apply)
    assert not ADA.search(changed.decode())
    length, _, rest = changed.partition(b"data ")[2].partition(b"\n")
    assert rest[: int(length)].endswith(b".\n")
    assert in_stream(stream, lambda data: data) == stream


@given(st.text(max_size=300))
def test_whatever_is_recorded_comes_through(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert Pseudonyms([], SALT).apply(data) == data
    ada(text.encode("utf-8", "replace").decode())
