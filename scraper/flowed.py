"""format=flowed (RFC 3676): soft line breaks joined, space-stuffing undone, per quote depth."""


def unflow(text: str, delsp: bool = False) -> str:
    """Paragraphs on one line each; `delsp` drops the space that marks a soft break."""
    lines: list[str] = []
    open_depth = -1  # the depth of the paragraph still open in the last line, or -1
    for raw in text.split("\n"):
        depth, content = _parse(raw.rstrip("\r"))
        soft = content.endswith(" ") and content != "-- "
        piece = content[:-1] if soft and delsp else content
        if open_depth == depth and content != "-- ":
            lines[-1] += piece
        else:
            lines.append(">" * depth + (" " if depth else "") + piece if depth else piece)
        open_depth = depth if soft else -1
    return "\n".join(lines)


def _parse(line: str) -> tuple[int, str]:
    depth = len(line) - len(line.lstrip(">"))
    content = line[depth:]
    return depth, content.removeprefix(" ")
