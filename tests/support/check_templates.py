"""Does every template compile, with the filters, tests and globals that the site gives it?"""

import os
import sys
import tempfile

from jinja2 import TemplateError
from jinja2.environment import Environment

from tests.support.processes import ROOT

TEMPLATES = ROOT / "templates"


def problems(environment: Environment) -> list[str]:
    """What Jinja says of each template that does not compile; unknown filters are among it."""
    found = []
    uses_trans = False
    for path in sorted(TEMPLATES.rglob("*.*")):
        name = str(path.relative_to(TEMPLATES))
        try:
            environment.get_template(name)
        except TemplateError as error:
            place = f"{name}:{getattr(error, 'lineno', '?')}"
            found.append(f"{place}: {error.message}")
        uses_trans = uses_trans or "{% trans" in path.read_text()
    if uses_trans and not environment.policies["ext.i18n.trimmed"]:
        found.append("babel.cfg gathers {% trans %} trimmed; Jinja's ext.i18n.trimmed must be set")
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(NEWCOMER_ENV="test", INSTANCE=folder, DATABASE_URL="sqlite://")
        from wsgi import app

        found = problems(app.jinja_env)
    for problem in found:
        print(problem)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
