# What one does with Pronto. It needs Go, Node 20 and make; `make test` installs
# what else the tests use.

LISTEN  ?= :8080
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TOOL    := go tool -modfile=tools/go.mod

# Days and rounds of `make soak`.
DAYS   ?= 7
ROUNDS ?= 10

web_modules := web/node_modules/.package-lock.json
web_pages   := web/dist/index.html
web_sources := $(shell find web/src web/widget web/public -type f 2>/dev/null) \
	$(wildcard web/*.html web/*.json web/*.ts)

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.NOTPARALLEL:

.PHONY: run
run: build ## start the demo: a company, its shop, customers and colleagues
	@exec bin/pronto demo --listen $(LISTEN)

.PHONY: build
build: $(web_pages) ## bin/pronto, static, with its pages inside
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/pronto ./cmd/pronto

$(web_modules): web/package-lock.json
	PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix web ci --no-audit --no-fund
	@touch $@

$(web_pages): $(web_modules) $(web_sources)
	npm --prefix web run build
	@touch $@

.PHONY: dev
dev: $(web_modules) ## live reload: pages on :5173, the server behind them on LISTEN
	@exec scripts/dev $(LISTEN)

.PHONY: check
check: web-check ## the fast loop, under two minutes
	go vet ./...
	go test -short ./...

# Cheap failures first. CI makes a test that cannot run fail, where it would be
# skipped on somebody's own machine.
.PHONY: test
test: export CI = true
test: test-tools web-check lint test-go journeys ## everything, as CI runs it

.PHONY: test-tools
test-tools:
	scripts/test-tools

.PHONY: web-check
web-check: $(web_modules)
	npm --prefix web run typecheck
	npm --prefix web run test

.PHONY: test-go
test-go:
	CGO_ENABLED=1 go test -race -timeout 20m ./...

.PHONY: journeys
journeys: build ## the browser journeys
	scripts/journeys

.PHONY: lint
lint: $(web_modules) ## the first run builds the linter, which takes minutes
	npm --prefix web run lint
	$(TOOL) golangci-lint run ./...

.PHONY: generate
generate: $(web_modules) ## the front end's types, from the OpenAPI document
	@mkdir -p bin
	go run ./cmd/pronto openapi > bin/openapi.json
	mv bin/openapi.json web/openapi.json
	npm --prefix web run generate

.PHONY: bench
bench: build ## figures against their targets, on this machine
	bin/pronto bench

.PHONY: soak
soak: build ## ROUNDS simulations of DAYS each, from seeds by chance
	@for round in $$(seq $(ROUNDS)); do \
		seed=$$(od -An -N4 -tu4 /dev/urandom | tr -d ' '); \
		echo "round $$round: bin/pronto sim --days $(DAYS) --seed $$seed"; \
		bin/pronto sim --days $(DAYS) --seed $$seed || exit 1; \
	done

.PHONY: clean
clean: ## remove what was built
	rm -rf bin test-results web/node_modules
	find web/dist -mindepth 1 ! -name placeholder -delete

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
