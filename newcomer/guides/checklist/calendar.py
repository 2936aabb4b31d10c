"""Deadlines as a calendar file (iCalendar, RFC 5545), for whichever calendar somebody has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75  # octets that a line may hold, its end not counted
REMIND = "-PT15H"  # nine in the morning of the day before


@dataclass(frozen=True)
class Day:
    """Something that lasts a whole day. The same `uid` always names the same thing: a calendar that
    gets the file again changes what it has, if `sequence` is higher."""

    uid: str
    on: date
    summary: str
    description: str = ""
    url: str = ""
    sequence: int = 0


def calendar_file(name: str, days: Iterable[Day], *, language: str, now: datetime) -> bytes:
    """The file, in UTF-8."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//newcomer//checklist//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for day in days:
        lines += _event(day, language, now)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(day: Day, language: str, now: datetime) -> list[str]:
    summary = _text(day.summary)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(day.uid)}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{day.sequence}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY;LANGUAGE={language}:{summary}",
    ]
    if day.description:
        lines.append(f"DESCRIPTION;LANGUAGE={language}:{_text(day.description)}")
    if day.url:
        lines.append(f"URL:{day.url}")
    return [
        *lines,
        "TRANSP:TRANSPARENT",  # a deadline keeps nobody busy
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary}",
        f"TRIGGER:{REMIND}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """A value in which nothing ends a line or a value."""
    for sign, written in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\n"),
        ("\n", "\\n"),
    ):
        value = value.replace(sign, written)
    return "".join(sign for sign in value if sign >= " " or sign == "\t")


def _folded(line: str) -> bytes:
    """The line with its end, cut where it is too long; never in the middle of a letter."""
    parts, part = [], b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > LINE:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
