"""What Mailman 3 calls a post: a hash of its Message-ID, which pages show where they hide the id itself."""

from base64 import b32encode
from hashlib import sha1
from typing import Final

HEADER: Final = "Message-ID-Hash"
"""The header field that Mailman 3 adds to what it hands out."""


def hash_of(message_id: str) -> str:
    """The name of a post with this Message-ID, which may have its angle brackets or not."""
    bare = message_id.strip("<>").encode("utf-8", "replace")
    return b32encode(sha1(bare, usedforsecurity=False).digest()).decode()
