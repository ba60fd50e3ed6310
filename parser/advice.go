package parser

// meaning is what a cause stands for.
type meaning struct {
	fault  Fault // whose it usually is; a rule may know better
	means  string
	advice []string
}

// Fault returns whose a failure of this cause usually is.
func (c Cause) Fault() Fault { return meanings[c].fault }

// Means returns the cause in one line.
func (c Cause) Means() string { return meanings[c].means }

// Advice returns what an operator can do about the cause, the first step
// first, as sentences. The slice is shared: do not change it.
func (c Cause) Advice() []string { return meanings[c].advice }

var meanings = [NumCauses]meaning{
	CauseUnknown: {FaultUnknown, "the words do not say what it is about", []string{
		"Compare with other destinations: if they accept mail, it is not this host.",
		"Read the log lines around it for a reply with more words, and keep the exact text for their postmaster.",
	}},
	Greylist: {FaultPolicy, "a deliberate delay of a sender or a message they do not know yet", []string{
		"Do nothing: a later try is usually accepted.",
		"If the same message is still delayed after 4 hours, check that retries leave from the same address and within their window.",
	}},
	Policy: {FaultPolicy, "a house rule of the recipient's side that is not about reputation", []string{
		"Open the page that the text names, if it names one.",
		"One domain: ask the recipient or their postmaster to allow the mail; faster retries do not help.",
	}},
	RateLimit: {FaultRate, "more messages, connections or recipients at a time than they take", []string{
		"Lower concurrency and rate for this operator only.",
		"Spread large mailings over hours; never retry harder.",
		"If the volume is not yours, look for an account or a form that is being abused.",
	}},
	Reputation: {FaultSender, "the sending address or domain is listed, or has a poor history with them", []string{
		"Find out what sent the mail they object to: a compromised account, a form, a bought list. Stop it first.",
		"Look up the list or page that the text names, ask for removal there, then start again with little volume.",
		"One domain: check whether other operators say the same: three unrelated ones mean a public list.",
	}},
	Authentication: {FaultSender, "SPF, DKIM, DMARC, reverse DNS, the HELO name or the sender's domain fails their check", []string{
		"Repair the record that the text names: SPF, DKIM, DMARC, PTR, or the sender domain's MX and A.",
		"Check it for the address this host really sends from: PTR, HELO name and A record should agree.",
		"If the sender address is made up by a program (root@localhost), give it a domain that resolves.",
		"If the senders are other people's domains, this host forwards their mail: rewrite the sender (SRS), or seal it (ARC).",
	}},
	Content: {FaultSender, "this message was taken for spam or malware, or has an attachment or header they refuse", []string{
		"Look at that message, and at the account or campaign it came from.",
		"Send the same message to another operator: if it passes, ask the first one about its filter.",
	}},
	RemoteBusy: {FaultRemote, "their server is overloaded, in maintenance or shutting down", []string{
		"Wait: the queue backs off by itself.",
		"Look again if it lasts for over an hour, or shows at more than three operators.",
	}},
	RemoteStorage: {FaultRemote, "their disk or queue is full", []string{
		"Wait; after 4 hours tell their postmaster by another way than this mail server.",
		"Make sure that it is not this host's own line: the same words come from our own server when our disk is full.",
	}},
	RemoteError: {FaultRemote, "something on their side is broken: software, configuration, a look-up or a filter", []string{
		"Wait, and check their status page.",
		"Send their postmaster the exact reply, its time and the queue ID.",
	}},
	MailboxFull: {FaultRecipient, "that mailbox is over its quota", []string{
		"Nothing to repair here: tell the sender.",
		"Stop sending to that address if it stays full for days.",
	}},
	MailboxUnavailable: {FaultRecipient, "that mailbox is locked, busy or receives too fast", []string{
		"Wait.",
		"If it is always the same address, send to it more slowly.",
	}},
	RecipientUnknown: {FaultRecipient, "there is no such recipient, or not any more", []string{
		"Correct or remove the address.",
		"Many at one operator: clean the list before they count it against your reputation.",
	}},
	DomainInvalid: {FaultRecipient, "the recipient's domain does not exist or takes no mail", []string{
		"Correct or remove the address: it is mostly a typing error.",
		"If the name is that of your own relay host, repair its configuration.",
	}},
	DNS: {FaultNetwork, "a DNS look-up did not complete", []string{
		"One domain: its name servers fail; wait.",
		"Many domains: test this host's resolver (dig against the address in /etc/resolv.conf; where the mail server runs in a chroot, as Postfix may, in the copy there, too).",
	}},
	Connect: {FaultNetwork, "no connection to the destination's server", []string{
		"One host: theirs; wait.",
		"Many hosts: if everything times out on port 25, ask the network provider whether it is blocked.",
		"If only IPv6 addresses fail, repair the IPv6 route or send over IPv4 only.",
	}},
	ConnLost: {FaultNetwork, "the connection broke or timed out in mid-session", []string{
		"One host: wait; after the end of the message it may arrive twice.",
		"Many hosts: look for a firewall, proxy or inspecting device on the way out; compare a session by hand (`openssl s_client -starttls smtp`) from here and from elsewhere.",
		"If only large messages fail, look for an MTU or firewall problem, or a slow scanner on their side.",
	}},
	TLS: {FaultNetwork, "TLS was required or offered and could not be established", []string{
		"One host: look at its certificate and protocol versions (openssl s_client -starttls smtp).",
		"Many hosts: check this host's CA bundle, TLS policy and clock.",
	}},
	RelayAuth: {FaultLocal, "a relay wants a login, refuses ours, or does not relay for us", []string{
		"Check user, password, mechanism package and port (587) for the relay.",
		"If the account there is suspended, inactive or used up, only the relay's operator can lift that: read what they wrote to its owner.",
		"If it is the destination's own MX that denies relaying, its configuration or its MX record is wrong: tell their postmaster.",
	}},
	LocalCause: {FaultLocal, "something on this mail host is broken", []string{
		"Act now: read this host's log around that time for warning, fatal and panic lines.",
		"Check disk space, file descriptors, and the filter, milter or mailbox service that is named.",
	}},
	Protocol: {FaultLocal, "what this host sent breaks a rule of the protocol: size, syntax, sequence, recipients a message", []string{
		"452 4.5.3 (too many recipients) is normal: the rest follows in the next transaction.",
		"Otherwise repair the program that makes these messages: line ends, line length, size, addresses.",
	}},
}
