"""Looks at the review sites: whose terms are accepted, and whose pages are as they were."""

from contextlib import closing

from trending_now.cli.doctor.finding import CheckVerdict, Finding
from trending_now.errors import SettingsError
from trending_now.settings import Settings
from trending_now.store.site_ledger import SiteHealth, SiteLedger
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database
from trending_now.wiring.sites import SET_GUARDIAN_KEY, base_urls, lacks_key, site_policies


def check_sites(settings: Settings) -> list[Finding]:
    """Return how each review site stands."""
    with closing(open_database(settings, writable=False)) as database:
        ledger = SiteLedger(database, utc_now)
        accepted, health = ledger.accepted(), ledger.health()
    findings = [
        _lacks_its_key(name)
        if name in accepted and lacks_key(settings, name)
        else _check(name, health.get(name), is_accepted=name in accepted)
        for name in site_policies()
    ]
    try:
        base_urls(settings)
    except SettingsError as error:
        findings.append(Finding("site addresses", CheckVerdict.BROKEN, str(error)))
    return findings


def _lacks_its_key(name: str) -> Finding:
    return Finding(f"site {name}", CheckVerdict.OFF, f"its terms are accepted; {SET_GUARDIAN_KEY}.")


def _check(name: str, health: SiteHealth | None, *, is_accepted: bool) -> Finding:
    subject = f"site {name}"
    if not is_accepted:
        return Finding(subject, CheckVerdict.OFF, f"read its terms, then run `trending-now policy accept {name}`.")
    if health is None:
        return Finding(subject, CheckVerdict.OK, "on; `trending-now crawl` has found no page of it yet.")
    if health.broken_since is None:
        found = health.inspection
        return Finding(
            subject, CheckVerdict.OK, f"{found.parsed} of {found.pages} pages read on {health.checked_at:%Y-%m-%d}."
        )
    return Finding(
        subject,
        CheckVerdict.BROKEN,
        f"its pages changed: since {health.broken_since:%Y-%m-%d %H:%M} UTC {health.reason}. What was stored before "
        f"stays; mend its file, reviews/sites/{name}.toml, then run `trending-now crawl --site {name}`.",
    )
