"""The skills: complete in four languages, each in its group, and in an order that stays."""

import re
from itertools import groupby

import pytest

from newcomer.i18n import LANGUAGES
from newcomer.taxonomy import skill_groups, skills

LONGEST = 60  # letters: what fits beside a box to tick on a phone


def test_there_are_at_least_150_skills_in_four_languages() -> None:
    assert len(skills()) >= 150
    for slug, term in [*skills().items(), *skill_groups().items()]:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= LONGEST
        for name in term.names.values():
            assert name.strip() == name != ""
            assert len(name) <= LONGEST
            assert name[0].isupper(), f"{slug}: a name begins with a capital"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_stands_for_one_skill_within_a_language(language: str) -> None:
    for terms in (skills(), skill_groups()):
        names = [term.names[language].casefold() for term in terms.values()]
        assert sorted(set(names)) == sorted(names)


def test_the_skills_stand_together_in_their_groups_and_in_the_groups_order() -> None:
    assert [group for group, _ in groupby(term.group for term in skills().values())] == list(
        skill_groups()
    )


def test_within_a_group_the_skills_stand_in_the_order_of_their_slugs() -> None:
    for _group, terms in groupby(skills().values(), key=lambda term: term.group):
        slugs = [term.slug for term in terms]
        assert slugs == sorted(slugs)


def test_a_skill_is_found_by_its_slug_with_the_words_of_each_country() -> None:
    forklift = skills()["forklift-licence"]
    assert forklift.group == "driving-and-storage"
    assert forklift.names["nb"] == "Truckførerbevis"
    assert forklift.names["nn"] == "Truckførarbevis"
    assert forklift.names["sv"] == "Truckkort"
