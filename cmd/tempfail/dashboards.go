package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tempfail/cmd/tempfail/internal/grafana"
	"tempfail/dashboards"
)

type dashboardsCmd struct {
	Write dashboardsWriteCmd `cmd:"" help:"Write dashboards, alert rules and provisioning into a directory."`
	Rules dashboardsRulesCmd `cmd:"" help:"Print the recording and alert rules for Prometheus."`
	Push  dashboardsPushCmd  `cmd:"" help:"Put the dashboards into a Grafana."`
}

// runbooks is what the alerts point to.
type runbooks struct {
	Runbooks string `placeholder:"URL" help:"Where your team finds what the alerts mean: a copy of tempfail-alerts.md, as a web page. The file of that name by default."`
}

const (
	rulesFile    = "tempfail.rules.yml"
	runbookFile  = "tempfail-alerts.md"
	runbookInUse = "runbook_url: README.md#"
)

// rules are the rules, with links to where the runbooks are.
func (b runbooks) rules() ([]byte, error) {
	text, err := dashboards.Files.ReadFile(rulesFile)
	page := b.Runbooks
	if page == "" {
		page = runbookFile
	}
	return bytes.ReplaceAll(text, []byte(runbookInUse), []byte("runbook_url: "+page+"#")), err
}

type dashboardsRulesCmd struct {
	runbooks `embed:""`
	Output   string `short:"o" help:"Write them to FILE, whole or not at all, rather than to standard output."`
}

// Run prints the rules.
func (c *dashboardsRulesCmd) Run(env *environment) error {
	text, err := c.rules()
	if err != nil {
		return err
	}
	o := outputFlags{Output: c.Output}
	return o.write(env, func(w io.Writer, _ screen) error {
		_, err := w.Write(text)
		return err
	})
}

// boardFiles are the names of the dashboards.
func boardFiles() ([]string, error) { return fs.Glob(dashboards.Files, "*.json") }

type dashboardsWriteCmd struct {
	runbooks   `embed:""`
	Dir        string `arg:"" help:"The directory; it is made where it is not there."`
	Prometheus string `placeholder:"URL" default:"http://localhost:9090" help:"Address of Prometheus, for the data source of Grafana."`
}

// Run writes the files: all of them, or none.
func (c *dashboardsWriteCmd) Run(env *environment) error {
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return err
	}
	files, err := c.files(dir)
	if err != nil {
		return err
	}
	names, err := writeAll(dir, files)
	if err != nil {
		return err
	}
	for _, name := range names {
		fmt.Fprintf(env.stdout, "wrote %s\n", filepath.Join(c.Dir, name))
	}
	fmt.Fprintf(env.stdout, `
Prometheus: add to prometheus.yml, and reload it:
  rule_files: [%q]
  scrape_configs: [{job_name: tempfail, static_configs: [{targets: ["127.0.0.1:10451"]}]}]
Grafana: copy or link %s to /etc/grafana/provisioning, and restart it;
  or: tempfail dashboards push --url https://grafana.example.com --token TOKEN
`, filepath.Join(dir, rulesFile), filepath.Join(c.Dir, "provisioning"))
	return nil
}

// file is what is to be written, and where.
type file struct {
	name string
	text []byte
}

// files are what write writes.
func (c *dashboardsWriteCmd) files(dir string) ([]file, error) {
	rules, err := c.rules()
	if err != nil {
		return nil, err
	}
	guide, err := guide()
	if err != nil {
		return nil, err
	}
	boards, err := boardFiles()
	if err != nil {
		return nil, err
	}
	all := []file{{rulesFile, rules}, {runbookFile, guide}}
	for _, name := range boards {
		text, err := dashboards.Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, file{filepath.Join("dashboards", "tempfail-"+name), text})
	}
	return append(all,
		file{filepath.Join("provisioning", "dashboards", "tempfail.yml"), fmt.Appendf(nil, `# Grafana reads the dashboards from the path below, and again when they change.
apiVersion: 1
providers:
  - name: tempfail
    folder: tempfail
    type: file
    disableDeletion: true
    options:
      path: %q
`, filepath.Join(dir, "dashboards"))},
		file{filepath.Join("provisioning", "datasources", "tempfail.yml"), fmt.Appendf(nil, `# Not needed where Grafana knows your Prometheus already.
apiVersion: 1
datasources:
  - name: tempfail Prometheus
    type: prometheus
    access: proxy
    url: %q
`, c.Prometheus)}), nil
}

