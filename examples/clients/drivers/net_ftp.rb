require 'net/ftp'

mode, target = ARGV
options = { port: ENV['FTPNAT_PORT'].to_i, username: ENV['FTPNAT_USER'], password: ENV['FTPNAT_PASSWORD'] }
options[:ssl] = { ca_file: ENV['FTPNAT_CA_FILE'], verify_mode: OpenSSL::SSL::VERIFY_PEER } if mode == 'tls'
Net::FTP.open(ENV['FTPNAT_HOST'], options) { |ftp| ftp.getbinaryfile('file.bin', target) }
