package parser

// Map tells how the records of a logger become events: which column, member or
// word is which field, and which records are outcomes. It is data, read from a
// file by ReadMap, so that a logger that writes JSON, CSV or key=value pairs
// needs no code of its own. A Map does not change; any number of parsers may
// share it. docs/maps.md has the file's form.
type Map struct {
	name   string
	title  string // as its makers write it
	reads  string // which of its lines are read, in words
	misses string // what they do not tell, in words
	kind   recordKind
	ends   bool   // no record tells that a message is over: its last outcome does
	header string // CSV: how the line that names the columns begins
	tags   tagSet
	marks  []string // of lines without a tag, one of these is in the logger's
	when   []mapTest
	plain  *plain    // text: how other forms of its lines read; nil for none
	names  []string  // what is read of a record: the slots
	tree   *node     // the slots by name
	usual  []columns // CSV: those of a log without a header; one of these
	notes  bool      // some records are remembered for later ones
	within []string  // around the reply of another, which {} stands for
	once   bool      // some row is for the first of its kind of a recipient
	tries  bool      // some row tells that a message is tried once more
	speaks bool      // records are lines of SMTP sessions
	lists  []int     // two slots whose values are lists side by side; none for most
	fields [numFields]source
	rows   []mapRow
	shared template // what the templates of all rows begin with
	own    []mapOwn
}

// columns are names with commas between.
type columns struct {
	names []byte
	count int
}

// recordKind is how a record holds its values.
type recordKind uint8

const (
	jsonRecord     recordKind = iota // one object
	textJSONRecord                   // words, then an object up to the line's end
	csvRecord                        // RFC 4180; a line before tells the columns
	pairsRecord                      // key=value or "key = value, "
	textRecord                       // lines that follow a template
)

var recordNames = [...]string{"json", "text json", "csv", "pairs", "text"}

// field is what a value of a record is to an Event.
type field uint8

const (
	fieldTime field = iota
	fieldSince
	fieldDelay
	fieldHost
	fieldAgent
	fieldQueueID
	fieldJoin
	fieldMessageID
	fieldSender
	fieldAccount
	fieldRecipient
	fieldOrigTo
	fieldDomain
	fieldRelay
	fieldRelayIP
	fieldRelayPort
	fieldCode
	fieldEnhanced
	fieldReply
	fieldPhase
	fieldSize
	fieldRcpts
	fieldCommand
	fieldAnswer
	numFields
)

var fieldNames = [numFields]string{
	"time", "since", "delay", "host", "agent", "queue_id", "join", "message_id", "sender", "account", "recipient", "orig_to", "domain",
	"relay", "relay_ip", "relay_port", "code", "enhanced", "reply", "phase", "size", "rcpts",
	"command", "answer",
}

// source is where a field comes from: the first of several places that holds
// something.
type source []place

// place is a slot, or several that together make a name, in records that
// fulfil the conditions.
type place struct {
	slots []int
	needs []mapTest
}

// mapTest is what a record must be like.
type mapTest struct {
	slot  int
	test  comparison
	words []string // any of them
}

type comparison uint8

const (
	present comparison = iota
	absent
	equals
	differs
	begins
	holds
)

// slotNoted stands for what was remembered, in place of a slot; for one field
// of it the slots below do. slotTold, below them, is whether a deferral was
// told since the try began.
const (
	slotNoted = -1
	slotTold  = slotNoted - 1 - int(numFields)
)

// mapRow says what the records are that fulfil all of its conditions, or that
// follow its template.
type mapRow struct {
	needs   []mapTest
	other   int // the next row that begins with another condition
	like    template
	kind    Kind
	status  Status // of an attempt; NoStatus where the reply tells
	event   bool   // false for records without one
	untried bool
	note    bool   // its fields are remembered for later records
	forget  bool   // what was remembered is done with
	begin   bool   // and so is who was told to be deferred: this is another try
	alone   bool   // nothing that was remembered fills in
	past    bool   // what befell is what was remembered, not what the record has
	once    bool   // who has bounced is not said to have done so again, nor who is deferred in one try
	says    []byte // the reply of records that have none
	local   LocalReport
}

// mapOwn are the logger's own where a reply is expected, whatever code it
// gave them, or only where it gave none.
type mapOwn struct {
	words   string
	phase   Phase
	uncoded bool
	local   LocalReport
}

// Name is the value of Options.MTA for this map.
func (m *Map) Name() string { return m.name }

// joined tells whether records need others before them.
func (m *Map) joined() bool { return m.notes || m.once || m.speaks || m.kind == csvRecord }

// tagSet are the program names of a logger; one with a * at its end begins
// its lines instead of naming the program.
type tagSet struct{ whole, begun []string }

// has tells whether tag is one, and whether it is part of the logger's words.
func (s *tagSet) has(tag []byte) (ok, words bool) {
	for _, t := range s.whole {
		if string(tag) == t {
			return true, false
		}
	}
	for _, t := range s.begun {
		if hasPrefix(tag, t) {
			return true, true
		}
	}
	return false, false
}

// mappedTags are the bytes with which the tags of maps begin, so that other
// programs' lines are not shown to every map.
type mappedTags [256]bool

func (t *mappedTags) add(s *tagSet) {
	for _, tags := range [...][]string{s.whole, s.begun} {
		for _, tag := range tags {
			t[tag[0]] = true
		}
	}
}

// may tells whether a map might claim a line.
func (t *mappedTags) may(ln *line) bool {
	return len(ln.tag) == 0 || t[ln.tag[0]] || ln.object != nil || len(ln.msg) > 0 && ln.msg[0] == '{'
}

// node finds slots by name. Names with dots lead to nodes below, too.
type node struct {
	names []nodeName
	first [64]uint8 // by hash: 1 + the index in names, 0 for none
}

type nodeName struct {
	text string
	slot int // -1 for none
	down *node
	next uint8 // with the same hash, as in first
}

func hashOfName[T string | []byte](name T) uint8 {
	n := len(name)
	if n == 0 {
		return 0
	}
	return (uint8(n)*31 + name[0]*7 + name[n-1]*3 + name[n/2]) & 63
}

// find gives the entry of a name, nil for one that nobody asked for.
func (n *node) find(name []byte) *nodeName {
	for i := n.first[hashOfName(name)]; i != 0; {
		e := &n.names[i-1]
		if e.text == string(name) {
			return e
		}
		i = e.next
	}
	return nil
}

// add gives the entry of a name, which it makes if there is none.
func (n *node) add(name string) *nodeName {
	if e := n.find([]byte(name)); e != nil {
		return e
	}
	h := hashOfName(name)
	n.names = append(n.names, nodeName{text: name, slot: -1, next: n.first[h]})
	n.first[h] = uint8(len(n.names))
	return &n.names[len(n.names)-1]
}
