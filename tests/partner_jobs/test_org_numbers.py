"""Organisation numbers as people type them, and the numbers of people, which are refused."""

import pytest

from newcomer.partner_jobs import org_numbers


@pytest.mark.parametrize(
    ("typed", "country", "digits"),
    [
        ("800 000 106", "no", "800000106"),
        ("NO 800000106 MVA", "no", "800000106"),
        ("Org.nr.: 800 000 106", "no", "800000106"),
        ("559990-0015", "se", "5599900015"),
        ("SE559990001501", "se", "5599900015"),
        ("16559990-0015", "se", "5599900015"),
        ("SE212099001101", "se", "2120990011"),
    ],
)
def test_a_number_is_kept_as_digits(typed: str, country: str, digits: str) -> None:
    assert org_numbers.read(typed, country) == digits


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("800 000 107", "no"),
        ("000 000 000", "no"),
        ("8000001", "no"),
        ("", "no"),
        ("800000106; DROP", "no"),
        ("٨٠٠٠٠٠١٠٦", "no"),
        ("559990-0016", "se"),
        ("800 000 106", "se"),
        ("9" * 500, "se"),
    ],
)
def test_a_wrong_number_is_refused(typed: str, country: str) -> None:
    with pytest.raises(org_numbers.WrongNumber) as refused:
        org_numbers.read(typed, country)
    assert not isinstance(refused.value, org_numbers.PersonalNumber)


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("811228-9874", "se"),
        ("19811228-9874", "se"),
        ("198112289874", "se"),
        ("121212+1212", "se"),
        ("811288-9814", "se"),  # a coordination number
        ("811228-9875", "se"),  # mistyped, and still as good as somebody's
        ("SE811228987401", "se"),
        ("01010112345", "no"),
    ],
)
def test_the_number_of_a_person_is_told_from_an_organisation_s(typed: str, country: str) -> None:
    with pytest.raises(org_numbers.PersonalNumber):
        org_numbers.read(typed, country)
