// Demo shows tempfail at work on this machine, with one command:
//
//	go run ./deploy/demo [CAPTURE]
//
// It replays a captured log of testdata/captures again and again, several
// times as fast as it was written, follows it with tempfail serve, and starts
// Debian's Prometheus with the rules beside it. Nothing is left behind.
package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"

	"tempfail/internal/replay"
)

const (
	page       = "127.0.0.1:10451"
	prometheus = "127.0.0.1:9090"
	speed      = 4
	config     = `global: {scrape_interval: 5s, evaluation_interval: 5s}
rule_files: [%q]
scrape_configs: [{job_name: tempfail, static_configs: [{targets: [%q]}]}]
`
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	capture := "provider_outage"
	if len(os.Args) > 1 {
		capture = os.Args[1]
	}
	if err := run(ctx, capture); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(os.Stderr, "demo: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, capture string) error {
	lines, err := read(filepath.Join("testdata", "captures", capture+".log.gz"))
	if err != nil {
		return fmt.Errorf("%w; call it in the project's directory, with the name of a capture", err)
	}
	dir, err := os.MkdirTemp("", "tempfail-demo-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	rules, err := filepath.Abs("dashboards/tempfail.rules.yml")
	if err != nil {
		return err
	}
	yml, log, program := filepath.Join(dir, "prometheus.yml"), filepath.Join(dir, "mail.log"), filepath.Join(dir, "tempfail")
	if err := os.WriteFile(yml, fmt.Appendf(nil, config, rules, page), 0o600); err != nil {
		return err
	}
	if out, err := exec.Command("go", "build", "-o", program, "./cmd/tempfail").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	ctx, failed := context.WithCancelCause(ctx)
	defer failed(nil)
	for _, command := range [][]string{
		{program, "serve", "--log", log, "--listen", page, "--every", "2s"},
		{"prometheus", "--config.file", yml, "--storage.tsdb.path", filepath.Join(dir, "data"), "--web.listen-address", prometheus, "--log.level", "warn"},
	} {
		wait, err := start(ctx, failed, command)
		if errors.Is(err, exec.ErrNotFound) {
			fmt.Printf("%v: apt-get install prometheus brings it; going on without\n", err)
			continue
		}
		if err != nil {
			return err
		}
		defer func() { failed(nil); wait() }()
	}
	fmt.Printf("status page  http://%s/\nalerts       http://%s/alerts\nThe log of %s is replayed, %d times as fast, until you press Ctrl-C.\n", page, prometheus, capture, speed)
	out, err := os.Create(log)
	if err != nil {
		return err
	}
	defer out.Close()
	for ctx.Err() == nil {
		if err := replay.Play(ctx, out, lines, speed); err != nil && ctx.Err() == nil {
			return err
		}
		time.Sleep(time.Second)
	}
	return context.Cause(ctx)
}

// start starts a command whose end, while ctx lasts, is a failure.
func start(ctx context.Context, failed context.CancelCauseFunc, command []string) (wait func(), err error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		failed(fmt.Errorf("%s ended: %w", filepath.Base(command[0]), errors.Join(cmd.Wait(), errEnded)))
		close(ended)
	}()
	return func() { <-ended }, nil
}

var errEnded = errors.New("is its port taken?")

func read(name string) ([]replay.Line, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return replay.Read(text)
}
