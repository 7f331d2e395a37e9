"""Names and texts as SQL writes them; an engine's error as one line."""


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def first_line(error: Exception) -> str:
    """What went wrong; the engine's hints and stack come on further lines."""
    return str(error).partition("\n")[0]
