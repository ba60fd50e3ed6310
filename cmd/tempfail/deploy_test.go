package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// serving parses a command line that something in deploy/ starts the program
// with.
func serving(t *testing.T, args ...string) *serveCmd {
	t.Helper()
	var cmds commands
	if _, err := newApp(&cmds, io.Discard, io.Discard, nil).Parse(args); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if _, err := cmds.Serve.check(); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	return &cmds.Serve
}

func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSystemdUnit holds the unit to the program, and its settings to what
// systemd thinks of them. deploy/systemd/try.sh runs it.
func TestSystemdUnit(t *testing.T) {
	unit := deployed(t, "systemd/tempfail.service")
	start := regexp.MustCompile(`(?m)^ExecStart=\S+/tempfail (.*)$`).FindStringSubmatch(unit)
	if start == nil {
		t.Fatal("no ExecStart")
	}
	line := strings.NewReplacer("/etc/tempfail.yml", "../../deploy/systemd/tempfail.yml", "${STATE_DIRECTORY}", "/var/lib/tempfail").Replace(start[1])
	if c := serving(t, strings.Fields(line)...); len(c.Log) == 0 || c.State == "" {
		t.Errorf("it follows %q and keeps its state in %q", c.Log, c.State)
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed (package systemd): what it says of the unit is not tested")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "tempfail.service")
	here := strings.Replace(unit, "/usr/local/bin/tempfail", "/bin/true", 1)
	if err := os.WriteFile(file, []byte(here), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("systemd-analyze", "verify", "--man=no", file).CombinedOutput(); err != nil || bytes.Contains(out, []byte("tempfail.service")) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err := exec.Command("systemd-analyze", "security", "--offline=true", "--no-pager", file).CombinedOutput()
	level := regexp.MustCompile(`exposure level for tempfail.service: ([\d.]+)`).FindSubmatch(out)
	if level == nil {
		t.Fatalf("systemd-analyze security: %v\n%s", err, out)
	}
	if exposure, _ := strconv.ParseFloat(string(level[1]), 64); exposure > 1.5 {
		t.Errorf("exposure is %g; a setting that protects is gone", exposure)
	}
}

func TestContainerEntrypoint(t *testing.T) {
	match := regexp.MustCompile(`(?m)^ENTRYPOINT (\[.*\])$`).FindStringSubmatch(deployed(t, "Dockerfile"))
	if match == nil {
		t.Fatal("no ENTRYPOINT")
	}
	var entry []string
	if err := json.Unmarshal([]byte(match[1]), &entry); err != nil {
		t.Fatal(err)
	}
	serving(t, append(entry[1:], "--log", "/var/log/mail.log", "--state", "/state", "--listen", ":10451")...)
}

// TestKubernetesSidecar holds the manifest to the program, and where kubectl
// is there, to what it knows of the fields: one that is misspelt is dropped.
func TestKubernetesSidecar(t *testing.T) {
	text := deployed(t, "kubernetes/sidecar.yaml")
	var set struct {
		Spec struct {
			Template struct {
				Metadata struct{ Annotations map[string]string }
				Spec     struct {
					Containers []struct {
						Name  string
						Args  []string
						Ports []struct {
							ContainerPort int `yaml:"containerPort"`
						}
						VolumeMounts []struct {
							MountPath string `yaml:"mountPath"`
						} `yaml:"volumeMounts"`
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal([]byte(text), &set); err != nil {
		t.Fatal(err)
	}
	pod := set.Spec.Template
	if len(pod.Spec.Containers) != 2 || pod.Spec.Containers[1].Name != "tempfail" {
		t.Fatalf("containers: %+v", pod.Spec.Containers)
	}
	own := pod.Spec.Containers[1]
	c := serving(t, append([]string{"serve"}, own.Args...)...)
	if port := strconv.Itoa(own.Ports[0].ContainerPort); c.Listen != ":"+port || pod.Metadata.Annotations["prometheus.io/port"] != port {
		t.Errorf("it listens on %s; the port is %s, scraped at %v", c.Listen, port, pod.Metadata.Annotations)
	}
	mounted := ""
	for _, m := range own.VolumeMounts {
		mounted += m.MountPath + " "
	}
	for _, path := range append([]string{c.State + "/x"}, c.Log...) {
		if !strings.Contains(mounted, filepath.Dir(path)+" ") {
			t.Errorf("%s is on no volume of %s", path, mounted)
		}
	}
	if _, err := exec.LookPath("kubectl"); err != nil {
		t.Skip("kubectl is not installed: the names of the manifest's fields are not tested")
	}
	out, err := exec.Command("kubectl", "set", "image", "--local", "-f", "../../deploy/kubernetes/sidecar.yaml", "tempfail=x", "-o", "json").Output()
	if err != nil {
		t.Fatalf("kubectl: %v", err)
	}
	var written, understood any
	if err := yaml.Unmarshal([]byte(text), &written); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &understood); err != nil {
		t.Fatal(err)
	}
	dropped(t, "", written, understood)
}

// dropped reports the fields of x that y lacks.
func dropped(t *testing.T, path string, x, y any) {
	switch x := x.(type) {
	case map[string]any:
		for key, value := range x {
			if have, ok := y.(map[string]any)[key]; ok {
				dropped(t, path+"/"+key, value, have)
			} else {
				t.Errorf("kubectl does not know %s/%s", path, key)
			}
		}
	case []any:
		for i, value := range x {
			dropped(t, path, value, y.([]any)[i])
		}
	}
}
