#!/usr/bin/env bash
# Runs every test with coverage counted, in the tests and in the commands that they start, and
# prints the share of lines of Sources that were reached, and how many throw statements, by target.
# `make coverage` calls it. What was not reached is in .build-coverage/missed.txt, by file and line.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=.build-coverage
# Counters that lie in the file itself: what a command reached that is killed counts too, and no
# process that is killed while it writes spoils the counts of others.
flags=(-c release -Xswiftc -enable-testing -Xswiftc -Xllvm -Xswiftc -runtime-counter-relocation
  --enable-code-coverage --scratch-path "$scratch")
swift build "${flags[@]}" --build-tests >&2
products=$(swift build "${flags[@]}" --show-bin-path)
profiles=$scratch/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
# Many processes at once: a file for each binary, which they share. Without the flag for coverage, with
# which swift test would merge the profiles itself.
failed=no
LLVM_PROFILE_FILE="$PWD/$profiles/%c%m.profraw" \
  swift test -c release -Xswiftc -enable-testing --scratch-path "$scratch" --skip-build >&2 || failed=yes
tool() { # of the toolchain that compiled it
  local beside
  beside=$(dirname "$(readlink -f "$(command -v swift)")")/$1
  if [ -x "$beside" ]; then echo "$beside"; else command -v "$1"; fi
}
find "$PWD/$profiles" -name '*.profraw' > "$scratch/profiles.txt"
"$(tool llvm-profdata)" merge -sparse -failure-mode=all -f "$scratch/profiles.txt" -o "$scratch/all.profdata"
tests=$products/kfactorPackageTests.xctest
[ -f "$tests" ] || tests=$tests/Contents/MacOS/kfactorPackageTests
for format in lcov text; do
  "$(tool llvm-cov)" export "$tests" -object "$products/kfactor" \
    -instr-profile "$scratch/all.profdata" -format "$format" > "$scratch/coverage.$format"
done
python3 Scripts/coverage_by_target.py "$scratch/coverage.lcov" "$scratch/coverage.text" \
  "$scratch/missed.txt"
[ $failed = no ] || { echo "some tests failed; what they would have reached may be missing" >&2; exit 1; }
