package pseudonym

import (
	"slices"

	"tempfail/aggregate"
)

// Snapshot returns s with pseudonyms in all texts that may hold an address.
// Names of domains and relays hold none.
func (n *Names) Snapshot(s *aggregate.Snapshot) *aggregate.Snapshot {
	c := *s
	c.SampleTo = nil
	c.Answer.Says = n.About(s.Answer.Says, people(s.Findings)...)
	c.Input.Samples = mapped(s.Input.Samples, func(x *aggregate.Sample) { x.Text = n.Text(x.Text) })
	c.Findings = mapped(s.Findings, func(f *aggregate.Finding) { n.finding(f, s.SampleTo) })
	c.Replies = mapped(s.Replies, func(x *aggregate.ReplyRow) { n.reply(&x.Template, &x.Sample, s.SampleTo) })
	c.LocalFaults = mapped(s.LocalFaults, func(x *aggregate.LocalFaultRow) { x.Sample = n.own(x.Sample, s.SampleTo[x.Sample]) })
	c.Refused = mapped(s.Refused, func(x *aggregate.RefusedRow) { n.reply(&x.Template, &x.Sample, s.SampleTo) })
	c.Waiting = mapped(s.Waiting, func(x *aggregate.WaitingRow) {
		x.LastReply = n.About(x.LastReply, x.Recipient, x.Sender)
		x.Sender, x.Recipient = n.Address(x.Sender), n.Address(x.Recipient)
	})
	return &c
}

// Scope is the name of what a finding is about, without its people.
func (n *Names) Scope(f *aggregate.Finding) string {
	if f.Person != "" && f.Scope.Name == f.Person {
		return n.Address(f.Person)
	}
	return n.About(f.Scope.Name, f.Person)
}

func (n *Names) finding(f *aggregate.Finding, to map[string]string) {
	evidence := func(x *aggregate.Evidence) { x.Says = n.About(x.Says, f.Person) }
	f.Says = n.About(f.Says, f.Person)
	f.Evidence, f.Against = mapped(f.Evidence, evidence), mapped(f.Against, evidence)
	f.Advice = mapped(f.Advice, func(x *string) { *x = n.About(*x, f.Person) })
	f.Samples = mapped(f.Samples, func(x *string) {
		if f.Verdict == aggregate.LocalFault {
			*x = n.own(*x, to[*x], f.Person)
		} else {
			*x = n.About(*x, to[*x], f.Person)
		}
	})
	f.Scope.Name, f.Person = n.Scope(f), ""
}

// own hides whom words of this host are about; where nobody knows, whoever they
// may call a local user.
func (n *Names) own(words, recipient string, others ...string) string {
	other := asIs
	if recipient == "" {
		other = n.users
	}
	return n.about(words, other, append(others, recipient)...)
}

// people are those that findings are about.
func people(findings []aggregate.Finding) (names []string) {
	for i := range findings {
		if name := findings[i].Person; name != "" {
			names = append(names, name)
		}
	}
	return names
}

// reply hides whom the sample of a kind of reply was about, there and in what
// all of them have in common.
func (n *Names) reply(template, sample *string, to map[string]string) {
	recipient := to[*sample]
	*template, *sample = n.About(*template, recipient), n.About(*sample, recipient)
}

// mapped returns a copy of list, changed by f.
func mapped[T any](list []T, f func(*T)) []T {
	list = slices.Clone(list)
	for i := range list {
		f(&list[i])
	}
	return list
}
