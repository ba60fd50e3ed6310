package aggregate_test

import "time"

// chance is a number from 0 to 1 that recipients who share a session share.
func chance(t *try, salt uint64) float64 {
	h := mix(t.msg.serial<<20|t.to.to.id<<8|uint64(t.msg.tries), salt)
	return float64(h>>11) / (1 << 53)
}

// jitter spreads a backoff step by up to a tenth, as the queue scan does.
func jitter(step time.Duration, m *message) time.Duration {
	return step + time.Duration(mix(m.serial, uint64(m.tries)+7)%uint64(step/10+1))
}

// mix is the finaliser of splitmix64 over two numbers.
func mix(a, b uint64) uint64 {
	z := a*0x9e3779b97f4a7c15 + b*0xd1342543de82ef95 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// queueID is Postfix's short form: hexadecimal, unique on its host for a time.
func queueID(serial uint64) string {
	const digits = "0123456789ABCDEF"
	var id [10]byte
	for i, v := len(id)-1, serial+0x4000000000; i >= 0; i, v = i-1, v>>4 {
		id[i] = digits[v&15]
	}
	return string(id[:])
}

// errand is a message's next try, or a flush of the queue (no message).
type errand struct {
	at     time.Duration
	msg    *message
	serial uint64
}

// agenda is a heap of errands by time, then in order of arrival.
type agenda []errand

func (a agenda) Len() int      { return len(a) }
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].serial < a[j].serial
}
func (a *agenda) Push(e any) { *a = append(*a, e.(errand)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}
