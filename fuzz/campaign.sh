#!/usr/bin/env bash
# A long campaign: every target in turn, N seconds each, with what it learns kept in fuzz/corpus.
#
#   fuzz/campaign.sh 3600              all targets, an hour each
#   fuzz/campaign.sh 3600 parse        only these
#
# Needs nightly Rust and cargo-fuzz. A crash ends the campaign; its input is in fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:?how many seconds for each target?}
shift
[ $# -gt 0 ] || set -- $(cargo +nightly fuzz list)
for target in "$@"; do
  printf -- '--- %s\n' "$target"
  mkdir -p "fuzz/corpus/$target"
  # What is learned goes to the first folder; the seeds are only read.
  cargo +nightly fuzz run "$target" "fuzz/corpus/$target" testdata -- -max_total_time="$seconds" -max_len=65536 \
    -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0
  # Of inputs that reach the same, the shortest is kept.
  cargo +nightly fuzz cmin "$target" "fuzz/corpus/$target" -- -rss_limit_mb=2048
done
