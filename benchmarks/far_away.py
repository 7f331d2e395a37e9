"""A way to a server that takes as long as a network between machines does: a TCP proxy on loopback."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

BLOCK = 1 << 16


@contextmanager
def far_away(host: str, port: int, seconds: float) -> Iterator[int]:
    """A port on loopback behind which the server answers so many seconds later; what is asked travels at once."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(_pass(reader, there_writer, 0.0), _pass(there_reader, writer, seconds))

    begun = asyncio.run_coroutine_threadsafe(asyncio.start_server(serve, "127.0.0.1", 0), loop)
    server = begun.result()
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Pass on what comes, each block so late; blocks do not wait for each other."""
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    clock = asyncio.get_running_loop()

    async def deliver() -> None:
        while True:
            due, block = await waiting.get()
            await asyncio.sleep(max(0.0, due - clock.time()))
            if not block:
                writer.close()
                return
            writer.write(block)

    delivering = asyncio.create_task(deliver())
    try:
        while block := await reader.read(BLOCK):
            waiting.put_nowait((clock.time() + seconds, block))
    except ConnectionError:
        pass  # whoever broke off is gone: so is the other side, below
    waiting.put_nowait((clock.time() + seconds, b""))
    await delivering