// guide is what the alerts mean. Other sections of that text link to files that
// are not written.
func guide() ([]byte, error) {
	text, err := dashboards.Files.ReadFile("README.md")
	_, alerts, _ := bytes.Cut(text, []byte("\n## The alerts\n"))
	alerts, _, _ = bytes.Cut(alerts, []byte("\n## "))
	return append([]byte("# The alerts of tempfail\n"), alerts...), err
}

// writeAll writes the files below dir. They are first written beside their
// places, and put there when all of them are: a full disk leaves what was.
func writeAll(dir string, files []file) (names []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%s cannot be made: %w; choose another place", dir, reason(err))
	}
	stage, err := os.MkdirTemp(dir, ".tempfail-*")
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written to: %w; choose another place", dir, reason(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	for _, f := range files {
		for _, parent := range []string{stage, dir} {
			if err := os.MkdirAll(filepath.Join(parent, filepath.Dir(f.name)), 0o755); err != nil {
				return nil, fmt.Errorf("%s cannot be written: %w; move away what is in its place", filepath.Join(dir, f.name), reason(err))
			}
		}
		if info, err := os.Lstat(filepath.Join(dir, f.name)); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%s cannot be written: it is a directory; move it away", filepath.Join(dir, f.name))
		}
		err := writeFile(filepath.Join(stage, f.name), public, func(w io.Writer) error {
			_, err := w.Write(f.text)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, f := range files {
		if err := os.Rename(filepath.Join(stage, f.name), filepath.Join(dir, f.name)); err != nil {
			return nil, cannotWrite(filepath.Join(dir, f.name), err)
		}
		names = append(names, f.name)
	}
	return names, nil
}

type dashboardsPushCmd struct {
	URL    string `required:"" env:"GRAFANA_URL" placeholder:"URL" help:"Address of Grafana."`
	Token  string `env:"GRAFANA_TOKEN" placeholder:"TOKEN" help:"Token of a service account of role Editor, or user:password."`
	Folder string `default:"tempfail" placeholder:"UID" help:"The folder, by its uid; it is made where it is not there. Empty for none."`
}

// Run puts each dashboard into Grafana, unless the same is there already.
func (c *dashboardsPushCmd) Run(env *environment) error {
	client, err := grafana.New(c.URL, strings.TrimSpace(c.Token))
	if err != nil {
		return err
	}
	if _, err := client.Check(env.ctx); err != nil {
		return err
	}
	if c.Folder != "" {
		if err := client.Folder(env.ctx, c.Folder); err != nil {
			return fmt.Errorf("folder %s: %w", c.Folder, err)
		}
	}
	boards, err := boardFiles()
	if err != nil {
		return err
	}
	for _, name := range boards {
		text, err := dashboards.Files.ReadFile(name)
		if err != nil {
			return err
		}
		board, err := grafana.Read(text)
		if err != nil {
			return err
		}
		done, err := client.Push(env.ctx, board, c.Folder)
		if err != nil {
			return fmt.Errorf("%s: %w", board.Title, err)
		}
		fmt.Fprintf(env.stdout, "%-9s  %s  %s\n", done.What, done.URL, board.Title)
	}
	fmt.Fprint(env.stdout, "\nThe alert rules are Prometheus' business: tempfail dashboards rules -o /etc/prometheus/tempfail.rules.yml\n")
	return nil
}
