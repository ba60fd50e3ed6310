package parser

// exceptionRules are wordings that hold a word of another cause; they are
// tried before the causes in their order.
var exceptionRules = []rule{
	{RemoteBusy, 0, likely, "x.3.2 @banner", "", "RFC 3463 3.4: the host takes no messages now, whatever the code says"},
	{RemoteError, 0, likely, "4xx", "mail server temporarily rejected", "Google: 451 4.3.0, theirs"},
	{RemoteError, 0, likely, "x.3.0", " qq read error| qq out of memory| qq trouble in home| qq trouble making| qq permanent problem", "qmail.c: qmail-smtpd about its qmail-queue"},
	{RateLimit, 0, likely, "", "too many recipients+hour|too many recipients+minute|too many recipients+limit exceeded|" +
		"too many recipients+per day|recipients per hour", "a limit on time, not on one transaction"},
	{Protocol, 0, likely, "", "line limit|pipelin|auth mechanism|authentication mechanism|message depth|" +
		"number of attachments|mailsize|command used when not advertised|no data before|address syntax|fully qualified email|fully qualified address", "RFC 5321: how we speak"},
	{RateLimit, 0, likely, "", "sent to too many", "a limit on time, not on one transaction"},
	{MailboxFull, 0, likely, "", "too many messages in this|too many messages in the mail|number of messages in|" +
		"allowed number of messages|space available|too many messages on the", "that mailbox"},
	{Reputation, 0, likely, "", "identified as spammer|ip not in whitelist|bad sender ip|sender ip address rejected|too many bounces|ip is rejected|spam abuse|" +
		"banned sender|bad outbound|permitted limits within|bad commands from", "our address or account is refused"},
	{RelayAuth, 0, likely, "", "relaying+unauthenticated|with authentication|auth error|authentication error|failed to authenticate|not a gateway", "RFC 4954"},
	{Protocol, 0, likely, "", "line length|lines longer|line longer|line too long|lines too long|bare lf|bare linefeed|" +
		"smtplf|bare line feed|bare cr", "RFC 5321 2.3.8, 4.5.3.1.6"},
	{Authentication, 0, likely, "5xx", "verification failed for", "Exim: the sender could not be verified"},
	{RecipientUnknown, 0, likely, "", "unrouteable address unknown user|user not listed|not listed in public|" +
		"not listed in domino|not listed in directory", "Exim, Lotus Domino"},
	{MailboxFull, 0, likely, "", "mailbox+out of space|mailbox+no space|mailbox+not enough space|mailbox is out of|" +
		"inbox+space|recipient+storage|user+storage", "that mailbox, not their disk"},
	{RemoteBusy, 0, likely, "4xx", "concurrent server connections|open connections on server|connections to this server", "Exchange: in total, not ours"},
	{Policy, 0, likely, "", "authorized to send to|authorised to send to|allowed to send to|permitted to send to|" +
		"your country|only members|members only|non members|outside the organi|outside of the organi|outside your organi|" +
		"external sender|trusted sender|delivery restriction|restricted to|your location|pre approved|preapproved", "a restriction of the recipient"},
	{Greylist, 0, likely, "4xx", "client host rejected try again later|recipient address rejected try again later", "Postfix access(5) and policy servers, with no other reason"},
	{RemoteError, 0, likely, "4xx", "greylist temporary failure|greylist failure|greylist error|greylist timeout|" +
		"greylisting error|greylisting failure|greylisting service", "their greylisting service is down"},
	{Policy, 0, likely, "", "not subscribed|subscribers only|not a subscriber|allowed to post|not member|non member|" +
		"mailing list|member only", "a closed mailing list"},
	{Policy, 0, likely, "4xx x.7.1", "recipient address rejected+access denied|client host rejected+access denied|" +
		"defer if permit", "Postfix access(5): deferred by a table"},
	{CauseUnknown, 0, likely, "x.4.7", "expired|delivery time|delayed", "a consequence, not a cause: RFC 3463 3.5"},
	{Policy, 0, likely, "5xx", "are not accepting|is not accepting|only accepting|only accepts", "a restriction of the recipient"},
	{Content, 0, likely, "", "{part}+ listed|{part}+blacklist|{part}+black list|{part}+block|{part}+unacceptable|" +
		"{part}+not allowed|{part}+prohibited|{part}+forbidden|{part}+restricted|spam pattern|duplicate header|" +
		"multiple+header", "what the message holds, not who sent it"},
	{Content, 0, likely, "", "password protected|uribl|surbl|dbl spamhaus|reduce the amount of spam", "archives that no filter opens, lists of domains in links; Google"},
	{Greylist, 0, sure, "", "greylist|graylist|grey list|gray list|postgrey|sqlgrey|milter grey|liste grise|lista gris|" +
		"lista grigia|cinza|greylst|grey+temporar", "RFC 6647; postgrey, sqlgrey, gld, milter-greylist, rspamd"},
	{Policy, 0, likely, "", "sender address rejected+block|sender address rejected+access denied|user reject|" +
		"rejected by user|rejected by this user|rejected by the user|rejected by recipient|rejected by the recipient|" +
		"blocked by recipient|blocked by this recipient|blocked by the recipient|refuses to receive|refuse to receive|" +
		"user rules|recipient preferences|email address has been blocked|your domain has been blocked|" +
		"customer block list|customer blocklist|badmailfrom|user in blacklist|refuses to accept|" +
		"sender address has been blacklisted|sender address is blacklisted|black list of the recipient|" +
		"recipient s black list|recipient s blacklist|blacklist of the recipient|blocklist of the recipient|block list of the recipient|rejected by the intended", "a list of the recipient's side"},
	{Greylist, 0, likely, "450 x.3.2", "service currently unavailable|try again later", "Postfix postscreen(8): the tests passed, come again"},
	{Authentication, 0, likely, "", "dmarc+lookup|spf+lookup|dkim+lookup", "a check of ours that could not be made"},
	{TLS, 0, likely, "4xx", "tls+not available+required|tls is required but", "maddy, Postfix, as clients"},
	{Authentication, 0, likely, "", "{our address}+mail of domain|{our address}+mail for domain|sender+unvalid|" +
		"sender+no a |a aaaa or mx", "the sender's domain and our address do not fit"},
	{Reputation, 0, sure, "", "spamhaus|sorbs net|spamcop|barracudacentral|blacklist|blocklist|block list|dnsbl", "a public list is named"},
	{RateLimit, 0, likely, "", "too many auth|too many open connections|too many connections|too many messages|" +
		"too many new tls|sent too many|sent to many|received too many|too many recipients from|too many concurrent smtp", "Postfix anvil(8), mox, policy servers"},
	{MailboxFull, 0, likely, "", "too much mail data|too much mail waiting", "docomo"},
	{Protocol, 0, likely, "5xx x.3.4", " mb | kb | mib | kib |megabyte| bytes", "RFC 1870 6.1: the message is too big"},
	{MailboxFull, 0, likely, "x.2.2", "stored|storage|space|size limit|kept", "RFC 3463 3.3: what is full is a mailbox"},
	{MailboxUnavailable, 0, likely, "", "mailbox received too", "Rackspace"},
	{Policy, 0, likely, "", "sender address blocked|sender blocked", "a list of the recipient's side"},
	{Connect, 0, likely, "", "during user open|wasn t able to establish an smtp connection", "Sendmail, qmail: quoted by a gateway"},
	{RemoteError, 0, likely, "4xx", "recipient s server|recipients server", "a gateway, of what is behind it"},
	{TLS, FaultLocal, likely, "", "tls 1 0|tls 1 2|tls version", "our TLS is too old"},
	{RemoteError, 0, likely, "4xx", "recipient address rejected+unverified address+connect to|" +
		"recipient address rejected+unverified address+timed out|" +
		"recipient address rejected+unverified address+lost connection|" +
		"recipient address rejected+unverified address+refused to talk|" +
		"recipient address rejected+unverified address+host not found|" +
		"recipient address rejected+unverified address+name service error", "Postfix verify(8): their back end is down"},
	{TLS, FaultRemote, likely, "", "certificate is not trusted", "maddy, as a client: their certificate"},
	{TLS, 0, likely, "", "cannot connect to remote server+starttls|tls certificate|tls+mta sts", "Exchange Online, maddy: as clients"},
	{Authentication, 0, likely, "", "relaying temporarily denied", "Sendmail: the client's PTR does not resolve now"},
	{TLS, FaultRemote, likely, "", "dnssec invalid|tlsa|failed dane|dane validation", "RFC 7672"},
	{Connect, 0, likely, "4.4.2", "network i o error", "maddy, as a client"},
	{Protocol, FaultRemote, likely, "4xx", "split transaction", "Haraka: it forwards to one destination a transaction"},

	{Protocol, 0, likely, "", "message size|message too large|message too big|message is too large|message is too big|" +
		"exceeds fixed|header value+exceed", "RFC 1870"},
	{RemoteError, 0, likely, "4xx", "verification problem|unable to verify address|time out trying verify|" +
		"could not verify recipient|recipient verify+defer|recipient verify+temporar|callout+recipient+defer", "Postfix, Exim: their check of the recipient broke"},
	{Greylist, 0, likely, "4xx", "delay+unknown sender|delay+new sender|unknown sender+{later}|stranger|next attempt+accept|" +
		"retry+will be accepted|retry+will be delivered", "wordings of greylisters"},
	{RateLimit, 0, likely, "", "volume+too high|volume+above|volume+beyond|more mail than|more mails than|more messages than|" +
		"more connections than|more sessions than|hit the cap|outbound allowance", "too much, in other words"},
	{Content, 0, likely, "", "too many links|too many url", "content filters"},
	{Greylist, 0, likely, "", "verification in progress|verification is in progress|verify in progress|callout in progress", "Postfix verify(8)"},
	{Authentication, 0, sure, "", "sender address rejected+{dead name}|sender address rejected+unverified|" +
		"sender address rejected+dns|sender+rejected+domain not found|sender domain+{dead name}|" +
		"domain of sender+{dead name}|sender verif|sender callout|verify sender|verifying sender|" +
		"sender address+{dead name}|sender+mx lookup|sender+mx record|sender s domain+{dead name}|" +
		"from domain+{dead name}|sender s mx", "Postfix smtpd_check.c, Exim verify.c, Sendmail: the sender's domain"},
	{RecipientUnknown, 0, likely, "", "undeliverable address", "Postfix verify(8)"},
	{Protocol, 0, likely, "4xx", "multiple destination domains|too many recipients|too many rcpt|max recipients|" +
		"maximum number of recipients|maximum recipients|recipient limit|recipients limit|one recipient at a time|" +
		"only one recipient", "452 4.5.3: the rest goes in the next transaction"},
	{Protocol, 0, likely, "5xx x.5.3", "recipients| rcpt ", "RFC 3463 3.6"},
	{RemoteError, 0, likely, "4xx", "spf+temporary error", "theirs"},
	{MailboxUnavailable, 0, likely, "4xx", "mailbox in use|mailbox is locked|mailbox locked|mailbox+busy|" +
		"recipient is busy|concurrent deliver|mailbox temporarily|account temporarily|user temporarily|" +
		"mailbox+temporarily unavailable|mailbox is currently|account is temporarily|mailbox+being moved|account+locked|" +
		"user+temporarily+disabled|account+is being|mailbox is being|mailbox+migrat|mailbox+maintenance|account+maintenance|account+temporarily|mailbox busy", "RFC 3463 x.2.1, Dovecot"},
	{MailboxUnavailable, 0, likely, "450", "mailbox unavailable", "RFC 5321 4.2.2: mailbox busy"},
	{RecipientUnknown, 0, likely, "5xx", "mailbox unavailable", "RFC 5321 4.2.2"},
	{MailboxFull, 0, likely, "", "domain+quota", "that domain's mailboxes, not our sending"},
	{RateLimit, 0, likely, "", "relay quota|sending quota|message quota|send quota|hourly quota|quota+per hour|" +
		"quota+per day|queue quota|sending limit|send limit|message limit|outbound quota|sender+quota|daily quota|" +
		"daily sending|daily message|policy rejection+quota|smtp relay limit|email quota exceeded", "quota on sending, not on storage"},
	{MailboxUnavailable, 0, fair, "450", "receiving+too", "one person receives too fast"},
	{Reputation, 0, likely, "", "excessive unknown recipients|too many unknown recipients|too many invalid recipients|" +
		"too many bad recipients|dictionary attack|harvest", "list hygiene becomes reputation"},
	{RemoteStorage, 0, likely, "4xx", "spool file|queue file write error|no space left|insufficient disk|not enough disk|" +
		"disk full|volume full|partition full|no free blocks|out of disk|low on disk|insufficient storage space|system storage|insufficient space|disk space|" +
		"out of storage space on|system full|spool+full|spool space|not enough free space|not enough space on disk|" +
		"syncing filesystem|creating files in queue|write error or disk|storage system|write to spool|write to the spool|writing to spool", "Postfix, Sendmail, Exim, qmail: their disk"},
	{MailboxFull, 0, likely, "", "insufficient+mailbox|out of storage|overquota", "Google and others"},
	{RemoteError, 0, likely, "4xx", "temporary lookup|lookup failure|lookup error|temporary internal|internal proxy|" +
		"proxy fail", "Postfix, Dovecot"},
	{Protocol, 0, likely, "", "too many hops|mail loop|routing loop|message loop|exceeded+hops|loop detected|" +
		"mail forwarding loop|hop count|too many received", "RFC 5321 6.3"},
	{Content, 0, likely, "", "valid address in+from header|blank from|empty from|no from header|missing+from header|" +
		"spam rate exceeded", "RFC 5322 3.6"},
	{RemoteError, 0, likely, "4xx", "virus scan+fail|scanner+unavailable|scanner+fail|scan fail|unable to scan|" +
		"virus scanner|scanning+fail|content filter+fail|content filter+unavailable|filter+not available|amavis+fail|" +
		"clamd|clamav+fail|clamav+unavailable|scanning error|spam filter+unavailable|spam filter+error|spam check+fail|" +
		"milter+unavailable|{scanner}+{broken}|{scanner}+unavailable|filter unavailable|filter is unavailable|" +
		"filter+temporarily unavailable|filter+offline|filter is down|scanner+offline|scanner is down", "their filter is down"},
	{Greylist, 0, likely, "4xx", "awaiting+scan|pending scan|scan in progress|scanning in progress|scan pending|" +
		"being scanned", "a verdict is still pending"},
}
