"""Every region file holds a whole region; a fourth is one file; broken ones are refused clearly."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from newcomer import markdown, region, taxonomy, theme
from newcomer.app import create_app
from newcomer.guides.services import MOST_ASKED
from newcomer.i18n import LANGUAGES
from newcomer.region import RegionError, available_regions, load_region
from newcomer.region_map import draw_map
from tests.conftest import make_settings
from tests.support.client import SiteClient

REGIONS = ("lerum", "lillehammer", "sogn")


def test_three_regions_ship() -> None:
    assert available_regions() == list(REGIONS)


@pytest.mark.parametrize("slug", REGIONS)
def test_a_region_says_everything_in_four_languages(slug: str) -> None:
    def texts(value: object) -> list[dict[str, str]]:
        if isinstance(value, dict):
            if set(value) & set(LANGUAGES):
                return [value]
            return [found for one in value.values() for found in texts(one)]
        if isinstance(value, (list, tuple)):
            return [found for one in value for found in texts(one)]
        return texts(vars(value)) if hasattr(value, "__dataclass_fields__") else []

    found = texts(vars(load_region(slug)))
    assert len(found) > 30
    for text in found:
        assert set(text) == set(LANGUAGES)
        assert all(one.strip() for one in text.values())


@pytest.mark.parametrize("slug", REGIONS)
def test_a_region_holds_together(slug: str) -> None:
    here = load_region(slug)
    assert here.languages[0] == here.default_language
    places = {place.slug for place in here.places}
    assert all({leg["from"], leg["to"]} <= places for leg in here.travel)
    assert all("example.test" in contact.email for contact in here.contacts)
    assert {"closed_question", "sign_in_link", "sent_email", "audit", "inactive_user"} <= set(
        here.retention
    )
    assert theme.theme_css(here.theme["accent"])
    assert here.illustration.lstrip().startswith("<svg")
    assert "<script" not in here.illustration
    dots = draw_map(here).dots
    assert len(dots) == len(here.places)
    assert all(0 < dot.x < 640 and 0 < dot.y < 420 for dot in dots)


@pytest.mark.parametrize(
    ("slug", "language"), [("lillehammer", "nb"), ("sogn", "nn"), ("lerum", "sv")]
)
def test_each_region_serves_its_own_language_first(
    slug: str, language: str, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/region.db"
    app = create_app(
        make_settings(url, tmp_path, region=slug, demo=True, environment="development")
    )
    assert app.test_cli_runner().invoke(args=["prepare"]).exit_code == 0
    client = SiteClient(app, language)
    assert client.http.get("/", base_url=client.base_url).headers["Location"] == f"/{language}/"
    for code in LANGUAGES:
        visitor = SiteClient(app, code)
        for endpoint in ("front_page", "region", "contact", "privacy", "accessibility"):
            visitor.get(f"pages.{endpoint}")
        visitor.get("checklist.start")
        for municipality in app.extensions["region"].municipalities:
            visitor.get("pages.municipality", slug=municipality.slug)
        for topic in app.extensions["region"].topics:
            visitor.get("guides.topic", slug=topic.slug)
        for link in visitor.get("guides.articles").all(".guide-list a"):
            visitor.get(link.attrs["href"])
    authority = "Skatteverket" if slug == "lerum" else "Skatteetaten"
    assert authority in client.get("guides.article", slug="report-your-move").text


def test_preparing_twice_keeps_the_data(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/region.db"
    app = create_app(make_settings(url, tmp_path, demo=True, environment="development"))
    from sqlalchemy import func, select

    from newcomer.extensions import db
    from newcomer.guides.models import Article
    from newcomer.helpdesk.models import Question

    counts = []
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["prepare"])
        assert result.exit_code == 0, result.output
        with app.app_context():
            counts.append(db.session.scalar(select(func.count()).select_from(Question)))
    assert counts[0] == counts[1] > 100
    with app.app_context():
        slugs = set(db.session.scalars(select(Article.slug)))
        assert slugs == {path.name for path in (markdown.CONTENT / "no").iterdir()}


# -- a fourth region ---------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "regions"
    shutil.copytree(region.FOLDER, copy)
    monkeypatch.setattr(region, "FOLDER", copy)
    return copy


def test_a_fourth_region_is_one_file(folder: Path) -> None:
    text = (folder / "sogn.toml").read_text().replace('slug = "sogn"', 'slug = "valdres"', 1)
    (folder / "valdres.toml").write_text(text.replace('"sogn.svg"', '"valdres.svg"'))
    assert load_region("valdres").illustration == (folder / "default.svg").read_text()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('default_language = "nn"', 'default_language = "de"', "languages"),
        ('time_zone = "Europe/Oslo"', 'time_zone = "Europe/Sogndal"', "time zone"),
        ("monday = ", "måndag = ", "sogn.toml"),
        ("monday = ", "moonday = ", "weekdays"),
        ('accent = "#', 'accent = "green', "accent"),
        ('municipality = "luster"', 'municipality = "loster"', "municipality"),
        ("slug = ", "slugg = ", "slugg"),
    ],
)
def test_a_broken_region_file_is_refused_with_a_word_on_what(
    folder: Path, old: str, new: str, complaint: str
) -> None:
    path = folder / "sogn.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(RegionError, match=complaint):
        load_region("sogn")


def test_an_unknown_region_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(RegionError, match="lerum, lillehammer, sogn"):
        load_region("atlantis")


# -- days and kilometres -----------------------------------------------------------------------


def test_holidays_and_weekends_are_no_working_days() -> None:
    norway, sweden = load_region("lillehammer"), load_region("lerum")
    assert not norway.is_working_day(date(2026, 5, 17))
    assert not norway.is_working_day(date(2026, 11, 22))  # a Sunday
    assert norway.is_working_day(date(2026, 11, 23))
    assert not sweden.is_working_day(date(2026, 1, 6))
    assert norway.is_working_day(date(2026, 1, 6))


def test_a_question_on_a_friday_evening_is_due_on_tuesday() -> None:
    here = load_region("lillehammer")
    asked = datetime(2026, 11, 20, 22, 0, tzinfo=here.zone)
    assert here.answer_due(asked).date() == date(2026, 11, 24)


def test_the_road_counts_where_the_file_knows_it() -> None:
    here = load_region("sogn")
    places = {place.slug: place for place in here.places}
    leg = here.travel[0]
    one, other = places[leg["from"]], places[leg["to"]]
    assert here.road_km(one, other) == here.road_km(other, one) == leg["km"]
    assert here.road_km(one, one) == 0


# -- shared content ----------------------------------------------------------------------------


def test_the_interests_are_whole_in_four_languages() -> None:
    terms = taxonomy.interests()
    assert len(terms) >= 60
    for slug, term in terms.items():
        assert slug == slug.lower()
        assert all(term.names[code].strip() for code in LANGUAGES)
        assert term.group in taxonomy.interest_groups()
    for code in LANGUAGES:
        names = [term.names[code].lower() for term in terms.values()]
        assert len(set(names)) == len(names), f"a name stands twice in {code}"


@pytest.mark.parametrize(
    "path", sorted(markdown.CONTENT.glob("*/*/*.md")), ids=lambda path: str(path)[-40:]
)
def test_every_content_file_has_its_head_and_no_stray_placeholder(path: Path) -> None:
    head, body = markdown.read_file(path)
    assert head["title"]
    assert head["summary"]
    assert "<" not in markdown.render(body).striptags()
    if "pages" not in path.parts:
        assert {"topic", "owner", "checked_on", "sources"} <= set(head)
        assert all(source["url"].startswith("https://") for source in head["sources"])
        assert "{" not in body
        siblings = {one.stem for one in path.parent.glob("*.md")}
        assert {"no": {"nb", "nn"}, "se": {"sv", "en"}}[path.parts[-3]] <= siblings


def test_the_guides_cover_what_is_asked_and_the_most_asked_are_in_every_language() -> None:
    norway = {
        path.name: {one.stem for one in path.glob("*.md")}
        for path in (markdown.CONTENT / "no").iterdir()
    }
    assert len(norway) >= 40
    assert sum(languages == set(LANGUAGES) for languages in norway.values()) >= 12
    assert len(list((markdown.CONTENT / "se").iterdir())) >= 12
    assert set(MOST_ASKED) <= set(norway)
