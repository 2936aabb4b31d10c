"""Whether a PDF is one that only shows pages: run as a program of its own, with little memory and
little time, on standard input. It writes one word: "ok", or why not (a value of cv.Unfit).

It imports nothing of ours, so that it starts quickly.
"""

import io
import logging
import re
import resource
import sys
from typing import Any

import pypdf
from pypdf.errors import LimitReachedError, PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MOST_PAGES = 20
MOST_OBJECTS = 20_000
MOST_DEPTH = 60  # of dictionaries and lists within each other
SECONDS, MEMORY = 5, 512 * 1024 * 1024

# A CV needs none of these: they run, fetch, send, hide or play something.
KEYS = {
    "/JS", "/JavaScript", "/AA", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/AF",
    "/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/XFA", "/SubmitForm", "/Rendition",
}  # fmt: skip
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToE", "/GoToR",
    "/Rendition", "/RichMediaExecute", "/Movie", "/Sound", "/GoTo3DView",
}  # fmt: skip
KINDS = {
    "/RichMedia", "/FileAttachment", "/Screen", "/Movie", "/Sound", "/3D", "/EmbeddedFile",
    "/Filespec",
}  # fmt: skip
# The same as they stand in the file, outside what is packed: also where nothing leads to them.
WRITTEN = re.compile(
    rb"/(?:JavaScript|JS|AA|Launch|EmbeddedFiles?|RichMedia\w*|XFA|SubmitForm|ImportData)"
    rb"(?=[\s()<>\[\]{}/%]|$)"
)
# Where they cannot be there by chance, also between "stream" and "endstream": whoever hides something
# writes those words around it.
WRITTEN_ANYWHERE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia\w*|SubmitForm|ImportData)"
    rb"(?=[\s()<>\[\]{}/%]|$)|/JS\s*[(<]|/AA\s*<<"
)
PACKED = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")


class Refused(Exception):
    """It is not to be kept; the message is the word for why."""


def look(data: bytes) -> str:
    """ "ok", or the word for what is wrong."""
    # Readers look for it further on, too. But what begins as something else may be both.
    if not data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        return "not_pdf"
    try:
        _read(data)
    except Refused as error:
        return str(error)
    except (MemoryError, RecursionError, LimitReachedError):
        return "too_heavy"
    except PdfReadError:
        return "broken"
    except Exception:  # noqa: BLE001 - whatever a broken file leads the reader to
        return "broken"
    return "ok"


def _read(data: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Refused("locked")
    pages = reader.get_num_pages()
    if pages < 1:
        raise Refused("broken")
    if pages > MOST_PAGES:
        raise Refused("too_many_pages")
    for page in reader.pages:
        page.mediabox  # noqa: B018 - that there is a page behind each number
    _look_at_objects(reader)
    if WRITTEN.search(_plain(PACKED.sub(b"", data))) or WRITTEN_ANYWHERE.search(_plain(data)):
        raise Refused("does_things")


def _plain(data: bytes) -> bytes:
    """With names as they are read: /J#61vaScript is /JavaScript."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _look_at_objects(reader: pypdf.PdfReader) -> None:
    """Every object that the file's own table names, whether a page leads to it or not."""
    numbers = {(number, at) for at, some in reader.xref.items() for number in some}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise Refused("too_heavy")
    _walk(reader.trailer, 0)
    for number, generation in sorted(numbers):
        if number:
            _walk(reader.get_object(IndirectObject(number, generation, reader)), 0)


def _walk(one: Any, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise Refused("too_heavy")
    if isinstance(one, DictionaryObject):
        _judge(one)
        for key in one:
            _walk(one.raw_get(key), depth + 1)
    elif isinstance(one, ArrayObject):
        for at in range(len(one)):
            _walk(list.__getitem__(one, at), depth + 1)


def _judge(one: DictionaryObject) -> None:
    action, kind, sort = (_value(one, key) for key in ("/S", "/Subtype", "/Type"))
    if KEYS & set(one) or action in ACTIONS or kind in KINDS or sort in KINDS:
        raise Refused("does_things")
    # Many programs write where to open the document: that is a place in it, and no more.
    opens = _value(one, "/OpenAction")
    is_place = isinstance(opens, ArrayObject) or (
        isinstance(opens, DictionaryObject)
        and _value(opens, "/S") == "/GoTo"
        and "/Next" not in opens
    )
    if opens is not None and not is_place:
        raise Refused("does_things")


def _value(one: DictionaryObject, key: str) -> Any:
    """What stands there, also where it is written elsewhere in the file."""
    found = one.raw_get(key) if key in one else None
    return found.get_object() if isinstance(found, IndirectObject) else found


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()
    sys.stdout.write(look(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
