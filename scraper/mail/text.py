"""format=flowed (RFC 3676): soft line breaks joined, space-stuffing undone, per quote depth."""

SIGNATURE_MARK = "-- "


def unflow(text: str, delsp: bool = False) -> str:
    """Paragraphs on one line each; `delsp` drops the space that marks a soft break.

    A blank line ends a paragraph even after a soft break: programs that write that mean a blank line.
    """
    paragraphs: list[list[str]] = []
    open_depth = -1  # the depth of the paragraph still open at the end, or -1
    for raw in text.split("\n"):
        depth, content = _parse(raw.rstrip("\r"))
        mark = content == SIGNATURE_MARK
        soft = content.endswith(" ") and not mark
        piece = content[:-1] if soft and delsp else content
        if open_depth == depth and content and not mark:
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([_prefix(depth, piece), piece])
        open_depth = depth if soft else -1
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _prefix(depth: int, piece: str) -> str:
    return ">" * depth + (" " if depth and piece else "")


def _parse(line: str) -> tuple[int, str]:
    depth = len(line) - len(line.lstrip(">"))
    return depth, line[depth:].removeprefix(" ")
