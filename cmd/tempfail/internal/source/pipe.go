package source

import "os"

// pipe is a named pipe, opened when it is first read. To open it is to wait
// for somebody who writes to it, and whoever reads may be asked to stop
// meanwhile: see Blocks.
type pipe struct {
	name string
	file *os.File
	end  error
}

// Read implements io.Reader. The pipe ends with its first writers: others that
// come later are of another log.
func (p *pipe) Read(b []byte) (n int, err error) {
	if p.file == nil && p.end == nil {
		p.file, p.end = os.Open(p.name)
	}
	if p.end != nil {
		return 0, p.end
	}
	if n, p.end = p.file.Read(b); p.end != nil {
		p.file.Close()
	}
	return n, p.end
}
