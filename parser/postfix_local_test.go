package parser

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ownFaultNames translates the names of the table of measured faults, which
// tells a few apart that an Event does not, and calls by the fault what an
// Event calls by the sign.
var ownFaultNames = map[string][]LocalTrouble{
	"disk": {TroubleDisk, TroubleQueue}, "files": {TroubleFiles}, "memory": {TroubleMemory}, "readonly": {TroubleReadonly},
	"bounce": {TroubleBounce, TroubleFiles}, "transport": {TroubleTransport}, "table": {TroubleTable}, "relay": {TroubleRelay, TroubleSASL},
	"sasl": {TroubleSASL}, "bind": {TroubleBind}, "filter": {TroubleFilter, TroubleMailbox}, "milter": {TroubleMilter}, "tls": {TroubleTLS},
	"dns": {TroubleDNS}, "net": {TroubleNet}, "net6": {TroubleNet}, "port25": {TroubleNet}, "config": {TroubleConfig, TroubleSASL, TroubleDisk, TroubleQueue},
	"loop": {TroubleLoop}, "clock": {TroubleClock},
}

// measuredFault is a row of that table.
type measuredFault struct {
	troubles []LocalTrouble
	strength string
	sign     *regexp.Regexp
}

func readMeasuredFaults(t *testing.T) []measuredFault {
	t.Helper()
	table, err := os.ReadFile(sharedFiles(t, "replies/local-faults.tsv")[0])
	if err != nil {
		t.Fatal(err)
	}
	var faults []measuredFault
	for _, row := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		mta, rest, _ := strings.Cut(row, "\t")
		col := strings.Split(rest, "\t")
		if troubles := ownFaultNames[col[0]]; troubles != nil && (mta == "postfix" || mta == "any") {
			faults = append(faults, measuredFault{troubles, col[1], regexp.MustCompile(strings.TrimPrefix(col[2], "^"))})
		}
	}
	return faults
}

// TestPostfixFaultsAgainstMeasuredTable holds the signs against the table of
// faults that were measured or read in the sources, over every line at hand.
// The same words from a remote host prove nothing of this one.
func TestPostfixFaultsAgainstMeasuredTable(t *testing.T) {
	faults := readMeasuredFaults(t)
	files := append(sharedFiles(t, "replies/postfix-runs.txt"), sharedFiles(t, "lab/out/postfix-[klmpt]*/maillog")...)
	for _, file := range files {
		eachPostfixLine(t, file, func(ln line) {
			text := string(ln.tag) + "[1]: " + string(ln.msg)
			var ev Event
			result := parsePostfix(&ln, &ev)
			for _, fault := range faults {
				at := fault.sign.FindStringIndex(text)
				if at == nil {
					continue
				}
				remote := strings.Contains(text[:at[0]], " said: ")
				if ok := result == Found && fault.is(ev.Local); ok == remote {
					t.Errorf("%s: %s\n got %s\nwant %v/%s: %t", file, text, describePostfix(result, &ev), fault.troubles, fault.strength, !remote)
				}
			}
		})
	}
}

func (f *measuredFault) is(l LocalReport) bool {
	return slices.Contains(f.troubles, l.Trouble) && l.Strength.String() == f.strength
}
