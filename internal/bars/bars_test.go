package bars

import "testing"

func TestPath(t *testing.T) {
	for _, c := range []struct {
		shares []float64
		want   string
	}{
		{nil, ""},
		{[]float64{0, 0}, ""},
		{[]float64{1}, "M0 20v-20h98.4v20z"},
		{[]float64{0, 0.001, 0.5, 0}, "M30 20v-1.5h24.6v1.5zM60 20v-10h24.6v10z"},
	} {
		if got := Path(120, 20, c.shares); got != c.want {
			t.Errorf("%v: %s, want %s", c.shares, got, c.want)
		}
	}
}
