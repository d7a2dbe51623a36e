"""What config.yaml may say: every setting once, with its default, its bounds and its help."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta, Struct, field

from importers.yaml_file import help_of
from scraper.sources.base import MAX_BYTES

Kind = Literal["pipermail", "hyperkitty", "mhonarc", "git", "pages", "public-inbox"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)

Seconds = Annotated[float, Meta(gt=0, le=86_400)]


class SourceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry under `sources`; its key is the source's name and its folder in the mirror."""

    kind: Annotated[Kind, Meta(description="What serves it.")]
    url: Annotated[str, Meta(description="Where it is. For git also ssh, file, or a path beside this file.")]
    list_name: Annotated[str | None, Meta(description="The list's name, where it is not the entry's.")] = (
        field(name="list", default=None)
    )
    since: Annotated[str | None, Meta(description="First month to fetch, as YYYY-MM.")] = None
    until: Annotated[str | None, Meta(description="Last month to fetch, as YYYY-MM.")] = None
    fallback: Annotated[
        tuple[str, ...], Meta(description="Addresses asked in turn where url gives nothing usable.")
    ] = ()
    paths: Annotated[tuple[str, ...], Meta(description="For git: the folders that matter.")] = ()


class Politeness(Struct, frozen=True, forbid_unknown_fields=True):
    """How servers are treated, the same for all sources."""

    pace: Annotated[
        float,
        Meta(
            ge=0,
            le=86_400,
            description="Seconds between two requests to one host; 0 for a server of your own.",
        ),
    ] = 1.0
    timeout: Annotated[Seconds, Meta(description="Seconds to connect, and of silence, before giving up.")] = (
        30.0
    )
    total: Annotated[
        Seconds,
        Meta(
            description="Seconds that one answer may take in all; a source may keep a run waiting for three times as long."
        ),
    ] = 600.0
    retries: Annotated[
        int, Meta(ge=0, le=20, description="Further attempts after a lost connection, 429 or 5xx.")
    ] = 4
    longest_wait: Annotated[
        Seconds, Meta(description="Longest Retry-After or Crawl-delay, in seconds, that is waited for.")
    ] = 120.0
    requests: Annotated[
        Annotated[int, Meta(ge=1)] | None, Meta(description="Most requests in one run; null for no bound.")
    ] = None
    contact: Annotated[
        str | None, Meta(description="A page or mailbox that reaches you, shown to servers in User-Agent.")
    ] = None
    max_bytes: Annotated[
        int, Meta(ge=1, le=1 << 32, description="Largest file or git fetch taken, as transferred.")
    ] = MAX_BYTES


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sources: Annotated[dict[str, Any], Meta(description="Name to source: what to mirror and from where.")]
    politeness: Annotated[Politeness, Meta(description="How servers are treated.")] = Politeness()
    mirror: Annotated[str, Meta(description="Folder for what was fetched, relative to this file.")] = "mirror"
    archive: Annotated[str, Meta(description="Folder for the archive, relative to this file.")] = "archive"
    proxy: Annotated[
        str | None, Meta(description="The web proxy of your network, as http://host:port; null for none.")
    ] = None
    addresses: Annotated[
        bool, Meta(description="Whether pages show people's mail addresses in full, not masked.")
    ] = False


class Setting(NamedTuple):
    """One line of the manual: the dotted key, its default as JSON (`required` where there is none), its help."""

    key: str
    default: str
    help: str


def described() -> Iterator[Setting]:
    """Every setting in the order of the file, for the manual and for the test that holds the manual to them."""
    for struct, prefix in ((Settings, ""), (SourceSettings, "sources.NAME."), (Politeness, "politeness.")):
        for known in msgspec.structs.fields(struct):
            default = known.default
            told = "required" if default is msgspec.NODEFAULT else msgspec.json.encode(default).decode()
            # a section's own default is that of its keys, which follow
            told = "{}" if told.startswith("{") else told
            yield Setting(prefix + known.encode_name, told, help_of(known.type))
