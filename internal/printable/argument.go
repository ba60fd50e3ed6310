package printable

import "strings"

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// IsArgument tells a word that may stand in a command as it is: every shell
// leaves it alone (zsh has words that begin with "="), and no program takes it
// for a flag.
func IsArgument(s string) bool {
	return s != "" && len(s) <= 80 && s[0] != '-' && s[0] != '=' && strings.Trim(s, letters+"@._+-/=:") == ""
}

// Argument is s where it may stand in a command, and else the word for what
// belongs there.
func Argument(s, word string) string {
	if IsArgument(s) {
		return s
	}
	return word
}
