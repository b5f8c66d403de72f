<?php
[, $mode, $what, $local] = $argv;
$url = getenv('FTPNAT_URL') . 'file.bin';
$context = stream_context_create(['ssl' => ['cafile' => getenv('FTPNAT_CA_FILE')]]);
$url = $mode === 'tls' ? preg_replace('/^ftp:/', 'ftps:', $url) : $url;
exit(($what === 'put' ? copy($local, $url, $context) : copy($url, $local, $context)) ? 0 : 1);
