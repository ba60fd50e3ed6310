package aggregate

// transports finds out of which attempts the transport is not known. Some
// servers name it only where they came as far as that: Exchange where it sent,
// Exim where routing worked. Such attempts would be a transport of their own,
// that always fails.
func (e *evidence) transports() {
	type server struct{ host, instance string }
	names := make([]string, len(e.hosts.all))
	at, named := make([]server, len(names)), map[server]bool{}
	for v := range names {
		if v == 0 { // none
			continue
		}
		at[v].host, at[v].instance, names[v], _ = cutVia(e.hosts.all[v])
		named[at[v]] = named[at[v]] || names[v] != ""
	}
	e.nameless = make([]bool, len(names))
	for v := range names {
		e.nameless[v] = names[v] == "" && named[at[v]]
	}
}

// transportOf is what an attempt was made by; 0 where that is not known.
func transportOf(e *evidence, i int32) uint32 {
	via := uint32(e.try(i).via())
	if e.nameless[via] {
		return 0
	}
	return via
}
