package parser

import "bytes"

// acceptedFromClient reads what smtpd logs when it makes a queue file:
// "client=name[ip], sasl_method=M, sasl_username=U" (smtpd/smtpd.c,
// smtpd_sasl_mail_log). An orig_queue_id there is the ID at the host that
// passed the message on, which lives and ends on its own: it is no requeue.
func (p *postfixLine) acceptedFromClient(ev *Event, rest []byte) Result {
	p.start(ev, Accepted)
	if open := bytes.IndexByte(rest, '['); open >= 0 {
		rest = rest[open+1:]
		end := index(rest, ']')
		if end < 0 {
			end = len(rest)
		}
		ev.Inner, rest = IsNear(rest[:end]), rest[end:]
	}
	if _, user, ok := bytes.Cut(rest, []byte(", sasl_username=")); ok {
		user, _, _ = bytes.Cut(user, []byte(", sasl_sender="))
		ev.Account = user
	}
	return Found
}

// acceptedFromUser reads pickup's "uid=N from=<sender> [orig_id=ID]", where
// orig_id is the former ID of a message that postsuper requeued
// (pickup/pickup.c).
func (p *postfixLine) acceptedFromUser(ev *Event, rest []byte) Result {
	_, from, ok := bytes.Cut(rest, []byte(" from="))
	if !ok {
		return Silent
	}
	p.start(ev, Accepted)
	sender, rest, ok := cutAddress(from)
	if !ok {
		return Silent
	}
	ev.Sender = sender
	if old, ok := cutPrefix(rest, " orig_id="); ok {
		ev.OldQueueID = old
	}
	return Found
}

// queued reads the two lines of qmgr that name the sender (qmgr/qmgr_active.c):
//
//	from=<sender>, size=N, nrcpt=N (queue active)
//	from=<sender>, status=expired, returned to sender
func (p *postfixLine) queued(ev *Event, rest []byte) Result {
	sender, rest, ok := cutAddress(rest)
	if !ok {
		return Silent
	}
	if size, ok := cutPrefix(rest, ", size="); ok {
		n, rest := cutInt(size)
		count, ok := cutPrefix(rest, ", nrcpt=")
		if !ok {
			return Silent
		}
		rcpts, _ := cutInt(count)
		p.start(ev, Queued)
		ev.Sender, ev.Size, ev.Rcpts = sender, n, int(min(rcpts, maxRcpts))
		return Found
	}
	status, ok := cutPrefix(rest, ", status=")
	if !ok {
		return Silent
	}
	word, _, _ := bytes.Cut(status, []byte(","))
	if string(word) != "expired" && string(word) != "force-expired" {
		return Silent
	}
	p.start(ev, GaveUp)
	ev.Sender, ev.Status, ev.Forced = sender, Expired, string(word) != "expired" // postsuper -e
	return Found
}

// maxRcpts bounds what a line may claim; Postfix itself stops at
// smtpd_recipient_limit, 1000 a transaction by default.
const maxRcpts = 1 << 30

// identified reads cleanup's "message-id=<...>". The header can be anything:
// empty, without brackets, or encoded words.
func (p *postfixLine) identified(ev *Event, rest []byte) Result {
	if len(rest) == 0 {
		return Silent
	}
	p.start(ev, Identified)
	ev.MessageID = rest
	return Found
}

// notified reads bounce's "sender non-delivery notification: ID"
// (bounce/bounce_notify_service.c and its siblings).
func (p *postfixLine) notified(ev *Event, child []byte) Result {
	n := 0
	for n < len(child) && isAlnum(child[n]) {
		n++
	}
	if n < minQueueID {
		return Silent
	}
	p.start(ev, Notified)
	ev.ChildID = child[:n:n]
	return Found
}

// The content filter of Proxmox Mail Gateway, and its word that a message is
// back in the queue (PMG/RuleDB/Accept.pm).
const (
	proxmoxFilter  = "pmg-smtp-filter"
	proxmoxAccepts = ": accept mail to <"
)

// handedOn reads "SESSION: accept mail to <R> (ID) (rule: NAME)".
func (p *postfixLine) handedOn(ev *Event, msg []byte) Result {
	session, rest, _ := bytes.Cut(msg, []byte(proxmoxAccepts))
	_, rest, ok := bytes.Cut(rest, []byte("> ("))
	id, _, closed := bytes.Cut(rest, []byte{')'})
	if !ok || !closed || len(id) < minQueueID || !allAlnum(id) || !allAlnum(session) {
		return Silent
	}
	p.id = session
	p.start(ev, HandedOn)
	ev.ChildID = id
	return Found
}
