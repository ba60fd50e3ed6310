package parser

import (
	"strings"
	"testing"
)

// TestMapLines reads the lines of every map that the program has.
func TestMapLines(t *testing.T) {
	for _, m := range knownMaps() {
		t.Run(m.name, func(t *testing.T) { runCorpus(t, "../testdata/"+m.name+"/*.txt", m.name) })
	}
}

// TestMapRowsHaveLines wants a line of testdata for every row of every map.
func TestMapRowsHaveLines(t *testing.T) {
	for _, m := range knownMaps() {
		used := map[*mapRow]bool{}
		for _, file := range corpusFiles(t, "../testdata/"+m.name+"/*.txt") {
			samples, _ := readCorpus(t, file)
			p := newParserFor(t, m.name)
			reader := p.formats[0].mapped
			for _, s := range samples {
				var ev Event
				for more := p.Parse([]byte(s.raw), &ev) < NumResults; more; more = p.Next(&ev) {
					used[reader.rule] = true
				}
			}
		}
		for i := range m.rows {
			if !used[&m.rows[i]] {
				t.Errorf("%s: no line for row %d of [events]", m.name, i+1)
			}
		}
	}
}

// minimal is a map to which each mistake below is added.
const minimal = "name = test\nrecord = json\nwhen = a\n[events]\na = b -> attempt sent\n"

// TestMapMistakes wants the line of each mistake, and what could stand there.
func TestMapMistakes(t *testing.T) {
	if _, err := ReadMap("x.map", []byte(minimal)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ text, want string }{
		{"", "x.map: no name or no record"},
		{"name = test\nrecord = json\nwhen = a\n[events]", "x.map: no [events]"},
		{"name = Test", `x.map:1: name "Test"`},
		{"name = auto", `x.map:1: name "auto"`},
		{"name = a\n" + strings.Repeat("x", 1<<20), "x.map:2: a line of 1048576 bytes: it is no map"},
		{"name = a\nname = b", "x.map:2: name is told twice"},
		{"name = a\nrecord = xml", `x.map:2: unknown record "xml": it is one of json, text json, csv, pairs, text`},
		{"colour = red", `x.map:1: unknown key "colour": before the sections there can be name, title`},
		{"[fields]", "x.map:1: name and record must be told before"},
		{minimal + "[filds]", "x.map:6: unknown section [filds]: the sections are [fields], [events], [own]"},
		{minimal + "[fields]\nrelayip = a", `x.map:7: unknown field "relayip": the fields are time, since`},
		{minimal + "[fields]\nsender = a + b", "x.map:7: sender cannot be put together"},
		{minimal + "[fields]\nsender", `x.map:7: "sender" is not of the form`},
		{minimal + "[fields]\nsender = @noted", "x.map:7: @noted is no value"},
		{minimal + "[fields]\nsender = @other", `x.map:7: "@other" is no name`},
		{minimal + "c = d", "x.map:6: \"c = d\" has no ->"},
		{minimal + "c = d ->", "x.map:6: nothing after ->"},
		{minimal + "c = d -> delivered", `x.map:6: unknown event "delivered": it can be attempt sent`},
		{minimal + "c = d -> attempt", "x.map:6: attempt needs its outcome"},
		{minimal + "c = d -> attempt lost", `x.map:6: unknown outcome "lost"`},
		{minimal + "c = d -> trouble untried", `x.map:6: unknown word "untried"`},
		{minimal + "c = d -> attempt sent says", "x.map:6: unknown word"},
		{minimal + "c = d -> attempt sent once", `x.map:6: unknown word "once"`},
		{minimal + "c = d -> local_fault", "x.map:6: a trouble of this host has a name (disk, files"},
		{minimal + "c = d -> local_fault flood sure", `x.map:6: unknown trouble "flood": disk`},
		{minimal + "c = d -> local_fault disk maybe", `x.map:6: unknown strength "maybe": hint, breadth, sure`},
		{minimal + "c = d, , e -> silent", "x.map:6: a condition is missing"},
		{minimal + "c = -> silent", "x.map:6: "},
		{minimal + "c == d -> silent", `x.map:6: "c == d": == is no comparison`},
		{minimal + "c ~= d -> silent", `x.map:6: "c ~" is no name`},
		{minimal + "c = \"a -> silent", "x.map:6: "},
		{minimal + "@noted.colour -> silent", `x.map:6: "colour" is not noted`},
		{minimal + "@noted.phase = a -> silent", "x.map:6: @noted has no value"},
		{minimal + "[fields]\nsender = @noted.sender", "x.map:7: @noted is no value"},
		{minimal + "@noted = a -> silent", "x.map:6: @noted has no value"},
		{minimal + "[own]\n\"words\"", "x.map:7: "},
		{minimal + "[own]\n\"words\" -> uncoded", "x.map:7: unknown phase \"uncoded\""},
		{minimal + "[own]\n\"words\" -> rcpt coded", "x.map:7: "},
		{minimal + "[own]\n\"words\" -> lunch", `x.map:7: unknown phase "lunch": unknown, resolve`},
		{"name = a\nrecord = json\n[events]\na -> silent", "x.map: no when"},
		{"name = a\nrecord = csv\nwhen = a\n[events]\na -> silent", "x.map: no header"},
		{"name = a\nrecord = text\n[events]\n\"{time}\" -> silent", "x.map: no tags and no marks"},
		{"name = a\nrecord = text\n[events]\n\"{colour}\" -> silent", "x.map:4: unknown field {colour}"},
		{"name = a\nrecord = text\n[events]\n\"{sender}{reply}\" -> silent", "x.map:4: two {holes}"},
		{"name = a\nrecord = text\n[events]\n\"{sender\" -> silent", "x.map:4: a { without its }"},
		{"name = a\nrecord = json\nheader = x\nwhen = a\n[events]\na -> silent", "x.map: header and columns are for record = csv"},
		{minimal + "c = d -> silent alone", `x.map:6: unknown word "alone"`},
		{minimal + "c = d -> trouble past", `x.map:6: unknown word "past"`},
		{minimal + "@told = a -> silent", "x.map:6: @noted has no value"},
		{"name = a\nrecord = json\nlists = b", "x.map:3: lists = b: it is two names"},
		{"name = a\nrecord = json\nplain = \"{b\"", "x.map:3: plain = {b: a { without"},
		{"name = a\nrecord = json\nplain = b", "x.map:3: plain names from one"},
		{"name = a\nrecord = json\nplain = {b}\nwhen = a\n[events]\na -> silent", "x.map: plain is for record = text"},
		{"name = a\nrecord = text\ntags = b\n[fields]\ncommand = sender\n[events]\n\"{sender}\" -> silent", "x.map: command and answer are for"},
		{"ends = never", "x.map:1: ends = never: it is outcome"},
	} {
		m, err := ReadMap("x.map", []byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q:\n got %v (%v)\nwant %s", tt.text, err, m, tt.want)
		}
	}
}

