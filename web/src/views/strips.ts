// strips.ts: reads monthly levels of the dyads most told of, makes one stripe a dyad on a common time axis
import { h, svg } from '../dom';
import { levelColour } from '../scale';
import type { Strip, Strips, Turn } from '../types';
import { basis, dayWords, level, plural, toSeconds } from '../words';
import { dyadHref } from '../ui/glyphs';

const TALL = 22;

const turnWords = (t: Turn): string => `${t.kind === 'break' ? '▲ Break' : '▼ Thaw'} ${dayWords(t.date)}: mean level ${level(t.before)}, then ${level(t.after)}${t.tentative ? ' (tentative: few reports)' : ''}`;

function stripe(s: Strip, first: number, last: number): SVGElement {
    const x = (date: string): number => ((toSeconds(date) - first) / Math.max(1, last - first)) * 1000;
    const picture = svg('svg', { viewBox: `0 0 1000 ${TALL}`, preserveAspectRatio: 'none', 'shape-rendering': 'crispEdges', class: 'stripe', 'aria-hidden': 'true' });
    for (const p of s.points) {
        const left = Math.max(0, x(p.day)), wide = Math.max(1.5, x(p.end_day) - left + 0.4);
        if (p.level !== null && p.enough) {
            const r = svg('rect', { x: left, y: 0, width: wide, height: TALL, tip: `${dayWords(p.day.slice(0, 7))}: level ${level(p.level)} of 100 (band ${level(p.low ?? p.level)} to ${level(p.high ?? p.level)}); ${basis(p.events, p.stories)}` });
            r.style.setProperty('fill', levelColour(p.level));
            picture.appendChild(r);
        } else if (p.events > 0) {
            picture.appendChild(svg('rect', { x: left, y: TALL / 2 - 1.5, width: wide, height: 3, class: 'stripe-few', tip: `${dayWords(p.day.slice(0, 7))}: too few reports for a level; ${basis(p.events, p.stories)}` }));
        }
    }
    return picture;
}

function turns(s: Strip, first: number, last: number): HTMLElement[] {
    return s.turns.map((t) => {
        const mark = h('span', { class: `turn ${t.kind}${t.tentative ? ' tentative' : ''}`, tip: turnWords(t), 'aria-hidden': 'true' }, t.kind === 'break' ? '▲' : '▼');
        mark.style.setProperty('left', `${(((toSeconds(t.date) - first) / Math.max(1, last - first)) * 100).toFixed(2)}%`);
        return mark;
    });
}

// The last level that could be said, with its month.
export function lastSaid(s: Strip): { level: number; day: string } | null {
    for (let i = s.points.length - 1; i >= 0; i--) {
        const p = s.points[i];
        if (p.enough && p.level !== null) return { level: p.level, day: p.day };
    }
    return null;
}

function axis(first: number, last: number): HTMLElement {
    const from = new Date(first * 1000).getUTCFullYear() + 1, to = new Date(last * 1000).getUTCFullYear();
    const every = Math.max(1, Math.ceil((to - from + 1) / 12));
    const ticks: HTMLElement[] = [];
    for (let year = from; year <= to; year += every) {
        const tick = h('span', { class: 'tick num' }, String(year));
        tick.style.setProperty('left', `${((toSeconds(`${year}-01-01`) - first) / (last - first)) * 100}%`);
        ticks.push(tick);
    }
    return h('div', { class: 'strip-axis', 'aria-hidden': 'true' }, h('span'), h('div', { class: 'ticks' }, ticks), h('span'));
}

// All turning points of these dyads, the latest first.
export function turnNews(strips: Strips, most: number): HTMLElement | null {
    const all = strips.items.flatMap((s) => s.turns.map((t) => ({ s, t }))).sort((x, y) => (x.t.date < y.t.date ? 1 : -1)).slice(0, most);
    if (all.length === 0) return null;
    return h('ol', { class: 'turn-news' }, all.map(({ s, t }) => h('li', null,
        h('time', { class: 'num', datetime: t.date }, dayWords(t.date)),
        h('b', { class: `turn-kind ${t.kind}` }, t.kind === 'break' ? '▲ Break' : '▼ Thaw'),
        h('span', null, h('a', { href: dyadHref(s.a, s.b) }, s.a_name, ' – ', s.b_name), t.tentative ? h('span', { class: 'muted small' }, ' tentative') : null),
        h('span', { class: 'num nowrap', tip: turnWords(t) }, `${level(t.before)} → ${level(t.after)}`))));
}

export function stripsView(strips: Strips): HTMLElement {
    const days = strips.items.flatMap((s) => s.points.map((p) => p.day));
    const ends = strips.items.flatMap((s) => s.points.map((p) => p.end_day));
    const first = toSeconds(days.reduce((m, d) => (d < m ? d : m), days[0])), last = toSeconds(ends.reduce((m, d) => (d > m ? d : m), ends[0]));
    const rows = strips.items.map((s) => {
        const now = lastSaid(s), turn = s.turns.at(-1);
        return h('li', { class: 'strip' },
            h('a', { href: dyadHref(s.a, s.b), class: 'strip-name' }, s.a_name, h('span', { class: 'dash' }, ' – '), s.b_name, h('span', { class: 'strip-n num' }, plural(s.events, 'event'))),
            h('div', { class: 'strip-track' }, stripe(s, first, last), turns(s, first, last)),
            h('span', { class: 'strip-end', tip: now ? `The last level that could be said: ${level(now.level)} of 100, ${dayWords(now.day.slice(0, 7))}; ${basis(s.events, s.stories, s.sources)} in all` : `${basis(s.events, s.stories, s.sources)} in all` },
                now ? [h('b', { class: 'num' }, level(now.level)), h('span', { class: 'strip-when' }, dayWords(now.day.slice(0, 7)))] : h('span', { class: 'few' }, 'too few'),
                turn ? h('span', { class: 'hidden' }, `. ${turnWords(turn)}`) : null));
    });
    return h('div', { class: 'strips' }, axis(first, last), h('ol', { class: 'strip-list' }, rows));
}
