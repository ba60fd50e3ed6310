package aggregate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tempfail/parser"
)

func sentence(format string, a ...any) string { return fmt.Sprintf(format, a...) }

// plural counts things: 1 attempt, 2 attempts.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// capital begins a sentence with what also stands within one.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// words is a cause as it stands in a sentence.
func words(c parser.Cause) string { return strings.ReplaceAll(c.String(), "_", " ") }

// percent is a share in words: exact enough to compare, short enough to read.
func percent(x float64) string {
	switch p := 100 * x; {
	case p != 0 && p < 10:
		return fmt.Sprintf("%.1f %%", p)
	default:
		return fmt.Sprintf("%.0f %%", p)
	}
}

// odd is a small chance in words.
func odd(p float64) string {
	switch {
	case p >= 0.01:
		return percent(p)
	case p <= 1e-12:
		return "less than 1 in 10^12"
	}
	return fmt.Sprintf("1 in 10^%.0f", math.Floor(-math.Log10(p)))
}

// span is a duration of ms milliseconds in words.
func span(ms int64) string { return Span(time.Duration(ms) * time.Millisecond) }

// Span is a duration in words, in the two units that matter: 42s, 5m 12s, 14m,
// 2h 41m, 3d 4h. Findings and reports tell durations alike.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 0:
		return "-" + Span(-max(d, -math.MaxInt64))
	case d < time.Second && d > 0:
		return "under 1s"
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < 10*time.Minute:
		return two(d, time.Minute, "m", time.Second, "s")
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < day:
		return two(d, time.Hour, "h", time.Minute, "m")
	default:
		return two(d, day, "d", time.Hour, "h")
	}
}

func two(d, big time.Duration, bigName string, small time.Duration, smallName string) string {
	s := fmt.Sprintf("%d%s", d/big, bigName)
	if rest := d % big / small; rest > 0 {
		s += fmt.Sprintf(" %d%s", rest, smallName)
	}
	return s
}

