package parser

// Primer is a Parser whose lines may need the first ones of their file, though
// it is to read on from a later place: a CSV file names its columns once.
type Primer interface {
	// Prime reads what one of a file's first lines tells of all others.
	Prime(raw []byte)
}

// Prime implements Primer.
func (p *parser) Prime(raw []byte) {
	var ln line
	if !p.envelope.open(raw, &ln) {
		return
	}
	for i := p.plain; i < len(p.formats); i++ {
		if m := p.formats[i].mapped; m.m.kind == csvRecord {
			m.prime(ln.raw)
		}
	}
}

// prime reads a header.
func (p *mapped) prime(raw []byte) {
	if len(raw) == 0 {
		return
	}
	names, sep := p.m.beginsHeader(raw)
	if names == nil {
		names, sep = p.m.listsHeader(raw)
	}
	if names != nil {
		p.readHeader(names, sep)
	}
}
