package main

const from = host + `, sender=~"$sender"`

func sender() *board {
	return &board{uid: "tempfail-sender", title: "tempfail / Sender and warm-up",
		variables: []variable{
			{"Sender domain", "sender", `label_values(tempfail_sender_attempts_total{job=~"$job", instance=~"$instance"}, sender)`},
			{"Provider", "provider", `label_values(tempfail_provider_attempts_total{job=~"$job", instance=~"$instance"}, provider)`},
		},
		rows: []row{
			{"", []*panel{
				stat("Volume in 24 h", "Recipients that mail was sent to in the last 24 hours.", 6, `sum(increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[24h]))`).unit("short").decimals(0).steps("text").empty("no mail"),
				stat("Against the day before", "Growth over the day before; it needs two days of history. A new address or domain should not grow by more than 2 a day. Red: slow down before they slow you down.", 6,
					`sum(increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[24h])) / (sum(increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[24h] offset 24h)) > 0)`).unit("none").decimals(2).steps("green", step{2, "yellow"}, step{3, "red"}).empty("no mail the day before"),
				stat("Deferral ratio", "Share of attempts of these senders put off in an hour. Red, and not so for other senders: it is what they send, or who they are.", 6,
					`sum(increase(tempfail_sender_attempts_total{`+from+`, status="deferred"}[1h])) / (sum(increase(tempfail_sender_attempts_total{`+from+`}[1h])) > 0)`).share().empty("no mail"),
				stat("Put off for our rate", "Share of attempts at the providers chosen that were put off for our rate, in an hour. Above 5 %: stay below the volume at which it began.", 6,
					`sum(increase(tempfail_provider_replies_total{`+there+`, fault="rate"}[1h])) / (sum(increase(tempfail_provider_attempts_total{`+there+`}[1h])) > 0)`).share().empty("no mail"),
			}},
			{"Volume", []*panel{
				lines("Sent a day by sender domain", "Recipients a day, each bar the 24 hours before it. Warm up in even steps; a step too high is followed by deferrals below.", 12, 9).
					query(`topk(10, sum by (sender) (increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[1d])))`, "{{sender}}").every("1h").unit("short").stacked().legend("max", "lastNotNull").empty("no mail"),
				lines("Sent a day by host", "Recipients a day by the host that sends, which for most is its address. A new host: let it grow as the table says, provider by provider.", 12, 9).
					query(`sum by (instance) (increase(tempfail_attempts_total{`+host+`, status="sent"}[1d]))`, "{{instance}}").every("1h").unit("short").stacked().legend("max", "lastNotNull").links(toStatusPage("${__field.labels.instance}")).empty("no mail"),
			}},
			{"How it is taken", []*panel{
				lines("Deferral ratio by sender domain", "Share of attempts put off. One sender above the others at the same hosts: its standing, its authentication, or what it sends.", 12, 9).
					query(`topk(10, `+ratio("sender", `tempfail_sender_attempts_total{`+from+`, status="deferred"}[1h]`, `tempfail_sender_attempts_total{`+from+`}[1h]`)+`)`, "{{sender}}").unit("percentunit").most(1).limit(0.2).empty("no mail"),
				lines("Put off for our rate, by provider", "Share of attempts. The provider that begins limits us; the others' volume need not change.", 12, 9).
					query(`topk(8, sum by (provider) (increase(tempfail_provider_replies_total{`+there+`, fault="rate"}[1h])) / (sum by (provider) (increase(tempfail_provider_attempts_total{`+there+`}[1h])) > 0) > 0)`, "{{provider}}").unit("percentunit").most(1).limit(0.05).links(toProvider("${__field.labels.provider}")).empty("nobody limits us"),
				lines("Where limiting began", "Bars: attempts an hour at the providers chosen; choose one. Line: share put off for our rate. The knee is their limit for us today.", 12, 9).
					query(`sum(increase(tempfail_provider_attempts_total{`+there+`}[1h]))`, "attempts an hour").
					query(`sum(increase(tempfail_provider_replies_total{`+there+`, fault="rate"}[1h])) / (sum(increase(tempfail_provider_attempts_total{`+there+`}[1h])) > 0)`, "put off for our rate").
					unit("short").field("attempts an hour", property{"custom.fillOpacity", 30}, property{"color", object{"mode": "fixed", "fixedColor": "#6e9fff"}}).
					field("put off for our rate", property{"unit", "percentunit"}, property{"max", 1}, property{"custom.axisPlacement", "right"}, property{"custom.lineWidth", 2}, property{"color", object{"mode": "fixed", "fixedColor": "red"}}).empty("no mail"),
				lines("Refused for our standing, by provider", "Share of attempts refused for reputation, authentication or content. Waiting does not help: find what they object to, stop it, then ask.", 12, 9).
					query(`topk(8, sum by (provider) (increase(tempfail_provider_replies_total{`+there+`, fault="sender"}[1h])) / (sum by (provider) (increase(tempfail_provider_attempts_total{`+there+`}[1h])) > 0) > 0)`, "{{provider}}").unit("percentunit").most(1).limit(0.05).links(toProvider("${__field.labels.provider}")).empty("nobody refuses us"),
			}},
			{"Sender domains", []*panel{
				table("Sender domains", "Growth over 2 with a ratio that rises: too fast. A sender that nobody knows, with much mail: look for an abused account.", 24, 9).
					cell(`sum by (sender) (increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[24h]))`).
					cell(`sum by (sender) (increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[24h] offset 24h))`).
					cell(`sum by (sender) (increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[24h])) / (sum by (sender) (increase(tempfail_sender_attempts_total{`+from+`, status="sent"}[24h] offset 24h)) > 0)`).
					cell(ratio("sender", `tempfail_sender_attempts_total{`+from+`, status="deferred"}[24h]`, `tempfail_sender_attempts_total{`+from+`}[24h]`)).
					cell(ratio("sender", `tempfail_sender_attempts_total{`+from+`, status="bounced"}[24h]`, `tempfail_sender_attempts_total{`+from+`}[24h]`)).
					columnsOf("", "sender=Sender domain", "#A=Sent in 24 h", "#B=The day before", "#C=Growth", "#D=Deferral ratio", "#E=Bounce ratio").
					field("Sent in 24 h", property{"decimals", 0}).field("The day before", property{"decimals", 0}, property{"noValue", "–"}).
					field("Growth", property{"decimals", 2}, property{"noValue", "–"}, property{"thresholds", thresholds("green", step{2, "yellow"}, step{3, "red"})}, coloured).
					field("Deferral ratio", property{"unit", "percentunit"}, property{"decimals", 1}, property{"thresholds", thresholds("green", step{0.05, "yellow"}, step{0.2, "red"})}, coloured).
					field("Bounce ratio", property{"unit", "percentunit"}, property{"decimals", 1}, property{"thresholds", thresholds("green", step{0.02, "yellow"}, step{0.05, "red"})}, coloured).
					sort("Sent in 24 h").empty("No sender domain has sent yet"),
				stat("Sender domains with series", "Sender domains that are told apart on the busiest host; all others count as other.", 8, `max(tempfail_senders_tracked{`+host+`})`).unit("short").decimals(0).steps("text").empty("no data"),
				stat("Providers with series", "Providers that are told apart on the busiest host.", 8, `max(tempfail_providers_tracked{`+host+`})`).unit("short").decimals(0).steps("text").empty("no data"),
				stat("Destinations with series", "Destinations that are told apart on the busiest host.", 8, `max(tempfail_destinations_tracked{`+host+`})`).unit("short").decimals(0).steps("text").empty("no data"),
			}},
		}}
}
