"""Bytes on disk and bytes in gzip: atomic writes, safe names, and decompression that cannot run away."""

import hashlib
import os
import secrets
import unicodedata
from pathlib import Path
from typing import Final

try:
    from isal import isal_zlib as zlib
except ImportError:  # no wheel for this machine; the interface is the same, at half the speed
    import zlib  # type: ignore[no-redef]

TEMPORARY: Final = ".tmp~"
MAX_COMPONENT: Final = 200
MAX_RATIO: Final = 300
GENEROUS: Final = 1 << 20
_GZIP: Final = 31  # zlib's number for a gzip wrapper
_INFLATE_ERROR: Final[type[Exception]] = zlib.error  # type: ignore[assignment]  # the stub says: an instance
_MAGIC: Final = b"\x1f\x8b"
_FIRST_CHUNK: Final = 1024
_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class GzipError(ValueError):
    """Says in one clause why the bytes are no whole gzip file of a bearable size."""


def sha256(data: bytes) -> str:
    """The digest in lower-case hex, as records and indexes spell it."""
    return hashlib.sha256(data).hexdigest()


def safe_component(name: str) -> str | None:
    """The name in NFC where it is one path component that is safe on every file system and terminal."""
    name = unicodedata.normalize("NFC", name)
    if not name or name[0] in ".-" or "/" in name or "\\" in name:
        return None
    if any(unicodedata.category(character) in _UNSAFE_CATEGORIES for character in name):
        return None
    return name if len(name.encode()) <= MAX_COMPONENT else None


def shown(text: str, limit: int = 200) -> str:
    """Text from a stranger as one line that cannot steer a terminal, cut where it is long."""
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def write_atomic(path: Path, data: bytes) -> bool:
    """Write by a temporary name, fsync and rename; False and no write where these bytes are there already."""
    if _holds(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}{TEMPORARY}")
    try:
        _write_new(temporary, data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)  # still there only where writing failed
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Make renames and removals inside the folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_temporaries(folder: Path) -> int:
    """Remove what a killed `write_atomic` left in the folder, and links of such names; call it under the lock."""
    left = [path for path in folder.glob(f".*{TEMPORARY}") if path.is_symlink() or path.is_file()]
    for path in left:
        path.unlink()
    return len(left)


def gunzip(data: bytes, limit: int) -> bytes:
    """The content of all members; GzipError for what is cut, damaged, followed by rubbish, or larger than `limit`.

    Content above a mebibyte may also be at most 300 times the size of its gzip, which stops a bomb early.
    """
    bound = min(limit, max(GENEROUS, len(data) * MAX_RATIO))
    view, parts, offset, total = memoryview(data), list[bytes](), 0, 0
    while offset < len(data):
        if not data.startswith(_MAGIC, offset):
            break
        member, offset = _member(view, offset, bound - total)
        parts.append(member)
        total += len(member)
    if not parts:
        raise GzipError("not gzip")
    if bytes(view[offset:]).strip(b"\0"):  # zeros are legal: tapes and some servers pad with them
        raise GzipError("bytes after the end of the gzip data")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _write_new(path: Path, data: bytes) -> None:
    # unbuffered: a buffer that cannot be written is tried again, and complains, when it is collected
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _member(view: memoryview, offset: int, room: int) -> tuple[bytes, int]:
    """One member and where it ends; chunks double, so that a file of a million tiny members stays linear."""
    decoder, parts, size = zlib.decompressobj(_GZIP), list[bytes](), _FIRST_CHUNK
    while not decoder.eof and offset < len(view):
        chunk = view[offset : offset + size]
        try:
            part: bytes = decoder.decompress(chunk, room + 1)
        except _INFLATE_ERROR as error:
            raise GzipError(f"damaged gzip data ({error})") from error
        offset, size, room = offset + len(chunk), size * 2, room - len(part)
        if room < 0:
            raise GzipError("the content is larger than allowed")
        parts.append(part)
    if not decoder.eof:
        raise GzipError("cut off before the end of the gzip data")
    return b"".join(parts), offset - len(decoder.unused_data)
