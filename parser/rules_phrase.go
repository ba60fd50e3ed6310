package parser

// senderRules: our login, our identity, our reputation.
var senderRules = []rule{
	{Authentication, 0, likely, "", "{proof}|authentication checks|authentication information|fails authentication|" +
		"email authentication|not aligned|signature invalid|invalid signature|claims to be from|alignment|unauthenticated|not signed|unsigned|signature+verif|" +
		"sender policy framework|domain key", "RFC 7208, 6376, 7489, 8617, 7372"},
	{RelayAuth, 0, likely, "", "relay access denied|relay denied|relay not|no relay|not relay|relay prohibited|" +
		"relay is not|to relay|relay operation|relay attempt|can t relay|relay through|relayed|not a relay|" +
		"not allowed to send+authenticat|relaying denied|relaying is|relaying not|relaying mail|relaying disallow|" +
		"relaying prohibit|relaying+{refused}|as a relay|open relay so|denies relay|unauthorized relay|unauthorised relay", "Postfix, Sendmail, Exim, Exchange: relaying"},
	{RecipientUnknown, 0, fair, "", "rcpthosts|rcpt hosts|allowed rcpt", "qmail-smtpd.c: that domain is not hosted there"},
	{RelayAuth, 0, likely, "", "authentication required|auth required|authenticate first|must authenticate|" +
		"must be authenticated|need to authenticate|authentication needed|smtp auth|authentification requise|" +
		"authentifizierung|authentication failed|authentication failure|authentication unsuccessful|auth login|" +
		"invalid login|bad credential|invalid credential|username|password|please log in|log in first|login first|" +
		"auth first|before smtp|before sending mail|not logged in|login fail|autenticacion|autenticazione|" +
		"requires authentication|authentication is required|incorrect authentication|authentication rejected|" +
		"could not authenticate|client was not authenticated|not authenticated to send|send auth|pop before|" +
		"unrecognized authentication type|credentials|insecure mail relay|mail relay+authenticat|auth failed", "RFC 4954"},

	{Authentication, 0, likely, "", "find your reverse|resolve your|your hostname|your host name|hostname+{dead name}|" +
		"host name+{dead name}|name lookup fail| ip name lookup|forged|client host rejected+hostname|reverse mapping|" +
		"no reverse|in addr arpa|forward dns|forward and reverse|dns record+ ip | ip +has no hostname|has no dns|" +
		"no dns record|no name for|not resolve to|does not resolve|doesn t resolve|do not resolve|dns+mismatch|" +
		"mismatches client ip|hostname mismatch|generic hostname|generic reverse|dynamic hostname|" +
		"may not be mail exchanger|unverifyable sending|not a mail exchanger|hostname is generic|server name+resolve|" +
		"dns entry|not registered in dns|was not authenticated", "reverse DNS of the client"},
	{Authentication, 0, likely, "", "helo+{refused}|ehlo+{refused}|helo+{dead name}|ehlo+{dead name}|helo command|" +
		"helo name|ehlo name|helo host|helo domain|helo string|helo+must|helo+require|ehlo+require|domain name required|" +
		"ehlo+must|helo+should|ehlo+should|helo+syntax|helo+own|helo+localhost|helo+match|helo is|ehlo is|fqdn|" +
		"fully qualif|invalid domain name|invalid helo|invalid ehlo|bad ehlo|fake helo|helo+bad|your name|" +
		"my name was rejected|my hostname|impersonat|are not me", "RFC 5321 4.1.1.1: our HELO name"},
	{Authentication, 0, likely, "", "domain of sender|purported responsible|dns mx|mx or a|sender+domain+exist|" +
		"sender s domain|sender rejected+domain|domain name+resolve|sender unknown|unknown sender|sender does not exist|" +
		"sender+doesn t exist|envelope sender+invalid|mail from+does not exist|return path+invalid|from domain|" +
		"from address+{dead name}|sender is invalid|invalid sender|sender invalid|bogus mx|fake sender|sender+not resolv|" +
		"sender+unresolv|sender address rejected mail from|sender+bogus|reject+your domain+not|" +
		"sending domain+{dead name}|spoof|not authorized to send|not authorised to send|unauthorized to send|" +
		"unauthorised sender|unauthorized sender|not allowed to send from|not permitted to send from|not owned by|" +
		"sender mismatch|does not match+sender|not a registered gateway|sender domain+not|sender domain+empty|" +
		"sender domain+resolv|sender domain+reject|mail from+{dead name}|mail from invalid|sender domain+dns|" +
		"bad sender address|bad sender domain|requires valid sender|valid sender domain|batv|envelope domain|" +
		"sender+must exist|not allowed to send mail from|not allowed to send email from|passed validation|" +
		"sender email is not|mailfrom+fail|mail from+mismatch|mailfrom+mismatch", "the sender's address or domain"},

	{Reputation, 0, likely, "", "sorbs|senderscore|sender score|senderbase|talosintelligence|talos intelligence|" +
		"invaluement|uceprotect|abuseat|rbl|mailspike|nixspam|psbl|abusix|hostkarma|wpbl|truncate gbudb|junkemailfilter|" +
		"spamrats|spamrl|backscatterer|cloudmark| cbl | sbl | xbl | pbl | css |ipadmin|bl spam|njabl|ahbl|swinog|manitu|" +
		"fabel|0spam|s5h net|dronebl|tornevall|anonmails|intercept+bl|trustedsource|brightmail|returnpath|" +
		"return path reputation|postmaster+delist|mxtoolbox| zen | rats ", "public lists of addresses"},
	{Reputation, 0, likely, "", "black list|denylist|deny list|reputation|delist|unblock|removal request|request removal|" +
		"remove your ip|whitelist request|blocked using|blocked by+list|listed in|listed at|listed on|is listed|" +
		"are listed|listed by|found in+list|found on+list|on our list|in our list of|our block|banned sending|open proxy|" +
		"open relay|open mail relay|botnet|zombie|dialup|dial up|dynamic ip|dynamic client|dynamic address|dynamic pool|" +
		"dynamically assigned|dynamic range|residential|home user|consumer|smtp server of your isp|" +
		"provider s mail server|isp s mail server|isp s smtp|use your isp|spammer|spamming|sending spam|source of spam|" +
		"spam source|source of abuse|sending unwanted|track record|spam from your|spam sent|bad neighbo|poor ip|bad ip|known spam|junk mail server|spam traffic|" +
		"sent spam|spam origin|spamtrap|spam trap|history of|sending history|sending behavio|trustworth|untrusted ip+block|complaint|complained|feedback loop|" +
		"user reports|abuse from|abusive|for abuse|due to abuse|abuse report|liste noire|lista negra|lista nera|" +
		"schwarze liste|geblokkeerd| ip +bloque|trust level|sender+poor|low trust|sender trust|score too low+ ip |quarantine+ ip |" +
		"black ip|sender+listed|ip is in|unusual rate|interface for ip|unauthorized interface|suspected spam", "words of address reputation"},
	{Reputation, 0, likely, "", "{our address}+blocked|{our address}+banned|{our address}+has been blocked|" +
		"not allowed to connect|not accept+from your|access to this mail system has been rejected|your access to|" +
		"access from your|connection refused from|refused connection from|refuses to talk|will not accept+from|" +
		"connections will not be accepted|accept mail from your|accept mail from this host|accept mail from this ip|" +
		"accept mail from dynamic|no access from|messages from+weren t sent|go away|no smtp service for you|" +
		"no smtp service here|your ip+refused|your host+refused|your ip+denied| ip denied| ip blocked|host blocked|" +
		"client blocked| ip address+refused| ip address+denied|permanently deferred|not welcome|is banned|been banned|" +
		"banned ip|client host rejected+abuse|unsolicited mail originating|suspicious+ ip |suspicious activity|" +
		"malicious+ ip |hacked|infected host|compromised|virus+your host| ip +spam|server+spam+block|host+spam|" +
		"no connections from your ip| ip rejected| ip rejet| ip refused|ip is blocked|ip has been blocked|ip was blocked|" +
		"ip identified as spam|mail from ip+deferred|messages from ip|connection denied|not accepting connections|" +
		"server is currently blocked|accepting mail from your|sent from the following ip|intrusion|denyip|" +
		"client host bypass|your network+spam|your network+unwanted|your provider+spam|deny table|on probation", "our address is refused"},
}

