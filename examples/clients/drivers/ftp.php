<?php
[, $mode, $what, $local] = $argv;
$connect = $mode === 'tls' ? 'ftp_ssl_connect' : 'ftp_connect';
$ftp = $connect(getenv('FTPNAT_HOST'), (int) getenv('FTPNAT_PORT'));
if ($ftp === false || !ftp_login($ftp, getenv('FTPNAT_USER'), getenv('FTPNAT_PASSWORD'))) {
    exit(1);
}
// As in its documentation, which doesn't ask what that returns.
ftp_pasv($ftp, true);
$done = $what === 'put'
    ? ftp_put($ftp, 'file.bin', $local, FTP_BINARY)
    : ftp_get($ftp, $local, 'file.bin', FTP_BINARY);
exit($done ? 0 : 1);
