"""What gunicorn reads by itself when it is started in this folder."""

import gc
from typing import Any


def post_worker_init(_worker: Any) -> None:
    """The application has been put together, and what it consists of stays: the collector of
    garbage need not go through it again and again, a tenth of a second each time, which whoever
    asks for a page at that moment would wait for."""
    gc.collect()
    gc.freeze()
