"""Show the built book at a local address, compressed as a web host would send it."""

from __future__ import annotations

import gzip
import io
import sys
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from coursekit.faults import CourseError, Fault

TEXT = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".yml": "application/yaml",
    ".map": "application/json",
}
"""Types sent as UTF-8 text and compressed."""

BINARY = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".wasm": "application/wasm",
}
PORTS_TRIED = 20


class _CountingWriter:
    """Passes bytes on, after telling how many."""

    def __init__(self, target: Any, note: Callable[[int], None]) -> None:
        self.target = target
        self.note = note

    def write(self, data: bytes) -> int:
        self.note(len(data))
        return int(self.target.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.target, name)


class _Handler(SimpleHTTPRequestHandler):
    """Sends files of one folder: compressed where that helps, never a listing of a folder."""

    protocol_version = "HTTP/1.1"
    server: BookServer

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, directory=str(args[2].folder), **options)

    def setup(self) -> None:
        super().setup()
        self.wfile: Any = _CountingWriter(self.wfile, lambda size: self.server.note(self._asked(), sent=size))

    def _asked(self) -> str:
        return str(getattr(self, "path", "")).partition("?")[0]

    def send_head(self) -> io.BytesIO | None:
        self.server.note(self._asked(), requests=1)
        path = Path(self.translate_path(self.path))
        try:
            if path.is_dir():
                if not self._asked().endswith("/"):
                    self._empty(HTTPStatus.MOVED_PERMANENTLY, Location=self._asked() + "/")
                    return None
                path /= "index.html"
            if not path.resolve().is_relative_to(self.server.folder.resolve()):
                raise ValueError("a link that leads out of the book")
            status = path.stat()
            content = path.read_bytes()
        except (OSError, ValueError):  # ValueError: a name that no file can have
            self.send_error(HTTPStatus.NOT_FOUND, f"There is no {self.path} in this book")
            return None
        tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
        if self.headers.get("If-None-Match") == tag:
            self._empty(HTTPStatus.NOT_MODIFIED, ETag=tag)
            return None
        return self._whole(path, content, tag)

    def _whole(self, path: Path, content: bytes, tag: str) -> io.BytesIO:
        kind = path.suffix.lower()
        compressed = kind in TEXT and "gzip" in self.headers.get("Accept-Encoding", "")
        if compressed:
            content = self.server.compress(tag + str(path), content)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", content_type(kind))
        self.send_header("Content-Length", str(len(content)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Cache-Control", "no-cache")  # a book just rebuilt is shown at once
        self.send_header("ETag", tag)
        self.end_headers()
        return io.BytesIO(content)

    def _empty(self, status: HTTPStatus, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet; a missing file is the one thing worth a line, and the browser shows it."""


class BookServer(ThreadingHTTPServer):
    """A web server for one folder, on this machine only.

    As a context manager it serves in the background and counts what it sends::

        with BookServer(folder) as server:
            ...  # fetch server.url + "index.html"
        server.sent["/index.html"], server.requests["/index.html"]
    """

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        """Serve ``folder`` on ``port``; 0 takes any free one.

        Raises:
            OSError: if the port is taken.
        """
        self.folder = folder
        self.sent: Counter[str] = Counter()
        """Bytes sent per path, headers included."""
        self.requests: Counter[str] = Counter()
        """Requests answered per path."""
        self._packed: dict[str, bytes] = {}
        self._counting = Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        """The address of the folder, with a slash at the end."""
        return f"http://localhost:{self.server_address[1]}/"

    def note(self, path: str, *, sent: int = 0, requests: int = 0) -> None:
        """Count bytes about to be sent, or a request."""
        with self._counting:
            self.sent[path] += sent
            self.requests[path] += requests

    def compress(self, key: str, content: bytes) -> bytes:
        """Return ``content`` compressed, remembered under ``key``."""
        if key not in self._packed:
            self._packed[key] = gzip.compress(content, compresslevel=6, mtime=0)
        return self._packed[key]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about a browser that went away; tell the rest."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def __enter__(self) -> BookServer:
        """Start serving in the background."""
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()


def content_type(suffix: str) -> str:
    """Return the content type for a file name's suffix, the same on every machine."""
    if suffix in TEXT:
        return TEXT[suffix] + "; charset=utf-8"
    return BINARY.get(suffix, "application/octet-stream")


def serve(folder: Path, port: int = 8000) -> None:
    """Serve the built book until interrupted, on ``port`` or the next free one.

    Raises:
        CourseError: if there is no built book or no free port.
    """
    if not (folder / "index.html").is_file():
        raise CourseError(Fault("_build/html", reason="no book has been built yet", remedy="run `make book` first"))
    server = _on_free_port(folder, port)
    print(f"The book is at {server.url} (Ctrl+C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()


def _on_free_port(folder: Path, port: int) -> BookServer:
    last = min(port + PORTS_TRIED, 65536)
    for candidate in range(port, last):
        try:
            return BookServer(folder, candidate)
        except OSError:
            continue
    raise CourseError(
        Fault("_build/html", reason=f"ports {port} to {last - 1} are taken", remedy="name another with --port")
    )
