package parser

import (
	_ "embed" // the maps are part of the program, as tables are
	"slices"
	"sync"
)

// The maps of the loggers known here. Each cites where its records are
// described; testdata/NAME has lines of every row.
var (
	//go:embed maps/kumomta.map
	kumoMTAMap []byte
	//go:embed maps/powermta.map
	powerMTAMap []byte
	//go:embed maps/exchange.map
	exchangeMap []byte
	//go:embed maps/exchange-smtp.map
	exchangeSMTPMap []byte
	//go:embed maps/haraka.map
	harakaMap []byte
	//go:embed maps/zonemta.map
	zoneMTAMap []byte
	//go:embed maps/stalwart.map
	stalwartMap []byte
	//go:embed maps/maddy.map
	maddyMap []byte
	//go:embed maps/msmtp.map
	msmtpMap []byte
	//go:embed maps/postal.map
	postalMap []byte
)

// knownMaps are in the order in which they are asked. They are read when the
// first log is.
var knownMaps = sync.OnceValue(func() []*Map {
	return []*Map{
		mustMap("kumomta.map", kumoMTAMap),
		mustMap("powermta.map", powerMTAMap),
		mustMap("exchange.map", exchangeMap),
		mustMap("exchange-smtp.map", exchangeSMTPMap),
		mustMap("haraka.map", harakaMap),
		mustMap("zonemta.map", zoneMTAMap),
		mustMap("stalwart.map", stalwartMap),
		mustMap("maddy.map", maddyMap),
		mustMap("msmtp.map", msmtpMap),
		mustMap("postal.map", postalMap),
	}
})

// mustMap reads a map of the program's own: that it can is a test.
func mustMap(file string, text []byte) *Map {
	m, err := ReadMap(file, text)
	if err != nil {
		panic(err)
	}
	return m
}

// mapNamed gives the map of a name; nil for none.
func mapNamed(maps []*Map, name string) *Map {
	for _, m := range maps {
		if m.name == name {
			return m
		}
	}
	return nil
}

// allMaps are the given maps, and those known here that none of them replaces.
func allMaps(given []*Map) []*Map {
	all := slices.Clone(given)
	for _, m := range knownMaps() {
		if mapNamed(given, m.name) == nil {
			all = append(all, m)
		}
	}
	return all
}
