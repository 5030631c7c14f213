// stand.mjs: makes a store of the sample stories and of stories that try to break out of their text, serves it with
// the real `detente serve`, and opens a fresh Chromium on it.  Used by the tests, the pictures and the measurements.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const detente = process.env.DETENTE ?? join(root, 'build', 'detente');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

// What is missing for a test in a browser; "" when all is there.
export function missing() {
    if (!existsSync(CHROMIUM)) return `no Chromium at ${CHROMIUM} (Debian: apt-get install chromium)`;
    if (!existsSync(detente)) return `no ${detente} (ninja -C build)`;
    return '';
}

// Titles, texts, publishers and addresses that a careless page would run.
export const EVIL = [
    { id: 'evil-1', title: '<script>window.broken=1</script>France & Germany meet', text: 'French President Emmanuel Macron met German Chancellor Olaf Scholz in <script>window.broken=2</script> Paris on Monday. "><img src=x onerror="window.broken=3"> France condemned Russia on Monday.', date: '2023-05-02', url: 'javascript:window.broken=4', source: '<b onmouseover="window.broken=5">The Paper</b>' },
    { id: 'evil-2', title: '"><svg onload=window.broken=6>', text: 'Germany accused Russia on Tuesday of an attack on its networks, </title><script>window.broken=7</script> and expelled two diplomats.', date: '2023-05-03', url: 'https://news.example/a?b=<script>', source: "The 'Paper' & \"Sons\"" },
];

export function makeStore(folder) {
    const db = join(folder, 'sample.db');
    const evil = join(folder, 'evil.jsonl');
    writeFileSync(evil, EVIL.map((s) => JSON.stringify(s)).join('\n') + '\n');
    for (const input of [join(root, 'examples', 'news'), evil]) {
        const done = spawnSync(detente, ['code', input, '--to', 'jsonl', '--db', db], { cwd: root, maxBuffer: 1 << 28 });
        if (done.status !== 0 && done.status !== 1) throw new Error(`detente code: ${done.stderr}`);
    }
    return db;
}

const freePort = () => new Promise((resolve) => {
    const s = createServer();
    s.listen(0, '127.0.0.1', () => {
        const { port } = s.address();
        s.close(() => resolve(port));
    });
});

export async function serve(db) {
    const port = await freePort();
    const child = spawn(detente, ['serve', '--db', db, '--port', String(port)], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (d) => (said += d));
    child.stderr.on('data', (d) => (said += d));
    const base = `http://127.0.0.1:${port}`;
    for (let i = 0; i < 200; i++) {
        if (child.exitCode !== null) throw new Error(`detente serve ended: ${said}`);
        try {
            if ((await fetch(`${base}/api/v1/status`)).ok) break;
        } catch {
            /* not yet */
        }
        await new Promise((r) => setTimeout(r, 50));
    }
    return { base, db, stop: () => new Promise((r) => (child.exitCode !== null ? r() : (child.once('exit', r), child.kill('SIGTERM')))) };
}

export async function browser() {
    const profile = mkdtempSync(join(tmpdir(), 'detente-chromium-'));
    const b = await chromium.launch({
        executablePath: CHROMIUM,
        headless: true,
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-lcd-text', `--crash-dumps-dir=${profile}`],
    });
    return { b, close: async () => (await b.close(), rmSync(profile, { recursive: true, force: true })) };
}

// A page that remembers every complaint of the browser.
export async function open(b, base, options = {}) {
    const context = await b.newContext({ baseURL: base, viewport: { width: 1280, height: 800 }, colorScheme: 'light', acceptDownloads: true, locale: 'en-GB', timezoneId: 'UTC', ...options });
    const page = await context.newPage();
    const trouble = [];
    page.on('pageerror', (e) => trouble.push(String(e)));
    page.on('console', (m) => m.type() === 'error' && trouble.push(m.text()));
    return { page, context, trouble };
}

// Waits until the view of the address is drawn and nothing in it still waits.
export async function drawn(page) {
    await page.waitForFunction(() => performance.getEntriesByName('drawn').length > 0 && !document.querySelector('[aria-busy=true]') && !document.documentElement.dataset.busy, null, { timeout: 20000 });
    await page.waitForTimeout(60); // one more frame, for what is drawn on a canvas
}

export async function visit(page, url) {
    await page.goto(url);
    await drawn(page);
}

export async function firstEvent(base, query) {
    const answer = await fetch(`${base}/api/v1/events?${query}`);
    return (await answer.json()).items[0];
}

export const scratch = () => mkdtempSync(join(tmpdir(), 'detente-web-'));
export const remove = (folder) => rmSync(folder, { recursive: true, force: true });
