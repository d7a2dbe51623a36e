"""The text of a post as HyperKitty lays it out: quotes folded, addresses of pages linked and cut short.

Until 1.3.4 the text stands as it was, with quotes in boxes of their own. Since then it is rendered as
paragraphs and quotes, which loses how many lines were blank around a quote; one is put there.
"""

from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from lxml.etree import tostring
from lxml.html import HtmlElement

from scraper.mail.html import to_text
from scraper.pages.tree import attribute, classes, inner_text
from scraper.patterns import compiled

_DEEPEST: Final = 40
_CUT: Final = compiled(r"(?:\.\.\.|…)\Z")
_FEWEST_SHOWN: Final = 60
_INDENT: Final = compiled(r"\A\n(?: {6})?")
_NUMBERED: Final = compiled(r"\bquoted-text-[0-9]\b")
_PLAIN: Final = frozenset({"p", "div", "blockquote", "a", "pre", "code", "br", "span"})


def post_text(body: HtmlElement) -> str:
    """The text of the element that holds a post's body, quotes as `> ` lines; the element is changed by it."""
    _restore_links(body)
    tags = {element.tag for element in body.iter() if isinstance(element.tag, str)} - {body.tag}
    if not tags & {"p", "blockquote"} and tags <= _PLAIN:
        text = _INDENT.sub("", _as_it_stood(body, 0))
    elif tags <= _PLAIN:
        text = _blocks(body, 0)
    else:
        # what the list's keeper lets HyperKitty render from Markdown
        for switch in [each for each in body.iter("div") if "quoted-switch" in classes(each)]:
            switch.drop_tree()
        for block in body.iter("p", "li"):
            block.set("style", "white-space: pre")  # lines end where the author ended them
        text = to_text(tostring(body, encoding="unicode", with_tail=False))
    text = text.rstrip().lstrip("\n")
    return f"{text}\n" if text else ""


def _restore_links(element: HtmlElement) -> None:
    """Put the whole address where a link shows only its beginning, and line ends where the markup breaks lines."""
    for link in element.iter("a"):
        shown, target = inner_text(link), attribute(link, "href")
        begun = _CUT.sub("", shown)
        begins = target.startswith(begun) or unquote(target).startswith(begun)
        if begun == shown or len(shown) < _FEWEST_SHOWN or not begins:
            continue
        previous, parent = link.getprevious(), link.getparent()
        outside = parent.text if previous is None and parent is not None else getattr(previous, "tail", "")
        if target.endswith("%3E") and str(outside or "").endswith("<"):
            target = f"{target[:-3]}>"
        for child in list(link):
            link.remove(child)
        link.text = target
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "").removeprefix("\n")


def _as_it_stood(element: HtmlElement, depth: int) -> str:
    parts = [str(element.text or "")]
    signed = False
    for child in element:
        names = classes(child) if isinstance(child.tag, str) else frozenset[str]()
        if "quoted-switch" in names:
            signed = "PGP" in inner_text(child)
        elif "quoted-text" in names and signed:
            parts.append(f"{inner_text(child).removesuffix(' ')}\n")
        elif "quoted-text" in names and depth < _DEEPEST:
            text = _as_it_stood(child, depth + 1).removesuffix(" ").rstrip("\n")
            # the lines lack their first mark: what follows it, a blank mostly, is there
            numbered = _NUMBERED.search(attribute(child, "class"))
            parts.append(f"{_quoted(text.removeprefix(' ') if numbered else text)}\n")
        elif isinstance(child.tag, str):
            parts.append(inner_text(child))
        parts.append(str(child.tail or ""))
    return "".join(parts)


def _blocks(element: HtmlElement, depth: int) -> str:
    """Paragraphs and quotes one below the other."""
    found: list[tuple[bool, str]] = []
    for child in element:
        names = classes(child) if isinstance(child.tag, str) else frozenset[str]()
        if not isinstance(child.tag, str) or "quoted-switch" in names:
            continue
        if child.tag == "blockquote":
            inner = _blocks(child, depth + 1) if depth < _DEEPEST else inner_text(child)
            found.append((True, _quoted(inner.strip("\n"))))
        elif text := inner_text(child).strip("\n"):
            found.append((False, text))
    if not found:
        return inner_text(element)
    text = found[0][1]
    for (was_quote, above), (is_quote, below) in pairwise(found):
        close = is_quote and not was_quote and (depth > 0 or above.rstrip().endswith(":"))
        text += ("\n" if close else "\n\n") + below
    return text


def _quoted(text: str) -> str:
    return "\n".join(f">{line}" if line[:1] in ("", " ", ">") else f"> {line}" for line in text.split("\n"))
