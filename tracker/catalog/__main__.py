"""`python -m tracker.catalog`: check the shipped catalogue; say what is in it, or what is wrong and where."""

import sys

from tracker.catalog import SHIPPED
from tracker.errors import ConfigurationError


def main() -> int:
    try:
        SHIPPED.check()
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    counts = {
        "assistants": SHIPPED.assistants, "app ids": SHIPPED.identities, "look-alikes": SHIPPED.lookalikes,
        "control apps": SHIPPED.controls, "aliases": SHIPPED.aliases, "events": SHIPPED.events,
        "reported ranks": SHIPPED.reported_ranks, "claims": SHIPPED.claims, "feeds": SHIPPED.feeds,
    }  # fmt: skip
    sys.stdout.write(", ".join(f"{len(rows)} {name}" for name, rows in counts.items()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
