// Draws a dashboard with Grafana's own panels, from a real Prometheus: as much
// of Grafana as one needs to see what its JSON looks like. Variable menus,
// annotations and links are not drawn.
import React, { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import * as G from '@grafana/data';
import { BarGauge, BigValue, GlobalStyles, PanelChrome, Table, TimeSeries } from '@grafana/ui';
import { initPluginTranslations } from '@grafana/i18n';

await initPluginTranslations('drawing').catch((e) => console.warn('i18n', e.message));

const theme = G.createTheme({ colors: { mode: 'dark' } });

// Grafana fills these registries at its start; without them transformations
// and overrides are passed over in silence.
const transformers = [...new Map(Object.values(G.standardTransformers).map((t) => [t.id, t])).values()];
G.standardTransformersRegistry.setInit(() => transformers.map((t) => ({ id: t.id, name: t.name, description: t.description, transformation: async () => t, aliasIds: [], imageDark: '', imageLight: '' })));
const option = (id) => ({ id, path: id, name: id, process: (v) => v, shouldApply: () => true });
const standard = ['displayName', 'description', 'unit', 'min', 'max', 'decimals', 'noValue', 'color', 'mappings', 'thresholds', 'links', 'filterable', 'fieldMinMax'];
const custom = ['drawStyle', 'lineInterpolation', 'barAlignment', 'lineWidth', 'fillOpacity', 'gradientMode', 'lineStyle', 'spanNulls', 'showPoints', 'pointSize', 'stacking', 'axisPlacement', 'axisLabel', 'axisWidth', 'axisSoftMin', 'axisSoftMax', 'axisGridShow', 'scaleDistribution', 'axisCenteredZero', 'hideFrom', 'thresholdsStyle', 'fillBelowTo', 'transform', 'width', 'align', 'cellOptions', 'displayMode', 'inspect', 'filterable', 'hidden', 'minWidth'];
const registry = new G.Registry(() => [...standard.map((id) => ({ ...option(id), isCustom: false })), ...custom.map((id) => ({ ...option(id), id: 'custom.' + id, isCustom: true }))]);
G.standardFieldConfigEditorRegistry.setInit(() => standard.map(option));

const asked = new URLSearchParams(location.search);
const to = Number(asked.get('to')), from = Number(asked.get('from'));
const timeRange = { from: G.dateTime(from * 1000), to: G.dateTime(to * 1000), raw: { from: 'now-24h', to: 'now' } };
const dashboard = await (await fetch('/' + asked.get('dashboard'))).json();

const chosen = {};
for (const v of dashboard.templating.list) chosen[v.name] = asked.get('var-' + v.name) ?? v.allValue ?? '';

function interpolate(text, step) {
  if (typeof text !== 'string') return text;
  const values = { __rate_interval: Math.max(600, step + 60) + 's', __interval: step + 's', __range: to - from + 's', ...chosen };
  return text.replace(/\$\{(\w+)(?::\w+)?\}|\$(\w+)/g, (all, a, b) => values[a || b] ?? all);
}

const number = (v) => (v === 'NaN' ? NaN : v === '+Inf' ? Infinity : Number(v));

function legend(format, labels) {
  return format ? format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, k) => labels[k] ?? '') : JSON.stringify(labels);
}

async function query(t, width, single) {
  const least = t.interval === '1h' ? 3600 : 120;
  const step = Math.max(least, Math.ceil((to - from) / Math.max(width, 100) / 60) * 60);
  const q = encodeURIComponent(interpolate(t.expr, step));
  const url = t.instant ? `/prom/api/v1/query?query=${q}&time=${to}` : `/prom/api/v1/query_range?query=${q}&start=${Math.ceil(from / step) * step}&end=${to}&step=${step}`;
  const answer = await (await fetch(url)).json();
  if (answer.status !== 'success') throw new Error(answer.error + ' in ' + t.expr);
  const series = answer.data.result;
  if (t.format === 'table') return [tableFrame(t, series, single)];
  return series.map((s) => {
    let points = s.values ?? [s.value];
    if (!t.instant) { // gaps are drawn as gaps
      const at = new Map(points);
      points = [];
      for (let x = Math.ceil(from / step) * step; x <= to; x += step) points.push([x, at.get(x) ?? null]);
    }
    const name = legend(t.legendFormat, s.metric);
    return G.toDataFrame({ refId: t.refId, name, fields: [
      { name: 'Time', type: G.FieldType.time, config: { interval: step * 1000 }, values: points.map((p) => p[0] * 1000) },
      { name: 'Value', type: G.FieldType.number, labels: s.metric, config: { displayNameFromDS: name }, values: points.map((p) => (p[1] === null ? null : number(p[1]))) },
    ] });
  });
}

function tableFrame(t, series, single) {
  const labels = [...new Set(series.flatMap((s) => Object.keys(s.metric)))].sort();
  return G.toDataFrame({ refId: t.refId, fields: [
    { name: 'Time', type: G.FieldType.time, values: series.map((s) => s.value[0] * 1000) },
    ...labels.map((l) => ({ name: l, type: G.FieldType.string, values: series.map((s) => s.metric[l] ?? '') })),
    { name: single ? 'Value' : 'Value #' + t.refId, type: G.FieldType.number, values: series.map((s) => number(s.value[1])) },
  ] });
}

