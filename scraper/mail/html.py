"""HTML bodies to text as a reader sees them: inscriptis lays out, this module prepares the tree.

No network, no scripts, no styles from outside. Sizes are bounded, so that no page costs more than a
second or two: one with too many elements or nested too deep gives its bare text, and one that is too long
or has an element of too many attributes comes back as it stands, so that nothing is lost.
"""

import re
from collections.abc import Mapping
from html import unescape

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError, fromstring, iterwalk
from lxml.html import Element, HtmlElement, HTMLParser, document_fromstring

from scraper.patterns import compiled

MOST_CHARACTERS = 3_000_000
MOST_ELEMENTS = 30_000
MOST_DEPTH = 200
MOST_QUOTES = 200
MOST_ATTRIBUTES = 1000
UNCROWDED = 10_000  # characters; in fewer there is no room for attributes that cost time
UNSEEN = ("script", "style", "head", "template", "noscript", "object", "iframe", "svg", "math", "title")
# The parser refuses text (in place of bytes) that begins with one.
XML_DECLARATION = compiled(r"\A\s{0,200}<\?xml[^>]{0,200}\?>")
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
CONTROL = compiled("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]")
BLANKS = compiled(r"\n{4,}")
DELIMITER = compiled(r"\n?--[ \u00a0]\n?")
DELIMITER_MARK = "--\ue000"
# Blanks that no browser folds, where they move a line to the right.
INDENT = compiled(r"\A[ \t\r\n]*(\u00a0[\u00a0 ]*)(?=\S)")
INDENT_MARK = "\ue001"
AMPERSAND_MARK = "\ue002"  # inscriptis undoes references once more than the parser, in tables again and again
# Programs put pages behind pages and text below them; the parser would leave out what stands behind the first end.
ENDS = compiled(r"</(?:html|body)\s{0,9}>", re.IGNORECASE)
SCHEMES = ("http://", "https://", "ftp://")
# Tags between which text lies; `ends` are those that end a line of it.
TAG = compiled(
    r"<(?P<close>/?)(?:(?P<ends>p|div|blockquote|li|tr|h[1-4]|pre|br)"
    r"|html|head|body|span|font|tt|table|tbody|t[dh]|[uo]l|a|b|i|u|em|strong|center|small|style)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
ANY_TAG = compiled(r"<[!/?A-Za-z][^<>]{0,2000}>")
# What text has beside the tags that it mentions: a blank line above or below words, or a mark of quoting.
PROSE = compiled(r"\S[^\S\n]{0,80}\n[^\S\n]{0,80}\n|\n[^\S\n]{0,80}\n\s{0,200}\S|^>", re.MULTILINE)
CITED = compiled(r"<blockquote\b[^<>]{0,300}\b(?:type=.?cite|class=.?gmail_quote)", re.IGNORECASE)

CONFIG = ParserConfig(css=CSS_PROFILES["strict"].copy(), display_links=False, display_images=False)


def to_text(html: str) -> str:
    """Paragraphs, lists, tables and `pre` kept, link targets in angle brackets, quotes as `> ` lines."""
    if len(html) > MOST_CHARACTERS:
        return html
    bare = ENDS.sub("", XML_DECLARATION.sub("", html, count=1).translate(CONTROLS))
    if crowded(bare):
        return html
    parser = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = document_fromstring(bare, parser=parser)
    except (LxmlError, ValueError):
        return ""
    drop_controls(tree)
    for element in list(tree.iter(*UNSEEN)):
        # emptied and not taken out: each would copy all the text before it
        element.clear(keep_tail=True)
        element.tag = "span"
    elements, depth = measure(tree)
    if depth > MOST_DEPTH:
        return without_tags(html)
    if elements > MOST_ELEMENTS:
        return "\n".join(str(text).strip() for text in tree.itertext())
    for link in tree.iter("a"):
        target = (link.get("href") or "").strip()
        text = " ".join(str(part) for part in link.itertext()).strip()
        shown = _essence(target) in (_essence(text), _essence("http://" + text))
        if target.lower().startswith(SCHEMES) and text and not shown:
            link.tail = f" <{target}>{link.tail or ''}"
    _mark_blanks(tree)
    # each quote is laid out by itself, innermost first, and left as ready text with `> ` before its lines
    quotes = list(tree.iter("blockquote"))
    for quote in reversed(quotes[:MOST_QUOTES]):
        inner = Element("body")
        inner.text = quote.text
        inner.extend(list(quote))
        lines = _laid_out(inner).split("\n")
        quote.text = "\n".join(f"> {line}" if line and line[0] != ">" else f">{line}" for line in lines)
        quote.tag = "pre"
    return _laid_out(tree).replace(DELIMITER_MARK, "-- ").replace(INDENT_MARK, " ") + "\n"


def without_tags(html: str) -> str:
    """The source without its tags, what no reader would see included."""
    lines = (" ".join(line.split()) for line in ANY_TAG.sub("\n", html).split("\n"))
    return BLANKS.sub("\n\n", unescape("\n".join(lines))).strip("\n") + "\n"


class _Attributes:
    """Counts while the page is parsed, without a tree: only its builder takes time by their square."""

    most = 0

    def start(self, _: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.most = max(self.most, len(attributes))

    def close(self) -> int:
        """The most that an element has."""
        return self.most


def crowded(html: str) -> bool:
    """Whether an element has so many attributes that its page must not be made into a tree."""
    parser = HTMLParser(target=_Attributes(), encoding="utf-8", huge_tree=True)
    return len(html) > UNCROWDED and fromstring(html.encode("utf-8", "replace"), parser) > MOST_ATTRIBUTES


def is_source(text: str) -> bool:
    """Whether the text is the source of an HTML part, such as archives show of what they took out of a post.

    Its paragraphs are made by tags, so that no blank line stands beside words outside of them.
    """
    ends = depth = at = 0
    beside: list[str] = []
    for tag in TAG.finditer(text[:MOST_CHARACTERS]):
        line_end, closes = (tag["ends"] or "").lower() == "br", bool(tag["close"])
        if depth == 0:
            beside.append(text[at : tag.start()])
        at = tag.end()
        ends += line_end or bool(tag["ends"] and closes)
        if not line_end and not tag[0].endswith("/>"):
            depth = max(0, depth + (-1 if closes else 1))
    beside.append(text[at:] if depth == 0 else "")
    return ends > 1 and not any(map(PROSE.search, beside))


def drop_controls(tree: HtmlElement) -> None:
    """Removes control characters that references such as `&#2;` bring, since lxml refuses to set a text that has one."""
    for element in tree.iter():
        if element.text and CONTROL.search(element.text):
            element.text = element.text.translate(CONTROLS)
        if element.tail and CONTROL.search(element.tail):
            element.tail = element.tail.translate(CONTROLS)
        if CONTROL.search(target := element.get("href") or ""):
            element.set("href", target.translate(CONTROLS))


def measure(tree: HtmlElement) -> tuple[int, int]:
    """How many elements there are, and how deep the deepest is."""
    elements = depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        deepest = max(deepest, depth)
    return elements, deepest


def _mark_blanks(tree: HtmlElement) -> None:
    """Keep blanks that the layout would take away: that of `-- ` above a signature (RFC 3676), which shows
    that a program put it there, and no-break spaces that indent a line."""
    for element in tree.iter():
        if element.text and DELIMITER.fullmatch(element.text):
            element.text = DELIMITER_MARK
        elif element.text and element.tag in ("div", "p"):
            element.text = INDENT.sub(lambda found: INDENT_MARK * len(found[1]), element.text)
        if element.tail and DELIMITER.fullmatch(element.tail):
            element.tail = DELIMITER_MARK
        elif element.tail and element.tag == "br":
            element.tail = INDENT.sub(lambda found: INDENT_MARK * len(found[1]), element.tail)


def _essence(address: str) -> str:
    return address.strip("<>() \n").lower().removeprefix("https://").removeprefix("http://").rstrip("/")


def _laid_out(tree: HtmlElement) -> str:
    for element in tree.iter():
        if element.text and "&" in element.text:
            element.text = element.text.replace("&", AMPERSAND_MARK)
        if element.tail and "&" in element.tail:
            element.tail = element.tail.replace("&", AMPERSAND_MARK)
    text: str = Inscriptis(tree, CONFIG).get_text().replace(AMPERSAND_MARK, "&")
    lines = "\n".join(line.rstrip() for line in text.replace("\u00a0", " ").split("\n"))
    return BLANKS.sub("\n\n\n", lines).strip("\n")
