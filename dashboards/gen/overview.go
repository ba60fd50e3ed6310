package main

// ours and theirs are the verdicts that one has to act on, by whose hands
// they need.
const (
	ours   = `verdict=~"local-fault|blocked|throttled"`
	theirs = `verdict="remote-outage"`
)

// faults are whose a failure is, with a colour for each in all panels: cold
// ones are ours, warm ones theirs, and grey is nobody's.
var faults = []struct{ name, color string }{
	{"local", "dark-purple"}, {"sender", "purple"}, {"rate", "blue"},
	{"remote", "orange"}, {"network", "yellow"}, {"recipient", "light-green"}, {"policy", "#8e8e8e"}, {"unknown", "#5a5a5a"},
}

// byFault colours series that are named by fault.
func (p *panel) byFault() *panel {
	for _, f := range faults {
		p.color(f.name, f.color)
	}
	return p
}

// share is a ratio that is bad from a fifth on.
func (p *panel) share() *panel {
	return p.unit("percentunit").decimals(1).steps("green", step{0.05, "yellow"}, step{0.2, "red"})
}

// verdictWords colours a column of verdicts.
var verdictWords = mappings(
	mapping{"healthy", "healthy", "green"}, mapping{"thin", "too little mail to tell", "text"},
	mapping{"local-fault", "US: local fault", "purple"}, mapping{"blocked", "US: blocked", "purple"}, mapping{"throttled", "US: throttled", "blue"},
	mapping{"remote-outage", "THEM: outage", "orange"}, mapping{"unclear", "unclear", "yellow"},
	mapping{"greylisting", "greylisting, passes by itself", "text"}, mapping{"recipient-trouble", "single mailboxes", "text"})

var coloured = property{"custom.cellOptions", object{"type": "color-text"}}

