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
jar=$root$3
FTPNAT_CACHE="$root$(sed -n 's/^ENV FTPNAT_CACHE=//p' "$dockerfile")"
LANG=$(sed -n 's/^ENV LANG=//p' "$dockerfile")
export FTPNAT_CACHE LANG
unset LC_ALL LC_CTYPE
# A step's lines are one, but for the backslash at their ends.
warm=$(awk '{ continues = sub(/\\$/, ""); line = line $0; if (!continues) { print line; line = "" } }' "$dockerfile" \
  | sed -n 's/^RUN \(.*java .*\)/\1/p' | sed "s|/opt/|$root/opt/|g")
sh -euc "$warm"
ls "$FTPNAT_CACHE"/run-simulated-*.jsa "$FTPNAT_CACHE"/run-kernel-*.jsa
entrypoint=$(sed -n 's/^ENTRYPOINT \[\(.*\)\]/\1/p' "$dockerfile" | tr -d '",' | sed "s|/opt/|$root/opt/|g")

# An image's layer keeps no parts of seconds.
touch -t "$(date -r "$jar" +%Y%m%d%H%M.%S)" "$jar"
archives=$(ls -i "$FTPNAT_CACHE")
$entrypoint --version
for network in auto simulated; do
  $entrypoint run DIRECT --network "$network" -- true
done
[ "$archives" = "$(ls -i "$FTPNAT_CACHE")" ] || { echo "a run hasn't found its archive of classes" >&2; exit 1; }

# Names of files come through.
: >"$root/Größe.csv"
# shellcheck disable=SC2016  # The client's own variable.
$entrypoint run DIRECT --file "$root/Größe.csv" -- sh -c 'ls "$FTPNAT_DIRECTORY"' | grep 'Größe.csv'
