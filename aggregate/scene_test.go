package aggregate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tempfail/aggregate"
)

// TestScenes plays every file of testdata/scenes: a small world, a mail
// server that sends into it, and what should be said about it afterwards.
// The server logs as Postfix does, and the parser reads that.
//
// A scene is text, a statement a line; # begins a comment. Words in quotes
// are one word. Times are hours and minutes of the day, and may lie outside
// 00:00 to 24:00 (34:00 is 10:00 of the next day, -12:00 noon of the day
// before); a span is FROM-TO; lengths are 30s, 5m, 1h, 5d; lists are a,b,c.
//
//	day 2026-03-02             the date; the log is of that day, unless:
//	log 06:00-18:00            only these hours of it are read
//	seed 7                     another draw of everything that is left to chance
//	retry 5m 10m 20m 40m 1h6m  the backoff; the last step repeats
//	lifetime 5d                of a message in the queue
//	suspend 5m                 a failed connection rests its destination (Postfix qmgr)
//	sessions 1                 how many exchangers an attempt tries; 2
//	relayhost HOST[IP]         all mail goes there
//
//	dest NAMES mx HOST[IP]... [noise 1%]            destinations and who takes their mail
//	background N operators RATE/h SPAN [noise 1%]   healthy mail to N operators, Zipf-like;
//	                                                op1 and op2 serve many destinations
//	mail NAMES RATE/h SPAN ABOUT                    mail to destinations, in turn
//	at TIME NAME N every 10s ABOUT [RESULT]         N messages; RESULT ends their first try
//	ABOUT: from ADDRESS, to LOCALPART, as ACCOUNT, via INSTANCE, size BYTES, rcpts N, in any number
//
//	fail SCOPE SPAN ANSWER [share 60%]              tries in SCOPE end so
//	greylist NAMES 5m ANSWER                        first contact waits that long
//	limit SCOPE N per 10m ANSWER                    what exceeds N ends so
//	SCOPE: all, dest NAMES, operator NAMES, relay HOSTS, from DOMAINS, as ACCOUNT, via INSTANCES,
//	       to ADDRESSES, over BYTES, rcpts N (or more), ipv6; several must all hold
//	ANSWER: "451 4.3.0 any words" at PHASE, or one of Postfix's own (ownAnswers): refused, timeout, servfail, ...
//	RESULT: sent, deferred ANSWER, bounced ANSWER
//
//	refuse SPAN "452 4.3.1 any words"               the host takes no new mail
//	line PROGRAM "TEXT" SPAN every 10s              one of its programs speaks of itself
//	flush TIME                                      the whole queue is tried at once
//
//	expect VERDICTS KINDS NAMES CLAUSES             one such finding; * is any name, a|b either
//	CLAUSES: since TIME, until TIME, ongoing, tolerance 10m, cause C|C, fault F|F, evidence WORD|WORD, advice WORD|WORD (or what is against it),
//	         destinations N (or more), returned N (or more)
//	expect times N VERDICTS KINDS NAMES CLAUSES     N such findings; expect some: one or more
//	expect no VERDICTS [KINDS NAMES]                no such finding
//	expect answer SIDES [says WORD|WORD]            the answer's side, and what it says
//	expect verdict [sender] NAME VERDICTS           of the row of a destination, or a sender domain
//	allow VERDICTS KINDS NAMES                      may be found, need not
//
// A finding of alarm (see alarms) that no line expects or allows fails the
// scene; what is no alarm may always be found.
func TestScenes(t *testing.T) {
	files, err := filepath.Glob("../testdata/scenes/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("found %d scenes in testdata/scenes (%v); at least 40 belong there", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := readScene(file, string(text))
			if err != nil {
				t.Fatal(err)
			}
			snap := s.play()
			if in := snap.Input; in.Malformed+in.Foreign > 0 {
				t.Errorf("%d malformed and %d foreign of %d lines", in.Malformed, in.Foreign, in.Lines)
			}
			for _, f := range snap.Findings {
				if f.Since.Before(*snap.Input.From) {
					t.Errorf("a finding since %v, and the log begins at %v: %s", f.Since, snap.Input.From, f.Says)
				}
			}
			for _, complaint := range s.judge(snap) {
				t.Error(complaint)
			}
			if t.Failed() {
				t.Log(describe(snap))
			}
		})
	}
}

// alarms are the verdicts that wake somebody.
var alarms = map[aggregate.Verdict]bool{aggregate.LocalFault: true, aggregate.RemoteOutage: true, aggregate.Blocked: true, aggregate.Throttled: true, aggregate.Unclear: true}

// play runs the scene and returns what the aggregator makes of its log.
func (s *scene) play() *aggregate.Snapshot {
	s.office.run(s.until)
	a := aggregate.New(aggregate.Options{})
	s.office.read(s.day, s.from, s.until, a)
	return a.Snapshot(time.Time{})
}

// TestSceneErrors holds what a mistake in a scene is answered with.
func TestSceneErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"dya 2026-03-02", `x.txt:1: no statement "dya"`},
		{"day today", `x.txt:1: day "today"`},
		{"\nmail example.com 10/h 10:00-11:00", `x.txt:2: destination "example.com" is not declared`},
		{"fail dest example.com", `x.txt:1: destination "example.com" is not declared`},
		{"dest a.example mx m.a.example[192.0.2.1]\nfail dest a.example 10:00-11:00 exploded", `x.txt:2: answer "exploded"`},
		{"line smtpd \"text 10:00-11:00 every 10s", `x.txt:1: a quote is not closed`},
		{"expect nonsense", `x.txt:1: verdict "nonsense"`},
		{"seed 1 2", `x.txt:1: "2" is one word too many`},
	} {
		if _, err := readScene("x.txt", c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want one with %q", c.text, err, c.want)
		}
	}
}
