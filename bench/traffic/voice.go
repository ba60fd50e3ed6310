package traffic

import "fmt"

// voice is how a mail server tells of its mail.
type voice struct {
	name     string
	envelope string  // the usual one
	lines    float64 // for a message, noise included
	id       func(g *generator) string
	accepted func(g *generator, m *message)
	attempt  func(g *generator, m *message, r *recipient, o outcome)
	removed  func(g *generator, m *message)
	noise    func(g *generator) // lines that hold nothing of a delivery
}

var voices = [...]voice{
	{"postfix", "rfc3164", 10, postfixID, postfixAccepted, postfixAttempt, postfixRemoved, postfixNoise},
	{"exim", mainlog, 3.7, eximID, eximAccepted, eximAttempt, eximRemoved, eximNoise},
	{"sendmail", "rfc3164", 2.5, sendmailID, sendmailAccepted, sendmailAttempt, func(*generator, *message) {}, func(*generator) {}},
}

// tag is a program with a process ID.
func (g *generator) tag(program string) string {
	return fmt.Sprintf("%s[%d]", program, 1000+g.n(30_000))
}

// delay is how long a message is here, in seconds.
func (g *generator) delay(m *message) float64 { return g.now.Sub(m.came).Seconds() }

func postfixID(g *generator) string {
	return fmt.Sprintf("%05X%X", g.now.Nanosecond()/1000, 0x100000+g.n(0xEFFFFF))
}

func postfixAccepted(g *generator, m *message) {
	smtpd := g.tag("postfix/smtpd")
	ip := fmt.Sprintf("%s%d", networks[g.n(len(networks))], 1+g.n(254))
	g.write(smtpd, "connect from %s[%s]", m.client, ip)
	if g.chance(0.6) {
		g.write(smtpd, "Anonymous TLS connection established from %s[%s]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256", m.client, ip)
	}
	if g.chance(0.3) {
		g.write(smtpd, "%s: client=%s[%s], sasl_method=PLAIN, sasl_username=%s", m.id, m.client, ip, account(g.n(2000)))
	} else {
		g.write(smtpd, "%s: client=%s[%s]", m.id, m.client, ip)
	}
	g.write(g.tag("postfix/cleanup"), "%s: message-id=%s", m.id, m.messageID)
	g.write("postfix/qmgr[1201]", "%s: from=<%s>, size=%d, nrcpt=%d (queue active)", m.id, m.from, m.size, len(m.waiting))
	g.write(smtpd, "disconnect from %s[%s] ehlo=2 starttls=1 mail=1 rcpt=%d data=1 quit=1 commands=%d", m.client, ip, len(m.waiting), 6+len(m.waiting))
}

func postfixAttempt(g *generator, m *message, r *recipient, o outcome) {
	relay, says := r.at.relay+"["+r.at.ip+"]:25", o.text
	switch {
	case !o.reached:
		relay, says = "none", fmt.Sprintf("connect to %s[%s]:25: %s", r.at.relay, r.at.ip, o.text)
	case o.status != "sent":
		says = fmt.Sprintf("host %s[%s] said: %s (in reply to %s)", r.at.relay, r.at.ip, o.text, o.phase)
	}
	delay := g.delay(m)
	g.write(g.tag("postfix/smtp"), "%s: to=<%s>, relay=%s, delay=%.2g, delays=%.2g/0.01/0.12/%.2g, dsn=%s, status=%s (%s)",
		m.id, r.address, relay, delay, max(delay-0.5, 0), g.float(), dsn(o), o.status, says)
}

// dsn is the status code that Postfix logs for an outcome.
func dsn(o outcome) string {
	if !o.reached {
		return "4.4.1"
	}
	return o.text[4:9]
}

func postfixRemoved(g *generator, m *message) { g.write("postfix/qmgr[1201]", "%s: removed", m.id) }

