package aggregate

import "tempfail/parser"

const accountLeast = 0.9 // of what fails is one account's, where it is named

// nameAccount names the account that handed in nearly all that failed, if there
// is one: then it is our sender's doing.
func (e *evidence) nameAccount(f *Finding, d *duty) {
	top, n := e.mostly(d, func(i int32) uint32 { return e.try(i).account() })
	if top == 0 {
		e.nameBurst(f, d)
		return
	}
	f.Person, f.Fault = e.accounts.all[top], parser.FaultSender
	f.Evidence = append(f.Evidence, Evidence{"account", float64(n) / float64(d.failed), accountLeast,
		sentence("%d of the %d attempts that failed are of mail that the account %s handed in", n, d.failed, f.Person)})
}

// Bounds of an account that stands out among what failed: half of that is its,
// and so much less of all that was tried at other times.
const (
	burstLeast = 0.5
	burstTimes = 2
)

// nameBurst tells of the account that handed in most of what failed, and sends
// little at other times: it may be what they object to, or was too much.
func (e *evidence) nameBurst(f *Finding, d *duty) {
	top, most := e.commonest(d, func(i int32) uint32 { return e.try(i).account() })
	share := float64(most) / float64(max(d.failed, 1))
	if top == 0 || share < burstLeast || d.failed < unwelcomeLeast {
		return
	}
	from, to := e.before(d.since), e.before(d.until+1)
	n, its := 0, 0
	for _, i := range e.firsts {
		if i < from || i >= to {
			n++
			its += b2i(e.try(i).account() == top)
		}
	}
	usual := float64(its) / float64(max(n, 1))
	if n < unwelcomeLeast || share < burstTimes*usual {
		return
	}
	f.Person = e.accounts.all[top]
	f.Evidence = append(f.Evidence, Evidence{"account", share, burstLeast,
		sentence("%d of the %d attempts that failed are of mail that the account %s handed in, which sends %s of the mail at other times: look at what it sent", most, d.failed, f.Person, percent(usual))})
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
	f.Scope, f.Advice = Scope{"sender", f.Person}, []string{accountAdvice}
	return sentence("%s%s is refused for its content by %d unrelated operators, %s", mail, f.Person, ops, when)
}

// accountAdvice is for one account, or address, whose mail several operators
// take for spam.
const accountAdvice = "Ask its owner what was sent. If it was not they who sent it, somebody else has the account: lock it, change its password, and delete its mail that still waits ({delete})."

// mostly is the value that nearly all that failed has, and how many attempts
// of a duty have it; 0 where there is none, or nearly all mail has it.
func (e *evidence) mostly(d *duty, of func(i int32) uint32) (top uint32, n int) {
	top, n = e.commonest(d, of)
	if top == 0 || float64(n) < accountLeast*float64(d.failed) {
		return 0, 0
	}
	has := filter(e.all, func(i int32) bool { return of(i) == top })
	if float64(len(has)) >= accountLeast*float64(len(e.all)) {
		return 0, 0
	}
	return top, n
}

// commonest is the value, but for 0, that most of a duty's attempts have, and
// how many do.
func (e *evidence) commonest(d *duty, of func(i int32) uint32) (top uint32, n int) {
	counts := map[uint32]int{}
	for _, i := range d.mine {
		if v := of(i); v != 0 {
			if counts[v]++; counts[v] > n {
				top, n = v, counts[v]
			}
		}
	}
	return top, n
}
