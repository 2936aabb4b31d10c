"""The ledger as it is shown: the names of its figures, and its plots."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from newcomer import i18n, plots
from newcomer.partner_jobs import names
from newcomer.partner_jobs.models.employers import Sector
from newcomer.partner_jobs.services.ledger import Ledger, Network
from newcomer.plots import Bar, BarPlot

FIGURES = {
    "received": _l("Introductions received"),
    "in_time": _l("Answered in time"),
    "conversations": _l("Conversations"),
    "hires": _l("Hires"),
    "referred": _l("Partners referred"),
}
SHARE = "share_in_time"


@dataclass(frozen=True)
class Row:
    """One figure of an employer beside that of the member in the middle, as they are written."""

    name: str
    own: str
    median: str  # "" while there are too few members


def figures_of(own: Ledger, network: Network | None) -> list[Row]:
    """The rows of an employer's ledger, beside the network's medians if there are any."""
    medians = network.medians if network else {}
    rows = [
        Row(str(label), i18n.format_number(getattr(own, key)), _written(medians.get(key)))
        for key, label in FIGURES.items()
    ]
    share, middle = own.share_in_time, medians.get(SHARE)
    rows.insert(
        2,
        Row(
            _("Share answered in time"),
            "–" if share is None else i18n.format_percent(share),
            "" if middle is None else i18n.format_percent(middle),
        ),
    )
    return rows


def _written(median: float | None) -> str:
    return "" if median is None else i18n.format_number(median)


def own_plot(own: Ledger, network: Network) -> Markup:
    """An employer's figures as bars, with the median beside each."""
    rows = []
    for key, label in FIGURES.items():
        median = network.medians.get(key)
        note = "" if median is None else _("median: %(number)s", number=i18n.format_number(median))
        rows.append(Bar(str(label), getattr(own, key), note))
    return plots.bars(
        BarPlot(
            "ledger",
            _("What you have done"),
            _("The last twelve months, beside the member in the middle."),
            (_("What"), _("Your organisation")),
            rows,
        )
    )


def sector_plot(sectors: Mapping[Sector, float | None]) -> Markup | None:
    """The members by sector; None while there are too few to say more than one bar."""
    shown = [(names.SECTORS[one], number) for one, number in sectors.items() if number is not None]
    if len(shown) < 2:
        return None
    rows = [Bar(str(name), number) for name, number in shown]
    return plots.bars(
        BarPlot(
            "members",
            _("The members by sector"),
            _("Sectors with few members are left out."),
            (_("Sector"), _("Members")),
            rows,
        )
    )
