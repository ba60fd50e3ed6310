package pseudonym

import (
	"strings"
	"testing"
)

// TestWordsHideNoHosts: a mailbox that is made of a domain, or of a product, hides
// nothing that no person is called by.
func TestWordsHideNoHosts(t *testing.T) {
	n := With("s")
	for _, tt := range []struct{ who, text, keep string }{
		{"news.example.com@esp.example", "host mx1.partner.example[192.0.2.1] said: 451 4.7.1 see https://www.spamhaus.com/x", "partner.example"},
		{"no.reply@shop.example", "452 4.3.1 no space left, reply later", "no"},
		{"outlook.team@shop.example", "host a.mail.protection.outlook.com[192.0.2.1] said: 451 4.7.500 Server busy", "protection.outlook.com"},
		{"dns-ops@shop.example", "451 4.4.3 DNS lookup failed", "DNS"},
		{"spamhaus.net@shop.example", "554 blocked using zen.spamhaus.org", "zen.spamhaus.org"},
		{"tls-rpt@shop.example", "454 4.7.0 TLS not available", "TLS"},
		{"dmarc.reports@shop.example", "550 5.7.1 rejected by DMARC policy", "DMARC"},
		{"service.unavailable.because.greylisting@x.example", "451 greylisting", "greylisting"},
	} {
		got := n.About(tt.text, tt.who)
		if !strings.Contains(got, tt.keep) {
			t.Errorf("About(%q, %q) = %q: %q is no name", tt.text, tt.who, got, tt.keep)
		}
	}
}
