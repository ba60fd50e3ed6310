package aggregate

// KeepRecipients makes an Aggregator keep the end of every recipient, for
// Each.
func (a *Aggregator) KeepRecipients() { a.queue.keep = true }

// Each tells what became of every recipient: sent, bounced, expired, removed,
// or deferred for those who wait still. The queue ID is the one under which
// the message was accepted.
func (a *Aggregator) Each(f func(queueID, recipient, origTo, final string)) {
	tell := func(m *message) {
		if m.past != nil {
			for _, o := range m.past.done {
				f(m.first().text(), o.to, o.orig, o.final)
			}
		}
		final := "deferred"
		if m.gone != 0 {
			final = "removed"
		}
		for _, r := range m.waiting {
			f(m.first().text(), string(r.to), string(r.orig), final)
		}
	}
	for _, m := range a.queue.ended {
		tell(m)
	}
	a.queue.each(tell)
}
