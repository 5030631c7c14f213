// quick.mjs: how long each view takes to be drawn with a million events; prints a table, fails over 300 ms.
// From the click to the frame in which all of the view stands, medians (and least) of RUNS, answers not kept by the browser.
//   node test/quick.mjs [STORE]     without STORE one is made with build/store_make (about 4 minutes)
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { browser, drawn, firstEvent, missing, open, remove, root, scratch, serve } from './stand.mjs';

const MOST_MS = Number(process.env.DETENTE_DRAW_MS ?? 300);
const RUNS = 7;

if (missing()) {
    console.error(`Not measured: ${missing()}`);
    process.exit(1);
}
const folder = scratch();
let db = process.argv[2];
if (!db) {
    db = join(folder, 'million.db');
    const made = spawnSync(join(root, 'build', 'store_make'), [db, '1000000'], { stdio: 'inherit' });
    if (made.status !== 0) process.exit(1);
}
const server = await serve(db);
const chrome = await browser();
const status = await (await fetch(`${server.base}/api/v1/status`)).json();
const top = (await (await fetch(`${server.base}/api/v1/dyads?sort=events&limit=1`)).json()).items[0];
const event = await firstEvent(server.base, `a=${top.a}&b=${top.b}`);
const VIEWS = [['World', '/'], ['World, a year before', `/?as_of=${Number(status.last_published.slice(0, 4)) - 1}${status.last_published.slice(4)}`], ['Dyad with most events', `/dyad/${top.a}/${top.b}`], ['Event', `/event/${event.event_id}`], ['Actor', `/actor/${top.a}`], ['Search, no filter', '/search'], ['Search, words', '/search?text=talks'], ['Search, actor and class', `/search?a=${top.a}&quad=4`]];

const median = (list) => list.sort((x, y) => x - y)[Math.floor(list.length / 2)];
const { page } = await open(chrome.b, server.base, { viewport: { width: 1440, height: 900 } });
console.log(`${status.events} events, ${status.documents} documents\n`);
const cdp = await page.context().newCDPSession(page);
await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
const busy = async () => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value * 1000;
let slow = 0;
for (const [name, address] of VIEWS) {
    const first = [], all = [], work = [];
    for (let i = 0; i < RUNS; i++) {
        await page.goto('/event/none');
        await drawn(page);
        const before = await busy();
        // from a click on a link to the view: first drawn, and all of it (stripes, things ahead)
        const ms = await page.evaluate((href) => new Promise((done) => {
            const a = Object.assign(document.createElement('a'), { href });
            document.body.append(a);
            performance.clearMarks();
            const start = performance.now();
            let seen = 0;
            const look = () => {
                if (!seen && performance.getEntriesByName('drawn').length) seen = performance.now() - start;
                if (seen && !document.querySelector('[aria-busy=true]')) return done([seen, performance.now() - start]);
                requestAnimationFrame(look);
            };
            a.click();
            requestAnimationFrame(look);
        }), address);
        work.push((await busy()) - before);
        first.push(ms[0]);
        all.push(ms[1]);
    }
    const [f, a, w] = [median(first), median(all), median(work)];
    if (f > MOST_MS) slow += 1;
    console.log(`${name.padEnd(26)} ${f.toFixed(0).padStart(6)} ms drawn (least ${Math.min(...first).toFixed(0)})   ${a.toFixed(0).padStart(6)} ms with all that comes after   ${w.toFixed(0).padStart(5)} ms of processor in the page${f > MOST_MS ? '   OVER' : ''}`);
}
await chrome.close();
await server.stop();
remove(folder);
process.exit(slow ? 1 : 0);
