package aggregate

// heads are what a part of a log saw of messages that it did not see begin,
// and which messages it saw begin, in the order of the log: all that the part
// before needs to know of their lives.
//
// Note: most of it is beginnings. As steps like any other they were two
// thirds of all that a part allocated.
type heads struct {
	steps  [][]step // in chunks, so that growing copies nothing
	n      int      // of them
	texts  texts    // what the steps' byte slices are views of
	begins []begin
}

// begin is a message that the part saw begin, and how many steps came before.
type begin struct {
	key   messageKey
	after int
}

const headChunk = 128

// add keeps a step.
func (h *heads) add(s *step) {
	if h.n/headChunk == len(h.steps) {
		h.steps = append(h.steps, make([]step, 0, headChunk))
	}
	last := &h.steps[h.n/headChunk]
	*last = append(*last, *s)
	h.n++
	s = &(*last)[len(*last)-1]
	s.from, s.text = h.keep(cut(s.from, maxAddress)), h.keep(cut(s.text, maxReply))
	s.to, s.orig = h.keep(cut(s.to, maxAddress)), h.keep(cut(s.orig, maxAddress))
}

// keep copies a text that is to outlive its line.
func (h *heads) keep(b []byte) []byte { return h.texts.at(h.texts.keep(b)) }

// begin keeps the beginning of a message.
func (h *heads) begin(k messageKey) { h.begins = append(h.begins, begin{k, h.n}) }

// replay hands everything out in its order.
func (h *heads) replay(took func(*step), began func(messageKey)) {
	next := 0
	for i := 0; i <= h.n; i++ {
		for next < len(h.begins) && h.begins[next].after == i {
			began(h.begins[next].key)
			next++
		}
		if i < h.n {
			took(&h.steps[i/headChunk][i%headChunk])
		}
	}
}

// strays are the messages that a part has met without their begin, of late:
// those of one to two times lateLines. So they are few, and the look for one
// that begins stays in the cache.
type strays struct {
	young, old index[stray]
	since      int64 // when the young began
	first      int64 // when a message began for the first time
}

// stray is the hash of a message's key, and when it was seen last.
type stray struct {
	key uint64
	at  int64
}

func newStrays() strays { return strays{young: newIndex[stray](), old: newIndex[stray]()} }

// saw notes that a line of a message came.
func (l *strays) saw(k *messageKey, at int64) {
	if at-l.since > lateLines {
		l.young, l.old = l.old, l.young
		l.young.reset()
		l.since = at
	}
	key := k.hash()
	if s := strayOf(&l.young, key); s != nil {
		s.at = max(s.at, at)
		return
	}
	l.young.enter(uint32(key), stray{key, at})
}

// near tells whether a line of a message that begins may have come just
// before: then its lines were swapped, and all of it waits for the merge. The
// part has seen it, or it is in the part before, of which a part that has only
// begun knows nothing. So waits one that only has the hash of another: waiting
// changes nothing but when it is counted.
//
// Note: of a gigabyte a day in parts of 32 MiB these are 4 in 100 messages.
// If all of them waited, it would take a sixth longer, and twice the memory.
//
// Limit: lines that are more than a minute out of order, by their stamps, may
// be told as those of two messages when they are cut apart, and of one when
// they are not. In a log without stamps, all of a part waits.
func (l *strays) near(k *messageKey, at int64) bool {
	if l.first == 0 {
		l.first = at
	}
	if at-l.first <= lateLines {
		return true
	}
	key := k.hash()
	for _, x := range [...]*index[stray]{&l.young, &l.old} {
		if s := strayOf(x, key); s != nil {
			return at-s.at <= grace
		}
	}
	return false
}

// strayOf is the message with a hash; nil where there is none.
func strayOf(x *index[stray], key uint64) *stray {
	for i := uint32(0); ; i++ {
		switch s := x.slot(uint32(key), i); {
		case s.value == stray{}:
			return nil
		case s.value.key == key:
			return &s.value
		}
	}
}

func (l *strays) reset() {
	l.young.reset()
	l.old.reset()
	l.since, l.first = 0, 0
}
