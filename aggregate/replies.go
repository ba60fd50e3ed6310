package aggregate

import (
	"encoding/binary"
	"hash/maphash"

	"tempfail/parser"
)

// reply is one kind of reply: the same words but for their variable parts,
// from the same side, with the same codes.
type reply struct {
	parser.Diagnosis
	origin            parser.Origin
	phase             parser.Phase
	code              uint16
	enhanced          parser.Enhanced
	template          string
	sample            string // the first one, verbatim
	to                string // its recipient
	deferred, bounced int64  // attempts
	attempts          int64
}

func (r *reply) count(s *step, n int64) {
	r.attempts += n
	if s.status == parser.Bounced {
		r.bounced += n
	} else {
		r.deferred += n
	}
}

// replies are the kinds of reply met, by all that makes one: see look. Row 0 is
// for none.
type replies struct {
	table[reply]
	seen   pairSet // destinations, and the replies they gave
	key    []byte
	recent []recentReply // by hash: the short way to a row
}

// recentReply is the hash of a verbatim reply of late, and its row.
//
// Note: many replies hold an ID and never come again. In a map, each of them
// was an allocation and pushed out those that do. As with names, the hash is
// all that is compared.
type recentReply struct {
	hash uint64
	row  uint32
}

const recentReplies = 4096

func newReplies(limit int) replies {
	return replies{table: newTable[reply](limit), seen: newPairSet(), recent: make([]recentReply, recentReplies)}
}

// find returns the row of a reply; it classifies a reply that is new.
func (l *replies) find(c *parser.Classifier, ev *parser.Event, operator string) uint32 {
	if ev.Reply.Phase == parser.PhaseResolve { // nobody spoke: who is not found has no words of its own
		operator = ""
	}
	hash := hashReply(&ev.Reply, ev.DSN, operator)
	recent := &l.recent[hash%recentReplies]
	switch {
	case recent.hash != hash:
		recent.hash, recent.row = hash, l.look(c, ev, operator)
	case recent.row == 0:
		l.folded++
	default:
		l.use(recent.row, 1)
		l.folded += int64(b2i(l.rows[recent.row].shared()))
	}
	return recent.row
}

// hashReply is the hash of all that tells a verbatim reply from others; it is
// never 0.
func hashReply(r *parser.Reply, dsn parser.Enhanced, operator string) uint64 {
	h := uint64(r.Origin)<<40 | uint64(r.Phase)<<32 | uint64(r.Code)
	h = mix(h ^ uint64(r.Enhanced.Class)<<48 ^ uint64(r.Enhanced.Subject)<<16 ^ uint64(r.Enhanced.Detail)<<20)
	if r.Origin != parser.Remote {
		h = mix(h ^ uint64(dsn.Class)<<48 ^ uint64(dsn.Subject)<<16 ^ uint64(dsn.Detail))
	}
	h = mix(h ^ maphash.String(seed, operator))
	return mix(h^maphash.Bytes(seed, cut(r.Text, maxReply))) | 1
}

// look finds the row of a reply by its template.
func (l *replies) look(c *parser.Classifier, ev *parser.Event, operator string) uint32 {
	r, dsn := &ev.Reply, ev.DSN
	k := append(l.key[:0], byte(r.Origin), byte(r.Phase))
	k = binary.BigEndian.AppendUint16(k, r.Code)
	k = appendEnhanced(k, r.Enhanced)
	if r.Origin != parser.Remote {
		k = appendEnhanced(k, dsn)
	}
	k = append(append(k, operator...), 0)
	head := len(k)
	k = parser.Template(k, r.Text)
	l.key = k
	id, fresh := l.put(k)
	switch {
	case fresh:
		l.rows[id] = reply{
			Diagnosis: c.Classify(r, dsn), origin: r.Origin, phase: r.Phase, code: r.Code, enhanced: r.Enhanced,
			template: l.all[id][head:], sample: string(cut(r.Text, maxReply)), to: string(cut(ev.Recipient, maxAddress)),
		}
	case id == 0:
		return l.share(&reply{Diagnosis: c.Classify(r, dsn), origin: r.Origin, code: r.Code}, 1)
	}
	return id
}

// sharedReplies bounds the rows that kinds without a place share.
const sharedReplies = 512

// share is the row of all kinds without a place that are like r in what
// reports add up, used so often.
func (l *replies) share(r *reply, uses uint32) uint32 {
	key := append([]byte(otherName), byte(r.origin), byte(r.Cause), byte(r.Fault))
	key = binary.BigEndian.AppendUint16(key, r.code)
	hash := maphash.Bytes(seed, key)
	if x := l.names.find(hash); x != nil {
		return l.use(x.id, uses)
	}
	if len(l.all) > l.limit+sharedReplies {
		return 0
	}
	id := l.append(string(key), hash, uses)
	l.extend(id)
	l.rows[id] = reply{Diagnosis: parser.Diagnosis{Cause: r.Cause, Fault: r.Fault}, origin: r.origin, code: r.code, template: otherName}
	return id
}

// shared tells whether r is such a row.
func (r *reply) shared() bool { return r.template == otherName }

// mark notes that a destination gave a reply.
func (l *replies) mark(reply, dest uint32) {
	if len(l.seen.all) < 16*l.limit {
		l.seen.add(pair{dest, reply})
	}
}

// absorb adds the rows of next; dests tells its destinations' numbers here.
func (l *replies) absorb(next *replies, dests []uint32) []uint32 {
	to := make([]uint32, len(next.rows))
	l.rows[0].plus(&next.rows[0])
	for _, i := range next.met {
		n := &next.rows[i]
		to[i] = l.take(n, next.all[i], next.hashes[i], next.uses[i])
		l.rows[to[i]].plus(n)
	}
	l.folded += next.folded
	for _, p := range next.seen.all {
		l.mark(to[p.relay], dests[p.dest])
	}
	return to
}

// take is the row of a kind that another table has used so often. It counts
// nothing yet.
func (l *replies) take(r *reply, key string, hash uint64, uses uint32) uint32 {
	id := uint32(0)
	if !r.shared() {
		id = l.adopt(key, hash, uses)
	}
	if id == 0 {
		return l.share(r, uses)
	}
	if l.extend(id) {
		l.rows[id] = *r
		l.rows[id].forget()
	}
	return id
}

// recipients notes whom the samples were about.
func (l *replies) recipients(by map[string]string) {
	for i := range l.rows {
		noteRecipient(by, l.rows[i].sample, l.rows[i].to)
	}
}

// noteRecipient notes whom a sample was about, of several the first.
func noteRecipient(by map[string]string, sample, to string) {
	if to != "" && by[sample] == "" {
		by[sample] = to
	}
}

// forget takes back what was counted.
func (r *reply) forget() {
	r.deferred, r.bounced, r.attempts = 0, 0, 0
}

func (r *reply) plus(s *reply) {
	r.deferred += s.deferred
	r.bounced += s.bounced
	r.attempts += s.attempts
}

func appendEnhanced(b []byte, e parser.Enhanced) []byte {
	b = binary.BigEndian.AppendUint16(b, e.Class)
	b = binary.BigEndian.AppendUint16(b, e.Subject)
	return binary.BigEndian.AppendUint16(b, e.Detail)
}
