package aggregate_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tempfail/parser"
)

var cutLogs = flag.Int("cut.logs", 3, "logs out of order that are cut before every line, of each form of each mail server and of each capture")

// TestLivesInParts cuts logs of a few messages before every line, when their
// lines have lost their order, came twice, or not at all.
func TestLivesInParts(t *testing.T) {
	for _, l := range readLives(t) {
		for _, form := range l.forms {
			t.Run(l.mta+"/"+form.name, func(t *testing.T) {
				t.Parallel()
				small := smallLog{mta: l.mta, month: time.March, classifier: parser.NewClassifier()}
				small.lines = texts(l.log(rand.New(rand.NewPCG(0, 40)), form))
				if n := small.read(t, nil).Snapshot(time.Time{}).Input.Foreign; n > 0 {
					t.Fatalf("%d lines are not known", n)
				}
				cutInDisorder(t, small, func(chance *rand.Rand) []timedLine { return l.log(chance, form) })
			})
		}
	}
}

// TestCapturesInDisorder does so with pieces of captures.
func TestCapturesInDisorder(t *testing.T) {
	const piece = 40 // lines
	for _, name := range stored(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openStored(t, name)
			var lines []timedLine
			for _, line := range c.lines(t, "log") {
				at, err := time.Parse(time.Stamp, string(line[:len(time.Stamp)]))
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, timedLine{at, string(line)})
			}
			cutInDisorder(t, smallLog{mta: "postfix", month: c.started.Month(), classifier: parser.NewClassifier()}, func(chance *rand.Rand) []timedLine {
				from := chance.IntN(len(lines) - piece)
				return slices.Clone(lines[from : from+piece])
			})
		})
	}
}

// cutInDisorder brings logs into disorder, and cuts them everywhere.
func cutInDisorder(t *testing.T, l smallLog, log func(*rand.Rand) []timedLine) {
	t.Helper()
	for seed := range *cutLogs {
		chance := rand.New(rand.NewPCG(uint64(seed), 40))
		l.lines = texts(disorder(chance, log(chance)))
		if cuts := l.differs(t); cuts != nil {
			t.Logf("log %d", seed)
			l.complain(t, cuts)
		}
	}
}

// disorder swaps lines of a second, or of a minute, and has some twice and
// some not at all.
func disorder(chance *rand.Rand, lines []timedLine) []timedLine {
	apart := []time.Duration{time.Second, time.Minute}[chance.IntN(2)]
	for range chance.IntN(1 + len(lines)) {
		i := chance.IntN(len(lines) - 1)
		if lines[i+1].at.Sub(lines[i].at).Abs() <= apart {
			lines[i], lines[i+1] = lines[i+1], lines[i]
		}
	}
	for chance.IntN(3) == 0 {
		i := chance.IntN(len(lines))
		again := min(len(lines), i+1+chance.IntN(3))
		lines = slices.Insert(lines, again, lines[i])
	}
	for chance.IntN(3) == 0 {
		i := chance.IntN(len(lines))
		lines = slices.Delete(lines, i, i+1)
	}
	return lines
}

type timedLine struct {
	at   time.Time
	text string
}

func texts(lines []timedLine) (all []string) {
	for _, l := range lines {
		all = append(all, l.text)
	}
	return all
}

// lives are how messages live in the log of a mail server.
type lives struct {
	mta   string
	forms []lifeForm
	all   [][]lifeLine
}

// lifeForm is how a log writes IDs, of which there may be few, and stamps.
type lifeForm struct {
	name      string
	numbers   int // of messages, until they are used again
	id, stamp string
}

// lifeLine is a line of a message so long after its begin.
type lifeLine struct {
	after time.Duration
	text  string
}

// readLives reads testdata/lives.
func readLives(t *testing.T) (all []lives) {
	t.Helper()
	files, err := filepath.Glob("../testdata/lives/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no lives (%v)", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		l := lives{mta: strings.TrimSuffix(filepath.Base(file), ".txt")}
		head, rest, _ := strings.Cut(strings.TrimSpace(string(text)), "\n\n")
		for line := range strings.Lines(head) {
			if !strings.HasPrefix(line, "#") {
				l.forms = append(l.forms, readLifeForm(t, line))
			}
		}
		for life := range strings.SplitSeq(rest, "\n\n") {
			l.all = append(l.all, readLife(t, life))
		}
		all = append(all, l)
	}
	return all
}

// readLifeForm reads a form: its name, how many numbers there are, an ID with #
// for the number and @ for a letter, and the stamp.
func readLifeForm(t *testing.T, line string) lifeForm {
	t.Helper()
	f := strings.SplitN(strings.TrimSpace(line), " ", 4)
	if len(f) < 4 {
		t.Fatalf("%q is not: name, numbers, ID, stamp", line)
	}
	numbers, err := strconv.Atoi(f[1])
	if err != nil {
		t.Fatal(err)
	}
	return lifeForm{f[0], numbers, f[2], f[3]}
}

// readLife reads the lines of a message, each behind the seconds since it
// began.
func readLife(t *testing.T, text string) (life []lifeLine) {
	t.Helper()
	for line := range strings.Lines(text) {
		seconds, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		after, err := time.ParseDuration(seconds + "s")
		if err != nil {
			t.Fatal(err)
		}
		life = append(life, lifeLine{after, text})
	}
	return life
}

// log is one of a few messages, that begin within seconds or minutes.
func (l *lives) log(chance *rand.Rand, f lifeForm) (lines []timedLine) {
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	within := []time.Duration{2 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}[chance.IntN(4)]
	for i := range 2 + chance.IntN(5) {
		begin := start.Add(time.Duration(chance.Int64N(int64(within))))
		number := fmt.Sprintf("%04d", i%f.numbers)
		names := []string{"{n}", number}
		for _, letter := range "abcdefghij" { // {a} is an ID of the message's
			names = append(names, "{"+string(letter)+"}", strings.NewReplacer("#", number, "@", string(letter)).Replace(f.id))
		}
		for _, x := range l.all[chance.IntN(len(l.all))] {
			at := begin.Add(x.after)
			lines = append(lines, timedLine{at, at.Format(f.stamp) + " " + strings.NewReplacer(names...).Replace(x.text)})
		}
	}
	slices.SortStableFunc(lines, func(x, y timedLine) int { return x.at.Compare(y.at) })
	return lines
}
