#!/usr/bin/env bash
# Each binding's tests, with the jar that is named. Takes what it needs from the packages' registries.
set -euo pipefail

export FTPNAT_JAR
FTPNAT_JAR=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ftpnat() { java -jar "$FTPNAT_JAR" "$@"; }

heading() { printf '\n--- %s\n' "$1"; }

heading "shell: curl and lftp"
shell/test.sh

if command -v python3 >/dev/null; then
  heading "Python: pytest with ftplib and aioftp"
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install -q --disable-pip-version-check -r python/requirements.txt
  cp -r python "$scratch/python"
  (
    cd "$scratch/python"
    "$scratch/venv/bin/python" -m pytest -q -p no:cacheprovider
    ftpnat run PRIVATE_IP_PASV --tls none --control --show never -- \
      "$scratch/venv/bin/python" -m pytest -q -p no:cacheprovider
    FTPNAT_NETWORK=simulated "$scratch/venv/bin/python" -m pytest -q -p no:cacheprovider test_ftplib.py
  )
else
  echo "NOT RUN: there is no Python here."
fi

if command -v npm >/dev/null; then
  heading "Node's test runner with basic-ftp"
  cp -r node "$scratch/node"
  (cd "$scratch/node" && npm install --silent --no-audit --no-fund && npm test --silent)
else
  echo "NOT RUN: there is no Node here."
fi

if command -v go >/dev/null; then
  heading "go test with jlaffaye/ftp"
  cp -r go "$scratch/go"
  (
    cd "$scratch/go"
    go test -c -o download.test
    ftpnat run PRIVATE_IP_PASV --tls none --control --show never -- ./download.test -test.v
  )
else
  echo "NOT RUN: there is no Go here."
fi

heading "the steps of the Dockerfile"
docker/run-as-script.sh ../..

heading "the action's command"
if python3 -c 'import yaml' 2>/dev/null; then
  python3 - github-action/action.yml "$scratch/action.sh" <<'PYTHON'
import sys, yaml
steps = yaml.safe_load(open(sys.argv[1]))["runs"]["steps"]
open(sys.argv[2], "w").write("set -e\n" + "\n".join(step["run"] for step in steps))
PYTHON
else
  # The two steps' scripts, which are all that is indented by ten or follow `run: `.
  awk '/^      run: [^|]/ { sub(/^      run: /, ""); print } /^        [ ]*(sudo|--report)/ { print }' \
    github-action/action.yml >"$scratch/action.sh"
fi
mkdir "$scratch/bin"
if ! command -v sudo >/dev/null; then
  printf '#!/bin/sh\nshift\nexec "$@"\n' >"$scratch/bin/sudo"
  chmod +x "$scratch/bin/sudo"
fi
: >"$scratch/summary.md"
PATH="$scratch/bin:$PATH" GITHUB_STEP_SUMMARY="$scratch/summary.md" FTPNAT_REPORT="$scratch/report" \
  FTPNAT_COMMAND='curl -q -sS -m 5 -u "$FTPNAT_USER:$FTPNAT_PASSWORD" "ftp://$FTPNAT_HOST/"' \
  FTPNAT_ARGUMENTS='--scenarios DIRECT,EPSV_ONLY --tls none' bash "$scratch/action.sh"
grep 'EPSV_ONLY' "$scratch/summary.md"
