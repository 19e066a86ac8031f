# make run, make test and make bench are the only commands a fresh machine needs
# (with Swift and git on it).

SCENARIO ?= Scenarios/dropbox-2008.yaml
PREFIX ?= /usr/local
KFACTOR ?= .build/release/kfactor
ROOT = $(DESTDIR)$(PREFIX)

.PHONY: build run test sanitize coverage fuzz spread-test drills bench bench-decisions bench-calibration results \
  requirements format api manual install install-files uninstall

# Without the debugger's tables, which cost a sixth of the time to build: make BUILD_FLAGS= build
# keeps them, for a profile.
BUILD_FLAGS ?= -debug-info-format none

# Builds the command; prints where it is.
build: requirements
	swift build -c release $(BUILD_FLAGS) --product kfactor

run: build
	swift run -c release --skip-build kfactor run $(SCENARIO)

# Optimised, since the laws simulate millions of people; with testable internals.
test: requirements
	swift test -c release -Xswiftc -enable-testing $(BUILD_FLAGS) --scratch-path .build-test

# Every test under the thread and the address sanitizer (SANITIZERS=thread: one of them). Some two
# hours on two cores.
sanitize: requirements
	Scripts/sanitize.sh

# The share of lines that the tests reach, by target.
coverage: requirements
	Scripts/coverage.sh

# Each reader of files for so many seconds; fails on any crash, hang or lack of memory.
SECONDS ?= 60
fuzz: requirements
	SECONDS_EACH=$(SECONDS) Fuzz/run.sh

# The scripts of kfactor spread on real engines, a worker killed in each. Installs them by apt and
# pip; Slurm needs root.
spread-test: build
	KFACTOR="$$(swift build -c release --show-bin-path)/kfactor" Tests/Spread/run.sh

bench: requirements
	Benchmarks/run.sh

bench-decisions: requirements
	Benchmarks/decisions.sh

# A thousand fits of each kind; over an hour.
bench-calibration: requirements
	Benchmarks/calibration.sh

# Kills, signals, bad disks and odd machines: see Documentation/Reliability.md. KILLS=n and
# COMMANDS="run compare" make it longer and shorter.
drills: build
	@for drill in kills signals disks machines; do \
	  KFACTOR=$$(swift build -c release --show-bin-path)/kfactor KILLS=$(KILLS) \
	    COMMANDS="$(COMMANDS)" python3 Tests/Drills/$$drill.py || failed="$$failed $$drill"; \
	done; test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

# The committed results of every shipped scenario, made anew.
results: build
	@for scenario in Scenarios/*.yaml; do \
	  name=$$(basename $$scenario .yaml); rm -rf Results/$$name; \
	  echo $$name; swift run -c release --skip-build kfactor run $$scenario --quiet > /dev/null || exit 1; \
	done
	@for name in saas-credit ecommerce-discount dropbox-2008; do \
	  rm -rf Results/$$name-tune; echo $$name-tune; \
	  swift run -c release --skip-build kfactor tune Scenarios/$$name.yaml --quiet > /dev/null || exit 1; \
	done
	swift run -c release --skip-build kfactor report Results/saas-credit-tune
	rm -rf Results/dropbox-calibrate
	swift run -c release --skip-build kfactor calibrate Examples/history/dropbox.yaml --quiet --report \
	  --series Examples/history/dropbox-2009-04.csv --write .build/dropbox-calibrated.yaml > /dev/null

format:
	swift format format -i -r Sources Tests

# The GNU Scientific Library, SQLite and zlib, from the system's package manager.
requirements:
	@Scripts/install-requirements.sh

# The public declarations of the library product; their diff is read as a design change.
api:
	grep -rhoE '^ *public [^{]*' Sources/KFactorKit | sed 's/^ *//; s/ *$$//' > Documentation/API.txt

# The manual pages, from what the command says of itself.
manual: build
	$(KFACTOR) --experimental-dump-help | Scripts/make_manual.py Documentation/man

# The command, its manual pages and the completions of three shells, below PREFIX.
install: build install-files

install-files:
	install -d "$(ROOT)/bin" "$(ROOT)/share/man/man1" "$(ROOT)/share/bash-completion/completions" \
	  "$(ROOT)/share/zsh/site-functions" "$(ROOT)/share/fish/vendor_completions.d"
	install -m 755 "$(KFACTOR)" "$(ROOT)/bin/kfactor"
	install -m 644 Documentation/man/*.1 "$(ROOT)/share/man/man1"
	"$(KFACTOR)" --generate-completion-script bash > "$(ROOT)/share/bash-completion/completions/kfactor"
	"$(KFACTOR)" --generate-completion-script zsh > "$(ROOT)/share/zsh/site-functions/_kfactor"
	"$(KFACTOR)" --generate-completion-script fish > "$(ROOT)/share/fish/vendor_completions.d/kfactor.fish"

uninstall:
	rm -f "$(ROOT)/bin/kfactor" "$(ROOT)"/share/man/man1/kfactor.1 "$(ROOT)"/share/man/man1/kfactor-*.1 \
	  "$(ROOT)/share/bash-completion/completions/kfactor" \
	  "$(ROOT)/share/zsh/site-functions/_kfactor" \
	  "$(ROOT)/share/fish/vendor_completions.d/kfactor.fish"
