package parser

// rule is a row of the table: a wording, and what it is about.
type rule struct {
	cause      Cause
	fault      Fault   // where it is not the cause's usual one
	confidence float64 // sure, likely, fair or weak

	// when lists what must hold besides the words, separated by blanks:
	// own or theirs (who speaks), 4xx, 5xx or a reply code, an enhanced code
	// with x for any number (x.7.1, 4.7.x), bare (there is no enhanced code),
	// @phase,phase..., and from:provider.
	when string

	// words lists wordings separated by "|". Each is made of terms joined by
	// "+", which must all occur, in the form that folded gives a text; {name}
	// is any word of that class. A blank is a word boundary.
	words string

	source string
}

// Confidence of a rule: how often its wording means what the rule says.
const (
	sure   = 0.95 // documented by who writes it, and written by nobody else
	likely = 0.85 // a phrase that names the cause
	fair   = 0.65 // words that together suggest it
	weak   = 0.4  // the codes alone
)

// allRules is the table in the order in which rules are tried.
func allRules() []rule {
	var all []rule
	for _, part := range [][]rule{
		ownRules, operatorRules, accountRules, exceptionRules, senderRules, rateRules, recipientRules, serverRules, stemRules,
		codeRules, houseRules,
	} {
		all = append(all, part...)
	}
	return all
}

// The words that several rules share, by stems. A blank is a word boundary.
var wordClasses = map[string]string{
	// more than they take
	"exceeds": "too many|too much|to many|exceed|exceded|excede|exceso|excessive|maximum|limit| max |throttl|frequen|too fast|" +
		"too quick|too often|high volume|high rate|large volume|unusual volume|concurren|simultan|reached|trop de|zu viele|" +
		"demasiad|troppe|troppi|muitas|muitos|superato|depass|flood|rate control|send slower|slow down",
	"sendings": "message|mails| mail |email|e mail|connection|connexion|conexion|connessioni|verbindung|session|recipient|rcpt|" +
		"deliver|transaction|request|smtp command|command|sender|envio|envoi|nachricht|destinataire|per hour|per minute|" +
		"per day|a minute|an hour|hourly|daily|this hour",
	"our address": "your ip| ip address|client host|your host|your server|sending ip|source ip|sender ip|sender s ip|your mail server|" +
		"your network|this ip|the ip |from ip|server ip|remote ip|connecting ip|client ip|sending server|your address range|" +
		" ip range|sending host|remote host|your domain|your mta|originating ip|adresse ip| ip adresse| ip | ip addr|" +
		"connecting host|sending mta|subnet|network",
	"refused": "block|denied|banned|reject|refus|not accept|prohibit|not allowed|disallow|not permitted|forbid|forbidden|abgelehnt|" +
		"bloque|rifiutat|suspend|denies|deny",
	"person": "recipient|user|mailbox|address|account|alias|mail box|inbox|rcpt|destinataire|empfaenger|empfanger|destinatario|" +
		"usuario|utente|postfach|usager|compte|addressee|person|customer|subscriber|destination",
	"nobody": "unknown|not found|no such|does not exist|doesn t exist|do not exist|not exist|don t exist|doesnt exist|non exist|" +
		"nonexist|invalid|not valid|isn t valid|not a valid|not known|no longer|not listed|not recognized|not recognised|" +
		"unrecognized|unbekannt|inconnu|inexistant|invalide|desconocid|no existe|sconosciut|inesistente|nicht gefunden|" +
		"existiert nicht|nao existe|not our|not here|undeliverable|unroutable|unrouteable|not local|isn t here|" +
		"could not be found|cannot be found|couldn t be found|no mailbox|no account|not present|not have an account|" +
		"doesn t have a|incorrect|not registered|onbekend|nieznany|neexistuje|not configured to receive|not in directory|" +
		"no match",
	"closed": "disabled|inactive|deactivat|suspended|expired|closed|locked|blocked|terminated|desactiv|gesperrt|deaktiviert|" +
		"discontinued|frozen|cancelled|canceled|abandon|dormant|retired|unavailable|not available|not active|isn t active|" +
		"not enabled",
	"full": "full|quota|exceed|storage|no space|out of space|over limit|size limit|insufficient|not enough|pleine|plein |voll |" +
		"uberfull|ueberfull|piena|lleno|llena|cheia|overflow|too large|overdrawn|too big",
	"our account": "your account is|your account has|your account was|your email account is|your email account has|your smtp account|" +
		"your sending account|sending account|sender account|sender s account|account from sending",
	"halted":  "suspend|disabled|inactive|deactivat|terminated|frozen|expired|not active|paused|on hold",
	"stopped": "suspend|disabled|inactive|deactivat|blocked|locked|terminated|frozen|expired|not active|paused|on hold",
	"box": "mailbox|inbox|mail box|account|user|recipient|postfach|boite|casella|buzon|caixa|maildir|mailfolder|mail folder|" +
		"message store|mail store|destinataire|folder",
	"later":  "try again|try later|retry|come back|wait|try back|resend|re send|erneut|reessay|intente|later|try after|next attempt",
	"moment": " second|minute|moment|hour| secs| sec | min | mins |a while|a short time",
	"dead name": "not found|not resolve|n t resolve|cannot be resolved|could not be resolved|unresolv|does not exist|doesn t exist|" +
		"not exist|nonexistent|non existent|no mx|lookup fail|not valid|invalid|no a record|has no |no valid|nxdomain|no dns|" +
		"lookup error|cannot find|cannot resolve|unable to resolve|could not resolve|unable to look|unable to find|" +
		"can t resolve|couldn t find|not be found|not be verified|verify fail|verification fail|callout|unverified|unroutable|" +
		"unrouteable|unverifi|not verified|could not verify|couldn t verify|cannot verify|can t verify|unable to verify|" +
		"unknown|does not accept mail|no such domain|bogus|not a valid|missing|not registered",
	"proof": " spf| dkim| dmarc| arc |domainkeys|senderid|sender id | ptr|rdns|reverse dns|reverse lookup|reverse host|" +
		"reverse record|reverse ip|reverse name|fcrdns|forward confirmed",
	// reply numbers of Orange and La Poste
	"orange": " ofr| lpn| ouk| mwinf",
	// what a message consists of
	"part": " url| link|attachment| file |filename|extension| header| html tag|body of|message body|web site|website|phone number|content of",
	"scanner": "virus scan|scanner|content scan|content filter|content check|spam filter|spam check|spamassassin|spamd|rspamd|" +
		"clamav|clamd|amavis|antivirus|anti virus|antispam|anti spam|milter",
	"broken": "fail|error|problem|unable|cannot|can t|could not|couldn t|trouble|exception|crash|broken|fault|not responding|" +
		"unreachable|defer|timeout|timed out|time out|malfunction",
	"machinery": "lookup|internal|server|system|configuration|database|backend|back end|ldap|sql|directory|queue|milter|filter|" +
		"scanner|scan|proxy|service|gateway|upstream|downstream|process|policy check|policy server|verification|software|" +
		"content check|authentication server|dns",
}
