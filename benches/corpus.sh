#!/usr/bin/env bash
# Converts every document in a folder and prints one line each: what came of it, seconds, pages, name, words.
#
#   benches/corpus.sh DIR > report.tsv
#
# "pages" and "error" (a clear error of the program's) are well; "crash" and "hang" are not, and make the script fail.
# FAXWELL names the program (else it is built), LIMIT the seconds a document may take (300), FAXWELL_PDFIUM the PDFium
# library, if that is to draw.
set -euo pipefail
dir="$(realpath "${1:?a folder of documents}")"
cd "$(dirname "$0")/.."
limit="${LIMIT:-300}"
if [ -z "${FAXWELL:-}" ]; then
  cargo build --release --quiet
  FAXWELL=target/release/faxwell
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
bad=0
while IFS= read -r -d '' file; do
  start=$(date +%s.%N)
  code=0
  timeout "$limit" "$FAXWELL" convert "$file" "$work/out.tif" --json >"$work/told" 2>"$work/said" || code=$?
  seconds=$(awk -v s="$start" -v e="$(date +%s.%N)" 'BEGIN { printf "%.2f", e - s }')
  case "$code" in
    0) kind=pages ;;
    124) kind=hang bad=1 ;;
    1 | 2 | 3 | 5) kind=error ;;
    *) kind=crash bad=1 ;;
  esac
  if grep -q panicked "$work/said"; then kind=crash bad=1; fi
  pages=$(sed -n 's/.*"pages":[ ]*\([0-9]*\).*/\1/p' "$work/told" | head -1)
  printf '%s\t%s\t%s\t%s\t%s\n' "$kind" "$seconds" "${pages:-0}" "${file#"$dir"/}" "$(tr '\n\t' '  ' <"$work/said" | cut -c1-300)"
  rm -f "$work/out.tif"
done < <(find "$dir" -type f -print0 | sort -z)
exit "$bad"
