// handles.ts: reads the ends of a span, makes the two handles that move them: by arrow keys, by mouse, by finger
import { h } from '../dom';
import type { Point } from '../types';
import { addDays, dayWords, DAY, toSeconds } from '../words';
import type { Span } from './chart';

export interface Handles {
    nodes: HTMLElement[];
    // Where they stand now; null: there is nothing to span, or no room for it.
    place(points: Point[], whole: Span, span: Span | null, at: ((seconds: number) => number) | null): void;
}

const earlier = (x: string, y: string): string => (x < y ? x : y);
const HINT = 'Arrow keys move it by a step of the chart, Page keys by ten, Home and End to the ends; Escape chooses the whole.';
const MOVES: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };

// A handle is a slider over the periods of the chart; a span is whole periods from the one to the other.
// moved: while it moves; settled: when it is let go.
export function spanHandles(moved: (span: Span) => void, settled: (span: Span | null) => void, secondsAt: (clientX: number) => number): Handles {
    let points: Point[] = [];
    let ends = [0, 0]; // periods that the two stand in
    let all: Span = { from: '', to: '' }; // of the series: its first and last period need not be whole
    let dates = all; // what was brushed need not be whole periods: only an end that is moved is
    const hint = h('span', { class: 'hidden', id: 'span-hint' }, HINT);
    const words = (which: number): string => dayWords(which ? dates.to : dates.from);
    const periodAt = (seconds: number): number => {
        const i = points.findIndex((p) => toSeconds(p.end_day) > seconds);
        return i < 0 ? points.length - 1 : i;
    };
    const move = (which: number, to: number): boolean => {
        const lowest = which ? ends[0] : 0, highest = which ? points.length - 1 : ends[1];
        const next = Math.max(lowest, Math.min(highest, to));
        if (next === ends[which]) return false;
        ends[which] = next;
        dates = which ? { ...dates, to: earlier(addDays(points[next].end_day, -1), all.to) } : { ...dates, from: points[next].day < all.from ? all.from : points[next].day };
        say();
        moved(dates);
        return true;
    };
    let held = dates;
    const nodes = ['from', 'to'].map((name, which) => {
        const node = h('div', {
            class: `handle ${name}`, role: 'slider', tabindex: '0', 'aria-label': which ? 'Span to' : 'Span from', 'aria-describedby': 'span-hint',
            on: {
                keydown: (e) => {
                    if (e.key === 'Escape' && points.length) {
                        e.stopPropagation();
                        settled(null);
                        return;
                    }
                    const step = MOVES[e.key];
                    if (step === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
                    e.preventDefault();
                    if (move(which, ends[which] + step)) settled(dates);
                },
                pointerdown: (e) => {
                    e.preventDefault();
                    node.focus();
                    held = dates;
                    node.setPointerCapture(e.pointerId);
                },
                pointermove: (e) => void (node.hasPointerCapture(e.pointerId) && move(which, periodAt(secondsAt(e.clientX) - (which ? DAY : 0)))),
                pointerup: (e) => {
                    if (!node.hasPointerCapture(e.pointerId)) return;
                    node.releasePointerCapture(e.pointerId);
                    if (dates.from !== held.from || dates.to !== held.to) settled(dates);
                },
                pointercancel: () => settled(dates),
            },
        });
        return node;
    });
    const say = (): void => nodes.forEach((node, which) => {
        node.setAttribute('aria-valuemin', String(which ? ends[0] : 0));
        node.setAttribute('aria-valuemax', String(which ? points.length - 1 : ends[1]));
        node.setAttribute('aria-valuenow', String(ends[which]));
        node.setAttribute('aria-valuetext', words(which));
    });
    return {
        nodes: [hint, ...nodes],
        place: (shown, whole, chosen, at) => {
            points = shown;
            all = whole;
            nodes.forEach((node) => (node.hidden = points.length < 2 || !at));
            if (points.length < 2 || !at) return;
            dates = chosen ?? whole;
            ends = [periodAt(toSeconds(dates.from)), periodAt(toSeconds(dates.to))];
            say();
            nodes[0].style.setProperty('left', `${at(toSeconds(dates.from))}px`);
            nodes[1].style.setProperty('left', `${at(toSeconds(dates.to) + DAY)}px`);
        },
    };
}
