package aggregate

import (
	"cmp"
	"strings"
)

// dialect is what advice calls things in the words of one mail server, so that
// who looks after it need not translate. Advice has them as {again}, {check}
// and so on.
type dialect map[string]string

// anyServer is in words that fit every mail server.
var anyServer = dialect{
	"again":  "have the queue tried again",
	"delete": "with the server's own tool",
	"check":  "the server's own check of its configuration",
	"jobs":   "the number of deliveries at a time",
	"agent":  "its entry in the configuration",
	"lookup": "with the server's own tool",
	"relay":  "the relay's name in the configuration",
	"route":  "where it routes mail",
	"login":  "where the configuration has them",
	"source": "The source address of deliveries",
	"milter": "the configuration decides",
	"files":  "the configuration",
	"own":    "which domains this host takes for its own",
	"slow":   "fewer connections at a time, a pause between deliveries",
	"few":    "most servers have a setting for it",
}

// dialects are those of the mail servers that people set up by hand. For a
// word that is missing, that of anyServer stands.
//
// Sources: postconf(5), postqueue(1), postmap(1); the Exim specification,
// chapters 5 (command line), 14 (main options) and 30 (smtp transport);
// Sendmail's operations guide and cf/README; smtpd.conf(5), smtpctl(8);
// qmail-send(8), qmail-remote(8), qmail-control(5).
var dialects = map[string]dialect{
	"postfix": {
		"again": "`postqueue -f`", "delete": "`postsuper -d ID`", "check": "`postfix check`", "jobs": "default_process_limit", "agent": "its entry in master.cf",
		"lookup": "with `postmap -q`", "relay": "relayhost in main.cf", "route": "relayhost, transport_maps, relay_transport, default_transport", "login": "smtp_sasl_password_maps, postmap",
		"source": "smtp_bind_address", "milter": "milter_default_action decides", "files": "main.cf",
		"own": "mydestination, relay_domains", "slow": "a transport of its own, with TRANSPORT_destination_concurrency_limit and TRANSPORT_destination_rate_delay",
		"few": "a transport of its own, with TRANSPORT_destination_recipient_limit",
	},
	"exim": {
		"again": "`exim -qf`", "delete": "`exim -Mrm ID`", "check": "`exim -bV`", "jobs": "queue_run_max", "agent": "its transport",
		"lookup": "with `exim -be`", "relay": "the hosts of the router to it", "route": "route_list and route_data of its routers", "login": "client_send of the authenticator; on Debian passwd.client",
		"source": "The interface of the smtp transport", "own": "the domain lists for local and for relayed mail",
		"slow": "a transport of its own with serialize_hosts, and connection_max_messages", "few": "max_rcpt of its transport",
	},
	"sendmail": {
		"again": "`sendmail -q`", "delete": "or set it aside with `sendmail -Qspam -qSADDRESS`", "check": "`sendmail -bt`", "jobs": "MaxQueueChildren", "agent": "its mailer in sendmail.mc",
		"lookup": "with /map in `sendmail -bt`", "relay": "SMART_HOST in sendmail.mc", "route": "SMART_HOST, mailertable", "login": "AuthInfo in the access or authinfo map",
		"source": "Addr in CLIENT_OPTIONS", "milter": "F= of its INPUT_MAIL_FILTER decides", "files": "sendmail.mc",
		"own": "local-host-names, relay-domains", "slow": "a queue group of its own with one runner", "few": "a queue group of its own with r=",
	},
	"opensmtpd": {
		"again": "`smtpctl schedule all`", "delete": "`smtpctl remove ID`", "check": "`smtpd -n`", "agent": "its action in smtpd.conf",
		"relay": "the host of the relay action in smtpd.conf", "login": "the auth table of the relay action",
		"source": "The src of the relay action", "files": "smtpd.conf", "own": "the match rules of smtpd.conf",
	},
	"qmail": {
		"again": "send qmail-send an ALRM", "check": "`qmail-showctl`", "jobs": "control/concurrencyremote", "relay": "control/smtproutes", "route": "control/smtproutes",
		"own": "control/locals, control/rcpthosts", "slow": "control/concurrencyremote, which holds for all destinations",
	},
}

// in puts the words of a mail server into advice.
func (d dialect) in(advice string) string {
	for word, any := range anyServer {
		advice = strings.ReplaceAll(advice, "{"+word+"}", cmp.Or(d[word], any))
	}
	return advice
}

// hasWords tells whether advice has words of a dialect to be put in.
func hasWords(advice string) bool { return strings.Contains(advice, "{") }

// mtaOf is the mail server that made most of some attempts; "" where there are
// none.
func (e *evidence) mtaOf(some []int32) (most string) {
	counts := make([]int, len(e.hosts.all))
	for _, i := range some {
		counts[e.try(i).via()]++
	}
	by := map[string]int{}
	for via, n := range counts {
		if n > 0 && via > 0 {
			_, _, _, mta := cutVia(e.hosts.all[via])
			by[mta] += n
		}
	}
	for _, mta := range sortedKeys(by) {
		if by[mta] > by[most] {
			most = mta
		}
	}
	return most
}
