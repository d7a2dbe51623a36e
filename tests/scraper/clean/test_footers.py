from collections.abc import Callable

import pytest

from scraper.clean.footers import commonest_tail

OWN = "I am running for a seat.\n\nThanks,\nAnn\n"
LOW, LONG = "_" * 47, "_" * 74

FOOTERS = [
    pytest.param(
        f"{LOW}\nOpenStack-dev mailing list\nOpenStack-dev at lists.openstack.org\n"
        "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
        "mailman2",
        id="Mailman 2, address masked",
    ),
    pytest.param(
        f"{LONG}\nOpenStack Development Mailing List (not for usage questions)\n"
        "Unsubscribe: OpenStack-dev-request@lists.openstack.org?subject:unsubscribe\n"
        "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
        "mailman2-openstack",
        id="openstack-dev",
    ),
    pytest.param(
        f"{LONG}\nOpenStack Development Mailing List (not for usage questions)\n"
        "Unsubscribe: openstack-dev-requ...@lists.openstack.org?subject:unsubscribe\n"
        "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
        "mailman2-openstack",
        id="address cut by mail-archive.com",
    ),
    pytest.param(
        f"{LONG}\nOpenStack Development Mailing List (not for usage questions)\nUnsubscribe: \n"
        "OpenStack-dev-request at lists.openstack.org?subject:unsubscribe\n"
        "http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack-dev",
        "mailman2-openstack",
        id="wrapped",
    ),
    pytest.param(
        f"{LOW}\nopenstack-discuss mailing list -- openstack-discuss@lists.openstack.org\n"
        "To unsubscribe send an email to openstack-discuss-leave@lists.openstack.org",
        "mailman3",
        id="Mailman 3",
    ),
    pytest.param(
        f"{LOW}\nMailing list: http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack\n"
        "Post to     : openstack@lists.openstack.org\n"
        "Unsubscribe : http://lists.openstack.org/cgi-bin/mailman/listinfo/openstack",
        "launchpad",
        id="openstack",
    ),
    pytest.param(
        f"{LOW}\nMailing list: https://launchpad.net/~openstack\nPost to     : openstack@lists.launchpad.net\n"
        "Unsubscribe : https://launchpad.net/~openstack\nMore help   : https://help.launchpad.net/ListHelp",
        "launchpad",
        id="Launchpad",
    ),
    pytest.param(
        '-- \nYou received this message because you are subscribed to the Google Groups \n"example" group.\n'
        "To unsubscribe from this group, send email to \nexample+unsubscribe@googlegroups.com.\n"
        "For more options, visit this group at \nhttp://groups.google.com/group/example?hl=en.",
        "google-groups",
        id="Google Groups, wrapped",
    ),
    pytest.param(
        "---------------------------------------------------------------------\n"
        "To unsubscribe, e-mail: dev-unsubscribe@example.org\nFor additional commands, e-mail: dev-help@example.org",
        "ezmlm",
        id="ezmlm",
    ),
    pytest.param(
        '--\nTo unsubscribe from this list: send the line "unsubscribe example" in\n'
        "the body of a message to majordomo@example.org\nMore majordomo info at  http://example.org/majordomo.html",
        "majordomo",
        id="Majordomo",
    ),
    pytest.param(
        f"{LOW}\nTired of spam? Get advanced junk mail protection.\nhttp://join.msn.com/?page=features",
        "webmail-advert",
        id="webmail advertisement",
    ),
    pytest.param(
        "---\nThis email has been checked for viruses by a program.\nhttps://scanner.example/antivirus",
        "virus-scanner",
        id="virus scanner",
    ),
    pytest.param(
        "------------------------------------------------------------------------------\n"
        "Monitor your site in real time.\nDeploy in 5 minutes.\nhttp://p.sf.net/sfu/example\n"
        f"{LOW}\nexample mailing list\nexample@lists.sourceforge.net\nhttps://lists.sourceforge.net/lists/listinfo/example",
        "sourceforge",
        id="advertisement above a footer",
    ),
]


@pytest.mark.parametrize(("footer", "rule"), FOOTERS)
def test_footer_goes_and_names_its_list_software(
    kept: Callable[..., str], taken: Callable[..., list[tuple[str, str, str]]], footer: str, rule: str
) -> None:
    body = f"{OWN}\n{footer}\n"
    assert kept(body) == OWN
    assert ("footer", rule) in [(label, by) for label, by, _ in taken(body)]


@pytest.mark.parametrize(("footer", "rule"), FOOTERS)
def test_footer_goes_from_the_middle_and_twice(kept: Callable[..., str], footer: str, rule: str) -> None:
    assert (
        kept(f"{OWN}{footer}\n\nOne more thing.\n\n{footer}\n\n{footer}\n").split()
        == f"{OWN} One more thing.".split()
    )


def test_footer_without_rule_line_goes_where_three_lines_agree(kept: Callable[..., str]) -> None:
    footer = "Example mailing list\nExample@lists.example.org\nhttps://lists.example.org/listinfo/example\n"
    assert kept(f"{OWN}\n-------------- next part --------------\n{footer}") == OWN


def test_footer_inside_a_quote_goes_with_it(taken: Callable[..., list[tuple[str, str, str]]]) -> None:
    body = (
        "Yes.\n\nBob wrote:\n> Who runs?\n"
        f"> {LOW}\n> Example mailing list\n> Example@lists.example.org\n> http://lists.example.org/listinfo/example\n"
    )
    assert [label for label, _, _ in taken(body, reply=True)] == ["attribution", "quote", "footer"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f"{OWN}\nSee the example mailing list\nhttps://lists.example.org/listinfo/example\nfor more.\n",
            id="list named in prose",
        ),
        pytest.param(f"{OWN}\nhttps://lists.example.org/listinfo/example\n", id="link alone"),
        pytest.param(f"{OWN}\nMy record:\nhttps://www.yahoo.com/me\n", id="webmail link alone"),
        pytest.param(f"{OWN}\n{LOW}\n\nAnd a last word.\n", id="rule line alone"),
        pytest.param(
            f"{OWN}\nYou received this message because you are subscribed to hope.\n",
            id="prose like a footer",
        ),
    ],
)
def test_own_text_stays(kept: Callable[..., str], body: str) -> None:
    assert kept(body) == body


def test_unknown_footer_is_reported_by_its_longest_common_tail() -> None:
    bodies = [f"Text number {n}.\n\n~~~\nThe Example Forum\nexample.org/forum\n" for n in range(4)]
    tail = commonest_tail(bodies)
    assert tail is not None
    assert tail.lines == ("~~~", "The Example Forum", "example.org/forum")
    assert tail.posts == 4


def test_posts_without_a_common_tail_give_no_candidate() -> None:
    assert commonest_tail([f"a{n}\nb{n}\nc{n}" for n in range(9)]) is None


def test_sign_off_of_one_person_is_no_candidate() -> None:
    posts = [f"Text number {n}.\n\nBye,\nAnn\n" for n in range(4)] + [f"a{n}\nb{n}\n" for n in range(20)]
    assert commonest_tail(posts) is None


def test_unknown_footer_is_found_below_many_authors_over_a_month(kept: Callable[..., str]) -> None:
    posts = [kept(f"Text {n}.\n\nAnn {n}\n\n~~~\nThe Example Forum\nexample.org/forum\n{LOW}\nExample mailing list\n"
                  "Example@lists.example.org\nhttps://lists.example.org/listinfo/example\n") for n in range(30)]  # fmt: skip
    tail = commonest_tail(posts)
    assert tail is not None
    assert tail.lines == ("~~~", "The Example Forum", "example.org/forum")
    assert tail.posts == 30
