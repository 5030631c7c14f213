// scale.ts: reads a level, 0 friendly to 100 hostile, makes a colour.  Blue to sand to orange-brown: told apart with
// any of the common colour blindnesses, and the number always stands beside the colour.

type Rgb = [number, number, number];
const hex = (s: string): Rgb => [1, 3, 5].map((i) => parseInt(s.slice(i, i + 2), 16)) as Rgb;

// Stops at 0, 25, 50, 75, 100.  On dark ground the ends are the bright ones.
const STOPS: Record<string, Rgb[]> = {
    light: ['#1a5a90', '#74abd1', '#f2e8cb', '#e2934c', '#8c3604'].map(hex),
    dark: ['#72bdf5', '#3a749e', '#57523f', '#b56a2c', '#ffad66'].map(hex),
};

export const theme = (): 'light' | 'dark' => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');

export function levelColour(level: number): string {
    const stops = STOPS[theme()];
    const at = Math.min(100, Math.max(0, level)) / 25;
    const i = Math.min(3, Math.floor(at));
    const rgb = stops[i].map((c, k) => Math.round(c + (stops[i + 1][k] - c) * (at - i)));
    return `rgb(${rgb.join(' ')})`;
}

// Black or white, whichever reads better on the level's colour.
export function inkOn(level: number): string {
    const [r, g, b] = (levelColour(level).match(/\d+/g) ?? []).map((v) => {
        const c = Number(v) / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    return light > 0.18 ? '#14171a' : '#ffffff';
}

// A custom property's value, for what is drawn on a canvas.
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
