"""Statements of many shapes, wrapped in what programs, lists and archives add, come back to the letter."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.clean import clean, statement
from scraper.model import Message

STATEMENTS = {
    "prose": "Hi all,\n\nI am running for another year. Much is done,\nand more is to come.\n\nThanks,\nAnn\n",
    "unsigned": "I am running for another year.\n\nThank you for your consideration.\n",
    "lists": "My goals:\n\n * tests\n * docs\n   - for users\n   - for operators\n1. people\n2) places\n\n- Ann\n",
    "headings": "Platform\n========\n\nTests first.\n\nPeople\n------\n\nThey come first too.\n\n---\n\nAnn Example (annex)\n",
    "table": "What I did:\n\n+------+-----+\n| year | no. |\n+------+-----+\n| 2015 |  12 |\n+------+-----+\n\nAnn\n",
    "code": "I wrote this:\n\n    -- select all\n    SELECT * FROM votes; # all\n\n    >>> 1 + 1\n    2\n\nCheers,\nAnn\n",
    "footnotes": "I run[1] and I care[2].\n\nAnn\n\n[1] https://example.org/a\n[2]: https://example.org/b_(c)\n",
    "postscript": "I run.\n\nThanks,\nAnn\n\nP.S. My cat says hello. She is not running.\n",
    "dashes": "I run -- as ever -- for tests.\n\n--\nMuch remains to be done, and here is what I would do about all of it.\n\nAnn\n",
    "bullets": "Goals\n-- tests\n-- docs\n\nBest regards,\nAnn Example\nIRC: annex\n",
    "links": "See <https://example.org/a> and *this* page:\nhttps://example.org/listinfo-for-all\n\nAnn (annex on IRC)\n",
    "other letters": "Hallo zusammen,\n\nich kandidiere wieder — für „bessere“ Tests. 谢谢大家！\n\nGrüße,\nÄnne\n",
    "mail words": "Subscribe to my plan: the mailing list needs care.\nFrom: users. To: developers.\n\nAnn\n",
}  # fmt: skip

LOW = "_" * 47
FOOTERS = {
    "openstack-dev": f"{'_' * 74}\nOpenStack Development Mailing List (not for usage questions)\n"
    "Unsubscribe: OpenStack-dev-request@lists.openstack.org?subject:unsubscribe\n"
    "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
    "openstack-dev masked": f"{'_' * 74}\nOpenStack Development Mailing List (not for usage questions)\n"
    "Unsubscribe: OpenStack-dev-request at lists.openstack.org?subject:unsubscribe\n"
    "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
    "openstack-dev mangled": f"{'_' * 74}\nOpenStack Development Mailing List (not for usage questions)\n"
    "Unsubscribe: openstack-dev-requ...@lists.openstack.org?subject:unsubscribe\n"
    "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
    "openstack-dev wrapped": f"{'_' * 74}\nOpenStack Development Mailing List (not for usage\nquestions)\nUnsubscribe:\n"
    "OpenStack-dev-request@lists.openstack.org?subject:unsubscribe\n"
    "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
    "openstack-dev linked": f"{'_' * 74}\nOpenStack Development Mailing List (not for usage questions)\n"
    "Unsubscribe: OpenStack-dev-request@lists.openstack.org?subject:unsubscribe"
    "<http://OpenStack-dev-request@lists.openstack.org?subject:unsubscribe>\n"
    "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
    "openstack-dev old": f"{LOW}\nOpenStack-dev mailing list\nOpenStack-dev@lists.openstack.org\n"
    "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
    "openstack-discuss": f"{LOW}\nopenstack-discuss mailing list\nopenstack-discuss@lists.openstack.org\n"
    "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-discuss",
    "openstack-discuss mailman 3": f"{LOW}\nopenstack-discuss mailing list -- openstack-discuss@lists.openstack.org\n"
    "To unsubscribe send an email to openstack-discuss-leave@lists.openstack.org",
    "mailman 3 template": f"{LOW}\nExample mailing list -- example@lists.example.org\n"
    "To unsubscribe send an email to example-leave@lists.example.org\n%(web_page_url)slistinfo%(cgiext)s/%(_internal_name)s",
    "mailman 3 full": f"{LOW}\nexample mailing list -- example@lists.example.org\n"
    "To unsubscribe send an email to example-leave@lists.example.org\n"
    "https://lists.example.org/mailman3/lists/example.lists.example.org/\n"
    "Message archived at https://lists.example.org/archives/list/example@lists.example.org/message/ABCDEFG/\n"
    "Member address: ann@example.org",
    "mailman 2": f"{LOW}\nExample mailing list\nExample@lists.example.org\nhttps://lists.example.org/mailman/listinfo/example",
    "mailman 2 masked": f"{LOW}\nExample mailing list\nExample at lists.example.org\nhttps://lists.example.org/mailman/listinfo/example",
    "google groups": "-- \nYou received this message because you are subscribed to the Google Groups \"example\" group.\n"
    "To unsubscribe from this group and stop receiving emails from it, send an email to example+unsubscribe@googlegroups.com.\n"
    "To view this discussion visit https://groups.google.com/d/msgid/example/abc%40example.org.",
    "google groups old": "-- \nYou received this message because you are subscribed to the Google\nGroups \"example\" group.\n"
    "To unsubscribe from this group, send email to\nexample+unsubscribe@googlegroups.com\n"
    "For more options, visit https://groups.google.com/d/optout.",
    "launchpad": f"{LOW}\nMailing list: https://launchpad.net/~example\nPost to     : example@lists.launchpad.net\n"
    "Unsubscribe : https://launchpad.net/~example\nMore help   : https://help.launchpad.net/ListHelp",
    "launchpad masked": f"{LOW}\nMailing list: https://launchpad.net/~example\nPost to     : example at lists.launchpad.net\n"
    "Unsubscribe : https://launchpad.net/~example\nMore help   : https://help.launchpad.net/ListHelp",
}  # fmt: skip

SIGNATURES = {
    "card": "-- \nAnn Example\nPrincipal Engineer, Example Corp.\nTel: +49 30 5550 1234\nhttps://www.example.org",
    "card without space": "--\nAnn Example\nOpen Source Team\nPhone: +49 30 5550 1234",
    "card after blank": "--   \n\nAnn Example\nann@example.org | @annex | +49 30 5550 1234",
    "bar": "________________________________\nAnn Example\nSenior Engineer | Example Inc.\nann@example.org",
    "key": "-- \nAnn Example\nGPG: 0x5E4884A9\n5E48 84A9 9D21 A29B 0000  1111 2222 3333 4444 5555",
    "motto": "-- \nAnn Example\n\"Be kind.\"",
    "phone": "Sent from my iPhone",
    "K-9": "-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.",
    "Samsung": "Sent from my Samsung Galaxy smartphone.",
    "BlackBerry": "Sent from my BlackBerry 10 smartphone on the Example network.",
    "Outlook": "Get Outlook for Android<https://aka.ms/ghei36>",
    "Windows": "Sent from Mail for Windows 10",
    "German phone": "Von meinem iPhone gesendet",
    "German Android": "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "French phone": "Envoyé de mon iPhone",
    "French Orange": "Envoyé à partir d’Outlook pour iOS",
    "Spanish phone": "Enviado desde mi iPhone",
    "Portuguese phone": "Enviado do meu iPhone",
    "Italian phone": "Inviato da iPhone",
    "Dutch phone": "Verstuurd vanaf mijn iPad",
    "Swedish phone": "Skickat från min iPhone",
    "Danish phone": "Sendt fra min iPhone",
    "Finnish phone": "Lähetetty iPhonesta",
    "Polish phone": "Wysłane z iPhone'a",
    "Czech phone": "Odesláno z iPhonu",
    "Turkish phone": "iPhone'umdan gönderildi",
    "Russian phone": "Отправлено с iPhone",
    "Chinese phone": "发自我的 iPhone",
    "Taiwanese phone": "從我的 iPhone 傳送",
    "Japanese phone": "iPhoneから送信",
    "Korean phone": "나의 iPhone에서 보냄",
    "English notice": "This e-mail and any attachments are confidential and intended solely for the addressee.\n"
    "If you have received it in error, please notify the sender and delete it.",
    "titled notice": "CONFIDENTIALITY NOTICE: This message is intended only for the named recipient and may be\n"
    "privileged. Any unauthorized disclosure is prohibited.",
    "German notice": "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der\n"
    "richtige Adressat sind, informieren Sie bitte den Absender und vernichten Sie diese E-Mail.",
    "French notice": "Ce message et ses pièces jointes peuvent contenir des informations confidentielles ou privilégiées\n"
    "et ne doivent donc pas être diffusés. Si vous avez reçu ce message par erreur, veuillez le détruire.",
    "Spanish notice": "Este mensaje y sus adjuntos se dirigen exclusivamente a su destinatario y pueden contener\n"
    "información privilegiada o confidencial. Si no es usted el destinatario, elimínelo.",
    "Italian notice": "Questa e-mail e i suoi allegati sono riservati e destinati esclusivamente al destinatario.\n"
    "Se avete ricevuto questo messaggio per errore, vi preghiamo di cancellarlo.",
    "Portuguese notice": "Esta mensagem pode conter informação confidencial e/ou privilegiada. Se você não for o\n"
    "destinatário, por favor avise o remetente e apague-a.",
    "Chinese notice": "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。\n禁止任何其他人以任何形式使用本邮件中的信息。",
    "printing": "Please consider the environment before printing this e-mail.",
}  # fmt: skip

NEXT = "-------------- next part --------------\n"
NOTICES = {
    "HTML": f"{NEXT}An HTML attachment was scrubbed...\nURL: <http://lists.example.org/x/attachment.html>",
    "signature": f"{NEXT}A non-text attachment was scrubbed...\nName: signature.asc\nType: application/pgp-signature\n"
    "Size: 833 bytes\nDesc: OpenPGP digital signature\nURL: <http://lists.example.org/x/attachment.pgp>",
    "S/MIME": f"{NEXT}A non-text attachment was scrubbed...\nName: smime.p7s\nType: application/pkcs7-signature\n"
    "Size: 4847 bytes\nDesc: S/MIME cryptographic signature\nURL: <http://lists.example.org/x/attachment.p7s>",
    "mail-archive": "Attachment: signature.asc\nDescription: OpenPGP digital signature",
    "mail-archive file": "smime.p7s\nDescription: S/MIME cryptographic signature",
    "image": "[image: Inline image 1]",
    "old image": "[Inline image 1]",
    "content id": "[cid:image001.png@01D20D9E.5B2A9F30]",
}  # fmt: skip

QUOTED = "> Who runs?\n>\n> > Anybody?\n> -- \n> Bob\n"
ATTRIBUTIONS = {
    "Gmail": "On Mon, Sep 12, 2016 at 2:53 PM, Bob Sample <bob@example.org> wrote:",
    "Gmail wrapped": "On Mon, Sep 12, 2016 at 2:53 PM, Bob Long-Double-Sample <\nbob.long.double.sample@example.org> wrote:",
    "Thunderbird": "On 12/09/16 14:53, Bob Sample wrote:",
    "Apple": "On Sep 12, 2016, at 2:53 PM, Bob Sample <bob@example.org> wrote:",
    "masked": "On Mon, Sep 12, 2016 at 2:53 PM, Bob Sample <bob at example.org> wrote:",
    "linked": "On Mon, Sep 12, 2016 at 2:53 PM, Bob Sample <bob@example.org <mailto:bob@example.org>> wrote:",
    "mutt": "* Bob Sample <bob@example.org> [2016-09-12 14:53:28 +0200]:",
    "mutt short": "On Mon, Sep 12, 2016 at 02:53:28PM +0200, Bob Sample wrote:",
    "sup": "Excerpts from Bob Sample's message of 2016-09-12 14:53:28 +0200:",
    "gmail, no words": "2016-09-12 14:53 GMT+02:00 Bob Sample <bob@example.org>:",
    "German": "Am 12. September 2016 um 14:53 schrieb Bob Sample <bob@example.org>:",
    "German Thunderbird": "Am 12.09.2016 um 14:53 schrieb Bob Sample:",
    "French": "Le 12 sept. 2016 à 14:53, Bob Sample <bob@example.org> a écrit :",
    "Spanish": "El 12 de septiembre de 2016, 14:53, Bob Sample <bob@example.org> escribió:",
    "Italian": "Il giorno 12 settembre 2016 14:53, Bob Sample <bob@example.org> ha scritto:",
    "Portuguese": "Em 12 de setembro de 2016 14:53, Bob Sample <bob@example.org> escreveu:",
    "Dutch": "Op 12 sep. 2016 om 14:53 schreef Bob Sample <bob@example.org>:",
    "Polish": "W dniu 12.09.2016 o 14:53, Bob Sample pisze:",
    "Swedish": "Den 12 september 2016 14:53 skrev Bob Sample <bob@example.org>:",
    "Danish": "Den man. 12. sep. 2016 kl. 14.53 skrev Bob Sample <bob@example.org>:",
    "Finnish": "12.9.2016 14:53, Bob Sample kirjoitti:",
    "Czech": "Dne 12.9.2016 v 14:53 Bob Sample napsal(a):",
    "Russian": "12.09.2016 14:53, Bob Sample пишет:",
    "Chinese": "在 2016年9月12日 14:53，Bob Sample <bob@example.org> 写道：",
    "Taiwanese": "Bob Sample <bob@example.org> 於 2016年9月12日 週一 下午2:53 寫道：",
    "Japanese": "2016年9月12日(月) 14:53 Bob Sample <bob@example.org>:",
    "Korean": "2016년 9월 12일 (월) 오후 2:53, Bob Sample <bob@example.org>님이 작성:",
}  # fmt: skip

FORWARDS = {
    "Outlook": "-----Original Message-----\nFrom: Bob Sample [mailto:bob@example.org]\nSent: Monday, September 12, 2016 2:53 PM\n"
    "To: example@lists.example.org\nSubject: [x] Who runs?\n\nWho runs?\n\nBob\n",
    "Outlook without a line": "From: Bob Sample <bob@example.org>\nSent: Monday, September 12, 2016 2:53 PM\n"
    "To: example@lists.example.org\nCc: Ann Example\nSubject: [x] Who runs?\n\nWho runs?\n",
    "Outlook for the Mac": "From: Bob Sample <bob@example.org>\nDate: Monday, September 12, 2016 at 2:53 PM\n"
    "To: \"example@lists.example.org\" <example@lists.example.org>\nSubject: Re: [x] Who runs?\n\nWho runs?\n",
    "Outlook, bold": "*From:* Bob Sample [mailto:bob@example.org]\n*Sent:* Monday, September 12, 2016 2:53 PM\n"
    "*To:* example@lists.example.org\n*Subject:* [x] Who runs?\n\nWho runs?\n",
    "Outlook, underscores": "________________________________\nFrom: Bob Sample <bob@example.org>\n"
    "Sent: Monday, September 12, 2016 2:53 PM\nTo: Ann\nSubject: Who runs?\n\nWho runs?\n",
    "German Outlook": "Von: Bob Sample <bob@example.org>\nGesendet: Montag, 12. September 2016 14:53\nAn: Ann\nBetreff: Wer?\n\nWer?\n",
    "French Outlook": "De : Bob Sample <bob@example.org>\nEnvoyé : lundi 12 septembre 2016 14:53\nÀ : Ann\nObjet : Qui ?\n\nQui ?\n",
    "Spanish Outlook": "De: Bob Sample <bob@example.org>\nEnviado el: lunes, 12 de septiembre de 2016 14:53\nPara: Ann\nAsunto: Quien\n\n?\n",
    "Chinese Outlook": "发件人: Bob Sample <bob@example.org>\n发送时间: 2016年9月12日 14:53\n收件人: Ann\n主题: 谁\n\n谁？\n",
    "Japanese Outlook": "差出人: Bob Sample <bob@example.org>\n送信日時: 2016年9月12日 14:53\n宛先: Ann\n件名: 誰\n\n誰？\n",
    "Gmail forward": "---------- Forwarded message ----------\nFrom: Bob Sample <bob@example.org>\nDate: Mon, Sep 12, 2016 at 2:53 PM\n"
    "Subject: My seat\nTo: Ann <ann@example.org>\n\nI, Bob, run for a seat.\n",
    "Gmail forward, new": "---------- Forwarded message ---------\nFrom: Bob Sample <bob@example.org>\nDate: Mon, Sep 12, 2016 at 2:53 PM\n"
    "Subject: My seat\nTo: Ann <ann@example.org>\n\nI, Bob, run for a seat.\n",
    "Apple forward": "Begin forwarded message:\n\nFrom: Bob Sample <bob@example.org>\nSubject: My seat\n"
    "Date: September 12, 2016 at 2:53:28 PM GMT+2\nTo: Ann <ann@example.org>\n\nI, Bob, run.\n",
    "Thunderbird forward": "-------- Forwarded Message --------\nSubject: My seat\nDate: Mon, 12 Sep 2016 14:53:28 +0200\n"
    "From: Bob Sample <bob@example.org>\nTo: ann@example.org\n\nI, Bob, run.\n",
}  # fmt: skip

ARMOUR = "".join(f"iQEcBAEBAgAGBQJWAAoJEOEnSsdsdsdsdsdsAAAA{n:04}abcdefghijklmnopqrst\n" for n in range(12))


def bare(text: str) -> str:
    """No signing at all."""
    return text


def clear_signed(text: str) -> str:
    """As gpg signs it, lines that begin with a dash escaped."""
    escaped = "".join(
        f"- {line}\n" if line.startswith("-") else f"{line}\n" for line in text.rstrip("\n").split("\n")
    )
    return (
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{escaped}-----BEGIN PGP SIGNATURE-----\n"
        f"Version: GnuPG v2\nComment: Using GnuPG with Thunderbird - http://www.enigmail.net/\n\n{ARMOUR}=Ab12\n-----END PGP SIGNATURE-----\n"
    )  # fmt: skip


def post(body: str, *, reply: bool = False) -> Message:
    headers = (("From", "Ann Example <ann@example.org>"), ("Subject", "My seat"))
    parent = "<0@example.org>" if reply else None
    return Message(
        "<1@example.org>", "My seat", "Ann", "ann@example.org", None, None, parent, (), headers, body
    )


def kept(body: str, *, reply: bool = False) -> str:
    message = post(body, reply=reply)
    return statement(message.body, clean(message))


def table(*parts: dict[str, str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    names = ("wrap", "text")[-len(parts) :] if len(parts) == 1 else ("wrap", "text")
    rows = [pytest.param(value, id=key) for key, value in parts[0].items()]
    mark = pytest.mark.parametrize(names[0], rows)
    if len(parts) == 1:
        return mark
    second = pytest.mark.parametrize(names[1], [pytest.param(v, id=k) for k, v in parts[1].items()])
    return lambda test: mark(second(test))


@table(FOOTERS, STATEMENTS)
def test_footer_at_the_end_doubled_and_directly_below(wrap: str, text: str) -> None:
    assert kept(f"{text}\n{wrap}\n") == text
    assert kept(f"{text}{wrap}\n") == text
    assert kept(f"{text}\n{wrap}\n\n{wrap}\n") == text


@table(SIGNATURES, STATEMENTS)
def test_signature_alone_and_above_a_footer(wrap: str, text: str) -> None:
    assert kept(f"{text}\n{wrap}\n") == text
    assert kept(f"{text}\n{wrap}\n{FOOTERS['openstack-dev']}\n") == text


@table(NOTICES, STATEMENTS)
def test_notice_alone_and_above_a_footer(wrap: str, text: str) -> None:
    assert kept(f"{text}\n{wrap}\n") == text
    assert kept(f"{text}{wrap}\n{FOOTERS['mailman 2']}\n") == text


@table(ATTRIBUTIONS, STATEMENTS)
def test_quote_below(wrap: str, text: str) -> None:
    if ">>>" in text:
        text = text.replace("    >>> 1 + 1\n    2\n", "    1 + 1\n")
    assert kept(f"{text}\n{wrap}\n{QUOTED}", reply=True) == text
    assert kept(f"{text}\n{wrap}\n\n{QUOTED}", reply=True) == text


@table(ATTRIBUTIONS, STATEMENTS)
def test_quote_above(wrap: str, text: str) -> None:
    if ">>>" in text:
        text = text.replace("    >>> 1 + 1\n    2\n", "    1 + 1\n")
    assert kept(f"{wrap}\n{QUOTED}\n{text}", reply=True) == text


@table(FORWARDS, STATEMENTS)
def test_header_block_below(wrap: str, text: str) -> None:
    assert kept(f"{text}\n{wrap}", reply=True) == text
    assert kept(f"{text}\n{wrap}") == text


@pytest.mark.parametrize("text", [pytest.param(v, id=k) for k, v in STATEMENTS.items()])
def test_clear_signed(text: str) -> None:
    assert kept(clear_signed(text)) == text
    assert kept(clear_signed(f"{text}\n{SIGNATURES['card']}\n") + f"\n{FOOTERS['openstack-dev']}\n") == text
    assert (
        kept(clear_signed(text) + "\nOne more thing: I like cats.\n")
        == f"{text}\nOne more thing: I like cats.\n"
    )


@given(
    st.sampled_from(sorted(STATEMENTS)),
    st.sampled_from(["", *sorted(SIGNATURES)]),
    st.sampled_from([bare, clear_signed]),
    st.lists(st.sampled_from(sorted(NOTICES)), max_size=2),
    st.lists(st.sampled_from(sorted(FOOTERS)), max_size=2),
)
def test_everything_at_once(
    text: str, signature: str, sign: Callable[[str], str], notices: list[str], footers: list[str]
) -> None:
    own = STATEMENTS[text]
    inner = f"{own}\n{SIGNATURES[signature]}\n" if signature else own
    outer = [NOTICES[name] for name in notices] + [FOOTERS[name] for name in footers]
    assert kept(sign(inner) + "".join(f"\n{part}\n" for part in outer)) == own
