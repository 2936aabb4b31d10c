"""How hard the pages are to read, by LIX: a part of `make check`.

LIX is the words in a sentence plus the words over six letters in a hundred. Below 30 is as easy as
a children's book, 40 as a newspaper; newcomers read the site in a language they are still learning.
It was made for Scandinavian languages; English is not measured.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.error import HTTPError

from justhtml import Element, JustHTML, Node, Text

from tests.support import pages, server

LANGUAGES = ("nb", "nn", "sv")
HARD = 40
LONG_WORD = 7

# What is not running text: the way around, what is filled in, and what machines read.
SKIPPED = frozenset(
    ("nav", "button", "input", "select", "textarea", "datalist")
    + ("code", "pre", "kbd", "script", "style", "svg", "template")
)
# What stands inside a sentence; any other element ends the one before it, full stop or not.
INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "data", "dfn", "em", "i", "mark", "q", "s", "small")
    + ("span", "strong", "sub", "sup", "time", "u", "wbr")
)

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.:!?…]+(?=\s|$)|\n")


@dataclass(frozen=True)
class Readability:
    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> float:
        if not self.words:
            return 0.0
        return self.words / self.sentences + 100 * self.long_words / self.words


def measure(text: str) -> Readability:
    """Count the text; each line of it ends a sentence, as a heading or a list entry does."""
    sentences = [words for part in SENTENCE_END.split(text) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    long_words = sum(1 for word in words if len(word) >= LONG_WORD)
    return Readability(len(words), len(sentences), long_words)


def running_text(html: str) -> str:
    """What there is to read in <main>, a line for each paragraph, heading, list entry or cell."""
    main = JustHTML(html, sanitize=False).query("main")
    lines = "".join(part for element in main for part in _parts(element)).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _parts(node: Node) -> Iterator[str]:
    for child in node.children or ():
        if isinstance(child, Text):
            yield re.sub(r"\s+", " ", child.data or "")
        elif isinstance(child, Element) and _is_read(child):
            edge = "" if child.name in INLINE else " " if child.name == "br" else "\n"
            yield edge
            yield from _parts(child)
            yield edge


def _is_read(element: Element) -> bool:
    return (
        element.name not in SKIPPED
        and "hidden" not in element.attrs
        and element.attrs.get("aria-hidden") != "true"
    )


def table(results: Mapping[str, Mapping[str, Readability]]) -> str:
    """Pages by languages: the LIX, and the number of words in the first language."""
    width = max(map(len, results), default=0)
    lines = [f"{'':{width}}  " + "".join(f"{language:>6}" for language in LANGUAGES) + "   words"]
    for page, found in results.items():
        row = "".join(f"{found[language].lix:6.0f}" for language in LANGUAGES)
        lines.append(f"{page:{width}}  {row}  {found[LANGUAGES[0]].words:6}")
    return "\n".join(lines)


def hard(results: Mapping[str, Mapping[str, Readability]]) -> list[str]:
    """The pages that are over the limit, in words."""
    return [
        f"{page} in {language}: {found[language].lix:.0f}"
        for page, found in results.items()
        for language in LANGUAGES
        if found[language].lix > HARD
    ]


def fetch(site: server.Site, path: str) -> str:
    """The page at the path, also when it says that there is none."""
    try:
        return site.get(path)
    except HTTPError as error:
        with error:
            return error.read().decode()


def main() -> int:
    with pages.world() as site:
        results = {
            one.name: {
                language: measure(running_text(fetch(site.site, one.path.format(lang=language))))
                for language in LANGUAGES
            }
            for one in site.of("visitor")
            if one.step is None and not one.personal
        }
    print(table(results))
    over = hard(results)
    print(f"\nOver {HARD}, so hard for a newcomer:" if over else f"\nNo page is over {HARD}.")
    for line in over:
        print(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
