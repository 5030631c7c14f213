# Makefile: the short commands; the real build is meson.build
.PHONY: all deps check demo install clean

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

clean:
	rm -rf build
