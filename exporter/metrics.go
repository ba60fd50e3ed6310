package exporter

import (
	"time"

	"tempfail/aggregate"
	"tempfail/parser"
)

//go:generate go test -run ^TestMetricsFile$ . -update

// Type is what Prometheus calls the type of a metric.
type Type string

// The types in use.
const (
	Counter   Type = "counter"
	Gauge     Type = "gauge"
	Durations Type = "histogram" // classic and native buckets
)

// Metric is a row of the table of metrics.
type Metric struct {
	Name   string
	Type   Type
	Unit   string // "seconds", "bytes", or none
	Labels []string
	Help   string

	read func(*view, sink)
}

// Metrics is the one table of all metrics: the collector, METRICS.md, the
// tests and the dashboards read it. Names and labels are a promise to other
// programs: add, never rename.
var Metrics = []Metric{
	{"tempfail_attempts_total", Counter, "", []string{"mta", "status"},
		"Attempts to deliver to one recipient, by the mail server that logged them and by outcome: sent, deferred, bounced.", readAttempts},
	{"tempfail_build_info", Gauge, "", []string{"version", "revision", "goversion"},
		"What this program was built from; always 1.", readBuild},
	{"tempfail_config_last_reload_successful", Gauge, "", nil,
		"0 where SIGHUP found a configuration that cannot be used, so that an older one is in force; else 1.", readConfig},
	{"tempfail_delivery_seconds", Durations, "seconds", nil,
		"Time from a message's arrival at this host to its delivery, observed once for each recipient, when delivered.", readDelivery},
	{"tempfail_destination_attempts_total", Counter, "", []string{"destination", "status"},
		"Attempts by recipient domain. What has no series of its own is in destination=\"other\"; no attempt ever moves from one to the other.", readDestinations},
	{"tempfail_destination_recovery_seconds", Gauge, "seconds", []string{"destination", "share"},
		"Time from the first deferral within which that share of a domain's deferred recipients, 0.5 or 0.9, was delivered; those still waiting and given up are counted in. No series where fewer were delivered.", readDestinationRecovery},
	{"tempfail_destination_replies_total", Counter, "", []string{"destination", "code"},
		"Attempts that were not sent, by recipient domain and reply code; 4xx and 5xx are all others of their class, none is an attempt without a reply.", readDestinationReplies},
	{"tempfail_destination_verdict", Gauge, "", []string{"destination", "provider", "verdict", "cause"},
		"1 for the provider of a recipient domain, what is judged of it, and the cause of most of its failures.", readVerdicts},
	{"tempfail_destinations_folded_total", Counter, "", nil,
		"Recipient domains that were counted as destination=\"other\" when they were first met.", readFolded},
	{"tempfail_destinations_tracked", Gauge, "", nil,
		"Recipient domains that have series of their own now.", readTracked},
	{"tempfail_expired_total", Counter, "", nil,
		"Recipients given up because the queue lifetime of their message ran out.", readExpired},
	{"tempfail_expiring_recipients", Gauge, "", nil,
		"Waiting recipients whose mail goes back to its sender within 12 hours, because its time in the queue runs out.", readExpiring},
	{"tempfail_finding", Gauge, "", []string{"verdict", "fault", "cause", "scope_kind", "scope"},
		"1 for each finding, while it lasts. At most 100; tempfail_findings counts all.", readFindings},
	{"tempfail_findings", Gauge, "", []string{"verdict"},
		"Findings that last, by verdict.", readFindingCounts},
	{"tempfail_last_event_timestamp_seconds", Gauge, "seconds", nil,
		"When the newest event of the log happened, by the log's own clock; 0 before the first.", readLastEvent},
	{"tempfail_lines_total", Counter, "", []string{"result"},
		"Lines read: found (an event), silent (a mail server's, without an event), foreign (another program's), malformed (looked like an event).", readLines},
	{"tempfail_local_faults_total", Counter, "", []string{"cause"},
		"Lines in which this host says that something of its own is broken, by cause.", readLocalFaults},
	{"tempfail_local_troubles_total", Counter, "", []string{"trouble"},
		"The same lines by what is broken: disk, milter, resolver and so on.", readLocalTroubles},
	{"tempfail_not_attempted_total", Counter, "", nil,
		"Deferrals logged without an attempt, because the destination was given a rest; they are no part of any other metric.", readNotAttempted},
	{"tempfail_oldest_waiting_seconds", Gauge, "seconds", nil,
		"How long the recipient who waits longest has waited since the first deferral; 0 where nobody waits.", readOldest},
	{"tempfail_provider_attempts_total", Counter, "", []string{"provider", "status"},
		"Attempts by the organisation whose mail exchangers they went to. What has no series of its own is in provider=\"other\".", readProviders},
	{"tempfail_provider_replies_total", Counter, "", []string{"provider", "cause", "fault"},
		"Attempts that were not sent, by provider, by what the reply is about, and by whose fault that usually is.", readProviderReplies},
	{"tempfail_providers_folded_total", Counter, "", nil,
		"Providers that were counted as provider=\"other\" when they were first met.", readProvidersFolded},
	{"tempfail_providers_tracked", Gauge, "", nil,
		"Providers that have series of their own now.", readProvidersTracked},
	{"tempfail_recovery_seconds", Durations, "seconds", nil,
		"Time from a recipient's first deferral to delivery, observed once for each deferred recipient, when delivered.", readRecovery},
	{"tempfail_refused_inbound_total", Counter, "", []string{"code"},
		"Mail that this host refused to take from its clients, by reply code.", readRefused},
	{"tempfail_replies_total", Counter, "", []string{"code", "cause", "fault"},
		"Attempts that were not sent, by reply code, by what the reply is about, and by whose fault that is.", readReplies},
	{"tempfail_sender_attempts_total", Counter, "", []string{"sender", "status"},
		"Attempts by sender domain; sender=\"<>\" is that of bounces and other mail with an empty one, \"(local)\" of senders without a domain. What has no series of its own is in sender=\"other\".", readSenders},
	{"tempfail_senders_folded_total", Counter, "", nil,
		"Sender domains that were counted as sender=\"other\" when they were first met.", readSendersFolded},
	{"tempfail_senders_tracked", Gauge, "", nil,
		"Sender domains that have series of their own now.", readSendersTracked},
	{"tempfail_source_lag_seconds", Gauge, "seconds", []string{"source"},
		"How far reading is behind writing.", readLag},
	{"tempfail_source_lost_bytes_total", Counter, "bytes", []string{"source"},
		"Bytes of the log that are known to have been gone before they could be read. What is appended and truncated between two looks, as copytruncate may do, is not seen.", readLost},
	{"tempfail_source_up", Gauge, "", []string{"source"},
		"1 where the log can be read, 0 where it cannot.", readUp},
	{"tempfail_state_last_save_successful", Gauge, "", nil,
		"0 where the state could not be saved when last tried, so that a restart would go on from an older one; else 1.", readState},
	{"tempfail_waiting_recipients", Gauge, "", []string{"destination"},
		"Recipients whose last attempt was deferred and who have no end yet, by domain.", readWaiting},
}

