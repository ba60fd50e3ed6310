// Check is what check.sh needs beside Grafana's packages:
//
//	check history CASE FILE    the day of ../testdata/day.txt as OpenMetrics, so that it ended just now
//	check shrink IN.png OUT.png    a picture with the 255 colours that most of it has
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"time"

	"tempfail/dashboards/internal/fleet"
)

func main() {
	err := fmt.Errorf("usage: check history CASE FILE, or check shrink IN.png OUT.png")
	if len(os.Args) == 4 {
		switch os.Args[1] {
		case "history":
			err = history(os.Args[2], os.Args[3])
		case "shrink":
			err = shrink(os.Args[2], os.Args[3])
		}
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "check: %v\n", err)
		os.Exit(1)
	}
}

func history(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	day, err := fleet.Read(f)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := day[0].History(out, time.Now().Truncate(time.Minute), 2*time.Minute); err != nil {
		return err
	}
	return out.Close()
}

// shrink writes a picture with few colours: drawings have many of each.
func shrink(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	in, err := png.Decode(f)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	const places = 255
	count := map[color.RGBA]int{}
	b := in.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[coarse(in.At(x, y))]++
		}
	}
	var all []color.RGBA
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(x, y color.RGBA) int { return count[y] - count[x] })
	var palette color.Palette
	for _, c := range all[:min(len(all), places)] {
		palette = append(palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	out := image.NewPaletted(b, palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := coarse(in.At(x, y))
			i, ok := nearest[c]
			if !ok {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	w, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, out); err != nil {
		return err
	}
	return w.Close()
}

// coarse leaves out differences that nobody sees.
func coarse(c color.Color) color.RGBA {
	r, g, b, _ := c.RGBA()
	return color.RGBA{uint8(r>>8) &^ 7, uint8(g>>8) &^ 7, uint8(b>>8) &^ 7, 255}
}
