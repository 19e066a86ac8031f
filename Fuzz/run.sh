#!/usr/bin/env bash
# Builds the fuzzer and gives every reader SECONDS seconds of it. `make fuzz SECONDS=60` calls it.
# TARGETS="scenario events" picks some, RUNS=n stops each after n inputs instead.
#
# An input may not crash, take a gigabyte, or hang; what does is kept in .build-fuzzing/found, and the script
# fails. What was learnt is kept in .build-fuzzing/corpus, so the next time starts from there.
set -euo pipefail
cd "$(dirname "$0")"
root=..
seconds=${SECONDS_EACH:-60}
work=.build-fuzzing
# Otherwise Swift's crash handler holds a dead process for minutes.
export SWIFT_BACKTRACE=enable=no

# What is fuzzed is kfactor's; SwiftPM plans again only when a manifest changes.
touch Package.swift
# Address sanitizing is a build of its own, and three times slower: ADDRESS=yes.
scratch=.build
# Gold, which Swift would choose, fails on what the fuzzer brings.
linker=()
[ "$(uname)" = Darwin ] || linker=(-Xswiftc -use-ld=lld)
flags=(-Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link)
if [ "${ADDRESS:-no}" = yes ]; then
  scratch=.build-address
  flags=(-Xswiftc -sanitize=fuzzer,address -Xcc "-fsanitize=fuzzer-no-link,address")
fi
swift build -c release --scratch-path "$scratch" "${flags[@]}" "${linker[@]}" \
  -Xswiftc -enable-testing >&2
fuzz=$(swift build -c release --scratch-path "$scratch" --show-bin-path)/Fuzz

# Seeds: what is beside this script, and what the tree has.
rm -rf "$work/seeds"
for target in $("$fuzz"); do
  mkdir -p "$work/seeds/$target" "$work/corpus/$target" "$work/found/$target"
  [ ! -d "Corpus/$target" ] || cp Corpus/"$target"/* "$work/seeds/$target"
done
seed() { # target, file: under a name that says where it came from
  cp "$2" "$work/seeds/$1/$(echo "${2#../}" | tr / -)"
}
for file in $root/Scenarios/*.yaml $root/Examples/*.yaml $root/Examples/history/*.yaml \
  $root/Tests/ScenarioFileTests/Fixtures/*/*.yaml; do
  seed scenario "$file"
done
for file in $root/Examples/monthly.csv $root/Examples/history/*.csv; do seed series "$file"; done
for file in $root/Examples/experiment.csv $root/Examples/thornton.csv; do seed experiment "$file"; done
head -40 $root/Scenarios/networks/deezer-romania.txt > "$work/seeds/edges/deezer.txt"
for folder in $root/Tests/ReportPageTests/Fixtures/*/; do
  name=$(basename "$folder")
  for file in "$folder"*; do
    printf '=== %s\n' "$(basename "$file")"
    cat "$file"
  done > "$work/seeds/page/$name"
  cp "$work/seeds/page/$name" "$work/seeds/results/$name"
  for file in "$folder"*.json; do cp "$file" "$work/seeds/json/$name.json"; done
done

# Words that mean something, from the sources of the readers.
words() { # target, files
  local target=$1
  shift
  # Back slashes and quotes aside, which a dictionary writes otherwise.
  grep -ohE '"[][A-Za-z0-9_%#:;., /$+=<>{}()-]{1,40}"' "$@" | sort -u > "$work/$target.dict"
}
for target in scenario quantities overrides people posterior; do
  words $target $root/Sources/ScenarioFile/{ScenarioSchema*,Quantity*,Uncertain*,Decision*,Strategy*,Posterior*}.swift
done
for target in events invitations series experiment vendor; do
  words $target $root/Sources/ProgramData/*.swift
done
words edges $root/Sources/Simulation/Network/EdgeFile.swift
words json $root/Sources/JSON/*.swift
words results $root/Sources/Reporting/{StoredResult,RunResult*,ResultsFolder}.swift \
  $root/Sources/Simulation/Outcome/*.swift
words page $root/Sources/ReportPage/*.swift
words part $root/Sources/Reporting/{PartDescription,ResultsFolder}.swift
for target in scenario page results vendor events; do
  printf '%s\n' '"<xss"' '"</script>"' '"=== "' '"\\x1b[2J"' '"\\xe2\\x80\\xae"' '"\\x00"' \
    '"*a"' '"&a"' '"1e999"' '"-0"' '"9223372036854775807"' '"9223372036854775808"' >> "$work/$target.dict"
done

total=0
failures=()
printf '%-12s %12s %8s %10s %8s\n' target executions seconds 'a second' 'MiB'
for target in ${TARGETS:-$("$fuzz")}; do
  length=16384
  case $target in
    quantities) length=128 ;;
    overrides) length=512 ;;
    results | page) length=32768 ;;
  esac
  stop=(-max_total_time="$seconds")
  [ -z "${RUNS:-}" ] || stop=(-runs="$RUNS")
  log=$work/$target.log
  verdict=
  if ! "$fuzz" "$target" "${stop[@]}" -max_len=$length -timeout=5 -rss_limit_mb=1024 \
    -malloc_limit_mb=1024 -dict="$work/$target.dict" -print_final_stats=1 -reload=0 \
    -artifact_prefix="$work/found/$target/" "$work/corpus/$target" "$work/seeds/$target" \
    > "$log" 2>&1; then
    failures+=("$target")
    verdict='  FAILED'
  fi
  rm -rf /dev/shm/kfactor-fuzz-* "${TMPDIR:-/tmp}"/kfactor-fuzz-*
  stat() { sed -n "s/^stat::$1: *//p" "$log" | tail -1; }
  executions=$(stat number_of_executed_units)
  spent=$(sed -n 's/^Done [0-9]* runs in \([0-9]*\) second.*/\1/p' "$log" | tail -1)
  printf '%-12s %12s %8s %10s %8s%s\n' "$target" "${executions:-?}" "${spent:-?}" \
    "$(stat average_exec_per_sec)" "$(stat peak_rss_mb)" \
    "$verdict"
  total=$((total + ${executions:-0}))
done
printf '%-12s %12s\n' total "$total"
if [ "${#failures[@]}" -gt 0 ]; then
  echo "failed: ${failures[*]}; inputs are in Fuzz/$work/found, what was said in Fuzz/$work/TARGET.log" >&2
  exit 1
fi
