"""The licence ledger: the terms of all sources and sites as one table, and what a person may do about them."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trending_now.domain.policy import Policy
from trending_now.errors import WrongUse
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database
from trending_now.wiring.sites import SET_GUARDIAN_KEY, lacks_key, site_policies, terms_url_of
from trending_now.wiring.sources import live_sources, source_policies

if TYPE_CHECKING:
    from trending_now.settings import Settings
    from trending_now.store.forgetting import Forgotten


ASKS_IT_NOW = "`trending-now crawl` asks it now."
NEEDS = {"tmdb": "a key", "omdb": "a key", "guardian": "a key and your acceptance"}


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One source's terms in words, as they are printed and as `docs/data_sources.md` has them."""

    name: str
    state: str
    display: str
    train: str
    full_text: str
    llm: str
    kept_for: str
    credit: str


def all_policies() -> Mapping[str, Policy]:
    """Return the terms of every source and every review site, by name."""
    return source_policies() | site_policies()


def policy_lines(settings: "Settings") -> list[PolicyLine]:
    """Return the ledger: which source or site is on, and what its terms let us do.

    Raises:
        StoreError: the database cannot be read.
    """
    from trending_now.store.site_ledger import SiteLedger

    with closing(open_database(settings, writable=True)) as database:
        accepted = SiteLedger(database, utc_now).accepted()
    states = {name: "on" if name in settings.sources else "off" for name in source_policies()}
    for name in site_policies():
        states[name] = f"accepted {accepted[name].accepted_at:%Y-%m-%d}" if name in accepted else "not accepted"
    return [line_of(policy, states[name]) for name, policy in all_policies().items()]


def line_of(policy: Policy, state: str) -> PolicyLine:
    """Return terms in words."""
    return PolicyLine(
        name=policy.name,
        state=state,
        display=_yes(policy.display),
        train=policy.train.value,
        full_text=_yes(policy.keep_full_text),
        llm=_yes(policy.send_to_llm),
        kept_for="no limit" if policy.retention is None else _span(policy.retention.days),
        credit=" · ".join(filter(None, (policy.credit.text, policy.credit.licence))),
    )


def ledger_table() -> str:
    """Return the terms of all sources and sites as the table of `docs/data_sources.md`."""
    lines = [
        "| source | needs | display | train | full text kept | may go to an LLM | kept for |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, policy in all_policies().items():
        x, needs = line_of(policy, ""), NEEDS.get(name, "your acceptance" if name in site_policies() else "nothing")
        train = f"`{x.train}`"
        lines.append(f"| `{name}` | {needs} | {x.display} | {train} | {x.full_text} | {x.llm} | {x.kept_for} |")
    return "\n".join(lines) + "\n"


def accept(settings: "Settings", name: str) -> str:
    """Note that a person accepts a site's terms; returns what was done, in a sentence.

    Raises:
        WrongUse: there is no site of that name.
    """
    from trending_now.store.site_ledger import SiteLedger

    terms = terms_url_of(name)
    with closing(open_database(settings, writable=True)) as database:
        SiteLedger(database, utc_now).accept(name, terms)
    now = f"{SET_GUARDIAN_KEY}, and `trending-now crawl` asks it." if lacks_key(settings, name) else ASKS_IT_NOW
    return f"Noted that you have read and accept the terms of {name} ({terms}); {now}"


def withdraw(settings: "Settings", name: str) -> str:
    """Note that a person accepts a site's terms no more; returns what was done, in a sentence.

    The site may be one that an earlier version had.

    Raises:
        WrongUse: there is no site of that name, and its terms are not accepted.
    """
    from trending_now.store.site_ledger import SiteLedger

    with closing(open_database(settings, writable=True)) as database:
        was_accepted = SiteLedger(database, utc_now).withdraw(name)
    if not was_accepted:
        terms_url_of(name)
        return f"{name} was not accepted; nothing changed."
    return f"{name} is not crawled any more. Its reviews stay until `trending-now policy forget {name}`."


def forget(settings: "Settings", name: str) -> "Forgotten":
    """Remove all that came from a source or site, everywhere.

    Raises:
        WrongUse: nothing of that name is known.
        StoreError: something cannot be removed.
    """
    from trending_now.store.forgetting import forget_source
    from trending_now.store.lake import RawLake
    from trending_now.store.sql.column_types import is_storable
    from trending_now.wiring.posters import build_poster_shelf
    from trending_now.wiring.workshop import open_workshop

    nothing = WrongUse(f"Nothing of a source {name!r} is stored; `trending-now policy` lists the sources.")
    if not is_storable(name):
        raise nothing
    with open_workshop(settings) as workshop:
        lake = RawLake(settings.raw_lake_url, workshop.database)
        runs, shelf = workshop.ingestion.runs, build_poster_shelf(settings)
        gone = forget_source(name, workshop.database, runs, workshop.catalogue, lake, shelf)
    if not gone.anything and name not in all_policies():
        raise nothing
    return gone


def comes_again(settings: "Settings", name: str) -> str:
    """Say in a sentence that a forgotten source or site is read again, and how to end that; nothing if it is off.

    Raises:
        StoreError: the database cannot be read.
    """
    from trending_now.store.site_ledger import SiteLedger

    if name in live_sources(settings):
        return "It is on, so the next refresh reads it again; take it out of TRENDING_NOW_SOURCES."
    with closing(open_database(settings, writable=True)) as database:
        accepted = SiteLedger(database, utc_now).accepted()
    if name in accepted and not lacks_key(settings, name):
        how = f"`trending-now policy withdraw {name}` ends that"
        return f"Its terms are accepted, so the next crawl reads it again; {how}."
    return ""


def _yes(value: bool) -> str:  # noqa: FBT001
    return "yes" if value else "no"


def _span(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
