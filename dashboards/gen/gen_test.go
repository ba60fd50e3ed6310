package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGenerated holds the committed files to what is generated.
func TestGenerated(t *testing.T) {
	files, err := filepath.Glob("../*.json")
	if err != nil || len(files) != len(boards) {
		t.Errorf("%d files, %d dashboards (%v)", len(files), len(boards), err)
	}
	for name, build := range boards {
		want, err := build().encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is not what is generated; go generate ./dashboards:\n%s", name, diff)
		}
	}
}

// model is the part of a dashboard that the rules below look at.
type model struct {
	ID            *int
	UID, Title    string
	SchemaVersion int
	Tags          []string
	Templating    struct{ List []struct{ Name, Type string } }
	Panels        []struct {
		ID                       int
		Type, Title, Description string
		GridPos                  struct{ X, Y, W, H int }
		Datasource               struct{ UID string }
		FieldConfig              struct {
			Defaults struct {
				Unit, NoValue string
				Links         []struct{ URL string }
			}
			Overrides []struct{ Properties []struct{ ID string } }
		}
		Targets []struct{ Expr string }
	}
}

func decode(t *testing.T, build func() *board) (m model, text string) {
	t.Helper()
	raw, err := build().encode()
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m, string(raw)
}

// TestDashboards holds every dashboard to the rules of the house, most of
// which are those of Grafana's own linter.
func TestDashboards(t *testing.T) {
	uids, titles := map[string]bool{}, map[string]bool{}
	for name, build := range boards {
		m, text := decode(t, build)
		if m.ID != nil || m.UID == "" || uids[m.UID] || titles[m.Title] || !slices.Contains(m.Tags, "tempfail") {
			t.Errorf("%s: id %v, uid %q, title %q, tags %v", name, m.ID, m.UID, m.Title, m.Tags)
		}
		uids[m.UID], titles[m.Title] = true, true
		if m.SchemaVersion < 39 || m.SchemaVersion > 42 {
			t.Errorf("%s: schemaVersion %d; Grafana 11 to 13 have 39 to 42", name, m.SchemaVersion)
		}
		var variables []string
		for _, v := range m.Templating.List {
			variables = append(variables, v.Name)
		}
		if len(variables) < 3 || !slices.Equal(variables[:3], []string{"datasource", "job", "instance"}) {
			t.Errorf("%s: variables %v", name, variables)
		}
		if bad := regexp.MustCompile(`: (""|null)`).FindAllString(strings.ReplaceAll(text, `"value": null`, ""), -1); bad != nil {
			t.Errorf("%s: %d values are empty: an empty string wins over Grafana's default", name, len(bad))
		}
		taken := map[[2]int]string{}
		ids := map[int]bool{}
		for _, p := range m.Panels {
			says := name + ": " + p.Title
			if ids[p.ID] || p.ID == 0 {
				t.Errorf("%s: id %d", says, p.ID)
			}
			ids[p.ID] = true
			for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
				for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
					if other := taken[[2]int{x, y}]; other != "" || x >= 24 {
						t.Fatalf("%s lies upon %s, or outside", says, other)
					}
					taken[[2]int{x, y}] = p.Title
				}
			}
			if !slices.Contains([]string{"timeseries", "stat", "bargauge", "table", "row"}, p.Type) {
				t.Errorf("%s: nobody has seen a panel of type %s drawn", says, p.Type)
			}
			if p.Type == "row" {
				continue
			}
			if p.Title == "" || len(p.Description) < 40 || !strings.HasSuffix(p.Description, ".") {
				t.Errorf("%s: the description %q does not say what to do", says, p.Description)
			}
			if p.FieldConfig.Defaults.Unit == "" && p.Type != "table" && len(m.Panels) > 0 && !strings.HasPrefix(p.Title, "Is it us") {
				t.Errorf("%s: no unit", says)
			}
			if p.FieldConfig.Defaults.NoValue == "" && !strings.HasPrefix(p.Title, "Share of attempts that fail") {
				t.Errorf("%s: nothing is said where there is no data", says)
			}
			if p.Datasource.UID != "${datasource}" || len(p.Targets) == 0 {
				t.Errorf("%s: data source %q, %d queries", says, p.Datasource.UID, len(p.Targets))
			}
			for _, target := range p.Targets {
				checkExpr(t, says, target.Expr)
			}
		}
	}
	for _, build := range boards {
		_, text := decode(t, build)
		for _, m := range regexp.MustCompile(`/d/([a-z-]+)`).FindAllStringSubmatch(text, -1) {
			if !uids[m[1]] {
				t.Errorf("a link leads to %s, which is no dashboard", m[1])
			}
		}
	}
}

var (
	selector = regexp.MustCompile(`(\w*:?tempfail_\w+(?::\w+)?)\{([^}]*)\}`)
	naked    = regexp.MustCompile(`tempfail_\w+(?::\w+)?(?:[^{:\w]|$)`)
	inRate   = regexp.MustCompile(`(?:rate|increase)\($`)
)

// checkExpr holds a query to the variables, and counters to rate and increase.
func checkExpr(t *testing.T, says, expr string) {
	t.Helper()
	if naked.MatchString(expr) {
		t.Errorf("%s: %s asks for all jobs and hosts", says, expr)
	}
	for _, m := range selector.FindAllStringSubmatchIndex(expr, -1) {
		metric, matchers := expr[m[2]:m[3]], expr[m[4]:m[5]]
		perHost := !strings.HasPrefix(metric, "provider:")
		if !strings.Contains(matchers, `job=~"$job"`) || perHost && !strings.Contains(matchers, `instance=~"$instance"`) {
			t.Errorf("%s: %s does not ask for the job and host chosen", says, expr[m[0]:m[1]])
		}
		counter := strings.HasSuffix(metric, "_total") || strings.HasSuffix(metric, "_bucket")
		if counter != inRate.MatchString(expr[:m[0]]) {
			t.Errorf("%s: %s: counters, and they alone, stand in rate or increase", says, expr)
		}
	}
}
