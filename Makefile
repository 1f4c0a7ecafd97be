# Shi: `make run` shows it, `make test` proves it.
#
# The work is in nginx/local/: packages.sh, run.sh (settings at its top), test.sh, eval.sh, check.sh. Variables given to
# make reach them through the environment.

.PHONY: run build test eval check swift packages

# The whole system at http://127.0.0.1:8080, until Ctrl-C.
#   make run [PORT=8081] [COPIES_webhook=3 COPIES_worker=4 ...] [GATEWAY_URL=http://...] [MODEL=sandbox]
run: build
	@nginx/local/run.sh

# The programs, as .build/release/shi-NAME. Swift's runtime is linked in: a host that runs them needs no Swift, and they
# start in half the time.
build: packages
	swift build -c release --static-swift-stdlib -Xswiftc -use-ld=lld

# All tests, on a PostgreSQL and through an nginx of their own. One part: make test TESTS='--filter StoreTests'
test: swift
	@nginx/local/test.sh $(TESTS)

# Scores the assistant with scripted dialogues, in a private system: a table, and .build/eval.json with what did not hold.
#   make eval [OPENAI_API_KEY=... OPENAI_BASE_URL=... OPENAI_MODEL=...] [EVAL_ONLY=booking]
eval: build
	@nginx/local/eval.sh

# Formatting, nginx's configuration, shell scripts.
check: packages
	@nginx/local/check.sh

# Debian packages that are missing; says what it installs, with sudo if need be.
packages: swift
	@nginx/local/packages.sh

swift:
	@command -v swift >/dev/null || { \
	  echo "Swift is missing. Get version 6.3 or later from https://www.swift.org/install, put it in your PATH, and repeat."; \
	  exit 1; }
