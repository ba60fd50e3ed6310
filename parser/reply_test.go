package parser

import (
	"bytes"
	"testing"
)

func TestReadReply(t *testing.T) {
	tests := []struct {
		text string
		want Reply
	}{
		{"451", Reply{Origin: Remote, Code: 451, Text: []byte("451")}},
		{"4.7.1", Reply{Enhanced: Enhanced{4, 7, 1}, Text: []byte("4.7.1")}},
		{"451 4.7.1 Try again", Reply{Origin: Remote, Code: 451, Enhanced: Enhanced{4, 7, 1}, Text: []byte("451 4.7.1 Try again")}},
		{"(host mx.example.net[192.0.2.9] said: 450 4.2.0 Greylisted (in reply to RCPT TO command))",
			Reply{Origin: Remote, Phase: PhaseRcpt, Code: 450, Enhanced: Enhanced{4, 2, 0}, Text: []byte("450 4.2.0 Greylisted"),
				Relay: Relay{Host: []byte("mx.example.net"), IP: []byte("192.0.2.9")}}},
		{"connect to mx.example.net[192.0.2.9]:25: Connection refused",
			Reply{Origin: Local, Phase: PhaseConnect, Text: []byte("connect to mx.example.net[192.0.2.9]:25: Connection refused"),
				Relay: Relay{Host: []byte("mx.example.net"), IP: []byte("192.0.2.9"), Port: 25}}},
		{"connect to mx.example.net[192.0.2.9]: server refused to talk to me: 421 4.7.0 go away (port 25)",
			Reply{Origin: Remote, Phase: PhaseConnect, Code: 421, Enhanced: Enhanced{4, 7, 0}, Text: []byte("421 4.7.0 go away (port 25)"),
				Relay: Relay{Host: []byte("mx.example.net"), IP: []byte("192.0.2.9")}}},
		{"SMTP error from remote mail server after RCPT TO:<a@example.net>: 451 later",
			Reply{Origin: Remote, Phase: PhaseRcpt, Code: 451, Text: []byte("451 later")}},
		{"1abc == a@example.net R=r T=t defer (111): Connection refused",
			Reply{Origin: Local, Phase: PhaseConnect, Text: []byte("1abc == a@example.net R=r T=t defer (111): Connection refused")}},
		{"mailer=esmtp, dsn=4.3.5, stat=Deferred: 451 4.3.5 Server configuration problem",
			Reply{Origin: Remote, Code: 451, Enhanced: Enhanced{4, 3, 5}, Text: []byte("451 4.3.5 Server configuration problem")}},
		{`result="TempFail" stat="452 4.2.2 Mailbox full"`,
			Reply{Origin: Remote, Code: 452, Enhanced: Enhanced{4, 2, 2}, Text: []byte("452 4.2.2 Mailbox full")}},
		{"delivery 5: deferral: 192.0.2.9_does_not_like_recipient./Remote_host_said:_450_4.7.1_Wait/Giving_up_on_192.0.2.9./",
			Reply{Origin: Remote, Phase: PhaseRcpt, Code: 450, Enhanced: Enhanced{4, 7, 1}, Text: []byte("450 4.7.1 Wait/Giving up on 192.0.2.9./")}},
		{"", Reply{}},
	}
	for _, test := range tests {
		got := ReadReply([]byte(test.text))
		if got.Origin != test.want.Origin || got.Phase != test.want.Phase || got.Code != test.want.Code || got.Enhanced != test.want.Enhanced ||
			!bytes.Equal(got.Text, test.want.Text) {
			t.Errorf("%q\n got %s %s %d %v %q\nwant %s %s %d %v %q", test.text,
				got.Origin, got.Phase, got.Code, got.Enhanced, got.Text,
				test.want.Origin, test.want.Phase, test.want.Code, test.want.Enhanced, test.want.Text)
		}
		if test.want.Relay.Host != nil && (!bytes.Equal(got.Relay.Host, test.want.Relay.Host) || !bytes.Equal(got.Relay.IP, test.want.Relay.IP)) {
			t.Errorf("%q: relay %q[%q], want %q[%q]", test.text, got.Relay.Host, got.Relay.IP, test.want.Relay.Host, test.want.Relay.IP)
		}
	}
}

func FuzzPastedReply(f *testing.F) {
	for _, texts := range ownCorpus(f) {
		f.Add([]byte(texts[0].text))
	}
	f.Add([]byte("(host  said: 4"))
	f.Add([]byte("status=deferred ("))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := ReadReply(text)
		if len(r.Text) > maxReply || r.Code > 999 || r.Origin >= NumOrigins || r.Phase >= NumPhases {
			t.Errorf("%q: %+v", text, r)
		}
	})
}
