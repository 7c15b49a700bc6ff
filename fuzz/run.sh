#!/usr/bin/env bash
# Runs fuzz targets for a bounded number of inputs: fuzz/run.sh [RUNS] [TARGET...]
# Without names all of them.
# RUNS is 1000000 if not given. FUZZ_SECONDS bounds the time of each target, FUZZ_SANITIZER=address adds that sanitizer.
set -euo pipefail
cd "$(dirname "$0")"

runs="${1:-1000000}"
[ $# -gt 0 ] && shift
codings=(decode_mh decode_mr decode_mmr decode_jbig stream_chunks encode_round_trip)
protocol=(t30_frames t30_capabilities t30_ecm t30_session)
documents=(tiff_reader text_reader picture_reader cover_page cover_edits)
targets=("$@")
[ $# -gt 0 ] || targets=("${codings[@]}" "${protocol[@]}" "${documents[@]}")

if ! command -v cargo-fuzz >/dev/null; then
  echo "skipped: cargo-fuzz is missing; install it with: cargo install cargo-fuzz"
  exit 0
fi
if ! cargo +nightly --version >/dev/null 2>&1; then
  echo "skipped: there is no nightly compiler; install it with: rustup toolchain install nightly --profile minimal"
  exit 0
fi

data=../tests/data/documents
findings=0
for target in "${targets[@]}"; do
  features=()
  [[ " ${codings[*]} " == *" $target "* ]] && features=(--no-default-features)
  [[ " ${protocol[*]} " == *" $target "* ]] && features=(--no-default-features --features t30)
  seeds=()
  for folder in "corpus-seeds/$target" $(case "$target" in
    tiff_reader) echo "$data/tiff" "$data/../documents" ;;
    picture_reader) echo "$data/pictures" "$data" ;;
    text_reader) echo "$data" ;;
    esac); do
    [ -d "$folder" ] && seeds+=("$folder")
  done
  # Longer inputs find nothing that shorter ones of the same kind do not, and take their time.
  case "$target" in
    tiff_reader | picture_reader) length=8192 ;;
    text_reader | t30_session | t30_ecm) length=1024 ;;
    t30_frames | t30_capabilities) length=256 ;;
    cover_page | cover_edits) length=16384 ;;
    *) length=4096 ;;
  esac
  words=()
  [ -f "dictionaries/${target%%_*}.txt" ] && words=(-dict="dictionaries/${target%%_*}.txt")
  mkdir -p "corpus/$target" "artifacts/$target"
  log="artifacts/$target/log.txt"
  begin=$SECONDS
  if cargo +nightly fuzz run --sanitizer "${FUZZ_SANITIZER:-none}" "${features[@]}" "$target" "corpus/$target" \
    "${seeds[@]}" -- -runs="$runs" -max_total_time="${FUZZ_SECONDS:-0}" -max_len="$length" \
    -rss_limit_mb=2048 -malloc_limit_mb=1024 -timeout=20 "${words[@]}" >"$log" 2>&1; then
    echo "$target: $(grep -aoE '^Done [0-9]+ runs' "$log" | grep -oE '[0-9]+') inputs without a finding, $((SECONDS - begin)) s"
  else
    findings=$((findings + 1))
    echo "$target: FINDING (or no build); the end of fuzz/$log says:"
    grep -aA3 'panicked at' "$log" | cut -c1-600 || true
    grep -aE '(artifacts/|ERROR: |error: )' "$log" | tail -n 10 || true
  fi
done
[ "$findings" -eq 0 ] || { echo "$findings of ${#targets[@]} targets have findings"; exit 1; }
