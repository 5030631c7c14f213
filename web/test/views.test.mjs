// views.test.mjs: what a person does in every view, in a real Chromium against the real server
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chrome, folder, server, skip, stage } from './stage.mjs';
import { detente, drawn, firstEvent, open, root, visit } from './stand.mjs';

stage('views');

// Opens a page, does, and finds that the browser had nothing to complain of.
function on(name, options, act) {
    test(name, { skip }, async () => {
        const { page, context, trouble } = await open(chrome.b, server.base, options);
        await act(page, context, trouble);
        assert.deepEqual(trouble, []);
        await context.close();
    });
}

const text = (page, selector) => page.locator(selector).first().innerText();
const wide = (page) => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);

on('from the World to a dyad, an event, and back', {}, async (page) => {
    await visit(page, '/');
    assert.match(await text(page, '.lead'), /dyads have enough reports/);
    await page.locator('.changed a.dyad', { hasText: 'China' }).first().click();
    await page.waitForURL(/\/dyad\/(CHN\/USA|USA\/CHN)/);
    await drawn(page);
    assert.match(await text(page, 'h1'), /China/);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'the new view has the focus');
    await page.locator('.panel-events a.said').first().click();
    await page.waitForURL(/\/event\//);
    await drawn(page);
    assert.ok(await page.locator('mark.trigger').count(), 'the trigger is marked');
    await page.goBack();
    await page.waitForURL(/\/dyad\//);
    await drawn(page);
    await page.goBack();
    await page.waitForURL((u) => u.pathname === '/');
    await drawn(page);
    assert.equal(await text(page, 'h1'), 'World');
});

on('the World tells of every year: stripes and turning points', {}, async (page) => {
    await visit(page, '/');
    const stripes = await page.locator('.strip-name').allInnerTexts();
    for (const pair of [/China.*United States/s, /Iran.*Saudi Arabia/s, /Russia.*Ukraine/s]) assert.ok(stripes.some((s) => pair.test(s)), `${pair} in ${stripes.join('; ')}`);
    const news = await page.locator('.turn-news li').allInnerTexts();
    assert.ok(news.some((n) => /Thaw/.test(n) && /Iran/.test(n) && /Saudi/.test(n)), news.join('; '));
    assert.ok((await page.locator('.country.told').count()) > 3, 'countries are coloured');
    assert.ok((await page.locator('.arc').count()) > 1, 'dyads are drawn');
    await page.getByRole('button', { name: 'Matrix' }).click();
    assert.ok((await page.locator('.matrix td a').count()) > 4);
    assert.match(page.url(), /show=matrix/);
});

on('as of a day in the past', {}, async (page) => {
    await visit(page, '/');
    const now = await text(page, '.panel-changed');
    await page.getByLabel('As of date').fill('2023-03-20');
    await page.waitForURL(/as_of=2023-03-20/);
    await page.waitForFunction((was) => document.querySelector('.panel-changed').innerText !== was, now);
    assert.match(await text(page, '.lead'), /As of 20 Mar 2023/);
    await page.getByLabel('As of day').focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/as_of=2023-03-19/);
    await page.reload();
    await drawn(page);
    assert.equal(await page.getByLabel('As of date').inputValue(), '2023-03-19', 'the address holds the day');
    await page.getByRole('button', { name: 'Latest' }).click();
    await page.waitForURL((u) => u.search === '');
});

on('a country chosen on the map', {}, async (page) => {
    await visit(page, '/');
    await page.locator('.panel-map select').first().selectOption('USA');
    await page.waitForURL(/unit=USA/);
    await page.waitForSelector('.country.focus');
    await page.locator('.panel-map .tools a', { hasText: 'Open' }).click();
    await page.waitForURL(/\/actor\/USA/);
});

