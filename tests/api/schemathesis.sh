#!/bin/sh
# Asks the server over loopback what its own description says can be asked, and what it does not: no answer may be a fault of
# ours (5xx but for 503 and 507), and nobody without a right or a token gets in. Needs the built program and schemathesis
# (PyPI); says so and ends well when that is not there.
#
#   tests/api/schemathesis.sh [PROGRAM] [EXAMPLES]
set -eu
program=$(realpath "${1:-target/debug/faxwell}")
examples=${2:-20}
tool=${SCHEMATHESIS:-schemathesis}
if ! command -v "$tool" >/dev/null 2>&1; then
    echo "skipped: schemathesis is not here (pip install schemathesis, or SCHEMATHESIS=…)"
    exit 0
fi
scratch=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap end EXIT INT TERM
run() { "$program" --data "$scratch/data" "$@"; }
"$program" --data "$scratch/data" serve --listen 127.0.0.1:0 --no-tls --rate 100000 >"$scratch/told" 2>"$scratch/log" &
server=$!
url=
for _ in $(seq 100); do
    url=$(sed -n 's/^Listens on \(http[^;]*\).*/\1/p' "$scratch/told")
    [ -z "$url" ] || break
    sleep 0.1
done
[ -n "$url" ] || { cat "$scratch/log"; echo "the server did not start"; exit 1; }
run rights grant user:all all >/dev/null
all=$(run --quiet token add all)
none=$(run --quiet token add none)

# Everything, as somebody who may do everything. The streams have no end, and shutdown would be one; so would be to revoke the
# token that is used, or to take its user's rights.
status=0
fuzz() {
    # It keeps notes where it runs.
    (cd "$scratch" && "$tool" run "$url/openapi.json" --url "$url" -H "Authorization: Bearer $1" --checks "$2" \
        --exclude-path /v1/events --exclude-path /v1/shutdown --exclude-path /v1/command --exclude-path /v1/ports/{port}/test \
        --exclude-path '/v1/tokens/{id}' --exclude-path '/v1/rights/{who}' \
        --workers 1 --request-timeout 30 --max-examples "$examples" --phases examples,coverage,fuzzing \
        --suppress-health-check all --no-color --continue-on-failure) || status=1
}
fuzz "$all" not_a_server_error
kill -0 "$server" || { echo "the server ended"; exit 1; }

# As somebody without any right, and as nobody: every operation is refused.
run openapi >"$scratch/openapi.json"
python3 - "$scratch/openapi.json" "$url" "$none" <<'PYTHON' || status=1
import json, sys, time, urllib.error, urllib.request

described, url, none = json.load(open(sys.argv[1])), sys.argv[2], sys.argv[3]
got_in = 0
for path, operations in described["paths"].items():
    for method in operations:
        if method == "parameters" or path in ("/v1/events", "/v1/engine"):
            continue
        place = path
        for part in ("job", "page", "id", "lease", "entry"):
            place = place.replace("{%s}" % part, "1")
        for part in ("port", "method", "cover", "number", "who", "name", "group"):
            place = place.replace("{%s}" % part, {"number": "1", "method": "folder", "who": "everyone"}.get(part, "x"))
        place = place.replace("{guid}", "7d4a2c10-0f51-4c7e-9a53-2f1f6f0a1010")
        for token in (none, "guessed", None):
            request = urllib.request.Request(url + place, method=method.upper(), data=b"{}" if method in ("post", "put", "patch") else None)
            if token:
                request.add_header("Authorization", "Bearer " + token)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    status = answer.status
            except urllib.error.HTTPError as error:
                status = error.code
            # A body that makes no sense is told before rights are asked for, and tells nothing.
            allowed = {403, 400, 404} if token == none else {401, 429}
            if status not in allowed:
                got_in += 1
                print("got in:", method.upper(), place, "as", "none" if token == none else token, "->", status)
print("refused everywhere" if not got_in else "%d operations let somebody in" % got_in)
sys.exit(1 if got_in else 0)
PYTHON
if grep -i panicked "$scratch/data/logs/faxwell.log" "$scratch/log"; then
    status=1
fi
exit $status
