"""``init``: founds an installation with its first federation and first officer."""

import argparse
import sys

from unionhall.config.command import DONE, offer

DOOR = "/desk/activate/"  # where an account is taken into use


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verb."""
    parser = offer(verbs, "init", run, "新装：建密钥、数据库、第一个工会和第一位干部（没给的参数会问您）")
    parser.add_argument("--unit", help="最上面那个工会的名称，例如 某某区总工会")
    parser.add_argument("--code", help="它的单位代码，例如 110105")
    parser.add_argument("--kind", default="federation", help="它的类型，默认 federation（总工会），见 show structure")
    parser.add_argument("--name", help="第一位干部的姓名")
    parser.add_argument("--phone", help="第一位干部的手机号（用来登录）")
    parser.add_argument(
        "--office", action="append", help="职务，可以写几次，默认 administrator 和 officer，见 show offices"
    )


def run(arguments: argparse.Namespace) -> int:
    """Refuse a filled home; else lay down keys, database, holidays, the unit and its officer."""
    from unionhall.config import environment, keys
    from unionhall.config.commands import serve

    must_be_empty()
    unit_name, code, name, phone = (_ask(arguments, key, question) for key, question in _QUESTIONS)
    _check(arguments.kind, phone)
    has_keys = environment.keys().is_complete
    if not has_keys:
        keys.lay_down(environment.key_file())
    serve.migrate()
    slip = _found(arguments, unit_name, code, name, phone)
    if not has_keys:
        print(f"密钥在 {environment.key_file()}。请另外保存一份：丢了它，登记的证件号和手机号就读不出来了。")
    print(slip)
    return DONE


_OFFICES = ("administrator", "officer")
_QUESTIONS = (
    ("unit", "最上面那个工会的名称"),
    ("code", "单位代码"),
    ("name", "第一位干部的姓名"),
    ("phone", "第一位干部的手机号"),
)


def must_be_empty() -> None:
    """Raise Refused when the home has keys or its database has units: founding again would lose them."""
    from django.conf import settings
    from django.db import connection
    from django.utils.translation import gettext as _

    from unionhall.config import environment
    from unionhall.kernel.actor import Refused
    from unionhall.kernel.org.models import Unit

    if environment.key_file().exists():
        raise Refused(_("%(home)s 里已经有一套密钥，不会再建一次。") % {"home": settings.HOME})
    is_embedded = connection.vendor == "sqlite"
    if is_embedded and not settings.DATABASES["default"]["NAME"].exists():
        return
    if Unit._meta.db_table in connection.introspection.table_names() and Unit.objects.exists():
        raise Refused(_("数据库里已经有工会了，不会再建一次。"))


def _check(kind: str, phone: str) -> None:
    """Raise Refused for what would only fail after the keys are laid down."""
    from unionhall.kernel.actor import Refused
    from unionhall.kernel.org.declare import kinds
    from unionhall.kernel.people.documents import normalise_phone

    if kind not in kinds or not kinds[kind].can_be_top:
        tops = "、".join(key for key, known in kinds.items() if known.can_be_top)
        raise Refused(f"--kind 只能是：{tops}")
    try:
        normalise_phone(phone)
    except ValueError as error:
        raise Refused(str(error)) from error


def _found(arguments: argparse.Namespace, unit_name: str, code: str, name: str, phone: str) -> str:
    """Holidays, the unit at the top, its first officer; returns the text of the officer's activation slip."""
    from django.conf import settings

    from unionhall.kernel.access import actions as access
    from unionhall.kernel.actor import Actor
    from unionhall.kernel.calendar import actions as calendar
    from unionhall.kernel.org import actions as org
    from unionhall.kernel.org import queries as org_queries
    from unionhall.kernel.people import accounts
    from unionhall.kernel.people import actions as people
    from unionhall.kernel.people.documents import normalise_phone

    by = Actor.system("命令行 init")
    calendar.lay_down_shipped_years(by)
    unit = org.found(by, name=unit_name, kind=arguments.kind, parent=None, code=code)
    [person] = people.add_people(by, [people.NewPerson(name=name, phone=normalise_phone(phone))])
    for office in arguments.office or _OFFICES:
        access.appoint(by, person=person, unit=unit, office=office)
    _account, activation = accounts.invite(by, person, org_queries.path_of(unit))
    where = f"{settings.UNIONHALL_URL or 'http://127.0.0.1:8000'}{DOOR}"
    return "\n".join(
        (
            f"{unit.name}（{unit.code}）已建好。",
            f"请 {name} 打开 {where}",
            f"填手机号和启用码 {activation}，设一个密码。启用码 {accounts.CODE_DAYS} 天内有效，用一次就作废。",
            "运行：unionhall serve",
        )
    )


def _ask(arguments: argparse.Namespace, key: str, question: str) -> str:
    """The argument, or the answer of whoever sits at the terminal."""
    from unionhall.kernel.actor import Refused

    given = getattr(arguments, key)
    if not given and sys.stdin.isatty():
        given = input(f"{question}：")
    if not (given or "").strip():
        raise Refused(f"还要 --{key}：{question}。")
    return str(given).strip()