func postfixNoise(g *generator) {
	ip := fmt.Sprintf("%s%d", networks[g.n(len(networks))], 1+g.n(254))
	if g.chance(0.5) {
		g.write("dovecot", "imap(%s@%s)<%d><%s>: Disconnected: Logged out in=%d out=%d", g.person(), sender(g.n(80)), g.n(30000), g.hex(16), g.n(900), g.n(90000))
	}
	if g.chance(0.4) {
		g.write("postfix/postscreen[1533]", "CONNECT from [%s]:%d to [192.0.2.25]:25", ip, 1024+g.n(60000))
		g.write("postfix/postscreen[1533]", "PASS OLD [%s]:%d", ip, 1024+g.n(60000))
	}
	if g.chance(0.2) {
		smtpd := g.tag("postfix/smtpd")
		g.write(smtpd, "connect from unknown[%s]", ip)
		g.write(smtpd, "NOQUEUE: reject: RCPT from unknown[%s]: 450 4.7.1 <%s@%s>: Recipient address rejected: Service is unavailable; from=<%s@spam.example> to=<%s@%s> proto=ESMTP helo=<spam.example>", ip, g.person(), sender(g.n(80)), g.person(), g.person(), sender(g.n(80)))
		g.write(smtpd, "disconnect from unknown[%s] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4", ip)
	}
	if g.chance(0.05) {
		g.write("postfix/anvil[2211]", "statistics: max connection rate %d/60s for (smtp:%s) at Nov  2 00:00:00", 1+g.n(30), ip)
	}
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func eximID(g *generator) string {
	return "1" + g.text(base62, 5) + "-" + g.text(base62, 6) + "-" + g.text(base62, 2)
}

func eximAccepted(g *generator, m *message) {
	g.write(g.tag("exim"), "%s <= %s H=%s [%s%d] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=%d id=%s", m.id, m.from, m.client,
		networks[g.n(len(networks))], 1+g.n(254), m.size, m.messageID[1:len(m.messageID)-1])
}

func eximAttempt(g *generator, m *message, r *recipient, o outcome) {
	where := fmt.Sprintf("R=dnslookup T=remote_smtp H=%s [%s]", r.at.relay, r.at.ip)
	switch {
	case o.status == "sent":
		g.write(g.tag("exim"), "%s => %s %s X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes C=\"%s\"", m.id, r.address, where, o.text)
	case !o.reached:
		g.write(g.tag("exim"), "%s == %s %s defer (110): %s", m.id, r.address, where, o.text)
	case o.status == "bounced":
		g.write(g.tag("exim"), "%s ** %s %s: SMTP error from remote mail server after RCPT TO:<%s>: %s", m.id, r.address, where, r.address, o.text)
	default:
		g.write(g.tag("exim"), "%s == %s %s defer (-44): SMTP error from remote mail server after RCPT TO:<%s>: %s", m.id, r.address, where, r.address, o.text)
	}
}

func eximRemoved(g *generator, m *message) { g.write(g.tag("exim"), "%s Completed", m.id) }

func eximNoise(g *generator) {
	if g.chance(0.2) {
		g.write(g.tag("exim"), "H=unknown [%s%d] F=<%s@spam.example> rejected RCPT <%s@%s>: relay not permitted", networks[g.n(len(networks))], 1+g.n(254), g.person(), g.person(), sender(g.n(80)))
	}
}

func sendmailID(g *generator) string {
	return g.text(base62, 8) + fmt.Sprintf("%06d", 100000+g.n(899999))
}

func sendmailAccepted(g *generator, m *message) {
	g.write(g.tag("sm-mta"), "%s: from=<%s>, size=%d, class=0, nrcpts=%d, msgid=%s, proto=ESMTP, daemon=MTA, relay=%s [%s%d]", m.id, m.from, m.size, len(m.waiting), m.messageID, m.client,
		networks[g.n(len(networks))], 1+g.n(254))
}

func sendmailAttempt(g *generator, m *message, r *recipient, o outcome) {
	stat := "Sent (" + o.text + ")"
	switch {
	case !o.reached:
		stat = "Deferred: " + o.text + " with " + r.at.relay + "."
	case o.status == "deferred":
		stat = "Deferred: " + o.text
	case o.status == "bounced":
		stat = "User unknown"
	}
	delay := int(g.delay(m))
	g.write(g.tag("sm-mta"), "%s: to=<%s>, delay=%02d:%02d:%02d, xdelay=00:00:01, mailer=esmtp, pri=%d, relay=%s. [%s], dsn=%s, stat=%s",
		m.id, r.address, delay/3600, delay/60%60, delay%60, 120000+m.size, r.at.relay, r.at.ip, dsn(o), stat)
}
