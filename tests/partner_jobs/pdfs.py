"""PDFs for tests, made as programs make them."""

import io
import zlib

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)


def writer(pages: int = 1) -> PdfWriter:
    made = PdfWriter()
    for _ in range(pages):
        made.add_blank_page(width=595, height=842)
    return made


def written(made: PdfWriter) -> bytes:
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def plain(pages: int = 1) -> bytes:
    return written(writer(pages))


def action(kind: str, **more: object) -> DictionaryObject:
    found = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    for name, value in more.items():
        found[NameObject(f"/{name}")] = value
    return found


def with_javascript() -> bytes:
    script = action("JavaScript", JS=TextStringObject("app.alert('Hei');"))
    names = ArrayObject([TextStringObject("a"), script])
    tree = DictionaryObject({NameObject("/Names"): names})
    return with_at_root("/Names", DictionaryObject({NameObject("/JavaScript"): tree}))


def locked() -> bytes:
    made = writer()
    made.encrypt("hemmelig")
    return written(made)


def with_attachment() -> bytes:
    made = writer()
    made.add_attachment("regneark.xlsx", b"PK")
    return written(made)


def with_at_root(name: str, value: object) -> bytes:
    made = writer()
    made.root_object[NameObject(name)] = value
    return written(made)


def with_on_page(name: str, value: object) -> bytes:
    made = writer()
    made.pages[0][NameObject(name)] = value
    return written(made)


def with_annotation(**entries: object) -> bytes:
    one = DictionaryObject({NameObject("/Type"): NameObject("/Annot")})
    for name, value in entries.items():
        one[NameObject(f"/{name}")] = value
    return with_on_page("/Annots", ArrayObject([one]))


def with_hidden_object() -> bytes:
    """Nothing leads to the script, but it is there."""
    made = writer()
    made._add_object(action("JavaScript", JS=TextStringObject("app.alert(1)")))
    return written(made)


def with_escaped_name() -> bytes:
    """/J#61vaScript, which readers take for /JavaScript."""
    return with_javascript().replace(b"/JavaScript", b"/J#61vaScript")


def opening_at_a_page() -> bytes:
    made = writer()
    where = ArrayObject([made.pages[0].indirect_reference, NameObject("/Fit")])
    made.root_object[NameObject("/OpenAction")] = where
    return written(made)


def with_link() -> bytes:
    made = writer()
    made.add_uri(0, "https://example.test", (0, 0, 10, 10))
    return written(made)


def bomb() -> bytes:
    """A megabyte that becomes a gigabyte: in the place of the table of its objects."""
    packed = zlib.compress(b"\x01\x00\x00\x00" * (256 * 1024 * 1024 // 4), 9)
    head = (
        b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Size 10 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode "
        b"/Length " + str(len(packed)).encode() + b" >>\nstream\n"
    )
    return head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


def nested(depth: int = 5000) -> bytes:
    """Lists within lists within lists."""
    body = b"[" * depth + b"]" * depth
    objects = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X " + body + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n"
    )
    return objects + b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF"


def many_objects(number: int = 25_000) -> bytes:
    made = writer()
    made.root_object[NameObject("/X")] = ArrayObject(
        [made._add_object(NumberObject(n)) for n in range(number)]
    )
    return written(made)


def with_stream(kind: str) -> bytes:
    stream = StreamObject()
    stream.set_data(b"data")
    stream[NameObject("/Type")] = NameObject(kind)
    made = writer()
    made.root_object[NameObject("/X")] = made._add_object(stream)
    return written(made)


PAGE = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]"
OBJECTS = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Kids [3 0 R] /Count 1 >>"}


def packed(*objects: bytes, root: bytes = OBJECTS[1], page: bytes = b"") -> bytes:
    """Everything in one packed stream, where nothing can be read without unpacking it: a page with
    these entries, and what is numbered from 4 on."""
    whole = [root, OBJECTS[2], b"<< " + PAGE + page + b" >>", *objects]
    places = [len(b" ".join([*whole[:at], b""])) for at in range(len(whole))]
    head = b" ".join(b"%d %d" % (at + 1, place) for at, place in enumerate(places)) + b" "
    data = zlib.compress(head + b" ".join(whole))
    many = len(whole) + 1
    out = b"%%PDF-1.5\n%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (
        many, len(whole), len(head), len(data),
    )  # fmt: skip
    out += b"\nstream\n" + data + b"\nendstream\nendobj\n"
    rows = [(0, 0, 0), *((2, many, at) for at in range(len(whole))), (1, 9, 0), (1, len(out), 0)]
    table = b"".join(bytes([a]) + b.to_bytes(2, "big") + bytes([c]) for a, b, c in rows)
    head = b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 2 1] /Root 1 0 R /Length %d >>\nstream\n"
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + head % (many + 1, len(rows), len(table)) + table + end


def naming_its_action_elsewhere() -> bytes:
    """The word /Launch is an object of its own, and packed."""
    link = b" /Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S 4 0 R /F (x.exe) >> >>]"
    return packed(b"/Launch", page=link)


def naming_its_kind_elsewhere() -> bytes:
    return packed(b"/FileAttachment", page=b" /Annots [<< /Subtype 4 0 R /Rect [0 0 9 9] >>]")


def opening_at_a_page_written_elsewhere() -> bytes:
    return packed(b"[3 0 R /Fit]", root=b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>")


def with_script_between_words() -> bytes:
    """A script that no table names, made to look as if it were packed."""
    script = b"9 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"
    return plain() + b"%stream\n" + script + b"%endstream\n"
