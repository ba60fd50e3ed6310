# make check is the one door: what it passes may be merged.

GO         ?= go
PACKAGES   ?= ./...
FUZZTIME   ?= 10s
BENCHTIME  ?= 1s
STATICCHECK = $(GO) tool -modfile=tools/go.mod staticcheck

.PHONY: all build check fmt vet lint test tidy generated bench compare profile fuzz clean

all: build

build:
	$(GO) build -trimpath -o tempfail ./cmd/tempfail

check: fmt vet lint test generated tidy
	@echo 'make check: passed'

fmt:
	@bad=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); \
	if [ -n "$$bad" ]; then echo "not formatted, run gofmt -w on:"; echo "$$bad"; exit 1; fi

vet:
	$(GO) vet $(PACKAGES)

lint:
	$(STATICCHECK) $(PACKAGES)

# parser and aggregate have no goroutine, which a test holds them to, and
# dashboards is files: there is nothing for the race detector in their
# thousands of simulated messages.
test:
	$(GO) test . ./parser ./aggregate ./dashboards/...
	$(GO) test -race $$($(GO) list $(PACKAGES) | grep -vE '^tempfail(/parser|/aggregate|/dashboards.*)?$$')

# What go generate writes is committed: a second run must change nothing.
generated:
	@before=$$(git status --porcelain | cksum; git diff | cksum); \
	$(GO) generate $(PACKAGES) || exit 1; \
	after=$$(git status --porcelain | cksum; git diff | cksum); \
	if [ "$$before" != "$$after" ]; then echo 'go generate changed files: commit them'; git status --short; exit 1; fi

tidy:
	$(GO) mod tidy -diff
	cd tools && $(GO) mod tidy -diff

# For benchstat: make bench > old.txt, change something, make bench > new.txt.
bench:
	$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) $(PACKAGES)

# Whole programs against wc, grep, rg and pflogsumm on one log:
# make compare COMPARE='-lines 7500000 -rounds 3' for a gigabyte.
compare: build
	$(GO) run ./bench/compare $(COMPARE)

# The profile that go build optimises by, of whole runs over every kind of log.
profile:
	$(GO) test -trimpath -run '^$$' -bench Analyze -benchtime 20x -cpu 2 -cpuprofile cmd/tempfail/default.pgo -o cmd/tempfail/tempfail.test ./cmd/tempfail

# Every fuzz target of every package for a while; a finding fails. What fails and
# has written no input is tried once more: Go 1.26 may fail with "context deadline
# exceeded" because the time is over (golang/go#75804).
fuzz:
	@set -e; for package in $$($(GO) list $(PACKAGES)); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			try="$(GO) test -run ^$$ -fuzz ^$$target$$ -fuzztime $(FUZZTIME) $$package"; \
			$$try || { test -z "$$(git ls-files -o '*testdata/fuzz/*')" && $$try; }; \
		done; \
	done

clean:
	rm -f tempfail
