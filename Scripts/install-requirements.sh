#!/usr/bin/env bash
# Installs what kfactor is built on, where it is missing: the GNU Scientific
# Library, SQLite and zlib, with their headers. Says what to do where it does not
# know how.
set -euo pipefail

fail() {
  echo "kfactor needs $1" >&2
  exit 69
}

# Whether the C compiler finds a header.
has_header() {
  printf '#include <%s>\n' "$1" | "${CC:-clang}" -fsyntax-only -x c - 2>/dev/null
}

command -v swift >/dev/null || fail "Swift 6.2 or later: https://www.swift.org/install"

missing=()
if ! command -v gsl-config >/dev/null || ! { [ -e "$(gsl-config --prefix)/include/gsl/gsl_rng.h" ] || [ -e /usr/include/gsl/gsl_rng.h ]; }; then
  missing+=(gsl)
fi
# macOS has these two in its SDK.
if [ "$(uname)" != Darwin ]; then
  has_header sqlite3.h || missing+=(sqlite)
  has_header zlib.h || missing+=(zlib)
fi
[ "${#missing[@]}" -gt 0 ] || exit 0

if command -v apt-get >/dev/null; then
  packages=()
  for name in "${missing[@]}"; do
    case "$name" in
      gsl) packages+=(libgsl-dev) ;;
      sqlite) packages+=(libsqlite3-dev) ;;
      zlib) packages+=(zlib1g-dev) ;;
    esac
  done
  root=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "${packages[*]}; as root: apt-get install ${packages[*]}"
    root=sudo
  fi
  $root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq "${packages[@]}"
elif command -v brew >/dev/null; then
  brew install "${missing[@]}"
else
  fail "${missing[*]} with headers: the packages are called gsl-devel, sqlite-devel and zlib-devel on Fedora, gsl, sqlite and zlib on Arch, gsl-dev, sqlite-dev and zlib-dev on Alpine"
fi