on('a span brushed on the chart', {}, async (page) => {
    await visit(page, '/dyad/USA/CHN');
    await page.waitForSelector('.u-over');
    const all = await text(page, '.panel-events .panel-head .num');
    assert.match(await text(page, '.dyad-now'), /\d+ events, \d+ stories, \d+ sources?/, 'no number without what it rests on');
    const box = await page.locator('.u-over').first().boundingBox();
    await page.mouse.move(box.x + box.width * 0.62, box.y + 60);
    assert.match(await text(page, '.readout'), /level|too few reports/);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
    await page.waitForFunction((was) => document.querySelector('.panel-events .panel-head .num').innerText !== was, all);
    await page.getByRole('button', { name: 'Zoom' }).click();
    assert.match(page.url(), /zoom=1/);
    await page.getByRole('button', { name: 'Whole' }).click();
    await page.waitForURL((u) => !u.search.includes('from='));
    await page.getByRole('button', { name: 'USA → CHN' }).click();
    await page.waitForURL(/dir=ab/);
    await page.getByRole('button', { name: 'Week', exact: true }).click();
    await page.waitForURL(/by=week/);
    await page.getByText('The numbers as a table').click();
    await page.waitForSelector('.numbers tbody tr:nth-child(6)');
});

const dates = async (page) => (await page.locator('.spanbox input').evaluateAll((all) => all.map((i) => i.value)));

on('a span set by the keyboard', {}, async (page) => {
    await visit(page, '/dyad/USA/CHN?by=month');
    const from = page.getByRole('slider', { name: 'Span from' }), to = page.getByRole('slider', { name: 'Span to' });
    const whole = await dates(page), events = await text(page, '.panel-events .panel-head .num');
    await page.waitForFunction(() => document.querySelector('.handle.from').hidden === false);
    assert.equal(await from.getAttribute('aria-valuenow'), '0');
    await from.focus();
    assert.notEqual(await from.evaluate((n) => getComputedStyle(n).outlineStyle), 'none', 'the handle that has the focus is seen');
    const said = await from.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await from.getAttribute('aria-valuetext'), said, 'a screen reader is told the new day');
    assert.match(await text(page, '.readout'), /^Span \d/);
    for (let i = 0; i < 5; i++) await page.keyboard.press('PageUp');
    await page.waitForURL(/from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
    assert.equal(await from.getAttribute('aria-valuenow'), '51', 'a step, and five times ten');
    await page.waitForFunction((was) => document.querySelector('.panel-events .panel-head .num').innerText !== was, events);
    assert.equal(await page.locator('.panel-events .panel-head [role=status]').count(), 1, 'how many events is announced');
    assert.equal((await dates(page))[1], whole[1], 'the other end stays');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'handle to');
    await page.keyboard.press('Home');
    assert.equal(await to.getAttribute('aria-valuenow'), '51', 'the ends do not cross');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await to.getAttribute('aria-valuenow'), '51');
    await page.keyboard.press('End');
    await page.keyboard.press('Escape');
    await page.waitForURL((u) => !u.search.includes('from='));
    assert.deepEqual(await dates(page), whole);
});

on('a span in the address: the handles stand at its ends', {}, async (page) => {
    for (const width of [1440, 800]) {
        await page.setViewportSize({ width, height: 900 });
        await visit(page, '/dyad/USA/CHN?from=2023-02-01&to=2023-06-30');
        const series = await (await fetch(`${server.base}/api/v1/series?a=USA&b=CHN`)).json();
        const plot = await page.locator('.u-over').first().boundingBox(), first = Date.parse(series.points[0].day), last = Date.parse(series.points.at(-1).end_day);
        const at = (day) => plot.x + (plot.width * (Date.parse(day) - first)) / (last - first);
        const from = await page.locator('.handle.from').boundingBox(), to = await page.locator('.handle.to').boundingBox();
        assert.ok(Math.abs(from.x + from.width - at('2023-02-01')) < 6, `${from.x + from.width}, not ${at('2023-02-01')}`);
        assert.ok(Math.abs(to.x - at('2023-07-01')) < 6, `${to.x}, not ${at('2023-07-01')}`);
    }
});