func readBuild(v *view, out sink) {
	b := v.opt.Build
	out.put(1, b.Version, b.Revision, b.GoVersion)
}

func readConfig(v *view, out sink) { out.put(float64(count(!v.Misread))) }
func readState(v *view, out sink)  { out.put(float64(count(!v.Unsaved))) }

func readDelivery(v *view, out sink) { out.durations(v.Snapshot.Delivery) }
func readRecovery(v *view, out sink) { out.durations(v.Snapshot.Recovery) }

func readExpired(v *view, out sink)          { out.put(float64(v.Snapshot.Totals.Expired)) }
func readNotAttempted(v *view, out sink)     { out.put(float64(v.Snapshot.Totals.NotAttempted)) }
func readFolded(v *view, out sink)           { out.put(float64(v.dests.Folded)) }
func readTracked(v *view, out sink)          { out.put(float64(v.dests.tracked())) }
func readProvidersFolded(v *view, out sink)  { out.put(float64(v.providers.Folded)) }
func readProvidersTracked(v *view, out sink) { out.put(float64(v.providers.tracked())) }
func readSendersFolded(v *view, out sink)    { out.put(float64(v.senders.Folded)) }
func readSendersTracked(v *view, out sink)   { out.put(float64(v.senders.tracked())) }

func readLines(v *view, out sink) {
	in := &v.Snapshot.Input
	for r, n := range [parser.NumResults]int64{parser.Found: in.Found, parser.Silent: in.Silent, parser.Foreign: in.Foreign, parser.Malformed: in.Malformed} {
		out.put(float64(n), parser.Result(r).String())
	}
}

func readLastEvent(v *view, out sink) {
	var at float64
	if until := v.Snapshot.Input.Until; until != nil {
		at = float64(until.UnixMilli()) / 1000
	}
	out.put(at)
}

func readOldest(v *view, out sink) { out.put(longestWait(v.Snapshot, v.Now).Seconds()) }

// longestWait is how long somebody has waited who waits now; 0 for nobody.
func longestWait(s *aggregate.Snapshot, now time.Time) (longest time.Duration) {
	for i := range s.Waiting {
		if since := s.Waiting[i].Waits(); !since.IsZero() {
			longest = max(longest, now.Sub(since))
		}
	}
	return longest
}

// expiringSoon is long enough to act before the senders get their mail back.
const expiringSoon = 12 * time.Hour

func readExpiring(v *view, out sink) {
	var n int
	for i := range v.Snapshot.Waiting {
		expires := v.Snapshot.Waiting[i].Expires
		n += count(expires != nil && expires.Sub(v.Now) <= expiringSoon)
	}
	out.put(float64(n))
}
