package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// webConfig writes a certificate and a web configuration that asks for the
// password "secret" of "prometheus", and returns its path and who signs.
func webConfig(t *testing.T) (file string, authority *x509.CertPool, pemFile string) {
	t.Helper()
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pemFile = write("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
	write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	authority = x509.NewCertPool()
	authority.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
	// bcrypt of "secret", at its lowest cost.
	return write("web.yml", []byte(`tls_server_config:
  cert_file: cert.pem
  key_file: key.pem
basic_auth_users:
  prometheus: $2b$04$gxflfBLx.gnB33NwiE08cu5xSpA1YTJ.iGZ7.dyYmGH9aO1hy2opS
`)), authority, pemFile
}

func TestWebConfig(t *testing.T) {
	config, authority, _ := webConfig(t)
	s := startServe(t, "--log", filepath.Join(t.TempDir(), "mail.log"), "--web-config", config)
	if !strings.HasPrefix(s.base, "https://") {
		t.Errorf("the address told is %s", s.base)
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: authority}}}
	ask := func(path, password string) int {
		t.Helper()
		request, err := http.NewRequest("GET", s.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if password != "" {
			request.SetBasicAuth("prometheus", password)
		}
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	waitFor(t, "the log", func() bool { return ask("/readyz", "secret") == http.StatusOK }) // before, there are no metrics
	for password, want := range map[string]int{"": 401, "wrong": 401, "secret": 200} {
		for _, path := range []string{"/", "/metrics", "/api/report", "/healthz", "/readyz"} {
			if got := ask(path, password); got != want {
				t.Errorf("%s with password %q: %d", path, password, got)
			}
		}
	}
}

func TestWebConfigFaults(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "web.yml")
	broken := filepath.Join(t.TempDir(), "web.yml")
	if err := os.WriteFile(broken, []byte("tls_server_confg: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{missing, broken} {
		status, _, said := tempfail(nil, "serve", "--log", "mail.log", "--listen", "127.0.0.1:0", "--web-config", file)
		if status != statusFailed || !strings.Contains(said, file) {
			t.Errorf("status %d; %s", status, said)
		}
	}
}

func TestProfilesAreThereOnRequest(t *testing.T) {
	for want, args := range map[int][]string{404: nil, 200: {"--pprof"}} {
		s := startServe(t, append(args, "--log", filepath.Join(t.TempDir(), "mail.log"))...)
		answer, err := http.Get(s.base + "/debug/pprof/goroutine?debug=1")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("with %v: %s", args, answer.Status)
		}
		if body := s.get(t, "/healthz"); body != "ok\n" {
			t.Errorf("with %v, /healthz says %q", args, body)
		}
		s.stop()
	}
}
