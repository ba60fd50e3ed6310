package parser

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLocalFaultsAgainstMeasuredTable holds the signs of Sendmail, OpenSMTPD
// and qmail against the table of faults that were measured or read in their
// sources: each row has a line in testdata, and every line that a row fits
// tells a trouble of its strength. Repeats of an earlier failure prove
// nothing, nor do lines that only accompany an outcome.
func TestLocalFaultsAgainstMeasuredTable(t *testing.T) {
	table, err := os.ReadFile(sharedFiles(t, "replies/local-faults.tsv")[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, mta := range []string{"sendmail", "opensmtpd", "qmail"} {
		for _, row := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
			col := strings.Split(row, "\t")
			if col[0] != mta {
				continue
			}
			sign, seen := regexp.MustCompile(col[3]), 0
			for _, file := range append(corpusFiles(t, "../testdata/"+mta+"/*.txt"), sharedFiles(t, "lab/out/"+mta+"-mini/maillog")...) {
				logEvents(t, file, mta, func(raw []byte, r Result, ev *Event) {
					text := string(raw)
					if !sign.MatchString(text) || strings.HasPrefix(text, "=> ") || strings.Contains(text, "smtp-out: ") ||
						strings.Contains(text, "collect: I/O error") || r == Found && ev.Kind == Attempt && !ev.Attempted {
						return
					}
					seen++
					if r != Found || ev.Local.Trouble == TroubleUnknown || !fitsFault(col[1], ev.Local) || ev.Local.Strength.String() != col[2] {
						t.Errorf("%s: %s\n got %s\nwant %s/%s", file, text, describeEvent(r, ev), col[1], col[2])
					}
				})
			}
			if seen == 0 {
				t.Errorf("%s: no line for %s", mta, col[3])
			}
		}
	}
}

// fitsFault compares a trouble with the table's name, which for some rows
// only says whose it is.
func fitsFault(name string, l LocalReport) bool {
	troubles := ownFaultNames[name]
	return troubles == nil || slices.Contains(troubles, l.Trouble) || l.Trouble == TroubleDisk || l.Trouble == TroubleTable
}
