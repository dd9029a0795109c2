"""``invite-officers``, ``reset-password``, ``reset-second-step``, ``hand-over``: who is in office and can sign in."""

import argparse
import datetime
import secrets
import sys
from pathlib import Path

from unionhall.config.command import DONE, offer

_PASSWORD_LENGTH = 12


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verbs."""
    invite = offer(verbs, "invite-officers", run_invite, "按名单开账号，每个单位印一张启用条")
    invite.add_argument("file", type=Path, help="xlsx 或 csv，列：单位代码（或单位名称）、姓名、手机号、职务")
    reset = offer(verbs, "reset-password", run_reset, "给忘了密码的人换一个密码")
    reset.add_argument("phone", help="登录用的手机号")
    reset.add_argument("--ask", action="store_true", help="自己输入新密码，不让系统生成")
    second = offer(verbs, "reset-second-step", run_reset_second_step, "取消一个人的两步验证：手机和恢复码都没有了")
    second.add_argument("phone", help="登录用的手机号")
    hand_over = offer(verbs, "hand-over", run_hand_over, "职务交接：从某天起换一个人")
    hand_over.add_argument("unit", help="单位代码")
    hand_over.add_argument("office", help="职务，例如 chair，见 show offices")
    hand_over.add_argument("--to", required=True, metavar="姓名", help="接任的人")
    hand_over.add_argument("--phone", required=True, help="接任的人的手机号")
    hand_over.add_argument("--from-phone", default="", help="交出的人的手机号；同一职务有几个人时要填")
    hand_over.add_argument("--on", type=datetime.date.fromisoformat, help="从哪天起，例如 2026-12-01，默认今天")


def run_invite(arguments: argparse.Namespace) -> int:
    """Invite everybody in the file; write their slips."""
    from django.conf import settings

    from unionhall.config import officers, slips
    from unionhall.config.commands.found import DOOR
    from unionhall.kernel.access import inviting
    from unionhall.kernel.actor import Actor
    from unionhall.kernel.address import public_url

    url = public_url(DOOR)
    invited, left = inviting.invite(Actor.system("命令行 invite-officers"), officers.read(arguments.file))
    for row in left:
        print(f"第 {row.line} 行：{row.name} 的账号已经在用，没有再发启用条。")
    files = slips.write(invited, settings.HOME / "slips", url)
    print(f"开了 {len(invited)} 个账号，等本人启用。启用条 {len(files)} 份，在 {settings.HOME / 'slips'}。")
    return DONE


def run_reset(arguments: argparse.Namespace) -> int:
    """Set a new password, or print a new activation code where the account was never taken into use."""
    from unionhall.kernel.actor import Actor, Refused
    from unionhall.kernel.people import accounts

    by = Actor.system("命令行 reset-password")
    account = accounts.account_by_phone(arguments.phone)
    if account is None:
        raise Refused("没有用这个手机号登录的账号。")
    if not account.is_active:
        state = account.get_state_display()
        raise Refused(f"{account.person.name} 的账号没有在用（{state}），请用 invite-officers 再发启用条。")
    password = _typed() if arguments.ask else _readable()
    accounts.set_password(by, account, password)
    print(f"{account.person.name} 的密码已换。" if arguments.ask else f"{account.person.name} 的新密码：{password}")
    return DONE


def run_reset_second_step(arguments: argparse.Namespace) -> int:
    """Take the second step from somebody above whom there is no union that could; their sessions end."""
    from unionhall.kernel.actor import Actor, Refused
    from unionhall.kernel.people import accounts, factors

    account = accounts.account_by_phone(arguments.phone)
    if account is None:
        raise Refused("没有用这个手机号登录的账号。")
    name = account.person.name
    if not factors.of(account):
        raise Refused(f"{name} 没有设两步验证。")
    factors.reset(Actor.system("命令行 reset-second-step"), account, at="")
    print(f"{name} 的两步验证取消了，已经登录的都退出了。请本人用密码登录，在“我的账号”里重新加。")
    return DONE


def run_hand_over(arguments: argparse.Namespace) -> int:
    """Let somebody take over an office; whoever has no account yet gets a slip."""
    from django.conf import settings

    from unionhall.config import officers, slips
    from unionhall.config.commands.found import DOOR
    from unionhall.kernel import clock
    from unionhall.kernel.access import actions as access
    from unionhall.kernel.access import inviting
    from unionhall.kernel.access.declare import offices
    from unionhall.kernel.actor import Actor, Refused
    from unionhall.kernel.address import public_url
    from unionhall.kernel.org import queries as org
    from unionhall.kernel.org.models import Unit
    from unionhall.kernel.people import accounts

    by = Actor.system("命令行 hand-over")
    unit = Unit.objects.filter(code=arguments.unit).first()
    if unit is None or arguments.office not in offices:
        raise Refused("没有这个单位代码，或者没有这个职务。职务见 show offices。")
    url = public_url(DOOR)
    appointment = officers.held(unit, arguments.office, arguments.from_phone)
    person = inviting.person_for(by, arguments.to, arguments.phone)
    access.hand_over(by, appointment, to=person, on=arguments.on or clock.today())
    print(f"{unit.name} {offices[arguments.office].label}：{appointment.person.name} 交给 {person.name}。")
    if not officers.has_account(person):
        _account, code = accounts.invite(by, person, org.path_of(unit))
        [slip] = slips.write(
            [inviting.Invited(unit, offices[arguments.office], person, code)], settings.HOME / "slips", url
        )
        print(f"{person.name} 的启用条在 {slip}。")
    return DONE


def _typed() -> str:
    import getpass

    from unionhall.kernel.actor import Refused

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("新密码：")
    if password != getpass.getpass("再输一遍："):
        raise Refused("两次输入的不一样，密码没有换。")
    return password


def _readable() -> str:
    from unionhall.kernel.people.accounts import CODE_ALPHABET

    return "".join(secrets.choice(CODE_ALPHABET) for _character in range(_PASSWORD_LENGTH))
