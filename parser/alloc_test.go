package parser

import "testing"

// TestParseAllocatesNothing reads a line twice, so that buffers have grown,
// and then counts.
func TestParseAllocatesNothing(t *testing.T) {
	for _, env := range envelopes {
		for _, m := range messages {
			raw := enclose(env.format, m.tag, m.msg)
			p := newParser(t)
			var ev Event
			n := testing.AllocsPerRun(20, func() { p.Parse(raw, &ev) })
			if n != 0 {
				t.Errorf("%s: %s: %v allocations", env.name, m.msg, n)
			}
		}
	}
}

// TestPiecesAllocateNothing reads a record in pieces.
func TestPiecesAllocateNothing(t *testing.T) {
	pieces := [][]byte{
		[]byte("2026-01-28T16:04:06Z stdout P postfix/qmgr[1]: A1B2C3D: re"),
		[]byte("2026-01-28T16:04:06Z stdout F moved"),
		[]byte(`{"log":"postfix\/qmgr[1]: A1B2C3D: re","stream":"stdout","time":"2026-08-24T09:52:14Z"}`),
		[]byte(`{"log":"moved\n","stream":"stdout","time":"2026-08-24T09:52:14Z"}`),
	}
	p := newParser(t)
	var ev Event
	if n := testing.AllocsPerRun(20, func() {
		for _, piece := range pieces {
			p.Parse(piece, &ev)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestYearsAllocateNothing reads what a pass over a file reads.
func TestYearsAllocateNothing(t *testing.T) {
	raw := []byte("Nov 23 12:26:25 out postfix/qmgr[1]: A1B2C3D: removed")
	var y Years
	if n := testing.AllocsPerRun(20, func() { y.See(raw) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
