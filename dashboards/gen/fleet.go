package main

func fleet() *board {
	failing := `instance:tempfail_failing_providers:ratio{` + host + `}`
	cellColors := property{"custom.cellOptions", object{"type": "color-background", "mode": "basic"}}
	return &board{uid: "tempfail-fleet", title: "tempfail / Fleet",
		variables: []variable{{"Provider", "provider", `label_values(tempfail_provider_attempts_total{job=~"$job", instance=~"$instance"}, provider)`}},
		rows: []row{
			{"", []*panel{
				stat("Hosts", "Hosts whose tempfail answers. Fewer than you have: look for the missing one below.", 4, `count(max by (job, instance) (tempfail_build_info{`+host+`}))`).unit("short").decimals(0).steps("text").empty("none"),
				stat("Broken hosts", "Hosts that are themselves the cause: they say so, or 4 of 5 of their providers fail at once. Red: open the status page of the host in the table below.", 4,
					`count(instance:tempfail_local_fault:max{`+host+`} > 0) or vector(0)`).unit("short").decimals(0).steps("green", step{1, "red"}).empty("0"),
				stat("Providers that are down", "Providers at which 7 of 10 of at least two healthy hosts fail. Red: theirs; wait.", 4,
					`count(provider:tempfail_failing_witnesses:ratio{job=~"$job"} >= 0.7 and provider:tempfail_witnesses:count{job=~"$job"} >= 2) or vector(0)`).unit("short").decimals(0).steps("green", step{1, "orange"}).empty("0"),
				stat("Refused hosts", "Hosts that some provider refuses for their standing, at more than half of their attempts. Red: see the matrix for whom, and ask there for removal when the reason is gone.", 4,
					`count(count by (instance) (instance_provider:tempfail_refusals:ratio_rate15m{`+host+`} > 0.5)) or vector(0)`).unit("short").decimals(0).steps("green", step{1, "purple"}).empty("0"),
				stat("Findings", "Findings that last, on all hosts; greylisting and single mailboxes not counted.", 4,
					`sum(tempfail_findings{`+host+`, verdict!~"greylisting|recipient-trouble|thin"})`).unit("short").decimals(0).steps("green", step{1, "orange"}).empty("0"),
				stat("Waiting", "Recipients who wait, on all hosts. Red: see in the table of hosts where they wait, and tell the senders where it does not fall.", 4, `sum(tempfail_waiting_recipients{`+host+`})`).unit("short").decimals(0).steps("green", step{100, "yellow"}, step{1000, "red"}).empty("no data"),
			}},
			{"Which host, which provider", []*panel{
				matrix(),
				bars("Providers: share of hosts that fail there", "Of the hosts that send there and are not themselves broken. Long: theirs. Short, with a red cell in the matrix: that one host is refused. Needs the recording rules.", 8, 10,
					`sort_desc(topk(12, max by (provider) (provider:tempfail_failing_witnesses:ratio{job=~"$job", provider=~"$provider"})))`, "{{provider}}").unit("percentunit").most(1).decimals(0).
					steps("green", step{0.5, "yellow"}, step{0.7, "orange"}).links(toProvider("${__field.labels.provider}")).empty("no provider has enough mail, or the rules of tempfail.rules.yml are not loaded"),
			}},
			{"Hosts", []*panel{
				table("Hosts", "One row a host. Failing providers is the breadth of its trouble: red means that it is the host. The link leads to its status page.", 24, 8).
					cell(`sum by (instance) (increase(tempfail_attempts_total{`+host+`}[$__range]))`).
					cell(ratio("instance", `tempfail_attempts_total{`+host+`, status="deferred"}[15m]`, `tempfail_attempts_total{`+host+`}[15m]`)).
					cell(failing).
					cell(`sum by (instance) (tempfail_waiting_recipients{`+host+`})`).
					cell(`max by (instance) (tempfail_oldest_waiting_seconds{`+host+`})`).
					cell(`sum by (instance) (tempfail_findings{`+host+`, verdict!~"greylisting|recipient-trouble|thin"})`).
					cell(`min by (instance) (tempfail_source_up{`+host+`})`).
					columnsOf("job", "instance=Host", "#A=Attempts", "#B=Deferral ratio", "#C=Failing providers", "#D=Waiting", "#E=Longest wait", "#F=Findings", "#G=Log read").
					field("Host", property{"links", links(toStatusPage("${__data.fields.Host}"))}).
					field("Attempts", property{"decimals", 0}).
					field("Deferral ratio", property{"unit", "percentunit"}, property{"decimals", 1}, property{"thresholds", thresholds("green", step{0.05, "yellow"}, step{0.2, "red"})}, coloured).
					field("Failing providers", property{"unit", "percentunit"}, property{"decimals", 0}, property{"thresholds", thresholds("green", step{0.3, "yellow"}, step{0.8, "red"})}, cellColors, property{"noValue", "too little mail"}).
					field("Longest wait", property{"unit", "s"}, property{"decimals", 0}).
					field("Findings", property{"thresholds", thresholds("green", step{1, "orange"})}, coloured).
					field("Log read", property{"mappings", mappings(mapping{"1", "yes", "green"}, mapping{"0", "NO", "red"})}, coloured).
					empty("No exporter answers"),
				lines("Deferral ratio by host", "Share of attempts put off. One line apart from the others: that host. All together: a provider that all of them use, see below.", 8, 9).
					query(ratio("instance", `tempfail_attempts_total{`+host+`, status="deferred"}[15m]`, `tempfail_attempts_total{`+host+`}[15m]`), "{{instance}}").unit("percentunit").most(1).limit(0.2).links(toStatusPage("${__field.labels.instance}")).empty("no mail"),
				lines("Failing providers by host", "Share of its providers that fail. Above the line the host itself is the cause. Needs the recording rules.", 8, 9).
					query(failing, "{{instance}}").unit("percentunit").most(1).limit(0.8).links(toStatusPage("${__field.labels.instance}")).empty("too little mail, or the rules of tempfail.rules.yml are not loaded"),
				lines("Sent by host", "Recipients a minute. A host at 0 beside others that send: see whether it is in the pool, and whether its log is read.", 8, 9).
					query(`sum by (instance) (rate(tempfail_attempts_total{`+host+`, status="sent"}[$__rate_interval])) * 60`, "{{instance}}").unit("short").stacked().links(toStatusPage("${__field.labels.instance}")).empty("no mail"),
				lines("Attempts by mail server", "Attempts a minute by the program that logged them.", 8, 8).
					query(`sum by (mta) (rate(tempfail_attempts_total{`+host+`}[$__rate_interval])) * 60 > 0`, "{{mta}}").unit("short").stacked().empty("no mail"),
				lines("Put off without an attempt", "Deferrals logged without a try, a minute: the mail server gives the destination a rest. Much of it with little else: one try decides for thousands; look at that destination.", 8, 8).
					query(`sum by (instance) (rate(tempfail_not_attempted_total{`+host+`}[$__rate_interval])) * 60`, "{{instance}}").unit("short").columns().empty("none"),
				lines("Own troubles by cause", "Lines an hour in which a host says that something of its own is broken.", 8, 8).
					query(`sum by (instance, cause) (increase(tempfail_local_faults_total{`+host+`}[1h])) > 0`, "{{instance}}: {{cause}}").unit("short").columns().links(toStatusPage("${__field.labels.instance}")).empty("none"),
			}},
		}}
}