func overview() *board {
	return &board{uid: "tempfail-overview", title: "tempfail / Overview", rows: []row{
		{"", []*panel{answer(), findings(),
			stat("Sent a minute", "Recipients whose mail was taken, a minute. At 0 while mail usually flows: look at the exporter's health at the bottom first, then at the queue.",
				4, `sum(rate(tempfail_attempts_total{`+host+`, status="sent"}[5m])) * 60`).unit("short").decimals(1).steps("text").empty("no data"),
			stat("Deferral ratio", "Share of attempts that were put off, in 15 minutes. Red: look below whose fault it is before you act; a few large retries can do it.",
				4, `sum(increase(tempfail_attempts_total{`+host+`, status="deferred"}[15m])) / (sum(increase(tempfail_attempts_total{`+host+`}[15m])) > 0)`).share().empty("no mail"),
			stat("Waiting", "Recipients who were deferred and have no end yet. It rises with every outage; red is for your own measure: tell the senders where it does not fall when the fault is over.",
				4, `sum(tempfail_waiting_recipients{`+host+`})`).unit("short").decimals(0).steps("green", step{100, "yellow"}, step{1000, "red"}).empty("no data"),
			stat("Longest wait", "How long the recipient who waits longest has waited. Red, after 4 days: mail is about to go back; see who it is on the status page.",
				4, `max(tempfail_oldest_waiting_seconds{`+host+`})`).unit("s").decimals(1).steps("green", step{14400, "yellow"}, step{345600, "red"}).empty("no data"),
			stat("Goes back within 12 h", "Recipients whose mail is returned to its sender within 12 hours. Red: tell the senders now; tempfail analyze lists them.",
				4, `sum(tempfail_expiring_recipients{`+host+`})`).unit("short").decimals(0).steps("green", step{10, "red"}).empty("no data"),
			stat("Given up today", "Recipients whose mail went back in 24 hours because its time in the queue ran out. Red: find out at which destination, in the table below.",
				4, `sum(increase(tempfail_expired_total{`+host+`}[24h]))`).unit("short").decimals(0).steps("green", step{1, "yellow"}, step{50, "red"}).empty("no data"),
		}},
		{"Whose fault is it?", []*panel{
			lines("Failed attempts by fault", "Purple and blue are ours (this host, our standing, our rate), orange and yellow theirs or the way there, grey nobody's (greylisting, house rules). Purple: begin with Own troubles below. Orange at one provider: wait.", 12, 9).
				query(`sum by (fault) (rate(tempfail_replies_total{`+host+`}[$__rate_interval])) * 60`, "{{fault}}").unit("short").stacked().byFault().legend("max", "lastNotNull").empty("nothing failed"),
			lines("Deferral ratio by provider, and what is usual", "The 8 providers with most deferrals now. White is the share of all mail over a day: what is usual here. One line at the top: theirs. All of them: ours.", 12, 9).
				query(`topk(8, sum by (provider) (increase(tempfail_provider_attempts_total{`+host+`, status="deferred"}[15m]))) * 0 + on (provider) `+ratio("provider", `tempfail_provider_attempts_total{`+host+`, status="deferred"}[15m]`, `tempfail_provider_attempts_total{`+host+`}[15m]`), "{{provider}}").
				query(`sum(increase(tempfail_attempts_total{`+host+`, status="deferred"}[1d])) / (sum(increase(tempfail_attempts_total{`+host+`}[1d])) > 0)`, "usual").
				unit("percentunit").most(1).limit(0.2).
				field("usual", property{"color", object{"mode": "fixed", "fixedColor": "text"}}, property{"custom.lineStyle", object{"fill": "dash", "dash": []int{8, 6}}}, property{"custom.lineWidth", 2}).bare().
				links(toProvider("${__field.labels.provider}")).empty("no mail"),
		}},
		{"Where", []*panel{worst()}},
		{"What it is", []*panel{
			bars("Top causes in this time", "What the replies of failed attempts were about. greylist passes by itself; reputation, authentication and content are our standing; local, dns and connect together are this host.", 8, 9,
				`topk(10, sum by (cause) (increase(tempfail_replies_total{`+host+`}[$__range]))) > 0`, "{{cause}}").unit("none").decimals(0).shade("continuous-BlPu").empty("nothing failed"),
			lines("Own troubles", "Lines in which our hosts say that something of their own is broken: disk, milter, resolver, relay password. Anything here: repair that first, whatever the other panels say.", 8, 9).
				query(`sum by (trouble) (rate(tempfail_local_troubles_total{`+host+`}[$__rate_interval])) * 60 > 0`, "{{trouble}}").unit("short").columns().links(toStatusPage("${__field.labels.instance}")).empty("none: our hosts complain about nothing"),
			lines("Waiting recipients by destination", "The 8 destinations where most wait. It should fall when the fault is over; where it does not, look for mail that waits for something else.", 8, 9).
				query(`topk(8, sum by (destination) (tempfail_waiting_recipients{`+host+`}) > 0)`, "{{destination}}").unit("short").stacked().links(toDestination("${__field.labels.destination}")).empty("nobody waits"),
			lines("Delivery time", "From a message's arrival at our host to its delivery, of what was delivered then. The upper line rises with greylisting and outages; both rise when this host or its network is slow.", 8, 8).
				query(`histogram_quantile(0.5, sum by (le) (rate(tempfail_delivery_seconds_bucket{`+host+`}[$__rate_interval])))`, "half").
				query(`histogram_quantile(0.95, sum by (le) (rate(tempfail_delivery_seconds_bucket{`+host+`}[$__rate_interval])))`, "95 %").unit("s").logarithmic().empty("nothing was delivered"),
			lines("Recovery time", "From a recipient's first deferral to delivery, of those delivered then: how long it takes until waiting has helped. Days: retries come too rarely, or something else than time is needed.", 8, 8).
				query(`histogram_quantile(0.5, sum by (le) (rate(tempfail_recovery_seconds_bucket{`+host+`}[$__rate_interval])))`, "half").
				query(`histogram_quantile(0.95, sum by (le) (rate(tempfail_recovery_seconds_bucket{`+host+`}[$__rate_interval])))`, "95 %").unit("s").logarithmic().empty("no deferred recipient was delivered"),
			lines("Refused from clients", "Mail that our hosts refused to take, by reply code. It is no delivery, and in no other panel. A burst of 4xx: our own restrictions or a full disk put senders off.", 8, 8).
				query(`sum by (code) (rate(tempfail_refused_inbound_total{`+host+`}[$__rate_interval])) * 60 > 0`, "{{code}}").unit("short").columns().empty("nothing was refused"),
		}},
		{"Is tempfail itself well?", []*panel{
			sources(),
			lines("Lines read", "Lines a second. found have an event, silent are a mail server's without one, foreign another program's. malformed should be 0: tempfail lines shows them, and each is a bug of ours.", 7, 8).
				query(`sum by (result) (rate(tempfail_lines_total{`+host+`}[$__rate_interval]))`, "{{result}}").unit("short").stacked().color("malformed", "red").color("found", "green").color("silent", "#8e8e8e").color("foreign", "#5a5a5a").empty("no exporter answers"),
			lines("Names without series", "Destinations, providers and sender domains that were new when no place was left, an hour: they count in other. Often above 0: raise --top, or name the ones that matter with --allow.", 5, 8).
				query(`sum(increase(tempfail_destinations_folded_total{`+host+`}[1h]))`, "destinations").
				query(`sum(increase(tempfail_providers_folded_total{`+host+`}[1h]))`, "providers").
				query(`sum(increase(tempfail_senders_folded_total{`+host+`}[1h]))`, "sender domains").unit("short").columns().empty("no exporter answers"),
		}},
	}}
}

