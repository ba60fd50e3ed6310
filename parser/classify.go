package parser

import (
	"bytes"
	"math"
)

// Classifier tells what a failure is about. It is built once, immutable, and
// safe for concurrent use.
//
// It looks, in this order, at who spoke, at the words of the reporting MTA,
// at the wordings of known operators, at phrases, at the codes, and last at
// words that say no more than that it was refused; the first row of the rule
// table that fits decides. Where none fits it says unknown: a 451 alone says
// little.
type Classifier struct {
	words     *matcher
	rules     []compiled
	leads     [][]uint16 // word -> rules whose term of fewest words it satisfies, ascending
	wordless  []uint16   // rules that need no word, ascending
	providers []string   // word -> the operator that it betrays; these words come first
}

// NewClassifier builds a Classifier from the table of rules.
func NewClassifier() *Classifier { return compile(allRules(), providerWords) }

// Classify tells what r is about. dsn is the enhanced code that the log
// recorded, which counts only for the MTA's own words: Postfix rewrites it
// where the remote's contradicts the reply code.
//
// It reads Origin, Phase, Code, Enhanced, Text and Relay of r and allocates
// nothing.
func (c *Classifier) Classify(r *Reply, dsn Enhanced) Diagnosis {
	var text folded
	text.fold(r.Text)
	var found wordSet
	c.words.scan(text.words(), &found)

	q := ask(r, dsn, text.first)
	q.provider = c.provider(r, &found)
	d := Diagnosis{Provider: q.provider}
	if rule := c.first(&q, &found); rule != nil {
		d.Cause, d.Fault, d.Confidence, d.Matched = rule.cause, rule.fault, rule.confidence, rule.matched
	}
	if q.loopback && q.class() != 5 && blamesRemote[d.Cause] {
		d.Cause, d.Fault = LocalCause, FaultLocal
		d.Confidence = max(d.Confidence, likely)
		if d.Matched == "" {
			d.Matched = "relay on this host"
		}
	}
	return d
}

// blamesRemote holds the causes that turn into our own trouble when the host
// that spoke is this one: a content filter or a mailbox server behind a
// loopback address or a UNIX-domain socket.
var blamesRemote = [NumCauses]bool{
	CauseUnknown: true, Policy: true, Greylist: true, RemoteBusy: true, RemoteStorage: true, RemoteError: true, Connect: true, ConnLost: true, DNS: true,
}

// first returns the first rule that fits, or nil.
func (c *Classifier) first(q *question, found *wordSet) *compiled {
	best := math.MaxInt
	for word := range found.all {
		for _, i := range c.leads[word] {
			if int(i) >= best {
				break
			}
			if rule := &c.rules[i]; rule.when.fits(q) && rule.complete(found) {
				best = int(i)
			}
		}
	}
	for _, i := range c.wordless {
		if int(i) >= best {
			break
		}
		if c.rules[i].when.fits(q) {
			best = int(i)
		}
	}
	if best == math.MaxInt {
		return nil
	}
	return &c.rules[best]
}

// provider names the operator that spoke: by the host, else by its wording.
func (c *Classifier) provider(r *Reply, found *wordSet) string {
	if name, ok := Operator(r.Relay.Host); ok {
		return name
	}
	for word := range found.all {
		if int(word) >= len(c.providers) {
			break
		}
		return c.providers[word]
	}
	return ""
}

// question is what the conditions of rules are about.
type question struct {
	own      bool // the words are this host's, or may be
	theirs   bool // the words are a remote's, or may be
	loopback bool
	phase    Phase
	code     uint16
	enhanced Enhanced
	provider string
}

// ask prepares the question that r poses.
func ask(r *Reply, dsn, inText Enhanced) question {
	q := question{
		own:      r.Origin == Local || r.Origin == OriginUnknown && r.Code == 0,
		theirs:   r.Origin != Local,
		loopback: r.Origin != OriginUnknown && onThisHost(r.Relay),
		phase:    r.Phase,
		code:     r.Code,
		enhanced: r.Enhanced,
	}
	if q.enhanced == (Enhanced{}) {
		q.enhanced = inText
	}
	if q.enhanced == (Enhanced{}) && q.own {
		q.enhanced = dsn
	}
	return q
}

// onThisHost says whether a relay is this host: what it says are our own
// filter's or mailbox server's words.
func onThisHost(relay Relay) bool {
	ip := relay.IP
	return bytes.HasPrefix(ip, []byte("127.")) || string(ip) == "::1" ||
		bytes.HasPrefix(ip, []byte("private/")) || bytes.HasPrefix(ip, []byte("public/")) || len(ip) > 0 && ip[0] == '/'
}