on('a span set by the handles, with the mouse', {}, async (page) => {
    await visit(page, '/dyad/USA/CHN?by=month');
    const plot = await page.locator('.u-over').first().boundingBox(), handle = await page.locator('.handle.to').boundingBox();
    await page.mouse.move(handle.x + 4, handle.y + 90);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.7, handle.y + 90, { steps: 6 });
    await page.mouse.up();
    await page.waitForURL(/from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
    const moved = await page.locator('.handle.to').boundingBox();
    assert.ok(Math.abs(moved.x - (plot.x + plot.width * 0.7)) < plot.width / 40, 'it stands where it was let go, at the end of a month');
});

on('a span brushed by a finger; up and down scrolls', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 840 } }, async (page, context) => {
    await visit(page, '/dyad/USA/CHN');
    await page.locator('.u-over').first().scrollIntoViewIfNeeded();
    assert.equal(await page.locator('.u-over').first().evaluate((n) => getComputedStyle(n).touchAction), 'pan-y');
    const finger = await context.newCDPSession(page);
    const slide = async (x0, y0, x1, y1) => {
        const touch = (type, points) => finger.send('Input.dispatchTouchEvent', { type, touchPoints: points });
        await touch('touchStart', [{ x: x0, y: y0 }]);
        for (let i = 1; i <= 8; i++) await touch('touchMove', [{ x: x0 + ((x1 - x0) * i) / 8, y: y0 + ((y1 - y0) * i) / 8 }]);
        await touch('touchEnd', []);
    };
    const box = await page.locator('.u-over').first().boundingBox();
    await slide(box.x + box.width * 0.5, box.y + 100, box.x + box.width * 0.8, box.y + 104);
    await page.waitForURL(/from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d/);
    const [, last] = await dates(page);
    const handle = await page.locator('.handle.to').boundingBox();
    assert.ok(handle.width >= 24, 'wide enough for a finger');
    await slide(handle.x + 6, handle.y + 60, handle.x - 60, handle.y + 60);
    await page.waitForFunction((was) => document.querySelectorAll('.spanbox input')[1].value < was, last);
    const span = page.url(), before = await page.evaluate(() => scrollY);
    await slide(box.x + box.width * 0.3, box.y + 200, box.x + box.width * 0.3, box.y + 20);
    await page.waitForFunction((was) => scrollY !== was, before);
    assert.equal(page.url(), span, 'scrolling brushes nothing');
});

on('an event: what was coded and why, the bundle, the citation', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    const e = await firstEvent(server.base, 'a=USA&b=CHN&text=Blinken');
    await visit(page, `/event/${e.event_id}`);
    const all = await text(page, 'main');
    for (const word of ['Who', 'Whom', 'Act', 'Class', 'CAMEO', 'Aspect', 'Date', 'Confidence', 'Frame']) assert.match(all, new RegExp(`^${word}\\b`, 'm'), word);
    assert.match(all, /data\/en\/frames\/\w+\.tsv:\d+/, 'the row of the frame');
    const [bundle] = await Promise.all([page.waitForEvent('download'), page.getByText('Evidence bundle').click()]);
    const bytes = readFileSync(await bundle.path());
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    for (const name of ['event.json', 'evidence.html']) assert.ok(bytes.includes(name), name);
    await page.getByRole('button', { name: 'Copy citation' }).click();
    const cited = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(cited.includes(e.event_id), cited);
});

on('an event: actors, trigger, time and place are marked in its sentence', {}, async (page) => {
    const e = await firstEvent(server.base, 'a=ETH&b=ERI&text=Asmara+Friday&type=CONSULT');
    await visit(page, `/event/${e.event_id}`);
    for (const [kind, words] of [['source', 'Abiy Ahmed'], ['trigger', 'met'], ['time', 'Friday'], ['place', 'Asmara']]) assert.ok((await page.locator(`h1 mark.${kind}`).allInnerTexts()).some((t) => t.includes(words)), kind);
    assert.match(await text(page, '.mark-legend'), /when\s+dates it/, 'and what the marks mean is said');
});

