// Package dashboards holds the Grafana dashboards and the Prometheus rules
// over the metrics of tempfail, as files.
package dashboards

import "embed"

//go:generate go run ./gen .

// Files are the dashboards (*.json), the rules (tempfail.rules.yml) and what
// the alerts mean (README.md).
//
//go:embed *.json tempfail.rules.yml README.md
var Files embed.FS
