#!/usr/bin/env bash
# Builds and runs the benchmark of calibration: how honest fits are, how quick, and how forecasts of
# history would have done. What it prints is committed as Results/benchmarks/calibration.txt. Over an
# hour; `Benchmarks/calibration.sh 50` does fewer fits.
set -euo pipefail
cd "$(dirname "$0")/.."
# A target of the package itself, since what it measures is not public.
swift build -c release --product CalibrationBenchmark >&2
swift build -c release --product kfactor >&2
bin=$(swift build -c release --show-bin-path)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "make bench-calibration, $(date +%F), $(nproc) shared $(uname -m) cores"
missed=0
"$bin/CalibrationBenchmark" "${1:-1000}" || missed=1

echo
start=$SECONDS
"$bin/kfactor" calibrate Examples/small-program.yaml --series Examples/monthly.csv --map date=Month \
  --fit loops.referral.conversion.base,loops.referral.invites.mean,acquisition.organic \
  --write "$folder/fitted.yaml" --output "$folder/fit" --quiet > /dev/null
echo "three numbers of a series, 4,000 effective draws: $((SECONDS - start)) s  (goal: under 60)"

# A million customers, a third of them referred by an earlier one, a fifth gone.
awk 'BEGIN {
  srand(1); print "person_id,referred_by,joined_at,churned_at"
  for (i = 1; i <= 1000000; i++) {
    day = int(i / 1400); by = rand() < 0.33 && i > 1 ? int(1 + rand() * (i - 1)) : ""
    joined = strftime("%Y-%m-%d", 1672531200 + day * 86400, 1)
    left = rand() < 0.2 ? strftime("%Y-%m-%d", 1672531200 + (day + 1 + int(rand() * 300)) * 86400, 1) : ""
    print i "," by "," joined "," left
  }
}' > "$folder/million.csv"
/usr/bin/time -f "%e s, %M KiB" -o "$folder/time" "$bin/kfactor" calibrate \
  Examples/small-program.yaml --events "$folder/million.csv" --observed-until 2024-12-31 \
  --write "$folder/events.yaml" --output "$folder/events" --quiet > /dev/null
echo "a million customers: $(cat "$folder/time")  (goal: under 30 s, 2 GiB)"

echo
backtest() {
  local name=$1
  shift
  "$bin/kfactor" backtest "Examples/history/$name.yaml" --series "Examples/history/$name.csv" "$@" \
    --output "$folder/$name" --quiet | sed -n '1,/^known before/p' | sed '$d'
}
backtest vcr
backtest twitter
backtest facebook
# Six points are too few to score the five numbers that its file leaves open.
backtest dropbox --fit acquisition.word_of_mouth

# What Dropbox would have been told, by a forecast of the large-market limit from what was known.
forecast() {
  local known=$1 days=$2 came=$3
  [ -e "$folder/$known.yaml" ] || "$bin/kfactor" calibrate Examples/history/dropbox.yaml \
    --series "Examples/history/dropbox-$known.csv" --write "$folder/$known.yaml" \
    --output "$folder/fit-$known" --quiet > /dev/null
  "$bin/kfactor" run "$folder/$known.yaml" --set "horizon=$days days" --engine expected \
    --replications 200 --output "$folder/run-$known-$days" --quiet > "$folder/said"
  echo "known $known: $(head -2 "$folder/said" | tr '\n' ' ' | cut -d';' -f1); $came came"
}
echo
forecast 2009-04 487 "4 million"
forecast 2010-01 959 "25 million"
forecast 2010-01 1156 "45 million"
exit $missed
