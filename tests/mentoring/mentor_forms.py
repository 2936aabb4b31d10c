"""What a mentor fills in, step by step, for tests."""

from typing import Any

from tests.support.client import Outbox, Page, SiteClient

ANSWERS: dict[str, dict[str, Any]] = {
    "about": {
        "first_name": "Ana",
        "language": "nb",
        "birth_year": "1985",
        "situation": "family",
        "children": ["3-5", "10-12"],
        "gender": "f",
        "gender_wish": "any",
    },
    "languages": {
        "languages-0-code": "nb",
        "languages-0-level": "6",
        "languages-1-code": "ti",
        "languages-1-level": "5",
    },
    "place": {"place": "lillehammer", "reach_km": "50", "free_times": ["2", "5", "16"]},
    "interests": {
        "interests": ["hiking", "choir", "baking"],
        "occupation": "Sykepleier",
    },
    "why": {"why": "Jeg var selv ny her.", "capacity": "2"},
    "references": {
        "first-name": "Rita Nabo",
        "first-phone": "900 00 001",
        "first-relation": "Nabo",
        "second-name": "Rolf Sjef",
        "second-phone": "+47 900 00 002",
        "second-relation": "Sjef",
        "agreed": "y",
    },
    "pledge": {"pledge": "y"},
}


def begin(client: SiteClient, outbox: Outbox, email: str, name: str = "Ana") -> str:
    """Begin to become a mentor; the private page's path, as the mail gives it."""
    client.submit(
        "mentoring.become", {"first_name": name, "email": email, "language": client.language}
    )
    return outbox.link_to(email)


def fill_in(client: SiteClient, path: str, *steps: str) -> Page:
    """Fill in these steps, all if none is named; the page after the last one."""
    page = None
    for step in steps or tuple(ANSWERS):
        page = client.submit(f"{path}/{step}", ANSWERS[step])
    assert page is not None
    return page
