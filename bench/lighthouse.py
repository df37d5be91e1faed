"""What Lighthouse says of the demo archive: home, an article, a person and a place, as a phone on a slow line.

    npm install --prefix bench --no-save lighthouse@13.5.0
    python bench/lighthouse.py

The pages are served compressed, as GitHub Pages does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from sitegen.build import Options, build

ROOT = Path(__file__).parents[1]
LIGHTHOUSE = "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml")


class Compressing(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file() or file.suffix not in COMPRESSED:
            super().do_GET()
            return
        data = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(str(file))}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=Path, default=ROOT / "bench", help="the folder that has node_modules")
    command = parser.parse_args().modules / LIGHTHOUSE
    with tempfile.TemporaryDirectory() as scratch:
        site, output = Path(scratch) / "site", Path(scratch) / "www"
        shutil.copytree(ROOT / "content", site / "content")
        shutil.copy(ROOT / "sitegen.yaml", site)
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(output))) as server:
            address = f"http://127.0.0.1:{server.server_port}"
            build(Options(site=site, output=output, base_url=address))
            Thread(target=server.serve_forever, daemon=True).start()
            print(f"| page | {' | '.join(CATEGORIES)} | bytes |\n|---|{'---:|' * (len(CATEGORIES) + 1)}")
            for name, path in pages(output).items():
                found = lighthouse(command, address + path)
                scores = [round(100 * found["categories"][category]["score"]) for category in CATEGORIES]
                size = int(found["audits"]["total-byte-weight"]["numericValue"])
                print(f"| {name} | {' | '.join(map(str, scores))} | {size:,} |", flush=True)
                for category, score in zip(CATEGORIES, scores, strict=True):
                    for audit in found["categories"][category]["auditRefs"] if score < 100 else ():
                        result = found["audits"][audit["id"]]
                        if audit["weight"] and (result["score"] or 0) < 1:
                            print(
                                f"  {category}: {audit['id']}: {result['title']} {result.get('displayValue', '')}"
                            )
            server.shutdown()


def pages(output: Path) -> dict[str, str]:
    """The longest page of each kind, and home."""
    kinds = {"article": "[0-9]*/*/*/*/", "person": "people/*/", "place": "places/*/"}
    longest = {
        kind: max(output.glob(f"{pattern}index.html"), key=lambda file: file.stat().st_size)
        for kind, pattern in kinds.items()
    }
    return {"home": "/"} | {
        kind: f"/{file.parent.relative_to(output).as_posix()}/" for kind, file in longest.items()
    }


def lighthouse(command: Path, address: str) -> Any:
    """Lighthouse's report of a page."""
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or "chromium"}
    arguments = [f"--chrome-flags={flags}", "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    done = subprocess.run(
        ["node", str(command), address, *arguments], env=environment, capture_output=True, check=True
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
