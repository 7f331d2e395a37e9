"""One error class a reaction. Every message is one sentence: what, expected, got, where, what to do."""


class TrackerError(Exception):
    """Something a user can act on; jobs print the message and end with `exit_code`, never with a traceback."""

    exit_code = 1


class ConfigurationError(TrackerError):
    """Wrong usage or configuration: nothing was touched."""

    exit_code = 2


class LockedError(TrackerError):
    """Another run holds the lock: nothing was touched."""

    exit_code = 3


class ParseError(TrackerError):
    """The answer does not have the shape we rely on: the feed changed, fix the parser, then reparse."""

    status = "parse_error"


class EmptyChartError(ParseError):
    """The answer is well formed and lists no app: a failure of the feed, never an absence of apps."""

    status = "empty"


class RateLimitedError(ParseError):
    """The store answers 200 and says in the body that we ask too often."""

    status = "rate_limited"


class WrongAnswerError(ParseError):
    """The answer is well formed and about another app, or for another country, than asked."""

    status = "invalid"


class ValidationError(TrackerError):
    """The entries parse and cannot be the chart that was asked for."""

    status = "invalid"


class FetchError(TrackerError):
    """A page that a user named cannot be had, or must not be asked for; nothing was touched."""


class StorageError(TrackerError):
    """The database file is missing, damaged, or newer than this program."""
