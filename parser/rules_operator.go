package parser

// operatorRules are wordings that mean at one operator what they do not mean
// elsewhere, and the tokens by which operators number their replies.
var operatorRules = []rule{
	{DNS, 0, sure, "x.4.312", "", "Exchange Online, sending on: DNS query failed"},
	{Connect, 0, sure, "x.4.315", "", "Exchange Online, sending on: connection timed out"},
	{Connect, 0, sure, "x.4.316", "", "Exchange Online, sending on: connection refused"},
	{ConnLost, 0, sure, "x.4.318", "", "Exchange Online, sending on: connection closed abruptly"},
	{RateLimit, 0, sure, "", "4 7 652|maximum number of connections+s3115", "Microsoft: connections of our address"},
	{RateLimit, 0, sure, "x.7.652", "", "Microsoft: too many connections from our address"},
	{RateLimit, 0, sure, "x.7.500 from:microsoft", "busy", "Microsoft: our address is throttled, they are not busy"},
	{RateLimit, 0, likely, "x.7.500", "server busy", "Microsoft, without its host name"},
	{RemoteBusy, 0, sure, "x.7.700", "", "Microsoft: really busy"},
	{Reputation, 0, sure, "x.7.650", "", "Microsoft: temporarily rate limited for IP reputation"},
	{Reputation, 0, sure, "x.7.651", "", "Microsoft: temporarily rate limited for IP reputation"},
	{Reputation, 0, likely, "4xx x.7.x", "access denied please try again later", "Microsoft 4.7.5xx, 4.7.8xx, without its host name"},
	{Reputation, 0, sure, "5.7.606", "", "Microsoft: banned sending IP"},
	{Authentication, 0, sure, "x.7.515", "", "Microsoft: required authentication level"},
	{Authentication, 0, likely, "from:microsoft", "authentication level", "Microsoft"},
	{Reputation, 0, likely, "x.7.x from:microsoft", "access denied", "Microsoft 4.7.5xx, 4.7.8xx, 5.7.5xx to 5.7.8xx: suspicious activity of our address"},
	{RateLimit, 0, sure, "", " rp 001 | rp 002 | rp 003 |limits for how many messages", "Outlook.com, older codes"},
	{Reputation, 0, sure, "", " sc 001 | sc 002 | sc 003 | sc 004 | ou 001 | ou 002 | dy 001 | dy 002 ", "Outlook.com, older codes"},
	{Reputation, 0, sure, "from:microsoft", " s3150| s3140|block list+as3150|sender office com|spamhaus|delist", "Microsoft postmaster page"},
	{RemoteError, 0, likely, "4xx from:microsoft", " attr|message not proxied|wrong office 365 region", "Microsoft: that tenant is not set up, or their routing"},
	{Protocol, 0, sure, "", "sizelimit", "Exchange DSN text: RESOLVER.RST.RecipSizeLimit and others"},
	{DNS, 0, likely, "4xx x.4.0", "dns query failed", "Exchange, sending on: no answer from its resolver"},
	{Connect, 0, likely, "4xx x.4.0", "primary target ip address responded", "Exchange, sending on: no host took the mail"},
	{Policy, 0, sure, "", "transport rules rejectmessage|resolver rst|resolver oof", "Exchange DSN text: a restriction on the recipient"},
	{RecipientUnknown, 0, sure, "", "resolver adr|recipnotfound|recipientnotfound|" +
		"recipient not found by smtp address lookup", "Exchange DSN text"},
	{RecipientUnknown, 0, sure, "x.4.1", "recipient address rejected+access denied", "Exchange Online: directory based edge blocking"},
	{Protocol, 0, likely, "", "smtpsend+8bit|resolver fwd|hop count exceeded", "Exchange DSN text"},
	{RateLimit, 0, sure, "x.7.3 from:microsoft", "quota exceeded", "Microsoft: organization queue quota"},

	{Authentication, 0, sure, "", "4 7 26 this mail|is unauthenticated", "Google sender guidelines"},
	{TLS, FaultLocal, sure, "", "wasn t sent over a tls|tls required for rcpt domain|not sent over tls|" +
		"sent over an unencrypted|must issue a starttls|requires tls|require tls|tls is mandatory|encryption is required|" +
		"encryption required for", "Google: we did not use TLS"},
	{RateLimit, 0, sure, "421 4.7.0 from:google", "try again later closing connection", "Google: denial of service protection, or the HELO name"},
	{RateLimit, 0, likely, "421 4.7.0", "try again later closing connection", "Google, without its token"},
	{Reputation, 0, sure, "", "unusual rate of unsolicited|likely suspicious|unusual rate of mail|low reputation", "Google sender guidelines"},
	{MailboxUnavailable, 0, sure, "", "receiving mail at a rate|receiving mail too|messages they can receive|" +
		"receiving too many|receives mail too|receiving messages too|recipient has exceeded their limit", "Google, Yahoo, Microsoft: that person receives too fast"},
	{RelayAuth, 0, sure, "", "log in with your web browser|web login required|too many login attempts|" +
		"application specific password|username and password not accepted|mail relay denied|" +
		"invalid credentials for relay|email address is not verified|smtp auth is required", "Google, Amazon SES: our login"},
	{RemoteError, 0, sure, "", "cannot authenticate due to temporary|temporary system problem", "Google: theirs"},
	{Policy, 0, sure, "", "exceeded its quota for sending messages with the same message id|no identity changes permitted", "Google"},
	{Authentication, 0, sure, "from:google", "mail sending denied", "Google: sender account"},

	{RateLimit, 0, likely, "from:yahoo", "excessive+connection|too many|max connection|max message", "Yahoo"},
	{Content, 0, sure, "", " ph01 ", "Yahoo sender page"},
	{Reputation, 0, sure, "", " tss0| tss1| ts01 | ts02 | ts03 | ts04 |user complaints|" +
		"messages from+temporarily deferred due to", "Yahoo sender page"},
	{Greylist, 0, likely, "", " gl01 ", "Yahoo, older"},
	{Reputation, 0, likely, "x.16.50", "", "Yahoo, older: complaints"},
	{Reputation, 0, likely, "x.16.51", "", "Yahoo, older: complaints or spam traits"},
	{Reputation, 0, likely, "x.16.55", "", "Yahoo, older: complaints"},
	{Reputation, 0, likely, "x.16.56", "", "Yahoo, older: complaints"},
	{Authentication, 0, likely, "", "unresolvable rfc|unresolvable+from domain", "Yahoo sender page"},
	{Reputation, 0, likely, "from:yahoo", "message temporarily deferred", "Yahoo sender page"},
	{Reputation, 0, likely, "", " vs1 ip | bl2| vs99 |message temporarily deferred 160", "Yahoo"},
	{Reputation, 0, sure, "", " hvu b1| rly b1| rly b2| rly bl| rly bd| dynt| rtr bl| rtr bb| rtr dl| hm08 | hm07 |" +
		" rtr du | rtr sc | rtr rd | rtr ge ", "AOL, Apple"},
	{Reputation, 0, sure, "", " cs01 | cs02 |proofpoint dynamic reputation|ipcheck proofpoint| ip lookup+proofpoint| pdr |" +
		" hm0", "Apple, Proofpoint: address blocked"},
	{Reputation, 0, likely, "", "cxsnd| cxbl| cxmj| cxcon|amazonaws block|ib hdr| e2110 | e1210 | e1310 ", "Cox, Charter"},
	{RateLimit, 0, sure, "", "cxcnct|cxthrt|cxrate|cxsess|e1220|e1230|e3110", "Cox, Charter: connection and message limits"},
	{RateLimit, 0, likely, "", " aup i 4320| aup i 1020| aup 1310|aup out+limit", "Charter AUP codes"},
	{Reputation, 0, likely, "", " aup i| aup bl| aup 1", "Charter AUP codes"},

	{Reputation, 0, sure, "", " bl000|block for spam", "Comcast postmaster page"},
	{RateLimit, 0, sure, "", " rl000", "Comcast postmaster page"},
	{Reputation, 0, sure, "", " ib103| ib104| ib105| ib106| ib110| ib111| ib112", "GoDaddy bounce codes: lists"},
	{RemoteBusy, 0, sure, "", " ib101 |server temporarily unavailable+ib1", "GoDaddy bounce codes"},
	{RateLimit, 0, sure, "", " ib007| ib504| ib510", "GoDaddy bounce codes"},
	{Content, 0, sure, "", " ib212", "GoDaddy bounce codes"},
	{Authentication, 0, sure, "", " ib108| ib508| ib506", "GoDaddy bounce codes"},
	{RelayAuth, 0, sure, "", " ib401", "GoDaddy bounce codes"},

	{RateLimit, 0, sure, "", "account service is temporarily unavailable", "Mimecast: too many connections"},
	{RateLimit, 0, likely, "from:mimecast", "temporarily blacklisted", "Mimecast"},
	{RateLimit, 0, likely, "451", " ip temporarily blacklisted", "Mimecast"},
	{Reputation, 0, likely, "451", "recipient temporarily unavailable", "Mimecast: our address is listed"},
	{Greylist, 0, likely, "", "internal resources are temporarily unavailable|internal resource temporarily", "Mimecast: greylisting, sometimes reputation"},
	{RelayAuth, FaultRemote, sure, "", "open relay not allowed", "Mimecast: their set-up of the domain"},
	{RemoteError, 0, likely, "from:mimecast 451", "inbounds|incorrect hostname|hostname is not|unable to process|" +
		"unable to find|recipient server", "Mimecast 451: their customer's set-up"},
	{Protocol, 0, likely, "", "message ended early", "Mimecast: our end of data was no end"},
	{Policy, 0, sure, "", "envelope blocked|header based manually blocked|anti spoofing policy|blocked senders|user entry|" +
		"host network not allowed|message bounced due to content examination|bulk+content examination", "Mimecast: the customer's policy"},
	{Policy, 0, likely, "", " rcp p|email preferences of the person", "Meta"},

	{Content, 0, sure, "", " dt spm| dt sur| dt ill", "NetEase codes: spam"},
	{Reputation, 0, sure, "", " hl rep| hl mep| mi spb| hl isp", "NetEase codes: our address"},
	{RateLimit, 0, sure, "", " hl icc| hl ifc| mi dmc| rp drc| mi sfq| rp qrc| mi ufq| mi ssb| mi ms| rp trc| rp crc|" +
		"mi dfc|mi nfq", "NetEase codes: rate"},
	{Protocol, 0, likely, "", " rp cel| mi cel", "NetEase: too many commands or recipients"},
	{RateLimit, 0, sure, "", "frequency+limit", "Tencent"},
	{RecipientUnknown, 0, sure, "", " ofr 416| lpn007 416| lpn007 426|ofr 426|adresse d au moins un destinataire invalide|" +
		"adresse destinataire invalide|boite du destinataire archiv", "Orange, La Poste"},
	{RateLimit, 0, sure, "", " ofr 108| ofr 109|ofr004 104|ofr005 104|ofr 104|ofr 103|trop de connections|" +
		"trop de connexion", "Orange"},
	{Policy, 0, likely, "", " lpn006 107", "La Poste"},
	{Reputation, 0, sure, "", " ofr006| ofr 102| lpn007 102| lpn001 108| lpn005 510|incident de spam|ete bloque", "Orange, La Poste: address blocked"},
	{Content, 0, sure, "", " ofr 506", "Orange: spam"},
	{RemoteError, 0, likely, "", "service refuse| ofr005 505| lpn007 505", "Orange, La Poste"},
	{Authentication, 0, sure, "", "ofr004 405| ofr 405|emetteur invalide", "Orange: sender domain"},
	{Policy, 0, likely, "", "lpn000 630", "La Poste"},
	{Reputation, 0, likely, "", " nowl |a problem occurred ask your postmaster|ask your postmaster for help or to contact", "T-Online"},
	{RemoteBusy, 0, fair, "451 from:united-internet", "local error in processing", "GMX, web.de: overload"},
	{Greylist, 0, likely, "450", "requested action aborted 7 2", "MessageLabs"},
	{Reputation, 0, likely, "", "symantec zodiac|requested action aborted 7 1|message not accepted+7 1", "MessageLabs"},
	{Authentication, 0, likely, "", "etp205|etp204", "Trellix"},
	{Content, 0, likely, "", " g1a | g1c | bsf |barracuda+spam", "Rackspace, Barracuda"},
}
