package parser

import (
	"strings"
	"testing"
	"time"
)

func TestYears(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := []struct {
		name  string
		days  string // days of the log's stamps, in order
		mtime string
		want  Date
	}{
		{"one month", "Nov 1,Nov 23", "2026-11-23 12:00", Date{2026, time.November}},
		{"over New Year", "Dec 30,Dec 31,Jan 1", "2026-01-01 23:00", Date{2025, time.December}},
		{"a late line at the end", "Dec 31,Jan 1,Dec 31", "2026-01-01 23:00", Date{2025, time.December}},
		{"a late line amid", "Dec 31,Jan 1,Dec 31,Jan 1", "2026-01-01 23:00", Date{2025, time.December}},
		{"three years", "Nov 1,Feb 1,Jul 1,Dec 1,Mar 1,Aug 1,Jan 1", "2026-01-02 00:00", Date{2023, time.November}},
		{"touched long after", "Nov 1,Nov 23", "2027-02-01 00:00", Date{2026, time.November}},
		{"hours ahead of the clock", "Nov 23", "2026-11-22 20:00", Date{2026, time.November}},
		{"more than a day ahead", "Nov 23", "2026-11-21 20:00", Date{2025, time.November}},
		{"leap day", "Feb 28,Feb 29", "2026-03-01 00:00", Date{2024, time.February}},
		{"leap day, then New Year", "Feb 29,Jul 1,Jan 1", "2025-01-02 00:00", Date{2024, time.February}},
		{"leap day, then a touch years later", "Feb 29,Jul 1,Jan 1", "2027-01-02 00:00", Date{2024, time.February}},
		{"no stamps", "", "2026-01-01 00:00", Date{}},
	}
	for _, tt := range tests {
		var y Years
		y.See([]byte("2011-07-14T00:00:00Z out postfix/qmgr[1]: A1B2C3D: removed"))
		for _, d := range strings.Split(tt.days, ",") {
			y.See([]byte(d + " 12:00:00 out postfix/qmgr[1]: A1B2C3D: removed"))
		}
		got := y.First(at(tt.mtime))
		if got != tt.want {
			t.Errorf("%s: begins %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestYearsAgreeWithParser checks the purpose: a parser that starts with the
// date found gives the last line the year of the file.
func TestYearsAgreeWithParser(t *testing.T) {
	lines := []string{"Nov 30", "Dec 31", "Jan 1", "Dec 31", "Jan 2", "Jun 30", "Dec 1", "Feb 28"}
	var y Years
	for _, d := range lines {
		y.See([]byte(d + " 12:00:00 out postfix/qmgr[1]: A1B2C3D: removed"))
	}
	p, err := New(Options{Location: time.UTC, Date: y.First(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))})
	if err != nil {
		t.Fatal(err)
	}
	var years []int
	for _, d := range lines {
		var ev Event
		p.Parse([]byte(d+" 12:00:00 out postfix/qmgr[1]: A1B2C3D: removed"), &ev)
		years = append(years, ev.Time.Year())
	}
	if first, last := years[0], years[len(years)-1]; first != 2024 || last != 2026 {
		t.Errorf("years %v, want 2024 to 2026", years)
	}
}

func TestStampOf(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		raw     string
		want    string
		hasYear bool
	}{
		{"Nov 23 12:26:25 out postfix/qmgr[1]: A1B2C3D: removed", "0000-11-23 12:26:25", false},
		{"Feb 29 12:26:25 out postfix/qmgr[1]: A1B2C3D: removed", "0000-02-29 12:26:25", false},
		{"2026-11-23T12:26:25Z out postfix/qmgr[1]: A1B2C3D: removed", "2026-11-23 13:26:25", true},
		{"2026-11-23 12:26:25 1vN4Gj-000000001Aa-2bcD Completed", "2026-11-23 12:26:25", true},
		{`{"log":"Nov 23 12:26:25 out x[1]: y\n","stream":"stdout","time":"2026-11-23T11:26:26Z"}`, "2026-11-23 12:26:25", true},
		{"2026-11-23T11:26:25Z stdout P a piece", "2026-11-23 12:26:25", true},
		{"A1B2C3D: removed", "", false},
	}
	for _, tt := range tests {
		got, hasYear, ok := StampOf([]byte(tt.raw), berlin)
		if ok != (tt.want != "") || hasYear != tt.hasYear || ok && got.Format("2006-01-02 15:04:05") != tt.want {
			t.Errorf("%s\n got %v, has year %v, ok %v", tt.raw, got, hasYear, ok)
		}
	}
}
