"""Settings, read once from the environment. Production refuses to start when one is missing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent

MAX_BODY_BYTES = 256 * 1024


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What an operator can set. README.md has the table."""

    environment: str  # production | development | test
    region: str
    instance: Path
    secret_key: str
    database_url: str
    base_url: str  # how the site is reached from outside, without a slash at the end
    secret_key_fallbacks: tuple[str, ...] = ()
    smtp_url: str = ""  # smtp://user:password@host:port, smtps://… or empty: mail waits in files
    mail_from: str = ""
    trusted_proxies: int = 0
    demo: bool = False
    port: int = 8000
    least_seconds_to_ask: int = 3  # whoever sends a question sooner has to confirm it

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def shows_demo_mailbox(self) -> bool:
        """Sent e-mails can be read in the browser: only for the demo, and only where no mail leaves."""
        return self.demo and not self.smtp_url and not self.production

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Read the settings; raises SettingsError with all that is missing or wrong."""
        environment = env.get("NEWCOMER_ENV", "production")
        if environment not in {"production", "development", "test"}:
            raise SettingsError("NEWCOMER_ENV must be production, development or test.")
        instance = Path(env.get("INSTANCE", ROOT / "instance")).resolve()
        if environment == "production":
            required = ("SECRET_KEY", "BASE_URL", "REGION", "DATABASE_URL", "SMTP_URL", "MAIL_FROM")
            missing = [name for name in required if not env.get(name)]
            if missing:
                raise SettingsError("Missing settings: " + ", ".join(missing) + ".")
            _check_production(env)
        instance.mkdir(parents=True, exist_ok=True)
        port = _whole_number(env, "PORT", 8000)
        return cls(
            environment=environment,
            region=env.get("REGION") or "lillehammer",
            instance=instance,
            secret_key=env.get("SECRET_KEY") or _kept_secret(instance),
            secret_key_fallbacks=tuple(env.get("SECRET_KEY_FALLBACKS", "").split()),
            database_url=_database_url(
                env.get("DATABASE_URL") or f"sqlite:///{instance}/newcomer.db"
            ),
            base_url=(env.get("BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            smtp_url=env.get("SMTP_URL", ""),
            mail_from=env.get("MAIL_FROM") or "newcomer@example.test",
            trusted_proxies=_whole_number(env, "TRUSTED_PROXIES", 0),
            demo=env.get("DEMO", "1" if environment == "development" else "0") == "1",
            port=port,
            least_seconds_to_ask=_whole_number(env, "LEAST_SECONDS_TO_ASK", 3),
        )

    def flask_config(self) -> dict[str, Any]:
        """The settings as Flask and its extensions name them."""
        return {
            "SETTINGS": self,
            "TESTING": self.environment == "test",
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # An error of the database is logged without the row it was about.
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
            "SESSION_COOKIE_NAME": "session",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.base_url.startswith("https:"),
            "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
            # Else every file that a shared cache may keep would carry somebody's cookie.
            "SESSION_REFRESH_EACH_REQUEST": False,
            "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
            "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
            "MAX_FORM_PARTS": 200,
            "LEAST_SECONDS_TO_ASK": self.least_seconds_to_ask,
            # The session ends the token's life; an hour's pause over a form must not cost the text.
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
            "BABEL_DEFAULT_LOCALE": "en_GB",
        }


def _check_production(env: Mapping[str, str]) -> None:
    """What would start, and then send people nowhere."""
    if len(env["SECRET_KEY"]) < 32:
        raise SettingsError("SECRET_KEY must be at least 32 characters.")
    base = urlsplit(env["BASE_URL"])
    here = base.scheme == "http" and base.hostname in {"127.0.0.1", "localhost"}  # to try it out
    if not (base.scheme == "https" or here) or not base.hostname or base.path.strip("/"):
        raise SettingsError("BASE_URL must be https:// and a host name, without a path.")
    mail = urlsplit(env["SMTP_URL"])
    if mail.scheme not in {"smtp", "smtp+starttls", "smtps"} or not mail.hostname:
        raise SettingsError("SMTP_URL must be smtp://, smtp+starttls:// or smtps:// and a host.")
    if mail.scheme == "smtp" and mail.password:
        raise SettingsError(
            "SMTP_URL would send its password in clear: use smtp+starttls or smtps."
        )
    if "@" not in parseaddr(env["MAIL_FROM"])[1]:
        raise SettingsError("MAIL_FROM must be an e-mail address.")
    if env.get("DEMO") == "1":
        raise SettingsError("DEMO is not for production: its people are invented.")


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _database_url(url: str) -> str:
    """Name the PostgreSQL driver that is installed, whichever spelling an operator's host hands out."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _kept_secret(instance: Path) -> str:
    """A secret made on first use and kept, so that a restart signs nobody out."""
    path = instance / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()
