package trace

import (
	"fmt"
	"strings"
	"testing"

	"tempfail/parser"
)

// TestMatchesAreBounded: of more than are kept, those that wait stay, and the
// newest; the others are counted.
func TestMatchesAreBounded(t *testing.T) {
	tracer := New("@example.net")
	const n = 5*maxMatches + 5
	for i := range n {
		status := parser.Sent
		if i%100 == 0 {
			status = parser.Deferred
		}
		tracer.Add(&parser.Event{Kind: parser.Attempt, Status: status, Time: begin, QueueID: fmt.Appendf(nil, "%d", i), Recipient: []byte("a@example.net")})
	}
	all := tracer.Messages()
	if len(all) != maxMatches || tracer.Dropped().String() != fmt.Sprintf("%d delivered", n-maxMatches) {
		t.Errorf("%d messages are kept, and left out are %s", len(all), tracer.Dropped())
	}
	if waiting := WhoWait(all); len(waiting) != n/100+1 || all[0].QueueID != "0" || all[len(all)-1].QueueID != fmt.Sprint(n-1) {
		t.Errorf("%d wait, from %s to %s", len(waiting), all[0].QueueID, all[len(all)-1].QueueID)
	}
}

func TestChoose(t *testing.T) {
	var all []*Message
	for i, states := range []string{"waiting", "delivered", "delivered waiting", "bounced", "delivered"} {
		m := &Message{QueueID: fmt.Sprint(i), order: i}
		for _, s := range strings.Fields(states) {
			m.Recipients = append(m.Recipients, &Recipient{State: State(s)})
		}
		all = append(all, m)
	}
	for n, want := range []string{"", "2", "02", "024", "0234", "01234", "01234"} {
		shown, others := Choose(all, n)
		got := ""
		for _, m := range shown {
			got += m.QueueID
		}
		if got != want || len(shown)+len(others) != len(all) {
			t.Errorf("of %d: %q, want %q", n, got, want)
		}
	}
	if got, want := CountEnds(all).String(), "2 waiting, 1 bounced, 2 delivered"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
