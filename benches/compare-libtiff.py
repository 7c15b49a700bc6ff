#!/usr/bin/env python3
"""Runs libtiff's tiffcp and our recode on the same pages, turn by turn, and prints the ratios.

    benches/compare-libtiff.py [ROUNDS]

Both programs read a TIFF of 20 pages and write it in another coding, on one thread. Compared is processor time (user and
system), of which the best of ROUNDS (5) counts: whole programs, and without what each takes to copy the uncompressed file.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
PAGES = ["text", "scan", "drawing", "photograph"]
CODINGS = {"mh": "g3:1d", "mr": "g3:2d", "mmr": "g4"}


def built():
    build = ["cargo", "bench", "--quiet", "--no-run", "--bench", "recode", "--message-format=json-render-diagnostics"]
    for line in subprocess.run(build, check=True, capture_output=True, text=True).stdout.splitlines():
        message = json.loads(line)
        if message.get("reason") == "compiler-artifact" and message["target"]["name"] == "recode":
            return message["executable"]
    sys.exit("cargo built no recode")


def seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def best(ours, theirs):
    """Turn by turn, so that a busy moment of the machine meets both."""
    rounds = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    return min(one for one, _ in rounds), min(two for _, two in rounds)


def main():
    recode = os.environ.get("RECODE") or built()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        subprocess.run([recode, "pages", "."], check=True)
        print(f"{'page':<12}{'':<12}{'ours, ms':>10}{'tiffcp':>10}{'ratio':>8}{'net':>8}{'our octets':>13}{'libtiff':>10}")
        for page in PAGES:
            plain = f"{page}.tif"
            copy = best([recode, "none", plain, "a.tif"], ["tiffcp", "-c", "none", plain, "b.tif"])
            for coding, name in CODINGS.items():
                ours, theirs = [recode, coding, plain, "ours.tif"], ["tiffcp", "-r", "9999", "-c", name, plain, "theirs.tif"]
                one, two = best(ours, theirs)
                sizes = os.path.getsize("ours.tif") // 20, os.path.getsize("theirs.tif") // 20
                report(page, f"into {coding}", one, two, copy, sizes)
                ours = [recode, "none", "theirs.tif", "plain-1.tif"]
                one, two = best(ours, ["tiffcp", "-c", "none", "theirs.tif", "plain-2.tif"])
                report(page, f"from {coding}", one, two, copy, None)


def report(page, what, one, two, copy, sizes):
    net = (two - copy[1]) / max(one - copy[0], 1e-3)
    octets = f"{sizes[0]:>13,}{sizes[1]:>10,}" if sizes else ""
    print(f"{page:<12}{what:<12}{one * 1000:>10.0f}{two * 1000:>10.0f}{two / one:>8.1f}{net:>8.1f}{octets}", flush=True)


main()