// TestMapTakesThePlace of a format, and stands beside the others.
func TestMapTakesThePlace(t *testing.T) {
	m, err := ReadMap("x.map", []byte("name = postfix\nrecord = json\nwhen = rcpt\n[fields]\nrecipient = rcpt\n[events]\n* -> attempt sent\n"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(Options{Maps: []*Map{m}})
	if err != nil {
		t.Fatal(err)
	}
	var ev Event
	if r := p.Parse([]byte(`{"rcpt":"bob@example.org","message":"words"}`), &ev); r != Found || string(ev.Recipient) != "bob@example.org" || ev.MTA != "postfix" {
		t.Errorf("%v %+v", r, ev)
	}
	if r := p.Parse([]byte("A1B2C3D: removed"), &ev); r != Foreign {
		t.Errorf("the format that was replaced still reads: %v", r)
	}
	if names := strings.Join(MTAs(m), " "); strings.Count(names, "postfix") != 1 || !strings.Contains(names, "kumomta") {
		t.Errorf("names: %s", names)
	}
}

// FuzzReadMap reads maps of anybody, and lines by those that are none the
// worse: nothing may panic.
func FuzzReadMap(f *testing.F) {
	f.Add([]byte(minimal), []byte(`{"type":"Delivery","a":"b"}`))
	for mta, text := range map[string][]byte{"kumomta": kumoMTAMap, "powermta": powerMTAMap, "haraka": harakaMap, "zonemta": zoneMTAMap, "stalwart": stalwartMap, "maddy": maddyMap, "msmtp": msmtpMap, "postal": postalMap} {
		for _, file := range corpusFiles(f, "../testdata/"+mta+"/*.txt") {
			samples, _ := readCorpus(f, file)
			for _, s := range samples {
				f.Add(text, []byte(s.raw))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text, line []byte) {
		m, err := ReadMap("x.map", text)
		if err != nil {
			return
		}
		p, err := New(Options{MTA: m.name, Maps: []*Map{m}})
		if err != nil {
			t.Fatal(err)
		}
		var ev Event
		for range 2 {
			for more := p.Parse(line, &ev) == Found; more; more = p.Next(&ev) {
				if err := check(&ev); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

func FuzzKumoMTA(f *testing.F)      { fuzzFormat(f, "kumomta") }
func FuzzPowerMTA(f *testing.F)     { fuzzFormat(f, "powermta") }
func FuzzExchange(f *testing.F)     { fuzzFormat(f, "exchange") }
func FuzzExchangeSMTP(f *testing.F) { fuzzFormat(f, "exchange-smtp") }
func FuzzHaraka(f *testing.F)       { fuzzFormat(f, "haraka") }
func FuzzZoneMTA(f *testing.F)      { fuzzFormat(f, "zonemta") }
func FuzzStalwart(f *testing.F)     { fuzzFormat(f, "stalwart") }
func FuzzMaddy(f *testing.F)        { fuzzFormat(f, "maddy") }
func FuzzPostal(f *testing.F)       { fuzzFormat(f, "postal") }
func FuzzMsmtp(f *testing.F)        { fuzzFormat(f, "msmtp") }

// TestRecordsWithoutEnvelope reads objects as the first line of a log, through
// the envelope, and as a later one, without: what is read must be the same.
func TestRecordsWithoutEnvelope(t *testing.T) {
	var lines []string
	for _, file := range corpusFiles(t, "../testdata/kumomta/*.txt") {
		samples, _ := readCorpus(t, file)
		for _, s := range samples {
			lines = append(lines, s.raw)
		}
	}
	lines = append(lines, strings.Replace(lines[0], `"type"`, `"host":"box","time":"2001-01-01T00:00:00Z","type"`, 1), lines[0]+"\r", lines[0]+" junk", "{", "")
	later := newParser(t)
	for _, line := range lines {
		var a, b Event
		later.Parse([]byte(lines[0]), &b)
		ra, rb := newParser(t).Parse([]byte(line), &a), later.Parse([]byte(line), &b)
		if ra != rb || ra == Found && (describeEvent(ra, &a) != describeEvent(rb, &b) || !a.Time.Equal(b.Time) || string(a.Host) != string(b.Host)) {
			t.Errorf("%s\nfirst %s %s %s\nlater %s %s %s", line, describeEvent(ra, &a), a.Time, a.Host, describeEvent(rb, &b), b.Time, b.Host)
		}
	}
}
