package parser

// systemSigns are the words of the C library (strerror(3)) that say that
// something of this host is broken. They end a line, or begin the reason of a
// failure.
var systemSigns = [...]localSign{
	{suffix: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{suffix: "isk quota exceeded", trouble: TroubleDisk, strength: Hint}, // may be one user's
	{suffix: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{suffix: "Too many open files in system", trouble: TroubleFiles, strength: Sure},
	{suffix: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
	{suffix: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
	{prefix: "No space left on device", trouble: TroubleDisk, strength: Sure},
	{prefix: "Read-only file system", trouble: TroubleReadonly, strength: Sure},
	{prefix: "Too many open files", trouble: TroubleFiles, strength: Sure},
	{prefix: "Cannot allocate memory", trouble: TroubleMemory, strength: Sure},
	{prefix: "Connection timed out", trouble: TroubleNet, strength: Breadth},
	{prefix: "Operation timed out", trouble: TroubleNet, strength: Breadth},
	{prefix: "Network is unreachable", trouble: TroubleNet, strength: Breadth},
	{prefix: "No route to host", trouble: TroubleNet, strength: Breadth},
	{prefix: "Network is down", trouble: TroubleNet, strength: Sure},
	// Said alone it is of connect(2): a firewall of this host. With more behind it, it is about a file.
	{prefix: "Operation not permitted", suffix: "Operation not permitted", trouble: TroubleNet, strength: Sure},
	{prefix: "Permission denied", suffix: "Permission denied", trouble: TroubleNet, strength: Sure},
	{prefix: "Cannot assign requested address", trouble: TroubleBind, strength: Sure},
}

// eximSigns are the words by which Exim says the same: in the panic log, in
// lines that are about no recipient, in its reasons of a failure. The first
// sign that fits counts.
//
// Clients' and messages' words are quoted in many lines of the main log, so a
// sign is tied to the beginning of a line wherever Exim allows it.
var eximSigns = [...]localSign{
	{prefix: "spool directory space check failed", trouble: TroubleDisk, strength: Sure}, // receive.c, receive_check_fs
	{prefix: "log directory space check failed", trouble: TroubleDisk, strength: Sure},
	{prefix: "space shortage", trouble: TroubleDisk, strength: Sure},
	{prefix: "daemon: fork of ", trouble: TroubleMemory, strength: Sure}, // daemon.c
	{prefix: "daemon: accept process fork failed", trouble: TroubleMemory, strength: Sure},

	{prefix: "Cannot open main log", trouble: TroubleQueue, strength: Sure}, // log.c, die
	{prefix: "Failed to create spool file", trouble: TroubleQueue, strength: Sure},
	{prefix: "Failed to create directory", trouble: TroubleQueue, strength: Sure},
	{prefix: "failed to open ", trouble: TroubleQueue, strength: Sure}, // an included file, database or log
	{prefix: "failed to create ", trouble: TroubleQueue, strength: Sure},
	{prefix: "failed to write ", trouble: TroubleQueue, strength: Sure},
	{prefix: "Format error in spool file", trouble: TroubleQueue, strength: Sure}, // deliver.c
	{prefix: "Error reading spool file", trouble: TroubleQueue, strength: Sure},
	{prefix: "Spool read error for ", trouble: TroubleQueue, strength: Sure},
	{prefix: "Failed to get write lock for ", trouble: TroubleQueue, strength: Hint}, // dbfn.c
	{prefix: "Failed to get read lock for ", trouble: TroubleQueue, strength: Hint},

	{holds: "\" gave DEFER: ", trouble: TroubleTable, strength: Sure}, // expand.c: lookup of "..." gave DEFER
	{prefix: "failed to expand ", trouble: TroubleConfig, strength: Sure},
	{prefix: "Failed to expand ", trouble: TroubleConfig, strength: Sure},
	{prefix: "failed to get host name", trouble: TroubleConfig, strength: Sure},
	{prefix: "Failed to get user name ", trouble: TroubleConfig, strength: Sure},
	{prefix: "Failed to find user ", trouble: TroubleConfig, strength: Sure},
	{prefix: "Exim configuration error", trouble: TroubleConfig, strength: Sure},
	{prefix: "Local configuration error", trouble: TroubleConfig, strength: Sure}, // local_scan()
	{prefix: "User 0 set for ", trouble: TroubleConfig, strength: Sure},           // deliver.c: never_users
	{prefix: "unable to set gid=", trouble: TroubleConfig, strength: Sure},
	{prefix: "unable to set uid=", trouble: TroubleConfig, strength: Sure},
	{prefix: "socket bind() to port ", trouble: TroubleConfig, strength: Sure},
	{prefix: "Tainted ", trouble: TroubleConfig, strength: Sure},
	{prefix: "attempt to expand tainted string", trouble: TroubleConfig, strength: Sure},
	{prefix: "\"", holds: "\" is not a valid IP address for the \"interface\" option", trouble: TroubleBind, strength: Sure}, // transports/smtp.c
	{prefix: "unable to bind outgoing SMTP call to ", trouble: TroubleBind, strength: Sure},                                  // ip.c

	{prefix: "malware acl condition: ", trouble: TroubleFilter, strength: Sure}, // malware.c: the scanner cannot be asked
	{prefix: "spam acl condition: ", trouble: TroubleFilter, strength: Sure},    // spam.c
	{prefix: "transport filter process failed", trouble: TroubleFilter, strength: Sure},
	{holds: " authenticator failed for ", suffix: ": authentication socket connection error", trouble: TroubleLogin, strength: Sure}, // auths/dovecot.c
	{prefix: "remote delivery process crashed with signal ", trouble: TroubleTransport, strength: Sure},                              // deliver.c
	{prefix: "local delivery process crashed with signal ", trouble: TroubleTransport, strength: Sure},
	{prefix: "TLS error (cert/key setup", trouble: TroubleTLS, strength: Sure}, // tls-gnu.c, tls-openssl.c
	{holds: "(SSL_CTX_use_certificate_chain_file", trouble: TroubleTLS, strength: Sure},

	{prefix: "no immediate delivery: load average", trouble: TroubleLoad, strength: Sure},
	{prefix: "no delivery: load average", trouble: TroubleLoad, strength: Sure},
	{prefix: "Abandon queue run", holds: "load average", trouble: TroubleLoad, strength: Sure},
	{prefix: "Connection from ", holds: " refused: load average", trouble: TroubleLoad, strength: Sure},
	{prefix: "Connection from ", holds: " refused: too many connections", trouble: TroubleLoad, strength: Hint},

	{prefix: "frozen by ACL"}, // receive.c: a judgement of one message
	{prefix: "frozen by local_scan"},
	{prefix: "frozen by ", trouble: TroubleHeld, strength: Hint}, // queue.c: exim -Mf, by a person

	{prefix: "host lookup did not complete", trouble: TroubleDNS, strength: Breadth},
	{prefix: "host lookup for ", holds: " did not complete", trouble: TroubleDNS, strength: Breadth},
	{prefix: "all host address lookups ", holds: "failed temporarily", trouble: TroubleDNS, strength: Breadth},
	// Anybody may point a domain's MX at this host: one is no proof.
	{prefix: "lowest numbered MX record points to local host", trouble: TroubleLoop, strength: Breadth},
	{prefix: "remote host address is the local host", trouble: TroubleLoop, strength: Breadth},
}

var allEximSigns = newSignTable(systemSigns[:], eximSigns[:])

// eximLocal says what of this host a failed attempt shows to be broken: the
// words tell better than the number, which is often that of whatever came
// last. Our own filter or mail store on loopback is this host's.
func eximLocal(r *Reply, known eximErrno) LocalReport {
	if r.Origin == Remote {
		if r.Phase == PhaseAuth && r.Code >= 500 {
			return LocalReport{TroubleSASL, Sure, r.Text}
		}
		return LocalReport{}
	}
	if onThisHost(r.Relay) {
		return LocalReport{ownService(r.Relay), Sure, r.Text}
	}
	if sign := allEximSigns.find(r.Text); sign != nil {
		known.trouble, known.strength = sign.trouble, sign.strength
	}
	if known.trouble == TroubleUnknown {
		return LocalReport{}
	}
	return LocalReport{known.trouble, known.strength, r.Text}
}

// localFault reads a line about nobody's mail in particular.
func (e *eximLine) localFault(ev *Event) Result {
	sign := allEximSigns.find(e.msg)
	if sign == nil || sign.trouble == TroubleUnknown {
		return Silent
	}
	e.start(ev, LocalFault)
	ev.Local = LocalReport{sign.trouble, sign.strength, e.msg}
	return Found
}
