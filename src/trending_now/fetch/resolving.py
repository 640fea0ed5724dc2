"""What addresses a host has, and which of them lie in the public network."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Resolve = Callable[[str, int], tuple[str, ...]]
"""Returns the current addresses of a host, given it and a port; raises OSError if there are none."""

SITE_LOCAL = IPv6Network("fec0::/10")  # deprecated in favour of fc00::/7, but still private
CARRIES_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))  # in the last 32 bits: NAT64, and the old form


def system_addresses(host: str, port: int) -> tuple[str, ...]:
    """Return what the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(where[0]) for *_, where in found))


def is_public(address: str) -> bool:
    """Tell whether an address, and every IPv4 address embedded in it, is public."""
    return all(
        each.is_global and not each.is_multicast and not each.is_reserved and each not in SITE_LOCAL
        for each in _layers(address)
    )


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine's own."""
    return ip_address(address).is_loopback


def _layers(address: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """Return an address and the IPv4 addresses embedded in it; of an IPv4-mapped one only the IPv4 address."""
    outer = ip_address(address.partition("%")[0])
    if isinstance(outer, IPv4Address):
        return (outer,)
    if outer.ipv4_mapped is not None:
        return (outer.ipv4_mapped,)
    inner = [outer.sixtofour, *(outer.teredo or ())]
    inner += [IPv4Address(int(outer) & 0xFFFFFFFF) for network in CARRIES_IPV4 if outer in network]
    return (outer, *(each for each in inner if each is not None))
