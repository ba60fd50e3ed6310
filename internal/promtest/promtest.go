// Package promtest runs a real Prometheus for tests.
package promtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Server is a Prometheus that runs until the test ends.
type Server struct{ base string }

// Start starts one with a configuration; data is the directory of its blocks.
// Without the program (Debian: package prometheus) the test is skipped.
func Start(t *testing.T, data, config string) *Server {
	t.Helper()
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Skip("prometheus is not installed (apt-get install prometheus brings it): that it reads what we serve is not tested")
	}
	file := filepath.Join(data, "prometheus.yml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	child := exec.Command(program, "--config.file", file, "--storage.tsdb.path", data, "--web.listen-address", address, "--log.level", "warn")
	var said bytes.Buffer // read once the child has ended
	child.Stdout, child.Stderr = &said, &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = child.Process.Kill()
		_ = child.Wait()
		if t.Failed() {
			t.Logf("prometheus said:\n%s", &said)
		}
	})
	s := &Server{"http://" + address}
	for range 1200 {
		if answer, err := http.Get(s.base + "/-/ready"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return s
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("prometheus did not become ready")
	return nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Ask fills data with that of an answer of the HTTP API.
func (s *Server) Ask(path string, parameters url.Values, data any) error {
	answer, err := http.Get(s.base + path + "?" + parameters.Encode())
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	said := struct {
		Status, Error string
		Data          any
	}{Data: data}
	if err := json.Unmarshal(body, &said); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if said.Status != "success" {
		return fmt.Errorf("%s: %s", path, said.Error)
	}
	return nil
}
