"""How much may be sent in: counted in this process's memory, by what the lane leaves of an address, and forgotten.

A factory is one address, so one address may send much; the whole house has a bound as well.
"""

from collections import Counter

from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Reason, Refused

FROM_ONE, FROM_ALL = 60, 600  # in an hour
_HOUR = 3600
_counts: Counter[str] = Counter()
_hour = [0]


def forget() -> None:
    """Count anew: for the demo, whose reports all come within the hour."""
    _counts.clear()


def slow_down(sender: str) -> None:
    """Count one sending. Raises Refused when one address or all together have sent very much within the hour."""
    now = int(clock.now().timestamp()) // _HOUR
    if _hour[0] != now:
        _counts.clear()
        _hour[0] = now
    _counts[""] += 1
    if sender:
        _counts[sender] += 1
    if _counts[""] > FROM_ALL or (sender and _counts[sender] > FROM_ONE):
        raise Refused(Reason("crowded", _("这一小时来的太多，先停一停，写的内容先留一份。着急就打 12350。")))
