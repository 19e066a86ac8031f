#!/usr/bin/env bash
# Installs what kfactor is built on, where it is missing: the GNU Scientific
# Library with its headers. Says what to do where it does not know how.
set -euo pipefail

fail() {
  echo "kfactor needs $1" >&2
  exit 69
}

command -v swift >/dev/null || fail "Swift 6.2 or later: https://www.swift.org/install"

if command -v gsl-config >/dev/null && { [ -e "$(gsl-config --prefix)/include/gsl/gsl_rng.h" ] || [ -e /usr/include/gsl/gsl_rng.h ]; }; then
  exit 0
fi

if command -v brew >/dev/null; then
  brew install gsl
elif command -v apt-get >/dev/null; then
  root=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "libgsl-dev; as root: apt-get install libgsl-dev"
    root=sudo
  fi
  $root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq libgsl-dev
else
  fail "the GNU Scientific Library with its headers: the package is called gsl-devel on Fedora, gsl on Arch, gsl-dev on Alpine"
fi