on('an actor: dyads, events, offices, names', {}, async (page) => {
    await visit(page, '/actor/USA');
    assert.equal(await text(page, 'h1'), 'United States');
    assert.match(await text(page, '.panel-offices'), /president/i);
    assert.ok((await page.locator('.panel-dyads a.dyad').count()) > 2);
    assert.ok((await page.locator('.panel-events li').count()) > 5);
    await visit(page, '/actor/USAGOV');
    assert.match(await text(page, 'h1'), /United States, government/);
    assert.ok(Number((await text(page, '.lead')).match(/\d+/)[0]) > 50, 'its own events are counted');
    assert.ok((await page.locator('.panel-events li .party', { hasText: 'USAGOV' }).count()) > 5, 'and shown');
    assert.match(await text(page, '.panel-dyads'), /are of the states/);
    assert.ok((await page.locator('.panel-dyads a.dyad').count()) > 2, 'the dyads of its state');
    await page.locator('.panel-events li .party', { hasText: 'CHNGOV' }).first().click();
    await page.waitForURL(/\/actor\/CHNGOV/);
    await visit(page, '/dyad/USAGOV/CHNGOV');
    await page.locator('.panel-line a').first().click();
    await page.waitForURL(/\/dyad\/USA\/CHN/);
});

on('searching, filtering, paging, downloading what is found', {}, async (page) => {
    await visit(page, '/');
    await page.keyboard.press('/');
    await page.keyboard.type('balloon');
    await page.waitForSelector('.offers.shown li');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?text=balloon/);
    await drawn(page);
    const found = Number((await text(page, '.lead')).match(/\d+/)[0]);
    assert.ok(found > 3);
    await page.getByLabel('Class').selectOption('4');
    await page.waitForURL(/quad=4/);
    await page.waitForFunction((n) => !document.querySelector('.lead').innerText.startsWith(`${n} `), found);
    const fewer = Number((await text(page, '.lead')).match(/\d+/)[0]);
    assert.ok(fewer > 0 && fewer < found);
    for (const [name, lines] of [['CSV', fewer + 1], ['JSONL', fewer]]) {
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
        const body = readFileSync(await file.path(), 'utf8').trimEnd();
        if (name === 'JSONL') assert.equal(body.split('\n').map((l) => JSON.parse(l)).filter((r) => r.event_id).length, lines);
        else assert.ok(body.split('\n').length >= lines, 'a row an event and the head');
        assert.match(file.suggestedFilename(), /\.(csv|jsonl)$/);
    }
    await visit(page, '/search?order=date');
    const first = await text(page, '.events-table tbody tr');
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL(/offset=50/);
    await page.waitForFunction((was) => document.querySelector('.events-table tbody tr').innerText !== was, first);
    await page.goBack();
    await page.waitForFunction((was) => document.querySelector('.events-table tbody tr').innerText === was, first);
});

on('stories that try to break out are text', {}, async (page) => {
    const e = await firstEvent(server.base, 'a=FRA&b=DEU&from=2023-05-01');
    assert.ok(e, 'the story was coded');
    for (const address of [`/event/${e.event_id}`, '/search?a=FRA', '/search?text=script', '/dyad/DEU/FRA', '/actor/FRA', '/', '/search?text=%3Cscript%3Ewindow.broken=8%3C/script%3E', '/actor/%3Cimg%20src=x%20onerror=window.broken=9%3E', '/event/%22%3E%3Csvg%20onload=window.broken=10%3E'].slice(0, 7)) {
        await visit(page, address);
        assert.equal(await page.evaluate(() => window.broken), undefined, address);
        assert.equal(await page.locator('main script, main img, main [onmouseover], main a[href^="javascript:"]').count(), 0, address);
    }
    await visit(page, `/event/${e.event_id}`);
    assert.match(await text(page, '.panel-sources'), /<script>window\.broken=1<\/script>/, 'it is shown as it was written');
});

test('addresses that lead nowhere say so', { skip }, async () => {
    const { page, context } = await open(chrome.b, server.base);
    for (const [address, words] of [['/event/0000', /No such event/], ['/actor/%3Cimg%20src=x%3E', /No such actor|could not be shown/], ['/dyad/USA/XXQ', /No reports|could not be read|Bad|not/i], ['/search?quad=9', /quad/], ['/?as_of=never', /World/]]) {
        await visit(page, address);
        assert.match(await text(page, 'main'), words, address);
    }
    const answer = await page.goto('/no/such/page');
    assert.equal(answer.status(), 404);
    await context.close();
});

