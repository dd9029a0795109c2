"""Prints the declared structure: for the command line as text, for programs as a dictionary, and as reference pages.

What is printed is what the registries hold, so it is true whichever structure is installed.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from unionhall.kernel import clock
from unionhall.kernel.access.declare import Office, offices
from unionhall.kernel.actor import Permission, known_permissions
from unionhall.kernel.law import queries as law
from unionhall.kernel.org.declare import UnitKind, kinds

_LANGUAGE_OF_PAGES = "zh-hans"


def structure() -> dict[str, Any]:
    """Kinds of units: what may stand under them, and which offices are held there."""
    return {
        "kinds": [
            {
                "key": kind.key,
                "label": str(kind.label),
                "children": list(kind.children),
                "can_be_top": kind.can_be_top,
                "is_grassroots": kind.is_grassroots,
                "offices": [office.key for office in _held_at(kind)],
            }
            for kind in kinds.values()
        ]
    }


def structure_text() -> str:
    """Kinds of units as an indented tree; a kind that was opened further up is only named."""
    lines: list[str] = []
    opened: set[str] = set()

    def draw(kind: UnitKind, depth: int) -> None:
        again = kind.key in opened
        opened.add(kind.key)
        lines.append("  " * depth + (_("%(kind)s（见上）") % {"kind": kind.label} if again else _kind_line(kind)))
        for child in () if again else kind.children:
            draw(kinds[child], depth + 1)

    for kind in kinds.values():
        if kind.can_be_top and kind.key not in opened:
            draw(kind, 0)
    return "\n".join(lines) + "\n"


def offices_held() -> dict[str, Any]:
    """Offices by rank: where they are held, and what they permit at their unit and below it."""
    return {
        "offices": [
            {
                "key": office.key,
                "label": str(office.label),
                "held_at": list(office.held_at),
                "here": _keys(office.here),
                "below": _keys(office.below),
                "term_years": list(office.term_years),
                "is_single": office.is_single,
                "is_top_only": office.is_top_only,
                "basis": _basis(office),
            }
            for office in offices.values()
        ]
    }


def offices_text() -> str:
    """Offices by rank, with their rights as sentences."""
    return "\n".join(_office_text(office) for office in offices.values())


def permissions() -> dict[str, Any]:
    """Everything that can be permitted, by key, with the offices that give it."""
    return {
        "permissions": [
            {
                "key": key,
                "sentence": str(permission.label),
                "here": [office.key for office in offices.values() if permission in office.here],
                "below": [office.key for office in offices.values() if permission in office.below],
            }
            for key, permission in known_permissions().items()
        ]
    }


def permissions_text() -> str:
    """Everything that can be permitted, with the offices that give it."""
    lines = []
    for key, permission in known_permissions().items():
        lines.append(f"{permission.label}  {key}")
        here = [office for office in offices.values() if permission in office.here]
        below = [office for office in offices.values() if permission in office.below]
        if here:
            lines.append(_("  在本单位：%(offices)s") % {"offices": _labels(here)})
        if below:
            lines.append(_("  在本单位和下面：%(offices)s") % {"offices": _labels(below)})
        if not here and not below:
            lines.append(_("  还没有职务有这项权限"))
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """The reference pages by their path in the repository. A test holds the written ones against these."""
    with override(_LANGUAGE_OF_PAGES):
        return {
            "docs/reference/structure.md": _page("Kinds of units", _STRUCTURE_INTRO, structure_text),
            "docs/reference/offices.md": _page("Offices", _OFFICES_INTRO, offices_text),
            "docs/reference/permissions.md": _page("Permissions", _PERMISSIONS_INTRO, permissions_text),
        }


_STRUCTURE_INTRO = """\
What may stand under what, and who may be in office there, as declared in `src/unionhall/structures/china.py`.
`unionhall show structure` prints the same."""
_OFFICES_INTRO = """\
Which office gives which rights, at its own unit (在本单位) or also at every unit below (在本单位和下面). By rank: at
one's own unit one appoints to lower offices only. `unionhall show offices` prints the same."""
_PERMISSIONS_INTRO = """\
Every right that the program asks for, and the offices that give it. Nobody has a right in any other way.
`unionhall show permissions` prints the same."""


def _page(title: str, intro: str, text: Callable[[], str]) -> str:
    return f"# {title}\n\n{intro}\nGenerated: `make docs` writes it anew.\n\n```text\n{text()}```\n"


def _kind_line(kind: UnitKind) -> str:
    held = _held_at(kind)
    notes = [_("可以在最上级")] if kind.can_be_top else []
    notes += [_("有自己的会员")] if kind.is_grassroots else []
    notes += [_("设%(offices)s") % {"offices": _labels(held)}] if held else []
    return f"{kind.label}  {kind.key}" + "".join(f"，{note}" for note in notes).replace("，", "  ", 1)


def _basis(office: Office) -> str:
    return str(law.rule(office.basis, clock.today()).cite()) if office.basis else ""


def _office_text(office: Office) -> str:
    lines = [f"{office.label}  {office.key}"]
    lines.append(_("  设在：%(kinds)s") % {"kinds": _("、").join(str(kinds[key].label) for key in office.held_at)})
    if office.is_top_only:
        lines.append(_("  只设在最上级的单位"))
    if office.is_single:
        lines.append(_("  一个单位一人"))
    if office.term_years:
        years = _("、").join(str(year) for year in office.term_years)
        lines.append(_("  任期：%(years)s年") % {"years": years} + (f"（{_basis(office)}）" if office.basis else ""))
    for heading, rights in ((_("  在本单位："), office.here), (_("  在本单位和下面："), office.below)):
        if rights:
            lines.append(heading)
            lines += [f"    {right.label}" for right in rights]
    return "\n".join(lines) + "\n"


def _held_at(kind: UnitKind) -> list[Office]:
    return [office for office in offices.values() if kind.key in office.held_at]


def _labels(held: Iterable[Office]) -> str:
    return _("、").join(str(office.label) for office in held)


def _keys(rights: Iterable[Permission]) -> list[str]:
    return [right.value for right in rights]
