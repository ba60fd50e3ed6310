package follow

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs the tests, or what they start as a process of its own.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(roles[role]())
	}
	goleak.VerifyTestMain(m)
}

// roleVariable makes this program one of roles.
const roleVariable = "FOLLOW_TEST_ROLE"

var roles = map[string]func() int{
	"follower":   followUntilKilled,
	"journalctl": playJournal,
	"library":    playLibrary,
}
