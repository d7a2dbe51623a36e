"""Pages to trees: charset settled, sizes and depth bounded, comments kept because archives write facts there."""

from typing import Final

from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from scraper.mail.html import CONTROLS, MOST_ATTRIBUTES, XML_DECLARATION, crowded, drop_controls, measure
from scraper.mail.text import decode_bytes, with_lf
from scraper.pages.model import PageError
from scraper.patterns import compiled

MOST_BYTES: Final = 16 << 20
MOST_DEPTH: Final = 500
MOST_TAGS: Final = 400_000
_LOOKED_AT: Final = 4096
_CHARSET: Final = compiled(rb"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{1,40})")


def text_of(html: bytes) -> str:
    """The page's characters in the charset that it declares, LF line ends, control characters gone."""
    if len(html) > MOST_BYTES:
        raise PageError(f"{len(html)} bytes, where a page has at most {MOST_BYTES}")
    if html.count(b"<") > MOST_TAGS:
        raise PageError(f"more than {MOST_TAGS} tags")
    declared = _CHARSET.search(html[:_LOOKED_AT])
    text, _ = decode_bytes(html, declared[1].decode("ascii") if declared else None)
    return with_lf(text).translate(CONTROLS)


def tree_of(text: str) -> HtmlElement:
    """The tree of a page or a piece of one; PageError where it is empty, nested too deep or crowded with attributes."""
    if crowded(text):
        raise PageError(f"an element of more than {MOST_ATTRIBUTES} attributes")
    # the parser's own limit would cut a deep page off without a word
    parser = HTMLParser(huge_tree=True, remove_pis=True)
    try:
        tree = document_fromstring(XML_DECLARATION.sub("", text, count=1), parser=parser)
    except (LxmlError, ValueError) as error:
        raise PageError("no element in it") from error
    if measure(tree)[1] > MOST_DEPTH:
        raise PageError(f"tags nested deeper than {MOST_DEPTH}")
    drop_controls(tree)
    return tree


def inner_text(element: HtmlElement) -> str:
    """Every character inside the element, comments left out, white space as it stands."""
    return "".join(str(text) for text in element.itertext())


def line_of(element: HtmlElement | None) -> str:
    """The element's text on one line; empty where there is no element."""
    return " ".join(inner_text(element).split()) if element is not None else ""


def attribute(element: HtmlElement | None, name: str) -> str:
    """The element's attribute; empty where there is no such attribute or no element."""
    return str(element.get(name) or "") if element is not None else ""


def classes(element: HtmlElement) -> frozenset[str]:
    """The element's class names."""
    return frozenset(attribute(element, "class").split())


def first(tree: HtmlElement, path: str) -> HtmlElement | None:
    """The first element that the XPath, one of ours, finds."""
    found = tree.xpath(path)
    return found[0] if isinstance(found, list) and found and isinstance(found[0], HtmlElement) else None
