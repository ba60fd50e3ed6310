package parser

// stemRules combine stems that are fair evidence together, then the words
// of house rules.
var stemRules = []rule{
	{RemoteBusy, 0, fair, "452 bare", "temporarily unavailable", "no more words"},
	{Policy, 0, fair, "", "policy restriction|security polic|organization policy|company policy|policy violation|" +
		"security regulat|required standards", "a policy is named, and nothing else"},
	{Policy, 0, fair, "5xx", "denied by policy|due to policy|policy reason|rejected by policy|blocked by policy", "refused for good, and a policy is named"},
	{MailboxUnavailable, 0, fair, "4xx x.2.1", "receiv", "that person receives too much"},
	{RateLimit, 0, fair, "", "{exceeds}+{sendings}", "stems"},
	{Reputation, 0, fair, "", "{our address}+{refused}", "stems"},
	{MailboxFull, 0, fair, "", "{full}+{box}", "stems"},
	{RecipientUnknown, 0, fair, "5xx", "{nobody}+{person}|{closed}+{person}", "stems"},
	{RecipientUnknown, 0, fair, "4xx", "{nobody}+{person}", "stems"},
	{MailboxUnavailable, 0, fair, "4xx", "{closed}+{person}", "stems"},
	{Protocol, 0, likely, "", "bare newline|stray|syntax|sequence|unrecognized command|command not recognized|" +
		"unknown command|not implemented|unimplemented|command unrecognized|bad command|invalid command|command out|" +
		"out of order|need mail|need rcpt|need helo|need ehlo|rcpt first|mail first|helo first|ehlo first|polite people|" +
		"say hello|nested mail|protocol violation|protocol error|smtp protocol|invalid parameter|not supported|" +
		"unsupported|8bit|8 bit|ascii|smtputf8|bdat|chunking|binarymime|nul character|null character|invalid character|" +
		"illegal character|rfc 5321|rfc 2821|rfc5321|rfc 821|no recipients|synchronization|talking before|" +
		"not a valid rfc|malformed|rfc compliant|line end|duplicate rcpt|end of data|parse error|mailloop| loop|looping|" +
		"talk too|talking too", "RFC 5321, RFC 2920, RFC 3030"},
	{RateLimit, 0, fair, "@banner,connect 4xx", "too many|limit|exceed|maximum", "a banner is not about a person"},
	{Authentication, 0, fair, "@helo", "invalid|not found|not valid|bad ", "an answer to HELO is about our name"},
	{Authentication, 0, fair, "5xx @mail", "denied|sender|invalid|not exist", "an answer to MAIL is about the sender"},
	{Reputation, 0, fair, "5xx @banner", "rejected|denied|refused|not allowed|blocked", "a 5xx greeting"},
	{Reputation, 0, fair, "5xx @helo", "reject", "a 5xx at HELO"},
	{RecipientUnknown, 0, fair, "5xx @rcpt", "rejected|unavailable|disabled|not accept|refused|denied", "a 5xx at RCPT"},
	{Policy, 0, weak, "451 x.3.2", "please try again later", "Sendmail: a milter's default tempfail"},
	{MailboxFull, 0, fair, "", "quota", "no other quota was meant by an earlier row"},
}

// houseRules name a house rule, or nothing but a refusal: they come after
// the codes that say more.
var houseRules = []rule{
	{Policy, 0, fair, "", "policies|organization|organisation|administrat|prohibited|not permitted|not allowed|restricted|" +
		"restriction|not authorized|not authorised|unauthorized|unauthorised|permission|not a member|closed list|moderat|" +
		"country|countries|language|only accept|whitelist|white list|allowlist|allow list|access denied|forbidden|" +
		"disallowed|no permit|not acceptable|unacceptable|block rule|by rule|rejection rule|transport rule", "a house rule, as far as the words go"},
	{Policy, 0, fair, "5xx", "policy|not accept|doesn t accept|denied|rejected|refused|blocked|disabled|declined", "refused for good, and no other reason is given"},
	{RecipientUnknown, 0, weak, "550 bare", "@", "RFC 5321 4.2.2: 550 is about a mailbox, and one is named"},
	{Policy, 0, weak, "4xx x.7.x", "local policy|by policy|due to policy|policy reason", "RFC 3463 3.8, and a policy is named"},
	{Policy, 0, weak, "4xx x.7.1", "please try again later", "Sendmail: a milter's default tempfail"},
	{Greylist, 0, weak, "4xx x.7.1", "{later}", "rspamd's default, and that of most greylisters"},
	{RecipientUnknown, 0, weak, "550 5.1.x", "", "RFC 3463 3.2"},
	{Policy, 0, weak, "5xx x.7.x", "", "RFC 3463 3.8"},
	{RecipientUnknown, 0, weak, "550 @rcpt", "", "RFC 5321 4.2.2"},
	{Reputation, 0, weak, "5xx @banner", "", "a 5xx greeting is about our address"},
}
