package parser

// The vocabulary: closed sets of names that appear as written here in JSON,
// in metrics and in tests. A name is a promise to other programs.

// Origin is who spoke.
type Origin uint8

const (
	OriginUnknown Origin = iota
	Local                // this host's own finding
	Remote               // the relay's reply
	NumOrigins
)

// Phase is where in the SMTP dialogue a failure happened.
type Phase uint8

const (
	PhaseUnknown Phase = iota
	PhaseResolve       // looking up the destination
	PhaseConnect
	PhaseBanner
	PhaseHelo
	PhaseStartTLS
	PhaseAuth
	PhaseMail
	PhaseRcpt
	PhaseData
	PhaseEOD // after the end of the message data
	NumPhases
)

// Cause is what a failure is about.
type Cause uint8

const (
	CauseUnknown Cause = iota
	Greylist
	Policy
	RateLimit
	Reputation
	Authentication
	Content
	RemoteBusy
	RemoteStorage
	RemoteError
	MailboxFull
	MailboxUnavailable
	RecipientUnknown
	DomainInvalid
	DNS
	Connect
	ConnLost
	TLS
	RelayAuth
	LocalCause
	Protocol
	NumCauses
)

// Fault is whose a failure is.
type Fault uint8

const (
	FaultUnknown   Fault = iota
	FaultLocal           // our host
	FaultSender          // our reputation, identity or content
	FaultPolicy          // a deliberate delay or house rule: nobody is broken
	FaultRate            // we send faster than they take
	FaultRemote          // their server
	FaultRecipient       // that mailbox or domain
	FaultNetwork         // path or DNS: breadth decides who
	NumFaults
)

// LocalTrouble is what of this host is broken, as it says itself.
type LocalTrouble uint8

const (
	TroubleUnknown LocalTrouble = iota
	TroubleDisk                 // no space, quota
	TroubleFiles                // too many open files
	TroubleMemory
	TroubleReadonly  // read-only file system
	TroubleQueue     // a queue file could not be written or read
	TroubleBounce    // the bounce, defer or trace service fails
	TroubleTransport // a delivery agent is missing or crashes
	TroubleTable     // a lookup table is unavailable
	TroubleRelay     // relayhost configuration
	TroubleSASL      // credentials or mechanisms for the relay
	TroubleBind      // source address is not on this host
	TroubleFilter    // content filter or socket on this host is down
	TroubleMilter
	TroubleTLS // own certificate, CA file or TLS engine
	TroubleDNS // resolver
	TroubleNet // route or firewall
	TroubleConfig
	TroubleLoop    // mail loops back to this host
	TroubleClock   // the clock jumped
	TroubleLoad    // too busy to deliver
	TroublePolicy  // the policy server that clients are judged by
	TroubleLogin   // the authentication server for this host's own users
	TroubleMailbox // the mailbox server on this host
	TroubleHeld    // a setting or a person holds mail back
	NumTroubles
)

// Strength is how much one line proves.
type Strength uint8

const (
	Hint    Strength = iota // only together with another line
	Breadth                 // only when many unrelated destinations show it
	Sure                    // one line is enough
)

var (
	resultNames = [NumResults]string{"foreign", "silent", "found", "malformed"}
	kindNames   = [NumKinds]string{"attempt", "accepted", "queued", "identified", "removed", "gave_up", "notified", "trouble", "refused", "local_fault", "probe", "handed_on"}
	statusNames = [NumStatuses]string{"", "sent", "deferred", "bounced", "expired"}
	originNames = [NumOrigins]string{"unknown", "local", "remote"}
	phaseNames  = [NumPhases]string{"unknown", "resolve", "connect", "banner", "helo", "starttls", "auth", "mail", "rcpt", "data", "eod"}
	causeNames  = [NumCauses]string{"unknown", "greylist", "policy", "rate_limit", "reputation", "authentication", "content",
		"remote_busy", "remote_storage", "remote_error", "mailbox_full", "mailbox_unavailable", "recipient_unknown", "domain_invalid",
		"dns", "connect", "conn_lost", "tls", "relay_auth", "local", "protocol"}
	faultNames   = [NumFaults]string{"unknown", "local", "sender", "policy", "rate", "remote", "recipient", "network"}
	troubleNames = [NumTroubles]string{"unknown", "disk", "files", "memory", "readonly", "queue", "bounce", "transport", "table", "relay",
		"sasl", "bind", "filter", "milter", "tls", "dns", "net", "config", "loop", "clock", "load", "policy", "login", "mailbox", "held"}
	strengthNames = [...]string{"hint", "breadth", "sure"}
)

func (r Result) String() string       { return resultNames[r] }
func (k Kind) String() string         { return kindNames[k] }
func (s Status) String() string       { return statusNames[s] }
func (o Origin) String() string       { return originNames[o] }
func (p Phase) String() string        { return phaseNames[p] }
func (c Cause) String() string        { return causeNames[c] }
func (f Fault) String() string        { return faultNames[f] }
func (t LocalTrouble) String() string { return troubleNames[t] }
func (s Strength) String() string     { return strengthNames[s] }

func (c Cause) MarshalText() ([]byte, error)  { return []byte(c.String()), nil }
func (f Fault) MarshalText() ([]byte, error)  { return []byte(f.String()), nil }
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.String()), nil }
func (p Phase) MarshalText() ([]byte, error)  { return []byte(p.String()), nil }
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Cause is the cause that a trouble of this host stands for.
func (t LocalTrouble) Cause() Cause {
	switch t {
	case TroubleRelay, TroubleSASL:
		return RelayAuth
	case TroubleTLS:
		return TLS
	case TroubleDNS:
		return DNS
	case TroubleNet:
		return Connect
	}
	return LocalCause
}
