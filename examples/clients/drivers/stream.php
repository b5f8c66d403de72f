<?php
[, $mode, $target] = $argv;
$url = getenv('FTPNAT_URL') . 'file.bin';
$context = stream_context_create(['ssl' => ['cafile' => getenv('FTPNAT_CA_FILE')]]);
exit(copy($mode === 'tls' ? preg_replace('/^ftp:/', 'ftps:', $url) : $url, $target, $context) ? 0 : 1);
