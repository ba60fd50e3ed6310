package aggregate

import "tempfail/parser"

// troubles are what this host said of itself.
type troubles struct {
	kinds [parser.NumTroubles]trouble
	log   []troubleLine
	lost  int64 // lines counted, but not in log
}

type trouble struct {
	count       int64
	first, last int64
	strength    parser.Strength
	sample      string
}

// troubleLine is when a trouble showed itself. Those of one kind within a
// second are one.
type troubleLine struct {
	at       int64
	trouble  parser.LocalTrouble
	strength parser.Strength
	count    uint32
}

const maxTroubleLines = 100_000

func (t *troubles) add(at int64, ev *parser.Event) {
	l := ev.Local
	k := &t.kinds[l.Trouble]
	k.note(at, int64(ev.Count), l.Strength, l.Text)
	if at == 0 {
		return
	}
	at -= at % 1000
	for i := len(t.log) - 1; i >= 0 && t.log[i].at >= at; i-- {
		if t.log[i].at == at && t.log[i].trouble == l.Trouble && t.log[i].strength == l.Strength {
			t.log[i].count += uint32(ev.Count)
			return
		}
	}
	if len(t.log) >= maxTroubleLines {
		t.lost++
		return
	}
	t.log = append(t.log, troubleLine{at, l.Trouble, l.Strength, uint32(ev.Count)})
}

func (k *trouble) note(at, n int64, strength parser.Strength, text []byte) {
	if k.count == 0 || strength > k.strength {
		k.sample, k.strength = string(cut(text, maxReply)), strength
	}
	if at != 0 && (k.first == 0 || at < k.first) {
		k.first = at
	}
	k.last = max(k.last, at)
	k.count += n
}

func (t *troubles) absorb(next *troubles) {
	for i := range next.kinds {
		n := &next.kinds[i]
		if n.count > 0 {
			k := &t.kinds[i]
			k.note(n.first, n.count, n.strength, []byte(n.sample))
			k.last = max(k.last, n.last)
		}
	}
	for _, l := range next.log {
		if n := len(t.log); n > 0 && t.log[n-1].at == l.at && t.log[n-1].trouble == l.trouble && t.log[n-1].strength == l.strength {
			t.log[n-1].count += l.count
			continue
		}
		if len(t.log) < maxTroubleLines {
			t.log = append(t.log, l)
		} else {
			t.lost++
		}
	}
	t.lost += next.lost
}
