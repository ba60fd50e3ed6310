package aggregate_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"
)

// scene is a file of testdata/scenes, read.
type scene struct {
	file        string
	line        int // being read
	day         time.Time
	from, until time.Duration // of the log
	office      *postOffice
	domains     map[string]*domain
	chance      *rand.Rand
	wants       []want
}

// statements are the words a line can begin with. Those that use chance draw
// in the order of the file.
var statements = map[string]func(*scene, *words){
	"day": (*scene).readDay,
	"log": func(s *scene, w *words) { s.from, s.until = w.span("span") },
	"seed": func(s *scene, w *words) {
		s.chance = rand.New(rand.NewPCG(uint64(w.number("seed")), 1))
	},
	"retry": func(s *scene, w *words) {
		for s.office.retry = nil; w.more() || len(s.office.retry) == 0 && w.err == nil; {
			s.office.retry = append(s.office.retry, w.length("step"))
		}
	},
	"lifetime":   func(s *scene, w *words) { s.office.lifetime = w.length("lifetime") },
	"suspend":    func(s *scene, w *words) { s.office.suspend = w.length("rest") },
	"sessions":   func(s *scene, w *words) { s.office.sessions = max(1, w.number("sessions")) },
	"relayhost":  func(s *scene, w *words) { s.office.relayhost = readExchanger(w) },
	"dest":       (*scene).readDest,
	"background": (*scene).readBackground,
	"mail":       (*scene).readMail,
	"at":         (*scene).readAt,
	"fail":       (*scene).readFail,
	"greylist":   (*scene).readGreylist,
	"limit":      (*scene).readLimit,
	"refuse": func(s *scene, w *words) {
		from, until := w.span("span")
		s.office.shut = append(s.office.shut, &shut{from, until, &answer{text: w.next("reply")}})
	},
	"line":   (*scene).readLine,
	"flush":  func(s *scene, w *words) { s.office.flush(w.clock("time")) },
	"expect": (*scene).readExpect,
	"allow":  (*scene).readAllow,
}

