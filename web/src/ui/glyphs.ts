// glyphs.ts: reads levels, changes, types, parties; makes the small marks that stand for them everywhere
import { h, svg } from '../dom';
import { address } from '../router';
import { levelColour } from '../scale';
import type { Dyad, EventSummary } from '../types';
import { actorWords, aspectName, changeWords, countryName, level, percent, quadName, quadOf, typeWords } from '../words';

// The band on its scale, friendly to hostile, with the level as a dot; the number beside it.
export function levelMark(at: number | null, low: number | null, high: number | null, wide = 96): HTMLElement {
    if (at === null) return h('span', { class: 'few' }, 'too few reports');
    const x = (v: number): number => 3 + (v / 100) * (wide - 6);
    const lo = low ?? at, hi = high ?? at;
    const words = `Level ${level(at)} of 100; in 80 of 100 cases between ${level(lo)} and ${level(hi)}. 0 is friendly, 50 as much conflict as cooperation, 100 hostile.`;
    const dot = svg('circle', { cx: x(at), cy: 8, r: 4.5, class: 'band-dot' });
    dot.style.setProperty('fill', levelColour(at));
    const band = svg('line', { x1: x(lo), x2: x(hi), y1: 8, y2: 8, class: 'band-bar' });
    band.style.setProperty('stroke', levelColour(at));
    return h('span', { class: 'level', tip: words },
        h('b', { class: 'num' }, level(at)),
        svg('svg', { width: wide, height: 16, viewBox: `0 0 ${wide} 16`, class: 'band', 'aria-hidden': 'true' },
            svg('line', { x1: 2, x2: wide - 2, y1: 8, y2: 8, class: 'band-track' }),
            svg('line', { x1: x(50), x2: x(50), y1: 4, y2: 12, class: 'band-mid' }),
            band, dot),
        h('span', { class: 'hidden' }, `, band ${level(lo)} to ${level(hi)}`));
}

export function changeMark(change: number | null, span: string): HTMLElement {
    const tip = changeWords(change, span);
    if (change === null) return h('span', { class: 'change none', tip }, '–', h('span', { class: 'hidden' }, tip));
    const n = Math.round(change);
    const kind = n > 0 ? 'tenser' : n < 0 ? 'calmer' : 'same';
    return h('span', { class: `change ${kind}`, tip },
        h('span', { 'aria-hidden': 'true' }, n > 0 ? '▲' : n < 0 ? '▼' : '●'), ' ', h('b', { class: 'num' }, String(Math.abs(n))),
        h('span', { class: 'hidden' }, ` ${kind}`));
}

// Hollow: in words; full: in deeds.  Circle: cooperation; triangle: conflict.
export function quadMark(quad: number): SVGElement {
    const shape = quad >= 3 ? svg('path', { d: 'M6 1.500 L11 10.500 L1 10.500 Z' }) : svg('circle', { cx: 6, cy: 6, r: 4.5 });
    return svg('svg', { width: 12, height: 12, viewBox: '0 0 12 12', class: `quad quad${quad}`, 'aria-hidden': 'true' }, shape);
}

export function typeMark(e: EventSummary): HTMLElement {
    const quad = quadOf(e);
    return h('span', { class: 'type', tip: `${typeWords(e.plover, e.mode)}. ${capital(quadName(quad))}, score ${e.score} on −10 to 10.` },
        quadMark(quad), h('span', { class: 'code' }, e.plover, e.mode ? h('span', { class: 'mode' }, `/${e.mode}`) : null),
        h('span', { class: 'hidden' }, `, ${quadName(quad)}`));
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function partyLink(code: string): HTMLElement {
    const words = actorWords(code);
    return h('a', { href: `/actor/${encodeURIComponent(code)}`, class: 'party code', tip: words }, code, h('span', { class: 'hidden' }, ` (${words})`));
}

// USAGOV → CHNGOV; a meeting without a target is of all its sources: USAGOV ↔ CHNGOV
export function parties(e: { source: string[]; target: string[] }): HTMLElement {
    const list = (codes: string[], between: string): (Node | string)[] => codes.flatMap((c, i) => (i ? [between, partyLink(c)] : [partyLink(c)]));
    const named = (codes: string[]): string[] => [...new Set(codes.filter(Boolean))];
    const source = named(e.source), target = named(e.target);
    const nobody = h('span', { class: 'muted', tip: 'An actor whom the tables do not know' }, 'unnamed');
    if (e.target.length === 0) return h('span', { class: 'parties' }, source.length ? list(source, ' ↔ ') : nobody);
    return h('span', { class: 'parties' }, source.length ? list(source, ', ') : nobody, h('span', { class: 'arrow', 'aria-label': 'acts on', role: 'img' }, ' → '), target.length ? list(target, ', ') : h('span', { class: 'muted' }, 'unnamed'));
}

export function aspectMark(aspect: string | undefined): HTMLElement | null {
    if (!aspect || aspect === 'actual') return null;
    return h('span', { class: 'tag', tip: `Aspect: ${aspectName(aspect)}` }, aspect);
}

export function confidenceMark(confidence: number | undefined): HTMLElement | null {
    if (confidence === undefined) return null;
    const full = Math.round(confidence * 20);
    return h('span', { class: 'confidence', tip: `Confidence ${percent(confidence)}: how often events judged like this one are right` },
        svg('svg', { width: 20, height: 6, viewBox: '0 0 20 6', 'aria-hidden': 'true' },
            svg('rect', { width: 20, height: 6, rx: 1, class: 'conf-track' }), svg('rect', { width: full, height: 6, rx: 1, class: 'conf-bar' })),
        h('span', { class: 'num' }, percent(confidence)));
}

// The day that is looked at goes along.
export const dyadHref = (a: string, b: string): string => address(`/dyad/${encodeURIComponent(a)}/${encodeURIComponent(b)}`, { as_of: new URLSearchParams(location.search).get('as_of') });
export const dyadName = (d: { a: string; b: string; a_name?: string; b_name?: string }): string => `${d.a_name || countryName(d.a)} – ${d.b_name || countryName(d.b)}`;

export function dyadLink(d: Dyad | { a: string; b: string; a_name?: string; b_name?: string }): HTMLElement {
    return h('a', { href: dyadHref(d.a, d.b), class: 'dyad' }, d.a_name || countryName(d.a), h('span', { class: 'dash' }, ' – '), d.b_name || countryName(d.b));
}
