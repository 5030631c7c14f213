// map.ts: reads dyads, makes the map: countries by tension, arcs between those who have a level
import { geoNaturalEarth1, geoPath, type GeoProjection } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { fill, h, svg } from '../dom';
import { levelColour } from '../scale';
import type { Dyad } from '../types';
import { countryName, level, plural, theCodes } from '../words';

declare const WORLD_URL: string;

export type Shade = 'worst' | 'mean';
export interface MapView {
    node: HTMLElement;
    draw(dyads: Dyad[], shade: Shade, focus: string): void;
}

type World = Topology<{ countries: GeometryCollection }>;
let world: Promise<World> | undefined;
export const loadWorld = (): Promise<World> => (world ??= fetch(WORLD_URL).then((a) => (a.ok ? (a.json() as Promise<World>) : Promise.reject(new Error('The map could not be read')))));

// What does not depend on the dyads is computed once.
let drawnShapes: { projection: GeoProjection; outlines: [string, string][] } | undefined;
function outlines(topology: World): { projection: GeoProjection; outlines: [string, string][] } {
    if (drawnShapes) return drawnShapes;
    const shapes = feature(topology, topology.objects.countries).features;
    const projection = geoNaturalEarth1().rotate([-11, 0]).fitExtent([[1, 1], [WIDE - 1, TALL - 1]], { type: 'FeatureCollection', features: shapes.filter((s) => s.id !== 'ATF') });
    const path = geoPath(projection).digits(1);
    return (drawnShapes = { projection, outlines: shapes.map((s) => [String(s.id), path(s) ?? '']) });
}

const WIDE = 960, TALL = 420;
const MOST_ARCS = 40;

interface Tone {
    level: number;
    events: number;
    dyads: number;
    worst: Dyad;
}

// What a country's colour says: of its dyads with a level the highest, or the mean weighted by reports.
function tones(dyads: Dyad[], shade: Shade, focus: string): Map<string, Tone> {
    const out = new Map<string, Tone & { sum: number; weight: number }>();
    for (const d of dyads) {
        if (d.level === null) continue;
        for (const unit of [d.a, d.b]) {
            if (focus && (unit === focus || (d.a !== focus && d.b !== focus))) continue;
            const weight = Math.max(1, d.events);
            const t = out.get(unit);
            if (!t) out.set(unit, { level: d.level, events: d.events, dyads: 1, worst: d, sum: d.level * weight, weight });
            else {
                t.events += d.events;
                t.dyads += 1;
                t.sum += d.level * weight;
                t.weight += weight;
                if (d.level > (t.worst.level ?? 0)) t.worst = d;
            }
        }
    }
    for (const t of out.values()) t.level = shade === 'mean' ? t.sum / t.weight : (t.worst.level ?? 0);
    return out;
}