// readScene reads a scene; its errors name file and line.
func readScene(file, text string) (*scene, error) {
	s := &scene{
		file: file, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), until: 24 * time.Hour,
		office: newPostOffice(), domains: map[string]*domain{}, chance: rand.New(rand.NewPCG(1, 1)),
	}
	for i, line := range strings.Split(text, "\n") {
		s.line = i + 1
		w, err := split(line)
		if err == nil && w.more() {
			err = s.read(w)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	return s, nil
}

func (s *scene) read(w *words) error {
	name := w.next("statement")
	statement, ok := statements[name]
	if !ok {
		return fmt.Errorf("no statement %q; the comment of TestScenes lists them", name)
	}
	statement(s, w)
	if w.err == nil && w.more() {
		w.fail("%q is one word too many", w.rest[0])
	}
	return w.err
}

func (s *scene) readDay(w *words) {
	word := w.next("date")
	day, err := time.Parse("2006-01-02", word)
	if err != nil && w.err == nil {
		w.fail("day %q is not a date like 2026-03-02", word)
	}
	s.day = day
}

func (s *scene) readDest(w *words) {
	names := w.list("destination")
	w.must("mx")
	var mx []*exchanger
	for w.more() && w.rest[0] != "noise" {
		mx = append(mx, readExchanger(w))
	}
	if len(mx) == 0 {
		w.fail("an exchanger is missing")
	}
	noise := 0.0
	if w.take("noise") {
		noise = w.percent("noise")
	}
	for _, name := range names {
		s.domains[name] = &domain{name: name, mx: mx, noise: noise, id: uint64(len(s.domains) + 1)}
	}
}

// readExchanger reads HOST[IP] or HOST[IP]:PORT.
func readExchanger(w *words) *exchanger {
	word := w.next("exchanger")
	host, rest, ok := strings.Cut(word, "[")
	ip, port, ok2 := strings.Cut(rest, "]")
	addr, err := netip.ParseAddr(ip)
	if (!ok || !ok2 || err != nil) && w.err == nil {
		w.fail("exchanger %q is not like mx.example.com[192.0.2.1]", word)
	}
	mx := &exchanger{host: host, ip: ip, port: 25, v6: addr.Is6(), operator: suffix(host)}
	if port != "" {
		if _, err := fmt.Sscanf(port, ":%d", &mx.port); err != nil {
			w.fail("exchanger %q: its port is not like :587", word)
		}
	}
	return mx
}

// suffix is the name under which the hosts of an operator lie.
func suffix(host string) string {
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

func (s *scene) destinations(w *words) []*domain {
	var all []*domain
	for _, name := range w.list("destination") {
		d := s.domains[name]
		if d == nil {
			w.fail("destination %q is not declared; add a dest line above", name)
			return nil
		}
		all = append(all, d)
	}
	return all
}

func (s *scene) readBackground(w *words) {
	n := w.number("number of operators")
	w.must("operators")
	rate := w.perHour("rate")
	from, until := w.span("span")
	noise := 0.0
	if w.take("noise") {
		noise = w.percent("noise")
	}
	if w.err != nil {
		return
	}
	land := newLand(n, s.chance)
	for _, d := range land.domains {
		d.noise = noise
		s.domains[d.name] = d
	}
	land.mail(s.office, s.chance, from, until, func(time.Duration) float64 { return rate })
}

func (s *scene) readMail(w *words) {
	to := s.destinations(w)
	rate := w.perHour("rate")
	from, until := w.span("span")
	m := readAbout(w)
	if w.err != nil {
		return
	}
	mean := float64(time.Hour) / rate
	for at, i := from+time.Duration(s.chance.ExpFloat64()*mean), 0; at < until; at, i = at+time.Duration(s.chance.ExpFloat64()*mean), i+1 {
		s.send(m, to[i%len(to)], at)
	}
}

func (s *scene) readAt(w *words) {
	at := w.clock("time")
	to := s.destinations(w)
	n := w.number("number")
	w.must("every")
	step := w.length("step")
	m := readAbout(w)
	switch {
	case w.take("sent"):
		m.first = delivered
	case w.take("deferred"), w.take("bounced"):
		m.first = readAnswer(w)
	}
	for i := range n {
		if w.err == nil {
			s.send(m, to[i%len(to)], at+time.Duration(i)*step)
		}
	}
}

// about is what a statement says of its messages.
type about struct {
	from, to, as, via string
	size              int64
	rcpts             int
	first             *answer
}

func readAbout(w *words) *about {
	m := &about{from: "news@sender.example", size: 9000, rcpts: 1}
	for {
		switch {
		case w.take("from"):
			m.from = w.next("sender")
		case w.take("to"):
			m.to = w.next("localpart")
		case w.take("as"):
			m.as = w.next("account")
		case w.take("via"):
			m.via = w.next("instance")
		case w.take("size"):
			m.size = w.bytes("size")
		case w.take("rcpts"):
			m.rcpts = w.number("recipients")
		default:
			return m
		}
	}
}

func (s *scene) send(a *about, to *domain, at time.Duration) {
	m := &message{from: a.from, account: a.as, via: a.via, size: a.size, arrived: at, first: a.first}
	for i := range a.rcpts {
		local := a.to
		if local == "" || i > 0 {
			local = fmt.Sprintf("user%d", s.chance.IntN(1_000_000))
		}
		m.rcpts = append(m.rcpts, recipient{address: local + "@" + to.name, to: to})
	}
	s.office.send(m)
}

func (s *scene) readLine(w *words) {
	program, text := w.next("program"), w.next("text")
	from, until := w.span("span")
	w.must("every")
	step := w.length("step")
	for at := from; at < until && w.err == nil; at += step {
		s.office.say(at, program, text)
	}
}
