package aggregate

// Bounds of a failure that comes again and again: so often, with pauses no
// longer than that, in milliseconds.
const (
	againTimes = 3
	againPause = 3600_000
)

// again makes one failure of those of a destination that come again and again:
// a server that is overloaded a minute of each ten all day has one trouble, and
// not a hundred. It lasts where the pause since is no longer than those before.
func (e *evidence) again(all []failure) (out []failure) {
	for len(all) > 0 {
		n, pause := 1, int64(0)
		for n < len(all) && !all[n-1].slight && !all[n].slight && all[n].since-all[n-1].until <= againPause {
			pause = max(pause, all[n].since-all[n-1].until)
			n++
		}
		if n < againTimes {
			out = append(out, all[0])
			all = all[1:]
			continue
		}
		out = append(out, e.joined(all[:n], pause))
		all = all[n:]
	}
	return out
}

// offAndOn says how often something came, where that is more than once.
func offAndOn(times int) string {
	if times < 2 {
		return ""
	}
	return sentence(", off and on, %d times", times)
}

// joined is one failure of several, with the longest pause between two.
func (e *evidence) joined(parts []failure, pause int64) failure {
	f, last := parts[0], &parts[len(parts)-1]
	f.parts, f.pause = parts, pause
	f.to, f.until = last.to, last.until
	f.ongoing = last.ongoing || e.end-last.until <= pause
	f.n, f.fails, f.score, f.duty = 0, 0, 0, duty{since: f.since, until: f.until}
	for i := range parts {
		p := &parts[i]
		f.n, f.fails, f.score = f.n+p.n, f.fails+p.fails, f.score+p.score
		f.duty.attempts += p.duty.attempts
		f.duty.mine = append(f.duty.mine, p.duty.mine...)
	}
	f.duty.failed = int64(len(f.duty.mine))
	f.share = float64(f.duty.failed) / float64(max(f.duty.attempts, 1))
	e.describe(&f.duty)
	return f
}
