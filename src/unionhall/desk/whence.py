"""From which device and network a request comes, as coarsely as the house keeps it."""

from django.conf import settings
from django.http import HttpRequest

from unionhall.kernel.people.devices import device_of, network_of
from unionhall.kernel.people.signins import Whence


def whence(request: HttpRequest) -> Whence:
    """Device and network of the browser; behind a proxy, the address that the proxy saw."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2]
    return Whence(device_of(request.headers.get("User-Agent", "")), network_of(address))