// bare leaves out what is below the lines, where many cross.
func (p *panel) bare() *panel { p.custom["fillOpacity"] = 0; return p }

// logarithmic makes a scale on which seconds and days can both be read.
func (p *panel) logarithmic() *panel {
	p.custom["scaleDistribution"] = object{"type": "log", "log": 10}
	delete(p.defaults, "min")
	return p
}

// answer is the first thing one wants to know.
func answer() *panel {
	sum := func(verdicts string) string {
		return `(sum(tempfail_findings{` + host + `, ` + verdicts + `}) > bool 0)`
	}
	p := stat("Is it us, or is it them?", "CLEAR: nothing to act on. US: a host of ours is broken, blocked or sends too fast; open its status page. THEM: others take our mail, one does not; wait. BOTH: begin with ours.",
		8, sum(ours)+` + 2 * `+sum(theirs))
	p.h = 8
	p.options["graphMode"], p.options["colorMode"], p.options["justifyMode"] = "none", "background", "center"
	return p.words(mapping{"0", "CLEAR", "green"}, mapping{"1", "US", "purple"}, mapping{"2", "THEM", "orange"}, mapping{"3", "BOTH", "red"}).empty("no exporter answers")
}

// findings are what lasts now.
func findings() *panel {
	p := table("Findings that last", "What is wrong now, judged by tempfail on each host. The link leads to its status page, which has the evidence and what to do.", 16, 8).
		cell(`sum by (instance, verdict, fault, cause, scope) (tempfail_finding{`+host+`, verdict!~"greylisting|recipient-trouble"})`).
		columnsOf("Value", "verdict=Verdict", "scope=Where", "cause=Cause", "fault=Fault", "instance=Host").
		field("Verdict", property{"mappings", verdictWords}, coloured).
		field("Host", property{"links", links(toStatusPage("${__data.fields.Host}"))}).
		empty("Nothing: mail flows as it should")
	return p
}

