"""What frames and lists are filled with from above. ``ui/desk.html`` reads one context variable, ``shell``."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShellLink:
    """A place with a name; ``note`` is said small beside it."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the main navigation."""

    label: str
    url: str
    icon: str
    count: int | str | None = None
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Lines under one head ("" for none)."""

    title: str
    links: list[NavItem]


@dataclass(frozen=True, slots=True)
class Shell:
    """In whose name one acts, and where one may go."""

    name: str
    note: str = ""
    superiors: list[ShellLink] = field(default_factory=list)
    switch: list[ShellLink] = field(default_factory=list)
    switch_search_url: str = ""
    search_url: str = ""
    me: str = ""
    office: str = ""
    me_url: str = ""
    sign_out_url: str = ""
    waiting_url: str = ""  # where one sees what this device has not sent yet, asked before signing out
    home_url: str = "/"
    nav: list[NavGroup] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the few places of the phone's main navigation."""

    label: str
    url: str
    icon: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """One view of a list, and how many rows it has, if that is known."""

    label: str
    url: str
    count: int | None = None
    is_here: bool = False
