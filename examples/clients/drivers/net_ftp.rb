require 'net/ftp'

mode, what, local = ARGV
options = { port: ENV['FTPNAT_PORT'].to_i, username: ENV['FTPNAT_USER'], password: ENV['FTPNAT_PASSWORD'] }
options[:ssl] = { ca_file: ENV['FTPNAT_CA_FILE'], verify_mode: OpenSSL::SSL::VERIFY_PEER } if mode == 'tls'
Net::FTP.open(ENV['FTPNAT_HOST'], options) do |ftp|
  what == 'put' ? ftp.putbinaryfile(local, 'file.bin') : ftp.getbinaryfile('file.bin', local)
end
