"""Settings come from the environment; production refuses to start without one that it needs."""

import stat
from pathlib import Path

import pytest

from newcomer.app import create_app
from newcomer.config import Settings, SettingsError
from tests.conftest import make_settings

PRODUCTION = {
    "NEWCOMER_ENV": "production",
    "SECRET_KEY": "x" * 40,
    "BASE_URL": "https://flytt.example.test/",
    "REGION": "sogn",
    "DATABASE_URL": "postgres://db.example.test/newcomer",
    "SMTP_URL": "smtp://mail.example.test",
    "MAIL_FROM": "hjelp@example.test",
}


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "NEWCOMER_ENV"])
def test_production_refuses_to_start_without(name: str, tmp_path: Path) -> None:
    environment = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**environment, "INSTANCE": str(tmp_path)})


def test_production_is_what_is_assumed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        Settings.from_environment({"INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWCOMER_ENV", "prod"),
        ("PORT", "eight"),
        ("SECRET_KEY", "short"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**PRODUCTION, name: value, "INSTANCE": str(tmp_path)})


def test_production_in_whole(tmp_path: Path) -> None:
    settings = Settings.from_environment({**PRODUCTION, "INSTANCE": str(tmp_path)})
    assert settings.database_url.startswith("postgresql+psycopg://")
    assert settings.base_url == "https://flytt.example.test"
    assert not settings.demo
    assert not settings.shows_demo_mailbox


def test_a_developer_needs_to_set_nothing_and_keeps_the_secret(tmp_path: Path) -> None:
    environment = {"NEWCOMER_ENV": "development", "INSTANCE": str(tmp_path)}
    first, second = Settings.from_environment(environment), Settings.from_environment(environment)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_demo_mailbox_is_never_there_when_mail_leaves_or_in_production(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    demo = make_settings(url, tmp_path, environment="development", demo=True)
    assert "demo_mailbox.mailbox" in create_app(demo).view_functions
    for changes in (
        {"smtp_url": "smtp://localhost"},
        {"environment": "production"},
        {"demo": False},
    ):
        values = {"environment": "development", "demo": True, **changes}
        app = create_app(make_settings(url, tmp_path, **values))
        assert "demo_mailbox.mailbox" not in app.view_functions


def test_the_demo_mailbox_answers_this_machine_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    app = create_app(make_settings(url, tmp_path, environment="development", demo=True))
    assert app.test_cli_runner().invoke(args=["prepare"]).exit_code == 0
    client = app.test_client()

    def status(**options: object) -> int:
        return client.get("/nb/demo/mail", base_url="http://newcomer.test", **options).status_code

    assert status() == 200
    assert status(environ_base={"REMOTE_ADDR": "203.0.113.7"}) == 404
    assert status(headers={"X-Forwarded-For": "203.0.113.7"}) == 404


def test_production_answers_only_to_its_own_name(tmp_path: Path) -> None:
    app = create_app(
        make_settings(
            f"sqlite:///{tmp_path}/x.db",
            tmp_path,
            environment="production",
            base_url="https://flytt.example.test",
            smtp_url="smtp://localhost",
        )
    )
    client = app.test_client()
    assert client.get("/health", base_url="https://flytt.example.test").status_code == 200
    assert client.get("/robots.txt", base_url="https://evil.example.test").status_code == 400
