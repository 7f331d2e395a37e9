#!/bin/sh
# Make sure that the page tests have a browser: with apt-get where that is allowed, else say what is left out and why.
set -u
find_chromium() { [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] || command -v chromium >/dev/null 2>&1; }

find_chromium && exit 0
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else as_root="no"; fi
    if [ "$as_root" != no ]; then
        echo "installing Chromium and fonts for the page tests"
        $as_root apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
                chromium fonts-noto-core fonts-noto-cjk >/dev/null
        find_chromium && exit 0
        why="apt-get could not install it"
    else
        why="installing it with apt-get needs root"
    fi
else
    why="there is no apt-get here"
fi
echo "LEFT OUT: the page tests, because there is no Chromium and $why; install it and set CHROMIUM=/path/to/chromium"
[ "${RANK_TRACKER_REQUIRE_BROWSER:-}" != 1 ]