// rateRules: too much at a time.
var rateRules = []rule{
	{MailboxFull, 0, likely, "", "quota+{box}|exceed+quota for|{box}+quota|over quota|mailbox+full|inbox+full|" +
		"mailbox+storage|mailbox size|mailbox+limit|inbox+storage|storage allocation|maildir+quota|maildir over|" +
		"account+storage|disk quota|disc quota|quota violation|quota full|quota reached|quota limit|out of quota|" +
		"storage quota|storage limit|mailbox+exceed|mailbox+overflow|account is full|account full|mail box full|" +
		"box is full|insufficient quota|account+exceed+space|quota+dep|quota+uber|kein speicher|boite+plein|" +
		"casella+piena|casilla+llena|buzon+lleno|postfach+voll|postfach+uberfull|postfach+ueberfull|caixa+cheia|" +
		"mailbox+vol |mailbox+plein|pelna|skrzynka+przepe|schranka+plna|bo te+pleine|overdrawn|mailbox+over |" +
		"mailbox+maximum|recipient+full |user+full |space+used up|{box}+enough space|exhausted+space|zuviele mails|" +
		"{box}+exhausted", "that mailbox is over quota"},
	{RateLimit, 0, likely, "", "rate limit|ratelimit|rate control|rate is too|rate too|message rate|connection rate|" +
		"mail rate|sending rate|over the rate|exceed+rate|throttl|flood|too many concurrent|concurrent connection|" +
		"concurrent session|simultaneous|connection limit|connections limit|too much mail|too many emails|" +
		"too many e mails|too many mail|too many request|too many session|too many smtp|too many transactions|" +
		"max connection|max message|max number|messages limit|messages per|connections per|mails per|recipients per day|" +
		"recipients per minute|session open for too long|session limit|daily limit|hourly limit|limit per|per hour|" +
		"traffic limit|frequency|too frequent|too fast|slow down|sending too|send too|too quickly|high volume|" +
		"volume of mail|mail volume|greedy|sender+limit|client+limit|exceeded+limit|reached+limit|" +
		"exceeds+limit+connection|number of connections|number of messages|too many clients|too many from|" +
		"too many connects|too many attempts|too many deliver|too many parallel|too many simul|policyd+exceed|" +
		"quota policy|zu viele|demasiados|troppi messaggi|troppe connessioni|muitas conexoes|excessive+message|" +
		"excess+connection|connections exceed|already have+connection|already has+connection|already connected|maxconn|" +
		"too many host|your mail+limit|slower|sending speed|sending volume|too many sockets|our ceiling|spike of mail|spike in mail|messages in a|mails in a", "Postfix anvil(8), Sendmail ratecontrol and conncontrol, Exim ratelimit, policyd"},
	{Protocol, 0, likely, "", "too many errors|too many bad command|too many syntax|too many unrecognized|" +
		"too many invalid commands|too many protocol errors|too many nonmail|too many non mail|too many unknown commands", "Postfix smtpd_hard_error_limit, Exim"},
	{Protocol, 0, likely, "", "size limit|maximum size|max size|too large|too big|message length exceeds|exceed+size|" +
		"bigger than|larger than|message exceeds|trop volumineux|zu gross|message+too long|size of this message|size of the message|size of your message|mail+too long|message+oversize", "RFC 1870"},
}

