package aggregate_test

import (
	"slices"
	"strings"
	"time"

	"tempfail/parser"
)

// scopes are the conditions that a rule can have.
var scopes = map[string]func(*scene, *words) func(*try) bool{
	"all": func(*scene, *words) func(*try) bool { return func(*try) bool { return true } },
	"dest": func(s *scene, w *words) func(*try) bool {
		to := s.destinations(w)
		return func(t *try) bool { return slices.Contains(to, t.to.to) }
	},
	"operator": func(_ *scene, w *words) func(*try) bool {
		names := w.list("operator")
		return func(t *try) bool { return slices.Contains(names, t.mx.operator) }
	},
	"relay": func(_ *scene, w *words) func(*try) bool {
		hosts := w.list("relay")
		return func(t *try) bool { return slices.Contains(hosts, t.mx.host) }
	},
	"from": func(_ *scene, w *words) func(*try) bool {
		domains := w.list("sender domain")
		return func(t *try) bool { return slices.Contains(domains, domainOf(t.msg.from)) }
	},
	"as": func(_ *scene, w *words) func(*try) bool {
		account := w.next("account")
		return func(t *try) bool { return t.msg.account == account }
	},
	"via": func(_ *scene, w *words) func(*try) bool {
		instances := w.list("instance")
		return func(t *try) bool { return slices.Contains(instances, t.msg.via) }
	},
	"to": func(_ *scene, w *words) func(*try) bool {
		addresses := w.list("recipient")
		return func(t *try) bool { return slices.Contains(addresses, t.to.address) }
	},
	"over": func(_ *scene, w *words) func(*try) bool {
		size := w.bytes("size")
		return func(t *try) bool { return t.msg.size > size }
	},
	"rcpts": func(_ *scene, w *words) func(*try) bool {
		n := w.number("recipients")
		return func(t *try) bool { return len(t.msg.rcpts) >= n }
	},
	"ipv6": func(*scene, *words) func(*try) bool { return func(t *try) bool { return t.mx.v6 } },
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// readScope reads conditions up to a word that is none.
func (s *scene) readScope(w *words) func(*try) bool {
	var all []func(*try) bool
	for w.more() {
		read, ok := scopes[w.rest[0]]
		if !ok {
			break
		}
		w.next("scope")
		all = append(all, read(s, w))
	}
	if len(all) == 0 {
		w.fail("a scope is missing: all, dest, operator, relay, from, as, via, to, over, rcpts or ipv6")
	}
	return func(t *try) bool {
		for _, hits := range all {
			if !hits(t) {
				return false
			}
		}
		return true
	}
}

// readAnswer reads the name of one of Postfix's own, or a reply and its phase.
func readAnswer(w *words) *answer {
	word := w.next("answer")
	if a := ownAnswers[word]; a != nil {
		return a
	}
	if len(word) < 4 || word[0] != '4' && word[0] != '5' || word[3] != ' ' {
		w.fail("answer %q is neither a reply like \"451 4.3.0 words\" nor one of ownAnswers", word)
		return delivered
	}
	w.must("at")
	name := w.next("phase")
	for p := range parser.NumPhases {
		if p.String() == name {
			return said(p, word)
		}
	}
	w.fail("phase %q is none of parser.Phase", name)
	return delivered
}

func (s *scene) readFail(w *words) {
	hits := s.readScope(w)
	from, until := w.span("span")
	r := &rule{from: from, until: until, hits: hits, share: 1, answer: readAnswer(w)}
	if w.take("share") {
		r.share = w.percent("share")
	}
	s.office.fail(r)
}

func (s *scene) readGreylist(w *words) {
	to := s.destinations(w)
	wait := w.length("wait")
	s.office.fail(greylisting(to, wait, readAnswer(w)))
}

// greylisting turns away each new pair of sender and recipient until it has
// waited.
func greylisting(to []*domain, wait time.Duration, a *answer) *rule {
	met := map[[2]string]time.Duration{}
	return &rule{from: -forever, until: forever, share: 1, answer: a, hits: func(t *try) bool {
		if !slices.Contains(to, t.to.to) {
			return false
		}
		pair := [2]string{t.msg.from, t.to.address}
		first, known := met[pair]
		if !known {
			met[pair], first = t.at, t.at
		}
		return t.at < first+wait
	}}
}

func (s *scene) readLimit(w *words) {
	hits := s.readScope(w)
	n := w.number("number")
	w.must("per")
	s.office.fail(limit(hits, n, w.length("window"), readAnswer(w)))
}

// limit takes n messages in any window of that length.
func limit(hits func(*try) bool, n int, window time.Duration, a *answer) *rule {
	var taken []time.Duration
	return &rule{from: -forever, until: forever, share: 1, answer: a, hits: func(t *try) bool {
		if !hits(t) {
			return false
		}
		for len(taken) > 0 && taken[0] <= t.at-window {
			taken = taken[1:]
		}
		if len(taken) >= n {
			return true
		}
		taken = append(taken, t.at)
		return false
	}}
}
