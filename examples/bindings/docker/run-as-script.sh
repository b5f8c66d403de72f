#!/bin/sh
# What the Dockerfile's own steps do, without Docker: COPY, ENV, RUN of the jar, ENTRYPOINT. Its packages are taken as
# installed. The argument is the directory of the project.
set -eu
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
dockerfile=$(dirname "$0")/Dockerfile
mkdir -p "$root/opt/ftpnat"
copy=$(sed -n 's/^COPY //p' "$dockerfile")
# shellcheck disable=SC2086  # two words
set -- "$1" $copy
cp "$1/$2" "$root$3"
export LANG="$(sed -n 's/^ENV LANG=//p' "$dockerfile")"
export FTPNAT_CACHE="$root$(sed -n 's/^ENV FTPNAT_CACHE=//p' "$dockerfile")"
warm=$(sed -n 's/^RUN \(java .*\)/\1/p' "$dockerfile" | sed "s|/opt/|$root/opt/|g")
sh -c "$warm"
ls "$FTPNAT_CACHE"/*.jsa
entrypoint=$(sed -n 's/^ENTRYPOINT \[\(.*\)\]/\1/p' "$dockerfile" | tr -d '",' | sed "s|/opt/|$root/opt/|g")
$entrypoint --version
$entrypoint run DIRECT -- true
