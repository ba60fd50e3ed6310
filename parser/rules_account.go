package parser

// accountRules are what a relay says of the account that this host sends
// through: all mail fails, and nobody's mailbox is meant. The words are those
// of mailboxes, so they come before these.
var accountRules = []rule{
	{RelayAuth, 0, sure, "", "sending suspended for this account|sending paused for this account|sending is paused|" +
		"sending has been paused|associated with your aws account|message rejected unverified address|" +
		"identities failed the check in region", "Amazon SES: troubleshooting SMTP errors"},
	{RelayAuth, 0, likely, "", "is not allowed to send account|is not allowed to send the domain is unverified", "Mailgun: the domain is an account's"},
	{RelayAuth, 0, likely, "", "credits exceeded|out of credits|not enough credits|insufficient credits|no credits left|sending credits", "SendGrid, Mailjet: the plan is used up"},
	{RelayAuth, 0, likely, "", "{our account}+not yet activated|{our account}+not activated|{our account}+under review", "Brevo, SendGrid"},
	{RateLimit, 0, likely, "", "{our account}+{stopped}+too many|{our account}+{stopped}+per hour|" +
		"{our account}+{stopped}+per day|{our account}+{stopped}+rate limit", "the account is held back for its rate"},
	{RelayAuth, 0, likely, "", "{our account}+{halted}|your account is+blocked|your account has+blocked|your account was+blocked|your account is+locked|your account has+locked", "a relay, of the account that logs in"},
	{RelayAuth, 0, likely, "@banner,helo,auth,mail", "account+{stopped}", "no recipient is named yet: it is the sender's account"},
	{RelayAuth, 0, likely, "from:postmark", "account+{stopped}", "Postmark: nobody has a mailbox there"},
	{RelayAuth, 0, likely, "from:brevo", "account+{stopped}", "Brevo: nobody has a mailbox there"},
	{RelayAuth, 0, likely, "from:sendgrid", "account+{stopped}", "SendGrid: nobody has a mailbox there"},
	{RelayAuth, 0, likely, "from:mailjet", "account+{stopped}", "Mailjet: nobody has a mailbox there"},
	{RelayAuth, 0, likely, "from:sparkpost", "account+{stopped}", "SparkPost: nobody has a mailbox there"},
	{RelayAuth, 0, likely, "from:mailchimp", "account+{stopped}", "Mandrill: nobody has a mailbox there"},
	{RelayAuth, 0, likely, "from:smtp2go", "account+{stopped}", "SMTP2GO: nobody has a mailbox there"},
	{Authentication, 0, likely, "", "sendasdenied|sender address is not allowed+account|sender address not allowed+account|" +
		"sender is not allowed+account|from address is not allowed+account", "Exchange, IONOS: the login may not use that sender address"},
}
