// strips.ts: reads monthly levels of the dyads most told of, makes one stripe a dyad on a common time axis
import { h } from '../dom';
import { levelColour, token } from '../scale';
import type { Strip, Strips, Turn } from '../types';
import { basis, dayWords, level, plural, toDate, toSeconds } from '../words';
import { told } from '../ui/events';
import { dyadHref } from '../ui/glyphs';

const TALL = 22;

const turnWords = (t: Turn): string => `${t.kind === 'break' ? '▲ Break' : '▼ Thaw'} ${dayWords(t.date)}: mean level ${level(t.before)}, then ${level(t.after)}${t.tentative ? ' (tentative: few reports)' : ''}`;

// One pixel a month, stretched by the style sheet: a thousand elements less than a rectangle each.
function stripe(s: Strip, first: number, last: number): HTMLElement {
    const month = (date: string): number => {
        const d = new Date(toSeconds(date) * 1000);
        return d.getUTCFullYear() * 12 + d.getUTCMonth();
    };
    const from = month(toDate(first)), months = month(toDate(last)) - from;
    const picture = h('canvas', { class: 'stripe', 'aria-hidden': 'true', width: Math.max(1, months), height: TALL });
    const ctx = picture.getContext('2d');
    const few = token('--few-line');
    const at = new Map(s.points.map((p) => [month(p.day) - from, p]));
    for (const [x, p] of at) {
        if (!ctx) break;
        if (p.level !== null && p.enough) {
            ctx.fillStyle = levelColour(p.level);
            ctx.fillRect(x, 0, 1, TALL);
        } else if (p.events > 0) {
            ctx.fillStyle = few;
            ctx.fillRect(x, TALL / 2 - 1, 1, 3);
        }
    }
    picture.addEventListener('pointermove', (e) => {
        const box = picture.getBoundingClientRect();
        const p = at.get(Math.floor(((e.clientX - box.left) / box.width) * months));
        if (!p || (!p.enough && !p.events)) return picture.removeAttribute('data-tip');
        const said = p.level !== null && p.enough ? `level ${level(p.level)} of 100 (band ${level(p.low ?? p.level)} to ${level(p.high ?? p.level)})` : 'too few reports for a level';
        picture.setAttribute('data-tip', `${dayWords(p.day.slice(0, 7))}: ${said}; ${basis(p.events, p.stories)}`);
    });
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
    const every = Math.max(1, Math.ceil((to - from + 1) / 6));
    const ticks: HTMLElement[] = [];
    for (let year = from; year <= to; year += every) {
        const tick = h('span', { class: 'tick num' }, String(year));
        tick.style.setProperty('left', `${((toSeconds(`${year}-01-01`) - first) / (last - first)) * 100}%`);
        ticks.push(tick);
    }
    return h('div', { class: 'strip-axis', 'aria-hidden': 'true' }, h('span'), h('div', { class: 'ticks' }, ticks), h('span'));
}

// What weighed most in the four weeks of the turn, in the words of the story.
function drove(t: Turn): HTMLElement | null {
    const e = t.drivers?.[0];
    return e ? h('a', { class: 'turn-why', href: `/event/${e.event_id}`, tip: told(e) }, e.evidence) : null;
}

// All turning points of these dyads, the latest first.
export function turnNews(strips: Strips, most: number): HTMLElement | null {
    const all = strips.items.flatMap((s) => s.turns.map((t) => ({ s, t }))).sort((x, y) => (x.t.date < y.t.date ? 1 : -1)).slice(0, most);
    if (all.length === 0) return null;
    return h('ol', { class: 'turn-news' }, all.map(({ s, t }) => h('li', null,
        h('time', { class: 'num', datetime: t.date }, dayWords(t.date)),
        h('b', { class: `turn-kind ${t.kind}` }, t.kind === 'break' ? '▲ Break' : '▼ Thaw'),
        h('span', { class: 'turn-dyad' }, h('a', { href: dyadHref(s.a, s.b) }, s.a_name, ' – ', s.b_name), t.tentative ? h('span', { class: 'muted small' }, ' tentative') : null),
        h('span', { class: 'num nowrap turn-levels', tip: turnWords(t) }, `${level(t.before)} → ${level(t.after)}`, h('span', { class: 'hidden' }, ' of 100')),
        drove(t))));
}

// Of these at least one has events.
export function stripsView(strips: Strips): HTMLElement {
    const items = strips.items.filter((s) => s.events > 0); // as of a past day some have none yet
    const days = items.flatMap((s) => s.points.map((p) => p.day));
    const ends = items.flatMap((s) => s.points.map((p) => p.end_day));
    const first = toSeconds(days.reduce((m, d) => (d < m ? d : m), days[0])), last = toSeconds(ends.reduce((m, d) => (d > m ? d : m), ends[0]));
    const rows = items.map((s) => {
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
