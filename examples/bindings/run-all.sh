#!/usr/bin/env bash
# Each binding's tests, with the jar that is named. Takes what it needs from the packages' registries.
set -euo pipefail

export FTPNAT_JAR FTPNAT_OPTIONS
FTPNAT_JAR=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ftpnat() { java -jar "$FTPNAT_JAR" "$@"; }

# Where there is no kernel network, clients that know no SOCKS get in by loopback.
# shellcheck disable=SC2016  # The client's own variable.
if ftpnat run DIRECT --show never -- sh -c '[ -z "${FTPNAT_SOCKS:-}" ]'; then
  FTPNAT_OPTIONS=
else
  FTPNAT_OPTIONS='--attachment loopback'
fi
by_loopback() { FTPNAT_OPTIONS='--attachment loopback' "$@"; }

heading() { printf '\n--- %s\n' "$1"; }

heading "shell: curl and lftp"
shell/test.sh
by_loopback shell/test.sh

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
    FTPNAT_NETWORK=simulated "$scratch/venv/bin/python" -m pytest -q -p no:cacheprovider
    for settings in '--network simulated' '--attachment loopback'; do
      # shellcheck disable=SC2086  # two words
      ftpnat run PRIVATE_IP_PASV --tls none --control --show never $settings -- \
        "$scratch/venv/bin/python" -m pytest -q -p no:cacheprovider
    done
  )
else
  echo "NOT RUN: there is no Python here."
fi

if command -v npm >/dev/null; then
  heading "Node's test runner with basic-ftp"
  cp -r node "$scratch/node"
  (
    cd "$scratch/node"
    npm install --silent --no-audit --no-fund
    npm test --silent
    by_loopback npm test --silent
  )
else
  echo "NOT RUN: there is no Node here."
fi

if command -v go >/dev/null; then
  heading "go test with jlaffaye/ftp"
  cp -r go "$scratch/go"
  (
    cd "$scratch/go"
    go test -c -o download.test
    for settings in "$FTPNAT_OPTIONS" '--attachment loopback'; do
      # shellcheck disable=SC2086  # two words, or none
      ftpnat run PRIVATE_IP_PASV --tls none --control --show never $settings -- ./download.test -test.v
    done
  )
else
  echo "NOT RUN: there is no Go here."
fi

if command -v mvn >/dev/null && command -v javac >/dev/null; then
  heading "Maven's part of the README, with a jar whose path has a blank and that says what it is told"
  mkdir "$scratch/maven" "$scratch/maven/a jar"
  {
    printf '<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId><artifactId>client</artifactId>'
    printf '<version>1</version><packaging>pom</packaging><build><plugins>\n'
    sed -n '/^```xml$/,/^```$/{/^```/!p;}' README.md
    printf '</plugins></build></project>\n'
  } >"$scratch/maven/pom.xml"
  (
    cd "$scratch/maven"
    echo 'class Told { public static void main(String[] words) { System.out.println(String.join("|", words)); } }' >Told.java
    javac Told.java
    jar --create --file "a jar/told.jar" --main-class Told Told.class
    FTPNAT_JAR="$PWD/a jar/told.jar" mvn -B -q integration-test | tee told
    grep -F 'matrix|--report|target/ftpnat|--|./test-client.sh' told
  )
else
  echo "NOT RUN: there is no Maven here, or no JDK."
fi

heading "the steps of the Dockerfile"
docker/run-as-script.sh ../..

heading "the action's step"
[[ $(sed -n 's/^ *run: //p' github-action/action.yml) == 'bash "$GITHUB_ACTION_PATH/matrix.sh"' ]]
mkdir "$scratch/bin"
if [[ $(uname) == Linux ]] && ! command -v sudo >/dev/null; then
  # What sudo does with the environment: it keeps what is named, and has a PATH of its own.
  cat >"$scratch/bin/sudo" <<'SUDO'
#!/bin/bash
kept=(SUDO_USER="$(id -un)")
if [[ $1 == --preserve-env=* ]]; then
  IFS=, read -ra names <<<"${1#*=}"
  for name in "${names[@]}"; do
    [[ $name == LD_* ]] || kept+=("$name=${!name}")
  done
  shift
fi
exec env -i "${kept[@]}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
SUDO
  chmod +x "$scratch/bin/sudo"
fi
# A program of the job's, a file and variables, which are the client's too.
printf '#!/bin/sh\nexec curl -q -sS -m 5 $FTPNAT_TEST_OPTIONS "$@"\n' >"$scratch/bin/get"
chmod +x "$scratch/bin/get"
: >"$scratch/summary.md"
PATH="$scratch/bin:$PATH" LD_LIBRARY_PATH="$scratch/lib" FTPNAT_TEST_OPTIONS='-u ftpnat:secret' \
  GITHUB_STEP_SUMMARY="$scratch/summary.md" FTPNAT_REPORT="$scratch/a report" \
  FTPNAT_COMMAND='test -n "$LD_LIBRARY_PATH" && get "ftp://$FTPNAT_HOST:$FTPNAT_PORT/"' \
  FTPNAT_ARGUMENTS='--scenarios DIRECT,EPSV_ONLY --tls none' bash github-action/matrix.sh
grep 'EPSV_ONLY' "$scratch/summary.md"
[[ -O $scratch/a\ report/junit.xml ]]
