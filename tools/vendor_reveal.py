"""Fetch reveal.js into coursekit/static/reveal: the files that slides need, and its licence.

    python tools/vendor_reveal.py            fetch the version named below and write its files
    python tools/vendor_reveal.py --check    fetch it and say whether the files in the repository are the same

For a new version change VERSION and INTEGRITY (`npm view reveal.js@VERSION dist.integrity`), run this, then run
`pytest tests/test_slides.py tests/browser/test_slides_pages.py` and look at a deck. The archive is used only if its
digest is the one named here; what is written is named in coursekit/static/reveal/SHA256SUMS, which a test compares.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import sys
import tarfile
import urllib.request
from pathlib import Path

VERSION = "6.0.2"
INTEGRITY = "sha512-JYIg5D9aoxoaLeb84O+OvAwsKWdIavVgEDScxtYEXFCT6t6TQrhNtSgogcjdCpdLsWglhJn3zyE3fUOwiH5KEg=="
ADDRESS = f"https://registry.npmjs.org/reveal.js/-/reveal.js-{VERSION}.tgz"
FILES = {
    "package/dist/reveal.js": "reveal.js",
    "package/dist/reveal.css": "reveal.css",
    "package/LICENSE": "LICENSE",
}
FOLDER = Path(__file__).resolve().parent.parent / "coursekit" / "static" / "reveal"
SUMS = "SHA256SUMS"


def fetched(address: str = ADDRESS) -> dict[str, bytes]:
    """Return the files by name, with their digests."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        archive = answer.read()
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"{address}: its digest is {found}, not {INTEGRITY}: nothing was written")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = {name: tar.extractfile(inside).read() for inside, name in FILES.items()}
    lines = [f"# reveal.js {VERSION} from npm\n"]
    lines += [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    return files | {SUMS: "".join(lines).encode()}


def main() -> int:
    """Write or compare; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    parser.add_argument("--address", default=ADDRESS, help="where to fetch it (default: the registry of npm)")
    options = parser.parse_args()
    files = fetched(options.address)
    if options.check:
        other = [name for name, content in files.items() if (FOLDER / name).read_bytes() != content]
        print(f"not as in reveal.js {VERSION}: {', '.join(other)}" if other else f"as in reveal.js {VERSION}")
        return bool(other)
    FOLDER.mkdir(exist_ok=True)
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
        print(f"wrote {FOLDER / name} ({len(content):,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
