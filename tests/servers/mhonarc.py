"""MHonArc from Debian: turns months of mail into the pages of an archive."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.servers.nginx import needed

# Pipermail's months name no charsets, where the posts as delivered did.
RESOURCES = "<DefCharset>\nutf-8\n</DefCharset>\n"


def mhonarc(folder: Path, posts: Iterable[bytes], *options: str) -> Path:
    """A folder of pages made of the posts in their order, indexes by date and by thread among them.

    They are given one a file, since MHonArc's own splitter takes prose for separators.
    """
    needed(("mhonarc", "mhonarc"))
    folder.mkdir(parents=True, exist_ok=True)
    mail = folder.with_name(f"{folder.name}.mail")
    mail.mkdir()
    for number, post in enumerate(posts, 1):
        (mail / str(number)).write_bytes(post)
    resources = folder.with_name(f"{folder.name}.mrc")
    resources.write_text(RESOURCES)
    command = ["mhonarc", "-quiet", "-rcfile", str(resources), "-outdir", str(folder), *options, str(mail)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder
