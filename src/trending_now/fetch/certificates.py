"""The certificate authorities that servers are checked against; the list is long, and read once per process."""

import functools
import ssl

import httpx2


@functools.cache
def authorities(*, trust_env: bool) -> ssl.SSLContext:
    """Return a context with the system's authorities; with those of SSL_CERT_FILE if `trust_env` and that is set."""
    return httpx2.create_ssl_context(trust_env=trust_env)
