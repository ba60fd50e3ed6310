package main

import (
	"cmp"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"tempfail/exporter"
)

// swapped is a handler that can be replaced while it serves.
type swapped struct{ now atomic.Pointer[http.Handler] }

// ServeHTTP implements http.Handler.
func (s *swapped) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*s.now.Load()).ServeHTTP(w, r) }

func (s *swapped) put(h http.Handler) { s.now.Store(&h) }

// reload reads the configuration again, after SIGHUP. What cannot be used
// changes nothing: a typing error in a file must not end what it configures.
func (l *live) reload() {
	next, err := l.again()
	if err == nil {
		err = l.change(next)
	}
	if l.misread = err != nil; l.misread {
		l.log.Error("the configuration was read again and cannot be used; all goes on as before", "error", err)
	} else {
		l.log.Info("the configuration was read again")
	}
	l.draw()
}

// change goes over to other settings, or to none of them.
func (l *live) change(next *serveCmd) error {
	if _, err := next.check(); err != nil {
		return err
	}
	if fixed := l.serveCmd.differs(next); len(fixed) > 0 {
		l.log.Warn("these settings take a restart, and stay as they are", "settings", strings.Join(fixed, ", "))
	}
	series, err := l.exporter.Save()
	if err != nil {
		return err
	}
	e, handler, err := l.exhibit(next, series)
	if err != nil {
		return err
	}
	if err := l.follower.SetPaths(next.Log); err != nil {
		return err
	}
	l.exporter, l.ended = e, false
	l.handler.put(handler)
	l.Log, l.Top, l.Allow, l.ShowAddresses, l.Every = next.Log, next.Top, next.Allow, next.ShowAddresses, next.Every
	return nil
}

// changeable are the settings that a reload takes up.
var changeable = []string{"Config", "Log", "Top", "Allow", "ShowAddresses", "Every"}

// differs names the flags of all other settings that next has otherwise.
func (c *serveCmd) differs(next *serveCmd) []string {
	var names []string
	was, is := reflect.ValueOf(*c), reflect.ValueOf(*next)
	for _, field := range reflect.VisibleFields(was.Type()) {
		if field.Anonymous || slices.Contains(changeable, field.Name) {
			continue
		}
		if !reflect.DeepEqual(was.FieldByIndex(field.Index).Interface(), is.FieldByIndex(field.Index).Interface()) {
			names = append(names, cmp.Or(field.Tag.Get("name"), strings.ToLower(field.Name)))
		}
	}
	return names
}

// exhibit makes what shows the counts, with series that go on.
func (l *live) exhibit(c *serveCmd, series []byte) (*exporter.Exporter, http.Handler, error) {
	e, err := exporter.New(exporter.Options{
		State: l.current, Report: reportJSON,
		Names: c.Top, Allow: c.Allow, Saved: series, ShowAddresses: c.ShowAddresses, Pseudonyms: l.names,
		Location: l.TZ.location(), Build: buildInfo(),
	})
	if err != nil {
		return nil, nil, err
	}
	handler, err := e.Handler()
	return e, handler, err
}

// again returns the settings as they would be if the program began now.
func (l *live) again() (*serveCmd, error) {
	var cmds commands
	app := newApp(&cmds, io.Discard, io.Discard, nil)
	if _, err := app.Parse(l.args); err != nil {
		return nil, err
	}
	return &cmds.Serve, nil
}