export async function mapView(pick: (unit: string) => void, open: (d: Dyad) => void): Promise<MapView> {
    const { projection, outlines: shapes } = outlines(await loadWorld());
    const paths = new Map<string, SVGPathElement>();
    const land = svg('g', { class: 'land' });
    for (const [unit, d] of shapes) {
        const p = svg('path', { d, class: 'country' });
        p.addEventListener('click', () => pick(unit));
        paths.set(unit, p);
        land.appendChild(p);
    }
    const arcs = svg('g', { class: 'arcs' });
    const names = svg('g', { class: 'map-names', 'aria-hidden': 'true' });
    const picture = svg('svg', { viewBox: `0 0 ${WIDE} ${TALL}`, class: 'map', role: 'img', 'aria-label': 'Map of countries by tension' },
        svg('defs', null, svg('pattern', { id: 'few', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
            svg('rect', { width: 5, height: 5, class: 'few-back' }), svg('line', { x1: 0, y1: 0, x2: 0, y2: 5, class: 'few-line' }))),
        land, arcs, names);
    const node = h('div', { class: 'map-box' }, picture, legend());

    const draw = (dyads: Dyad[], shade: Shade, focus: string): void => {
        const tone = tones(dyads, shade, focus);
        const few = new Map<string, number>();
        for (const d of dyads) for (const unit of [d.a, d.b]) if (!focus || ((d.a === focus || d.b === focus) && unit !== focus)) few.set(unit, (few.get(unit) ?? 0) + d.events);
        for (const [unit, p] of paths) {
            const t = tone.get(unit);
            p.setAttribute('class', `country${unit === focus ? ' focus' : t ? ' told' : few.has(unit) ? ' few' : ''}`);
            if (t) p.style.setProperty('fill', levelColour(t.level));
            else p.style.removeProperty('fill');
            p.setAttribute('data-tip', said(unit, t, few.get(unit) ?? 0, shade, focus));
        }
        drawArcs(dyads.filter((d) => d.level !== null && (!focus || d.a === focus || d.b === focus)));
    };

    const drawArcs = (dyads: Dyad[]): void => {
        const at = (unit: string): [number, number] | null => {
            const c = theCodes()?.countries[unit];
            return c && typeof c.lon === 'number' && typeof c.lat === 'number' ? [c.lon, c.lat] : null;
        };
        const most = Math.max(1, ...dyads.map((d) => d.events));
        const named = new Set<string>();
        fill(names);
        fill(arcs, [...dyads].sort((x, y) => y.events - x.events).slice(0, MOST_ARCS).reverse().flatMap((d) => {
            const from = at(d.a), to = at(d.b);
            if (!from || !to || d.level === null) return [];
            named.add(d.a).add(d.b);
            const line = bow(projection(from), projection(to));
            const arc = svg('path', { d: line, class: 'arc', 'stroke-width': (1.5 + 2.5 * Math.sqrt(d.events / most)).toFixed(1) });
            arc.style.setProperty('stroke', levelColour(d.level));
            const hit = svg('path', { d: line, class: 'arc-hit', tip: `${countryName(d.a)} – ${countryName(d.b)}: level ${level(d.level)} of 100 from ${plural(d.events, 'event')} in a year. ${d.why}` });
            hit.addEventListener('click', () => open(d));
            return [svg('path', { d: line, class: 'arc-under', 'stroke-width': (3.4 + 2.5 * Math.sqrt(d.events / most)).toFixed(1) }), arc, hit];
        }));
        if (named.size <= 14) for (const unit of named) {
            const where = at(unit), xy = where && projection(where);
            if (!xy) continue;
            names.appendChild(svg('circle', { cx: xy[0], cy: xy[1], r: 2.2 }));
            names.appendChild(svg('text', { x: xy[0] + 5, y: xy[1] - 5 }, unit));
        }
    };
    return { node, draw };
}

// A bow on the screen, raised by a fifth of its length: great circles over the pole would leave the picture.
function bow(p: [number, number] | null, q: [number, number] | null): string {
    if (!p || !q) return '';
    const rise = Math.min(90, Math.hypot(q[0] - p[0], q[1] - p[1]) * 0.24);
    const round = (v: number): string => v.toFixed(1);
    return `M${round(p[0])} ${round(p[1])}Q${round((p[0] + q[0]) / 2)} ${round(Math.max(4, (p[1] + q[1]) / 2 - rise))} ${round(q[0])} ${round(q[1])}`;
}

function said(unit: string, t: Tone | undefined, events: number, shade: Shade, focus: string): string {
    const name = countryName(unit);
    if (unit === focus) return `${name}: all others are coloured by how they stand with it`;
    if (!t) return events ? `${name}: too few reports for a level (${plural(events, 'event')} in a year)` : `${name}: no reports in a year`;
    if (focus) return `${name} with ${countryName(focus)}: level ${level(t.level)} of 100, ${plural(t.events, 'event')} in a year`;
    const other = t.worst.a === unit ? t.worst.b : t.worst.a;
    return shade === 'worst'
        ? `${name}: highest level ${level(t.level)} of 100, with ${countryName(other)}; ${plural(t.dyads, 'dyad')} with a level, ${plural(t.events, 'event')} in a year`
        : `${name}: mean level ${level(t.level)} of 100 over ${plural(t.dyads, 'dyad')}, ${plural(t.events, 'event')} in a year`;
}

export function legend(): HTMLElement {
    const steps = Array.from({ length: 21 }, (_, i) => {
        const s = h('span', null);
        s.style.setProperty('background', levelColour(i * 5));
        return s;
    });
    return h('div', { class: 'legend' },
        h('span', null, 'friendly 0'), h('span', { class: 'ramp', 'aria-hidden': 'true' }, steps), h('span', null, '100 hostile'),
        h('span', { class: 'key' }, h('i', { class: 'swatch few' }), 'too few reports'), h('span', { class: 'key' }, h('i', { class: 'swatch none' }), 'no reports'));
}
