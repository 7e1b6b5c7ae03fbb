"""A server that speaks the OpenAI chat interface and answers what a test says."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Stub:
    """A server that answers what a test says, and remembers what it was asked."""

    def __init__(self):
        self.status, self.content, self.raw, self.delay, self.trickle, self.headers = 200, "", None, 0.0, 0.0, {}
        self.asked = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                stub.asked.append((self.path, self.headers.get("Authorization"), body))
                time.sleep(stub.delay)
                answer = stub.raw
                if answer is None:
                    answer = json.dumps({"choices": [{"message": {"content": stub.content}}]}).encode()
                self.send_response(stub.status)
                for name, value in stub.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    for at in range(len(answer)) if stub.trickle else ():
                        self.wfile.write(answer[at : at + 1])
                        time.sleep(stub.trickle)
                    if not stub.trickle:
                        self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/"

    def says(self, *events):
        self.content = json.dumps({"events": list(events)})

    def close(self):
        """End the server; twice does no harm."""
        self.server.shutdown()
        self.server.server_close()
