// Package dashboards holds the Grafana dashboards and the Prometheus rules
// over the metrics of tempfail, as files.
package dashboards
