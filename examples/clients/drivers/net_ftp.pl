use strict;
use warnings;
use Net::FTP;

my ($mode, $what, $local) = @ARGV;
my $ftp = Net::FTP->new($ENV{FTPNAT_HOST}, Port => $ENV{FTPNAT_PORT}, SSL_ca_file => $ENV{FTPNAT_CA_FILE})
  or die "can't connect: $@\n";
if ($mode eq 'tls') {
  $ftp->starttls or die 'starttls: ', $ftp->message;
}
$ftp->login($ENV{FTPNAT_USER}, $ENV{FTPNAT_PASSWORD}) or die 'login: ', $ftp->message;
$ftp->binary;
if ($what eq 'put') {
  $ftp->put($local, 'file.bin') or die 'put: ', $ftp->message;
} else {
  $ftp->get('file.bin', $local) or die 'get: ', $ftp->message;
}
$ftp->quit;