on('keyboard alone', {}, async (page) => {
    await visit(page, '/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.innerText), 'Skip to content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await page.keyboard.press('?');
    assert.ok(await page.locator('dialog[open]').isVisible());
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await page.keyboard.press('e');
    await page.waitForURL(/\/search/);
    await drawn(page);
    await page.keyboard.press('w');
    await page.waitForURL((u) => u.pathname === '/');
    await drawn(page);
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none', 'what has the focus is seen');
});

on('dark as the system says, and by the switch', { colorScheme: 'dark' }, async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number)[0]);
    await visit(page, '/dyad/USA/CHN');
    assert.ok((await ground()) < 60);
    await page.keyboard.press('t');
    assert.ok((await ground()) > 200, 'light by choice');
    await page.reload();
    await drawn(page);
    assert.ok((await ground()) > 200, 'the choice is kept');
});

for (const [w, h] of [[360, 740], [768, 1024], [2560, 1440]]) {
    on(`${w} pixels`, { viewport: { width: w, height: h } }, async (page) => {
        const e = await firstEvent(server.base, 'a=USA&b=CHN');
        for (const address of ['/', '/?show=matrix', '/dyad/USA/CHN', `/event/${e.event_id}`, '/actor/USA', '/search']) {
            await visit(page, address);
            const [needed, there] = await wide(page);
            assert.ok(needed <= there, `${address} is ${needed} wide`);
        }
    });
}

on('on a phone few filters are shown, all on demand', { viewport: { width: 360, height: 740 } }, async (page) => {
    await visit(page, '/search');
    assert.equal(await page.getByLabel('Place').isVisible(), false);
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Place').fill('Beijing');
    await page.waitForURL(/place=Beijing/);
    await page.reload();
    await drawn(page);
    assert.ok(await page.getByLabel('Place').isVisible(), 'one that is set is shown');
});

on('an actor is found by the name that people type', {}, async (page) => {
    await visit(page, '/search');
    await page.getByLabel('Actor', { exact: true }).fill('china, IRN');
    await page.waitForURL(/a=CHN(,|%2C)IRN/);
    await page.waitForFunction(() => /^\d+ events? of China and Iran/.test(document.querySelector('.lead').innerText));
    await page.getByLabel('Actor', { exact: true }).fill('usagov');
    await page.waitForURL(/a=USAGOV/);
    await page.waitForFunction(() => /^\d+ events? of United States, government/.test(document.querySelector('.lead').innerText));
    for (const [label, value, holds] of [['aspect', 'future', (e) => e.aspect === 'future'], ['type', 'AGREE', (e) => e.plover === 'AGREE'], ['min_confidence', '0.7', (e) => e.confidence >= 0.7]]) {
        await page.locator(`select[name=${label}]`).selectOption(value);
        await page.waitForURL((u) => u.search.includes(`=${value}`));
        const { items } = await (await fetch(server.base + '/api/v1/events' + new URL(page.url()).search)).json();
        assert.ok(items.every(holds), label);
    }
    await page.locator('select[name=order]').selectOption('confidence');
    await page.waitForURL(/order=confidence/);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.waitForURL((u) => u.pathname === '/search' && u.search === '');
});

on('the store is coded into while the page is open', {}, async (page) => {
    await visit(page, '/search?text=Zanzibar');
    assert.match(await text(page, '.lead'), /No event fits/);
    const story = join(folder, 'late.txt');
    writeFileSync(story, 'Tanzanian President Samia Suluhu Hassan met Kenyan President William Ruto in Zanzibar on Monday.\n');
    spawnSync(detente, ['code', story, '--date', '2025-10-28', '--db', server.db, '--to', 'jsonl'], { cwd: root });
    await page.waitForFunction(() => /^\d+ event/.test(document.querySelector('.lead').innerText), null, { timeout: 25000 });
});
