package report

import "strconv"

// table is rows under a title that, in Text, heads its first column.
type table struct {
	title   string
	lead    string // a sentence before it
	columns []column
	rows    [][]cell
	rest    string // a line after the last row: what was left out
}

type column struct {
	head  string
	right bool
	min   int  // columns of width it may shrink to; 0 for never
	drop  int  // the higher, the sooner it is left out where width is short; 0 for never
	code  bool // words of the log
}

type cell struct {
	text  string
	style style
	bars  []float64 // what text draws, for whoever can draw better
}

const (
	gap        = 2   // blanks between columns
	lastResort = 8   // what elastic columns shrink to when nothing else helps
	wideEnough = 400 // for every column
)

// keep cuts the table to n rows and says how to see the others.
func (t *table) keep(n int) {
	if len(t.rows) <= n {
		return
	}
	t.rest = many(int64(len(t.rows)-n), "more row") + " (--top " + strconv.Itoa(len(t.rows)) + ")"
	t.rows = t.rows[:n]
}

// shown are the columns that hold anything.
func (t *table) shown() []int {
	var shown []int
	for c := range t.columns {
		for _, row := range t.rows {
			if row[c].text != "" {
				shown = append(shown, c)
				break
			}
		}
	}
	return shown
}

// fit chooses columns and their widths so that they take at most total:
// elastic ones shrink, the widest first; then the most dispensable is left
// out, and it is tried again. Where that is not enough, elastic columns shrink
// further, and columns go from the right.
func (t *table) fit(shown []int, total int) ([]int, []int) {
	for floor := wideEnough; ; {
		widths := t.natural(shown)
		if t.shrink(shown, widths, total, floor) <= 0 {
			return shown, widths
		}
		switch last := t.dispensable(shown); {
		case last >= 0:
			shown = append(shown[:last:last], shown[last+1:]...)
		case floor > lastResort:
			floor = lastResort
		case len(shown) > 1:
			shown = shown[:len(shown)-1]
		default:
			return shown, []int{total}
		}
	}
}

func (t *table) natural(shown []int) []int {
	widths := make([]int, len(shown))
	for i, c := range shown {
		widths[i] = width(t.heading(c))
		for _, row := range t.rows {
			widths[i] = max(widths[i], width(row[c].text))
		}
	}
	return widths
}

// shrink takes from the elastic columns what is over total, and returns what
// it could not take. None gets narrower than it may, or than floor where that
// is less.
func (t *table) shrink(shown, widths []int, total, floor int) int {
	over := gap*(len(widths)-1) - total
	for _, w := range widths {
		over += w
	}
	for over > 0 {
		widest := -1
		for i, c := range shown {
			if m := min(t.columns[c].min, floor); m > 0 && widths[i] > m && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		over--
	}
	return over
}

// dispensable is the place of the column to leave out next; -1 for none.
func (t *table) dispensable(shown []int) int {
	last := -1
	for i, c := range shown {
		if d := t.columns[c].drop; d > 0 && (last < 0 || d > t.columns[shown[last]].drop) {
			last = i
		}
	}
	return last
}
