package main

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"os"

	"github.com/jlaffaye/ftp"
)

func main() {
	mode, what, local := os.Args[1], os.Args[2], os.Args[3]
	host := os.Getenv("FTPNAT_HOST")
	var options []ftp.DialOption
	if mode == "tls" {
		pem, err := os.ReadFile(os.Getenv("FTPNAT_CA_FILE"))
		check(err)
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		options = append(options, ftp.DialWithExplicitTLS(&tls.Config{RootCAs: pool, ServerName: host}))
	}
	client, err := ftp.Dial(net.JoinHostPort(host, os.Getenv("FTPNAT_PORT")), options...)
	check(err)
	check(client.Login(os.Getenv("FTPNAT_USER"), os.Getenv("FTPNAT_PASSWORD")))
	if what == "put" {
		file, err := os.Open(local)
		check(err)
		check(client.Stor("file.bin", file))
	} else {
		response, err := client.Retr("file.bin")
		check(err)
		file, err := os.Create(local)
		check(err)
		_, err = io.Copy(file, response)
		check(err)
		check(response.Close())
	}
	check(client.Quit())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