// worst is the table of destinations.
func worst() *panel {
	gauge := property{"custom.cellOptions", object{"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}}
	by := `destination`
	p := table("Worst destinations in this time", "By deferred attempts; nine retries are nine. Half and 90 % is how soon deferred recipients are delivered there: minutes mean that waiting helps, a dash that it has not helped yet.", 24, 10).
		cell(`topk(25, sum by (destination) (increase(tempfail_destination_attempts_total{`+host+`, status="deferred"}[$__range]))) > 0`).
		cell(`sum by (destination) (increase(tempfail_destination_attempts_total{`+host+`}[$__range]))`).
		cell(ratio(by, `tempfail_destination_attempts_total{`+host+`, status="deferred"}[$__range]`, `tempfail_destination_attempts_total{`+host+`}[$__range]`)).
		cell(`sum by (destination) (tempfail_waiting_recipients{`+host+`})`).
		cell(`max by (destination) (tempfail_destination_recovery_seconds{`+host+`, share="0.5"})`).
		cell(`max by (destination) (tempfail_destination_recovery_seconds{`+host+`, share="0.9"})`).
		cell(`topk by (destination) (1, count by (destination, provider, verdict, cause) (tempfail_destination_verdict{`+host+`}))`).
		columnsOf("Value #G", "destination=Destination", "#A=Deferred", "#B=Attempts", "#C=Ratio", "#D=Waiting", "#E=Half", "#F=90 %", "verdict=Verdict", "cause=Main cause", "provider=Provider").
		field("Destination", property{"links", links(toDestination("${__data.fields.Destination}"))}).
		field("Provider", property{"links", links(toProvider("${__data.fields.Provider}"))}).
		field("Deferred", gauge, property{"decimals", 0}, property{"color", object{"mode": "continuous-YlRd"}}, property{"min", 0}, property{"custom.width", 220}).
		field("Attempts", property{"decimals", 0}, property{"custom.width", 90}).
		field("Waiting", property{"decimals", 0}, property{"custom.width", 80}).
		field("Ratio", property{"unit", "percentunit"}, property{"decimals", 0}, property{"custom.width", 70}, property{"thresholds", thresholds("green", step{0.05, "yellow"}, step{0.2, "red"})}, coloured).
		field("Half", property{"unit", "s"}, property{"decimals", 0}, property{"noValue", "–"}, property{"custom.width", 90}).
		field("90 %", property{"unit", "s"}, property{"decimals", 0}, property{"noValue", "–"}, property{"custom.width", 90}).
		field("Verdict", property{"mappings", verdictWords}, coloured).
		sort("Deferred").empty("Nothing was deferred in this time")
	return p
}

// sources are the logs that are followed.
func sources() *panel {
	yes := mappings(mapping{"1", "yes", "green"}, mapping{"0", "NO", "red"})
	state := mappings(mapping{"1", "saved", "green"}, mapping{"0", "NOT", "red"})
	settings := mappings(mapping{"1", "read", "green"}, mapping{"0", "OLD", "yellow"})
	return table("Logs", "Red: what happens now is in no number. NO: see on the status page why the log cannot be read. Behind: the host is too slow or the disk is. Lost: rotation was faster than reading. OLD: the configuration file has a fault, and an earlier one is in force; tempfail's own log says which line. NOT: the state cannot be saved, and a restart would count anew from where it was saved last.", 12, 8).
		cell(`min by (instance, source) (tempfail_source_up{`+host+`})`).
		cell(`max by (instance, source) (tempfail_source_lag_seconds{`+host+`})`).
		cell(`sum by (instance, source) (increase(tempfail_source_lost_bytes_total{`+host+`}[$__range]))`).
		cell(`time() - max by (instance) (tempfail_last_event_timestamp_seconds{`+host+`} > 0)`).
		cell(`min by (instance) (tempfail_config_last_reload_successful{`+host+`})`).
		cell(`min by (instance) (tempfail_state_last_save_successful{`+host+`})`).
		cell(`max by (instance, version) (tempfail_build_info{`+host+`})`).
		columnsOf("Value #G", "instance=Host", "source=Log", "#A=Read", "#B=Behind", "#C=Lost", "#D=Last event", "#E=Settings", "#F=State", "version=Version").
		field("Host", property{"links", links(toStatusPage("${__data.fields.Host}"))}, property{"custom.width", 110}).
		field("Read", property{"mappings", yes}, coloured, property{"custom.width", 60}).
		field("Behind", property{"unit", "s"}, property{"decimals", 0}, property{"custom.width", 80}, property{"thresholds", thresholds("green", step{60, "yellow"}, step{300, "red"})}, coloured).
		field("Lost", property{"unit", "bytes"}, property{"decimals", 0}, property{"custom.width", 80}, property{"thresholds", thresholds("green", step{1, "red"})}, coloured).
		field("Last event", property{"unit", "s"}, property{"decimals", 0}, property{"custom.width", 100}).
		field("Settings", property{"mappings", settings}, coloured, property{"custom.width", 80}).
		field("State", property{"mappings", state}, coloured, property{"custom.width", 60}).
		field("Version", property{"custom.width", 80}).
		empty("No exporter answers: is tempfail serve running, and scraped?")
}
