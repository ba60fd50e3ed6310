package parser

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestQmailLines(t *testing.T) { runCorpus(t, "../testdata/qmail/*.txt", "qmail") }

// TestQmailLogsAgainstPlainLook compares what is read with marks that need no
// parser, over one run in every stamp that qmail's logs have.
func TestQmailLogsAgainstPlainLook(t *testing.T) {
	files := sharedFiles(t, "lab/out/qmail-mini/*maillog*")
	for _, file := range append(files, sharedFiles(t, "lab/out/qmail-mini/lab-qmail.*")...) {
		outcomes := 0
		logEvents(t, file, "qmail", func(raw []byte, r Result, ev *Event) {
			text := string(raw)
			late := strings.Contains(text, "_too_long.")
			for mark, status := range map[string]Status{": success: ": Sent, ": deferral: ": Deferred, ": failure: ": Bounced} {
				has := strings.Contains(text, mark)
				if late && status == Bounced {
					status = Expired
				}
				if is := r == Found && ev.Kind == Attempt && ev.Status == status && len(ev.Recipient) > 0 && len(ev.QueueID) > 0; has != is {
					t.Errorf("%s: %s\n got %s", file, text, describeEvent(r, ev))
				}
				if has {
					outcomes++
				}
			}
			if r == Malformed {
				t.Errorf("%s: malformed: %s", file, text)
			}
		})
		if outcomes != 110 {
			t.Errorf("%s: %d outcomes, want 110", file, outcomes)
		}
	}
}

// TestQmailStamps reads one moment as multilog, tai64nlocal and splogger
// write it. Where syslog has a stamp of its own, splogger's counts.
func TestQmailStamps(t *testing.T) {
	want := time.Date(2026, 11, 23, 12, 50, 58, 700_000_000, time.UTC)
	for _, raw := range []string{
		"@400000006b0436bc29b92700 end msg 40",
		"2026-11-23 12:50:58.700000000 end msg 40",
		"Nov 23 12:51:03 out qmail: 1795438258.700000 end msg 40",
	} {
		p, err := New(Options{MTA: "qmail", Location: time.UTC, Date: Date{Year: 2026}})
		if err != nil {
			t.Fatal(err)
		}
		var ev Event
		if r := p.Parse([]byte(raw), &ev); r != Found || !ev.Time.Equal(want) {
			t.Errorf("%s: %s at %s, want %s", raw, r, ev.Time, want)
		}
	}
}

// TestQmailDeliveriesOfSeveralHosts keeps the numbers of daemons apart whose
// logs one file holds.
func TestQmailDeliveriesOfSeveralHosts(t *testing.T) {
	p := newParserFor(t, "qmail")
	var ev Event
	for _, host := range []string{"a", "b"} {
		p.Parse(fmt.Appendf(nil, "Nov 23 12:50:58 %s qmail: 1795438258.700000 starting delivery 1: msg 4 to remote %[1]s@example.org", host), &ev)
	}
	p.Parse([]byte("Nov 23 12:50:58 b qmail: 1795438258.700000 status: exiting"), &ev)
	for host, want := range map[string]string{"a": "a@example.org", "b": ""} {
		p.Parse(fmt.Appendf(nil, "Nov 23 12:50:58 %s qmail: 1795438258.700000 delivery 1: deferral: no/", host), &ev)
		if string(ev.Recipient) != want {
			t.Errorf("%s: to %q, want %q", host, ev.Recipient, want)
		}
	}
}

// TestQmailForgetsTheOldest begins more deliveries than are remembered.
func TestQmailForgetsTheOldest(t *testing.T) {
	p := newParserFor(t, "qmail")
	var ev Event
	const begun = 50_000
	for i := range begun {
		p.Parse(fmt.Appendf(nil, "starting delivery %d: msg %d to remote r%[1]d@example.org", i, i), &ev)
	}
	known, newest := 0, 0
	for i := range begun {
		p.Parse(fmt.Appendf(nil, "delivery %d: deferral: no/", i), &ev)
		if len(ev.Recipient) == 0 {
			continue
		}
		known++
		if i >= begun-1000 {
			newest++
		}
		if want := fmt.Sprintf("r%d@example.org", i); string(ev.Recipient) != want {
			t.Fatalf("delivery %d to %s", i, ev.Recipient)
		}
	}
	if known != joinWays*joinSets || newest != 1000 {
		t.Errorf("%d known, of them %d of the last 1000; want %d and all", known, newest, joinWays*joinSets)
	}
}

func FuzzQmail(f *testing.F) { fuzzFormat(f, "qmail") }

func BenchmarkQmail(b *testing.B) {
	benchmarkLines(b, "qmail", map[string]string{
		"deferred": `@400000006b0436bc299c374f delivery 3: deferral: 192.0.2.25_does_not_like_recipient./Remote_host_said:_451_4.3.0_Temporary_system_problem._Try_again_later/Giving_up_on_192.0.2.25./`,
		"sent":     `@400000006b0436bc299c374f delivery 1: success: 192.0.2.25_accepted_message./Remote_host_said:_250_2.0.0_Ok:_queued_as_153053D8A1/`,
		"starting": `@400000006b0436bc299c374f starting delivery 3: msg 40 to remote someone@example.org`,
		"accepted": `@400000006b0436bc299c374f info msg 40: bytes 607 from <someone@example.com> qp 91 uid 1002`,
		"silent":   `@400000006b0436bc299c374f status: local 0/10 remote 0/20`,
	})
}