// clock says for how long a fault lasted, or lasts; a report says when, in the
// zone of its reader.
func (e *evidence) clock(since, until int64, ongoing bool) string {
	if ongoing {
		until = max(until, e.end)
	}
	return "for " + span(max(until-since, 1000))
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// cutVia parts the name of a via.
func cutVia(via string) (host, instance, agent, mta string) {
	p := strings.SplitN(via, "\x00", 4)
	return p[0], p[1], p[2], p[3]
}

func transportName(via string) string {
	host, instance, agent, _ := cutVia(via)
	return strings.Trim(host+" "+instance+"/"+agent, " /")
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// layerSays tells what failing at a layer is, after "operators failed".
var layerSays = [numLayers]string{
	layerResolve: "to be found in the DNS", layerConnect: "to be connected to",
	layerSession: "in mid-session", layerServer: "to take the mail",
}

// hostSays is a breadth finding in a sentence: operators failing, operators
// tried, when.
var hostSays = [numLayers]string{
	layerResolve: "This host could not resolve names: lookups failed for %d of %d unrelated operators, %s",
	layerConnect: "This host could not reach the network: connections failed to %d of %d unrelated operators, %s",
	layerSession: "This host lost its sessions: they broke at %d of %d unrelated operators, %s",
	layerServer:  "Unrelated operators refused mail from here together: %d of %d, %s",
}

// ownNames and ownSays tell the host's own troubles; ownAdvice what to do.
var ownNames = [parser.NumTroubles]string{
	parser.TroubleUnknown: "a fault", parser.TroubleDisk: "no space left", parser.TroubleFiles: "too many open files",
	parser.TroubleMemory: "out of memory", parser.TroubleReadonly: "a read-only file system", parser.TroubleQueue: "queue files cannot be written or read",
	parser.TroubleBounce: "the bounce or defer service fails", parser.TroubleTransport: "a delivery agent is missing or crashes",
	parser.TroubleTable: "a lookup table is unavailable", parser.TroubleRelay: "the relay it sends through is set up wrongly",
	parser.TroubleSASL: "authentication to the relay fails", parser.TroubleBind: "the source address is not on this host",
	parser.TroubleFilter: "the content filter on this host is down", parser.TroubleMilter: "a milter fails",
	parser.TroubleTLS: "its own TLS setup is broken", parser.TroubleDNS: "the resolver fails", parser.TroubleNet: "its own firewall or route stops connections",
	parser.TroubleConfig: "its configuration is broken", parser.TroubleLoop: "mail loops back to itself",
	parser.TroubleClock: "its clock jumped", parser.TroubleLoad: "it is too busy to deliver",
	parser.TroublePolicy: "its policy server (postgrey, policyd) does not answer", parser.TroubleLogin: "its users cannot log in (no authentication server)",
	parser.TroubleMailbox: "the mailbox server on this host cannot be reached",
	parser.TroubleHeld:    "a setting or a person holds mail back, as defer_transports does",
}

var ownSays = func() (says [parser.NumTroubles]string) {
	for t, name := range ownNames {
		says[t] = "This host says so itself: " + name + ", in %s, %s"
	}
	return says
}()

var ownAdvice = [parser.NumTroubles]string{
	parser.TroubleUnknown:   "Read the lines above and mend what they name.",
	parser.TroubleDisk:      "Free space on the file system of the queue: `df -h` and `df -i`; then {again}.",
	parser.TroubleFiles:     "Raise the limit on open files (`ulimit -n`, LimitNOFILE=, fs.file-max), or lower {jobs}.",
	parser.TroubleMemory:    "Find what eats the memory, or lower {jobs}.",
	parser.TroubleReadonly:  "The file system went read-only: look for disk errors with `dmesg`, then remount it.",
	parser.TroubleQueue:     "Check the file system and the permissions of the queue ({check}).",
	parser.TroubleBounce:    "Look for the daemon's fatal: line before these; then look at what it names ({check}).",
	parser.TroubleTransport: "Look for the agent's own fatal: line; check {agent} and that its program starts.",
	parser.TroubleTable:     "Query the table by hand {lookup}; check its file, or the database server behind it.",
	parser.TroubleRelay:     "Check {relay}: does the name resolve, and does it not point to this host?",
	parser.TroubleSASL:      "Check user and password for the relay ({login}), and that a SASL mechanism it offers is installed; try port 587.",
	parser.TroubleBind:      "{source} names an address that this host does not have: mend it, or SPF and PTR will not match.",
	parser.TroubleFilter:    "Start the content filter (amavis, the LMTP server): its port or socket refuses connections; then {again}.",
	parser.TroubleMilter:    "Start the milter (rspamd, OpenDKIM, ...): until then mail is refused with 451 4.7.1; {milter}.",
	parser.TroubleTLS:       "Check the certificate, key and CA files named in {files}, and that they can be read.",
	parser.TroubleDNS:       "Query the resolver of /etc/resolv.conf with `dig`; where the mail server runs in a chroot, as Postfix may, that of the copy there, too.",
	parser.TroubleNet:       "Check the firewall's owner and output rules, SELinux, and the routing table (`ip route get`).",
	parser.TroubleConfig:    "Mend the setting that the line names; {check} looks for more.",
	parser.TroubleLoop:      "Check {own}, and the MX that points here.",
	parser.TroubleClock:     "Check the time service (`chronyc tracking`): a wrong clock breaks DKIM, TLS and delays.",
	parser.TroubleLoad:      "Lower the load, or raise the limit that stops delivery.",
	parser.TroublePolicy:    "Start the policy server whose address the line names (postgrey, policyd, an SPF checker): until then clients are refused with 451 4.3.5.",
	parser.TroubleLogin:     "Start the authentication server for clients (Dovecot's auth, saslauthd), or install its SASL mechanisms: until then nobody can log in to send mail.",
	parser.TroubleMailbox:   "Start the mailbox server (Dovecot, Cyrus), and check that its LMTP socket or port is where deliveries look for it; then {again}.",
	parser.TroubleHeld:      "Look at what holds the mail back (defer_transports, hold_domains, a message that somebody froze); end that, then {again}.",
}
