package parser

// ownRules are the words of the reporting MTA itself: nobody at the other
// end has said anything.
var ownRules = []rule{
	{LocalCause, 0, sure, "own", "connect to 127 0 0 1|connect to localhost|connect to 1 |lost connection with 127 |" +
		"conversation with 127 ", "Postfix smtp_connect.c; a content filter on this host"},
	{LocalCause, 0, sure, "own", "connect to+private |lost connection with+private |conversation with+private |" +
		"connect to transport private", "Postfix: a socket of this host"},
	{Connect, FaultLocal, sure, "own", "connect to+invalid argument", "Postfix: a blackhole route answers EINVAL"},
	{LocalCause, 0, sure, "own", "permission denied|operation not permitted|no buffer space", "EPERM, EACCES: own firewall or file rights; ENOBUFS"},
	{LocalCause, 0, sure, "own", "cannot assign requested address|can t assign requested address|too many open files|" +
		"no space left on device|read only file system|cannot allocate memory|out of memory|file table overflow|" +
		"resource temporarily unavailable|not enough memory|input output error", "errno: this host ran out of something"},
	{MailboxFull, 0, sure, "own", "mailbox is full|mailbox+quota|maildir+quota|over quota|quota exceeded|mailbox full|" +
		"file too large", "Exim -22, Postfix local(8), virtual(8): EDQUOT"},
	{LocalCause, 0, sure, "own", "not a valid ip address for the interface|transport filter process failed|" +
		"failed to expand|expansion of|failed to stat|child process of|creating lock file|failed to open|" +
		"failed to create|cannot open|failed to chdir|failed to lock|could mean temporary error|transport+not found|" +
		"configuration error|unable to run|command timed out|lock failed|tainted", "Exim deliver.c, transports/*.c; errno -9 to -34, -40, -51"},
	{LocalCause, 0, sure, "own", "server configuration|mail system configuration|local data error|" +
		"mail transport unavailable|unknown mail transport error|network address conversion failed|" +
		"all network protocols are disabled|bounce or trace service failure|address resolver failure|" +
		"unable to find primary relay|unable to forward message|user lookup error|temporary lookup error|" +
		"local configuration|alias database|queue file write error|cannot update mailbox|cannot append|delivery failed|" +
		"no recipients|deferred transport|address verification map|cleanup service|canonical+lookup|table lookup problem|" +
		"map lookup problem|rewrite service|message not accepted", "Postfix smtp_connect.c, deliver_*.c, qmgr"},
	{DNS, 0, sure, "own", "host not found try again|name server+try again|host name lookup failure|tlsa lookup|" +
		"temporary failure in mx lookup|cname lookup failed|name service error+malformed|did not complete|" +
		"find any host by that name+4 1 2|couldn t find any host by that name|dns timeout|servfail|query+etimeout|dns lookup fail|" +
		"dns error|dns failure|temporary dns|missing mx or all mxs|host address lookups+temporar|lookup timed out|name resolution|lookup of+fail|mx lookup fail|dns query|" +
		"mx lookup error|non dnssec destination|name server loop|unable to look up host|queuelookup|i o timeout+lookup|" +
		"no such host+temporary", "Postfix smtp_addr.c, Exim -36, Sendmail, OpenSMTPD, qmail"},
	{DNS, 0, sure, "own 4.1.2", "find any host named", "netqmail qmail-remote.c: for now"},
	{LocalCause, 0, sure, "own", "command died with|command output|command not executed|temporary failure|" +
		"unable to execute|data format error|i o error|insufficient permission|operating system error|exited with ex tempfail", "Postfix pipe(8), local(8); Sendmail sysexits.c"},
	{LocalCause, 0, sure, "own", "loops back to myself|loop detected|lowest numbered mx record points to local host|" +
		"local host is|config error mail loops|cname loop", "Postfix, OpenSMTPD mta.c, Exim: a name of ours is not in our list of domains"},
	{LocalCause, 0, sure, "own", "tls engine|client tls configuration|requiretls policy configuration|" +
		"error opening chain file|cannot load|certificate file|private key", "Postfix smtp_proto.c, tls_client.c"},
	{LocalCause, 0, sure, "own", "unable to chdir|unable to read|unable to open|unable to switch|unable to contact|" +
		"unable to stat|unable to fork|unable to create|unable to write|system resources|unable to figure|home directory|" +
		"uh oh|temporary error on maildir|file has been|aack child crashed|unable to lock|unable to exec|unable to query", "notqmail qmail-local.c, qmail-remote.c, qmail-lspawn.c"},
	{LocalCause, 0, sure, "own", "could not retrieve credentials|could not retrieve source address|" +
		"could not retrieve helo|could not retrieve mx|could not get message fd|cannot get mda fd|fdopen failed|" +
		"mda+failed|could not create|invalid certificate+own", "OpenSMTPD mta.c, mda.c"},
	{LocalCause, 0, sure, "", "kumomta internal+throttled|kumomta internal+suspended|kumomta internal+io error|" +
		"kumomta internal+egress|kumomta internal+deliver message|kumomta internal+shutting down|kumomta internal+load|" +
		"kumomta internal+configuration|kumomta internal+unplumbed|kumomta internal+assign requested address|" +
		"kumomta internal+proxy connection issues", "KumoMTA ready_queue.rs: its own conditions, written as replies"},
	{DNS, 0, sure, "", "kumomta internal failed to resolv|kumomta internal resolv|kumomta internal mx|kumomta internal dns|" +
		"kumomta internal no address", "KumoMTA queue.rs, ready_queue.rs; mx is part of most hosts' names"},
	{TLS, 0, sure, "", "kumomta internal+tls|kumomta internal+certificate", "KumoMTA ready_queue.rs"},
	{Connect, 0, sure, "", "kumomta internal+connect", "KumoMTA ready_queue.rs"},
	{LocalCause, 0, likely, "", "kumomta internal", "KumoMTA"},
	{RelayAuth, 0, sure, "own", "authentication attempt|did not advertise auth|authentication required but|" +
		"no mechanism available|no worthy mech|defer 42|defer 48|authentication required by transport|" +
		"authentication failure|auth+failed|cannot authenticate|needs auth|does not support auth", "Postfix smtp_sasl_glue.c; Exim -42; msmtp, nullmailer"},
	{CauseUnknown, 0, sure, "own", "retry time not reached|retry time not yet reached|retry timeout exceeded|envelope expired|queue too long|" +
		"administratively expired|defer 52|defer 53|defer 54|message expired|max retries|too old", "a consequence, not a cause: Exim -52 to -54, queue expiry"},
	{LocalCause, 0, likely, "own", "queue smtp domains|odqs|load average|forced defer|domain matches queue|defer 23|" +
		"defer 55|defer 56|defer 57|connection limit reached|max parallel|smtp delivery explicitly queued|no host found for existing", "Exim queueing policy of this host"},

	{DNS, FaultLocal, likely, "own", "dns server+not respond|no dns servers|resolver+unavailable|no name servers|" +
		"no nameserver|resolv conf|query+econnrefused", "our resolver; c-ares, as Node.js words it"},
	{DomainInvalid, 0, sure, "own", "host not found|host unknown|nullmx|null mx|does not accept mail|no mx found|" +
		"domain does not exist|invalid domain name|failed to lookup ip address|unrouteable address|unroutable address|" +
		"no such domain|no such host|all relevant mx records point to non existent|domain not found|" +
		"host or domain name not found|nxdomain|no mx or a|no address associated|no valid mx|domain has no|" +
		"an mx or srv record indicated no smtp service|illegal host domain name|name or service not known|" +
		"bad destination|find any host named|no mail exchanger|no mx record|record not found for", "Postfix smtp_addr.c, Exim -32, Sendmail, OpenSMTPD mta.c, Stalwart, RFC 7505"},
	{RecipientUnknown, 0, sure, "own", "user unknown|unknown user|no such user|unknown recipient|no mailbox here|" +
		"user not found|unknown local part|recipient address rejected", "Postfix local(8), virtual(8), Exim, Sendmail"},
	{Protocol, 0, sure, "own", "message size+exceeds|smtputf8 is required|eightbitmime|message too big|message too large|" +
		"too many hops|mail forwarding loop|exceeds size limit|too many received|bad address syntax|utf8+not support", "Postfix smtp_proto.c, qmail-send"},

	{TLS, FaultLocal, likely, "own", "tls is required but unavailable", "Postfix smtp_proto.c: we cannot do TLS"},
	{TLS, FaultRemote, sure, "own", "tls session", "Exim -37, -38"},
	{TLS, 0, sure, "own", "server certificate not|cannot start tls|certificate verif|tls handshake fail|handshake failure|" +
		"sender requested requiretls|tls required but+not offered|tls is required but", "Postfix smtp_proto.c"},
	{TLS, FaultRemote, sure, "own", "tls required but not supported|tls+failed|ssl+fail|certificate|defer 37|defer 38|" +
		"mta sts|tls error|no tls|starttls|ssl connect|ssl routines|x509|tls connection| dane ", "Exim -37, -38; OpenSMTPD mta_session.c"},

	{ConnLost, 0, sure, "own", "lost connection with|conversation with+timed out|closed connection|" +
		"connection died|smtp timeout|connection reset|connection lost|broken pipe|connection closed|possible duplicate|" +
		"lost input channel|remote end closed|smtp session+closed|closed the connection|unexpected eof|read error|" +
		"write error|premature close|socket closed|dropped connection|session timeout|connection aborted|" +
		"software caused connection abort|read timeout|reset by peer|timed out while|connection was closed|remote closed|" +
		"server closed|unexpectedly closed|while sending|timeout waiting", "Postfix smtp_trouble.c, Exim -18 and errno, Sendmail, OpenSMTPD, qmail"},
	{ConnLost, 0, sure, "own 4.4.2", "connection timed out with", "Sendmail deliver.c: it was there, and fell silent; 4.4.1 is no answer at all"},
	{Reputation, 0, fair, "own", "seem to reject all mails", "OpenSMTPD mta.c: the banner was a 5xx"},
	{Connect, FaultLocal, likely, "own", "address family mismatch", "OpenSMTPD mta.c: only IPv6 there, only IPv4 here"},
	{Connect, 0, sure, "own", "connection refused|connection timed out|network is unreachable|connect to|" +
		"connection timeout|network unreachable|host unreachable|host is unreachable|could not connect|cannot connect|" +
		"unable to connect|can t connect|failed to connect|wasn t able to establish an smtp connection|no valid route|" +
		"network error on destination|connection failed|operation timed out|host is down|no route|connect error|" +
		"connection attempt|econnrefused|etimedout|ehostunreach|enetunreach|dial tcp|i o timeout|all hosts|all mx|" +
		"no connection|connect failed|connect timeout|couldn t connect", "errno of connect(2): Postfix, Exim, Sendmail, OpenSMTPD, qmail"},
	{Protocol, FaultRemote, likely, "own", "protocol error|malformed smtp reply|invalid smtp|unexpected response|" +
		"bad greeting", "Exim -19: they did not speak SMTP"},
	{RemoteError, 0, fair, "own", "all routes to destination blocked", "OpenSMTPD mta.c"},
	{LocalCause, 0, likely, "own", "disk full|disk space|spool|lookup failure|lookup error|unreadable|queue entry|" +
		"queue file", "words of this host about its disk, tables and queue"},
}
