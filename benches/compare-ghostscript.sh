#!/usr/bin/env bash
# Converts a PDF of many pages of text to a TIFF of MMR pages at 204 × 196, with Faxwell and with Ghostscript in turn, and
# prints both times, their ratio and the peak memory (each process's own peak, summed: an upper bound).
#
#   benches/compare-ghostscript.sh [PDF]
#
# Without a PDF one of 350 letters is made by Ghostscript, with the DejaVu fonts inside. FAXWELL names the program (else it
# is built), ROUNDS how often each one runs (5), PICTURE a PNG for the first page of both side by side (needs ImageMagick).
set -euo pipefail
cd "$(dirname "$0")/.."

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
rounds="${ROUNDS:-5}"
if [ -z "${FAXWELL:-}" ]; then
  cargo build --release --quiet
  FAXWELL=target/release/faxwell
fi

letters() {
  cat <<'POSTSCRIPT'
%!PS-Adobe-3.0
<< /PageSize [595 842] >> setpagedevice
/Serif /DejaVuSerif findfont def
/Sans /DejaVuSans findfont def
/Bold /DejaVuSans-Bold findfont def
/words [ (the) (order) (of) (delivery) (which) (we) (received) (from) (your) (office) (on) (Monday) (has) (been)
  (checked) (and) (found) (complete) (except) (for) (two) (items) (that) (will) (follow) (by) (separate) (shipment)
  (within) (ten) (working) (days) (please) (confirm) (quantity) (price) (address) (as) (agreed) (in) (contract)
  (number) (payment) (terms) (remain) (unchanged) (thirty) (net) (any) (question) (may) (be) (directed) (to)
  (undersigned) (at) (telephone) (shown) (above) (sincerely) (purchasing) (department) (quarterly) (figures) ] def
/space ( ) def
1 srand
/fill { /y exch def 72 y moveto
  { words rand words length mod get
    dup stringwidth pop space stringwidth pop add currentpoint pop add 523 gt { pop exit } if
    show space show } loop } def
1 1 350 { /page exch def
  Bold 16 scalefont setfont 72 770 moveto (Harbour Supply Company) show
  Sans 8 scalefont setfont 72 757 moveto (14 Quay Street, Northport   Telephone +1 555 0100   Fax +1 555 0101) show
  0.7 setlinewidth 72 750 moveto 523 750 lineto stroke
  Serif 10.5 scalefont setfont 72 722 moveto (Our reference ) show page 10 string cvs show
  700 -14.2 90 { fill } for
  Sans 7.5 scalefont setfont 72 60 moveto (Page ) show page 10 string cvs show ( of 350) show
  showpage } for
POSTSCRIPT
}

pdf="${1:-}"
if [ -z "$pdf" ]; then
  pdf="$work/letters.pdf"
  letters | gs -q -dNOPAUSE -dBATCH -dSAFER -sDEVICE=pdfwrite -dEmbedAllFonts=true -sOutputFile="$pdf" -
fi

# Runs a command, prints its seconds and the sum of the peaks of all its processes in MB.
measure() {
  local start end pid sum
  start=$(date +%s.%N)
  "$@" >/dev/null 2>&1 &
  pid=$!
  declare -A peak=()
  while kill -0 "$pid" 2>/dev/null; do
    for each in "$pid" $(cat "/proc/$pid/task/"*/children 2>/dev/null); do
      high=$(awk '/^VmHWM/ { print $2 }' "/proc/$each/status" 2>/dev/null || true)
      [ -z "$high" ] || peak[$each]=$high
    done
    sleep 0.02
  done
  wait "$pid"
  end=$(date +%s.%N)
  sum=0
  for each in "${!peak[@]}"; do sum=$((sum + peak[$each])); done
  awk -v s="$start" -v e="$end" -v m="$sum" 'BEGIN { printf "%.2f %.0f\n", e - s, m / 1024 }'
}

ours=() theirs=() our_peak=0 their_peak=0
for round in $(seq "$rounds"); do
  rm -f "$work/ours.tif" "$work/theirs.tif"
  read -r seconds memory < <(measure "$FAXWELL" convert "$pdf" "$work/ours.tif" --resolution fine --coding mmr --quiet)
  ours+=("$seconds")
  [ "$memory" -le "$our_peak" ] || our_peak=$memory
  read -r seconds memory < <(measure gs -q -dNOPAUSE -dBATCH -dSAFER -sDEVICE=tiffg4 -r204x196 -sOutputFile="$work/theirs.tif" "$pdf")
  theirs+=("$seconds")
  [ "$memory" -le "$their_peak" ] || their_peak=$memory
  echo "round $round: Faxwell ${ours[-1]} s, Ghostscript ${theirs[-1]} s"
done

median() { printf '%s\n' "$@" | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
our_median=$(median "${ours[@]}") their_median=$(median "${theirs[@]}")
echo "medians: Faxwell $our_median s, Ghostscript $their_median s, ratio $(awk -v a="$their_median" -v b="$our_median" 'BEGIN { printf "%.2f", a / b }')"
echo "peak memory: Faxwell $our_peak MB in all its processes, Ghostscript $their_peak MB"
echo "sizes: Faxwell $(stat -c %s "$work/ours.tif"), Ghostscript $(stat -c %s "$work/theirs.tif") octets"

if [ -n "${PICTURE:-}" ]; then
  # A piece of the first page, each pel twice as large.
  for one in ours theirs; do
    convert "$work/$one.tif[0]" -crop 420x190+190+330 +repage -filter point -resize 200% "$work/$one.png"
  done
  convert "$work/ours.png" "$work/theirs.png" -bordercolor black -border 2 -append -monochrome "$PICTURE"
  echo "above Faxwell, below Ghostscript: $PICTURE"
fi
