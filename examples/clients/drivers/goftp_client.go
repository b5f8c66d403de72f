package main

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"net"
	"os"

	"github.com/secsy/goftp"
)

func main() {
	mode, what, local := os.Args[1], os.Args[2], os.Args[3]
	host := os.Getenv("FTPNAT_HOST")
	config := goftp.Config{User: os.Getenv("FTPNAT_USER"), Password: os.Getenv("FTPNAT_PASSWORD")}
	if mode == "tls" {
		pem, err := os.ReadFile(os.Getenv("FTPNAT_CA_FILE"))
		check(err)
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		config.TLSConfig = &tls.Config{RootCAs: pool, ServerName: host}
		config.TLSMode = goftp.TLSExplicit
	}
	client, err := goftp.DialConfig(config, net.JoinHostPort(host, os.Getenv("FTPNAT_PORT")))
	check(err)
	if what == "put" {
		file, err := os.Open(local)
		check(err)
		check(client.Store("file.bin", file))
	} else {
		file, err := os.Create(local)
		check(err)
		check(client.Retrieve("file.bin", file))
	}
	check(client.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
