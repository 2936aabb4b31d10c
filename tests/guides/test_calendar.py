"""The calendar file, held against the rules of RFC 5545."""

from datetime import UTC, date, datetime

import pytest

from newcomer.guides.checklist.calendar import Day, calendar_file

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def content_lines(file: bytes) -> list[str]:
    """The lines as they were before they were folded; each folded one is looked at."""
    assert file.endswith(b"\r\n")
    raw = file[:-2].split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in raw)
    assert max(len(line) for line in raw) <= 75
    for line in raw:
        line.decode("utf-8")  # no letter is cut in two
    return file[:-2].decode("utf-8").replace("\r\n ", "").split("\r\n")


def parse(file: bytes) -> list[dict[str, str]]:
    """The events, each as name with parameters → value as a calendar would show it."""
    lines = content_lines(file)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    open_parts: list[str] = []
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = unescape(value)
    assert open_parts == []
    return events


def unescape(value: str) -> str:
    text, signs = "", iter(value)
    for sign in signs:
        if sign == "\\":
            following = next(signs)
            text += "\n" if following in "nN" else following
        else:
            text += sign
    return text


def one(**values: object) -> dict[str, str]:
    day = Day(**{"uid": "1@x", "on": date(2027, 3, 1), "summary": "Søk plass", **values})  # type: ignore[arg-type]
    (event,) = parse(calendar_file("Lista", [day], language="nb", now=NOW))
    return event


def test_a_day_is_a_whole_day_that_keeps_nobody_busy() -> None:
    event = one(sequence=4)
    assert event["DTSTART;VALUE=DATE"] == "20270301"
    assert event["DTEND;VALUE=DATE"] == "20270302"
    assert event["DTSTAMP"] == "20261122T093000Z"
    assert event["SEQUENCE"] == "4"
    assert event["UID"] == "1@x"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SUMMARY;LANGUAGE=nb"] == "Søk plass"


@pytest.mark.parametrize(
    "text",
    [
        "Ring, skriv; eller kom \\ gå",
        "Én linje\nog en til\r\nog enda en",
        "å" * 200,
        "👩‍👩‍👧 " * 40,
        "x" * 74 + "é" + "y" * 80,
        "END:VEVENT\r\nBEGIN:VEVENT",
    ],
)
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    event = one(summary=text, description=text)
    assert event["SUMMARY;LANGUAGE=nb"] == text.replace("\r\n", "\n")
    assert event["DESCRIPTION;LANGUAGE=nb"] == text.replace("\r\n", "\n")


def test_the_file_says_what_made_it_and_reminds_of_each_day() -> None:
    days = [Day("1@x", date(2027, 3, 1), "A"), Day("2@x", date(2027, 12, 31), "B")]
    file = calendar_file("Min liste", days, language="sv", now=NOW)
    lines = content_lines(file)
    assert {"VERSION:2.0", "METHOD:PUBLISH", "CALSCALE:GREGORIAN"} <= set(lines)
    assert any(line.startswith("PRODID:") for line in lines)
    assert lines.count("BEGIN:VALARM") == lines.count("END:VALARM") == 2
    assert parse(file)[1]["DTEND;VALUE=DATE"] == "20280101"
