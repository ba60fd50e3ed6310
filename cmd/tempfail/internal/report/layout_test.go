package report

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tempfail/aggregate"
)

func ExampleText() {
	if err := Text(os.Stdout, thin(), Options{Unicode: true}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// tempfail  Exim · 2 Mar 2026 03:12:00 – 03:15:00 UTC
	//           stdin, 1.2 kB, 9 lines; every mail line understood
	//
	// THIN      Not enough mail to tell: 3 messages went to tiny.example and all were
	//           deferred; nothing else was sent in that time.
	//
	// mail      0 of 3 recipients delivered, 3 waiting
	//           3 attempts: 3 deferred (100 %)
	//
	// 1 PATH    tiny.example refused 3 connections; that is too little to name a
	//           fault.
	//   what    thin: destination tiny.example; cause connect
	//   when    since 03:12:00, ongoing at the end of the log (3m)
	//   hit     3 of 3 attempts failed; 3 recipients, 3 messages; 3 still waiting
	//   do      Send one message elsewhere, or try: nc -vz mx.tiny.example 25
	//   why     1 provider was tried; it takes 3 others to compare [1 < 3]
	//
	// DESTINATIONS  attempts  deferred  waiting  verdict
	// tiny.example         3         3        3  thin
	//
	// WAITING           for  attempts  expires      queue ID          last reply
	// you@tiny.example   3m         1  6 Mar 03:12  1abcDE-000001-AB  mx.tiny.example…
	//
	// NEXT      to look closer
	//   who     tempfail trace you@tiny.example FILE...
	//   when    tempfail analyze --since 2026-03-02T03:12:00Z FILE...
	//
	// THIN      not enough mail to tell; 3 recipients waiting; the first expires 6 Mar
	//           03:12
}

func TestTextKeepsItsWidth(t *testing.T) {
	for name, scene := range map[string]func() *aggregate.Snapshot{"demo": demo, "healthy": healthy, "thin": thin, "hostile": hostile, "huge": huge} {
		for _, o := range []Options{{Width: 40}, {Width: 41, Unicode: true}, {}, {Width: 100, Unicode: true}, {Width: 160, Unicode: true}, {Width: 400}} {
			var got bytes.Buffer
			if err := Text(&got, scene(), o); err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(got.String(), "\n") {
				command := strings.Contains(line, "  tempfail ") // copied, it must work: it stays in one piece
				if w, most := width(line), o.withDefaults().Width; w > most && !command {
					t.Errorf("%s at width %d: line %d takes %d columns: %s", name, most, i+1, w, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Errorf("%s: line %d ends in blanks: %q", name, i+1, line)
				}
			}
		}
	}
}

// TestFirstScreen holds the promise that one finding, whole, is read without
// scrolling.
func TestFirstScreen(t *testing.T) {
	const rows = 24
	s := demo()
	s.Findings = s.Findings[:1]
	var got bytes.Buffer
	if err := Text(&got, s, Options{Unicode: true}); err != nil {
		t.Fatal(err)
	}
	screen := strings.Join(strings.Split(got.String(), "\n")[:rows], "\n")
	for _, want := range []string{"mx1.example.net", "BOTH", "THEIRS", "destination example.org", "since 07:04", "Nothing to mend here", "97 % of 212", "[0.97 > 0.2]"} {
		if !strings.Contains(screen, want) {
			t.Errorf("the first %d lines lack %q:\n%s", rows, want, screen)
		}
	}
}

func TestHealthyIsShort(t *testing.T) {
	var got bytes.Buffer
	if err := Text(&got, healthy(), Options{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(got.String(), "\n"); n > 24 {
		t.Errorf("a healthy log takes %d lines, more than a screen", n)
	}
}

// TestColorOnlyColors takes the colours out again and finds the same text.
func TestColorOnlyColors(t *testing.T) {
	var plain, coloured bytes.Buffer
	if err := Text(&plain, demo(), Options{Unicode: true}); err != nil {
		t.Fatal(err)
	}
	if err := Text(&coloured, demo(), Options{Unicode: true, Color: true}); err != nil {
		t.Fatal(err)
	}
	got := coloured.String()
	for _, sequence := range append(sgr[1:], sgrReset) {
		if !strings.Contains(got, sequence) {
			t.Errorf("the style %q is never used", sequence)
		}
		got = strings.ReplaceAll(got, sequence, "")
	}
	if diff := cmp.Diff(plain.String(), got); diff != "" {
		t.Errorf("-plain +coloured:\n%s", diff)
	}
}

func TestTableFits(t *testing.T) {
	table := &table{title: "names", columns: []column{{head: "name", min: 6}, {head: "n", right: true}, {head: "extra", drop: 2}, {head: "more", drop: 1}, {head: "empty"}},
		rows: [][]cell{{{text: "a.long.example"}, {text: "12 345"}, {text: "extra"}, {text: "more"}, {}}}}
	for _, c := range []struct {
		total         int
		shown, widths []int
	}{
		{80, []int{0, 1, 2, 3}, []int{14, 6, 5, 4}},
		{30, []int{0, 1, 2, 3}, []int{9, 6, 5, 4}},
		{26, []int{0, 1, 3}, []int{12, 6, 4}},
		{16, []int{0, 1}, []int{8, 6}},
		{14, []int{0, 1}, []int{6, 6}},
		{13, []int{0}, []int{13}},
	} {
		shown, widths := table.fit(table.shown(), c.total)
		if diff := cmp.Diff([][]int{c.shown, c.widths}, [][]int{shown, widths}); diff != "" {
			t.Errorf("fit to %d: -want +got:\n%s", c.total, diff)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in   string
		room int
		want []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"of 12 345 678 mails", 10, []string{"of", "12 345 678", "mails"}},
		{"nearly 97 % failed", 10, []string{"nearly", "97 %", "failed"}},
		{"failed [0.97 > 0.2]", 14, []string{"failed", "[0.97 > 0.2]"}},
		{"averyveryverylongword", 8, []string{"averyver", "yverylon", "gword"}},
		{"漢字漢字漢", 5, []string{"漢字", "漢字", "漢"}},
	} {
		if diff := cmp.Diff(c.want, wrap(c.in, c.room)); diff != "" {
			t.Errorf("wrap(%q, %d): -want +got:\n%s", c.in, c.room, diff)
		}
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{number(0), "0"}, {number(999), "999"}, {number(1_000), "1 000"}, {number(-1_234_567), "-1 234 567"},
		{count(0), ""}, {many(1, "delivery"), "1 delivery"}, {many(2, "delivery"), "2 deliveries"},
		{share(0, 0), ""}, {share(0, 5), "0 %"}, {share(5, 5), "100 %"}, {share(9_999, 10_000), "over 99 %"}, {share(1, 1_000_000), "under 0.01 %"},
		{share(1, 5_000), "0.02 %"}, {share(13, 1_000), "1.3 %"}, {share(97, 100), "97 %"},
		{figure(9), "9"}, {figure(31_204), "31 204"}, {figure(0.97), "0.97"}, {figure(2e-21), "2e-21"},
		{size(0), "0 bytes"}, {size(999), "999 bytes"}, {size(1_210), "1.2 kB"}, {size(999_700), "1.0 MB"}, {size(1_912_000_000), "1.9 GB"},
		{duration(0), "0s"}, {duration(time.Millisecond), "under 1s"}, {duration(42 * time.Second), "42s"}, {duration(312 * time.Second), "5m 12s"},
		{duration(14*time.Minute + 3*time.Second), "14m"}, {duration(161 * time.Minute), "2h 41m"}, {duration(76 * time.Hour), "3d 4h"}, {duration(-time.Minute), "-1m"},
		{quantile(nil), ""}, {quantile(ptr(1080.0)), "18m"}, {quantile(ptr(-1.0)), "0s"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestClock(t *testing.T) {
	day := func(from, until time.Time) clock {
		s := &aggregate.Snapshot{Input: aggregate.Input{From: &from, Until: &until}}
		return newClock(s, Options{Now: sceneDay}.withDefaults())
	}
	one, two, short := day(at("01:00"), at("12:00")), day(at("01:00").AddDate(0, 0, -1), at("12:00")), day(at("01:00"), at("01:05"))
	for _, c := range []struct{ got, want string }{
		{one.at(at("07:04")), "07:04"},
		{one.at(at("07:04").AddDate(0, 0, 5)), "7 Mar 07:04"},
		{two.at(at("07:04")), "2 Mar 07:04"},
		{two.at(at("07:04").AddDate(-1, 0, 0)), "2 Mar 2025 07:04"},
		{short.at(at("01:04")), "01:04:00"},
		{short.at(at("01:04").AddDate(0, 0, 5)), "7 Mar 01:04"},
		{one.at(time.Time{}), ""},
		{one.span(at("01:44"), at("02:14"), " - "), "01:44 - 02:14"},
		{two.span(at("01:44"), at("02:14"), " - "), "2 Mar 01:44 - 02:14"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestSpark(t *testing.T) {
	for _, c := range []struct {
		in    string
		cells int
		want  string
	}{
		{"0000", 4, ""},
		{"", 4, ""},
		{"0159", 4, "._=#"},
		{"01020304", 4, "-=*#"},
		{"9", 4, "#"},
	} {
		p := &page{signs: asciiSigns}
		if got := p.spark(buckets(c.in, 1), c.cells); got != c.want {
			t.Errorf("spark(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// TestBouncesAreShown: on a terminal of 80 columns a row says how mail fares
// before it says how long that takes.
func TestBouncesAreShown(t *testing.T) {
	long := 5025.0
	s := &aggregate.Snapshot{Destinations: []aggregate.Row{{Name: "a-rather-long-name.example.com", Verdict: aggregate.RemoteOutage,
		Counts:   aggregate.Counts{Attempts: 12_345, Sent: 1_640, Deferred: 10_000, Bounced: 705, Waiting: 381, Codes: aggregate.Codes{C451: 9_000, C4xx: 1_000}},
		Recovery: aggregate.Recovery{P50: &long, P90: &long}}}}
	var b strings.Builder
	if err := Text(&b, s, Options{Unicode: true}); err != nil {
		t.Fatal(err)
	}
	for _, head := range []string{"attempts", "sent", "deferred", "bounced", "waiting", "verdict"} {
		if !strings.Contains(b.String(), "  "+head) {
			t.Errorf("no column %q in\n%s", head, b.String())
		}
	}
}
