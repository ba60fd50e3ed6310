package exporter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"sync"

	"tempfail/aggregate"
)

// addressPattern finds addresses in running text. The local part is that of
// RFC 5321 (4.1.2, Dot-string), with letters beyond ASCII (RFC 6531).
//
// Limit: a quoted local part loses only what stands next to the @.
var addressPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[\p{L}\p{N}.!#$%&'*+/=?^_{|}~"-]+@(?:\[[0-9A-Za-z.:]+\]|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*)`)
})

// pseudonyms put a name that tells nothing in the place of the local part of
// an address. The same address has the same name as long as the secret is
// the same; without it nobody can try which address it is.
type pseudonyms struct{ secret []byte }

func (p *pseudonyms) text(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	return addressPattern().ReplaceAllStringFunc(s, p.address)
}

func (p *pseudonyms) address(s string) string {
	mac := hmac.New(sha256.New, p.secret)
	mac.Write([]byte(s))
	return "x" + hex.EncodeToString(mac.Sum(nil)[:4]) + s[strings.LastIndexByte(s, '@'):]
}

// whole is the pseudonym of what is known to be one address, of a local user
// without a domain, or with blanks in a quoted local part.
func (p *pseudonyms) whole(s string) string {
	switch {
	case s == "":
		return ""
	case !strings.Contains(s, "@"):
		s += "@"
	}
	return p.address(s)
}

// snapshot returns s with pseudonyms in all texts that may hold an address.
// Names of domains and relays hold none.
func (p *pseudonyms) snapshot(s *aggregate.Snapshot) *aggregate.Snapshot {
	c := *s
	c.Answer.Says = p.text(s.Answer.Says)
	c.Input.Samples = mapped(s.Input.Samples, func(x *aggregate.Sample) { x.Text = p.text(x.Text) })
	c.Findings = mapped(s.Findings, p.finding)
	c.Replies = mapped(s.Replies, func(x *aggregate.ReplyRow) { x.Template, x.Sample = p.text(x.Template), p.text(x.Sample) })
	c.LocalFaults = mapped(s.LocalFaults, func(x *aggregate.LocalFaultRow) { x.Sample = p.text(x.Sample) })
	c.Refused = mapped(s.Refused, func(x *aggregate.RefusedRow) { x.Template, x.Sample = p.text(x.Template), p.text(x.Sample) })
	c.Waiting = mapped(s.Waiting, func(x *aggregate.WaitingRow) {
		x.Sender, x.Recipient, x.LastReply = p.whole(x.Sender), p.whole(x.Recipient), p.text(x.LastReply)
	})
	return &c
}

func (p *pseudonyms) finding(f *aggregate.Finding) {
	evidence := func(x *aggregate.Evidence) { x.Says = p.text(x.Says) }
	line := func(x *string) { *x = p.text(*x) }
	f.Scope.Name, f.Says = p.text(f.Scope.Name), p.text(f.Says)
	f.Evidence, f.Against = mapped(f.Evidence, evidence), mapped(f.Against, evidence)
	f.Advice, f.Samples = mapped(f.Advice, line), mapped(f.Samples, line)
}

// mapped returns a copy of list, changed by f.
func mapped[T any](list []T, f func(*T)) []T {
	list = slices.Clone(list)
	for i := range list {
		f(&list[i])
	}
	return list
}