// matrix has a row for each host and a column for each provider. What the
// rules do not count as failure is none here: else who greylists looks down.
func matrix() *panel {
	chosen := host + `, provider=~"$provider", provider!="other"`
	attempts := `sum by (instance, provider) (increase(tempfail_provider_attempts_total{` + chosen + `}[15m]))`
	failures := `sum by (instance, provider) (increase(tempfail_provider_replies_total{` + chosen + `, fault!~"policy|recipient"}[15m]))`
	largest := `topk(12, sum by (provider) (increase(tempfail_provider_attempts_total{` + chosen + `}[15m])))`
	p := table("Share of attempts that fail, by host and provider", "A red row is a broken host; a red column is a provider that is down; a single red cell is a host that this provider refuses. Greylisting, house rules and single mailboxes are not counted. Empty: no mail in 15 minutes.", 16, 10).
		cell(`clamp_max((`+failures+` or 0 * `+attempts+`) / (`+attempts+` > 0), 1) and on (provider) `+largest).
		unit("percentunit").decimals(0).steps("green", step{0.1, "yellow"}, step{0.5, "red"}).empty("")
	p.custom["cellOptions"] = object{"type": "color-background", "mode": "basic"}
	p.custom["minWidth"] = 60
	p.transformations = []object{{"id": "groupingToMatrix", "options": object{"columnField": "provider", "rowField": "instance", "valueField": "Value", "emptyValue": "null"}}}
	return p.override("byName", `instance\provider`, property{"displayName", "Host"}, property{"custom.width", 180}, property{"custom.cellOptions", object{"type": "auto"}}, property{"unit", "string"},
		property{"links", links(toStatusPage("${__value.raw}"))})
}
