# Makefile: the short commands; the real build is meson.build
.PHONY: all check demo install clean
all: build/build.ninja
	@ninja -C build
build/build.ninja:
	@meson setup build
check: all
	@meson test -C build --print-errorlogs
install: all
	@meson install -C build
clean:
	rm -rf build
