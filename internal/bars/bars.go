// Package bars draws numbers as bars, for the path of an SVG.
package bars

import (
	"fmt"
	"strings"
)

// least is how high a bar is at least that is not nothing: it can be seen.
const least = 1.5

// Path draws a bar for each share of the height, side by side over the width.
// A share is from 0 to 1; where it is 0 there is none.
func Path(width, height float64, shares []float64) string {
	var b strings.Builder
	each := width / float64(len(shares))
	for i, share := range shares {
		if share <= 0 {
			continue
		}
		high := Coord(max(least, share*height))
		fmt.Fprintf(&b, "M%s %sv-%sh%sv%sz", Coord(float64(i)*each), Coord(height), high, Coord(each*0.82), high)
	}
	return b.String()
}

// Coord is a coordinate in tenths.
func Coord(v float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
}
