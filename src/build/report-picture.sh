#!/bin/sh
# Makes src/site/resources/images/compatibility.png anew: runs FourClientsTest, and takes a picture
# of its report. Takes chromium and pngquant (Debian: apt-get install chromium pngquant).
set -eu
cd "$(dirname "$0")/../.."
picture=src/site/resources/images/compatibility.png
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

# Of the kernel's version only what others have as well.
mvn -B -q -pl examples -am test -Dtest=FourClientsTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dos.version="$(uname -r | cut -d. -f1,2)"

# As root there is no sandbox. Nothing is fetched: the page needs only itself.
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
  --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
  --user-data-dir="$profile" --window-size=1200,2080 --screenshot="$profile/page.png" \
  "file://$PWD/examples/target/ftpnat/compatibility.html"
pngquant --force --strip --speed 1 --output "$picture" 64 "$profile/page.png"
ls -l "$picture"
