"""The server of the built book: right types, compressed text, nothing outside the folder, honest counts."""

import gzip
import http.client
import socket
import struct
import time

import pytest

from coursekit.faults import CourseError
from coursekit.serve import BookServer, _on_free_port, content_type, serve

PAGE = "<p>peace صلح</p>" * 200


@pytest.fixture
def server(tmp_path):
    (tmp_path / "secret.txt").write_text("outside", encoding="utf-8")
    folder = tmp_path / "html"
    (folder / "lessons").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "lessons" / "index.html").write_text("lesson", encoding="utf-8")
    (folder / "lessons" / "bare").mkdir()
    (folder / "pic.png").write_bytes(b"\x89PNG" * 100)
    (folder / "objects.inv").write_bytes(b"\x00\x01")
    with BookServer(folder) as running:
        yield running


def get(server, path, method="GET", **headers):
    """Ask for a path as it is, without a library tidying it; return status, headers and body."""
    connection = http.client.HTTPConnection("localhost", server.server_address[1], timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


GZIP = {"Accept-Encoding": "gzip, deflate"}


def test_text_is_compressed_for_those_who_ask(server):
    status, headers, body = get(server, "/index.html", **GZIP)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    assert int(headers["Content-Length"]) == len(body) < len(PAGE) / 10
    assert gzip.decompress(body).decode() == PAGE
    status, headers, body = get(server, "/index.html")
    assert "Content-Encoding" not in headers
    assert body.decode() == PAGE


def test_pictures_are_sent_as_they_are(server):
    _, headers, body = get(server, "/pic.png", **GZIP)
    assert headers["Content-Type"] == "image/png"
    assert "Content-Encoding" not in headers
    assert len(body) == 400


def test_a_folder_shows_its_index_and_never_a_listing(server):
    assert get(server, "/")[2].decode() == PAGE
    status, headers, _ = get(server, "/lessons")
    assert (status, headers["Location"]) == (301, "/lessons/")
    assert get(server, "/lessons/")[2] == b"lesson"
    assert get(server, "/lessons/bare/")[0] == 404


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 5000])
def test_what_no_file_can_be_called_is_not_found(server, path, capfd):
    assert get(server, path)[0] == 404
    assert capfd.readouterr().err == ""


def test_a_browser_that_goes_away_is_no_error(server, capfd):
    (server.folder / "large.png").write_bytes(b"x" * 20_000_000)
    with socket.create_connection(server.server_address) as browser:
        browser.sendall(b"GET /large.png HTTP/1.1\r\nHost: localhost\r\n\r\n")
        browser.recv(100)
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # hang up at once
    time.sleep(0.5)
    assert capfd.readouterr().err == ""
    assert get(server, "/index.html")[0] == 200


WAYS_OUT = [
    "/missing.html",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/lessons/../../secret.txt",
    "/lessons/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/%2e%2e%5csecret.txt",
    "/..%252fsecret.txt",
    "//../secret.txt",
    "/./../secret.txt",
    "/link.txt",
    "/linked/secret.txt",
    "/linked/",
]


@pytest.mark.parametrize("path", WAYS_OUT)
def test_what_is_not_in_the_folder_is_not_found(server, path):
    (server.folder / "link.txt").symlink_to(server.folder.parent / "secret.txt")
    (server.folder / "linked").symlink_to(server.folder.parent)
    (server.folder.parent / "index.html").write_text("outside", encoding="utf-8")
    status, _, body = get(server, path)
    assert status == 404
    assert b"outside" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_can_be_sent_to_it(server, method):
    assert get(server, "/index.html", method=method)[0] == 501


def test_it_listens_on_this_machine_alone_and_leads_to_no_other(server):
    assert server.server_address[0] == "127.0.0.1"
    status, headers, _ = get(server, "//lessons")
    assert (status, headers["Location"]) == (301, "/lessons/")
    status, headers, _ = get(server, "/lessons", Host="hit.invalid")
    assert (status, headers["Location"]) == (301, "/lessons/"), "the name it was called by is not repeated"


def test_a_page_is_sent_again_only_when_it_changed(server):
    _, headers, _ = get(server, "/index.html", **GZIP)
    tag = {"If-None-Match": headers["ETag"]}
    status, _, body = get(server, "/index.html", **GZIP, **tag)
    assert (status, body) == (304, b"")
    (server.folder / "index.html").write_text("rebuilt", encoding="utf-8")
    status, _, body = get(server, "/index.html", **GZIP, **tag)
    assert (status, gzip.decompress(body)) == (200, b"rebuilt")


def test_asking_for_the_head_sends_no_body(server):
    status, headers, body = get(server, "/index.html", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) == len(PAGE.encode())


def test_requests_and_bytes_are_counted_per_path(server):
    _, headers, body = get(server, "/pic.png?version=1")
    get(server, "/pic.png")
    get(server, "/missing.html")
    assert server.requests == {"/pic.png": 2, "/missing.html": 1}
    written = len(body) + sum(len(f"{name}: {value}\r\n") for name, value in headers.items()) + 2
    assert server.sent["/pic.png"] == 2 * (written + len("HTTP/1.1 200 OK\r\n"))


@pytest.mark.parametrize(
    "suffix, expected",
    [
        (".js", "text/javascript; charset=utf-8"),
        (".svg", "image/svg+xml; charset=utf-8"),
        (".csv", "text/csv; charset=utf-8"),
        (".woff2", "font/woff2"),
        (".inv", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_types_are_the_same_on_every_machine(suffix, expected):
    assert content_type(suffix) == expected


def test_a_taken_port_gives_the_next_free_one(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = _on_free_port(tmp_path, port)
        server.server_close()
        assert port < server.server_address[1] < port + 20


def test_without_a_book_it_says_what_to_do(tmp_path):
    with pytest.raises(CourseError, match="run `make book` first"):
        serve(tmp_path / "html")
