"""What looks as if no person had asked it. Nobody is refused for it: such a question waits until its
asker confirms it."""

import hashlib
import re
from datetime import datetime, timedelta

from newcomer import limits
from newcomer.errors import TooMany
from newcomer.links import seconds_open

MOST_LINKS = 2
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
MOST_ADDRESSES = 3  # that may ask the very same within an hour
WINDOW = timedelta(hours=1)


def looks_made_by_a_machine(
    body: str, *, trap: str, mark: str, least_seconds: float, now: datetime
) -> bool:
    """Whether a field was filled in that nobody sees, the form was sent sooner than anybody writes
    or with a forged mark, or the text is full of links."""
    seconds = seconds_open(mark, now)
    if trap or seconds is None:
        return True
    return seconds < least_seconds or len(LINK.findall(body)) > MOST_LINKS


def is_sent_around(body: str, address: str, now: datetime) -> bool:
    """Count that this address asks this; whether others have asked the very same in the last hour.
    The same address may send it as often as it likes."""
    text = hashlib.sha256(" ".join(body.casefold().split()).encode()).hexdigest()
    try:
        limits.hit("text from address", f"{text} {address}", most=1, per=WINDOW, now=now)
    except TooMany:  # counted already
        return False
    try:
        limits.hit("text", text, most=MOST_ADDRESSES, per=WINDOW, now=now)
    except TooMany:
        return True
    return False
