# What libFuzzer is told of a target, its seeds last: sourced with the repository as the folder, then `options TARGET`.
options() {
  local words= seeds=
  case $1 in
  parse | read_window | rewrite) words=tiff seeds=testdata ;;
  expression | region) words=$1 ;;
  metadata | sidecars) words=xml ;;
  crs_texts) words=wkt ;;
  esac
  [ -z "$words" ] || printf '%s\n' "-dict=fuzz/dictionaries/$words.dict"
  printf '%s\n' -max_len=65536 -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 "fuzz/kept/$1" $seeds
}