// recipientRules: that person, that domain.
var recipientRules = []rule{
	{Policy, 0, likely, "5xx", "not accept mail from|not accept mails from|not accept messages from|local user only|" +
		"local users only", "a restriction of the recipient's side"},
	{DomainInvalid, 0, likely, "", "nullmx|null mx|does not accept mail|mx do not point|mx does not point|host unknown|" +
		"unknown host|domain does not exist|domain doesn t exist|domain unknown|unknown domain|no such domain|" +
		"domain not found|domain is not|domain isn t|domain invalid|invalid domain|not hosted|not served|unknown recipient domain|domain name not found|no route found|any host named|any host by that name|unrouteable|unroutable|" +
		"domain not recognized|not our domain|domain not in|domain not here|not a local domain|domain not local|" +
		"not handle mail for|no mx record|domain+no longer|domain disabled|domain suspended|domain expired|" +
		"nonexistent domain|domaine inconnu|domaine inexistant|unbekannte domain|no mail server for|we don t handle|" +
		"don t handle mail|does not handle|doesn t handle|mail for this domain|domain not allowed|domain is unknown|" +
		"domain not accepted|mail domain+unknown|mail domain+{dead name}|domain not active|domain inactive|" +
		"domain+not active|no mx for|recipient domain must|bad destination system|bad destination host|" +
		"domain+does not exist|not used for mail|illegal host|any mail exchanger|invalid mx|dead domain|not for a local", "that domain is not served"},
	{MailboxUnavailable, 0, likely, "4xx", "{box}+disabled|{box}+inactive|{box}+expired|{box}+suspend|mailbox unavailable|" +
		"mailbox is unavailable|mailbox not available|account is unavailable|user is unavailable|user unavailable|" +
		"recipient unavailable|recipient is unavailable|account unavailable|mailbox is not available", "RFC 3463 x.2.1: for now"},
	{RecipientUnknown, 0, likely, "5xx", "{box}+disabled|{box}+inactive|{box}+expired|{box}+closed|{box}+terminated|" +
		"{box}+discontinued|{box}+deactivat|{box}+frozen|recipient account is|{box}+suspend|archived recipient", "RFC 3463 x.2.1: for good"},
	{RecipientUnknown, 0, likely, "", "user unknown|unknown user|no such user|no such recipient|no such address|" +
		"no such account|no such person|recipient unknown|unknown recipient|mailbox not found|user not found|" +
		"recipient not found|account not found|address not found|mailbox unknown|unknown mailbox|unknown address|" +
		"address unknown|addressee unknown|unknown account|unknown local part|user doesn t exist|user does not exist|" +
		"mailbox does not exist|recipient does not exist|account does not exist|address does not exist|not our user|" +
		"not our customer|invalid mailbox|invalid user|invalid address|bad address|bad recipient|recipient invalid|" +
		"user invalid|mailbox invalid|not a valid user|not a valid mailbox|not a valid email|not a valid address|" +
		"valid recipient|no mailbox|no user|no local account|user unbekannt|empfanger unbekannt|benutzer unbekannt|destinataire inconnu|" +
		"utilisateur inconnu|adresse inconnue|destinatario desconocido|usuario desconocido|utente sconosciuto|no existe|" +
		"inesistente|is no longer valid|no longer available|no longer accept|no longer active|no longer exist|" +
		"no longer in use|no longer with|unknown or illegal|illegal user|doesn t have a+account|does not have a+account|" +
		"not have an account|recipient address rejected+unknown|recipient address rejected+access denied|" +
		"unverified address|recipient+unverified|recipient not exist|delivery error+valid|compte+bloque|" +
		"address no longer|user has moved|has been deactivated|has been disabled|has been closed|no local mailbox|" +
		"cannot find recipient|not listed+directory|not in+directory|not found+directory|address lookup fail|" +
		"local recipient table|virtual alias table|virtual mailbox table|relay recipient table|no one here|" +
		"nobody by that name|nobody here|not known at this|not known here|doesn t live here|does not live here|" +
		"mailbox name not|mailbox name invalid|cannot receive|find user|no one at|find this recipient|find that user|" +
		"find the user|recipient cannot be verified|recipient+not be verified|recipient could not be verified|" +
		"user not a member|bad destination|mail for that user|mail for this user|mail for user|account+does not accept|" +
		"receiving disabled|no such id|recipient is not allowed|recipient not allowed|mailbox is not allowed|" +
		"recipient rejected|user path|alias user|unable to validate|no longer an|not an active|not a recogni|" +
		"recipient+never|address does not receive|wrong recipient|has changed|allowed recipients|no such mail|" +
		"take delivery|home directory|does not exist here|inattivo|inactivo|inutilizzo|falta de uso|nie istnieje|takiego konta|konto jest|destinatario errato|sconosciuto|" +
		"not found in ldap|not in recipient|no mail box|nessun utente|not a local address|recipient not ok|" +
		"recipient is not accepted|recipient not accepted|badrcptto|badrecipientto|envelope recipient has|not in user|" +
		"not in our user|left the company|left the organi|has left us|know anyone|anyone by that|anybody by that|" +
		"no one named|nobody named|no one called|nobody called", "RFC 5321 4.2.2, Postfix, Exim, Sendmail, qmail, Exchange, vpopmail, Dovecot"},
	{RecipientUnknown, 0, likely, "", "{nobody}+recipient address rejected|could not be located|cannot be located|not with us|recipient+{nobody}|mailbox+{nobody}|" +
		"user+{nobody}+rcpt|recipient address+{nobody}|e mail address+{nobody}|email address+{nobody}|" +
		"email account+{nobody}|email account+{closed}|user account+{nobody}|destinataire+{nobody}|usuario+{nobody}|" +
		"utente+{nobody}|benutzer+{nobody}|empfanger+{nobody}|usager+{nobody}|adresse+{nobody}", "{person} and {nobody} words"},
	{Greylist, 0, likely, "4xx", "triplet|tuple|first time|first contact|not seen before|not yet seen|haven t seen|" +
		"never seen|new sender|early retry|retry too|too early|not yet authorized|sender not yet|not yet+known|" +
		"unfamiliar|unknown to us|delayed delivery|delaying+mail|deliberately|tempfailed|temporarily delayed|" +
		"delay+unknown|please wait+{moment}|come back in|retry in+{moment}|try again in+{moment}|" +
		"try again after+{moment}|retry after+{moment}|wait+{moment}|again in+{moment}|{moment}+later|retry+too soon|" +
		"again too soon|intentional|first connection", "wordings of greylisters: a stated wait"},
}

