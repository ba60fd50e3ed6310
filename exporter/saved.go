package exporter

import (
	"encoding/json"
	"maps"
)

// saved is what outlives a restart.
type saved struct {
	Destinations *roster `json:"destinations"`
	Providers    *roster `json:"providers"`
	Senders      *roster `json:"senders"`
}

// Save returns what a later Exporter needs for its counters to go on from
// where these stand. Keep it together with the aggregate that State draws
// from: one without the other counts twice, or not at all.
func (e *Exporter) Save() ([]byte, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.take()
	return json.Marshal(saved{e.dests, e.providers, e.senders})
}

// MarshalJSON implements json.Marshaler.
func (r *roster) MarshalJSON() ([]byte, error) {
	type plain roster
	p := plain(*r)
	p.Cells = r.sketch.heap.all
	return json.Marshal(p)
}

// UnmarshalJSON implements json.Unmarshaler. The bounds stay those of r.
func (r *roster) UnmarshalJSON(b []byte) error {
	type plain roster
	allowed := maps.Clone(r.Members)
	if err := json.Unmarshal(b, (*plain)(r)); err != nil {
		return err
	}
	for name := range allowed {
		r.Members[name].Shown = true
	}
	for _, c := range r.Cells {
		r.sketch.add(c.Name, c.Weight)
		if kept := r.sketch.find(c.Name); kept != nil {
			kept.Over = max(kept.Over, c.Over)
		}
	}
	r.Cells, r.restored = nil, true
	return nil
}
