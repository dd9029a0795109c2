"""Collects the texts of the program for the catalogues: ``make messages``, needs Babel, which only developers have.

Chinese is the source. A catalogue is a PO file that people translate; what a page reads is compiled by ``make assets``.
"""

import io
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1]
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"

_ONE: tuple[int, ...] = (1,)
_KEYWORDS: dict[str, Any] = {"_": _ONE, "gettext": _ONE, "gettext_lazy": _ONE, "gettext_noop": _ONE}
_KEYWORDS |= dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
_KEYWORDS |= dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
_KEYWORDS |= dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3))

_HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'  # no dates: a line that changes every time
)


def of_template(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Any]:
    """What ``{% translate %}`` and ``{% blocktranslate %}`` of one template hold, as Babel's extractors give it.

    Django writes a template as lines of Python calls; their indentation is the template's and would be no Python.
    """
    calls = "\n".join(line.strip() for line in templatize(file.read().decode("utf-8")).split("\n"))
    yield from extract_python(io.BytesIO(calls.encode("utf-8")), keywords, comment_tags, dict(options))  # type: ignore[arg-type]


_METHODS: list[tuple[str, Any]] = [
    ("**/tests/**", "ignore"),
    ("**/static/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", of_template),
    ("**/templates/**.txt", of_template),
]


def extracted() -> Catalog:
    """Every text of the program, without a translation."""
    catalog = Catalog(locale="en", fuzzy=False)
    for name, _line, text, _remarks, context in extract_from_dir(SOURCE, _METHODS, keywords=_KEYWORDS):
        catalog.add(text, locations=[(f"src/unionhall/{name}", 0)], context=context)
    return catalog


def kept(path: Path = CATALOGUE) -> Catalog:
    """The catalogue as people have translated it; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale="en", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en", ignore_obsolete=True)


def merged(texts: Catalog, translated: Catalog) -> Catalog:
    """The texts with the translations known for them; what is translated and no longer used is left out."""
    for message in texts:
        known = translated.get(message.id, message.context) if message.id else None
        if known is not None and len(strings(known.id)) == len(strings(message.id)):
            message.string, message.flags = known.string, known.flags
    return texts


def strings(of: Any) -> tuple[str, ...]:
    """A message's text or translation as its forms: one, or singular and plural."""
    return tuple(of) if isinstance(of, tuple | list) else (of or "",)


def main() -> None:
    """Write the catalogue anew and say how much of it is still to be translated."""
    catalog = merged(extracted(), kept())
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    head = f'{_HEAD}"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(head.encode() + out.getvalue())
    missing = sum(1 for message in catalog if message.id and not all(strings(message.string)))
    sys.stdout.write(f"{CATALOGUE}: {len(catalog)} texts, {missing} to translate\n")


if __name__ == "__main__":
    main()
