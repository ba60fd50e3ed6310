package parser

// localSign is a wording by which Postfix, or the C library through it, says
// that something of this host is broken. All of by, prefix, holds and suffix
// that are set must fit; the first sign that fits counts. A sign with
// TroubleUnknown says that the words are nobody's fault.
type localSign struct {
	by       string // the service that says it; Limit: RFC 5424 senders may have cut it off
	prefix   string
	holds    string
	suffix   string
	trouble  LocalTrouble
	strength Strength
}

// daemonSigns are for the lines marked warning, error, fatal or panic.
var daemonSigns = newSignTable([]localSign{
	// Clients' words, quoted by smtpd: what stands in them proves nothing.
	{holds: " authentication failed"}, // guessed passwords; smtpd/smtpd_sasl_glue.c
	{prefix: "non-SMTP command from "},
	{prefix: "Illegal address syntax "},
	{prefix: "hostname "},
	// A person at the command line.
	{prefix: "usage: "},
	{prefix: "the Postfix mail system is "},
	{prefix: "Recipient addresses must be specified"},

	// errno (strerror(3)) ends a line, whoever met it.
	{suffix: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{suffix: "isk quota exceeded", trouble: TroubleDisk, strength: Sure},
	{suffix: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{suffix: "Too many open files in system", trouble: TroubleFiles, strength: Sure},
	{suffix: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
	{suffix: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
	{holds: "insufficient memory", trouble: TroubleMemory, strength: Sure},                      // util/mymalloc.c
	{prefix: "could allocate space for only ", trouble: TroubleFiles, strength: Sure},           // util/events.c
	{prefix: "not enough free space in mail queue", trouble: TroubleDisk, strength: Sure},       // smtpd/smtpd_check.c
	{prefix: "mail_queue_enter: create file ", trouble: TroubleQueue, strength: Hint},           // global/mail_queue.c
	{holds: "queue file write error", trouble: TroubleQueue, strength: Sure},                    // global/cleanup_strerror.c
	{prefix: "write queue file", trouble: TroubleQueue, strength: Sure},                         // cleanup/cleanup_out.c
	{prefix: "mail_stream_cleanup: close error", trouble: TroubleQueue, strength: Sure},         // global/mail_stream.c
	{suffix: "defer service failure", trouble: TroubleBounce, strength: Sure},                   // global/defer.c
	{suffix: "bounce service failure", trouble: TroubleBounce, strength: Sure},                  // global/bounce.c
	{suffix: "trace service failure", trouble: TroubleBounce, strength: Sure},                   // global/trace.c
	{prefix: "connect to transport ", trouble: TroubleTransport, strength: Sure},                // qmgr/qmgr_transport.c
	{prefix: "transport ", holds: " failure -- see", trouble: TroubleTransport, strength: Sure}, // qmgr/qmgr_deliver.c
	{suffix: "-- throttling", trouble: TroubleTransport, strength: Sure},                        // master/master_spawn.c
	{prefix: "process ", holds: " exit status ", trouble: TroubleTransport, strength: Sure},     // the same
	{prefix: "process ", holds: " killed by signal ", trouble: TroubleTransport, strength: Sure},
	{prefix: "connect #", holds: " to subsystem ", trouble: TroubleTransport, strength: Sure},  // global/mail_connect.c
	{by: "smtpd", prefix: "connect to private/policy", trouble: TroublePolicy, strength: Sure}, // util/auto_clnt.c
	{prefix: "connect to private/", trouble: TroubleTransport, strength: Sure},                 // the same
	{prefix: "problem talking to service ", trouble: TroubleTransport, strength: Hint},         // global/rewrite_clnt.c and its kin
	{prefix: "problem talking to server private/tlsmgr", trouble: TroubleTransport, strength: Hint},
	{prefix: "problem talking to server private/anvil", trouble: TroubleTransport, strength: Hint},
	{prefix: "problem talking to server ", trouble: TroublePolicy, strength: Sure},                // util/attr_clnt.c, which asks nobody else
	{prefix: "private/", suffix: "malformed response", trouble: TroubleTransport, strength: Hint}, // qmgr/qmgr_deliver.c
	{prefix: "watchdog timeout", trouble: TroubleLoad, strength: Sure},                            // util/watchdog.c
	{prefix: "service \"", holds: " has reached its process limit ", trouble: TroubleLoad, strength: Hint},
	{prefix: "mail for ", holds: " is using up ", trouble: TroubleLoad, strength: Hint}, // qmgr/qmgr_entry.c

	{suffix: " lookup failure", trouble: TroubleTable, strength: Sure},        // trivial-rewrite/resolve.c
	{holds: " is unavailable. ", trouble: TroubleTable, strength: Sure},       // util/dict_surrogate.c
	{holds: " lookup error for \"", trouble: TroubleTable, strength: Sure},    // global/maps.c
	{holds: "table lookup problem", trouble: TroubleTable, strength: Sure},    // smtpd/smtpd_check.c
	{holds: "map lookup problem for ", trouble: TroubleTable, strength: Sure}, // cleanup/cleanup_map1n.c
	{holds: "message not accepted, try again later", trouble: TroubleTable, strength: Sure},
	{prefix: "open database ", trouble: TroubleTable, strength: Sure},                 // util/dict_db.c
	{prefix: "unsupported dictionary type", trouble: TroubleTable, strength: Sure},    // util/dict_open.c
	{prefix: "dict_ldap_lookup: Search error", trouble: TroubleTable, strength: Sure}, // global/dict_ldap.c
	{prefix: "dict_ldap_connect: Unable to ", trouble: TroubleTable, strength: Sure},
	{prefix: "connect to mysql server ", trouble: TroubleTable, strength: Sure}, // global/dict_mysql.c
	{prefix: "connect to pgsql server ", trouble: TroubleTable, strength: Sure},
	{prefix: "mysql query failed", trouble: TroubleTable, strength: Sure},
	{prefix: "pgsql query failed", trouble: TroubleTable, strength: Sure},

	{prefix: "relayhost configuration problem", trouble: TroubleRelay, strength: Sure}, // smtp/smtp_connect.c
	{holds: "fallback_relay configuration problem", trouble: TroubleRelay, strength: Sure},
	{prefix: "SASL authentication failure: No worthy mechs", trouble: TroubleSASL, strength: Sure},     // xsasl/xsasl_cyrus_log.c
	{prefix: "SASL authentication failure: cannot connect to ", trouble: TroubleLogin, strength: Sure}, // saslauthd: it knows passwords of clients
	{prefix: "SASL: Connect to ", trouble: TroubleLogin, strength: Sure},                               // xsasl/xsasl_dovecot_server.c
	{prefix: "no SASL authentication mechanisms", trouble: TroubleLogin, strength: Sure},               // smtpd/smtpd_sasl_glue.c
	{by: "smtpd", holds: "no mechanism available", trouble: TroubleLogin, strength: Sure},
	{holds: "no mechanism available", trouble: TroubleSASL, strength: Sure},
	{holds: "offered no compatible authentication mechanisms", trouble: TroubleSASL, strength: Sure},
	{prefix: "smtp_connect_addr: bind ", trouble: TroubleBind, strength: Sure},     // smtp/smtp_connect.c
	{prefix: "connect to Milter service ", trouble: TroubleMilter, strength: Sure}, // milter/milter8.c
	{prefix: "connect to proxy filter ", trouble: TroubleFilter, strength: Sure},   // smtpd/smtpd_proxy.c
	{by: "smtpd", prefix: "connect to ", trouble: TroublePolicy, strength: Hint},   // util/auto_clnt.c: a policy server, or a socketmap
	{prefix: "milter ", holds: ": can't ", trouble: TroubleMilter, strength: Sure},
	{prefix: "milter ", holds: "time", suffix: "out", trouble: TroubleMilter, strength: Sure},

	{holds: "TLS engine unavailable", trouble: TroubleTLS, strength: Sure},
	{holds: "TLS engine is unavailable", trouble: TroubleTLS, strength: Sure},
	{prefix: "error opening chain file", trouble: TroubleTLS, strength: Sure},                 // tls/tls_certkey.c
	{prefix: "cannot load Certification Authority data", trouble: TroubleTLS, strength: Sure}, // tls/tls_verify.c
	{prefix: "cannot get ", holds: " certificate from file", trouble: TroubleTLS, strength: Sure},
	{prefix: "cannot get ", holds: " private key from file", trouble: TroubleTLS, strength: Sure},
	{prefix: "No server certs available", trouble: TroubleTLS, strength: Sure},
	{by: "smtp", prefix: "TLS library problem: ", trouble: TroubleTLS, strength: Breadth},       // smtpd says it of scanners
	{prefix: "mailer loop: ", trouble: TroubleLoop, strength: Sure},                             // smtp/smtp_addr.c
	{prefix: "host ", holds: " with my own hostname", trouble: TroubleLoop, strength: Sure},     // smtp/smtp_proto.c
	{prefix: "backward time jump detected", trouble: TroubleClock, strength: Hint},              // util/events.c
	{prefix: "file system clock is ", trouble: TroubleClock, strength: Hint},                    // global/mail_stream.c
	{prefix: "bind ", suffix: "Address already in use", trouble: TroubleConfig, strength: Sure}, // util/inet_listen.c
	{prefix: "unknown smtpd restriction", trouble: TroubleConfig, strength: Sure},               // smtpd/smtpd_check.c

	{by: "postfix-script", prefix: "Postfix integrity check failed", trouble: TroubleConfig, strength: Sure},
	{by: "postfix-script", prefix: "mail system startup failed", trouble: TroubleConfig, strength: Sure},
	{by: "postfix-script", prefix: "unable to ", trouble: TroubleConfig, strength: Sure},
	{by: "postfix-script", prefix: "no /", trouble: TroubleConfig, strength: Sure},
})

// reasonSigns are for a reason that is not a remote host's.
var reasonSigns = newSignTable([]localSign{
	{prefix: "connect to ", suffix: ": Connection timed out", trouble: TroubleNet, strength: Breadth},
	{prefix: "connect to ", suffix: ": Network is unreachable", trouble: TroubleNet, strength: Breadth},
	{prefix: "connect to ", suffix: ": No route to host", trouble: TroubleNet, strength: Breadth},
	{prefix: "connect to ", suffix: ": Permission denied", trouble: TroubleNet, strength: Sure},
	{prefix: "connect to ", suffix: ": Operation not permitted", trouble: TroubleNet, strength: Sure},
	{prefix: "connect to ", suffix: ": Invalid argument", trouble: TroubleNet, strength: Sure},
	{prefix: "connect to ", suffix: ": Cannot assign requested address", trouble: TroubleNet, strength: Sure},
	{prefix: "Host or domain name not found. ", suffix: ": Host not found, try again", trouble: TroubleDNS, strength: Breadth},
	{prefix: "Name service error for ", suffix: ": Host not found, try again", trouble: TroubleDNS, strength: Breadth},
	{prefix: "unable to look up host ", suffix: "Temporary failure in name resolution", trouble: TroubleDNS, strength: Breadth},
	{prefix: "transport is unavailable", trouble: TroubleTransport, strength: Sure}, // before Postfix 2.3
	{prefix: "deferred transport", trouble: TroubleHeld, strength: Hint},            // qmgr/qmgr_transport.c: defer_transports
	{prefix: "mail transport unavailable", trouble: TroubleTransport, strength: Sure},
	{prefix: "unknown mail transport error", trouble: TroubleTransport, strength: Sure},
	{prefix: "bounce or trace service failure", trouble: TroubleBounce, strength: Sure},
	{prefix: "address resolver failure", trouble: TroubleTable, strength: Sure},
	{prefix: "Temporary lookup ", trouble: TroubleTable, strength: Sure},
	{prefix: "server configuration error", trouble: TroubleBind, strength: Sure}, // smtp_bind_address_enforce
	{prefix: "Server configuration ", trouble: TroubleConfig, strength: Sure},
	{prefix: "mail system configuration error", trouble: TroubleConfig, strength: Sure},
	{prefix: "all network protocols are disabled", trouble: TroubleConfig, strength: Sure},
	{prefix: "local data error ", trouble: TroubleQueue, strength: Sure},
	{prefix: "queue file write error", trouble: TroubleQueue, strength: Sure},
	{prefix: "SASL authentication failed", trouble: TroubleSASL, strength: Sure},
	{prefix: "SASL [CACHED] authentication failed", trouble: TroubleSASL, strength: Sure},
	{prefix: "TLS is required, but our TLS engine is unavailable", trouble: TroubleTLS, strength: Sure},
	{prefix: "client TLS configuration problem", trouble: TroubleTLS, strength: Sure},
	{prefix: "Server certificate not ", trouble: TroubleTLS, strength: Breadth},
	{prefix: "Cannot start TLS", trouble: TroubleTLS, strength: Breadth},
	{prefix: "mail for ", suffix: " loops back to myself", trouble: TroubleLoop, strength: Sure},
	{suffix: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{suffix: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
	{suffix: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{suffix: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
})

// refusalSigns are for the words with which this host turns a client away.
var refusalSigns = newSignTable([]localSign{
	{prefix: "452 4.3.1 Insufficient system storage", trouble: TroubleDisk, strength: Sure}, // smtpd/smtpd_check.c, check_mail_fsspace
	{prefix: "451 4.3.0 ", suffix: ": Temporary lookup failure", trouble: TroubleTable, strength: Sure},
	{prefix: "451 4.3.5 ", holds: "Server configuration ", trouble: TroubleConfig, strength: Sure},
	{prefix: "451 4.3.0 Error: queue file write error", trouble: TroubleQueue, strength: Sure},
	// Spamhaus answers no public resolver, and its answer is no listing: everybody is turned away.
	{prefix: "554 5.7.1 Service unavailable; Client host [", holds: "; Error: open resolver", trouble: TroubleConfig, strength: Sure},
	// A milter that is down, or its own wish: a warning beside it decides.
	{holds: "4.7.1 Service unavailable - try again later", trouble: TroubleMilter, strength: Hint},
})

func (s *localSign) fits(by, words []byte) bool {
	return (s.by == "" || string(by) == s.by) &&
		hasPrefix(words, s.prefix) && hasSuffix(words, s.suffix) &&
		(s.holds == "" || contains(words, s.holds))
}

// severity is the mark that util/msg_output.c puts before a message.
type severity uint8

const (
	marked severity = iota + 1 // warning or error
	deadly                     // fatal or panic: the program ends
)

func cutSeverity(msg []byte) (severity, []byte) {
	switch msg[0] {
	case 'w':
		if words, ok := cutPrefix(msg, "warning: "); ok {
			return marked, words
		}
	case 'e':
		if words, ok := cutPrefix(msg, "error: "); ok {
			return marked, words
		}
	case 'f':
		if words, ok := cutPrefix(msg, "fatal: "); ok {
			return deadly, words
		}
	case 'p':
		if words, ok := cutPrefix(msg, "panic: "); ok {
			return deadly, words
		}
	}
	return 0, msg
}

// localFault reads a line marked warning, error, fatal or panic. A daemon
// that ends in one of the last two has something of this host's broken
// whatever it says; a command that a person runs has not.
func (p *postfixLine) localFault(ev *Event, severe severity, words []byte) Result {
	if id, rest := cutQueueID(words); id != nil {
		p.id, words = id, rest
	}
	report := LocalReport{TroubleConfig, Sure, p.msg}
	if sign := daemonSigns.findBy(p.agent, words); sign != nil {
		report.Trouble, report.Strength = sign.trouble, sign.strength
	} else if severe != deadly || postfixCommand(p.agent) {
		return Silent
	}
	if report.Trouble == TroubleUnknown {
		return Silent
	}
	p.start(ev, LocalFault)
	ev.Local = report
	return Found
}

// postfixCommand knows the programs that people and scripts run.
func postfixCommand(agent []byte) bool {
	switch string(agent) {
	case "sendmail", "postdrop", "postqueue", "postmap", "postalias", "postconf", "postsuper", "postcat", "postlock",
		"postkick", "postlog", "postmulti", "newaliases", "mailq", "postfix-script", "postfix-files", "postfix-wrapper",
		"postmulti-script", "post-install", "postfix":
		return true
	}
	return false
}

// localReason says what of this host a failed attempt shows to be broken. Our
// own filter or mail store, on loopback or behind a socket, is this host's;
// a relay that refuses our password with a 5xx shows that ours is wrong.
func localReason(r *Reply) LocalReport {
	if r.Origin == Remote && (r.Phase != PhaseAuth || r.Code < 500) {
		return LocalReport{}
	}
	if r.Origin == Remote {
		return LocalReport{TroubleSASL, Sure, r.Text}
	}
	if onThisHost(r.Relay) {
		// Port 25 of loopback is also where domains point that want no mail.
		if r.Relay.Port == 25 {
			return LocalReport{TroubleFilter, Breadth, r.Text}
		}
		return LocalReport{ownService(r.Relay), Sure, r.Text}
	}
	if sign := reasonSigns.find(r.Text); sign != nil {
		return LocalReport{sign.trouble, sign.strength, r.Text}
	}
	return LocalReport{}
}

// mailboxSockets are in the names of the sockets of mailbox servers: Dovecot's
// private/dovecot-lmtp and lmtp, Cyrus' socket/lmtp.
var mailboxSockets = [...]string{"lmtp", "dovecot", "cyrus"}

// ownService says what a relay on this host is. Content filters take SMTP or
// LMTP at ports of their own, mostly 10024.
func ownService(relay Relay) LocalTrouble {
	const anyMail, zimbra = 24, 7025 // ports for LMTP: IANA's "any private mail system", which Dovecot and Cyrus use, and Zimbra's
	if relay.Port == anyMail || relay.Port == zimbra {
		return TroubleMailbox
	}
	for _, name := range mailboxSockets {
		if contains(relay.IP, name) {
			return TroubleMailbox
		}
	}
	return TroubleFilter
}

// localRefusal says what of this host a refusal shows to be broken.
func localRefusal(r *Reply) LocalReport {
	if sign := refusalSigns.find(r.Text); sign != nil {
		return LocalReport{sign.trouble, sign.strength, r.Text}
	}
	return LocalReport{}
}
