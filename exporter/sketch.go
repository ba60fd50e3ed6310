package exporter

import "container/heap"

// sketch is the space-saving sketch of Metwally, Agrawal and El Abbadi
// (2005): the heaviest names of a stream, in the memory of limit names. A
// name that is heavier than total/limit is in it; what a name may have taken
// over from lighter ones is known.
type sketch struct {
	limit int
	total float64 // of the window
	heap  cells
}

// weighed is a name of the sketch.
type weighed struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	Over   float64 `json:"over"` // of it, at most so much was others'
	at     int     // its place in the heap
}

// sure is the weight that is the name's own.
func (c *weighed) sure() float64 { return c.Weight - c.Over }

func newSketch(limit int) sketch { return sketch{limit: limit, heap: cells{at: map[string]*weighed{}}} }

// add counts w for a name. A new one takes the place of the lightest where
// there is no other.
func (s *sketch) add(name string, w float64) {
	s.total += w
	c := s.heap.at[name]
	switch {
	case c != nil:
		c.Weight += w
	case len(s.heap.all) < s.limit:
		heap.Push(&s.heap, &weighed{Name: name, Weight: w})
		return
	default:
		c = s.heap.all[0]
		delete(s.heap.at, c.Name)
		c.Name, c.Over, c.Weight = name, c.Weight, c.Weight+w
		s.heap.at[name] = c
	}
	heap.Fix(&s.heap, c.at)
}

// find returns a name; nil where it is not among the heaviest.
func (s *sketch) find(name string) *weighed { return s.heap.at[name] }

// fade makes what was counted so far weigh half.
func (s *sketch) fade() {
	s.total /= 2
	for _, c := range s.heap.all {
		c.Weight /= 2
		c.Over /= 2
	}
}

// cells are a heap, the lightest on top.
type cells struct {
	all []*weighed
	at  map[string]*weighed
}

func (h *cells) Len() int           { return len(h.all) }
func (h *cells) Less(i, j int) bool { return h.all[i].Weight < h.all[j].Weight }

func (h *cells) Swap(i, j int) {
	h.all[i], h.all[j] = h.all[j], h.all[i]
	h.all[i].at, h.all[j].at = i, j
}

func (h *cells) Push(x any) {
	c := x.(*weighed)
	c.at = len(h.all)
	h.all = append(h.all, c)
	h.at[c.Name] = c
}

func (h *cells) Pop() any {
	last := len(h.all) - 1
	c := h.all[last]
	h.all = h.all[:last]
	delete(h.at, c.Name)
	return c
}
