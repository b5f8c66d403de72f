#!/usr/bin/env bash
# The action's step. FTPNAT_JAR, FTPNAT_COMMAND, FTPNAT_ARGUMENTS and FTPNAT_REPORT are its inputs.
set -euo pipefail

# shellcheck disable=SC2206  # several words
command=(java -jar "$FTPNAT_JAR" matrix --report "$FTPNAT_REPORT" ${FTPNAT_ARGUMENTS:-} -- sh -c "$FTPNAT_COMMAND")

# Only Linux has the kernel network, and there only root for sure: Ubuntu's AppArmor lets no ordinary user make
# namespaces. A container's user often is root, and has no sudo.
if [[ $(uname) != Linux ]] || { ((EUID == 0)) && ! command -v sudo >/dev/null; }; then
  exec "${command[@]}"
fi
if ! command -v nft >/dev/null && [[ ! -x /usr/sbin/nft ]]; then
  sudo apt-get update -q
  sudo apt-get install -q -y --no-install-recommends nftables
fi

# The client has the job's environment. Each variable by its name, since not every sudo knows --preserve-env alone; PATH,
# which sudo has its own of, and LD_LIBRARY_PATH, which no setuid program is given, as words of env.
words=("PATH=$PATH")
if [[ -n ${LD_LIBRARY_PATH:-} ]]; then
  words+=("LD_LIBRARY_PATH=$LD_LIBRARY_PATH")
fi
status=0
sudo --preserve-env="$(compgen -e | paste -sd, -)" env "${words[@]}" "${command[@]}" || status=$?
# Later steps may do with the report what they like.
if [[ -e $FTPNAT_REPORT ]]; then
  sudo chown -R "$(id -u):$(id -g)" "$FTPNAT_REPORT"
fi
exit "$status"
