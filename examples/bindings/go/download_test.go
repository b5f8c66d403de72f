// Run at the client's place, where there is no internet, so after `go mod download`:
// ftpnat run PRIVATE_IP_PASV --tls none --control -- go test
package download

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jlaffaye/ftp"
)

var content = strings.Repeat("a;b\n", 1000)

func environment(t *testing.T, scenario string) {
	t.Helper()
	if os.Getenv("FTPNAT_SCENARIO") != scenario {
		t.Skipf("this is for ftpnat run %s --tls none --control -- go test", scenario)
	}
	if os.Getenv("FTPNAT_SOCKS") != "" {
		t.Fatal("there is no kernel network here, and this client knows no SOCKS: ftpnat run --attachment loopback ...")
	}
	request, err := http.NewRequest("PUT", os.Getenv("FTPNAT_CONTROL")+"/v1/files/report.csv", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode/100 != 2 {
		t.Fatalf("putting report.csv on the server: %s", response.Status)
	}
}

func causes(t *testing.T) []string {
	t.Helper()
	response, err := http.Get(os.Getenv("FTPNAT_CONTROL") + "/v1/diagnosis")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var diagnosis struct {
		Diagnoses []struct{ Cause string }
	}
	if err := json.NewDecoder(response.Body).Decode(&diagnosis); err != nil {
		t.Fatal(err)
	}
	var causes []string
	for _, found := range diagnosis.Diagnoses {
		causes = append(causes, found.Cause)
	}
	return causes
}

func download(options ...ftp.DialOption) (string, error) {
	options = append(options, ftp.DialWithTimeout(3*time.Second))
	connection, err := ftp.Dial(net.JoinHostPort(os.Getenv("FTPNAT_HOST"), os.Getenv("FTPNAT_PORT")), options...)
	if err != nil {
		return "", err
	}
	defer connection.Quit()
	if err := connection.Login(os.Getenv("FTPNAT_USER"), os.Getenv("FTPNAT_PASSWORD")); err != nil {
		return "", err
	}
	file, err := connection.Retr("report.csv")
	if err != nil {
		return "", err
	}
	defer file.Close()
	read, err := io.ReadAll(file)
	return string(read), err
}

func TestEpsvComesFirst(t *testing.T) {
	environment(t, "PRIVATE_IP_PASV")
	got, err := download()
	if err != nil || got != content {
		t.Fatalf("got %d bytes and %v", len(got), err)
	}
}

func TestWithoutEpsvThePrivateAddressIsBelieved(t *testing.T) {
	environment(t, "PRIVATE_IP_PASV")
	if _, err := download(ftp.DialWithDisabledEPSV(true)); err == nil {
		t.Fatal("it got through")
	}
	if os.Getenv("FTPNAT_HOST") == "127.0.0.1" && runtime.GOOS != "linux" {
		return // By loopback, only Linux tells who came to a closed door.
	}
	if found := causes(t); len(found) != 1 || found[0] != "PRIVATE_ADDRESS_FOLLOWED" {
		t.Fatalf("the diagnosis is %v", found)
	}
}
