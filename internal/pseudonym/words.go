package pseudonym

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameWords is how many words a name may have: what has more is made by a
// machine.
const maxNameWords = 4

// nameWords are what a text may call somebody whose mailbox is made of the
// words of a name: john.doe is "Doe, John" in one directory, and cn=jdoe in
// another. There are none where a word is no name, but a number or an ID.
//
// Limit: a name that the address does not have cannot be known for one.
func nameWords(mailbox string) (words []string) {
	parts := strings.FieldsFunc(mailbox, func(r rune) bool { return strings.ContainsRune("._-", r) })
	if len(parts) < 2 || len(parts) > maxNameWords {
		return nil
	}
	for i, part := range parts {
		parts[i] = strings.TrimRight(part, "0123456789") // john.doe2
		if parts[i] == "" || strings.ContainsFunc(parts[i], func(r rune) bool { return !unicode.IsLetter(r) }) {
			return nil
		}
	}
	first, last := parts[0], parts[len(parts)-1]
	for _, word := range append(parts, initial(first)+last, last+initial(first)) {
		if utf8.RuneCountInString(word) >= shortest && !ordinary[lower(word)] {
			words = append(words, word)
		}
	}
	return words
}

func initial(name string) string {
	_, n := utf8.DecodeRuneInString(name)
	return name[:n]
}

// ordinary are words of replies, and of ours about them, that mailboxes are
// called by, too: without them nobody could read what is left. They tell of no
// one person.
var ordinary = set(`
	access account address admin alert all and are bill block blocked bounce bounces box busy client connection contact
	content daemon data delivery denied disk domain double error exceeded failed failure file for forward found from full
	greylist grey has help host hostmaster inbox info internal invalid invoice is job jobs later limit list lists local
	lookup mail mailbox mailer may message messages name news newsletter noreply not notification notice office
	order orders over please policy post postmaster queue quota rate received recipient refused rejected relay reply
	report root sales security send sender server service shop size smtp space spam status storage support system team
	temporarily temporary test the this time timeout too try unavailable unknown user users valid virus was web webmaster
	will with you your

	com net org info dns tls ssl spf dkim dmarc arc mx smtp esmtp imap http https www ehlo helo rcpt
	greylisting greylisted protection outlook google gmail yahoo microsoft spamhaus barracuda proofpoint mimecast`)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}
