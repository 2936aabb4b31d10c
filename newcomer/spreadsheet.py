"""Tables of numbers, and the file in which a spreadsheet program opens them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Response

from newcomer import i18n

Cell = str | int | float | None

# What makes a spreadsheet program take a text for a formula, also after spaces it throws away.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Table:
    """Rows of equal length under their headers. A number is a number, so that it can be counted
    with; None is an empty cell."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def csv_file(tables: Iterable[Table]) -> bytes:
    """The tables one under the other, as spreadsheet programs in the Nordic countries open them
    without asking: UTF-8 with its mark, semicolons, the decimal sign of the page's language.
    No text in it can act as a formula."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow([_written(table.title)])
        writer.writerow([_written(header) for header in table.headers])
        writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode()


def download(tables: Iterable[Table], name: str, day: date) -> Response:
    """The answer that gives the file: `name` and the day of the figures."""
    return Response(
        csv_file(tables),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{day.isoformat()}.csv"'},
    )


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell
    return i18n.plain_number(cell)
