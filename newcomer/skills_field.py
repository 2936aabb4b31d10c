"""The form field for skills, of whoever looks for work and of vacancies, and what a skill is called."""

from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from newcomer.i18n import current_language
from newcomer.profile_fields import HowMany, ManyField
from newcomer.taxonomy import skill_groups, skills

MOST_SKILLS = 15


def skill_name(slug: str) -> str:
    """A skill in the language of the page; the slug for one that is no longer in the list."""
    term = skills().get(slug)
    return term.names[current_language()] if term else slug


class SkillsField(ManyField):
    """Slugs of the taxonomy's skills, shown in its groups; none is a good answer.

    Drawn by `profile.interests(field)` in templates/macros/profile.html.
    """

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        options.setdefault(
            "description",
            _l(
                "Open a group and tick what fits, at most %(most)s in all. Leave out what anybody "
                "learns in the first weeks.",
                most=MOST_SKILLS,
            ),
        )
        super().__init__(
            label or _l("Skills"),
            [SelectChoice(slug, skill_name(slug)) for slug in skills()],
            validators=[HowMany(0, MOST_SKILLS)] if validators is None else validators,
            **options,
        )

    @property
    def groups(self) -> list[tuple[str, list[Any], int]]:
        """(name, boxes, how many of them are ticked) for each group."""
        order = list(skill_groups())

        def group_of(box: Any) -> str:
            return skills()[box.choice.value].group

        found = []
        for slug, some in groupby(
            sorted(self, key=lambda one: order.index(group_of(one))), group_of
        ):
            boxes = list(some)
            ticked = sum(bool(box.checked) for box in boxes)
            found.append((skill_groups()[slug].names[current_language()], boxes, ticked))
        return found
