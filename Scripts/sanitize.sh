#!/usr/bin/env bash
# Runs every test under the sanitizers for threads and for addresses, in the tests and in the
# commands that they start; fails on any report. `make sanitize` calls it.
# SANITIZERS=thread runs one of them. It takes many times as long as the tests alone.
set -euo pipefail
cd "$(dirname "$0")/.."
# Otherwise Swift's crash handler runs where the sanitizer's should.
export SWIFT_BACKTRACE=enable=no
failures=()
for sanitizer in ${SANITIZERS:-thread address}; do
  scratch=.build-sanitize-$sanitizer
  reports=$PWD/$scratch/reports
  flags=(-c release --sanitize="$sanitizer" -Xswiftc -enable-testing -Xswiftc -DSANITIZED
    --scratch-path "$scratch")
  swift build "${flags[@]}" --build-tests
  rm -rf "$reports"
  mkdir -p "$reports"
  # Swift's metadata is never freed, and is no leak.
  TSAN_OPTIONS="log_path=$reports/thread" \
    ASAN_OPTIONS="log_path=$reports/address:detect_leaks=0" \
    swift test "${flags[@]}" --skip-build || failures+=("a test under the $sanitizer sanitizer")
  for report in "$reports"/*; do
    [ -e "$report" ] || continue
    failures+=("$report")
    grep -m 1 -A 4 Sanitizer "$report"
  done
done
[ "${#failures[@]}" -eq 0 ] || { printf 'failed: %s\n' "${failures[@]}" >&2; exit 1; }
echo "no sanitizer has anything to report"
