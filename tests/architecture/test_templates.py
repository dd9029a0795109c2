"""Templates hold no script and no style, and every one of them is used."""

import re

from tests.architecture.source import SOURCE, named, text_files, tracked

INLINE = (
    (re.compile(r"<style\b", re.IGNORECASE), "a style element"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "a style attribute"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE), "a script in the page"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE), "an event attribute"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript: address"),
    (re.compile(r"\shx-on\b", re.IGNORECASE), "hx-on"),
    (re.compile(r"https?://(?!www\.w3\.org)", re.IGNORECASE), "something from another host"),
)
TEMPLATES = [path for path in tracked() if path.suffix == ".html" and SOURCE in path.parents]


def test_there_is_no_script_or_style_in_a_page() -> None:
    found = []
    for path in TEMPLATES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found += [f"{named(path)}:{number}: {what}" for pattern, what in INLINE if pattern.search(line)]
    assert not found, "\n".join(found)


SECTION = re.compile(r'<section[^>]*aria-labelledby="([^"]+)"')
REGION = re.compile(r'<(?!section)[^>]*role="region"[^>]*aria-labelledby="([^"]+)"')


def test_a_section_and_the_table_in_it_are_not_called_the_same() -> None:
    """A section with a name is a landmark, a table's scrolling region another: one of them is named by the heading."""
    found = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        found += [f"{named(path)}: {name}" for name in set(SECTION.findall(text)) & set(REGION.findall(text))]
    assert not found, "\n".join(found)


# f"desk/launch-{page}.html" uses whatever fits
COMPOSED = re.compile(r'f"([a-z_/-]*/[a-z_-]*)\{[a-z_.]+\}([a-z_-]*\.html)"')


def test_every_template_is_used() -> None:
    texts = [text for path, text in text_files() if SOURCE in path.parents and path.suffix in {".py", ".html"}]
    composed = [
        re.compile(rf"{head}[a-z_-]+{re.escape(tail)}") for text in texts for head, tail in COMPOSED.findall(text)
    ]
    unused = []
    for path in TEMPLATES:
        name = str(path).rpartition("/templates/")[2]
        if name.startswith("django/"):
            continue  # Django's own, replaced
        if any(pattern.fullmatch(name) for pattern in composed):
            continue
        if not any(f'"{name}"' in text or f"'{name}'" in text or f'"{name}#' in text for text in texts):
            unused.append(named(path))
    assert not unused
