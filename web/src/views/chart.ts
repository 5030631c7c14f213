// chart.ts: reads a series, makes two charts on one time axis: the level with its band and turning points, and under
// it the happenings of each period, conflict upwards and cooperation downwards
import uPlot from 'uplot';
import { h, later } from '../dom';
import { levelColour, token } from '../scale';
import type { Point, Series } from '../types';
import { DAY, toDate, toSeconds } from '../words';
import { spanHandles } from './handles';

export interface Span {
    from: string;
    to: string;
}

export interface ChartView {
    node: HTMLElement;
    draw(series: Series): void;
    span(span: Span | null, zoom: boolean): void;
    destroy(): void;
}

export const quads = (p: Point): [number, number, number, number] => [
    p.quad1 ?? p.verbal_cooperation ?? 0, p.quad2 ?? p.material_cooperation ?? 0, p.quad3 ?? p.verbal_conflict ?? 0, p.quad4 ?? p.material_conflict ?? 0,
];

const LEFT = 46; // of both plots, so that their time axes agree

// chosen: a span was brushed or set by the handles, null: the whole; moving: it is being set.
export function chartView(choose: (span: Span | null) => void, moving: (span: Span) => void, hovered: (p: Point | null) => void): ChartView {
    const top = h('div', { class: 'plot' }), bottom = h('div', { class: 'plot' });
    const picture = h('div', { class: 'picture', role: 'img' }, top, bottom);
    const brushed = later(200, choose); // a key held down asks for one span, its last
    const handles = spanHandles((span) => {
        chosen = span;
        redraw();
        moving(span);
    }, brushed, (clientX) => (charts[0] ? charts[0].posToVal(clientX - charts[0].over.getBoundingClientRect().left, 'x') : 0));
    const node = h('div', { class: 'plots' }, picture, handles.nodes);
    let series: Series | null = null;
    let chosen: Span | null = null;
    let zoomed = false;
    let charts: uPlot[] = [];
    let ends: number[] = [];

    const limits = (): [number, number] => {
        if (zoomed && chosen) return [toSeconds(chosen.from) - DAY, toSeconds(chosen.to) + 2 * DAY];
        const points = series?.points ?? [];
        return points.length ? [toSeconds(points[0].day), toSeconds(points[points.length - 1].end_day)] : [0, 1];
    };
    const indexAt = (x: number): number => {
        let lo = 0, hi = ends.length - 1;
        while (lo < hi) {
            const mid = (lo + hi) >> 1;
            if (ends[mid] > x) hi = mid;
            else lo = mid + 1;
        }
        return lo;
    };

    const shade = (u: uPlot): void => {
        if (!chosen || zoomed) return;
        const x0 = u.valToPos(toSeconds(chosen.from), 'x', true), x1 = u.valToPos(toSeconds(chosen.to) + DAY, 'x', true);
        u.ctx.save();
        u.ctx.fillStyle = token('--span');
        u.ctx.fillRect(Math.max(x0, u.bbox.left), u.bbox.top, Math.min(x1, u.bbox.left + u.bbox.width) - Math.max(x0, u.bbox.left), u.bbox.height);
        u.ctx.restore();
    };

    const options = (tall: number, above: number, extra: Partial<uPlot.Options>): uPlot.Options => ({
        width: Math.max(200, node.clientWidth),
        height: tall,
        padding: [above, 12, 0, 0],
        legend: { show: false },
        tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), 'Etc/UTC'),
        cursor: {
            sync: { key: 'dyad' },
            drag: { x: true, y: false, setScale: false },
            points: { show: false },
            y: false,
            dataIdx: (u) => indexAt(u.posToVal(u.cursor.left ?? 0, 'x')),
        },
        scales: { x: { time: true, range: () => limits() } },
        series: [],
        ...extra,
    });
    const axes = (): { grid: uPlot.Axis.Grid; ticks: uPlot.Axis.Ticks; stroke: string; font: string } => ({
        grid: { stroke: token('--line'), width: 1 }, ticks: { stroke: token('--line'), width: 1, size: 4 }, stroke: token('--muted'), font: '12px system-ui, sans-serif',
    });

    const hooks = (own: uPlot.Hooks.Arrays): uPlot.Hooks.Arrays => ({
        ...own,
        drawClear: [shade],
        setSelect: [(u) => {
            if (u.select.width < 4) return;
            const from = u.posToVal(u.select.left, 'x'), to = u.posToVal(u.select.left + u.select.width, 'x');
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            choose({ from: toDate(from), to: toDate(Math.max(from, to - 1)) });
        }],
        init: [finger],
        setCursor: [(u) => {
            const i = u.cursor.idx;
            hovered(typeof i === 'number' && (u.cursor.left ?? -1) >= 0 ? (series?.points[i] ?? null) : null);
        }],
    });

    const build = (): void => {
        charts.forEach((c) => c.destroy());
        charts = [];
        if (!series || series.points.length === 0) return;
        const points = series.points;
        ends = points.map((p) => toSeconds(p.end_day));
        const xs = points.map((p) => toSeconds(p.end_day) - DAY);
        const of = (key: 'level' | 'low' | 'high'): (number | null)[] => points.map((p) => (p.enough ? p[key] : null));
        const ink = token('--text');
        const level = new uPlot(options(Math.round(Math.min(360, Math.max(240, innerHeight * 0.36))), 36, {
            scales: { x: { time: true, range: () => limits() }, y: { range: [0, 100] } },
            axes: [{ ...axes(), size: 10, space: 52, values: () => [], ticks: { show: false } }, { ...axes(), size: LEFT, splits: [0, 25, 50, 75, 100] }],
            series: [{}, { stroke: 'transparent', points: { show: false } }, { stroke: 'transparent', points: { show: false } },
                { stroke: ink, width: 2, points: { show: (_u, _s, i0, i1) => i1 - i0 < 2, size: 5, fill: ink } }],
            bands: [{ series: [2, 1], fill: token('--band') }],
            hooks: hooks({ draw: [ramp, turnLines, () => placeHandles()] }),
        }), [xs, of('low'), of('high'), of('level')] as uPlot.AlignedData, top);

        const up = Math.max(1, ...points.map((p) => quads(p)[2] + quads(p)[3])), down = Math.max(1, ...points.map((p) => quads(p)[0] + quads(p)[1]));
        const counts = new uPlot(options(170, 8, {
            scales: { x: { time: true, range: () => limits() }, y: { range: [-down * 1.08, up * 1.08] } },
            axes: [{ ...axes(), size: 42, space: 52, values: yearsAndMonths }, { ...axes(), size: LEFT, space: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000], values: (_u, v) => v.map((n) => String(Math.abs(n))) }],
            series: [{}, { paths: () => null, points: { show: false } }],
            hooks: hooks({ draw: [bars] }),
        }), [xs, points.map(() => 0)] as uPlot.AlignedData, bottom);
        charts = [level, counts];
    };
    // Again after each drawing: only then uPlot has settled where the plot lies; its own scale lags behind ours.
    const placeHandles = (): void => {
        const u = charts[0];
        if (!u || zoomed) return handles.place([], { from: '', to: '' }, null, null);
        const over = u.over.getBoundingClientRect(), frame = node.getBoundingClientRect();
        node.style.setProperty('--plot-top', `${over.top - frame.top}px`);
        node.style.setProperty('--plot-height', `${over.height}px`);
        handles.place(series?.points ?? [], { from: series?.from ?? '', to: series?.to ?? '' }, chosen, (x) => over.left - frame.left + over.width * Math.max(0, Math.min(1, (x - limits()[0]) / (limits()[1] - limits()[0]))));
    };
    const redraw = (): void => {
        charts.forEach((c) => c.setScale('x', { min: limits()[0], max: limits()[1] }));
        placeHandles();
    };
    // uPlot brushes with the mouse; a finger that moves sideways does the same (up and down it scrolls the page).
    const finger = (u: uPlot): void => {
        const none = { left: 0, top: 0, width: 0, height: 0 };
        let start: number | null = null;
        const at = (e: PointerEvent): number => Math.max(0, Math.min(u.over.clientWidth, e.clientX - u.over.getBoundingClientRect().left));
        const end = (): void => void (start = null);
        u.over.addEventListener('pointerdown', (e) => e.pointerType !== 'mouse' && (start = at(e)));
        u.over.addEventListener('pointermove', (e) => {
            if (start === null) return;
            const left = Math.min(start, at(e)), width = Math.abs(at(e) - start);
            if (width > 8) u.setSelect({ left, top: 0, width, height: u.over.clientHeight }, false);
        });
        u.over.addEventListener('pointerup', () => {
            if (start !== null && u.select.width > 8) u.setSelect(u.select, true);
            end();
        });
        u.over.addEventListener('pointercancel', () => (end(), u.setSelect(none, false)));
    };

    // The scale in colour, along the axis.
    const ramp = (u: uPlot): void => {
        const { left, top: y, height } = u.bbox, wide = 5 * devicePixelRatio;
        const g = u.ctx.createLinearGradient(0, y, 0, y + height);
        for (let i = 0; i <= 8; i++) g.addColorStop(i / 8, levelColour(100 - i * 12.5));
        u.ctx.save();
        u.ctx.fillStyle = g;
        u.ctx.fillRect(left - wide, y, wide, height);
        u.ctx.restore();
    };
    const turnLines = (u: uPlot): void => {
        const { ctx, bbox } = u, r = devicePixelRatio;
        const right = [0, 0];
        ctx.save();
        (series?.turns ?? []).forEach((t, i) => {
            const x = u.valToPos(toSeconds(t.date), 'x', true);
            if (x < bbox.left || x > bbox.left + bbox.width) return;
            ctx.strokeStyle = ctx.fillStyle = token(t.kind === 'break' ? '--conflict-ink' : '--coop-ink');
            ctx.lineWidth = r;
            ctx.setLineDash(t.tentative ? [2 * r, 3 * r] : [6 * r, 3 * r]);
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
            ctx.font = `600 ${11 * r}px system-ui, sans-serif`;
            const text = `${t.kind === 'break' ? '▲' : '▼'}${i + 1}`;
            const wide = ctx.measureText(text).width;
            const row = right.findIndex((r) => r <= x - wide / 2); // two rows over the plot; what fits in neither is in the list
            if (row < 0) return;
            right[row] = x + wide / 2 + 4 * r;
            ctx.fillText(text, x - wide / 2, bbox.top - (row ? 20 : 6) * r);
        });
        ctx.restore();
    };
    const bars = (u: uPlot): void => {
        const { ctx, bbox } = u, r = devicePixelRatio, zero = u.valToPos(0, 'y', true);
        const colours = [1, 2, 3, 4].map((q) => token(`--quad${q}`));
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        for (const p of series?.points ?? []) {
            const x0 = u.valToPos(toSeconds(p.day), 'x', true), x1 = u.valToPos(toSeconds(p.end_day), 'x', true);
            const wide = Math.max(2 * r, x1 - x0 - (x1 - x0 > 4 * r ? r : 0));
            const [vc, mc, vk, mk] = quads(p);
            let at = 0;
            for (const [n, colour] of [[vk, colours[2]], [mk, colours[3]]] as [number, string][]) at = bar(ctx, u, x0, wide, at, at + n, colour);
            at = 0;
            for (const [n, colour] of [[vc, colours[0]], [mc, colours[1]]] as [number, string][]) at = bar(ctx, u, x0, wide, at, at - n, colour);
        }
        ctx.fillStyle = token('--muted');
        ctx.fillRect(bbox.left, Math.round(zero), bbox.width, r);
        ctx.restore();
    };

    const watch = new ResizeObserver(() => {
        charts.forEach((c) => c.width !== node.clientWidth && c.setSize({ width: Math.max(200, node.clientWidth), height: c.height }));
        placeHandles();
    });
    watch.observe(node);
    return {
        node,
        draw: (s) => {
            series = s;
            picture.setAttribute('aria-label', `Chart. ${s.sentence}`);
            build();
            placeHandles();
        },
        span: (span, zoom) => {
            chosen = span;
            zoomed = zoom && span !== null;
            redraw();
        },
        destroy: () => {
            watch.disconnect();
            charts.forEach((c) => c.destroy());
        },
    };
}

function bar(ctx: CanvasRenderingContext2D, u: uPlot, x: number, wide: number, from: number, to: number, colour: string): number {
    if (from !== to) {
        const y0 = u.valToPos(from, 'y', true), y1 = u.valToPos(to, 'y', true);
        ctx.fillStyle = colour;
        ctx.fillRect(x, Math.min(y0, y1), wide, Math.abs(y1 - y0));
    }
    return to;
}

const SHORT = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function yearsAndMonths(_u: uPlot, splits: number[], _i: number, _space: number, step: number): string[] {
    let year = 0;
    return splits.map((s) => {
        const d = new Date(s * 1000), y = d.getUTCFullYear();
        const fresh = y !== year;
        year = y;
        if (step >= 360 * DAY) return String(y);
        const month = SHORT[d.getUTCMonth()];
        const text = step >= 27 * DAY ? month : `${d.getUTCDate()} ${month}`;
        return fresh ? `${text}\n${y}` : text;
    });
}
