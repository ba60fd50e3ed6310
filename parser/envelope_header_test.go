package parser

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestHeaderKeptIsHeaderRead reads lines in any order, many of them nearly the
// line before, with an envelope that keeps headers and with one that does not.
func TestHeaderKeptIsHeaderRead(t *testing.T) {
	var base [][]byte
	files, _ := filepath.Glob("../testdata/envelopes/*.txt")
	for _, file := range files {
		samples, _ := readCorpus(t, file)
		for _, s := range samples {
			base = append(base, []byte(s.raw))
		}
	}
	for _, env := range envelopes {
		for _, m := range messages {
			base = append(base, enclose(env.format, m.tag, m.msg))
		}
	}
	for _, stamp := range []string{"2026-11-23 12:26:25", "2026-11-23 12:26:25.125", "2026-11-23 12:26:25 +0100", "2026-11-23 12:26:25 [815]"} {
		for _, words := range []string{"=> ann@example.com R=x T=smtp", "Completed", "list[1]: words", "list[1] words"} {
			base = append(base, []byte(stamp+" 1UFxdd-PYvDq6-gv "+words), []byte(stamp+" 1UFxdd-0000000PYvD-gvxx "+words))
		}
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	keeps, reads := newEnvelope(zone, Date{Year: 2026}), newEnvelope(zone, Date{Year: 2026})
	kept := 0
	for range 40_000 {
		raw := base[chance.IntN(len(base))]
		for range 4 {
			var got, want line
			minute := keeps.header.minute
			hit := minute > 0 && keeps.header.match(trimEnd(raw), new(line))
			kept += b2n(hit)
			reads.header.minute = 0
			okGot, okWant := keeps.open(raw, &got), reads.open(raw, &want)
			if okGot != okWant || okWant && describe(&got) != describe(&want) {
				t.Fatalf("%q\nkept %v %s\nread %v %s", raw, okGot, describe(&got), okWant, describe(&want))
			}
			raw = nearly(raw, chance)
		}
	}
	if kept < 10_000 {
		t.Errorf("only %d lines had the header of the line before", kept)
	}
}

func b2n(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nearly changes up to two bytes of a line's beginning.
func nearly(raw []byte, chance *rand.Rand) []byte {
	raw = slices.Clone(raw)
	for range chance.IntN(3) {
		if len(raw) < 2 {
			break
		}
		at := chance.IntN(min(len(raw), 70))
		switch chance.IntN(4) {
		case 0, 1:
			raw[at] = "0123456789 .:-+TZ[]/"[chance.IntN(20)]
		case 2:
			raw = slices.Delete(raw, at, at+1)
		default:
			raw = slices.Insert(raw, at, raw[at])
		}
	}
	return raw
}
