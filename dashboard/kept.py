"""Pages that were made already: many readers look at the same few addresses, and data changes when it is published."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock

from dashboard.components.shell import PageContent
from dashboard.figures.frame import frame_for
from dashboard.page import Visit

MOST = 12  # pages; a chart of two years takes many megabytes

Content = Callable[[Visit], PageContent]


def kept(content: Content) -> Content:
    """The same page for the same address, width and published file, for an hour: what is said of "now" ages."""
    pages: OrderedDict[tuple[object, ...], PageContent] = OrderedDict()
    lock = Lock()

    @wraps(content)
    def made(visit: Visit) -> PageContent:
        said = tuple(sorted(visit.query.items()))
        key = (visit.version, said, frame_for(visit.window_width), visit.now.replace(minute=0, second=0, microsecond=0))
        with lock:
            if key in pages:
                pages.move_to_end(key)
                return pages[key]
        page = content(visit)
        with lock:
            pages[key] = page
            while len(pages) > MOST:
                pages.popitem(last=False)
        return page

    return made
