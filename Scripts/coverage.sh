#!/usr/bin/env bash
# Runs every test with coverage counted, in the tests and in the commands that they start, and
# prints the share of lines of Sources that were reached, by target. `make coverage` calls it.
# What was not reached is in .build-coverage/missed.txt, by file and line.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=.build-coverage
flags=(-c release -Xswiftc -enable-testing --enable-code-coverage --scratch-path "$scratch")
swift build "${flags[@]}" --build-tests >&2
products=$(swift build "${flags[@]}" --show-bin-path)
profiles=$scratch/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
# Many processes at once: a file for each binary, which they merge into.
failed=no
LLVM_PROFILE_FILE="$PWD/$profiles/%4m.profraw" swift test "${flags[@]}" --skip-build >&2 || failed=yes
tool() { # of the toolchain that compiled it
  local beside
  beside=$(dirname "$(readlink -f "$(command -v swift)")")/$1
  if [ -x "$beside" ]; then echo "$beside"; else command -v "$1"; fi
}
# swift test may name them itself, a file for each process; what was killed left half of one.
find "$PWD/$profiles" "$products/codecov" -name '*.profraw' > "$scratch/profiles.txt" || true
"$(tool llvm-profdata)" merge -sparse -failure-mode=all -f "$scratch/profiles.txt" -o "$scratch/all.profdata"
tests=$products/kfactorPackageTests.xctest
[ -f "$tests" ] || tests=$tests/Contents/MacOS/kfactorPackageTests
"$(tool llvm-cov)" export "$tests" -object "$products/kfactor" \
  -instr-profile "$scratch/all.profdata" -format lcov > "$scratch/coverage.lcov"
python3 Scripts/coverage_by_target.py "$scratch/coverage.lcov" "$scratch/missed.txt"
[ $failed = no ] || { echo "some tests failed; what they would have reached may be missing" >&2; exit 1; }
