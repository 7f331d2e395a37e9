"""A message → whoever apprise reaches: mail, Slack, Telegram, a webhook and a hundred more. Addresses are secrets."""

import logging
from hashlib import sha256
from typing import NamedTuple


class Message(NamedTuple):
    title: str
    text: str  # plain


def send(address: str, message: Message) -> str | None:
    """Tell one target; why it could not be reached, or None. The reason never holds the address."""
    import apprise  # it takes half a second, and most checks have nothing to tell

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it names addresses
    speaker = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Rank Tracker", app_desc="", app_url=""))
    if not speaker.add(address):
        return "apprise knows no such address; rank-tracker takes what its documentation lists"
    try:
        arrived = speaker.notify(body=message.text, title=message.title, body_format=apprise.NotifyFormat.TEXT)
    except Exception as error:  # a service's own code may raise anything
        return f"{type(error).__name__} while sending; it is told at the next check"
    return None if arrived else "it did not take the message; it is told at the next check"


def masked(address: str) -> str:
    """What may be shown of an address: its scheme, and a few digits that tell it from another one."""
    scheme = address.partition("://")[0]
    return f"{scheme}://…{sha256(address.encode()).hexdigest()[:4]}"