async function load(p, width) {
  let frames = (await Promise.all(p.targets.map((t) => query(t, width, p.targets.length === 1)))).flat();
  if (p.transformations?.length) {
    frames = await new Promise((ok, no) => G.transformDataFrame(p.transformations, frames, { interpolate: (s) => interpolate(s, 60) }).subscribe({ next: ok, error: no }));
  }
  return G.applyFieldOverrides({ data: frames, fieldConfig: p.fieldConfig, replaceVariables: (s) => interpolate(s, 60), theme, timeZone: 'utc', fieldConfigRegistry: registry });
}

window.waiting = dashboard.panels.filter((p) => p.type !== 'row').length;

function Panel({ p, w, h }) {
  const [state, set] = useState(null);
  useEffect(() => {
    load(p, w).then((frames) => set({ frames }), (error) => { console.error('PANEL', p.title, error.message); set({ error: error.message }); })
      .finally(() => { if (--window.waiting === 0) setTimeout(() => { document.title = 'READY'; }, 500); });
  }, []);
  return (
    <PanelChrome title={p.title} description={p.description} width={w} height={h} statusMessage={state?.error}>
      {(iw, ih) => (state?.frames ? <Guard title={p.title}><Body p={p} frames={state.frames} w={iw} h={ih} /></Guard> : <div>{state?.error}</div>)}
    </PanelChrome>
  );
}

class Guard extends React.Component {
  state = {};
  static getDerivedStateFromError(error) { return { error }; }
  componentDidCatch(error) { console.error('PANEL', this.props.title, error.message); }
  render() { return this.state.error ? <pre style={{ color: 'tomato' }}>{String(this.state.error.stack).slice(0, 600)}</pre> : this.props.children; }
}

function Body({ p, frames, w, h }) {
  const fields = frames.flatMap((f) => f.fields.filter((x) => x.type === G.FieldType.number).map((x) => ({ f, x })));
  const calc = p.options.reduceOptions?.calcs?.[0];
  if (!frames.some((f) => f.length > 0)) {
    return <div style={{ display: 'grid', placeItems: 'center', height: h, color: '#9a9aa5', textAlign: 'center' }}>{p.fieldConfig.defaults.noValue ?? 'No data'}</div>;
  }
  switch (p.type) {
    case 'timeseries':
      return <TimeSeries frames={frames} width={w} height={h} timeRange={timeRange} timeZone="utc" legend={p.options.legend} />;
    case 'stat':
      return <div style={{ display: 'flex' }}>{fields.map(({ f, x }, i) => {
        const value = x.display(G.reduceField({ field: x, reducers: [calc] })[calc]);
        const sparkline = p.options.graphMode === 'none' ? undefined : { y: x, x: f.fields.find((y) => y.type === G.FieldType.time) };
        return <BigValue key={i} value={value} width={w / fields.length - 4} height={h} theme={theme} colorMode={p.options.colorMode} graphMode={p.options.graphMode} sparkline={sparkline} textMode={p.options.textMode} justifyMode={p.options.justifyMode} />;
      })}</div>;
    case 'bargauge': {
      const rows = fields.map(({ f, x }) => ({ x, value: { ...x.display(G.reduceField({ field: x, reducers: [calc] })[calc]), title: G.getFieldDisplayName(x, f, frames) } }));
      const factors = G.getDisplayValueAlignmentFactors(rows.map((r) => ({ display: r.value, field: r.x.config })));
      const most = Math.max(...rows.map((r) => r.value.numeric));
      return <div>{rows.map(({ x, value }, i) => {
        const config = { ...x.config, max: x.config.max ?? most, min: x.config.min ?? 0 };
        return <BarGauge key={i} theme={theme} value={value} field={config} display={x.display} width={w} height={Math.min(40, h / rows.length - 6)} orientation={G.VizOrientation.Horizontal} displayMode={p.options.displayMode} alignmentFactors={factors} showUnfilled />;
      })}</div>;
    }
    case 'table':
      return <Table data={frames[0]} width={w} height={h} timeRange={timeRange} initialSortBy={p.options.sortBy} />;
  }
  throw new Error('nobody draws a ' + p.type);
}

const wide = 1600, column = wide / 24, row = 38, gap = 8;
const tall = Math.max(...dashboard.panels.map((p) => p.gridPos.y + p.gridPos.h)) * row;

createRoot(document.getElementById('root')).render(
  <G.ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <div style={{ padding: 12, color: '#ccccdc', background: theme.colors.background.canvas }}>
      <h3 style={{ margin: '4px 0 12px' }}>{dashboard.title}</h3>
      <div style={{ position: 'relative', width: wide, height: tall }}>
        {dashboard.panels.map((p) => {
          const g = p.gridPos, w = g.w * column - gap, h = g.h * row - gap;
          return <div key={p.id} style={{ position: 'absolute', left: g.x * column, top: g.y * row, width: w, height: h }}>{p.type === 'row' ? <b>▾ {p.title}</b> : <Panel p={p} w={w} h={h} />}</div>;
        })}
      </div>
    </div>
  </G.ThemeContext.Provider>,
);
