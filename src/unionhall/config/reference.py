"""Writes the generated pages of ``docs/reference/`` anew (``make docs``); a test compares what is there with it."""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django

_GENERATED = "Generated: `make docs` writes it anew."


def pages() -> dict[str, str]:
    """The pages by their path in the repository. Django must be set up."""
    from django.utils.translation import override

    from unionhall.kernel.facts import show as facts
    from unionhall.kernel.law import show as law
    from unionhall.kernel.procedures import show as procedures
    from unionhall.structures import show as structure

    with override("zh-hans"):
        return structure.pages() | {
            "docs/reference/procedures.md": procedures.page(),
            "docs/reference/measures.md": facts.page(),
            "docs/reference/law.md": law.page(),
            "docs/reference/commands.md": _commands(),
            "docs/reference/settings.md": _settings(),
        }


def _commands() -> str:
    from unionhall.config import command

    intro = "Exit codes: 0 done, 1 `doctor` or `recount` found something, 2 the input was refused."
    parts = [f"# Commands\n\n{intro}\n{_GENERATED}\n"]
    for verb, parser in _verbs(command.parser()):
        parser.prog = f"unionhall {verb}"
        parts.append(f"## {verb}\n\n```text\n{_fixed(parser.format_help())}\n```\n")
    return "\n".join(parts)


def _verbs(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from sorted(action.choices.items())


def _fixed(text: str) -> str:
    """Help without the breaks that depend on the terminal's width."""
    return re.sub(r"\n {10,}", " ", text).strip()


def _settings() -> str:
    from unionhall.config import settings

    lines = (settings.__doc__ or "").split("What an installation may set:", 1)[1].strip("\n")
    return f"# Settings\n\nRead from the environment.\n{_GENERATED}\n\n```text\n{lines}\n```\n"


def main() -> None:
    """Write the pages into the checkout that this runs in."""
    os.environ["COLUMNS"] = "120"  # argparse breaks lines by it
    django.setup()
    for path, text in pages().items():
        Path(path).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
