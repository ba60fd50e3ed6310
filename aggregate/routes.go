package aggregate

// routes tells where attempts went, and how far they came: each relay,
// destination and reply is looked at once.
type routes struct {
	e       *evidence
	byRelay []uint32 // operators; 0 for none, for this host, and for those not met yet
	byDest  []uint32 // of attempts that reached none
	byReply []layer
}

func (e *evidence) newRoutes() routes {
	r := routes{e: e, byRelay: make([]uint32, len(e.relays.rows)),
		byDest: make([]uint32, len(e.dests.rows)), byReply: make([]layer, len(e.replies.rows))}
	e.own = make([]bool, len(e.relays.rows))
	for i := range e.own {
		e.own[i] = i != 0 && e.relays.rows[i].own
	}
	for i := range r.byReply {
		r.byReply[i] = e.replies.rows[i].layer()
	}
	return r
}

// meet is the number of who an attempt was made at.
func (r *routes) meet(t *packed) uint32 {
	dest, relay := t.dest(), t.relay()
	known := &r.byRelay[relay]
	if relay == 0 || r.e.own[relay] {
		known = &r.byDest[dest]
	}
	if *known == 0 {
		*known = r.e.ops.id([]byte(r.e.operatorOf(dest, relay)))
	}
	return *known
}

// opOf is the number of who an attempt was made at.
func (e *evidence) opOf(i int32) uint32 { return e.op[i] }

// layer is where an attempt failed.
func (r *routes) layer(t *packed) layer {
	switch l := r.byReply[t.reply()]; {
	case l != layerRecipient && r.e.own[t.relay()]:
		return layerOwn
	case l == layerRecipient && t.relay() == 0:
		return layerDomain
	default:
		return l
	}
}