// serverRules: the message, then their server, in the order of ties.
var serverRules = []rule{
	{Policy, 0, fair, "4xx x.7.0", "service unavailable", "Postfix milter8.c: a milter refuses the client"},
	{Policy, 0, fair, "4xx x.7.1", "service unavailable|service is currently unavailable|service currently unavailable|" +
		"service is unavailable|service temporarily unavailable|service is temporarily unavailable", "Postfix milter8.c, Sendmail: a milter's default tempfail"},
	{Content, 0, likely, "", "spam|virus|viral|mime banned|header contenttype|malware|trojan|worm |phish|attachment|" +
		"banned file|banned content|content reject|content denied|message content|content judged| ube | uce |unsolicited|" +
		"security issue|classified as|pattern matched|matched a pattern|junk mail|junk email|infected|forbidden content|dangerous|suspicious|malicious|mime error|mime header|bad mime|" +
		"headers+invalid|bad header|missing header|message id header|executable|zip file|file type|url+list|" +
		"contains+link|links+reject|message looks|looks like|advertis|bulk mail|mass mail|bulk email|pornograph|" +
		"score+high|hits+required|bayes|razor|pyzor|fraud|message+reject+content|prohibited content|content violation|" +
		"inappropriate|mail content|message body|valid rfc+sender|from header|rfc 5322|rfc5322|rfc 2822|mime type|macro|" +
		"encrypted archive|unwanted| subject|score+over|header+malform|scored| rating|content policy|content restrict|" +
		"filtered by| filter|human verif|illegal attach|bounce attack|heuristic| scam |mime reject|invalid structure|messages without", "content filters"},
	{TLS, 0, likely, "454", "tls handshake failed", "Sendmail: its own words, as a client"},
	{TLS, FaultRemote, likely, "", "tls not available|tls currently|tls unavailable|starttls+unavailable|" +
		"tls+local problem|certificate|dnssec|tls+temporar|tls handshake|secure channel|starttls+negotiated|tls negotiation+fail|tls error|tls fail|no tls|" +
		" dane |encryption too weak|starttls not supported", "RFC 3207, RFC 7672"},
	{TLS, 0, likely, "", "mta sts|tls it not available|mx record authenticity|cannot establish tls|tls not supported|" +
		"requiretls|tls required but|tls policy", "a gateway could not use TLS on the way"},
	{TLS, FaultLocal, likely, "", "starttls first|starttls command first|must use tls|tls required|tls is required|" +
		"must be encrypted|encryption required|must issue starttls|secure connection required|requires encryption|use starttls|" +
		"requires starttls|only tls|plaintext not|tls for all|sslv3 connection required|cipher|secure transport|" +
		"requires secure|tls mandatory", "RFC 3207: they want TLS, we did not use it"},
	{RemoteStorage, 0, likely, "", "low on space|write error|out of space|storage|queue is full|queue full|queue+limit|" +
		"message queue+full|trouble creating files|no room|not enough space|creating temporary file|server is full|" +
		"shortage", "their disk or queue"},
	{ConnLost, 0, likely, "4xx", "incoming connection|data from client|connection expired|timeout closing|inactivity|" +
		"timeout exceeded|timeout waiting|timeout 4 4 2|command timeout|command time limit|timed out waiting|read error|" +
		"reading input|while reading|input data|connection lost|lost connection|lost input|unexpected eof|" +
		"connection dropped|connection reset|connection aborted|time out closing|timeout on|timeout while|session timed out|" +
		"session timeout|data timeout|smtp timeout|unexpected end of|premature|took too long|waited too long|waiting too long|network error|network i o|" +
		" idle|was dropped", "their side gave up waiting for us"},
	{RemoteBusy, 0, likely, "4xx", "busy|overload|over loaded|too much load|high load|heavy load|load too|load is too|" +
		"load average|system load|server load|resources|back pressure|backpressure|shutting down|shut down|shutdown|" +
		"going down|maintenance|not accepting network|not accepting mail|not accepting message|not accepting connection|" +
		"not currently accepting|capacity|congest|connection cannot be established|cannot accept further|" +
		"cannot accept more|no more connections|out of connections|try another server|closing transmission channel|" +
		"closing channel|not ready|under stress|heavily loaded|restart|starting up|reboot|upgrade in progress|being upgraded|thread limit|under pressure|at its limit|reload|going offline|" +
		"server temporarily unavail|server temporarily not|server is temporarily|system is temporarily|" +
		"system temporarily|host+unavailable+load|standby|read only mode|out of service|memory|no slots|no free|" +
		"too many processes|child processes|max children|max clients|server too|uberlastet|surcharge|saturat|sobrecarg|" +
		"sovraccaric|wartung|deferring connections|queue too|queue length|queue+long|connection slots", "their server is loaded, in maintenance or going down"},
	{RemoteError, 0, likely, "4xx", "connection refused|connection timed out|connection to+fail|unable to connect|" +
		"cannot connect|can t connect|could not connect|couldn t connect|failed to connect|communication with|upstream|" +
		"downstream|next hop|destination server|remote server|backend|back end|onward transmission|error transferring|" +
		"unable to contact|not reach|unreachable|dns timeout|dns+fail|dns query|dns error|dns server|name server|" +
		"nameserver|cannot route|unable to route|host not found|replicat|dns temporar|temporary dns|resolv|" +
		"cannot forward|not proxied|dns not available|no answer from|transmit", "their gateway cannot reach what is behind it"},
	{ConnLost, 0, fair, "4xx x.4.2", "time out|timeout|timed out", "RFC 3463 3.5"},
	{RemoteError, 0, likely, "4xx", "lookup+fail|lookup+defer|internal error|internal server|internal problem|" +
		"internal failure|internal protocol|internal software|software error|server error|configuration error|" +
		"configuration problem|misconfigur|config error|system error|system problem|system failure|operating system|" +
		"local error|local configuration|local delivery fail|local host|server problem|error in processing|" +
		"error processing|processing error|processing failed|process the message|process command|processing your|" +
		"unable to process|cannot process|can t process|could not process|unable to verify|unable to check|" +
		"unable to complete|unable to accept|unable to open|unable to load|could not load|unable to read|" +
		"unable to create|unable to write|unable to queue|unable to figure|could not complete|temporary error in|" +
		"temporary problem|temporary system|temporary server|temporary local|qqt|qq |qmail|unexpected|exception|" +
		"i o error|database|ldap|sql|directory server|directory service|technical|went wrong|did not answer|not answering|delivery failed|cannot deliver|" +
		"could not deliver|could not be delivered|delivery temporarily|program failure|child exited|abort+error|" +
		"error writing|error reading|error while|error occurred|fatal error|panic|segfault|crashed|milter|sieve|callout|" +
		"verification failed|address verification|invalid result|temporary+fail|try again+error|failure+try|" +
		"failed+temporar|service error|application error|an error|not configured|unable to deliver|delivery error|" +
		"authentication server|auth server|auth service|policy server|policy service|tempfail|technisch|technique|erreur|" +
		"errore|fehler|fallo| mda | script|unable to fork|cannot fork|can t fork|not accessible|local problem+fail|" +
		"license|can t open|cannot open|cannot store|error opening|system call|mailer error|command died|command failed|" +
		"procmail|maildrop|exited with|can not open|errno", "something of theirs is broken"},
	{RemoteError, 0, fair, "4xx", "{machinery}+{broken}", "stems"},
	{RemoteError, 0, fair, "4xx", "internal", "stems"},
	{RemoteStorage, 0, fair, "5xx", "system full|disk full|no space left", "theirs, for good"},
	{RemoteBusy, 0, fair, "5xx", "overload|too busy|server busy|maintenance|high load", "theirs, for good"},
	{RemoteError, 0, fair, "5xx", "service currently unavailable|internal error|server error|configuration error|" +
		"system error|software error|internal server|config error|can t create|cannot create|blame|misconfigur", "theirs, for good"},
	{RemoteBusy, 0, fair, "421", "service unavailable|temporarily unavailable|not available|currently unavailable", "RFC 5321 3.8: the service is going down"},
	{RemoteBusy, 0, fair, "4xx x.3.2", "unavailable|not available|not active", "RFC 3463 3.4"},
	{RemoteError, 0, fair, "4xx", "{machinery}+unavailable|{machinery}+not available", "stems"},
}
