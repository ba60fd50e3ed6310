package aggregate

import "tempfail/parser"

// recent is the host of the line before: most logs have one.
type recent struct {
	host, instance, agent []byte
	hash                  uint64
	via                   uint32
	by                    string // the mail server of via
	mta                   string
	server                uint32 // its number
}

// setKey names a message: queue IDs are unique on their host and instance only.
func (a *Aggregator) setKey(k *messageKey, ev *parser.Event, id []byte) {
	l := &a.recent
	if string(l.host) != string(ev.Host) || string(l.instance) != string(ev.Instance) {
		l.host, l.instance = append(l.host[:0], ev.Host...), append(l.instance[:0], ev.Instance...)
		l.hash, l.agent = hashOf(a.join(ev.Host, ev.Instance, nil)), l.agent[:0]
		if len(ev.Host)+len(ev.Instance) == 0 {
			l.hash = 0 // as before any line, and in states that were saved
		}
	}
	k.set(l.hash, id)
}

// via is the number of the host, instance, agent and mail server of an event
// whose key was made just before.
func (a *Aggregator) via(ev *parser.Event) uint32 {
	l := &a.recent
	if len(l.agent) == 0 || string(l.agent) != string(ev.Agent) || l.by != ev.MTA {
		l.agent, l.by = append(l.agent[:0], ev.Agent...), ev.MTA
		a.scratch = append(append(a.join(ev.Host, ev.Instance, ev.Agent), 0), ev.MTA...)
		l.via = a.hosts.id(a.scratch)
	}
	return l.via
}

// mta is the number of a mail server's name.
func (a *Aggregator) mta(name string) uint32 {
	l := &a.recent
	if l.mta != name {
		l.mta, l.server = name, a.mtas.id([]byte(name))
	}
	return l.server
}

// join makes one name of the parts.
func (a *Aggregator) join(host, instance, agent []byte) []byte {
	b := append(a.scratch[:0], host...)
	b = append(append(b, 0), instance...)
	b = append(append(b, 0), agent...)
	a.scratch = b
	return b
}
