package main

const (
	there  = host + `, provider=~"$provider"`
	domain = host + `, destination=~"$destination"`
	// those are the domains that are chosen, if they are the provider's.
	those = ` and on (job, instance, destination) tempfail_destination_verdict{` + host + `, provider=~"$provider"}`
)

func destination() *board {
	return &board{uid: "tempfail-destination", title: "tempfail / Destination",
		variables: []variable{
			{"Provider", "provider", `label_values(tempfail_destination_verdict{job=~"$job", instance=~"$instance"}, provider)`},
			{"Destination", "destination", `label_values(tempfail_destination_verdict{job=~"$job", instance=~"$instance", provider=~"$provider"}, destination)`},
		},
		rows: []row{
			{"", []*panel{
				stat("Attempts", "Attempts an hour at the destinations chosen. 0: nothing was sent there, and nothing here can be judged.",
					4, `sum(increase(tempfail_destination_attempts_total{`+domain+`}[1h])`+those+`)`).unit("short").decimals(0).steps("text").empty("no mail"),
				stat("Deferral ratio", "Share of attempts put off in 15 minutes. Red: look at the causes below.",
					4, `sum(increase(tempfail_destination_attempts_total{`+domain+`, status="deferred"}[15m])`+those+`) / (sum(increase(tempfail_destination_attempts_total{`+domain+`}[15m])`+those+`) > 0)`).share().empty("no mail"),
				stat("Waiting", "Recipients there who were deferred and have no end yet. Red: tell the senders, or find another way to reach them.",
					4, `sum(tempfail_waiting_recipients{`+domain+`}`+those+`)`).unit("short").decimals(0).steps("green", step{10, "yellow"}, step{100, "red"}).empty("nobody waits"),
				stat("Half recovered within", "Time within which half of the deferred recipients were delivered, at the slowest of the destinations chosen. Hours: waiting helps little.",
					4, `max(tempfail_destination_recovery_seconds{`+domain+`, share="0.5"}`+those+`)`).unit("s").decimals(0).steps("green", step{3600, "yellow"}, step{14400, "red"}).empty("not yet"),
				stat("90 % recovered within", "The same for 9 of 10. Not yet: more than 1 of 10 still waits, or was given up.",
					4, `max(tempfail_destination_recovery_seconds{`+domain+`, share="0.9"}`+those+`)`).unit("s").decimals(0).steps("green", step{14400, "yellow"}, step{86400, "red"}).empty("not yet"),
				stat("Hosts that fail there", "Of the hosts that send there now, the share that fails at more than half of their attempts, refusals for our standing and rate limits counted in. All of several: it is them. One of several: it is that host's standing.",
					4, `count((sum by (instance) (increase(tempfail_provider_attempts_total{`+there+`, status="deferred"}[15m])) / (sum by (instance) (increase(tempfail_provider_attempts_total{`+there+`}[15m])) > 0)) > 0.5) / count(sum by (instance) (increase(tempfail_provider_attempts_total{`+there+`}[15m])) > 0) or on () (count(sum by (instance) (increase(tempfail_provider_attempts_total{`+there+`}[15m])) > 0) * 0)`).unit("percentunit").decimals(0).steps("green", step{0.3, "yellow"}, step{0.7, "red"}).empty("no mail"),
			}},
			{"What they say", []*panel{
				lines("Attempts by outcome", "Attempts a minute at the destinations chosen. deferred without sent: nothing gets through. Retries are attempts too: deferred rises while an outage lasts, without more mail.", 12, 9).
					query(`sum by (status) (rate(tempfail_destination_attempts_total{`+domain+`}[$__rate_interval])`+those+`) * 60`, "{{status}}").unit("short").stacked().
					color("sent", "green").color("deferred", "orange").color("bounced", "red").empty("no mail"),
				lines("Reply codes", "Replies a minute of attempts that were not sent. 421: they close connections, often for rate or standing; 450 and 451: greylisting, a mailbox, or their trouble; 452: full; none: nobody answered.", 12, 9).
					query(`sum by (code) (rate(tempfail_destination_replies_total{`+domain+`}[$__rate_interval])`+those+`) * 60 > 0`, "{{code}}").unit("short").stacked().
					color("421", "purple").color("450", "yellow").color("451", "orange").color("452", "blue").color("4xx", "light-orange").color("5xx", "red").color("none", "#8e8e8e").empty("nothing failed"),
				lines("Causes at the provider", "What the replies were about, a minute. greylist passes by itself; reputation, authentication, content: our standing with them; rate_limit: send less at a time; remote_*: wait.", 12, 9).
					query(`sum by (cause) (rate(tempfail_provider_replies_total{`+there+`}[$__rate_interval])) * 60 > 0`, "{{cause}}").unit("short").stacked().legend("max", "lastNotNull").empty("nothing failed"),
				lines("Volume, and where limiting began", "Bars: attempts an hour. Line: share of them put off for our rate. Where the line leaves the ground is the volume that they take: stay below it.", 12, 9).
					query(`sum(increase(tempfail_provider_attempts_total{`+there+`}[1h]))`, "attempts an hour").
					query(`sum(increase(tempfail_provider_replies_total{`+there+`, fault="rate"}[1h])) / (sum(increase(tempfail_provider_attempts_total{`+there+`}[1h])) > 0)`, "put off for our rate").
					unit("short").field("attempts an hour", property{"custom.drawStyle", "line"}, property{"custom.fillOpacity", 30}, property{"color", object{"mode": "fixed", "fixedColor": "#6e9fff"}}).
					field("put off for our rate", property{"unit", "percentunit"}, property{"max", 1}, property{"custom.axisPlacement", "right"}, property{"custom.lineWidth", 2}, property{"color", object{"mode": "fixed", "fixedColor": "red"}}).empty("no mail"),
			}},
			{"Who, and how it goes on", []*panel{
				lines("Greylisting", "Deferrals a minute by greylisting, against all that failed. Nothing to do while Half recovered stays within minutes; if it does not, see whether retries leave from the same address.", 8, 9).
					query(`sum(rate(tempfail_provider_replies_total{`+there+`, cause="greylist"}[$__rate_interval])) * 60`, "greylisting").
					query(`sum(rate(tempfail_provider_replies_total{`+there+`, cause!="greylist"}[$__rate_interval])) * 60`, "everything else").unit("short").color("greylisting", "#8e8e8e").color("everything else", "orange").empty("nothing failed"),
				lines("Waiting recipients", "The destinations where most wait. A slope that does not end: nothing gets through, and it will expire.", 8, 9).
					query(`topk(8, sum by (destination) (tempfail_waiting_recipients{`+domain+`}`+those+`) > 0)`, "{{destination}}").unit("short").stacked().empty("nobody waits"),
				lines("Deferral ratio by host", "Share of attempts put off at the provider, by host of ours. All alike: it is them, or all of us. One alone: that host's address or setting.", 8, 9).
					query(ratio("instance", `tempfail_provider_attempts_total{`+there+`, status="deferred"}[15m]`, `tempfail_provider_attempts_total{`+there+`}[15m]`), "{{instance}}").unit("percentunit").most(1).limit(0.5).links(toStatusPage("${__field.labels.instance}")).empty("no mail"),
				table("Destinations", "What is judged of each. Follow the link to see one alone.", 24, 9).
					cell(`sum by (destination, provider, verdict, cause, instance) (tempfail_destination_verdict{`+domain+`, provider=~"$provider"})`).
					columnsOf("Value", "destination=Destination", "provider=Provider", "verdict=Verdict", "cause=Main cause", "instance=Host").
					field("Verdict", property{"mappings", verdictWords}, coloured).
					field("Destination", property{"links", links(toDestination("${__data.fields.Destination}"))}).
					field("Host", property{"links", links(toStatusPage("${__data.fields.Host}"))}).
					empty("No destination of that name has had mail"),
			}},
		}}
}
