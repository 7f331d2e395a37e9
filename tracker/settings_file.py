"""Files that a user writes: their text, or the one sentence that says why there is none."""

import stat
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tracker.errors import ConfigurationError


def settings_text(file: Path | Traversable) -> str:
    """Raises ConfigurationError for a file that may not be read, and for bytes that are not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file}: not UTF-8 ({error.reason}); save it as UTF-8") from error
    except OSError as error:
        raise unreadable(file, error) from error


def unreadable(file: Path | Traversable, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{file}: cannot be read ({error.strerror}); it has to belong to the user that runs rank-tracker"
    )


def check_secrecy(file: Path) -> None:
    """Of a file with secrets in it. Raises ConfigurationError where others may read it."""
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise ConfigurationError(f"{file}: it holds secrets and others may read it ({mode:o}); run: chmod 600 {file}")


def read_toml(file: Path | Traversable) -> dict[str, Any]:
    """Raises ConfigurationError for what is no TOML too."""
    try:
        return tomllib.loads(settings_text(file))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: not valid TOML: {error}") from error
