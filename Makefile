# Two commands do everything on a fresh Debian machine with Rust: `make run` and `make test`.

STUDY ?= configs/wasp-39b.toml
# libhdf5-dev and pkg-config for the build; h5py for the test that reads our files as its users do.
PACKAGES := gcc libc6-dev pkg-config libhdf5-dev python3-h5py
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Pythons for which `make arviz` installs ArviZ: 0.23 below Python 3.12, 1.x from there on.
ARVIZ_PYTHONS ?= python3

.PHONY: run test bench lint packages arviz

run: packages
	cargo run --release -- run $(STUDY)

test: packages
	cargo test --release --workspace

bench: packages
	cargo bench

lint: packages
	cargo fmt --all --check
	cargo clippy --release --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --release --workspace --no-deps

packages:
	@missing=$$(for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then \
		echo "installing $$missing"; \
		$(SUDO) apt-get update -qq && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi

# For the test that reads a posterior as ArviZ's users do; without it that test is skipped.
arviz:
	@for python in $(ARVIZ_PYTHONS); do \
		folder=target/arviz-$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		$$python -m venv $$folder && $$folder/bin/pip install -q arviz matplotlib h5netcdf h5py astropy || exit 1; \
	done
