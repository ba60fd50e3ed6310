package aggregate_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// words are a statement's words, taken from the front. The first thing that
// is wrong stays in err; what is taken after it is zero.
type words struct {
	rest []string
	err  error
}

// split cuts a line into words; quotes hold a word together, # begins a
// comment.
func split(line string) (*words, error) {
	w := &words{}
	for {
		line = strings.TrimLeft(line, " \t")
		if line == "" || line[0] == '#' {
			return w, nil
		}
		if line[0] == '"' {
			word, rest, ok := strings.Cut(line[1:], `"`)
			if !ok {
				return nil, fmt.Errorf("a quote is not closed; add the second one")
			}
			w.rest, line = append(w.rest, word), rest
			continue
		}
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			end = len(line)
		}
		w.rest, line = append(w.rest, line[:end]), line[end:]
	}
}

func (w *words) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
		w.rest = nil
	}
}

func (w *words) more() bool { return len(w.rest) > 0 }

// next takes a word; what names it in the complaint when there is none.
func (w *words) next(what string) string {
	if len(w.rest) == 0 {
		w.fail("%s is missing", what)
		return ""
	}
	word := w.rest[0]
	w.rest = w.rest[1:]
	return word
}

// take takes the word if it is the next one.
func (w *words) take(word string) bool {
	if len(w.rest) > 0 && w.rest[0] == word {
		w.rest = w.rest[1:]
		return true
	}
	return false
}

func (w *words) must(word string) {
	if !w.take(word) {
		w.fail("%q is missing", word)
	}
}

func (w *words) list(what string) []string { return strings.Split(w.next(what), ",") }

func (w *words) either(what string) []string { return strings.Split(w.next(what), "|") }

func (w *words) number(what string) int {
	word := w.next(what)
	n, err := strconv.Atoi(word)
	if err != nil && w.err == nil {
		w.fail("%s %q is not a whole number", what, word)
	}
	return n
}

// bytes reads 500, 20kB, 10MB.
func (w *words) bytes(what string) int64 {
	word := w.next(what)
	digits := strings.TrimRight(word, "kMB")
	n, err := strconv.ParseInt(digits, 10, 64)
	unit, known := map[string]int64{"": 1, "kB": 1e3, "MB": 1e6}[word[len(digits):]]
	if (err != nil || !known) && w.err == nil {
		w.fail("%s %q is not a size like 500, 20kB or 10MB", what, word)
	}
	return n * unit
}

// percent reads 60%.
func (w *words) percent(what string) float64 {
	word := w.next(what)
	f, err := strconv.ParseFloat(strings.TrimSuffix(word, "%"), 64)
	if (err != nil || !strings.HasSuffix(word, "%")) && w.err == nil {
		w.fail("%s %q is not a share like 60%%", what, word)
	}
	return f / 100
}

// perHour reads 40/h.
func (w *words) perHour(what string) float64 {
	word := w.next(what)
	f, err := strconv.ParseFloat(strings.TrimSuffix(word, "/h"), 64)
	if (err != nil || !strings.HasSuffix(word, "/h") || f <= 0) && w.err == nil {
		w.fail("%s %q is not a rate like 40/h", what, word)
	}
	return f
}

// length reads 30s, 5m, 1h6m, 5d.
func (w *words) length(what string) time.Duration {
	word := w.next(what)
	if days, ok := strings.CutSuffix(word, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil {
			return time.Duration(n) * 24 * time.Hour
		}
	}
	d, err := time.ParseDuration(word)
	if (err != nil || d <= 0) && w.err == nil {
		w.fail("%s %q is not a length like 30s, 5m or 5d", what, word)
	}
	return d
}

// clock reads 10:05, 34:00, -12:00, 10:05:30.
func (w *words) clock(what string) time.Duration {
	word := w.next(what)
	d, ok := clock(word)
	if !ok && w.err == nil {
		w.fail("%s %q is not a time like 10:05", what, word)
	}
	return d
}

// span reads 10:05-11:40.
func (w *words) span(what string) (from, until time.Duration) {
	word := w.next(what)
	cut := strings.LastIndex(word, "-")
	if cut > 0 && word[cut-1] == '-' { // the second time is of the day before
		cut--
	}
	if cut > 0 {
		a, ok1 := clock(word[:cut])
		b, ok2 := clock(word[cut+1:])
		if ok1 && ok2 && a < b {
			return a, b
		}
	}
	if w.err == nil {
		w.fail("%s %q is not a span like 10:05-11:40", what, word)
	}
	return 0, 1
}

func clock(word string) (time.Duration, bool) {
	digits, before := strings.CutPrefix(word, "-")
	var d time.Duration
	parts := strings.Split(digits, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second}[:len(parts)] {
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 || i > 0 && n > 59 {
			return 0, false
		}
		d += time.Duration(n) * unit
	}
	if before {
		d = -d
	}
	return d, true
}
