"""A mail server on 127.0.0.1, as much of RFC 5321 as a client asks: takes what comes, if the password is right."""

import base64
import email
import email.policy
import socketserver
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from types import TracebackType


@dataclass
class SmtpSink:
    password: str = "right"
    mails: list[EmailMessage] = field(default_factory=list)

    def __enter__(self) -> "SmtpSink":
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.say("220 sink")
                while line := self.rfile.readline().decode().strip():
                    verb = line.partition(" ")[0].upper()
                    if verb == "EHLO":
                        self.say("250-sink", "250-AUTH PLAIN", "250 SIZE 1000000")
                    elif verb == "AUTH":
                        password = base64.b64decode(line.split()[-1]).split(b"\0")[-1].decode()
                        self.say("235 welcome" if password == sink.password else "535 no such user")
                    elif verb == "DATA":
                        self.take()
                    else:
                        self.say("221 bye" if verb == "QUIT" else "250 fine")
                    if verb == "QUIT":
                        return

            def take(self) -> None:
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                assert isinstance(mail, EmailMessage)
                sink.mails.append(mail)
                self.say("250 taken")

            def say(self, *lines: str) -> None:
                self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def address(self, password: str) -> str:
        """As alerts.toml has it; without encryption, which 127.0.0.1 does not need."""
        port = self._server.server_address[1]
        return f"mailto://tracker:{password}@127.0.0.1:{port}?from=tracker@example.org&to=me@example.org&mode=insecure"
