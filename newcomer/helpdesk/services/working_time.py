"""How much of the helpdesk's opening time lies between two moments."""

from datetime import date, datetime, time

from newcomer.region import WEEKDAYS, Region


class WorkingTime:
    """Counts opening hours of a region from one day on. Make one for many questions: what it has
    found out about a day it keeps."""

    def __init__(self, region: Region, first: datetime) -> None:
        self.region = region
        self.first = first.astimezone(region.zone).date().toordinal()
        self.days: list[float] = [0.0]  # opening hours from the first day to the start of each
        self.hours_of = {
            name: (_hour(opens), _hour(closes))
            for name, (opens, closes) in region.working_hours.items()
        }

    def between(self, start: datetime, end: datetime) -> float:
        """Opening hours from `start`, which is not before the first day, to `end`."""
        return max(0.0, self._until(end) - self._until(start))

    @property
    def hours_a_day(self) -> float:
        """Opening hours of an ordinary working day, the mean of the week's."""
        return sum(closes - opens for opens, closes in self.hours_of.values()) / len(self.hours_of)

    def _until(self, moment: datetime) -> float:
        local = moment.astimezone(self.region.zone)
        number = local.toordinal() - self.first
        while len(self.days) <= number + 1:
            self.days.append(self.days[-1] + self._of_day(self.first + len(self.days) - 1))
        whole = self.days[number + 1] - self.days[number]
        if not whole:
            return self.days[number]
        opens, _closes = self.hours_of[WEEKDAYS[local.weekday()]]
        now = local.hour + local.minute / 60 + local.second / 3600
        return self.days[number] + min(whole, max(0.0, now - opens))

    def _of_day(self, ordinal: int) -> float:
        day = date.fromordinal(ordinal)
        if not self.region.is_working_day(day):
            return 0.0
        opens, closes = self.hours_of[WEEKDAYS[day.weekday()]]
        return closes - opens


def _hour(text: str) -> float:
    at = time.fromisoformat(text)
    return at.hour + at.minute / 60
