"""The ``unionhall`` command: what an installation is founded, run and looked after with.

Exit codes: 0 done; 1 ``doctor`` or ``recount`` found something; 2 the input was refused; 3 a mistake of ours. What goes
wrong is a sentence on stderr, never a traceback (that goes to ``<home>/logs/command.log``). Who acts is a named part of
the system, and the journal says so.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

DONE, FOUND, REFUSED, BROKEN = 0, 1, 2, 3

Run = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.config.settings")
    run: Run = arguments.run
    try:
        arguments.prepare(arguments)
        if arguments.needs_django:
            _set_up()
        return run(arguments)
    except KeyboardInterrupt:
        return REFUSED
    except BrokenPipeError:
        return DONE
    except Exception as error:
        return _explain(error)


def offer(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    verb: str,
    run: Run,
    text: str,
    *,
    prepare: Callable[[argparse.Namespace], object] = lambda _arguments: None,
    needs_django: bool = True,
) -> argparse.ArgumentParser:
    """Add one verb. ``prepare`` runs before Django reads the settings."""
    parser = verbs.add_parser(verb, help=text, description=text)
    parser.set_defaults(run=run, prepare=prepare, needs_django=needs_django)
    return parser


def parser() -> argparse.ArgumentParser:
    """Everything that can be typed after ``unionhall``."""
    from unionhall import __version__
    from unionhall.config import commands

    top = argparse.ArgumentParser(
        prog="unionhall",
        description="职工之家 Unionhall：工会办事的平台",
        formatter_class=argparse.RawTextHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"unionhall {__version__}")
    verbs = top.add_subparsers(title="命令", metavar="<命令>", required=True)
    for family in commands.FAMILIES:
        family.add(verbs)
    return top


def _set_up() -> None:
    import gc
    import logging

    import django
    from django.conf import settings
    from django.utils import translation

    logging.captureWarnings(capture=True)
    gc.disable()  # what is loaded now stays: looking through it again and again is a tenth of the start
    django.setup()
    gc.freeze()
    gc.enable()
    chosen = os.environ.get("UNIONHALL_LANGUAGE", settings.LANGUAGE_CODE)
    translation.activate(chosen)


def _explain(error: Exception) -> int:
    sentences = _sentences(error)
    if sentences:
        for sentence in sentences:
            print(sentence, file=sys.stderr)
        return REFUSED
    log = _keep(error)
    print(f"系统出了问题：{type(error).__name__}。详情记在 {log}，请把它交给管理员。", file=sys.stderr)
    return BROKEN


def _sentences(error: Exception) -> list[str]:
    """What to tell the person who gave the input; empty when the mistake is ours."""
    from django.core.exceptions import ImproperlyConfigured, ValidationError
    from django.db import OperationalError

    from unionhall.kernel.actor import Denied, Refused

    if isinstance(error, Refused):
        return [str(reason.text) for reason in error.reasons]
    if isinstance(error, ValidationError):
        return [str(message) for message in error.messages]
    if isinstance(error, OSError):
        return [f"{error.filename or '文件'}：{error.strerror or error}"]
    known = (
        (Denied, "没有找到，或者没有权限。"),
        (OperationalError, f"数据库用不了：{error}"),
        (ImproperlyConfigured, f"设置有误：{error}"),
    )
    return [sentence for kind, sentence in known if isinstance(error, kind)]


def _keep(error: Exception) -> Path:
    from unionhall.config import environment

    log = environment.home() / "logs" / "command.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    return log


if __name__ == "__main__":
    sys.exit(main())
