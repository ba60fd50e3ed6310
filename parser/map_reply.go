package parser

import "bytes"

// reply reads what was said, and by whom: the logger itself, where [own] has
// its words or it gives no code, or the relay.
func (p *mapped) reply(row *mapRow, ev *Event) {
	r := &ev.Reply
	if row.status == Sent { // what was noted is of a failure
		p.fact = nil
	}
	text := bytes.TrimSpace(p.field(fieldReply))
	if len(text) == 0 {
		text = row.says
	}
	if ev.Relay.Host == nil && ev.Relay.IP == nil {
		ev.Relay = relayWithin(text)
	}
	kind, text := cutReplyType(p.unwrapped(text))
	if len(p.m.within) > 0 {
		text = p.m.innermost(text)
	}
	if len(ev.Others) > 0 && startsWithCode(text) { // a list beside that of recipients
		if i := repeated(text); i > 0 {
			text = text[:i:i]
		}
	}
	text = p.oneLine(text)
	code, enhanced := p.code()
	if enhanced == (Enhanced{}) {
		enhanced, _ = cutEnhanced(text)
	}
	var own *mapOwn
	if row.status != Sent {
		own = p.ownWords(text, code > 0 || startsWithCode(text))
	}
	if code > 0 && !startsWithCode(text) {
		text = p.withCode(code, enhanced, text)
	}
	*r = Reply{Text: text, Phase: mapPhase(p.field(fieldPhase)), Relay: ev.Relay}
	readReply(text, r)
	if r.Enhanced == (Enhanced{}) {
		r.Enhanced = enhanced
	}
	ev.DSN = enhanced
	if ev.DSN == (Enhanced{}) {
		ev.DSN = r.Enhanced
	}
	if row.kind == Attempt && row.status == NoStatus {
		ev.Status = Deferred
		if r.Code/100 == 5 || r.Code == 0 && ev.DSN.Class == 5 {
			ev.Status = Bounced
		}
	}
	switch {
	case own != nil:
		if own.phase != PhaseUnknown {
			r.Phase = own.phase
		}
		r.Code, r.Origin = 0, Local
		if ev.Local = own.local; own.local.Trouble != TroubleUnknown {
			ev.Local.Text = text
		}
	case row.untried:
		r.Code, r.Origin = 0, Local
	case kind != nil && string(kind) != "smtp", r.Code == 0, row.kind == Refused:
		r.Origin = Local
	default:
		r.Origin = Remote
	}
	if r.Origin == Local && r.Phase == PhaseUnknown && ev.Status != Sent {
		r.Phase, _ = sessionWords(text)
	}
	if row.local.Trouble != TroubleUnknown {
		ev.Local = row.local
		ev.Local.Text = text
	}
}

// code reads the codes that have fields of their own. An enhanced code is a
// text, or the three numbers of an object or array.
func (p *mapped) code() (code uint16, e Enhanced) {
	if text := p.field(fieldCode); len(text) > 0 {
		if n, rest := cutInt(text); len(text)-len(rest) == 3 {
			code = uint16(n)
		} else if e, _ = cutEnhanced(text); e != (Enhanced{}) {
			return 0, e
		}
	}
	v := p.valueOf(fieldEnhanced)
	if v == nil {
		return code, e
	}
	if v.kind != '{' && v.kind != '[' {
		e, _ = cutEnhanced(p.textOf(v))
		return code, e
	}
	var parts [3]uint16
	n := 0
	for b := v.raw; len(b) > 0 && n < len(parts); {
		if !isDigit(b[0]) {
			b = b[1:]
			continue
		}
		var part int64
		part, b = cutInt(b)
		parts[n] = uint16(min(part, 999))
		n++
	}
	if n < len(parts) || parts[0] < 2 || parts[0] > 5 {
		return code, e
	}
	return code, Enhanced{parts[0], parts[1], parts[2]}
}

// withCode puts the codes before a text that lacks them.
func (p *mapped) withCode(code uint16, e Enhanced, text []byte) []byte {
	start := len(p.text)
	p.text = append(p.text, byte('0'+code/100%10), byte('0'+code/10%10), byte('0'+code%10))
	if _, has := cutEnhanced(text); e != (Enhanced{}) && !has {
		for i, part := range [...]uint16{e.Class, e.Subject, e.Detail} {
			p.text = append(p.text, " .."[i])
			p.text = appendDigits(p.text, part)
		}
	}
	if len(text) > 0 {
		p.text = append(append(p.text, ' '), text...)
	}
	return p.text[start:len(p.text):len(p.text)]
}

func appendDigits(to []byte, n uint16) []byte {
	if n >= 10 {
		to = appendDigits(to, n/10)
	}
	return append(to, byte('0'+n%10))
}

func (p *mapped) ownWords(text []byte, coded bool) *mapOwn {
	for i := range p.m.own {
		if own := &p.m.own[i]; (!coded || !own.uncoded) && contains(text, own.words) {
			return own
		}
	}
	return nil
}

// mapPhases are names of a command that are not Postfix's.
var mapPhases = [...]struct {
	words string
	phase Phase
}{{".", PhaseEOD}, {"BDAT", PhaseEOD}, {"eod", PhaseEOD}, {"EOM", PhaseEOD}, {"MAIL", PhaseMail}, {"mail", PhaseMail}, {"RCPT", PhaseRcpt}, {"rcpt", PhaseRcpt},
	{"data", PhaseData}, {"BODY", PhaseData}, {"ehlo", PhaseHelo}, {"helo", PhaseHelo}, {"connect", PhaseConnect}, {"CONNECT", PhaseConnect},
	{"banner", PhaseBanner}, {"greeting", PhaseBanner}, {"auth", PhaseAuth}, {"starttls", PhaseStartTLS}, {"tls", PhaseStartTLS}, {"dns", PhaseResolve}, {"resolve", PhaseResolve}}

func mapPhase(text []byte) Phase {
	if phase := phaseOf(text); phase != PhaseUnknown || len(text) == 0 {
		return phase
	}
	for i := range mapPhases {
		if hasPrefix(text, mapPhases[i].words) {
			return mapPhases[i].phase
		}
	}
	return PhaseUnknown
}
