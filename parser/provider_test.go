package parser

import (
	"strings"
	"testing"
)

func TestOperator(t *testing.T) {
	tests := []struct{ host, want string }{
		{"example-com.mail.protection.outlook.com", "microsoft"},
		{"ASPMX.L.Google.COM.", "google"},
		{"gmail-smtp-in.l.google.com", "google"},
		{"mta5.am0.yahoodns.net", "yahoo"},
		{"us-smtp-inbound-1.mimecast.com", "mimecast"},
		{"mx0a-00000000.pphosted.com", "proofpoint"},
		{"mx00.t-online.de", "t-online"},
		{"mx01.mail.icloud.com", "apple"},
		{"smtp.office365.com", "microsoft"},
		{"smtp-relay.gmail.com", "google"},
		{"smtp.mail.yahoo.com", "yahoo"},
		{"smtp.mail.me.com", "apple"},
		{"smtp-relay.brevo.com", "brevo"},
		{"smtp.sendgrid.net", "sendgrid"},
		{"smtp.eu.mailgun.org", "mailgun"},
		{"in-v3.mailjet.com", "mailjet"},
		{"smtp.postmarkapp.com", "postmark"},
		{"email-smtp.eu-west-1.amazonaws.com", "amazon"},
		{"email-smtp.cn-north-1.amazonaws.com.cn", "amazon"},
		{"smtp.mandrillapp.com", "mailchimp"},
		{"smtp.sparkpostmail.com", "sparkpost"},
		{"smtp.zoho.jp", "zoho"},
		{"smtp.zoho.com.cn", "zoho"},
		{"smtp.ionos.it", "ionos"},
		{"smtp.1und1.de", "ionos"},
		{"smtp.strato.de", "strato"},
		{"smtp.strato.com", "strato"},
		{"securesmtp.t-online.de", "t-online"},
		{"mail.gmx.net", "united-internet"},
		{"smtp.web.de", "united-internet"},
		{"smtp.fastmail.com", "fastmail"},
		{"smtp.azurecomm.net", "microsoft"},
		{"smtp.resend.com", "resend"},
		{"smtp.mailersend.net", "mailersend"},
		{"smtp.socketlabs.com", "socketlabs"},
		{"live.smtp.mailtrap.io", "mailtrap"},
		{"notgoogle.com", ""},
		{"google.com.example", ""},
		{"", ""},
		{".", ""},
		{"...", ""},
		{strings.Repeat("a.", 500) + "google.com", ""},
	}
	for _, test := range tests {
		if got, ok := Operator([]byte(test.host)); got != test.want || ok != (test.want != "") {
			t.Errorf("Operator(%q) = %q, %v; want %q", test.host, got, ok, test.want)
		}
	}
}

func TestOperatorDomainsAreLowerCaseNames(t *testing.T) {
	for domain, name := range operators {
		if domain != strings.ToLower(domain) || strings.HasPrefix(domain, ".") || !strings.Contains(domain, ".") || name == "" {
			t.Errorf("%q: %q", domain, name)
		}
	}
}

func TestOperatorAllocatesNothing(t *testing.T) {
	host := []byte("Example-com.mail.protection.outlook.com")
	if n := testing.AllocsPerRun(100, func() { Operator(host) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestProviderWordsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range providerWords {
		if seen[p.word] {
			t.Errorf("%q is there twice", p.word)
		}
		seen[p.word] = true
	}
}
