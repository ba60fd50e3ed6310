package aggregate

import (
	"slices"

	"tempfail/parser"
)

// stillFailed tells whether a trouble lasted from one line to a later one: a
// delivery agent failed with both, and delivered nothing in between. A queue
// that is tried once an hour is silent for longer than a pause.
func (e *evidence) stillFailed(x, y *spokenLine) bool {
	failed := e.agentsFailing(x.at)
	for via := range e.agentsFailing(y.at) {
		if failed[via] && !e.delivers(via, x.at, y.at) {
			return true
		}
	}
	return false
}

// stillFails tells whether a trouble lasts though its last line is old: an
// agent that failed with it delivered nothing since, and somebody waits who was
// not tried later.
func (e *evidence) stillFails(last *spokenLine) bool {
	for via := range e.agentsFailing(last.at) {
		if !e.delivers(via, last.at, e.end) && e.waitsSince(last.at) {
			return true
		}
	}
	return false
}

// agentsFailing are the delivery agents whose attempts failed on this host at
// the time of a line; they began before it.
func (e *evidence) agentsFailing(at int64) map[uint16]bool {
	some := map[uint16]bool{}
	for _, i := range e.during(at-followTime, at+999) {
		if e.at[i] == layerOwn {
			some[e.try(i).via()] = true
		}
	}
	return some
}

// delivers tells whether an agent delivered anything between two times.
func (e *evidence) delivers(via uint16, since, until int64) bool {
	return slices.ContainsFunc(e.during(since, until), func(i int32) bool { return e.at[i] == layerNone && e.try(i).via() == via })
}

// waitsSince tells whether somebody waits whose last try ended at a time.
func (e *evidence) waitsSince(at int64) bool {
	return slices.ContainsFunc(e.held, func(some []held) bool {
		return slices.ContainsFunc(some, func(h held) bool { return h.last/1000 == at/1000 })
	})
}

// atTheDoor are troubles that stop mail as it comes in; deliveries of what is
// queued say nothing of them.
var atTheDoor = map[parser.LocalTrouble]bool{parser.TroubleMilter: true, parser.TroubleDisk: true, parser.TroubleReadonly: true,
	parser.TroublePolicy: true, parser.TroubleLogin: true}

// lasts tells whether a fault of this host goes on: one of its troubles was
// told of lately, or by the last try of who waits, and mail did not flow since
// as it does without it.
func (e *evidence) lasts(lines []spokenLine, pause int64) bool {
	told := map[parser.LocalTrouble][]spokenLine{}
	for _, l := range lines {
		told[l.trouble] = append(told[l.trouble], l)
	}
	for t, lines := range told {
		last := &lines[len(lines)-1]
		if e.end-last.at <= pause && !e.flows(t, lines) || e.end-last.at > pause && e.stillFails(last) {
			return true
		}
	}
	return false
}

// flows tells whether more mail flowed after the last line of a trouble than
// between one and the next before: there may be trouble, and mail all the same.
func (e *evidence) flows(t parser.LocalTrouble, lines []spokenLine) bool {
	flow, least := e.sentBetween, 3
	if atTheDoor[t] {
		flow, least = e.acceptedBetween, 1
	}
	first, last, usual := lines[0].at, lines[len(lines)-1].at, 0
	if gaps := len(lines) - 1; gaps > 0 {
		usual = flow(first, last) / gaps
	}
	return flow(last, latestTime) >= least+3*usual
}

// sentBetween counts the deliveries between two times.
func (e *evidence) sentBetween(since, until int64) (sent int) {
	for _, i := range e.during(since+1, until) {
		sent += b2i(e.at[i] == layerNone)
	}
	return sent
}

// acceptedBetween counts the first attempts between two times: new mail came
// in.
func (e *evidence) acceptedBetween(since, until int64) int {
	return len(e.between(e.firsts, since+1001, until))
}
