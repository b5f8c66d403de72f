# A remote that is described on the command line.
export RCLONE_CONFIG=/dev/null
password=$(rclone obscure "$FTPNAT_PASSWORD")
# An IPv6 address has brackets, since rclone puts the port behind it as it is.
case $FTPNAT_HOST in *:*) host="[$FTPNAT_HOST]" ;; *) host=$FTPNAT_HOST ;; esac
set -- "$1" "$2" "$3" --ftp-host "$host" --ftp-user "$FTPNAT_USER" --ftp-pass "$password"
mode=$1 what=$2 local=$3
shift 3
if [ "$mode" = tls ]; then
  # Not --ca-cert: of 1.60.1 that is for HTTP only.
  export SSL_CERT_FILE="$FTPNAT_CA_FILE"
  set -- "$@" --ftp-explicit-tls
fi
if [ "$what" = put ]; then
  exec rclone "$@" copyto "$local" :ftp:file.bin
fi
exec rclone "$@" copyto :ftp:file.bin "$local"
