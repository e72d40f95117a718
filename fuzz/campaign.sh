#!/usr/bin/env bash
# A long campaign: its time is spread over the targets, in rounds; what they learn is kept in fuzz/corpus.
#
#   fuzz/campaign.sh 120               two hours in all, all targets
#   fuzz/campaign.sh 120 parse region  only these
#   fuzz/campaign.sh --report          what all campaigns did so far, as a table of fuzz/README.md
#
# Needs nightly Rust and cargo-fuzz. A crash does not end it: the input is in fuzz/artifacts, and the last line tells.
set -euo pipefail
cd "$(dirname "$0")/.."
. fuzz/options.sh

ROUND=120
LOG=fuzz/corpus/campaigns.tsv
BIN=${CARGO_TARGET_DIR:-fuzz/target}/$(rustc --version --verbose | sed -n 's/^host: //p')/release

report() {
  printf '| target | minutes | executions | edges | inputs |\n|---|---|---|---|---|\n'
  awk -F'\t' '{ s[$1] += $2; n[$1] += $3; edges[$1] = $4; inputs[$1] = $5 }
    END { for (t in s) printf "| `%s` | %.0f | %.2f M | %d | %d |\n", t, s[t] / 60, n[t] / 1e6, edges[t], inputs[t] }' "$LOG" | sort
}

# One line of the log, of what libFuzzer says at the end.
note() {
  awk -v target="$1" '
    / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "corp:") corp = $(i + 1) } }
    /^Done / { seconds = $5 }
    /^stat::number_of_executed_units/ { units = $2 }
    END { sub("/.*", "", corp); printf "%s\t%d\t%d\t%d\t%d\n", target, seconds, units, cov, corp }' "$2" >>"$LOG"
}

[ "${1-}" != --report ] || { report; exit; }
minutes=${1:?how many minutes in all?}
shift
cargo +nightly fuzz build --target-dir "${CARGO_TARGET_DIR:-fuzz/target}"
SECONDS=0
[ $# -gt 0 ] || set -- $(cargo +nightly fuzz list)
crashed=()
until [ "$SECONDS" -ge $((60 * minutes)) ]; do
  for target in "$@"; do
    left=$((60 * minutes - SECONDS))
    [ "$left" -gt 0 ] || break
    mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
    # What is learned goes to the first folder; the seeds are only read.
    ASAN_OPTIONS=detect_odr_violation=0 "$BIN/$target" "fuzz/corpus/$target" $(options "$target") -artifact_prefix="fuzz/artifacts/$target/" \
      -max_total_time=$((left < ROUND ? left : ROUND)) >"fuzz/corpus/$target.log" 2>&1 || crashed+=("$target")
    note "$target" "fuzz/corpus/$target.log"
  done
done
report
[ ${#crashed[@]} -eq 0 ] || { printf 'crashed: %s\n' "${crashed[*]}"; exit 1; }
