"""The W3C's Nu checker: is it valid HTML?

Starting it is what takes time, so give it many pages at once.

    assert nu.check({"front page": html, "sign in": other_html}) == []
"""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.support.processes import ROOT

CHECKER = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def check(pages: Mapping[str, str]) -> list[str]:
    """The errors in some pages, given by name; each error says in which page and where."""
    with tempfile.TemporaryDirectory(prefix="nu-") as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder).resolve() / f"{number}.html"
            path.write_text(html)
            names[path] = name
        return [f"{names[path]}: {error}" for path, error in _errors(names)]


def check_files(paths: Iterable[Path]) -> list[str]:
    """The errors in HTML files, or in all of a folder."""
    return [f"{path}: {error}" for path, error in _errors(paths)]


def _errors(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    files = [str(path) for path in paths]
    if not files:
        return []
    command = ["java", "-Xss8m", "-jar", str(CHECKER), "--format", "json", "--errors-only"]
    result = subprocess.run(
        [*command, "--skip-non-html", *files], capture_output=True, text=True, timeout=300
    )
    try:
        messages = json.loads(result.stderr)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(f"The Nu checker did not run:\n{result.stderr[-2000:]}") from None
    return [(_path_of(message), _describe(message)) for message in messages]


def _path_of(message: dict[str, str]) -> Path:
    return Path(unquote(urlsplit(message.get("url", "")).path))


def _describe(message: dict[str, str]) -> str:
    extract = " ".join(message.get("extract", "").split())
    place = f"line {message.get('lastLine', '?')}"
    return f"{place}: {message['message']}" + (f" [{extract}]" if extract else "")
