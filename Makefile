# Two commands matter: `make run` and `make test`.

# Where cargo builds.
out := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)

.PHONY: run demo test test-peers storm soak flows pictures search fuzz bench help

help:
	@echo "make run    build and open the kiosk; without a display, watch a scripted customer order lunch"
	@echo "make demo   the scripted customer on a virtual display, pictures under target/demo/"
	@echo "make test   format, lints, docs, every test, the build without a window, the demo"
	@echo "make storm  a million simulated days with everything going wrong; SEEDS=5000 for fewer, SEED=17 for one of them"
	@echo "make test-peers  terminals judged by programs of other hands, fetched from public registries; what is out of reach is skipped and said"
	@echo "make soak   a year of business days, 100,000 orders through the real threads and files; ORDERS=20000 for fewer"
	@echo "make search every order of events around the payment, further than the tests go; takes minutes"
	@echo "make fuzz   hostile menus and card terminals by libFuzzer, ten minutes for each target; FUZZ_SECONDS=60 for less"
	@echo "make bench  the measures: the window from outside, frames, steps, menus, durable commits, the flow simulator"

run:
	@sh .ci/need.sh window
	cargo build --release
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then exec $(out)/release/cardlast; \
	else echo "There is no display here, so a scripted customer shows the kiosk on a virtual one."; $(MAKE) --no-print-directory demo; fi

demo:
	@sh .ci/need.sh demo
	cargo build --release
	@bash tests/demo/lunch.sh $(out)/release/cardlast

test:
	@sh .ci/need.sh test
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items
	cargo test --no-fail-fast
	cargo test --features planted-bugs --test gate --test process -- --nocapture
	cargo build --no-default-features
	$(out)/debug/cardlast play --quiet tests/flows/*.flow
	cargo build
	@bash tests/demo/lunch.sh $(out)/debug/cardlast
	@bash tests/demo/withdrawal.sh $(out)/debug/cardlast
	@bash tests/demo/compare.sh $(out)/debug/cardlast
	@bash tests/demo/terminal.sh $(out)/debug/cardlast

# Seeds that nobody has tried; the invariants are checked after every step, as in the tests.
SEEDS ?= 1000000
FROM ?= 2000
SOCKET_SEEDS ?= 1000
storm:
	SEEDS=$(SEEDS) FROM=$(FROM) cargo test --profile storm --test storm storm -- --nocapture
	SEEDS=$(SOCKET_SEEDS) cargo test --test process storm -- --nocapture

# A year of orders at full speed; memory, work, times and books are judged at the end.
ORDERS ?= 100000
soak:
	ORDERS=$(ORDERS) cargo test --release --test soak memory -- --nocapture

# Each script of tests/peers is one protocol; it gets the program and a folder of its own. What is out of reach is skipped with a loud line.
test-peers:
	@sh .ci/need.sh peers || echo "SKIPPED: not all peers can be had here" >&2
	cargo build
	@for peer in tests/peers/*.sh; do bash $$peer $(out)/debug/cardlast $(abspath $(out))/peers/$$(basename $$peer .sh) || exit 1; done

# Rewrites the golden transcripts, and what is said of broken flow files; read the difference before you commit it.
flows:
	UPDATE_FLOWS=1 cargo test --test flows
	UPDATE_FLOWS=1 cargo test --test simulate problems
	UPDATE_FLOWS=1 cargo test --test ui speech

# Draws the pictures of the README anew; look at the difference before you commit it.
pictures:
	UPDATE_PICTURES=1 cargo test --test gallery

# The search of the tests with larger bounds.
search:
	SEARCH=large cargo test --test search -- --nocapture

# Needs no nightly compiler. What it finds is left under tests/fuzz/artifacts; mend it, and put a small file that shows it into the corpus.
FUZZ_SECONDS ?= 600
fuzz := CARGO_TARGET_DIR=$(abspath $(out))/fuzz PATH="$(abspath $(out))/fuzz/tools/bin:$$PATH" cargo fuzz run --fuzz-dir tests/fuzz --sanitizer none
fuzz:
	@sh .ci/need.sh fuzz
	@command -v $(abspath $(out))/fuzz/tools/bin/cargo-fuzz >/dev/null || cargo install cargo-fuzz --version 0.13.1 --locked --root $(out)/fuzz/tools
	@mkdir -p tests/fuzz/found/menu_text tests/fuzz/found/menu_picture tests/fuzz/found/zvt
	$(fuzz) menu_text tests/fuzz/found/menu_text tests/fuzz/corpus/menu_text -- -dict=tests/fuzz/menu.dict -max_len=65536 -rss_limit_mb=2048 -timeout=20 -max_total_time=$(FUZZ_SECONDS)
	$(fuzz) menu_picture tests/fuzz/found/menu_picture tests/fuzz/corpus/menu_picture -- -max_len=262144 -rss_limit_mb=2048 -timeout=20 -max_total_time=$(FUZZ_SECONDS)
	$(fuzz) zvt tests/fuzz/found/zvt tests/fuzz/corpus/zvt -- -max_len=8192 -rss_limit_mb=512 -timeout=20 -max_total_time=$(FUZZ_SECONDS)
	for target in nexo_message nexo_envelope caisse_ap_message; do mkdir -p tests/fuzz/found/$$target; \
	$(fuzz) $$target tests/fuzz/found/$$target tests/fuzz/corpus/$$target -- -max_len=8192 -rss_limit_mb=2048 -timeout=20 -max_total_time=$(FUZZ_SECONDS) || exit 1; done

# The core's harness prints its own tree; the table at the end has everything. The journal is measured as it is installed,
# before the program is built: a bench builds it in its own way and puts it in the same place.
bench:
	@sh .ci/need.sh bench
	@mkdir -p $(out)/tmp/measures
	cargo bench --profile dist --bench journal
	cargo build --profile dist
	cargo bench --bench core | tee $(out)/tmp/measures/core
	cargo bench --bench nexo
	cargo bench --bench frames
	cargo bench --bench study
	CARDLAST=$(abspath $(out))/dist/cardlast cargo bench --bench window
	@cargo bench --quiet --bench table
