// asof.ts: reads the span of the store, makes the control that replays the past: slider, day, play, latest
import { h, later } from '../dom';
import { DAY, isDay, toDate, toSeconds } from '../words';

export interface AsOf {
    node: HTMLElement;
    value(): string; // "" is the latest
    set(value: string): void;
}

const STEP_DAYS = 28; // of play
const STEP_MS = 900;

export function asOf(first: string, last: string, start: string, changed: (value: string) => void): AsOf {
    const days = Math.max(1, Math.round((toSeconds(last) - toSeconds(first)) / DAY));
    const dayOf = (date: string): number => Math.min(days, Math.max(0, Math.round((toSeconds(date) - toSeconds(first)) / DAY)));
    const dateOf = (day: number): string => toDate(toSeconds(first) + day * DAY);
    let now = start && isDay(start) && start < last ? start : '';
    let playing = 0;

    const range = h('input', { type: 'range', min: 0, max: days, step: 1, 'aria-label': 'As of day' });
    const day = h('input', { type: 'date', min: first, max: last, 'aria-label': 'As of date', class: 'num' });
    const latest = h('button', { type: 'button', class: 'quiet', tip: 'Everything that was read', on: { click: () => (stop(), take('')) } }, 'Latest');
    const play = h('button', { type: 'button', class: 'quiet', tip: 'Replays the past, four weeks a step', on: { click: () => (playing ? stop() : begin()) } }, 'Play');

    const draw = (): void => {
        range.value = String(now ? dayOf(now) : days);
        range.setAttribute('aria-valuetext', now || last);
        day.value = now || last;
        latest.toggleAttribute('disabled', now === '');
    };
    const tell = later(120, (value: string) => changed(value));
    const take = (value: string): void => {
        now = value && value < last ? (value < first ? first : value) : '';
        draw();
        tell(now);
    };
    const stop = (): void => {
        clearInterval(playing);
        playing = 0;
        play.textContent = 'Play';
    };
    const begin = (): void => {
        if (!now) now = first;
        play.textContent = 'Pause';
        playing = window.setInterval(() => {
            if (!play.isConnected) return stop();
            take(dateOf(dayOf(now) + STEP_DAYS));
            if (!now) stop();
        }, STEP_MS);
    };
    range.addEventListener('input', () => take(dateOf(Number(range.value))));
    day.addEventListener('change', () => isDay(day.value) && take(day.value));
    draw();
    return {
        node: h('div', { class: 'asof', role: 'group', 'aria-label': 'As of' }, h('span', { class: 'label' }, 'As of'), day, range, play, latest),
        value: () => now,
        set: (value) => {
            now = value && value < last ? value : '';
            draw();
        },
    };
}
