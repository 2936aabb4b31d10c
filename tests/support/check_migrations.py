"""Do the migrations, run on an empty database, make the tables that the models describe?"""

import sys
import tempfile

from tests.support import server


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DATABASE_URL": f"sqlite:///{folder}/empty.db"}
        try:
            server.flask("db", "upgrade", environment=environment)
            server.flask("db", "check", environment=environment)
        except RuntimeError as error:
            print(error)
            return 1
    print("The migrations make the tables that the models describe.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
