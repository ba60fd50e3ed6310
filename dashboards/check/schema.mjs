// Writes the dashboards as TypeScript that must fit the types which Grafana
// publishes for them: a wrong word or a number as text does not compile.
import fs from 'fs';

const dir = new URL('..', import.meta.url).pathname;
const raw = '@grafana/schema/dist/types/raw';
const kinds = ['timeseries', 'stat', 'bargauge', 'table'];
let out = `import type { Dashboard, Panel } from './node_modules/${raw}/dashboard/x/types.gen';\n`;
for (const kind of kinds) out += `import type * as ${kind} from './node_modules/${raw}/composable/${kind}/panelcfg/x/types.gen';\n`;
// JSON has the words of enums, not their names.
out += 'type Lit<T> = T extends string ? `${T}` : T extends (infer U)[] ? Lit<U>[] : T extends object ? { [K in keyof T]?: Lit<T[K]> } : T;\n';

const files = fs.readdirSync(dir).filter((f) => f.endsWith('.json'));
let panels = 0;
for (const file of files) {
  const name = file.replace('.json', '');
  const d = JSON.parse(fs.readFileSync(dir + file));
  // An annotation's query stands beside it, where Grafana reads and moves it;
  // the types know only where it moves it to.
  const annotations = d.annotations.list.map(({ expr, step, titleFormat, textFormat, tagKeys, ...known }) => known);
  const board = { ...d, panels: undefined, annotations: { list: annotations } };
  out += `export const ${name} = ${JSON.stringify(board, null, 1)} satisfies Lit<Partial<Dashboard>>;\n`;
  d.panels.forEach((p, i) => {
    panels++;
    const { options, panels: inRow, editable, collapsed, ...rest } = p;
    out += `export const ${name}${i} = ${JSON.stringify(rest, null, 1)} satisfies Lit<Omit<Partial<Panel>, 'targets'>> & { targets?: unknown };\n`;
    if (!kinds.includes(p.type)) return;
    out += `export const ${name}${i}o = ${JSON.stringify(options, null, 1)} satisfies Lit<Partial<${p.type}.Options>>;\n`;
    const custom = p.fieldConfig.defaults.custom;
    if (p.type === 'timeseries') out += `export const ${name}${i}c = ${JSON.stringify(custom, null, 1)} satisfies Lit<Partial<timeseries.FieldConfig>>;\n`;
    if (p.type === 'table') out += `export const ${name}${i}c = ${JSON.stringify(custom, null, 1)} satisfies Lit<Partial<table.FieldConfig>>;\n`;
  });
}
fs.writeFileSync(new URL('schema.gen.ts', import.meta.url), out);
console.log(`${files.length} dashboards, ${panels} panels`);
