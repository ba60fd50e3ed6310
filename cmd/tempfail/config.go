package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
)

// config is a file of settings for serve: YAML, one key for each of its flags,
// named like it. What is given as a flag or in the environment wins over it.
type config struct {
	name string
	keys []*yaml.Node // in the order of the file
	of   map[string]*yaml.Node
}

// notSettings are the flags that make no sense in a file.
var notSettings = []string{"config", "help", "version"}

// loadConfig is a kong.ConfigurationLoader.
func loadConfig(r io.Reader) (kong.Resolver, error) {
	c := &config{name: "config", of: map[string]*yaml.Node{}}
	if f, ok := r.(*os.File); ok {
		c.name = f.Name()
	}
	var file yaml.Node
	decoder := yaml.NewDecoder(r)
	switch err := decoder.Decode(&file); {
	case errors.Is(err, io.EOF): // nothing but comments
		return c, nil
	case err != nil:
		return nil, fmt.Errorf("%s: %s", c.name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: a second document begins; keep one, without --- between settings", c.name)
	}
	return c, c.read(file.Content[0])
}

func (c *config) read(settings *yaml.Node) error {
	if settings.Kind != yaml.MappingNode {
		return c.fault(settings, "expects lines such as \"listen: 127.0.0.1:10451\"")
	}
	for i := 0; i < len(settings.Content); i += 2 {
		key, value := settings.Content[i], settings.Content[i+1]
		if before := c.of[key.Value]; before != nil {
			return c.fault(key, "%q is set in line %d already; keep one", key.Value, before.Line)
		}
		c.keys, c.of[key.Value] = append(c.keys, key), value
	}
	return nil
}

func (c *config) fault(at *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", c.name, at.Line, fmt.Sprintf(format, args...))
}

// Validate implements kong.Resolver: every key must be a flag's name.
func (c *config) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, command := range app.Children {
		if command.Name == "serve" {
			for _, flag := range command.Flags {
				if !slices.Contains(notSettings, flag.Name) {
					known[flag.Name] = true
				}
			}
		}
	}
	for _, key := range c.keys {
		if !known[key.Value] {
			return c.fault(key, "unknown setting %q; there are %s", key.Value, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
	}
	return nil
}

// Resolve implements kong.Resolver. kong lets a file win over the
// environment; here it is the other way round, as administrators expect.
func (c *config) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	node := c.of[flag.Name]
	if node == nil || slices.Contains(notSettings, flag.Name) || slices.ContainsFunc(flag.Envs, isSet) {
		return nil, nil
	}
	value, err := c.value(node, flag)
	if err != nil {
		return nil, err
	}
	// Tried here, for kong does not know the line.
	target := reflect.New(flag.Target.Type()).Elem()
	if err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: kong.Scan().PushTyped(value, kong.FlagValueToken)}, target); err != nil {
		return nil, c.fault(node, "%v", err)
	}
	if flag.Enum != "" && !flag.EnumMap()[fmt.Sprint(value)] {
		return nil, c.fault(node, "%q is none of %s", value, strings.Join(flag.EnumSlice(), ", "))
	}
	return value, nil
}

func isSet(variable string) bool {
	_, ok := os.LookupEnv(variable)
	return ok
}

// value is what kong decodes: text, or a list of texts where the flag takes
// several. One alone is a list of one.
func (c *config) value(node *yaml.Node, flag *kong.Flag) (any, error) {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	single := node.Kind == yaml.ScalarNode && node.Tag != "!!null"
	switch {
	case single && !flag.IsSlice():
		return node.Value, nil
	case single:
		return []any{node.Value}, nil
	case node.Kind != yaml.SequenceNode || !flag.IsSlice():
		return nil, c.fault(node, "%q expects a value on its line", flag.Name)
	}
	list := []any{}
	for _, item := range node.Content {
		if item.Kind != yaml.ScalarNode {
			return nil, c.fault(item, "%q expects a list of plain values", flag.Name)
		}
		list = append(list, item.Value)
	}
	return list, nil
}
