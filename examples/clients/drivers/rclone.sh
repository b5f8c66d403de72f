# A remote that is described on the command line.
export RCLONE_CONFIG=/dev/null
password=$(rclone obscure "$FTPNAT_PASSWORD")
set -- "$1" "$2" --ftp-host "$FTPNAT_HOST" --ftp-user "$FTPNAT_USER" --ftp-pass "$password"
mode=$1 target=$2
shift 2
if [ "$mode" = tls ]; then
  # Not --ca-cert: of 1.60.1 that is for HTTP only.
  export SSL_CERT_FILE="$FTPNAT_CA_FILE"
  set -- "$@" --ftp-explicit-tls
fi
exec rclone "$@" copyto :ftp:file.bin "$target"
