package aggregate

import "testing"

// TestPacked sets each field of an attempt to the largest value that it may
// have, alone and with all others but it.
func TestPacked(t *testing.T) {
	fields := []struct {
		name string
		fill func(*attempt)
	}{
		{"at", func(a *attempt) { a.at = latestTime }},
		{"message", func(a *attempt) { a.message = 1<<32 - 1 }},
		{"recipient", func(a *attempt) { a.recipient = 1<<32 - 1 }},
		{"from", func(a *attempt) { a.from = 1<<32 - 1 }},
		{"dest", func(a *attempt) { a.dest = mostNames }},
		{"relay", func(a *attempt) { a.relay = mostNames }},
		{"sender", func(a *attempt) { a.sender = mostNames }},
		{"account", func(a *attempt) { a.account = mostNames }},
		{"reply", func(a *attempt) { a.reply = mostReplies }},
		{"via", func(a *attempt) { a.via = mostVias }},
		{"size", func(a *attempt) { a.size = sizeClass(1<<63 - 1) }},
		{"rcpts", func(a *attempt) { a.rcpts = 255 }},
		{"tls", func(a *attempt) { a.tls = tlsClass([]byte("verify")) }},
		{"flags", func(a *attempt) { a.flags = flagFirst | flagFailed | flagBounced | flagTrouble }},
	}
	for n, f := range fields {
		var alone, others attempt
		f.fill(&alone)
		for m, g := range fields {
			if m != n {
				g.fill(&others)
			}
		}
		for _, want := range []attempt{alone, others} {
			if p := want.pack(); p.unpack() != want {
				t.Errorf("%s: packed and unpacked %+v is %+v", f.name, want, p.unpack())
			}
		}
	}
}

// TestPackedTimes packs times that a broken clock may tell.
func TestPackedTimes(t *testing.T) {
	for at, want := range map[int64]int64{-1: 0, 0: 0, 1: 1, latestTime + 1: latestTime, -1 << 63: 0, 1<<63 - 1: latestTime} {
		if p := (&attempt{at: at}).pack(); p.unpack() != (attempt{at: want}) {
			t.Errorf("the time %d is kept as %+v, want %d", at, p.unpack(), want)
		}
	}
}

// TestNumbersFit asks for more names and replies than an attempt can tell
// apart.
func TestNumbersFit(t *testing.T) {
	a := New(Options{Names: 1 << 30, Replies: 1 << 30})
	for name, n := range map[string]*names{"destinations": &a.dests.names, "relays": &a.relays.names, "senders": &a.senders.names, "accounts": &a.accounts} {
		if n.limit != mostNames {
			t.Errorf("%s: up to %d, want %d", name, n.limit, mostNames)
		}
	}
	if a.replies.limit+sharedReplies != mostReplies || a.hosts.limit > mostVias {
		t.Errorf("up to %d replies and %d vias, want at most %d and %d", a.replies.limit+sharedReplies, a.hosts.limit, mostReplies, mostVias)
	}
}
