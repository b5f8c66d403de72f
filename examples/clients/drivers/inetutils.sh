# As the scripts do that have no .netrc: what it is to do comes on standard input.
{ printf 'user %s %s\nbinary\n%s\nquit\n' "$FTPNAT_USER" "$FTPNAT_PASSWORD" "$1"; } |
  inetutils-ftp -n -v "$FTPNAT_HOST"
