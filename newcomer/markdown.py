"""Markdown texts: files with a TOML head between +++ lines, and their safe rendering as HTML."""

import functools
import tomllib
from pathlib import Path
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

CONTENT = Path(__file__).parent / "content"

# HTML in the source is shown as text; what is left is cleaned once more all the same.
_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "a",
    "strong",
    "em",
    "blockquote",
    "code",
    "pre",
    "hr",
    "br",
    "s",
}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


def read_file(path: Path) -> tuple[dict[str, Any], str]:
    """The head (TOML) and the body (Markdown) of a content file. ValueError names a broken file."""
    _, head, body = path.read_text(encoding="utf-8").split("+++", 2)
    try:
        return tomllib.loads(head), body.strip()
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error


@functools.lru_cache(maxsize=512)
def render(text: str) -> Markup:
    """Markdown as HTML that is safe to show, whoever wrote it."""
    clean = nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
    return Markup(clean)  # noqa: S704 - cleaned on the line above
