"""The authorities whose certificates a server may show: a long list, read once a process."""

import functools
import ssl

import httpx2


@functools.cache
def authorities(*, trust_env: bool) -> ssl.SSLContext:
    """Return what checks servers against the machine's list; against that of SSL_CERT_FILE if `trust_env` and set."""
    return httpx2.create_ssl_context(trust_env=trust_env)
