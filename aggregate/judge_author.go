package aggregate

import "tempfail/parser"

const accountLeast = 0.9 // of what fails is one account's, where it is named

// nameAccount names the account that handed in nearly all that failed, if there
// is one: then it is our sender's doing.
func (e *evidence) nameAccount(f *Finding, d *duty) {
	top, n := e.mostly(d, func(i int32) uint32 { return e.try(i).account() })
	if top == 0 {
		return
	}
	f.Person, f.Fault = e.accounts.all[top], parser.FaultSender
	f.Evidence = append(f.Evidence, Evidence{"account", float64(n) / float64(d.failed), accountLeast,
		sentence("%d of the %d attempts that failed are of mail that the account %s handed in", n, d.failed, f.Person)})
}

// nameAuthor names the account, or the sender's address where the log has none,
// whose content several operators refuse: then the finding is about that mail,
// and not about this host. It returns the finding in a sentence.
func (e *evidence) nameAuthor(f *Finding, d *duty, ops int, when string) (says string) {
	e.nameAccount(f, d)
	if f.Cause != parser.Content {
		return ""
	}
	mail := "Mail of the account "
	if f.Person == "" {
		from, n := e.mostly(d, func(i int32) uint32 { return e.try(i).from })
		if f.Person = e.people.name(from); f.Person == "" {
			return ""
		}
		mail = "Mail from "
		f.Evidence = append(f.Evidence, Evidence{"sender-address", float64(n) / float64(d.failed), accountLeast,
			sentence("%d of the %d attempts that failed are of mail from %s", n, d.failed, f.Person)})
	}
	f.Scope = Scope{"sender", f.Person}
	return sentence("%s%s is refused for its content by %d unrelated operators, %s", mail, f.Person, ops, when)
}

// mostly is the value that nearly all that failed has, and how many attempts
// of a duty have it; 0 where there is none, or nearly all mail has it.
func (e *evidence) mostly(d *duty, of func(i int32) uint32) (top uint32, n int) {
	counts := map[uint32]int{}
	for _, i := range d.mine {
		v := of(i)
		if counts[v]++; counts[v] > counts[top] {
			top = v
		}
	}
	if top == 0 || float64(counts[top]) < accountLeast*float64(d.failed) {
		return 0, 0
	}
	has := filter(e.all, func(i int32) bool { return of(i) == top })
	if float64(len(has)) >= accountLeast*float64(len(e.all)) {
		return 0, 0
	}
	return top, counts[top]
}
