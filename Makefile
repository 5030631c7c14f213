# Makefile: the short commands; the real build is meson.build
.PHONY: all deps check demo install clean web screenshots

all: build/build.ninja
	@ninja -C build

build/build.ninja:
	@meson setup build

deps:
	@tools/install-deps

check: deps all
	@meson test -C build --print-errorlogs

demo: deps all
	@tools/demo

install: all
	@meson install -C build

# the dashboard: web/src -> web/dist, which is committed, so that building détente needs no Node
web:
	@cd web && npm ci --no-audit --no-fund && npm run --silent build

screenshots: all
	@cd web && npm ci --no-audit --no-fund && npm run --silent screenshots

clean:
	rm -rf build
